"""One process at a time on a SQLite database: a lock of the system's on a file beside it, gone with whoever holds it.

SQLite itself lets several in. But who starts takes over what others had leased (`Delivery.recover`), and what a
platform counts is counted in memory: both are right only where nobody else is there.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.ports.tickets import StorageUnavailable
from storage.opening import parse_address


@contextmanager
def alone(url: str) -> Iterator[None]:
    """The time in which no other process is alone on the SQLite database at `url`; on PostgreSQL nobody need be.

    The file `<database>.lock` stays, and means nothing by itself. Raises UnknownDatabase, and StorageUnavailable with
    what to do when another process is there.
    """
    address = parse_address(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        yield
        return
    # One file under two names is one database. Its own file is never opened here: closing it again would let go of
    # the locks that SQLite holds on it.
    database = Path(address.database).resolve()
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        held = database.with_name(f"{database.name}.lock").open("a")
    except OSError as error:
        raise _cannot(address.database, error) from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageUnavailable(
                f"another Deskbell has {address.database} open; end that one first, or use PostgreSQL, which several"
                " can share."
            ) from error
        except OSError as error:
            raise _cannot(address.database, error) from error
        yield


def _cannot(database: str, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(f"{database} cannot be locked: {error.strerror or error}.")
