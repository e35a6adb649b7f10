"""A `deskbell run` of its own process beside the playground's Slack, over a database that is filled beforehand."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH
from bench.sample import ROOT, fill, policy
from playground.protocol import Json
from playground.server import Playground
from playground.slack.outbound import sign
from storage import migrate, new_key, open_store

PATIENCE = 60.0
RUN = ("bot.cli", "run")


@dataclass(slots=True)
class Process:
    """A process of Python that serves at an address."""

    address: str
    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        """Its id."""
        return self.process.pid

    def memory_mb(self) -> float:
        """Resident memory now, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode().strip()

    async def stalls(self) -> tuple[float, int, int]:
        """The latest tick in ms since the last question, ticks over 50 ms late, ticks (`bench.teams_bot --ticker`)."""
        self.process.send_signal(signal.SIGUSR1)
        worst, late, ticks = (await self.line()).split()
        return float(worst), int(late), int(ticks)


@dataclass(slots=True)
class Running(Process):
    """A bot that is ready: its address, its process id, and the seconds from its start until it said so."""

    ready_after: float
    playground: Playground


@asynccontextmanager
async def started(*arguments: str, environ: Mapping[str, str] = {}, address: str = "") -> AsyncIterator[Process]:
    """`python -m arguments`, ended with the block. Without an `address` it prints its own as its first line."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=kept | dict(environ), cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    running = Process(address, process)
    try:
        running.address = address or await running.line()
        if not running.address:
            raise RuntimeError(f"{arguments[0]} did not start")
        yield running
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _nothing(_: object) -> None:
    """Nothing happens before the restart."""


@asynccontextmanager
async def deskbell(
    folder: Path,
    tickets: int,
    *,
    teams: Mapping[str, str] = {},
    command: tuple[str, ...] = RUN,
    before: Callable[[str], Awaitable[None]] = _nothing,
    between: Callable[[Playground], Awaitable[None]] = _nothing,
    url: str = "",
    config: Path = ROOT / "app.yaml",
    workspace: Json | None = None,
) -> AsyncIterator[Running]:
    """Start it over `tickets` open tickets, with the Slack of the playground; it is stopped at the end.

    Without the `url` of a database it gets a SQLite file in `folder`.

    `teams` are the variables of a Teams beside it. The first start keeps the settings, and `before` may tell it more at
    its address; the one that is measured finds everything as it was, as every restart does. `between` the two nobody
    else has the database. `config` and `workspace` are another company's.
    """
    url = url or f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    migrate(url)
    if tickets:
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            await fill(store, policy(), tickets, datetime.now(UTC))
    playground = await Playground.start(workspace=workspace, manifest=manifest("http://127.0.0.1"))
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environ = {
        "DESKBELL_CONFIG": str(config),
        "DESKBELL_DATABASE_URL": url,
        "DESKBELL_SECRETS_KEY": new_key(),
        "DESKBELL_PORT": str(port),
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
        "SLACK_API_URL": playground.api_url,
        **teams,
    }
    try:
        async with started(*command, environ=environ, address=address) as first:
            await _ready(address, first.process)
            await before(address)
        await between(playground)
        began = time.perf_counter()
        async with started(*command, environ=environ, address=address) as bot:
            await _ready(address, bot.process)
            ready_after = time.perf_counter() - began
            playground.point_at(f"{address}{PATH}")
            yield Running(address, bot.process, ready_after, playground)
    finally:
        await playground.stop()


async def sent(session: aiohttp.ClientSession, url: str, secret: str, body: bytes, content_type: str) -> float:
    """Send what Slack would send, signed; milliseconds until the answer. Raises AssertionError for anything but 200."""
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret, stamp, body),
    }
    began = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as answer:
        await answer.read()
        if answer.status != 200:
            raise AssertionError(f"Slack was answered {answer.status}")
    return (time.perf_counter() - began) * 1000


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
