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
from core.ports.tickets import Transaction
from core.queries.access import ByHand, looked_up, removed_by_hand

Row = tuple[Held, ByHand | None]

HEAD = (
    "person", "what", "request", "item", "since", "until", "ended", "proof", "goes_on_by", "due", "removed_by", "shown",
    "given",
)  # fmt: skip
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a table would take for a formula, and never is one here."""


async def lines(settings: Settings) -> Sequence[str]:
    """The lines of the file, a head first; times are ISO 8601 in UTC. Raises StorageUnavailable."""
    from storage import open_store

    async with open_store(settings.database_url, now=WallClock().now, keys=keys_of(settings)) as store:
        return table(await store.read(lambda tx: rows(tx, WallClock().now())))


def rows(tx: Transaction, now: datetime) -> Sequence[Row]:
    """What was given, as it stands at `now` (UTC), each with who took it away by hand."""
    return [(one, removed_by_hand(tx, one)) for one in looked_up(tx, tx.grants(), now, {})]


def table(given: Sequence[Row]) -> Sequence[str]:
    """What was given, a line each, with who took it away by hand and how that was shown; `given` says where nobody
    knows whether it was.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(HEAD)
    for one, by_hand in given:
        grant = one.grant
        ended = None if grant.goes_on else grant.ended_at
        days = (_iso(at) for at in (grant.granted_at, grant.until, ended))
        by, shown = (by_hand.by, by_hand.said) if by_hand is not None else ("", "")
        whose = one.holder or one.person
        given_ = "not known" if one.maybe else "yes"
        cells = (
            whose, one.title, one.ref, one.item, *days, grant.proof, grant.goes_on, _iso(one.due_at), by, shown, given_,
        )  # fmt: skip
        lines.writerow(map(_plain, cells))
    return written.getvalue().splitlines()


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
