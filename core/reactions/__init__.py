"""What an event of one record asks of others, and how each of those answers: a module a matter, one table."""
