"""A process that starts before its PostgreSQL waits for it, says so, and gives up with a sentence."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.cli import command
from bot.runtime.patience import PATIENCE, until_there
from core.ports.tickets import NotThereYet, StorageUnavailable
from storage import is_current
from tests.bot import sample
from tests.fakes.keys import KEY


@dataclass
class Starting:
    """A server that answers after some seconds; the clock moves while one sleeps."""

    answers_at: float
    now: float = 0.0
    error: StorageUnavailable = field(default_factory=lambda: NotThereYet("db.example does not answer."))
    told: list[Exception] = field(default_factory=list)

    def look(self) -> None:
        if self.now < self.answers_at:
            raise self.error

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def wait(self) -> None:
        until_there(self.look, self.told.append, steady=lambda: self.now, sleep=self.sleep)


def test_a_server_that_is_there_is_not_waited_for() -> None:
    server = Starting(0.0)
    server.wait()
    assert (server.now, server.told) == (0.0, [])


def test_a_server_that_comes_is_waited_for_and_that_is_said_once() -> None:
    server = Starting(20.0)
    server.wait()
    assert server.now == 20.0
    assert server.told == [server.error]


def test_a_server_that_never_comes_is_given_up_after_a_minute() -> None:
    server = Starting(1e9)
    with pytest.raises(NotThereYet):
        server.wait()
    assert server.now == PATIENCE
    assert len(server.told) == 1


def test_what_waiting_does_not_mend_is_not_waited_for() -> None:
    server = Starting(20.0, error=StorageUnavailable("no such database"))
    with pytest.raises(StorageUnavailable, match="no such database"):
        server.wait()
    assert (server.now, server.told) == (0.0, [])


def test_nobody_at_the_address_is_silence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"postgresql+asyncpg://postgres@127.0.0.1:{taken.getsockname()[1]}/desk"
        with pytest.raises(NotThereYet) as raised:
            is_current(address)
    assert "postgres@127.0.0.1" in str(raised.value)


def test_a_server_without_that_database_is_no_silence(postgres: str) -> None:
    with pytest.raises(StorageUnavailable) as raised:
        is_current(postgres.format(database="there_is_none"))
    assert not isinstance(raised.value, NotThereYet)


def test_run_says_what_it_waits_for_and_starts_no_sooner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.runtime.patience.PATIENCE", 0.0)
    address = "postgresql+asyncpg://postgres@127.0.0.1:1/desk"
    environ = {"DESKBELL_CONFIG": str(sample.PATH), "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    environ["DESKBELL_SECRETS_KEY"] = KEY
    assert command(["run", "--database", address], environ) == 1
    first, last = capsys.readouterr().err.splitlines()[-2:]
    assert first.startswith("postgresql+asyncpg://postgres@127.0.0.1:1/desk does not answer: ")
    assert first.endswith("Waiting up to 0 seconds for it.")
    assert last.startswith(
        "The database cannot be used: postgresql+asyncpg://postgres@127.0.0.1:1/desk does not answer"
    )
