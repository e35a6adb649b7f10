"""What happens to a ticket as people work on it and as time passes: transitions, promises, ladders, the agenda."""
