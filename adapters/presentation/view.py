"""A ticket as templates see it: words and ISO instants, no codes and no rules.

What must not be seen is not in here: sensitive answers, and answers whose field is no longer known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from adapters.presentation.file_view import FileView, file_view
from adapters.presentation.task_view import TaskView
from adapters.presentation.times import Times
from core.approvals import state
from core.fulfilment import grants, outlook, owing
from core.fulfilment.offered import fault_left
from core.intake import needed_by
from core.intake.answers import day_of
from core.items import ItemField
from core.notifications.triage import ON_CARD
from core.people import Person, PersonId
from core.policy import Policy, Priority
from core.processes import REQUEST, IncidentDetails, Metric, RequestDetails, Status, TaskDetails, TicketKind, parent_of
from core.processes.calls import Seen
from core.tickets.approval import StageRun, Vote
from core.tickets.called import name_as, name_of
from core.tickets.events import LinkKind
from core.tickets.owed_files import owed_files
from core.tickets.ticket import Ticket
from core.ui.text import beyond, shorten

SYMBOLS = {"P1": "🔴", "P2": "🟠", "P3": "🟡", "P4": "🔵", "P5": "⚪"}
ENDED, GIVEN_UP = "✔", "✖"


class People(Protocol):
    """The part of `core.ports.people.Directory` that words need: names."""

    def person(self, person: PersonId) -> Person:
        """The person, with a name made from the address where nothing better is known."""
        ...


@dataclass(frozen=True, slots=True)
class VoteView:
    """What somebody said who was asked to agree, when and why; where some of many have to, `needed` of `voices`."""

    name: str
    yes: bool
    at: str
    reason: str
    needed: int
    voices: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """The words of a ticket. Names ending in `_at`, and `due`s, are ISO instants or empty.

    `ref` is its first number, `name` what it is called by now, `was_called` the former where they differ.
    `tasks` are its records, `begun_tasks` done or under way, `stuck` failed; it is at `step` of `steps`, `doing` that.
    `ends` is when the `thing` that was given is taken away, `seen_at` when that was read back as there, `seen` how.
    `fresh`, `begun`, `waiting` and so on are true of every kind; `kind` and `status` are for filters.
    """

    ref: str
    name: str
    was_called: str
    kind: TicketKind
    title: str
    description: str
    status: Status
    priority: Priority
    priority_label: str
    symbol: str
    service: str
    category: str
    team: str
    assignee: str
    assignee_name: str
    requester: str
    requester_name: str
    department: str
    site: str
    beneficiary_name: str
    device: str
    impact: str
    urgency: str
    private: bool
    fresh: bool
    begun: bool
    answered_by: str
    handing: bool
    ordered: bool
    waiting: bool
    done: bool
    over: bool
    cancelled: bool
    approving: bool
    refused: bool
    fault_left: bool
    approvers: tuple[str, ...]
    of_them: int
    """How many of those have to agree; 0 where all of them have to."""
    stage: int
    stages: int
    refusals: tuple[VoteView, ...]
    """Each no that it ended with, the one that ended it last."""
    cancelled_by: str
    agreed_by: str
    agreed_at: str
    agreed_note: str
    round: int
    confirmed: bool
    reopen_offered: bool
    hold: str
    held_at: str
    question: str
    party: str
    reference: str
    until: str
    answer_by: str
    fix_by: str
    since_at: str
    closes_at: str
    closed_at: str
    resolution: str
    resolution_code: str
    answers: tuple[tuple[str, str], ...]
    private_fields: int
    urgent: str
    needed_by: date | None
    cost: str
    monthly: bool
    yearly: str
    """What is paid monthly, in a year."""
    days: int
    """In how many working days it is promised once all agreed; 0 where that is promised in `hours`, or not."""
    hours: str
    follow_up_of: str
    followed_up_by: tuple[str, ...]
    links: tuple[tuple[LinkKind, str], ...]
    worked: str
    files: tuple[FileView, ...]
    owed_files: tuple[str, ...]
    """What the files are called that an order needs and that are still to be sent."""
    merged_into: str
    parent: str
    tasks: tuple[TaskView, ...] = ()
    begun_tasks: tuple[TaskView, ...] = ()
    step: int = 0
    steps: int = 0
    doing: str = ""
    """What is being done, but for what is stuck, as whoever asked reads it."""
    follows: tuple[tuple[str, str], ...] = ()
    """What is to be done on a day that has not come, with that day."""
    stuck: tuple[str, ...] = ()
    ends: str = ""
    thing: str = ""
    kept: tuple[str, ...] = ()
    """What was given until a day, and is not taken away."""
    ends_later: str = ""
    votes: tuple[VoteView, ...] = ()
    """What was said in the stage of approval that is not decided yet."""
    seen_at: str = ""
    seen: str = ""


def _seen(ticket: Ticket) -> Seen | None:
    """What reading back found last of what a task is to end."""
    return ticket.details.seen if isinstance(ticket.details, TaskDetails) else None


def view(ticket: Ticket, policy: Policy, directory: People, times: Times, grouped: Callable[[int], str]) -> TicketView:
    """The words of a ticket, tolerant of settings that no longer name its service, team or item."""
    requester = directory.person(ticket.requester)
    assignee = directory.person(ticket.assignee) if ticket.assignee else None
    hold = ticket.hold
    fault = ticket.details if isinstance(ticket.details, IncidentDetails) else IncidentDetails()
    order = ticket.details if isinstance(ticket.details, RequestDetails) else RequestDetails()
    stage, stages = state.progress(ticket)
    yes, pending = _yes(ticket), state.pending(ticket)
    name, item = name_of(ticket, policy), policy.ordered(order)
    answers, hidden = _answers(order, ticket.title, policy, directory, times)
    return TicketView(
        ref=ticket.ref,
        name=name,
        seen_at=seen.at.isoformat() if (seen := _seen(ticket)) else "",
        seen=seen.said if seen else "",
        was_called=ticket.ref if name != ticket.ref else "",
        kind=ticket.kind,
        title=ticket.title,
        description=_described(ticket, order),
        status=ticket.status,
        priority=ticket.priority,
        priority_label=policy.priority_labels.get(ticket.priority, ""),
        symbol=_symbol(ticket),
        service=policy.service(ticket.service).name,
        category=policy.service(ticket.service).category_name(fault.category) if fault.category else "",
        team=team_name(policy, ticket.team),
        assignee=assignee.first_name if assignee else "",
        assignee_name=assignee.name if assignee else "",
        requester=requester.first_name,
        requester_name=requester.name,
        department=requester.department or "",
        site=_spelled(requester),
        beneficiary_name=directory.person(ticket.beneficiary).name if ticket.beneficiary != ticket.requester else "",
        device=_device(policy, fault.device),
        impact=policy.impact.get(fault.impact, "") if fault.impact else "",
        urgency=policy.urgency.get(fault.urgency, "") if fault.urgency else "",
        private=ticket.private,
        fresh=not ticket.begun or (ticket.untouched and (ticket.approving or ticket.status == ticket.process.initial)),
        begun=ticket.begun,
        answered_by=directory.person(ticket.answered_by).first_name if ticket.answered_by and ticket.begun else "",
        handing=ticket.handing,
        ordered=isinstance(ticket.details, RequestDetails),
        waiting=ticket.waiting,
        done=ticket.done,
        over=ticket.over,
        cancelled=ticket.status == ticket.process.cancelled,
        approving=ticket.approving,
        refused=ticket.status in ticket.process.refused,
        fault_left=fault_left(ticket),
        approvers=tuple(directory.person(one).name for one in state.awaited(ticket)),
        of_them=_of_them(pending[1]) if pending else 0,
        stage=stage,
        stages=stages,
        refusals=_noes(ticket, directory),
        cancelled_by=directory.person(ticket.cancelled_by).name if ticket.cancelled_by else "",
        agreed_by=directory.person(yes.person).name if yes else "",
        agreed_at=_iso(yes.at if yes else None),
        agreed_note=yes.reason if yes else "",
        round=ticket.approval.round if ticket.approval else 0,
        confirmed=ticket.confirmed,
        reopen_offered=ticket.reopen_offered,
        hold=hold.reason if hold else "",
        held_at=_iso(hold.since if hold else None),
        question=(hold.question or "") if hold else ticket.approval.question if ticket.approval else "",
        party=party_name(policy, hold.party or "") if hold else "",
        reference=(hold.reference or "") if hold else "",
        until=_iso(hold.until if hold else None),
        answer_by=_due(ticket, "response"),
        fix_by=_due(ticket, "resolution"),
        since_at=_iso(ticket.hold.since if ticket.hold else ticket.acked_at),
        closes_at=_iso(ticket.closes_at),
        closed_at=_iso(ticket.closed_at),
        resolution=ticket.resolution_text or "",
        resolution_code=ticket.resolution_code or "",
        answers=answers,
        private_fields=hidden,
        urgent=order.urgent,
        needed_by=_needed_by(ticket, order, policy),
        cost=f"{grouped(order.cost)} {policy.company.currency}" if order.cost else "",
        monthly=item.cost.per_month if item else False,
        yearly=f"{grouped(order.cost * 12)} {policy.company.currency}" if order.cost and order.monthly else "",
        days=item.fulfil.amount if item and item.fulfil.unit == "bd" else 0,
        hours=times.open(item.fulfil.open_seconds()) if item and item.fulfil.unit not in ("bd", "cd") else "",
        follow_up_of=ticket.follow_up_of or "",
        followed_up_by=ticket.followed_up_by,
        links=ticket.links,
        merged_into=ticket.merged.into if ticket.merged else "",
        parent=name_as(above, REQUEST.kind, policy) if (above := parent_of(ticket.details)) else "",
        worked=times.open(ticket.worked * 60) if ticket.worked else "",
        files=tuple(file_view(one.name, one.url) for one in ticket.files),
        owed_files=tuple(each.label for each in item.form if each.id in owed_files(ticket)) if item else (),
        ends=_iso(owing.ends_at(ticket.plan)),
        thing=grants.what_ends(ticket),
        kept=grants.kept(ticket),
        ends_later=_iso(outlook.ends_later(ticket, policy.calendars[policy.office].tz)),
        votes=tuple(_vote(pending[1], vote, directory) for vote in pending[1].votes) if pending else (),
    )


def _symbol(ticket: Ticket) -> str:
    """The dot of its priority while work is owed; what has ended has no colour."""
    if ticket.done or ticket.over:
        return GIVEN_UP if ticket.status in (ticket.process.cancelled, *ticket.process.refused) else ENDED
    return SYMBOLS.get(ticket.priority, "⚪")


def _vote(run: StageRun, vote: Vote, directory: People) -> VoteView:
    return VoteView(directory.person(vote.person).name, vote.yes, _iso(vote.at), vote.reason, *run.share)


def _of_them(run: StageRun) -> int:
    left = run.needed - sum(vote.yes for vote in run.votes)
    asked = {one for number in run.open_seats for one in run.seats[number].asked}
    return left if left < len(asked) else 0


def _yes(ticket: Ticket) -> Vote | None:
    """What was said by whoever agreed last."""
    votes = [vote for run in ticket.approval.stages for vote in run.votes if vote.yes] if ticket.approval else []
    return votes[-1] if votes else None


def _noes(ticket: Ticket, directory: People) -> tuple[VoteView, ...]:
    """What was said by whoever refused it."""
    ended = [run for run in ticket.approval.stages if run.state == "rejected"] if ticket.approval else []
    return tuple(_vote(run, vote, directory) for run in ended for vote in run.against)


def team_name(policy: Policy, key: str) -> str:
    """A team as people read it."""
    return policy.team(key).name


def party_name(policy: Policy, party: str) -> str:
    """Whom a ticket waits for: a vendor's name where its key was kept."""
    vendor = policy.vendors.get(party)
    return vendor.name if vendor else party


def _answers(
    order: RequestDetails, title: str, policy: Policy, directory: People, times: Times
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Label and value of the answers that may be seen, and how many may not; not the one that the title has."""
    item = policy.ordered(order)
    fields = {field.id: field for field in item.form} if item else {}
    seen: list[tuple[str, str]] = []
    hidden, titled = len(order.sealed), False
    for key, value in order.answers.items():
        field = fields.get(key)
        if item is None or field is None or field.sensitive:
            hidden += 1
            continue
        said = read_answer(field, value, directory, times)
        if not titled and title == f"{item.name}: {said}":
            titled = True
        else:
            seen.append((field.label, said))
    return tuple(seen), hidden


def _described(ticket: Ticket, order: RequestDetails) -> str:
    """What the description says beyond the title, and beyond what was answered, which may be the same words."""
    words = beyond(ticket.title, ticket.description)
    return "" if words in order.answers.values() else shorten(words, ON_CARD)


def changed_answers(
    facts: Mapping[str, object], ticket: Ticket, policy: Policy, directory: People, times: Times
) -> dict[str, object]:
    """The answers that were changed (`was`, `now_is`) as people read them, where a notice has such facts."""
    item = policy.ordered(ticket.details)
    asked, kept = facts.get("fields"), {each.id: each for each in item.form} if item else {}
    if not isinstance(asked, Sequence):
        return {}
    return {
        name: tuple(
            read_answer(kept[field], said, directory, times) if said and field in kept else said
            for field, said in zip(asked, told, strict=False)
        )
        for name in ("was", "now_is")
        if isinstance(told := facts.get(name), Sequence)
    }


def read_answer(field: ItemField, value: str, directory: People, times: Times) -> str:
    """An answer as people read it: chosen people by name, days as days are written everywhere."""
    match field.kind:
        case "user" | "users":
            return _named(value, directory)
        case "date":
            day = day_of(value)
            return times.date(day) if day else value  # what an older form took for one
        case _:
            return value


def _named(answer: str, directory: People) -> str:
    """Chosen people by their names: an answer keeps their ids."""
    return ", ".join(directory.person(person).name for person in answer.split(", ") if person)


def _device(policy: Policy, key: str | None) -> str:
    """What a device is called; its number alone where the settings do not name it any more."""
    known = policy.assets.get(key or "")
    return known.label if known else key or ""


def _spelled(person: Person) -> str:
    site = person.site or ""
    return site.capitalize() if site.islower() else site


def _needed_by(ticket: Ticket, order: RequestDetails, policy: Policy) -> date | None:
    """The day by which it is needed, where the running promise does not keep it; else None."""
    clock, day = ticket.clock("resolution"), day_of(order.answers.get(needed_by.FIELD))
    if day is None or clock is None or clock.due_at is None or clock.state != "running":
        return None
    return day if day < clock.due_at.astimezone(ZoneInfo(policy.company.zone)).date() else None


def _due(ticket: Ticket, metric: Metric) -> str:
    """When a promise that runs is due; empty when it is paused, kept, broken off or was never made."""
    clock = ticket.clock(metric)
    return _iso(clock.due_at if clock is not None and clock.state == "running" else None)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
