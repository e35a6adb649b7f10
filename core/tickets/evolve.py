"""How a ticket changes: `evolve` folds one more event into it. Nothing else changes a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from core.people import PersonId
from core.processes import Details, IncidentDetails, Metric, Status, process_of
from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.evolve_approval import answered, evolve_approval, reworded
from core.tickets.evolve_ladder import asked_anew, ladder_armed
from core.tickets.evolve_survey import evolve_survey
from core.tickets.evolve_tasks import evolve_tasks
from core.tickets.owed_files import with_files_sent
from core.tickets.plan import handed_over, keeping_names
from core.tickets.survey import Survey
from core.tickets.ticket import Expected, Hold, Interrupted, LadderRun, MergedInto, SlaClock, Ticket


def fold(log: Iterable[e.Happened], ticket: Ticket | None = None) -> Ticket:
    """The ticket after `log`, from nothing or from `ticket`."""
    state = ticket or Ticket()
    for entry in log:
        state = evolve(state, entry)
    return state


def beneficiary_after(beneficiary: PersonId, requester: PersonId, other: PersonId) -> PersonId:
    """For whom a ticket is once `other` is its requester: who asked for themselves has no part in it any more."""
    return other if beneficiary == requester else beneficiary


def evolve(ticket: Ticket, entry: e.Happened) -> Ticket:
    """The ticket after one more thing happened. Total: it refuses nothing, since what happened, happened."""
    after = (
        _evolve_work(ticket, entry)
        or _evolve_beside(ticket, entry)
        or _evolve_in_parts(ticket, entry)
        or _evolve_opening(ticket, entry)
        or _evolve_promise(ticket, entry)
    )
    return with_files_sent(ticket, _as_it_was_given(ticket, after), entry.event)


def _as_it_was_given(was: Ticket, now: Ticket) -> Ticket:
    """What an order gave is called what it was when it was given, whatever becomes of its order."""
    if not now.plan or (was.title, was.item) == (now.title, now.item):
        return now
    return changed(now, plan=keeping_names(now.plan, was.title, was.item))


if TYPE_CHECKING:
    from dataclasses import replace as _then  # it is called alike, so mypy checks every field as it does there
else:

    def _then(t, **changes):
        """The ticket after one more event: what has changed, and the version, in one copy."""
        return changed(t, version=t.version + 1, **changes)


def _evolve_work(t: Ticket, entry: e.Happened) -> Ticket | None:  # noqa: C901  # one arm per event, nothing nested
    at = entry.at
    match entry.event:
        case e.Opened() as o:
            return _then(
                t,
                ref=o.ref, details=o.details, status=o.status, title=o.title, description=o.description,
                requester=o.requester, beneficiary=o.beneficiary, logged_by=o.logged_by, source=o.source,
                source_ref=o.source_ref, service=o.service, priority=o.priority, priority_source=o.priority_source,
                team=o.team, private=o.private, home=o.home, follow_up_of=o.follow_up_of,
                refused_before=o.refused_before, files=o.files, created_at=at,
            )  # fmt: skip
        case e.Claimed(person=person):
            pending = None if person == t.escalated_to else t.escalated_to
            return _then(
                t, status=_begun(t), assignee=person, acked_at=t.acked_at or at, escalated_to=pending, handed_by=None,
                still_with=None, released=False,
            )  # fmt: skip
        case e.Assigned(person=person, handed=handed):
            still_with = None if person == t.answered_by else t.answered_by
            return _then(
                t, assignee=person, handed_by=t.assignee if handed else None, still_with=still_with,
                ladder=asked_anew(t.ladder, t.assignee, at),
            )  # fmt: skip
        case e.Unassigned():
            released = t.released or bool(t.answered_by)
            return _then(t, assignee=None, handed_by=None, still_with=None, released=released)
        case e.Started():
            return _then(
                t, status=_begun(t), acked_at=t.acked_at or at, handed_by=None, still_with=None, released=False,
            )  # fmt: skip
        case e.Transferred(team=team, private=private):
            return _then(
                t, team=team, private=private, home=_home(t, private), assignee=None, handed_by=None,
                still_with=None, handoff_count=t.handoff_count + 1, escalated_to=None,
                plan=handed_over(t.plan, t.team, team),
            )  # fmt: skip
        case e.Commented() as c:
            return _commented(t, c, at)
        case e.CommentEdited(comment=comment, text=text):  # the ledger's business, but for an answer
            return _then(t, approval=reworded(t.approval, comment, text))
        case e.CommentFilesChanged():  # the ledger's business
            return _then(t)
        case e.CommentDeleted(comment=comment):
            return _unasked(t, comment)
        case e.Held() as h:
            hold = Hold(h.reason, at, h.question, h.party, h.reference, h.until)
            asked = h.question is not None
            return _then(
                t, status=t.process.waiting, hold=hold, expected=None, last_public_at=at if asked else t.last_public_at,
                first_response_at=t.first_response_at or (at if asked else None), acked_at=t.acked_at or at,
                still_with=t.still_with or None,
            )  # fmt: skip
        case e.Resumed():
            return _then(t, status=t.process.working, hold=None)
        case e.AnswerTakenBack() as b:
            hold = Hold("requester", b.since, b.question, reminded=b.reminded)
            return _then(t, status=t.process.waiting, hold=hold)
        case e.Reminded(count=count):
            return _then(t, hold=changed(t.hold, reminded=count) if t.hold else None)
        case e.PriorityChanged() as p:
            return _then(t, details=_levelled(t.details, p), priority=p.new, priority_source=p.source)
        case e.Resolved() as r:
            return _then(
                t, status=t.process.done, hold=None, resolved_at=at,
                first_resolved_at=t.first_resolved_at or at, closes_at=r.closes_at, resolution_code=r.code,
                resolution_text=r.text, resolution_styles=r.styles, breach_reason=r.breach_reason or t.breach_reason,
                reopen_offered=False, asked_about=(), question=None, escalated_to=None, handed_by=None,
                still_with=None, cancel_asked=None, change_asked=None,
                survey=Survey("planned", at=r.survey_at) if r.survey_at else None,
            )  # fmt: skip
        case e.Reopened():
            return _then(
                t, status=t.process.working, reopen_count=t.reopen_count + 1, resolved_at=None, closes_at=None,
                resolution_code=None, resolution_text=None, resolution_styles=(), reopen_offered=False, asked_about=(),
                question=None, survey=None,
            )  # fmt: skip
        case e.ReopenOffered(comment=comment, elsewhere=elsewhere):
            return _asked(t, comment, elsewhere=elsewhere)
        case e.ReopenDeclined():
            return _then(t, reopen_offered=False, asked_about=(), question=None)
        case e.FollowUpOffered(comment=comment, elsewhere=elsewhere):
            return _asked(t, comment, elsewhere=elsewhere)
        case e.FollowUpDeclined():
            return _then(t, asked_about=(), question=None)
        case e.Closed(confirmed=confirmed):
            return _then(
                t, status=t.process.closed, closed_at=at, closes_at=None, confirmed=confirmed, asked_about=(),
                question=None,
            )  # fmt: skip
        case e.Cancelled():
            return _then(
                t, status=t.process.cancelled, cancelled_by=entry.actor, hold=None, closed_at=at, closes_at=None,
                escalated_to=None, handed_by=None, still_with=None, cancel_asked=None, change_asked=None,
            )  # fmt: skip
        case e.CancelAsked():
            return _then(t, cancel_asked=entry.actor)
        case e.CancelDeclined():
            return _then(t, cancel_asked=None, change_asked=None)
        case e.FollowedUp(ref=ref):
            return _then(t, followed_up_by=(*t.followed_up_by, ref), asked_about=(), question=None)
    return None


def _evolve_beside(t: Ticket, entry: e.Happened) -> Ticket | None:
    match entry.event:
        case e.Followed(person=person):
            return _then(t, watchers=(*t.watchers, person))
        case e.Unfollowed(person=person):
            return _then(t, watchers=tuple(one for one in t.watchers if one != person))
        case e.Escalated(way=way, to=to):
            return _then(t, escalated_to=to if way == "hierarchic" else None)
        case e.EscalationSeen():
            return _then(t, escalated_to=None)
        case e.Worked(minutes=minutes):
            return _then(t, worked=t.worked + minutes)
        case e.Linked(kind=kind, ref=ref):
            return _then(t, links=_linked(t, kind, ref))
        case e.Absorbed(ref=ref, newcomers=newcomers):
            return _then(t, links=_linked(t, "duplicate", ref), watchers=(*t.watchers, *newcomers))
        case e.Released(ref=ref, leavers=leavers, link=link):
            watchers = tuple(one for one in t.watchers if one not in leavers)
            links = tuple(one for one in t.links if one[1] != ref)
            return _then(t, links=(*links, (link, ref)) if link else links, watchers=watchers)
        case e.Merged(into=into, newcomers=newcomers):
            merged = MergedInto(into, entry.at, newcomers, t.status, t.hold, t.clocks, t.ladder)
            return _then(
                t, merged=merged, status=t.process.closed, resolution_code="duplicate", hold=None, closed_at=entry.at
            )
        case e.Unmerged() if (was := t.merged) is not None:
            return _then(
                t, merged=None, status=was.status, resolution_code=None, hold=was.hold, closed_at=None,
                asked_about=(), question=None, clocks=was.clocks, ladder=was.ladder,
            )  # fmt: skip
    return None


def _evolve_in_parts(t: Ticket, entry: e.Happened) -> Ticket | None:
    after = evolve_approval(t, entry) or evolve_tasks(t, entry) or evolve_survey(t, entry)
    return None if after is None else _then(after)


def _evolve_opening(t: Ticket, entry: e.Happened) -> Ticket | None:
    """What a ticket was opened with may turn out to be otherwise."""
    match entry.event:
        case e.Retitled(title=title):
            return _then(t, title=title)
        case e.SourceEdited(title=title, description=description, details=details, files=files):
            kept = t.files if files is None else files
            return _then(t, title=title, description=description, details=details, files=kept)
        case e.ServiceChanged(service=service, category=category, private=private):
            details = changed(t.details, category=category) if isinstance(t.details, IncidentDetails) else t.details
            return _then(t, service=service, details=details, private=private, home=_home(t, private))
        case e.RequesterChanged(requester=requester):
            # Whoever opened it for themselves has no part in it any more; who logged it for a colleague keeps theirs.
            beneficiary = beneficiary_after(t.beneficiary, t.requester, requester)
            logged_by = requester if t.logged_by == t.requester else t.logged_by
            return _then(t, requester=requester, beneficiary=beneficiary, logged_by=logged_by, home="direct")
        case e.Converted() as c:
            process = process_of(c.details.kind)
            hold = t.hold if c.status == process.waiting else None
            agreed = t.approval  # of another order; its round stays, so that no card of then decides about this one
            if agreed is not None and process.approving is not None:
                agreed = changed(agreed, stages=(), former=tuple(sorted(agreed.ever_asked)))
            after = _then(
                t, details=c.details, status=c.status, service=c.service, priority=c.priority,
                priority_source=c.priority_source, hold=hold, private=c.private, home=_home(t, c.private),
                approval=agreed, cancel_asked=None, change_asked=None, title=c.title or t.title,
                description=c.description or t.description, converted_by=entry.actor,
            )  # fmt: skip
            return _interrupted(after, c.spent, t) if process.promised_by == "item" else _taken_up(after)
    return None


def _interrupted(t: Ticket, spent: int, was: Ticket) -> Ticket:
    """Another promise begins, which is told of anew; the one before may go on later, for what it `was` about."""
    clock = t.clock("resolution")
    if clock is None:
        return t
    told = tuple(one for one in t.told if one[0].startswith("resolution:"))
    rest = tuple(one for one in t.told if one not in told)
    category = was.details.category if isinstance(was.details, IncidentDetails) else None
    before = Interrupted(spent, clock.marks, clock.breached_at, told, was.service or "", category, was.team)
    return changed(t, told=rest, interrupted=before)


def _taken_up(t: Ticket) -> Ticket:
    """The promise that was interrupted goes on: what was passed, broken and told of it is not so once more."""
    was, clock = t.interrupted, t.clock("resolution")
    if was is None or clock is None:
        return t
    marks = tuple(dict.fromkeys((*was.marks, *clock.marks)))
    told = tuple(dict.fromkeys((*was.told, *t.told)))
    clock = changed(clock, marks=marks, breached_at=was.breached_at or clock.breached_at)
    clocks = tuple(clock if one.metric == clock.metric else one for one in t.clocks)
    return changed(t, clocks=clocks, told=told, interrupted=None)


def _home(t: Ticket, private: bool) -> str:
    return "direct" if private else t.home


def _linked(t: Ticket, kind: e.LinkKind, ref: str) -> tuple[tuple[e.LinkKind, str], ...]:
    return (*(one for one in t.links if one[1] != ref), (kind, ref))


def _asked(t: Ticket, comment: str | None, *, elsewhere: bool) -> Ticket:
    """The requester was asked about one more comment; the first that was asked in their thread names the question."""
    about = t.asked_about if comment is None else (*t.asked_about, comment)
    question = t.question or (None if elsewhere else comment)
    return _then(t, asked_about=about, question=question, reopen_offered=t.reopen_offered or t.done)


def _unasked(t: Ticket, comment: str) -> Ticket:
    """A comment was taken back: where nothing else was asked about after the end, nothing is asked any more.

    What an approver asked, which it answered, is open again.
    """
    left = tuple(one for one in t.asked_about if one != comment)
    approval = reworded(t.approval, comment, None)
    return _then(t, asked_about=left, question=t.question if left or t.done else None, approval=approval)


def _begun(t: Ticket) -> Status:
    return t.status if t.begun else t.process.working


def _levelled(details: Details, p: e.PriorityChanged) -> Details:
    return changed(details, impact=p.impact, urgency=p.urgency) if isinstance(details, IncidentDetails) else details


def _commented(t: Ticket, c: e.Commented, at: datetime) -> Ticket:
    spoke = tuple((dict(t.spoke) | {c.author: at}).items())
    if not c.public or c.voice != "responder":
        answers = c.public and c.voice == "requester" and not c.polite
        approval = answered(t.approval, c.comment, c.text) if answers else t.approval
        return _then(t, spoke=spoke, last_comment=c.comment, approval=approval)
    return _then(
        t, spoke=spoke, last_comment=c.comment, last_public_at=at, first_response_at=t.first_response_at or at,
        acked_at=t.acked_at or at,
    )  # fmt: skip


def _evolve_promise(t: Ticket, entry: e.Happened) -> Ticket:  # noqa: C901  # one arm per event, nothing nested
    at = entry.at
    match entry.event:
        case e.ClockStarted() as s:
            clock = SlaClock(
                metric=s.metric, calendar=s.calendar, target=s.target, promised=s.target, pause_on=s.pause_on,
                policy=s.policy, state="paused" if s.paused else "running", started_at=at,
                since=None if s.paused else at, due_at=s.due_at, paused_for=s.paused,
            )  # fmt: skip
            return _then(t, clocks=(*(c for c in t.clocks if c.metric != s.metric), clock))
        case e.ClockPaused(metric=metric, reason=reason, elapsed=elapsed):
            return _with_clock(t, changed(
                _clock(t, metric), state="paused", elapsed=elapsed, since=None, due_at=None, paused_for=reason,
                breached_at=_broken_by(t, metric, at),
            ))  # fmt: skip
        case e.ClockResumed(metric=metric, due_at=due_at):
            clock = _clock(t, metric)
            return _with_clock(t, changed(
                clock, state="running", since=at, due_at=due_at, paused_for=None, stopped_at=None,
                cycle=clock.cycle + (0 if clock.live else 1),
            ))  # fmt: skip
        case e.ClockStopped(metric=metric, outcome=outcome, elapsed=elapsed):
            clock = _clock(t, metric)
            broken = (clock.breached_at or clock.due_at) if outcome == "missed" else None
            return _with_clock(t, changed(
                clock, state=outcome, elapsed=elapsed, since=None, stopped_at=at, breached_at=broken, paused_for=None
            ))  # fmt: skip
        case e.ClockRetargeted() as r:
            return _with_clock(t, changed(
                _clock(t, r.metric), calendar=r.calendar, target=r.target, promised=r.promised, pause_on=r.pause_on,
                policy=r.policy, elapsed=r.elapsed, since=None if r.paused else at, due_at=r.due_at,
                paused_for=r.paused, state="paused" if r.paused else "running",
                breached_at=_broken_by(t, r.metric, at),
            ))  # fmt: skip
        case e.ClockCancelled(metric=metric):
            return _with_clock(t, changed(
                _clock(t, metric), state="cancelled", since=None, due_at=None, paused_for=None, stopped_at=at,
                breached_at=_broken_by(t, metric, at),
            ))  # fmt: skip
        case e.ClockMarked(metric=metric, mark=mark, due_for=due_for):
            clock = _clock(t, metric)
            breached = clock.breached_at or (due_for if mark == "breach" else None)
            marks = tuple(dict.fromkeys((*clock.marks, mark)))
            return _with_clock(t, changed(clock, marks=marks, breached_at=breached))
        case e.DelayTold() as d:
            return _then(t, expected=Expected(d.metric, d.estimate, at, d.count))
        case e.LadderArmed() as a:
            return _then(t, ladder=ladder_armed(t.ladder, a, at))
        case e.LadderAcked(person=person):
            run = _ladder(t)
            run = changed(run, acked=True, acked_at=at, acked_by=person)
            theirs = person == t.assignee
            if theirs:
                return _then(t, ladder=run, handed_by=None, still_with=None, released=False)
            return _then(t, ladder=run)
        case e.LadderEnded():
            return _then(t, ladder=None)
        case e.StepFired() as f:
            return _stepped(t, f, at)
        case e.NobodyAnswered():
            return _then(t, ladder=changed(_ladder(t), exhausted=True))
    raise TypeError(f"no fold for {type(entry.event).__name__}")


def _stepped(t: Ticket, f: e.StepFired, at: datetime) -> Ticket:
    ladder, told, pinged = t.ladder, t.told, t.pinged
    if f.threshold is None and f.cause in ("step", "unreachable") and ladder is not None:
        tried = ladder.tried if f.suppressed else tuple(dict.fromkeys((*ladder.tried, *f.to)))
        ladder = changed(ladder, round=f.round, step=f.step + 1, tried=tried)
    if f.threshold is not None and not f.suppressed:
        told = tuple(dict.fromkeys((*told, *((f.threshold, person) for person in f.to))))
    if f.mode in ("page", "dm") and not f.suppressed:
        pinged = tuple((dict(pinged) | dict.fromkeys(f.to, at)).items())
    return _then(t, ladder=ladder, told=told, pinged=pinged)


def _clock(t: Ticket, metric: Metric) -> SlaClock:
    clock = t.clock(metric)
    if clock is None:
        raise LookupError(f"{t.ref} has no {metric} clock")
    return clock


def _broken_by(t: Ticket, metric: Metric, at: datetime) -> datetime | None:
    """The breach, if there was one before `at`: what was done in time and heard of late undoes it (principle 3)."""
    breached = _clock(t, metric).breached_at
    return breached if breached is not None and breached < at else None


def _ladder(t: Ticket) -> LadderRun:
    if t.ladder is None:
        raise LookupError(f"{t.ref} has no ladder")
    return t.ladder


def _with_clock(t: Ticket, clock: SlaClock) -> Ticket:
    return _then(t, clocks=tuple(clock if c.metric == clock.metric else c for c in t.clocks))
