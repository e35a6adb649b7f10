"""Many tickets whose promises run out at once, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.intake.opening import Opening, open_ticket
from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.notifications.promises import BREACH, BREACH_DIRECT, Breached, BreachedDirect
from core.notifications.triage import NOTE, Noted
from core.ports.bindings import Binding
from core.ports.outbox import Notice
from core.processes import IncidentDetails
from core.tickets.ticket import Ticket
from core.ui.text import flatten
from storage.transaction import SqlTransaction
from tests.bot.platform import Message
from tests.bot.worker import DANA, MIA, NOW, TRIAGE, World, policy

COUNTED = re.compile(r"(\d+)/(\d+)/(\d+): ")


async def tickets(there: World, count: int, priority: str = "P4") -> list[Ticket]:
    """Open tickets with running promises, whose cards stand in the triage channel."""
    level = {"P1": (1, 1), "P3": (3, 2), "P4": (4, 3)}[priority]

    def some(tx: SqlTransaction) -> list[Ticket]:
        opened = []
        for _ in range(count):
            details = IncidentDetails(category="printer", impact=level[0], urgency=level[1])
            opening = Opening(
                title="Printer jams", service="office", requester=MIA, logged_by=MIA, source="slack_command",
                details=details,
            )  # fmt: skip
            draft = open_ticket(opening, tx.next_number(policy().first_number), policy(), NOW)
            tx.save(0, draft.ticket, draft.happened, None)
            tx.bind(Binding(draft.ticket.ref, f"triage:{draft.ticket.team}", TRIAGE, f"card of {draft.ticket.ref}"))
            opened.append(draft.ticket)
        return opened

    opened = await there.store.transact(some)
    assert {each.priority for each in opened} == {priority}
    return opened


def of(there: World, kind: Kind[Facts], facts: Facts, ticket: Ticket, to: str = "") -> Notice:
    now = there.clock.now()
    place = None if to else TRIAGE
    to = to or f"triage:{ticket.team}"
    return kind.notice(facts, ticket=ticket.ref, to=to, key=f"{ticket.ref}:{kind.name}:{to}", at=now, place=place)


def breach(there: World, ticket: Ticket, person: str = "") -> Notice:
    now = there.clock.now()
    if person:
        told = BreachedDirect(metric="resolution", due_at=now, to=(person,))
        return of(there, BREACH_DIRECT, told, ticket, f"direct:{person}")  # type: ignore[arg-type]  # its own facts
    return of(there, BREACH, Breached(metric="resolution", due_at=now), ticket)  # type: ignore[arg-type]  # the same


async def overdue(there: World, count: int) -> list[Ticket]:
    """So many tickets whose promise of a resolution runs out at once, each with its notice in the outbox."""
    many = await tickets(there, count)
    await there.writes(*(breach(there, each) for each in many))
    return many


def note(there: World, ticket: Ticket) -> Notice:
    return of(there, NOTE, Noted(comment="c1", author=DANA, text="x"), ticket)  # type: ignore[arg-type]  # the same


def words(message: Message) -> str:
    assert message.card is not None
    return flatten(message.card.sections[0].body)


def told(messages: Sequence[Message]) -> int:
    """Of how many tickets these say that their time has passed."""
    return sum(int(counted[1]) if (counted := COUNTED.match(words(each))) else 1 for each in messages)


def digests(messages: Sequence[Message]) -> list[Message]:
    return [each for each in messages if COUNTED.match(words(each))]


async def solve(there: World, ticket: Ticket) -> None:
    """Its promises run no more."""
    await there.changes(replace(ticket, clocks=()))
