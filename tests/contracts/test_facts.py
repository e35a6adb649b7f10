"""What is promised of facts (core.ports.tickets): they are those of the whole log, after whatever was done in parts."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.ports.tickets import Conflict
from core.processes import RequestDetails
from core.tickets.events import (
    Claimed,
    ClockMarked,
    ClockStopped,
    Commented,
    Escalated,
    Event,
    Followed,
    Reopened,
    Resolved,
    Transferred,
    Worked,
)
from core.tickets.evolve import fold
from core.tickets.facts import Facts, facts_of
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import DANA, LENA, MIA, NOW, after, events, go_on, open_ticket, promise


async def test_a_ticket_nobody_opened_has_no_facts(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.facts("INC-1")) is None


async def test_a_new_ticket_says_where_it_came_from_and_what_was_ordered(store: StoreWithOutbox) -> None:
    ordered = RequestDetails(item="laptop", cost=1350)
    ticket = await store.transact(lambda tx: open_ticket(tx, details=ordered, source="teams_chat"))
    assert await store.read(lambda tx: tx.facts(ticket.ref)) == Facts("teams_chat", "laptop", 1350)


async def test_facts_tell_the_story_of_a_ticket_in_figures(store: StoreWithOutbox) -> None:
    due = after(hours=-1)
    ticket = await store.transact(lambda tx: open_ticket(tx, promise(due), at=after(hours=-5)))
    story: list[tuple[Event, ...]] = [
        (Claimed(DANA),),
        (Commented("c1", DANA, "responder", True, "Which floor?"), Commented("c2", MIA, "requester", True, "Two.")),
        (Transferred("infra", "theirs"), Escalated("functional", "tier two", "infra")),
        (ClockMarked("resolution", "breach", due),),
        (Worked(25), Worked(5)),
        (Commented("c3", MIA, "requester", True, "Any news?"), Followed(LENA)),
        (ClockStopped("resolution", "missed", 28_900), Resolved("fixed", "New toner.", after(days=3), "volume")),
    ]
    for happened in story:
        await store.transact(lambda tx, happened=happened: go_on(tx, ticket.ref, *happened))  # type: ignore[misc]  # bound at once

    assert await store.read(lambda tx: tx.facts(ticket.ref)) == Facts(
        source="slack_command",
        acked_at=NOW,
        first_response_at=NOW,
        first_resolved_at=NOW,
        resolved_at=NOW,
        resolution_code="fixed",
        breach_reason="volume",
        resolution_outcome="missed",
        resolution_breached_at=due,
        handoffs=1,
        worked=30,
        resolution_misses=1,
        escalations=1,
        requester_messages=2,
    )


async def test_a_reopened_ticket_is_no_longer_resolved_and_keeps_when_it_first_was(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    await store.transact(lambda tx: go_on(tx, ticket.ref, Resolved("fixed", "Done.", after(days=3))))
    await store.transact(lambda tx: go_on(tx, ticket.ref, Reopened()))
    facts = await store.read(lambda tx: tx.facts(ticket.ref))
    assert facts == Facts("slack_command", first_resolved_at=NOW, reopened=1)


async def test_facts_are_undone_with_what_they_tell_of(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    await store.transact(lambda tx: go_on(tx, ticket.ref, Worked(5)))
    before = await store.read(lambda tx: tx.facts(ticket.ref))
    log = events(Worked(10))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(ticket.version, fold(log, ticket), log, None))
    assert await store.read(lambda tx: tx.facts(ticket.ref)) == before


async def test_storing_a_next_instant_anew_leaves_the_facts_as_they_are(store: StoreWithOutbox) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, Escalated("functional", "why", "infra")))
    await store.transact(lambda tx: tx.save(ticket.version, ticket, (), after(hours=1)))

    def compared(tx) -> tuple[Facts | None, Facts]:
        return tx.facts(ticket.ref), facts_of(ticket, tx.log(ticket.ref))

    kept, recomputed = await store.read(compared)
    assert kept == recomputed
    assert kept is not None
    assert isinstance(kept.source, str)
    assert not isinstance(kept.acked_at, datetime)
