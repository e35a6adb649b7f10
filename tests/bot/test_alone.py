"""A SQLite database is one process's: a second run or playground is told so, and a killed one holds nothing."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from bot.cli import command
from core.ports.tickets import StorageUnavailable
from playground.server import Playground
from storage import alone, is_current, migrate
from tests.bot import sample
from tests.fakes.keys import KEY

IN_USE = (
    "The database cannot be used: another Deskbell has {database} open; end that one first, or use PostgreSQL, which"
    " several can share.\n"
)

STARTING = 180.0
"""Seconds for which a process is waited for: on a busy machine that loads it anew, half a minute was seen."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One whose name has a space."""
    found = tmp_path / "the desk"
    found.mkdir()
    return found


@asynccontextmanager
async def deskbell(*arguments: str, folder: Path, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own, killed at the end if it still runs."""
    environ = {**os.environ, "DESKBELL_CONFIG": str(sample.PATH), "DESKBELL_SECRETS_KEY": KEY}
    environ |= {"PYTHONPATH": str(sample.PATH.parent), **more}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", *arguments, cwd=folder, env=environ,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until(stream: asyncio.StreamReader | None, words: str) -> None:
    """Read on to a line with these words."""
    assert stream is not None
    async with asyncio.timeout(STARTING):
        while words not in (line := (await stream.readline()).decode()):
            assert line, f"it ended before it said {words!r}"


async def told(*asked: str, environ: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What a command comes to while another process has the database: asked here, where nothing has to be loaded."""
    code = await asyncio.to_thread(command, asked, {"DESKBELL_CONFIG": str(sample.PATH), **environ})
    return code, capsys.readouterr().err


@asynccontextmanager
async def slack() -> AsyncIterator[Mapping[str, str]]:
    """A Slack, as the environment of a process that is to speak there."""
    playing = await Playground.start(manifest=manifest("http://127.0.0.1"), pacing=False)
    try:
        yield {
            "SLACK_BOT_TOKEN": playing.bot_token,
            "SLACK_SIGNING_SECRET": playing.signing_secret,
            "SLACK_API_URL": playing.api_url,
        }
    finally:
        await playing.stop()


async def test_a_second_run_is_told_what_to_do_until_the_first_one_is_killed(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    database = folder / "desk.db"
    address = f"sqlite+aiosqlite:///{database}"
    run = ("run", "--port", "0", "--database", address)
    async with slack() as there, deskbell(*run, folder=folder, **there) as first:
        await until(first.stderr, "service.ready")
        environ = {**there, "DESKBELL_SECRETS_KEY": KEY}
        assert await told(*run, environ=environ, capsys=capsys) == (1, IN_USE.format(database=database))
        first.kill()
        await first.wait()
        with alone(address):
            pass


@pytest.mark.parametrize("named", ["link", "elsewhere/link", "symlink"])
def test_one_file_is_one_database_whatever_it_is_called(folder: Path, named: str):
    database, other = folder / "desk.db", folder / named
    migrate(f"sqlite+aiosqlite:///{database}")
    other.parent.mkdir(exist_ok=True)
    (other.symlink_to if named == "symlink" else other.hardlink_to)(database)
    (folder / "another.db").write_bytes(database.read_bytes())
    with alone(f"sqlite+aiosqlite:///{database}"):
        with pytest.raises(StorageUnavailable, match="another Deskbell has"), alone(f"sqlite+aiosqlite:///{other}"):
            raise AssertionError("two have one file")
        with alone(f"sqlite+aiosqlite:///{folder / 'another.db'}"):
            pass
    with alone(f"sqlite+aiosqlite:///{other}"):
        pass


async def test_a_second_playground_leaves_the_first_ones_database_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    async with deskbell("playground", "--port", "0", folder=folder) as first:
        await until(first.stdout, "http://127.0.0.1:")
        monkeypatch.chdir(folder)
        before = Path("data", "playground.db").stat().st_ino
        said = await told("playground", "--port", "0", environ={}, capsys=capsys)
        assert said == (1, IN_USE.format(database="data/playground.db"))
        assert Path("data", "playground.db").stat().st_ino == before


async def test_whoever_only_looks_may_look_at_a_database_in_use(folder: Path, capsys: pytest.CaptureFixture[str]):
    address = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    async with slack() as there, deskbell("run", "--port", "0", "--database", address, folder=folder, **there) as bot:
        await until(bot.stderr, "service.ready")
        environ = {**there, "DESKBELL_CONFIG": str(sample.PATH), "DESKBELL_SECRETS_KEY": KEY}
        for asked in ("check", "migrate", "doctor"):
            code = await asyncio.to_thread(command, [asked, "--database", address], environ)
            said = capsys.readouterr()
            assert "another Deskbell" not in said.out + said.err
            assert code == 0 or asked == "doctor"


@pytest.mark.parametrize("asked", ["migrate", "doctor"])
def test_a_database_in_use_is_not_brought_up_to_date(folder: Path, capsys: pytest.CaptureFixture[str], asked: str):
    address = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    environ = {"DESKBELL_CONFIG": str(sample.PATH), "DESKBELL_DATABASE_URL": address}
    migrate(address)
    migrate(address, to="base")
    with alone(address):  # as an older release does that runs
        assert command([asked], environ) == 1
    said = capsys.readouterr()
    assert IN_USE.format(database=folder / "desk.db").strip() in said.out + said.err
    assert not is_current(address)
    assert command(["migrate"], environ) == 0
    assert is_current(address)


def test_a_disk_that_knows_no_locks_is_said_to_be_that(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def refuses(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuses)
    with (
        pytest.raises(StorageUnavailable, match=r"desk\.db cannot be locked: No locks available"),
        alone(f"sqlite+aiosqlite:///{folder / 'desk.db'}"),
    ):
        raise AssertionError("nobody is alone there")
