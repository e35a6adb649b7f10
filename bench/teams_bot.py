"""`deskbell run`, with a look at its event loop: SIGUSR1 prints how late the latest tick was since the last time.

`--unpaced` lifts the limits that Teams asks for (50 calls a second in a tenant), which the bot keeps by itself: what
one process can do is measured, not what Teams lets it do. `--ticker` turns the look on; it costs a little.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, replace

from bot import channels
from bot.app import build
from bot.policy_file import load
from bot.runtime.logs import set_up
from bot.runtime.process import serve_until_stopped
from bot.settings import read
from bot.starting import prepare_database

TICK = 0.001


@dataclass(slots=True)
class Ticker:
    """Counts late ticks."""

    worst: float = 0.0
    late: int = 0
    """Ticks that came more than 50 ms late."""
    ticks: int = 0

    def start(self) -> asyncio.Task[None]:
        """Tick from now on, and answer SIGUSR1."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._tell)
        return asyncio.create_task(self._run())

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + TICK
            await asyncio.sleep(TICK)
            lateness = clock() - due
            self.worst = max(self.worst, lateness)
            self.late += lateness > 0.05
            self.ticks += 1

    def _tell(self) -> None:
        print(f"{self.worst * 1000:.2f} {self.late} {self.ticks}", flush=True)
        self.worst, self.late, self.ticks = 0.0, 0, 0


async def serve(arguments: list[str]) -> int:
    """Run until a signal."""
    settings = read(os.environ)
    loaded = load(settings.config)
    set_up(channels.secrets(settings.channels))
    teams = settings.channels.get("teams")
    if "--unpaced" in arguments and teams is not None:
        settings = replace(settings, channels={**settings.channels, "teams": replace(teams, paced=False)})
    service = build(settings, loaded)
    ticking = Ticker().start() if "--ticker" in arguments else None
    code = await serve_until_stopped(service, None)
    if ticking is not None:
        ticking.cancel()
    return code


if __name__ == "__main__":
    prepare_database(read(os.environ).database_url)
    sys.exit(asyncio.run(serve(sys.argv[1:])))
