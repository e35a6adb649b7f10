"""A Microsoft Teams in memory: a Bot Connector with its login, one tenant, one installed app, and people to act as."""
