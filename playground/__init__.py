"""A Slack and a Teams to talk to on this machine. They know the protocols and nothing of the apps installed in them."""
