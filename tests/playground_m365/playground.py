"""Starts Microsoft's local playground (@microsoft/m365agentsplayground) beside a Deskbell that hears it unsigned.

It is no part of the lock: where it is not installed, tests are skipped. DESKBELL_M365_PLAYGROUND names its folder (the
one with `cli.js`), else `agentsplayground` is looked for on the path.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from adapters.teams.settings import PATH, TeamsSettings
from bot.app import build
from bot.policy_file import load
from bot.settings import Settings
from bot.starting import prepare_database
from tests.bot.sample import PATH as SETTINGS_FILE
from tests.browser.chromium import in_the_browsers_loop
from tests.fakes.keys import KEY

HERE = Path(__file__).parent
SAMPLE = HERE / "sample.yml"
TENANT = "7d1f0000-0000-4000-8000-000000000001"
APP = "7d1f0000-0000-4000-8000-00000000bee1"
MISSING = (
    "Microsoft's playground is not installed: `npm install @microsoft/m365agentsplayground@0.2.28` somewhere, and name "
    "its folder in DESKBELL_M365_PLAYGROUND"
)
PATIENCE = 60.0  # seconds of real time until it serves its page; it usually takes five


def find_playground() -> Path:
    """The script that starts it. Skips the test that asks when there is none."""
    folder = os.environ.get("DESKBELL_M365_PLAYGROUND")
    on_path = shutil.which("agentsplayground")
    found = Path(folder) / "cli.js" if folder else Path(on_path).resolve() if on_path else None
    if found is None or not found.exists() or shutil.which("node") is None:
        pytest.skip(MISSING)
    return found


@in_the_browsers_loop
async def playground(tmp_path: Path) -> AsyncIterator[str]:
    """The address of its page; Mia Feld sits at the keyboard."""
    script = find_playground()
    async with _deskbell(tmp_path) as endpoint, _started(script, endpoint, tmp_path) as page:
        yield page


@asynccontextmanager
async def _deskbell(folder: Path) -> AsyncIterator[str]:
    """A Deskbell with the shipped settings; the address at which it hears Teams."""
    database = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    teams = TeamsSettings(APP, "unsigned", TENANT, unsigned=True)
    prepare_database(database)
    service = build(Settings(SETTINGS_FILE, database, "127.0.0.1", 0, {"teams": teams}, (KEY,)), load(SETTINGS_FILE))
    async with service.running() as address:
        yield f"{address}{PATH}"


@asynccontextmanager
async def _started(script: Path, endpoint: str, folder: Path) -> AsyncIterator[str]:
    """The running playground; ended with the block."""
    port = _free_port()
    page = f"http://127.0.0.1:{port}"
    arguments = {
        "--app-endpoint": endpoint,
        "--channel-id": "msteams",
        "--port": str(port),
        "--service-url": f"{page}/_connector",
    }
    environment = os.environ | {
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(SAMPLE),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
    }
    words = [word for pair in arguments.items() for word in pair]
    process = await asyncio.create_subprocess_exec(
        "node", "--require", str(HERE / "loopback.cjs"), str(script), "start", *words, "--disable-telemetry",
        cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _serves(page, process)
        yield page
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _serves(page: str, process: asyncio.subprocess.Process) -> None:
    """Wait until the page is served."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, "Microsoft's playground ended at once; its log is in the test's folder"
            try:
                async with session.get(page):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
