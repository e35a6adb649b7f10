"""A desk from before a kind of record was one value: its database is loaded, shown and worked on by today's code.

`old_desk.sql` was written by that version through its door. It is kept as it is: whatever changes in the code, this
desk must still open.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.agenda import agenda, next_instant
from core.ports.outbox import Notice
from core.ports.tickets import Search
from core.processes import PROCESSES, IncidentDetails, RequestDetails
from core.tickets.comments import fold_comments
from core.tickets.evolve import fold
from core.tickets.ticket import Hold, MergedInto, Ticket
from core.ui.inbound import FieldErrors, Shown
from storage import codec, migrate, open_store
from storage.instants import instant_or_none
from tests.fakes.desk import DeskHouse, instant, open_desk, sentence, shipped
from tests.fakes.instants import SetClock

NOW = "2026-10-21 15:50 CEST"
"""When that desk was last looked at."""
_FLAT = ("kind", "category", "impact", "urgency", "item", "answers", "sensitive", "cost")


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as that version left it."""
    path = tmp_path_factory.mktemp("old") / "desk.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript((Path(__file__).parent / "old_desk.sql").read_text(encoding="utf-8"))
    return path


@pytest_asyncio.fixture
async def desk(old_file: Path, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    """Today's desk on a copy of it, brought up to date as a start does."""
    path = tmp_path / "desk.db"
    path.write_bytes(old_file.read_bytes())
    address = f"sqlite+aiosqlite:///{path}"
    migrate(address)
    store = open_store(address, now=SetClock(instant(NOW)).now)
    async with open_desk(NOW, store=store, started=2) as house:
        await every(house)
        yield house


@dataclass(frozen=True)
class Row:
    """A stored ticket as text: how that version wrote it."""

    ref: str
    kind: str
    status: str
    due_at: int | None
    state: dict[str, Any]


def rows(path: Path) -> list[Row]:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT ref, kind, status, due_at, state FROM tickets ORDER BY number").fetchall()
    return [Row(ref, kind, status, due_at, json.loads(state)) for ref, kind, status, due_at, state in found]


async def every(desk: DeskHouse) -> list[Ticket]:
    return [await desk.ticket(one.ref) for one in await desk.store.read(lambda tx: tx.search(Search(limit=1000)))]


def flat(ticket: Ticket) -> dict[str, Any]:
    """A ticket as that version would have written it."""
    state = json.loads(codec.write(ticket))
    details = state.pop("details")
    state.pop("spoke", None)
    state.pop("last_comment", None)
    state.pop("still_with", None)
    new = {"why": "opened", "since": None}  # ladders of before called for an answer, since they were armed
    for holder in (state, state.get("merged") or {}):
        if holder.get("ladder"):
            holder["ladder"] = {name: value for name, value in holder["ladder"].items() if new.get(name, new) != value}
    return {**state, **{name: value for name, value in details.items() if value or name == "kind"}}


def test_the_old_desk_has_every_kind_in_every_status(old_file: Path) -> None:
    stored = {(row.kind, row.status) for row in rows(old_file)}
    since = {("request", status) for status in ("pending_approval", "rejected", "expired")}
    known = {kind: process for kind, process in PROCESSES.items() if not process.of_parent}  # it had no tasks yet
    assert stored == {(kind, status) for kind, process in known.items() for status in process.moves} - since


def test_every_old_row_is_read_without_loss(old_file: Path) -> None:
    for row in rows(old_file):
        ticket = codec.read(Ticket, json.dumps(row.state))
        assert flat(ticket) == {name: value for name, value in row.state.items() if name != "comments"}
        assert (ticket.kind, ticket.status) == (row.kind, row.status)


def test_what_is_in_todays_shape_is_read_as_it_is(old_file: Path) -> None:
    for row in rows(old_file):
        ticket = codec.read(Ticket, json.dumps(row.state))
        assert codec.read(Ticket, codec.write(ticket)) == ticket


async def test_every_old_log_folds_to_the_stored_ticket(desk: DeskHouse) -> None:
    tickets = await every(desk)
    assert len(tickets) == 40
    for ticket in tickets:
        log = await desk.log(ticket.ref)
        assert fold(log) == ticket
        assert fold_comments(log) == await desk.comments(ticket.ref)


async def test_what_only_a_kind_has_is_found_in_its_details(desk: DeskHouse) -> None:
    assert (await desk.ticket("INC-1001")).details == IncidentDetails(category="vpn", impact=4, urgency=1)
    assert (await desk.ticket("INC-1018")).details == IncidentDetails(category="orders", impact=2, urgency=1)
    assert (await desk.ticket("REQ-1030")).details == RequestDetails(item="password-reset", answers={"account": "SAP"})
    onboarding = (await desk.ticket("REQ-1031")).details
    assert isinstance(onboarding, RequestDetails)
    assert (onboarding.item, onboarding.cost, onboarding.answers["person"]) == ("onboarding", 1350, "Ada Lind")


async def test_holds_and_merges_stand_as_they_stood(desk: DeskHouse) -> None:
    at_vendor = (await desk.ticket("INC-1004")).hold
    assert isinstance(at_vendor, Hold)
    assert (at_vendor.reason, at_vendor.reference) == ("vendor", "TN-881")
    merged = (await desk.ticket("INC-1016")).merged
    assert isinstance(merged, MergedInto)
    assert (merged.into, merged.status) == ("INC-1015", "in_progress")


async def test_the_agenda_of_every_old_ticket_begins_at_the_stored_instant(desk: DeskHouse, old_file: Path) -> None:
    for row in rows(old_file):
        ticket = await desk.ticket(row.ref)
        assert next_instant(ticket, shipped()) == instant_or_none(row.due_at)
        assert bool(agenda(ticket, shipped())) == (row.due_at is not None)


async def test_every_old_ticket_is_drawn_as_card_and_in_a_few_lines(desk: DeskHouse) -> None:
    presenter, now = desk.desk.engine.presenter, desk.now
    for ticket in await every(desk):
        for kind, to in (("triage_card", f"triage:{ticket.team}"), ("requester_card", f"requester:{ticket.requester}")):
            card = presenter.notice(
                Notice(kind, ticket.ref, to, f"{ticket.ref} {kind}", now, now, {}, None), ticket, now
            )
            assert ticket.ref in card.summary
            ended = kind == "triage_card" and ticket.over and ticket.item is not None
            # What goes on in another ticket offers nothing; an order that is over offers its team nothing.
            assert card.buttons or ticket.followed_up_by or ended
        for staff in (True, False):
            assert ticket.ref in presenter.compact(ticket, staff=staff, now=now).summary


@pytest.mark.parametrize(
    ("who", "typed", "shown"),
    [
        ("mia", "mine", "INC-1000"),
        ("mia", "mine", "REQ-1024"),
        ("dana", "queue", "INC-1000"),
        ("dana", "search vpn", "INC-1001"),
        ("femi", "risk", "INC-1020"),
    ],
)
async def test_old_tickets_stand_in_the_lists(desk: DeskHouse, who: str, typed: str, shown: str) -> None:
    reply = await desk.person(who).types("ticket", typed)
    assert isinstance(reply, Shown)
    assert not reply.refusal
    assert shown in repr(reply.card)


async def test_the_home_pages_show_old_tickets(desk: DeskHouse) -> None:
    assert "INC-1003" in repr(await desk.desk.home(desk.person("mia").speaker))
    assert "INC-1001" in repr(await desk.desk.home(desk.person("dana").speaker))


async def test_a_command_can_be_done_on_a_ticket_in_every_status(desk: DeskHouse) -> None:
    dana, mia, tom, jan = (desk.person(name) for name in ("dana", "mia", "tom", "jan"))
    replies = [
        await dana.presses("claim", "INC-1000"),
        await dana.fills("resolve", "INC-1001", code="fixed", text="The profile was reissued.", breach_reason="volume"),
        await mia.writes("INC-1003", "Outlook on the web."),
        await dana.fills("update_date", "INC-1004", until="2026-11-04"),
        await dana.presses("resume", "INC-1005"),
        await mia.presses("confirm", "INC-1007"),
        await jan.writes("INC-1008", "It is silent again."),
        await jan.presses("follow_up", "INC-1008"),
        await desk.person("omar").presses("claim", "INC-1013"),
        await desk.person("ines").fills("prio", "INC-1018", impact="4", urgency="4"),
        await tom.presses("just_comment", "INC-1036"),
        await dana.presses("claim", "REQ-1021"),
        await dana.fills("resolve", "REQ-1022", text="It is on your desk.", breach_reason="volume"),
        await tom.writes("REQ-1023", "In the office."),
        await dana.presses("resume", "REQ-1024"),
        await jan.presses("confirm", "REQ-1025"),
        await mia.presses("withdraw", "REQ-1030"),
    ]
    for number, reply in enumerate(replies):
        refused = isinstance(reply, FieldErrors) or (isinstance(reply, Shown) and reply.refusal)
        assert not refused, f"{number}: {sentence(reply)}"
    wanted = {
        "INC-1000": "in_progress", "INC-1001": "resolved", "INC-1003": "in_progress", "INC-1004": "on_hold",
        "INC-1005": "in_progress", "INC-1007": "closed", "INC-1013": "in_progress", "REQ-1021": "in_fulfilment",
        "REQ-1022": "fulfilled", "REQ-1023": "in_fulfilment", "REQ-1024": "in_fulfilment", "REQ-1025": "closed",
        "REQ-1030": "cancelled",
    }  # fmt: skip
    assert {ref: (await desk.ticket(ref)).status for ref in wanted} == wanted
    assert (await desk.ticket("INC-1018")).details == IncidentDetails(category="orders", impact=4, urgency=4)
    assert (await desk.ticket("INC-1008")).followed_up_by == (await desk.newest(),)


async def test_what_is_over_can_only_be_continued(desk: DeskHouse) -> None:
    for ref in ("INC-1011", "INC-1014", "REQ-1026", "REQ-1028"):
        reply = await desk.person("dana").presses("claim", ref)
        assert isinstance(reply, Shown)
        assert reply.refusal


async def test_notices_that_waited_are_said(desk: DeskHouse) -> None:
    assert await desk.store.outbox.next_at(desk.now)
    await desk.deliver()
    assert await desk.store.outbox.next_at(desk.now) is None
    spoken = {one.kind for one in desk.said} | {kind for _, kind, _ in desk.cards}
    assert {"triage_card", "requester_card", "reply"} <= spoken


async def test_time_goes_on_for_the_old_desk(desk: DeskHouse) -> None:
    await desk.until("2026-11-05 09:00 CET")
    assert (await desk.ticket("INC-1003")).status in ("resolved", "closed")  # nobody answered the question
    assert (await desk.ticket("REQ-1024")).status == "in_fulfilment"  # its date has come
