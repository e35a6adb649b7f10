"""How notices are said: the worker that leases them, the route each takes, batching, limits, who is told instead."""
