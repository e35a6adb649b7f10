"""What Deskbell must hold, measured: `make bench`, or `python -m bench NAME` for one figure.

Every figure is printed with its method and, where there is one, with a yardstick measured in the same run: machines
differ and are noisy, ratios within one run are what counts. Nothing here is asserted by a test.
"""
