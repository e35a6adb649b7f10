"""What the team hears when a ticket changes hands, or turns out to be otherwise than it was opened with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.notifications import direct, message_edits, requester, triage
from core.notifications.facts import Facts
from core.notifications.files import FILE, OPENED, brought
from core.notifications.parts import role_of_part, split
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.processes import IncidentDetails, Metric
from core.tickets import events as e
from core.tickets.called import name_of
from core.tickets.permissions import asking_people
from core.tickets.priority import is_raise
from core.tickets.ticket import Ticket
from core.ui.text import beyond

CORRECTS = (e.Retitled, e.ServiceChanged, e.RequesterChanged, e.Converted)
"""What turns out to be otherwise than it was opened with."""


def tell_hands(out: Announcer, entry: e.Happened) -> None:
    """What is said of a ticket that changed hands, or whose message was edited."""
    match entry.event:
        case e.Assigned() as given:
            give(out, given, entry.actor, entry.at)
        case e.Unassigned(reason=reason):
            put_back(out, reason, entry.actor, entry.at)
        case e.Transferred() as moved:
            move(out, moved, entry.actor, entry.at)
        case e.SourceEdited() as edited:
            follow_source(out, edited, entry.actor, entry.at)


def give(out: Announcer, given: e.Assigned, actor: PersonId, at: datetime) -> None:
    """Whoever is given a ticket is asked to take it; whoever had it, and gave nothing away, hears whose it is now."""
    to, note = (given.person,), given.note or None
    if given.back:
        out.direct(direct.GIVEN_BACK, direct.GivenBack(by=actor, to=to), given.person, at)
    elif given.handed:
        out.direct(direct.HANDED_OVER, direct.HandedOver(by=actor, to=to, note=note), given.person, at)
    elif given.person != actor:
        out.direct(direct.ASSIGNED, direct.Assigned(by=actor, to=to, note=note), given.person, at)
    tell_former(out, given.person, actor, at)


def put_back(out: Announcer, reason: str, actor: PersonId, at: datetime) -> None:
    """Nobody has it any more: the team reads that it is to be taken."""
    out.triage(triage.PUT_BACK, triage.PutBack(by=actor, reason=reason), at)
    tell_former(out, None, actor, at)


def move(out: Announcer, moved: e.Transferred, actor: PersonId, at: datetime) -> None:
    """Another team takes over: it reads why, and whoever had it does. Of a part of another record its card tells."""
    otherwise = out.after.service != out.before.service
    about = out.policy.service(out.after.service).name if otherwise else None
    line = triage.Moved(from_=out.before.team, to=moved.team, by=actor, reason=moved.reason, service=about)
    if not out.after.process.of_parent:
        out.triage(triage.MOVED, line, at, team=moved.team)
    if (asker := out.after.cancel_asked) is not None:
        out.triage(triage.CANCEL_ASKED, triage.CancelAsked(by=asker, ping=None), at, team=moved.team)
    tell_former(out, None, actor, at, team=moved.team)


def tell_former(
    out: Announcer, now: PersonId | None, actor: PersonId, at: datetime, *, team: str | None = None
) -> None:
    """Whoever had taken it hears that it is theirs no longer; who never did has nothing to put down."""
    was = out.before
    taken = was.acked_at is not None and was.handed_by is None and was.still_with is None
    if was.assignee is not None and taken and was.assignee not in (actor, now):
        gone = direct.LetGo(by=actor, to=(was.assignee,), now_with=now, team=team)
        out.direct(direct.LET_GO, gone, was.assignee, at)


def tell_who_answers(out: Announcer, happened: Sequence[e.Happened], *, told: bool) -> None:
    """Whoever asked reads in a line of its own what is otherwise for them: another team, a new date, who has it now.

    Their card says it too; but a sentence that they read before stays, so what is true now is said below it
    (experience.md, noise rule 15). Who has it is not said where the same decision `told` them.
    """
    was, now, at = out.before, out.after, happened[-1].at
    if not now.open or not was.ref:
        return
    if (news := _news(out, happened)) is not None:
        out.requester(requester.NEWS, news, at)
    if was.answered_by == now.answered_by or told:
        return
    if not now.answered_by:
        if now.released:
            out.requester(requester.RELEASED, Facts(), at)
    elif now.answered_by not in asking_people(out.policy, now):
        out.requester(requester.CLAIMED, requester.Claimed(person=now.answered_by), at)


def _news(out: Announcer, happened: Sequence[e.Happened]) -> requester.News | None:
    """Which team has it from now on, and the date that goes with its new priority or service; None where both stay.

    What is another kind of record says so itself, and what waits for others to agree promises nothing yet.
    """
    was, now = out.before, out.after
    if now.approving or any(isinstance(entry.event, e.Converted) for entry in happened):
        return None
    dated = any(isinstance(entry.event, e.PriorityChanged | e.ServiceChanged) for entry in happened)
    (answer, answers), (fix, fixes) = (
        tuple(_due(one, metric) for one in (was, now)) for metric in ("response", "resolution")
    )  # fmt: skip
    due = fixes if dated and fixes != fix else None
    answer_by = answers if dated and answers != answer else None
    team = now.team if was.team != now.team else None
    if team is None and due is None and answer_by is None:
        return None
    urgency: requester.Urgency = "same"
    if was.priority != now.priority:
        urgency = "more" if is_raise(was.priority, now.priority) else "less"
    return requester.News(team, bool(now.answered_by), urgency, answer_by, due)


def _due(ticket: Ticket, metric: Metric) -> datetime | None:
    """When what is promised is due, as long as that is still to be kept and runs."""
    clock = ticket.clock(metric)
    return clock.due_at if clock is not None and clock.live and clock.breached_at is None else None


def tell_corrections(out: Announcer, last: e.Happened) -> None:
    """The team reads in one line what is otherwise. Where the ticket moved by it, that says so, and why."""
    before, after, policy = out.before, out.after, out.policy
    if before.team != after.team or not before.ref:
        return
    converted = before.kind != after.kind
    was, now = (one.details.category if isinstance(one.details, IncidentDetails) else None for one in (before, after))
    service = policy.service(after.service)
    otherwise = before.service != after.service or (now is not None and was != now)
    corrected = triage.Changed(
        by=last.actor,
        title=after.title if before.title != after.title else None,
        service=service.name if otherwise else None,
        category=service.category_name(now) if otherwise and now else None,
        now_of=after.requester if before.requester != after.requester else None,
        kind=after.kind if converted else None,
        was_called=name_of(before, policy) if converted else "",
    )
    out.triage(triage.CHANGED, corrected, last.at)


def follow_source(out: Announcer, edited: e.SourceEdited, by: PersonId, at: datetime) -> None:
    """What stands below the card follows it; who works on the ticket reads once that it reads otherwise."""
    was, now = out.before, out.after
    if was.description != now.description and was.team == now.team:
        if len(beyond(was.title, was.description)) > triage.ON_CARD:
            for part in range(1, len(split(was.description)) + 1):
                gone = message_edits.DescriptionGone(role_of_part("description", part), by, edited.deleted)
                out.everywhere(message_edits.DESCRIPTION_GONE, gone, at, part=part)
        if len(beyond(now.title, now.description)) > triage.ON_CARD:
            out.triage(triage.DESCRIPTION, triage.Described(text=now.description), at)
    if was.files != now.files and was.team == now.team:
        before, after = brought(was.files, OPENED), brought(now.files, OPENED)
        for number, file in before:
            if (number, file) not in after:
                gone = message_edits.DescriptionGone(file.stands_for, by)
                out.everywhere(message_edits.SOURCE_FILE_GONE, gone, at, part=number)
        for number, file in after:
            if (number, file) not in before:
                out.triage(FILE, file, at, part=number)
    if now.assignee is not None and not now.over:
        out.triage(triage.SOURCE_EDITED, triage.SourceEdited(by=by, deleted=edited.deleted), at)
