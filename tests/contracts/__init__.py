"""What every channel promises, whatever its platform: the same tests judge them all."""
