"""When the rules or the rooms change: every open ticket's next instant is worked out anew, cards move in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from core.engine import Engine
from core.lifecycle import sla
from core.lifecycle.agenda import next_instant
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.people import SYSTEM
from core.policy import Policy
from core.ports.tickets import Transaction
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket

BATCH = 500
"""Tickets in one transaction: short enough that others get a turn."""


async def adopt(engine: Engine, old: Policy | None) -> int:
    """Work out anew what time will bring to every open ticket under the present rules. Returns how many were open.

    With `old` rules given, clocks whose calendar changed are frozen as counted so far and go on with the new hours.
    """
    refs = await engine.store.read(lambda tx: tx.open_refs())
    now = engine.now()

    def some(tx: Transaction, part: tuple[str, ...]) -> None:
        for ref in part:
            ticket = engine.ticket(tx, ref)
            if ticket.team in engine.policy.teams and ticket.service in engine.policy.services:
                _adopt_one(engine, tx, ticket, now, old)

    for start in range(0, len(refs), BATCH):
        await engine.store.transact(partial(some, part=refs[start : start + BATCH]))
    return len(refs)


def _adopt_one(engine: Engine, tx: Transaction, ticket: Ticket, now: datetime, old: Policy | None) -> None:
    draft = Draft(ticket, engine.policy, now, SYSTEM)
    if old is not None:
        sla.recalendar(draft, old)
    tx.save(ticket.version, draft.ticket, draft.happened, next_instant(draft.ticket, engine.policy))


async def move_in(engine: Engine, rooms: Mapping[str, Sequence[str]]) -> int:
    """Put the cards of open tickets into triage channels that a team just got (places by team). Returns how many."""
    refs = await engine.store.read(lambda tx: tx.open_refs()) if rooms else ()
    now = engine.now()

    def some(tx: Transaction, part: tuple[str, ...]) -> int:
        found = [ticket for ticket in map(tx.ticket, part) if ticket is not None and ticket.team in rooms]
        tx.write_notices(
            [
                TRIAGE_CARD.notice(
                    Facts(),
                    ticket=one.ref,
                    to=f"triage:{one.team}",
                    key=f"{one.ref}:in:{engine.new_id()}",
                    at=now,
                    place=place,
                )
                for one in found
                for place in rooms[one.team]
            ]
        )
        return len(found)

    moved = 0
    for start in range(0, len(refs), BATCH):
        moved += await engine.store.transact(partial(some, part=refs[start : start + BATCH]))
    return moved
