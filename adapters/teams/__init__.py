"""Teams as a channel of Deskbell. Import `adapters.teams.channel.TeamsChannel`; nothing is loaded before that."""
