"""`deskbell access`: who was given what, as CSV for whoever has to show it. What private requests gave is among it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from bot.runtime.clock import WallClock
from bot.secret_keys import keys_of
from bot.settings import Settings
from core.fulfilment.grants import Held

HEAD = ("person", "what", "request", "item", "since", "until", "ended", "proof", "goes_on_by")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a table would take for a formula, and never is one here."""


async def lines(settings: Settings) -> Sequence[str]:
    """The lines of the file, a head first; times are ISO 8601 in UTC. Raises StorageUnavailable."""
    from storage import open_store

    async with open_store(settings.database_url, now=WallClock().now, keys=keys_of(settings)) as store:
        held = await store.read(lambda tx: tx.grants())
    return table(held)


def table(held: Sequence[Held]) -> Sequence[str]:
    """What was given, a line each."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(HEAD)
    for one in held:
        grant = one.grant
        ended = None if grant.goes_on else grant.ended_at
        days = (_iso(at) for at in (grant.granted_at, grant.until, ended))
        cells = (one.person, one.title, one.ref, one.item, *days, grant.proof, grant.goes_on)
        rows.writerow(map(_plain, cells))
    return written.getvalue().splitlines()


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
