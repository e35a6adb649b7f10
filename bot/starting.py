"""What may keep the bot from starting: the database, the address; each is one sentence for whoever started it."""

from __future__ import annotations

import errno

from bot.runtime.logs import record
from core.ports.tickets import StorageUnavailable
from storage import Progress, is_current, migrate


class CannotStart(Exception):
    """The bot cannot start; the message is one sentence for whoever started it."""


def cannot_listen(where: str, error: OSError) -> str:
    """The sentence for an address, host and port, at which HTTP cannot be answered."""
    if error.errno == errno.EADDRINUSE:
        return f"Something listens on {where} already: end it, or choose another port with --port."
    return f"Cannot listen on {where}: {error.strerror or error}."


def prepare_database(url: str) -> None:
    """Bring SQLite up to date; on PostgreSQL, where several processes may run, only look. Raises CannotStart."""
    try:
        if url.startswith("sqlite"):
            migrate(url, progress=_show_progress)
        elif not is_current(url):
            raise CannotStart("The database is not up to date: run deskbell migrate, then start again.")
    except StorageUnavailable as error:
        raise CannotStart(f"The database cannot be used: {error}") from error


def _show_progress(progress: Progress) -> None:
    record("database.brought_up_to_date", part=progress.part, tickets=progress.done, of=progress.of)
