"""Runs the figures: all of them, or those named on the command line."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable

from bench import (
    agreeing,
    breaches,
    claims,
    deliveries,
    hanging,
    hours,
    idle,
    kills,
    lateness,
    ledger,
    ordering,
    postgres,
    search,
    stalls,
    start,
    sweep,
    teams,
    urgency,
)
from bench import bytes as size

FIGURES: dict[str, Callable[[], Awaitable[list[str]]]] = {
    "sweep": sweep.measure,
    "hours": hours.measure,
    "claim": claims.measure,
    "ordering": ordering.measure,
    "agreeing": agreeing.measure,
    "start": start.measure,
    "teams": teams.measure,
    "ledger": ledger.measure,
    "postgres": postgres.measure,
    "deliveries": deliveries.measure,
    "kills": kills.measure,
    "stalls": stalls.measure,
    "hanging": hanging.measure,
    "urgency": urgency.measure,
    "search": search.measure,
    "bytes": size.measure,
    "breaches": breaches.measure,
    "lateness": lateness.measure,
    "idle": idle.measure,
}


def main(names: list[str]) -> int:
    """Print each figure with its method. Returns the exit code."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        print(f"There is no figure {', '.join(unknown)}. There are: {', '.join(FIGURES)}.")
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    for name in names or FIGURES:
        for line in asyncio.run(_measured(name)):
            print(line, flush=True)
    return 0


async def _measured(name: str) -> list[str]:
    return await FIGURES[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
