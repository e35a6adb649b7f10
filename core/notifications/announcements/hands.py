"""What the team hears when a ticket changes hands, or turns out to be otherwise than it was opened with."""

from __future__ import annotations

from datetime import datetime

from core.notifications import direct, message_edits, requester, triage
from core.notifications.facts import Facts
from core.notifications.files import FILE, brought
from core.notifications.parts import role_of_part, split
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.processes import IncidentDetails
from core.tickets import events as e
from core.tickets.permissions import asking_people
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


def tell_who_answers(out: Announcer, at: datetime, *, told: bool) -> None:
    """Whoever asked hears once that somebody has it, and that it was put back; unless the same decision `told` them.

    That another one has it, or another team, changes only their card (experience.md, noise rule 4).
    """
    was, now = out.before, out.after
    if was.answered_by == now.answered_by or told or not now.open:
        return
    if not now.answered_by:
        if now.released:
            out.requester(requester.RELEASED, Facts(), at)
    elif (was.acked_at is None or was.released) and now.answered_by not in asking_people(out.policy, now):
        out.requester(requester.CLAIMED, requester.Claimed(person=now.answered_by), at)


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
    )
    out.triage(triage.CHANGED, corrected, last.at)


def follow_source(out: Announcer, edited: e.SourceEdited, by: PersonId, at: datetime) -> None:
    """What stands below the card follows it; who works on the ticket reads once that it reads otherwise."""
    was, now = out.before, out.after
    if was.description != now.description and was.team == now.team:
        if len(beyond(was.title, was.description)) > triage.ON_CARD:
            for part in range(1, len(split(was.description)) + 1):
                gone = message_edits.DescriptionGone(role_of_part("description", part), by, edited.deleted)
                out.triage(message_edits.DESCRIPTION_GONE, gone, at, part=part)
        if len(beyond(now.title, now.description)) > triage.ON_CARD:
            out.triage(triage.DESCRIPTION, triage.Described(text=now.description), at)
    if was.files != now.files and was.team == now.team:
        for number, file in brought(was.files, "opened"):
            out.triage(
                message_edits.SOURCE_FILE_GONE, message_edits.DescriptionGone(file.stands_for, by), at, part=number
            )
        for number, file in brought(now.files, "opened"):
            out.triage(FILE, file, at, part=number)
    if now.assignee is not None and not now.over:
        out.triage(triage.SOURCE_EDITED, triage.SourceEdited(by=by, deleted=edited.deleted), at)
