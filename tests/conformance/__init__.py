"""One desk, however one comes to it: the same stories on Slack, on Teams, and with the two sides of a ticket on either.

The scenarios with exact instants are numbered as they were written down. Numbers 10 and 11 tell of approvals, which the
desk does not have yet: they are told here when it does.
"""
