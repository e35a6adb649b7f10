"""How a ticket changes: `evolve` folds one more event into it. Nothing else changes a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.processes import IncidentDetails, Metric
from core.tickets import events as e
from core.tickets.ticket import Hold, LadderRun, MergedInto, SlaClock, Ticket


def fold(log: Iterable[e.Happened], ticket: Ticket | None = None) -> Ticket:
    """The ticket after `log`, from nothing or from `ticket`."""
    state = ticket or Ticket()
    for entry in log:
        state = evolve(state, entry)
    return state


def evolve(ticket: Ticket, entry: e.Happened) -> Ticket:
    """The ticket after one more thing happened. Total: it refuses nothing, since what happened, happened."""
    changed = _evolve_work(ticket, entry)
    if changed is None:
        changed = _evolve_beside(ticket, entry) or _evolve_promise(ticket, entry)
    return replace(changed, version=ticket.version + 1)


def _evolve_work(t: Ticket, entry: e.Happened) -> Ticket | None:  # noqa: C901  # one arm per event, nothing nested
    at = entry.at
    match entry.event:
        case e.Opened() as o:
            return replace(
                t,
                ref=o.ref, details=o.details, status=o.status, title=o.title, description=o.description,
                requester=o.requester, beneficiary=o.beneficiary, logged_by=o.logged_by, source=o.source,
                source_ref=o.source_ref, service=o.service, priority=o.priority, priority_source=o.priority_source,
                team=o.team, private=o.private, home=o.home, follow_up_of=o.follow_up_of, files=o.files, created_at=at,
            )  # fmt: skip
        case e.Claimed(person=person):
            pending = None if person == t.escalated_to else t.escalated_to
            return replace(_started(t), assignee=person, acked_at=t.acked_at or at, escalated_to=pending)
        case e.Assigned(person=person):
            return replace(t, assignee=person)
        case e.Started():
            return replace(_started(t), acked_at=t.acked_at or at)
        case e.Transferred(team=team, private=private):
            home = "direct" if private else t.home
            return replace(
                t, team=team, private=private, home=home, assignee=None, handoff_count=t.handoff_count + 1,
                escalated_to=None,
            )  # fmt: skip
        case e.Commented() as c:
            return _commented(t, c, at)
        case e.CommentEdited() | e.CommentDeleted():
            return t  # the ledger's business
        case e.Held() as h:
            hold = Hold(h.reason, at, h.question, h.party, h.reference, h.until)
            asked = h.question is not None
            return replace(
                t, status=t.process.waiting, hold=hold, last_public_at=at if asked else t.last_public_at,
                first_response_at=t.first_response_at or (at if asked else None), acked_at=t.acked_at or at,
            )  # fmt: skip
        case e.Resumed():
            return replace(t, status=t.process.working, hold=None)
        case e.Reminded(count=count):
            return replace(t, hold=replace(t.hold, reminded=count)) if t.hold else t
        case e.PriorityChanged() as p:
            return replace(_levelled(t, p), priority=p.new, priority_source=p.source)
        case e.Resolved() as r:
            return replace(
                t, status=t.process.done, hold=None, resolved_at=at,
                first_resolved_at=t.first_resolved_at or at, closes_at=r.closes_at, resolution_code=r.code,
                resolution_text=r.text, breach_reason=r.breach_reason or t.breach_reason, reopen_offered=False,
                escalated_to=None,
            )  # fmt: skip
        case e.Reopened():
            return replace(
                t, status=t.process.working, reopen_count=t.reopen_count + 1, resolved_at=None, closes_at=None,
                resolution_code=None, resolution_text=None, reopen_offered=False,
            )  # fmt: skip
        case e.ReopenOffered():
            return replace(t, reopen_offered=True)
        case e.ReopenDeclined():
            return replace(t, reopen_offered=False)
        case e.Closed(confirmed=confirmed):
            return replace(t, status=t.process.closed, closed_at=at, closes_at=None, confirmed=confirmed)
        case e.Cancelled():
            return replace(t, status=t.process.cancelled, hold=None, closed_at=at, closes_at=None, escalated_to=None)
        case e.FollowedUp(ref=ref):
            return replace(t, followed_up_by=(*t.followed_up_by, ref))
    return None


def _evolve_beside(t: Ticket, entry: e.Happened) -> Ticket | None:
    match entry.event:
        case e.Followed(person=person):
            return replace(t, watchers=(*t.watchers, person))
        case e.Unfollowed(person=person):
            return replace(t, watchers=tuple(one for one in t.watchers if one != person))
        case e.Escalated(way=way, to=to):
            return replace(t, escalated_to=to if way == "hierarchic" else None)
        case e.EscalationSeen():
            return replace(t, escalated_to=None)
        case e.Worked(minutes=minutes):
            return replace(t, worked=t.worked + minutes)
        case e.Linked(kind=kind, ref=ref):
            return _linked(t, kind, ref)
        case e.Absorbed(ref=ref, newcomers=newcomers):
            return replace(_linked(t, "duplicate", ref), watchers=(*t.watchers, *newcomers))
        case e.Released(ref=ref, leavers=leavers, link=link):
            watchers = tuple(one for one in t.watchers if one not in leavers)
            links = tuple(one for one in t.links if one[1] != ref)
            return replace(t, links=(*links, (link, ref)) if link else links, watchers=watchers)
        case e.Merged(into=into, newcomers=newcomers):
            merged = MergedInto(into, entry.at, newcomers, t.status, t.hold, t.clocks, t.ladder)
            return replace(
                t, merged=merged, status=t.process.closed, resolution_code="duplicate", hold=None, closed_at=entry.at
            )
        case e.Unmerged() if (was := t.merged) is not None:
            return replace(
                t, merged=None, status=was.status, resolution_code=None, hold=was.hold, closed_at=None,
                clocks=was.clocks, ladder=was.ladder,
            )  # fmt: skip
    return None


def _linked(t: Ticket, kind: e.LinkKind, ref: str) -> Ticket:
    return replace(t, links=(*(one for one in t.links if one[1] != ref), (kind, ref)))


def _started(t: Ticket) -> Ticket:
    return t if t.begun else replace(t, status=t.process.working)


def _levelled(t: Ticket, p: e.PriorityChanged) -> Ticket:
    if not isinstance(t.details, IncidentDetails):
        return t
    return replace(t, details=replace(t.details, impact=p.impact, urgency=p.urgency))


def _commented(t: Ticket, c: e.Commented, at: datetime) -> Ticket:
    t = replace(t, spoke=tuple((dict(t.spoke) | {c.author: at}).items()), last_comment=c.comment)
    if c.public and c.voice == "responder":
        t = replace(t, last_public_at=at, first_response_at=t.first_response_at or at, acked_at=t.acked_at or at)
    return t


def _evolve_promise(t: Ticket, entry: e.Happened) -> Ticket:  # noqa: C901  # one arm per event, nothing nested
    at = entry.at
    match entry.event:
        case e.ClockStarted() as s:
            clock = SlaClock(
                metric=s.metric, calendar=s.calendar, target=s.target, promised=s.target, pause_on=s.pause_on,
                policy=s.policy, state="paused" if s.paused else "running", started_at=at,
                since=None if s.paused else at, due_at=s.due_at, paused_for=s.paused,
            )  # fmt: skip
            return replace(t, clocks=(*(c for c in t.clocks if c.metric != s.metric), clock))
        case e.ClockPaused(metric=metric, reason=reason, elapsed=elapsed):
            return _with_clock(t, replace(
                _clock(t, metric), state="paused", elapsed=elapsed, since=None, due_at=None, paused_for=reason,
                breached_at=_broken_by(t, metric, at),
            ))  # fmt: skip
        case e.ClockResumed(metric=metric, due_at=due_at):
            clock = _clock(t, metric)
            return _with_clock(t, replace(
                clock, state="running", since=at, due_at=due_at, paused_for=None, stopped_at=None,
                cycle=clock.cycle + (0 if clock.live else 1),
            ))  # fmt: skip
        case e.ClockStopped(metric=metric, outcome=outcome, elapsed=elapsed):
            clock = _clock(t, metric)
            broken = (clock.breached_at or clock.due_at) if outcome == "missed" else None
            return _with_clock(t, replace(
                clock, state=outcome, elapsed=elapsed, since=None, stopped_at=at, breached_at=broken, paused_for=None
            ))  # fmt: skip
        case e.ClockRetargeted() as r:
            return _with_clock(t, replace(
                _clock(t, r.metric), calendar=r.calendar, target=r.target, promised=r.promised, pause_on=r.pause_on,
                policy=r.policy, elapsed=r.elapsed, since=None if r.paused else at, due_at=r.due_at,
                paused_for=r.paused, state="paused" if r.paused else "running",
                breached_at=_broken_by(t, r.metric, at),
            ))  # fmt: skip
        case e.ClockCancelled(metric=metric):
            return _with_clock(t, replace(
                _clock(t, metric), state="cancelled", since=None, due_at=None, paused_for=None, stopped_at=at,
                breached_at=_broken_by(t, metric, at),
            ))  # fmt: skip
        case e.ClockMarked(metric=metric, mark=mark, due_for=due_for):
            clock = _clock(t, metric)
            breached = clock.breached_at or (due_for if mark == "breach" else None)
            marks = tuple(dict.fromkeys((*clock.marks, mark)))
            return _with_clock(t, replace(clock, marks=marks, breached_at=breached))
        case e.LadderArmed() as a:
            run = LadderRun(a.ladder, a.team, a.clock, at, a.policy, acked=not a.unacked, step=a.first_step)
            return replace(t, ladder=run)
        case e.LadderAcked(person=person):
            run = _ladder(t)
            return replace(t, ladder=replace(run, acked=True, acked_at=at, acked_by=person))
        case e.LadderEnded():
            return replace(t, ladder=None)
        case e.StepFired() as f:
            return _stepped(t, f, at)
        case e.NobodyAnswered():
            return replace(t, ladder=replace(_ladder(t), exhausted=True))
    raise TypeError(f"no fold for {type(entry.event).__name__}")


def _stepped(t: Ticket, f: e.StepFired, at: datetime) -> Ticket:
    if f.threshold is None and f.cause in ("step", "unreachable") and t.ladder is not None:
        tried = t.ladder.tried if f.suppressed else tuple(dict.fromkeys((*t.ladder.tried, *f.to)))
        t = replace(t, ladder=replace(t.ladder, round=f.round, step=f.step + 1, tried=tried))
    if f.suppressed:
        return t
    if f.threshold is not None:
        t = replace(t, told=tuple(dict.fromkeys((*t.told, *((f.threshold, person) for person in f.to)))))
    if f.mode in ("page", "dm"):
        pinged = dict(t.pinged) | dict.fromkeys(f.to, at)
        t = replace(t, pinged=tuple(pinged.items()))
    return t


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
    return replace(t, clocks=tuple(clock if c.metric == clock.metric else c for c in t.clocks))
