"""From words in a thread or a flat chat to a command on a ticket."""
