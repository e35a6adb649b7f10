"""Slack as a channel of Deskbell. Import `adapters.slack.channel.SlackChannel`; nothing is loaded before that."""
