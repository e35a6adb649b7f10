"""The Teams channel on a Teams of our own: what it hears, says and draws, and what became of the known traps."""
