"""A `deskbell run` of its own process beside the playground's Slack, over a database that is filled beforehand."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH
from bench.sample import ROOT, fill, policy
from playground.server import Playground
from storage import migrate, open_store

PATIENCE = 60.0


@dataclass(slots=True)
class Running:
    """A bot that is ready: its address, its process id, and the seconds from its start until it said so."""

    address: str
    pid: int
    ready_after: float
    playground: Playground

    def memory_mb(self) -> float:
        """Resident memory now, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def deskbell(folder: Path, tickets: int) -> AsyncIterator[Running]:
    """Start it over `tickets` open tickets; it is stopped at the end."""
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    migrate(url)
    if tickets:
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            await fill(store, policy(), tickets, datetime.now(UTC))
    playground = await Playground.start(manifest=manifest("http://127.0.0.1"))
    port = _free_port()
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DESKBELL_CONFIG": str(ROOT / "app.yaml"),
        "DESKBELL_DATABASE_URL": url,
        "DESKBELL_PORT": str(port),
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
        "SLACK_API_URL": playground.api_url,
    }
    # The first start keeps the settings; the one that is measured finds them unchanged, as every restart does.
    for measured in (False, True):
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "run", env=environ, cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            await _ready(address, process)
            if measured:
                playground.point_at(f"{address}{PATH}")
                yield Running(address, process.pid, time.perf_counter() - began, playground)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()
    await playground.stop()


async def _ready(address: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"the bot ended with exit code {process.returncode}")
            try:
                async with session.get(f"{address}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass  # it does not listen yet
            await asyncio.sleep(0.005)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
