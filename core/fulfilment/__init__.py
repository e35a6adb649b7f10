"""Fulfilment: what has to be done for a request, by which teams, and in which order."""
