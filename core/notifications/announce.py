"""From what happened to what is said: the notices of one decision, written in its own transaction.

Deliberately one function per decision and not per event: a claim by reply is one message, not two, and a card is
redrawn once however much changed (noise rules, experience.md section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.lifecycle.escalation import after_steps, minutes_waited, next_step
from core.notifications import direct, message_edits, promises, requester, triage
from core.notifications.beneficiary import tell_beneficiary
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.deciding import tell_approval
from core.notifications.facts import Facts
from core.notifications.files import FILE, brought
from core.notifications.hands import CORRECTS, tell_corrections, tell_hands
from core.notifications.kind import Kind, role_of_question
from core.notifications.parts import role_of_part, split
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.policy import Policy
from core.ports.outbox import Notice
from core.ports.places import Places
from core.tickets import events as e
from core.tickets.comments import Comment, comment_of
from core.tickets.permissions import asking_people, may_see
from core.tickets.priority import is_raise
from core.tickets.ticket import Ticket
from core.ui.text import beyond
from core.ui.thanks import only_thanks

OfComment = TypeVar("OfComment", bound=message_edits.OfComment)

_SHOWS = (
    e.StepFired, e.LadderArmed, e.LadderAcked, e.LadderEnded, e.NobodyAnswered, e.CommentEdited, e.CommentDeleted,
    e.Followed, e.Unfollowed, e.Escalated, e.EscalationSeen,
    e.FollowUpOffered, e.FollowUpDeclined, e.ApproversReminded, e.ApproverQuestioned, e.StageSkipped,
)  # fmt: skip
"""What no card shows, so that it causes no redraw."""

_STAFFS = (
    e.ClockMarked, e.Assigned, e.Unassigned, e.Commented, e.Linked, e.Absorbed, e.Released, e.Worked, *_SHOWS,
)  # fmt: skip
"""What the requester's card does not show."""


def announce(
    before: Ticket,
    after: Ticket,
    happened: Sequence[e.Happened],
    policy: Policy,
    places: Places,
    now: datetime,
    comment: Callable[[str], Comment | None],
) -> tuple[Notice, ...]:
    """The notices of one decision, in the order in which they are said; `comment` looks up what was said until now."""
    out = Announcer(before, after, policy, places, now)
    if any(not isinstance(entry.event, _SHOWS) for entry in happened):
        _redraw(out, happened)
    if before.team != after.team:
        _describe(out, now)
    if out.before.home not in ("", "direct", out.after.home) and out.before.requester == out.after.requester:
        out.leave(happened[-1].at)
    if any(isinstance(entry.event, CORRECTS) for entry in happened):
        tell_corrections(out, happened[-1])
    told = any(_tells_requester(entry.event) for entry in happened)
    delayed = next((entry for entry in reversed(happened) if _is_delay(entry.event)), None)
    for number, entry in enumerate(happened, start=1):
        out.seq = before.version + number
        match entry.event:
            case e.Claimed() | e.Started():
                # Who was given the ticket takes it by acknowledging; the requester hears of it once, either way.
                person = after.assignee or entry.actor
                if before.acked_at is None and not told and person not in asking_people(policy, after):
                    out.requester(requester.CLAIMED, requester.Claimed(person=person), entry.at)
            case e.Commented() | e.CommentEdited() | e.CommentDeleted():
                _talk(out, entry, comment, sent=_says_anew(happened))
            case e.ClockMarked() | e.StepFired() | e.NobodyAnswered():
                _promise(out, entry)
                if entry is delayed:
                    _tell_delay(out, entry)
            case _:
                _work(out, entry)
                tell_approval(out, entry)
                tell_beneficiary(out, entry)
    return tuple(out.said)


def _redraw(out: Announcer, happened: Sequence[e.Happened]) -> None:
    out.seq = out.after.version
    at = happened[-1].at
    teams = dict.fromkeys(team for team in (out.before.team, out.after.team) if team)
    for team in teams:
        out.triage(TRIAGE_CARD, Facts(), at, team=team, anew=team != out.before.team)
    # Who works on it is said to the requester from the moment on that somebody does.
    passed_on = out.before.begun and out.before.assignee != out.after.assignee
    if passed_on or any(not isinstance(entry.event, _STAFFS) for entry in happened):
        anew = (out.before.home, out.before.requester) != (out.after.home, out.after.requester)
        out.requester(REQUESTER_CARD, Facts(), at, anew=not out.before.ref or anew)


def _describe(out: Announcer, at: datetime) -> None:
    """A team that gets a ticket reads the whole of its description, and sees its pictures."""
    ticket = out.after
    if len(beyond(ticket.title, ticket.description)) > triage.ON_CARD:
        out.triage(triage.DESCRIPTION, triage.Described(text=ticket.description), at)
    for number, file in brought(ticket.files, "opened"):
        out.triage(FILE, file, at, part=number)


def _tells_requester(event: e.Event) -> bool:
    return isinstance(event, e.Held | e.Resolved) or (
        isinstance(event, e.Commented) and event.public and event.voice == "responder"
    )


def _work(out: Announcer, entry: e.Happened) -> None:  # noqa: C901  # one arm per event, nothing nested
    at, actor, ticket = entry.at, entry.actor, out.after
    match entry.event:
        case e.Opened(follow_up_of=old, follows_closed_at=closed) if old:
            out.requester(requester.FOLLOWED_UP, requester.FollowedUp(old=old, closed_at=closed), at)
        case e.Assigned() | e.Unassigned() | e.SourceEdited():
            tell_hands(out, entry)
        case e.Transferred(team=team, reason=reason):
            about = out.policy.service(ticket.service).name if ticket.service != out.before.service else None
            moved = triage.Moved(from_=out.before.team, to=team, by=actor, reason=reason, service=about)
            out.triage(triage.MOVED, moved, at, team=team)
        case e.Converted():
            clock = ticket.clock("resolution")
            due = clock.due_at if clock else None
            out.requester(requester.CONVERTED, requester.Converted(kind=ticket.kind, due_at=due), at)
        case e.Held(reason="requester", question=question, styles=styles):
            out.requester(requester.QUESTION, requester.Asked(person=actor, question=question, styles=styles), at)
            out.triage(triage.ASKED, triage.AskedFor(person=actor, question=question, styles=styles), at)
        case e.Held(reason="vendor") as h:
            out.requester(
                requester.VENDOR_HOLD, requester.AtVendor(party=h.party, reference=h.reference, until=h.until), at
            )
        case e.Resumed(why="date_reached"):
            out.triage(triage.RESUMED, triage.Resumed(why="date_reached", ping=ticket.assignee), at)
        case e.Reminded(count=count, closes_at=closes_at, suppressed=None):
            question = out.before.hold.question if out.before.hold else None
            out.requester(
                requester.REMINDER, requester.Reminded(count=count, question=question, closes_at=closes_at), at
            )
        case e.PriorityChanged(old=old, new=new) as p if is_raise(old, new):
            clock = ticket.clock("resolution")
            floored = clock is not None and clock.target > clock.promised
            due = clock.due_at if clock else None
            broken = clock.breached_at if clock and clock.live else None
            raised = triage.Raised(
                old=old, new=new, by=actor, reason=p.reason, due_at=due, floor=floored, broken=broken
            )
            out.triage(triage.RAISED, raised, at)
        case e.Resolved() as r:
            solved = requester.Resolved(
                text=r.text, closes_at=r.closes_at, code=r.code, styles=r.styles, asked=_turn(ticket)
            )
            out.requester(requester.RESOLVED, solved, at)
            _tell_watchers(out, r, actor, at)
        case e.Reopened(reason=reason):
            _settle(out, at)
            _answer_reopen_question(out, at)
            if actor not in asking_people(out.policy, ticket) and not reason:
                return
            clock = ticket.clock("resolution")
            due = clock.due_at if clock else None
            ping = ticket.assignee if ticket.assignee != actor else None
            out.triage(triage.REOPENED, triage.Reopened(by=actor, reason=reason, ping=ping, due_at=due), at)
        case e.ReopenOffered(comment=comment, elsewhere=False):
            out.requester(requester.REOPEN_QUESTION, requester.AskedAgain(comment or ""), at)
        case e.ReopenDeclined():
            _answer_reopen_question(out, at)
        case e.Closed():
            _settle(out, at)
            _answer_reopen_question(out, at)
        case e.FollowUpOffered(comment=comment) if ticket.question == comment != out.before.question:
            asked = requester.AskedAnew(comment, ticket.status, ticket.closed_at)
            out.requester(requester.FOLLOW_UP_QUESTION, asked, at)
        case e.FollowUpDeclined() | e.FollowedUp():
            _answer_follow_up_question(out, at)
        case e.Escalated(way="hierarchic", reason=reason, to=person):
            out.triage(triage.LEAD_CALLED, triage.LeadCalled(by=actor, lead=person, reason=reason), at)
            out.direct(direct.ESCALATED, direct.Escalated(by=actor, to=(person,), reason=reason), person, at)
        case e.Merged(into=into):
            out.requester(requester.MERGED, requester.Merged(into=into), at)
        case e.Unmerged(into=into):
            _answer_follow_up_question(out, at)
            out.requester(requester.UNMERGED, requester.Merged(into=into), at)
        case e.EscalationSeen(person=person):
            out.triage(triage.ESCALATION_SEEN, triage.EscalationSeen(person=person), at)
        case e.Cancelled(reason=reason) if actor not in asking_people(out.policy, ticket):
            out.requester(requester.CANCELLED, requester.Cancelled(by=actor, reason=reason), at)


def _settle(out: Announcer, at: datetime) -> None:
    """The question whether it works keeps its words and loses its buttons: what was said stays said."""
    was = out.before
    target = role_of_question("resolution", _turn(was))
    settled = message_edits.Settled(
        target, was.resolution_text, was.resolution_code, was.resolution_styles, was.closes_at
    )
    out.requester(message_edits.SETTLED, settled, at)


def _turn(ticket: Ticket) -> str:
    """What tells the question after a resolution from those after earlier ones."""
    return str(ticket.reopen_count or "")


def _answer_reopen_question(out: Announcer, at: datetime) -> None:
    """The question “Is it still broken?” loses its buttons where it stands, whichever way it was answered."""
    was = out.before
    if was.reopen_offered and (was.question or not was.asked_about):
        target = role_of_question("reopen_question", was.question)
        out.requester(message_edits.REOPEN_ANSWERED, message_edits.OnMessage(target), at)


def _answer_follow_up_question(out: Announcer, at: datetime, *, taken_back: bool = False) -> None:
    """The same of “Is it broken again?”, also where the words were taken back, or the ticket is over no more."""
    was = out.before
    if was.over and was.question and not out.after.question:
        target = role_of_question("follow_up_question", was.question)
        answered = message_edits.AnsweredAnew(target, was.status, was.closed_at, taken_back)
        out.requester(message_edits.FOLLOW_UP_ANSWERED, answered, at)


def _tell_watchers(out: Announcer, r: e.Resolved, actor: PersonId, at: datetime) -> None:
    """Who follows a ticket hears once that it is done; of a private one only those who may read it."""
    ticket = out.after
    hear = (one for one in ticket.watchers if one != actor and one not in asking_people(out.policy, ticket))
    for person in hear:
        if may_see(out.policy, ticket, person):
            told = direct.WatchedResolved(text=r.text, code=r.code, private=ticket.private, styles=r.styles)
            out.direct(direct.WATCHED_RESOLVED, told, person, at)


def _says_anew(happened: Sequence[e.Happened]) -> bool:
    """Whether a decision says something to the requester: a note that goes with it has become that by an edit."""
    return any(isinstance(entry.event, e.Commented) and entry.event.public for entry in happened)


def _talk(out: Announcer, entry: e.Happened, comment: Callable[[str], Comment | None], *, sent: bool) -> None:
    at = entry.at
    match entry.event:
        case e.Commented() as c:
            _relay(out, c, at)
        case e.CommentEdited(comment=key, text=text, late=late, styles=styles):
            said = comment(key)
            if said is None:
                return
            if said.text is None:
                _bring_along(out, said, at)
            if late:
                edited = message_edits.EditedLate(comment=key, author=said.author, text=text, styles=styles)
                _to_copies(out, message_edits.LATE_EDIT, edited, said, at)
            else:
                changed = message_edits.Edited(
                    target=f"comment:{key}", comment=key, author=said.author, text=text, files=_named(said.files),
                    styles=styles,
                )  # fmt: skip
                _to_copies(out, message_edits.RELAY_EDIT, changed, said, at)
                _take_back_rest(out, said, at, keep=len(split(text)))
        case e.CommentDeleted(comment=key):
            said = comment(key)
            if said is not None:
                if not sent or said.public:  # nobody deleted a note that was sent: its copy stays as it was said
                    gone = message_edits.Deleted(target=f"comment:{key}", comment=key, author=said.author)
                    _to_copies(out, message_edits.RELAY_DELETE, gone, said, at)
                    _take_back_rest(out, said, at, keep=1)
                for number, file in brought(said.files, f"comment:{key}"):
                    shown = message_edits.Deleted(target=file.stands_for, comment=key, author=said.author)
                    _to_copies(out, message_edits.FILE_GONE, shown, said, at, part=number)
            _answer_follow_up_question(out, at, taken_back=True)


def _take_back_rest(out: Announcer, said: Comment, at: datetime, *, keep: int) -> None:
    """Of a comment's copies, take back the messages that are more than its words fill now."""
    for part in range(max(keep, 1) + 1, len(split(said.text or "")) + 1):
        rest = message_edits.Deleted(
            target=role_of_part(f"comment:{said.id}", part), comment=said.id, author=said.author
        )
        _to_copies(out, message_edits.PART_GONE, rest, said, at, part=part)


def _bring_along(out: Announcer, said: Comment, at: datetime) -> None:
    """Show the files of a comment wherever its words are copied to."""
    for number, file in brought(said.files, f"comment:{said.id}"):
        if said.public and said.voice == "responder" and not said.at_home:
            out.requester(FILE, file, at, part=number)
        out.copy(said, FILE, file, at, part=number)


def _to_copies(
    out: Announcer, kind: Kind[OfComment], facts: OfComment, said: Comment, at: datetime, *, part: int = 1
) -> None:
    """Act on every copy of a comment: on the requester's side, and in each triage thread but the one it was said in."""
    if said.public and said.voice == "responder" and not said.at_home:
        out.requester(kind, facts, at, part=part)
    out.copy(said, kind, replace(facts, voice=said.voice, note=not said.public), at, part=part)


def _relay(out: Announcer, c: e.Commented, at: datetime) -> None:
    files = _named(c.files)
    said = comment_of(c, at)
    if not c.public:
        noted = triage.Noted(comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles)
        out.copy(said, triage.NOTE, noted, at)
        return _bring_along(out, said, at)
    if c.voice == "responder" and not c.at_home:
        reply = requester.Said(
            comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles, mark=c.said_in
        )
        out.requester(requester.REPLY, reply, at)
    # What is done calls nobody: if it is open again, that does, once.
    called = c.voice == "requester" and not out.after.done and out.after.assignee != c.author
    ping = out.after.assignee if called else None
    relayed = triage.Relayed(
        comment=c.comment, author=c.author, text=c.text, voice=c.voice, files=files, ping=ping, styles=c.styles
    )
    out.copy(said, triage.RELAY, relayed, at)
    _bring_along(out, said, at)
    if c.said_in is None:
        return None
    if c.voice == "responder" and not c.at_home:
        out.react(message_edits.MARK_TAKEN, message_edits.Reaction(target=c.said_in, emoji=message_edits.TAKEN), at)
    if (out.before.done or out.before.over) and c.voice != "responder" and only_thanks(out.policy, c.text, c.author):
        out.react(message_edits.THANKS, message_edits.Thanked(c.said_in, "heart", c.at_home), at)
    return None


def _named(files: Sequence[e.File]) -> tuple[str, ...]:
    return tuple(f"{file.name}|{file.url}" for file in files)


def _promise(out: Announcer, entry: e.Happened) -> None:
    at = entry.at
    match entry.event:
        case e.ClockMarked(metric=metric, mark="breach", suppressed=None) if metric != "ack":
            out.triage(promises.BREACH, promises.Breached(metric=metric, due_at=at, late=out.late(at)), at)
        case e.StepFired(suppressed=None) as step:
            _rung(out, step, at)
        case e.NobodyAnswered(tried=tried, minutes=minutes):
            out.admins(promises.NOBODY_ANSWERED, promises.NobodyAnswered(tried=tried, minutes=minutes), at)


def _is_delay(event: e.Event) -> bool:
    return isinstance(event, e.ClockMarked) and event.mark == "breach" and event.estimate is not None


def _tell_delay(out: Announcer, entry: e.Happened) -> None:
    """Tell the requester that it takes longer: once, by the last promise that was broken, however many were at once."""
    if isinstance(entry.event, e.ClockMarked) and entry.event.suppressed is None:
        late = promises.Delayed(metric=entry.event.metric, estimate=entry.event.estimate)
        out.requester(promises.DELAY, late, entry.at)


def _rung(out: Announcer, step: e.StepFired, at: datetime) -> None:
    ticket = out.after
    tried = ticket.ladder.tried if ticket.ladder else ()
    seen = out.now if out.late(at) else at
    minutes = minutes_waited(ticket.ladder, out.policy, seen) if ticket.ladder else 0
    rung = f"{step.round}:{step.step}"
    if step.gap:
        day = f"{at.astimezone(ZoneInfo(out.policy.company.zone)):%Y-%m-%d}"
        filled_by = step.to[0] if step.to else None
        once = f"{step.gap}:{day}"
        gap = promises.ScheduleGap(schedule=step.gap, filled_by=filled_by, day=day)
        out.admins(promises.SCHEDULE_GAP, gap, at, once=once)
    metric, mark = e.THRESHOLDS[step.threshold] if step.threshold else (None, None)
    clock = ticket.clock(metric) if metric else None
    due = (clock.breached_at or clock.due_at or at) if clock else None
    warned = promises.Warned(threshold=step.threshold or "", due_at=due, to=step.to, late=out.late(at))
    if step.mode == "thread":
        if mark in ("75", "90"):
            out.triage(promises.WARNING, warned, at)
        elif not mark and step.to:
            out.triage(promises.CALL, promises.Called(to=step.to, minutes=minutes), at)
        return
    if step.mode == "digest":
        return
    for person in step.to:
        to = (person,)
        others = tuple(one for one in tried if one not in step.to)
        if step.cause == "ack_timeout":
            since = ticket.last_public_at or ticket.acked_at or at
            out.direct(promises.UPDATE_DUE, promises.UpdateDue(to=to, since=since), person, at)
        elif metric and mark == "breach":
            broken = promises.BreachedDirect(metric=metric, due_at=due, to=to, late=out.late(at))
            out.direct(promises.BREACH_DIRECT, broken, person, at)
        elif mark:
            out.direct(promises.WARNING_DIRECT, replace(warned, to=to), person, at)
        elif step.mode == "page":
            paged = promises.Paged(
                to=to,
                tried=others,
                minutes=minutes,
                next_minutes=_until_next(out, at),
                team=ticket.team,
                rung=rung,
            )
            out.direct(promises.PAGE, paged, person, at)
        else:
            stepped = promises.Stepped(to=to, tried=others, minutes=minutes, rung=rung)
            out.direct(promises.STEP, stepped, person, at)


def _until_next(out: Announcer, at: datetime) -> int | None:
    """Minutes until the ladder calls the next people, or None when it calls nobody more."""
    run = out.after.ladder
    following = next_step(run, out.policy) if run is not None else None
    if run is None or following is None or following[2] >= len(after_steps(out.policy.ladders[run.ladder])):
        return None
    return max(int((following[0] - at).total_seconds() // 60), 0)
