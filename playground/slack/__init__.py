"""Slack's state and protocol, in memory: what the Web API answers, what the app is sent, what people do."""
