"""What keeps the process running: its door, wake-ups, recurring jobs, the sweep, logs, metrics."""
