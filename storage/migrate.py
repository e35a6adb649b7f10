"""Bringing a database up to date, and saying whether it is.

Two processes that start at once on one database migrate it once: the second waits for the first. The steps themselves
are in `migrations/versions`; what they leave to be done for every ticket is worked off afterwards (`backfill.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.ports.tickets import StorageUnavailable
from storage.backfill import Progress, pending, work_off
from storage.connecting import connected, wait_for_others
from storage.driver import APPLICATION
from storage.opening import parse_address

NEWEST = "0050"
"""The revision this version works with. Known here so that a start that has nothing to do need not load Alembic."""

_ALONE = (
    "0004", "0006", "0008", "0009", "0011", "0012", "0013", "0015", "0021", "0023", "0025", "0030", "0035", "0037",
    "0038", "0041", "0042", "0043", "0048", "0049", "0051", "0050",
)  # fmt: skip
"""Revisions that change what a process of the release before would go on to rewrite: none may run meanwhile."""

_HERE = Path(__file__).parent
_RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"


def migrate(url: str, *, to: str = "head", progress: Callable[[Progress], None] = lambda _: None) -> None:
    """Bring the database at `url` to the newest revision (or to `to`; `base` empties it).

    Makes a missing SQLite file and its folder. The tables change in one transaction, whole or not at all; what is to be
    done for every ticket follows in batches, each told to `progress`, and is gone on with by the next run where this
    one was ended. Raises UnknownDatabase and StorageUnavailable, also where processes of an older release still run on
    PostgreSQL and a step is none to be taken beside them. (On SQLite whoever migrates is `alone`.)
    """
    address = parse_address(url)
    connected(address, lambda connection: _move(connection, to))
    if to == "head":
        done: Progress | None = None
        while (done := connected(address, partial(_work_off, before=done))) is not None:
            progress(done)


def is_current(url: str) -> bool:
    """Whether the database at `url` has the newest revision, with all that belongs to it.

    Where there is none it is not, and none is made. Raises UnknownDatabase and StorageUnavailable.
    """
    address = parse_address(url)
    if address.get_backend_name() == "sqlite" and not (address.database and Path(address.database).exists()):
        return False
    return connected(address, lambda connection: _revision(connection) == NEWEST and not pending(connection))


def _work_off(connection: Connection, before: Progress | None) -> Progress | None:
    wait_for_others(connection)
    return work_off(connection, before)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _move(connection: Connection, to: str) -> None:
    wait_for_others(connection)
    revision = _revision(connection)
    if to == "head" and revision == NEWEST:
        return
    from alembic import command  # noqa: PLC0415  # a tenth of the memory of an idle process, for one moment
    from alembic.config import Config  # noqa: PLC0415  # the same
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # the same

    config = Config(_HERE / "alembic.ini")
    config.attributes["connection"] = connection
    if to == "head" and revision is not None:
        ahead = ScriptDirectory.from_config(config).iterate_revisions(to, revision)
        if any(step.revision in _ALONE for step in ahead):
            _refuse_beside_others(connection)
    if to == "base":
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def _refuse_beside_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and connection.execute(text(_RUNNING), {"name": APPLICATION}).scalar():
        raise StorageUnavailable(
            "older Deskbell processes still run on it; end every one of them, then run deskbell migrate again."
        )
