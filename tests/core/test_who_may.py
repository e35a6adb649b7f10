"""The processes say who may make which move; the commands are asked, one person after the other, whether it is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.agenda import tick
from core.approvals import machine
from core.commands import REGISTRY
from core.commands.approve import No, Yes
from core.commands.base import Nothing
from core.commands.cancel import Cancel
from core.commands.hold import PutOnHold
from core.commands.reopen import Reopen
from core.commands.reply import Spoken
from core.commands.resolve import Resolve
from core.commands.steps import Step
from core.errors import Refusal
from core.intake.opening import Opening, open_ticket
from core.items import Stage
from core.people import SYSTEM, PersonId
from core.processes import PROCESSES, Details, IncidentDetails, RequestDetails, Status, TaskDetails, TicketKind
from core.tickets.draft import Draft
from core.tickets.evolve import evolve
from core.tickets.permissions import may_see, need_requester
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from tests.fakes.desk import instant, shipped
from tests.fakes.playing import DANA, EMRE, LENA, MIA, OMAR

OPENED = instant("2026-10-20 10:00 CEST")
LONG = timedelta(days=30)
HOLD = PutOnHold("vendor", "TeleNord", "TN-881", OPENED + timedelta(days=1))
WISHES: tuple[tuple[str, Any], ...] = (
    ("claim", Nothing()), ("reply", Spoken("On it.")), ("hold", HOLD), ("ask", Spoken("Since when?")),
    ("resume", Nothing()), ("add_detail", Spoken("Since noon.")), ("resolve", Resolve("fixed", "Done.", "other")),
    ("cancel", Cancel("withdrawn")), ("withdraw", Nothing()), ("confirm", Nothing()), ("reopen", Reopen()),
    ("approve", Yes()), ("reject", No("Use the pool model.")),
)  # fmt: skip
"""Everything that moves a ticket from one status to another."""


def wish(ticket: Ticket, person: PersonId, name: str, arguments: Any) -> Ticket:
    """The ticket after somebody asked for something; as it was when they are refused."""
    draft = Draft(ticket, shipped(), OPENED, person, look=lambda _: ON_REQUEST)
    try:
        REGISTRY.tickets[name].allow(shipped(), ticket, person)
        REGISTRY.tickets[name].decide(draft, arguments)
    except Refusal:
        return ticket
    return draft.ticket


def begun(kind: TicketKind, *stages: Stage) -> Ticket:
    """A ticket on a service that somebody else owns than who leads its team."""
    kinds: dict[TicketKind, Details] = {
        "incident": IncidentDetails(impact=4, urgency=4), "request": RequestDetails(item="question"),
    }  # fmt: skip
    opening = Opening("VPN drops every hour", "network", MIA, MIA, "slack_command", details=kinds[kind], stages=stages)
    return open_ticket(opening, 1000, shipped(), OPENED).ticket


def standing(kind: TicketKind) -> Iterator[Ticket]:
    """A ticket in each status, with and without somebody who has it."""
    new = begun(kind)
    yield new
    taken = wish(new, EMRE, "claim", Nothing())
    yield taken
    yield replace(taken, assignee=None)
    yield wish(taken, EMRE, "hold", HOLD)
    yield wish(taken, EMRE, "ask", Spoken("Since when?"))
    resolved = wish(taken, EMRE, "resolve", Resolve("fixed", "Done."))
    yield resolved
    yield wish(resolved, MIA, "confirm", Nothing())
    yield wish(new, MIA, "withdraw", Nothing())
    if PROCESSES[kind].approving:
        pending = begun(kind, Stage("owner", "any", (OMAR,)))
        yield pending
        agreed = wish(pending, OMAR, "approve", Yes())
        yield agreed
        yield changed(replace(agreed, assignee=EMRE, plan=(Task("order", "service-desk", state="done"),)), MIA)


def made(kind: TicketKind) -> dict[tuple[Status, Status], set[str]]:
    """Who in fact makes which move."""
    found: dict[tuple[Status, Status], set[str]] = defaultdict(set)
    for ticket in standing(kind):
        for person in (DANA, EMRE, LENA, OMAR, MIA):
            for name, arguments in WISHES:
                after = wish(ticket, person, name, arguments)
                if after.status != ticket.status:
                    found[ticket.status, after.status].add(person)
            if (after := changed(ticket, person)).status != ticket.status:
                found[ticket.status, after.status].add(person)
        for move in passing(ticket):
            found[move].add("time")
    return found


def changed(ticket: Ticket, person: PersonId) -> Ticket:
    """The ticket after somebody asks for something else in it: what was agreed to has to be agreed to again."""
    if not isinstance(ticket.details, RequestDetails):
        return ticket
    draft = Draft(ticket, shipped(), OPENED, person, look=lambda _: ON_REQUEST)
    try:
        need_requester(shipped(), ticket, person)
        machine.change(draft, replace(ticket.details, answers={"question": "Another one, please."}))
    except Refusal:
        return ticket
    return draft.ticket


def passing(ticket: Ticket) -> Iterator[tuple[Status, Status]]:
    """The moves that time alone makes."""
    draft = Draft(ticket, shipped(), OPENED + LONG, SYSTEM)
    tick(draft)
    for entry in draft.happened:
        before, ticket = ticket.status, evolve(ticket, entry)
        if ticket.status != before:
            yield before, ticket.status


@pytest.mark.parametrize("kind", sorted(kind for kind, process in PROCESSES.items() if not process.of_parent))
def test_a_move_is_made_by_whom_its_process_names_and_by_nobody_else(kind: TicketKind) -> None:
    process = PROCESSES[kind]
    unowned = {process.initial, process.working}
    said: dict[tuple[Status, Status], set[str]] = {}
    for before, following in process.moves.items():
        for after, who in following.items():
            team = {DANA, EMRE, LENA}
            people = {
                "team": team,
                "owner": team if before in unowned else {EMRE, LENA},
                "service_owner": {OMAR},
                "requester": {MIA},
                "approver": {OMAR},
                "time": {"time"},
            }
            said[before, after] = set().union(*(people[one] for one in who))
    assert made(kind) == said


ITS_TASK = Task(
    "hand_over", "workplace", state="in_progress", ref="TASK-1001", assignee="nils.peters@nordlicht.example"
)
ON_REQUEST = Ticket(
    ref="REQ-1000", details=RequestDetails(item="laptop"), status="in_fulfilment", team="service-desk",
    service="workplace-it", requester=MIA, beneficiary=MIA, logged_by=MIA, plan=(ITS_TASK,), created_at=OPENED,
)  # fmt: skip
ON_TASK = Ticket(
    ref="TASK-1001", details=TaskDetails(parent="REQ-1000", key="hand_over", desk="service-desk"), status="in_progress",
    team="workplace", service="workplace-it", assignee=ITS_TASK.assignee, created_at=OPENED, private=True,
)  # fmt: skip
NILS, PAUL = (f"{name}@nordlicht.example" for name in ("nils.peters", "paul.brandt"))
STAFF = {NILS, PAUL, DANA, EMRE, LENA, OMAR}


@pytest.mark.parametrize("said_on", ["request", "task"])
@pytest.mark.parametrize(
    ("holder", "may"),
    [(NILS, {NILS, PAUL, LENA}), (None, {NILS, EMRE, PAUL, LENA})],
    ids=["somebody has it", "nobody has it"],
)
def test_a_task_is_ended_by_whoever_has_it_its_team_s_lead_and_the_lead_of_its_request(
    said_on: str, holder: PersonId | None, may: set[PersonId]
) -> None:
    """Emre is of its team, Dana of that of the request alone, Omar of neither."""
    on_request = replace(ON_REQUEST, plan=(replace(ITS_TASK, assignee=holder),))
    ticket = on_request if said_on == "request" else replace(ON_TASK, assignee=holder)
    step = Step("hand_over") if said_on == "request" else Step()
    assert {one for one in STAFF if wish(ticket, one, "finish", step) != ticket} == may


def test_a_private_task_is_read_by_its_team_and_by_that_of_its_request() -> None:
    assert {one for one in STAFF if may_see(shipped(), ON_TASK, one)} == STAFF - {OMAR}
