"""Open hours with holidays, and who is on call: wall-clock rules in a zone, expanded to UTC instants."""
