"""Tickets, notices and chats for the tests of what keeps them, made of real events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.policy import PauseReason
from core.ports.chats import Chat, Waiting
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, Transaction
from core.processes import IncidentDetails
from core.tickets.events import Claimed, ClockStarted, Commented, Event, File, Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from tests.fakes.ports.store import StoreWithOutbox

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MIA, DANA, LENA = "mia.feld@nordlicht.example", "dana.roth@nordlicht.example", "lena.vogt@nordlicht.example"
TRIAGE = "slack:T1/C9"


def after(**passed: float) -> datetime:
    return NOW + timedelta(**passed)


def opened(ref: str, **changes: object) -> Opened:
    fields: dict[str, object] = {
        "ref": ref,
        "status": "new",
        "details": IncidentDetails(impact=3, urgency=2),
        "title": "VPN drops",
        "description": "It drops every hour.",
        "requester": MIA,
        "beneficiary": MIA,
        "logged_by": MIA,
        "source": "slack_command",
        "service": "network",
        "priority": "P3",
        "priority_source": "matrix",
        "team": "service-desk",
        "private": False,
    }
    return Opened(**(fields | changes))  # type: ignore[arg-type]


def promise(due_at: datetime | None) -> ClockStarted:
    paused: PauseReason | None = "requester" if due_at is None else None
    return ClockStarted("resolution", "office", 28_800, ("requester",), "P3", due_at, paused)


def events(*happened: Event, actor: str = MIA, at: datetime = NOW) -> tuple[Happened, ...]:
    return tuple(Happened(at, actor, each) for each in happened)


def open_ticket(
    tx: Transaction, *more: Event, due_at: datetime | None = None, at: datetime = NOW, **changes: object
) -> Ticket:
    """Draw a number and save a new ticket, in the transaction given."""
    log = events(opened(f"INC-{tx.next_number(1000)}", **changes), *more, at=at)
    ticket = fold(log)
    tx.save(0, ticket, log, due_at)
    return ticket


def go_on(tx: Transaction, ref: str, *happened: Event, due_at: datetime | None = None) -> Ticket:
    """Read a ticket, add what happened, save it."""
    before = tx.ticket(ref)
    assert before is not None
    log = events(*happened, actor=DANA)
    ticket = fold(log, before)
    tx.save(before.version, ticket, log, due_at)
    return ticket


def comment(number: int, text: str = "Please reconnect once.") -> Commented:
    return Commented(f"c{number}", DANA, "responder", True, text)


CLAIM = Claimed(DANA)

CHAT = "slack:T1/D-mia"
LATER = after(minutes=3)
WORDS = (
    Waiting(
        "It is \x00 still broken \ud83d", f"{CHAT}#1.1", NOW, (File("a.png", "https://f/a"), File("b", "https://f/b"))
    ),
    Waiting("", None, LATER),
)
ASKED = Chat("INC-1000", NOW, LATER, LATER, WORDS)
"""A chat in which words wait for an answer."""


def line(
    key: str, place: str | None = TRIAGE, *, not_before: datetime = NOW, ticket: str | None = "INC-1000"
) -> Notice:
    return Notice("note", ticket, "triage:service-desk", key, NOW, not_before, {"text": key}, place)


def card(key: str, place: str | None = TRIAGE, *, ticket: str = "INC-1000", not_before: datetime = NOW) -> Notice:
    return Notice("triage_card", ticket, "triage:service-desk", key, NOW, not_before, {}, place)


async def write(store: StoreWithOutbox, *notices: Notice) -> None:
    await store.transact(lambda tx: tx.write_notices(notices))


async def lease_keys(store: StoreWithOutbox, now: datetime = NOW, *, limit: int = 100, worker: str = "w1") -> list[str]:
    leased = await store.outbox.lease(now, worker, limit=limit, lease_for=timedelta(seconds=60))
    return [each.notice.key for each in leased]


async def until_settled(store: StoreWithOutbox, work: object) -> object:
    """Decide again as long as somebody else was quicker, as the desk does."""
    while True:
        try:
            return await store.transact(work)  # type: ignore[arg-type]
        except Conflict:
            continue


def states(tickets: Sequence[Ticket]) -> list[str]:
    return [each.ref for each in tickets]
