"""The service desk itself: pure decisions over plain data. Standard library only, no I/O, no clock of its own."""
