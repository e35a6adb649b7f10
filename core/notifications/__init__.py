"""What Deskbell says first: the kinds of notices, and who hears which, where."""
