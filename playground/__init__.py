"""A Slack to talk to on this machine. It knows the protocol and nothing of the app that is installed in it."""
