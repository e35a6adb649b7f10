"""When the rules or the rooms change: every open ticket's next instant is worked out anew, cards move in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

from core import absences
from core.agenda import next_instant
from core.approvals import machine
from core.engine import Engine
from core.fulfilment import steps
from core.lifecycle import sla
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.people import SYSTEM
from core.policy import Policy
from core.ports.tickets import Search, Transaction
from core.processes import APPROVING
from core.tickets.draft import Draft
from core.tickets.events import Happened
from core.tickets.ticket import Ticket

BATCH = 500
"""Tickets in one look or transaction: short enough that others get a turn."""


@dataclass(frozen=True, slots=True)
class _Adopted:
    """What new rules make of a ticket at `version`; with `changes` False nothing of it has to be stored."""

    version: int
    ticket: Ticket
    happened: tuple[Happened, ...]
    due_at: datetime | None
    changes: bool


Keep = Callable[[Transaction], int]
"""Stores what was worked out, and returns how many tickets are open. Raises Conflict."""


async def work_out(engine: Engine, old: Policy | None, new: Policy | None = None) -> Keep:
    """Work out anew, beside the writer, what time will bring to every open ticket. Returns what is to be stored.

    With `old` rules given, clocks whose calendar changed are frozen as counted so far and go on with the new hours.
    With `new` rules given, those are meant, and not the ones in force: whoever calls stores what was worked out and
    puts them in force, and only the tickets that they change are stored. Tickets that go on in the meantime are worked
    out in the transaction that stores it.
    """
    policy, now = new or engine.policy, engine.now()

    def one(tx: Transaction, ref: str) -> _Adopted:
        return _adopt_one(engine.ticket(tx, ref), policy, now, old, every=new is None)

    def some(tx: Transaction, part: tuple[str, ...]) -> dict[str, _Adopted]:
        return {ref: one(tx, ref) for ref in part}

    refs = tuple(await engine.store.read(lambda tx: tx.open_versions()))
    planned: dict[str, _Adopted] = {}
    for start in range(0, len(refs), BATCH):
        planned |= await engine.store.read(partial(some, part=refs[start : start + BATCH]))

    def keep(tx: Transaction) -> int:
        versions = tx.open_versions()
        for ref, version in versions.items():
            found = planned.get(ref)
            if found is None or found.version != version:
                found = one(tx, ref)  # it is new, or has gone on in the meantime
            if found.changes:
                tx.save(found.version, found.ticket, found.happened, found.due_at)
        absences.follow_settings(tx, policy, now)
        if old is not None:
            _replace_former(replace(engine, policy=policy), tx, old, now)
        return len(versions)

    return keep


def _replace_former(engine: Engine, tx: Transaction, old: Policy, now: datetime) -> None:
    """Whoever is asked to agree to something and decides no longer by the rules is replaced: nothing waits for them."""
    waiting, rota, staffing = Search(statuses=APPROVING), cache(tx.rota), cache(tx.staffing)
    for ticket in tx.search(replace(waiting, limit=max(tx.count(waiting), 1))):
        if ticket.team in engine.policy.teams and ticket.service in engine.policy.services:
            look = Draft(ticket, engine.policy, now, SYSTEM, rota=rota, staffing=staffing)
            machine.replace_former(look, old)
            if look.happened:
                engine.run(tx, ticket, SYSTEM, now, lambda draft: machine.replace_former(draft, old))


def _adopt_one(ticket: Ticket, policy: Policy, now: datetime, old: Policy | None, *, every: bool) -> _Adopted:
    if ticket.team not in policy.teams or ticket.service not in policy.services:
        return _Adopted(ticket.version, ticket, (), None, changes=False)  # no rule says what time brings to it
    draft = Draft(ticket, policy, now, SYSTEM)
    if old is not None:
        sla.recalendar(draft, old)
    due_at = next_instant(draft.ticket, policy)
    same = not every and not draft.happened and old is not None and next_instant(ticket, old) == due_at
    return _Adopted(ticket.version, draft.ticket, tuple(draft.happened), due_at, changes=not same)


async def move_in(engine: Engine, rooms: Mapping[str, Sequence[str]]) -> int:
    """Put the cards of open tickets into triage channels that a team just got (places by team). Returns how many."""
    refs = await engine.store.read(lambda tx: tx.open_refs()) if rooms else ()
    now = engine.now()

    def some(tx: Transaction, part: tuple[str, ...]) -> int:
        found = [
            (ticket, team)
            for ticket in map(tx.ticket, part)
            if ticket is not None and not ticket.process.of_parent
            for team in dict.fromkeys((ticket.team, *steps.teams_of(ticket)))
            if team in rooms
        ]
        tx.write_notices(
            [
                TRIAGE_CARD.notice(
                    Facts(),
                    ticket=one.ref,
                    to=f"triage:{team}",
                    key=f"{one.ref}:in:{engine.new_id()}",
                    at=now,
                    place=place,
                    anew=True,
                )
                for one, team in found
                for place in rooms[team]
            ]
        )
        return len(found)

    moved = 0
    for start in range(0, len(refs), BATCH):
        moved += await engine.store.transact(partial(some, part=refs[start : start + BATCH]))
    return moved
