"""Stories told through the whole house: the real bot on SQLite, the real Slack adapter, the playground's Slack."""
