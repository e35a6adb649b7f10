"""What runs: settings, composition root, delivery worker, sweep, schedule and command line."""
