"""What every channel's front door does: a sane size, once, the way to the desk, an apology with a bug's code."""
