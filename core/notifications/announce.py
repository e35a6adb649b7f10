"""From what happened to what is said: the notices of one decision, written in its own transaction.

Deliberately one function per decision and not per event: a claim by reply is one message, not two, and a card is
redrawn once however much changed (noise rules, experience.md section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from core.notifications import direct, requester, triage
from core.notifications.announcements.approvals import tell_approval
from core.notifications.announcements.beneficiary import tell_beneficiary
from core.notifications.announcements.carrying import Past, carry, carry_home, moves_card
from core.notifications.announcements.copies import keeps_back, says_anew, tell_copies
from core.notifications.announcements.days import tell_day
from core.notifications.announcements.hands import CORRECTS, tell_corrections, tell_hands, tell_who_answers
from core.notifications.announcements.keeping import tell_keeping
from core.notifications.announcements.promises import is_delay, tell_delay, tell_promise
from core.notifications.announcements.questions import (
    answer_follow_up_question,
    answer_reopen_question,
    ask_no_more,
    beside_question,
    role_of_question_to,
    settle,
    turn_of,
)
from core.notifications.announcements.steps import draw_for_teams, tell_early, tell_ready, tell_step, tell_undo
from core.notifications.announcements.survey import tell_survey
from core.notifications.announcements.wishes import unchanged, unmet
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.facts import Facts
from core.notifications.files import FILE, OPENED, brought
from core.notifications.recipients import NONE, Announcer, Others
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.outbox import Notice
from core.ports.places import Places
from core.tickets import events as e
from core.tickets.called import name_of
from core.tickets.comments import Comment, said_to
from core.tickets.owed_files import owed_files
from core.tickets.permissions import asking_people, may_see
from core.tickets.priority import is_raise
from core.tickets.ticket import Ticket
from core.ui.text import beyond

_SHOWS = (
    e.StepFired, e.LadderArmed, e.LadderAcked, e.LadderEnded, e.NobodyAnswered,
    e.CommentEdited, e.CommentFilesChanged, e.CommentDeleted,
    e.Followed, e.Unfollowed, e.Escalated, e.EscalationSeen,
    e.FollowUpOffered, e.FollowUpDeclined, e.ApproversReminded, e.ApproverQuestioned, e.StageSkipped,
    e.AnswersRead, e.AnswersSealed, e.StepLetRun, e.AccessGoesOn, e.TaskNear, e.TaskHalted,
    e.SurveyAnswered, e.SurveyAsked, e.SurveyExpired, e.SurveyLeftOut,
)  # fmt: skip
"""What no card shows, so that it causes no redraw."""

_STAFFS = (
    e.Assigned, e.Unassigned, e.Commented, e.Linked, e.Absorbed, e.Released, e.Worked, *_SHOWS,
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
    cards: Callable[[], Sequence[Binding]] = tuple,
    past: Callable[[], Past] = Past,
    others: Others = NONE,
) -> tuple[Notice, ...]:
    """The notices of one decision, in the order in which they are said; `comment` looks up what was said until now,
    `cards` where cards of the ticket stand, `past` what the ticket has behind it, for a team that gets it,
    `others` what is told of other records.
    """
    if not happened:
        return ()
    out = Announcer(
        before, after, policy, places, now, cards, others, lambda: past().log,
        cache(lambda comment: said_to(past().log, comment)),
    )  # fmt: skip
    _redraw(out, happened)
    draw_for_teams(out, happened[-1])
    tell_ready(out, happened, comment)
    tell_early(out, happened[-1])
    tell_undo(out, happened)
    tell_day(out, happened[-1])
    if before.team != after.team:
        _describe(out, now)
    if moves_card(before, after):
        carry(out, past(), happened[-1].at)
    if out.before.home not in ("", "direct", out.after.home) and out.before.requester == out.after.requester:
        out.leave(happened[-1].at)
        if out.after.home == "direct":
            carry_home(out, past(), happened[-1].at)
    corrected = [entry for entry in happened if isinstance(entry.event, CORRECTS) and entry.actor != SYSTEM]
    if corrected:
        tell_corrections(out, corrected[-1])
    told = any(_tells_requester(entry.event) for entry in happened)
    delayed = next((entry for entry in reversed(happened) if is_delay(entry.event)), None)
    for number, entry in enumerate(happened, start=1):
        out.seq = before.version + number
        match entry.event:
            case e.Commented() | e.CommentEdited() | e.CommentFilesChanged() | e.CommentDeleted():
                tell_copies(out, entry, comment, sent=says_anew(happened), kept=keeps_back(happened))
            case e.RequesterChanged():
                ask_no_more(out, past().log, entry.at)
            case e.ClockMarked() | e.DelayTold() | e.StepFired() | e.NobodyAnswered():
                tell_promise(out, entry)
                if entry is delayed:
                    tell_delay(out, entry)
            case _:
                _work(out, entry)
                tell_approval(out, entry)
                tell_beneficiary(out, entry)
                tell_step(out, entry)
                tell_keeping(out, entry)
                tell_survey(out, entry)
    out.seq = after.version
    tell_who_answers(out, happened, told=told)
    return tuple(out.said)


def _redraw(out: Announcer, happened: Sequence[e.Happened]) -> None:
    out.seq = out.after.version
    at = happened[-1].at
    stands_anew = _stands(out.before) != _stands(out.after)
    came = owed_files(out.before) != owed_files(out.after)
    if came or any(not isinstance(entry.event, _SHOWS) for entry in happened):
        teams = dict.fromkeys(team for team in (out.before.team, out.after.team) if team)
        for team in teams:
            out.triage(TRIAGE_CARD, Facts(), at, team=team, anew=team != out.before.team)
        if out.before.ref and out.before.title != out.after.title:  # what moved on still says what it is about
            for team in dict.fromkeys(team for team, _ in out.former() if team not in teams):
                out.triage(TRIAGE_CARD, Facts(), at, team=team)
    if stands_anew or any(_requester_sees(entry.event) for entry in happened):
        anew = (out.before.home, out.before.requester) != (out.after.home, out.after.requester)
        out.requester(REQUESTER_CARD, Facts(), at, anew=not out.before.ref or anew)


def _requester_sees(event: e.Event) -> bool:
    """Whether the requester's card reads otherwise after it; also when a promise is broken that it names."""
    if isinstance(event, e.ClockMarked):
        return event.mark == "breach" and event.metric != "ack" and event.suppressed is None
    return not isinstance(event, _STAFFS)


def _stands(ticket: Ticket) -> tuple[PersonId, bool, str, tuple[str, ...]]:
    """What cards say and no event of its own tells: who answers them, what an approver wants to know, and which files
    are still to come.
    """
    question = ticket.approval.question if ticket.approval else ""
    return ticket.answered_by, ticket.handing, question, owed_files(ticket)


def _describe(out: Announcer, at: datetime) -> None:
    """A team that gets a ticket reads the whole of its description, and sees its pictures."""
    ticket = out.after
    if len(beyond(ticket.title, ticket.description)) > triage.ON_CARD:
        out.triage(triage.DESCRIPTION, triage.Described(text=ticket.description), at)
    for number, file in brought(ticket.files, OPENED):
        out.triage(FILE, file, at, part=number)


def _tells_requester(event: e.Event) -> bool:
    return isinstance(event, e.Held | e.Resolved | e.Converted | e.CancelDeclined) or (
        isinstance(event, e.Commented) and event.public and event.voice == "responder"
    )


def _work(out: Announcer, entry: e.Happened) -> None:  # noqa: C901  # one arm per event, nothing nested
    at, actor, ticket = entry.at, entry.actor, out.after
    match entry.event:
        case e.Assigned() | e.Unassigned() | e.Transferred() | e.SourceEdited():
            tell_hands(out, entry)
        case e.Converted():
            clock = ticket.clock("resolution")
            due = clock.due_at if clock else None
            waits = bool(out.before.answered_by) and not ticket.answered_by
            was = out.before.title if out.before.title != ticket.title else ""
            said = requester.Converted(
                ticket.kind, due, waits, ticket.approving, was, name_of(out.before, out.policy), unmet(out.before)
            )
            out.requester(requester.CONVERTED, said, at)
        case e.Held(reason="requester", question=question, styles=styles):
            asked_for = requester.Asked(actor, question, styles, role_of_question_to(out.seq))
            out.requester(requester.QUESTION, asked_for, at)
            line = triage.AskedFor(
                actor, question, styles, stands_for=triage.role_of_told(out.seq), whom=ticket.requester
            )  # fmt: skip
            out.triage(triage.ASKED, line, at)
        case e.Held(reason="vendor") as h:
            out.requester(
                requester.VENDOR_HOLD, requester.AtVendor(party=h.party, reference=h.reference, until=h.until), at
            )
        case e.Resumed(why="date_reached" | "requester_left" as why) if ticket.open:
            out.triage(triage.RESUMED, triage.Resumed(why=why, ping=ticket.assignee), at)
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
                text=r.text,
                closes_at=r.closes_at,
                code=r.code,
                styles=r.styles,
                asked=turn_of(ticket),
                **beside_question(out, ticket, out.before),
            )
            out.requester(requester.RESOLVED, solved, at)
            _tell_watchers(out, r, actor, at)
        case e.Reopened(reason=reason, calls=calls):
            settle(out, at)
            answer_reopen_question(out, at)
            if actor not in asking_people(out.policy, ticket) and not reason:
                return
            clock = ticket.clock("resolution")
            due = clock.due_at if clock else None
            ping = calls if ticket.assignee is None else ticket.assignee if ticket.assignee != actor else None
            out.triage(triage.REOPENED, triage.Reopened(by=actor, reason=reason, ping=ping, due_at=due), at)
        case e.ReopenOffered(comment=comment, elsewhere=False):
            out.requester(requester.REOPEN_QUESTION, requester.AskedAgain(comment or ""), at)
        case e.ReopenDeclined():
            answer_reopen_question(out, at)
        case e.Closed():
            settle(out, at)
            answer_reopen_question(out, at)
        case e.FollowUpOffered(comment=comment) if ticket.question == comment != out.before.question:
            asked = requester.AskedAnew(comment, ticket.status, ticket.closed_at)
            out.requester(requester.FOLLOW_UP_QUESTION, asked, at)
        case e.FollowUpDeclined() | e.FollowedUp():
            answer_follow_up_question(out, at)
        case e.Escalated(way="hierarchic", reason=reason, to=person):
            out.triage(triage.LEAD_CALLED, triage.LeadCalled(by=actor, lead=person, reason=reason), at)
            out.direct(direct.ESCALATED, direct.Escalated(by=actor, to=(person,), reason=reason), person, at)
        case e.Merged(into=into):
            out.requester(requester.MERGED, requester.Merged(into=into, unmet=unmet(out.before)), at)
        case e.Absorbed(ref=other, priority=was) if was is not None and is_raise(ticket.priority, was):
            out.triage(triage.TOOK_IN, triage.TookIn(ref=other, was=was, stays=ticket.priority), at)
        case e.Unmerged(into=into):
            answer_follow_up_question(out, at)
            out.requester(requester.UNMERGED, requester.Merged(into=into), at)
        case e.EscalationSeen(person=person):
            out.triage(triage.ESCALATION_SEEN, triage.EscalationSeen(person=person), at)
        case e.CancelAsked():
            out.triage(triage.CANCEL_ASKED, triage.CancelAsked(by=actor, ping=ticket.assignee), at)
        case e.CancelDeclined(reason=reason, styles=styles):
            out.requester(requester.KEPT_GOING, requester.KeptGoing(by=actor, reason=reason, styles=styles), at)
        case e.Cancelled(reason=reason) if actor not in asking_people(out.policy, ticket):
            out.requester(
                requester.CANCELLED, requester.Cancelled(by=actor, reason=reason, unmet=unchanged(out.before)), at
            )


def _tell_watchers(out: Announcer, r: e.Resolved, actor: PersonId, at: datetime) -> None:
    """Who follows a ticket hears once that it is done; of a private one only those who may read it."""
    ticket = out.after
    hear = (one for one in ticket.watchers if one != actor and one not in asking_people(out.policy, ticket))
    for person in hear:
        if may_see(out.policy, ticket, person):
            told = direct.WatchedResolved(text=r.text, code=r.code, private=ticket.private, styles=r.styles)
            out.direct(direct.WATCHED_RESOLVED, told, person, at)
