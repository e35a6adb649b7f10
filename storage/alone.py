"""One process at a time on a SQLite database: a lock of the system's on a file beside it, gone with whoever holds it.

SQLite itself lets several in. But who starts takes over what others had leased (`Delivery.recover`), and what a
platform counts is counted in memory: both are right only where nobody else is there.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from core.ports.tickets import StorageUnavailable
from storage.opening import parse_address


@contextmanager
def alone(url: str) -> Iterator[None]:
    """The time in which no other process is alone on the SQLite database at `url`; on PostgreSQL nobody need be.

    The files that are locked stay, and mean nothing by themselves. Raises UnknownDatabase, and StorageUnavailable with
    what to do when another process is there.
    """
    address = parse_address(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        yield
        return
    with ExitStack() as held:
        try:
            for lock in _locks(Path(address.database)):
                fcntl.flock(held.enter_context(lock), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageUnavailable(
                f"another Deskbell has {address.database} open; end that one first, or use PostgreSQL, which several"
                " can share."
            ) from error
        except OSError as error:
            raise _cannot(address.database, error) from error
        yield


def _locks(named: Path) -> Iterator[IO[bytes]]:
    """What is to be locked: a file beside the database, and one for what the database is, whatever it is called there.

    By its name, since a file that is there no longer may be made anew; by device and inode, since one file may have
    several names (hard links). Its own file is never opened here: closing it again would let go of the locks that
    SQLite holds on it.
    """
    database = named.resolve()
    database.parent.mkdir(parents=True, exist_ok=True)
    yield database.with_name(f"{database.name}.lock").open("ab")
    if not database.exists():
        database.touch()  # nobody has it open yet
    it = database.stat()
    known = Path(tempfile.gettempdir(), f"deskbell-{it.st_dev}-{it.st_ino}.lock")
    # Whoever else runs one on this machine may be another user, who is to lock it, not to write it.
    yield os.fdopen(os.open(known, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644), "rb")


def _cannot(database: str, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(f"{database} cannot be locked: {error.strerror or error}.")
