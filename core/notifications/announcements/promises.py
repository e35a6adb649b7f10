"""What time brings to promises and ladders: the team is warned, people are called, whoever asked hears of a delay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.lifecycle.escalation import after_steps, lacking, minutes_waited, next_step, quiet_since
from core.notifications import promises
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.tickets import events as e


def tell_promise(out: Announcer, entry: e.Happened) -> None:
    """What the team, the called and the admins hear of what time brought."""
    at = entry.at
    match entry.event:
        case e.ClockMarked(metric=metric, mark="breach", suppressed=None) if metric != "ack":
            out.triage(promises.BREACH, promises.Breached(metric, at, out.late(at), out.whom), at)
        case e.StepFired(suppressed=None) as step:
            _rung(out, step, at)
        case e.NobodyAnswered(tried=tried, minutes=minutes):
            lack, _ = lacking(out.after)
            nobody = promises.NobodyAnswered(tried=tried, minutes=minutes, lack=lack)
            out.admins(promises.NOBODY_ANSWERED, nobody, at)


def is_delay(event: e.Event) -> bool:
    """Whether the requester is owed a word about a broken promise."""
    return isinstance(event, e.DelayTold)


def tell_delay(out: Announcer, entry: e.Happened) -> None:
    """Tell the requester that it takes longer: once, by the last promise that was broken, however many were at once."""
    if isinstance(entry.event, e.DelayTold):
        told = entry.event
        out.requester(promises.DELAY, promises.Delayed(told.metric, told.estimate, told.count), entry.at)


def _rung(out: Announcer, step: e.StepFired, at: datetime) -> None:
    ticket = out.after
    tried = _tried_before(out)
    seen = out.now if out.late(at) else at
    minutes = minutes_waited(ticket.ladder, out.policy, seen) if ticket.ladder else 0
    lack, since = lacking(ticket)
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
    warned = promises.Warned(threshold=step.threshold or "", due_at=due, to=step.to, late=out.late(at), whom=out.whom)
    turn, holder = step.round + 1, ticket.assignee
    if step.mode == "thread":
        if mark in ("75", "90"):
            out.triage(promises.WARNING, warned, at)
        elif not mark and step.to:
            called = promises.Called(to=step.to, minutes=minutes, since=since, lack=lack, holder=holder, turn=turn)
            out.triage(promises.CALL, called, at)
        return
    if step.mode == "digest":
        return
    for person in step.to:
        to = (person,)
        others = tuple(one for one in tried if one not in step.to)
        if step.cause == "ack_timeout":
            run = out.before.ladder
            silent = quiet_since(out.before, run) if run is not None else at
            out.direct(promises.UPDATE_DUE, promises.UpdateDue(to=to, since=silent), person, at)
        elif metric and mark == "breach":
            broken = promises.BreachedDirect(metric, due, to, out.late(at), out.whom)
            out.direct(promises.BREACH_DIRECT, broken, person, at)
        elif mark:
            out.direct(promises.WARNING_DIRECT, replace(warned, to=to), person, at)
        elif step.mode == "page":
            paged = promises.Paged(
                to=to,
                tried=others,
                minutes=minutes,
                team=ticket.team,
                rung=rung,
                next_at=_next_at(out),
                since=since,
                lack=lack,
                holder=holder,
                turn=turn,
            )
            out.direct(promises.PAGE, paged, person, at)
        else:
            stepped = promises.Stepped(
                to=to, tried=others, minutes=minutes, rung=rung, since=since, lack=lack, holder=holder, turn=turn
            )
            out.direct(promises.STEP, stepped, person, at)


def _tried_before(out: Announcer) -> tuple[PersonId, ...]:
    """Whom the ladder called before: who is called with others at once has not been tried by then."""
    run, was = out.after.ladder, out.before.ladder
    return was.tried if run is not None and was is not None and was.armed_at == run.armed_at else ()


def _next_at(out: Announcer) -> datetime | None:
    """When the ladder calls the next people, or None when it calls nobody more, or late already."""
    run = out.after.ladder
    following = next_step(run, out.policy) if run is not None else None
    if run is None or following is None or following[2] >= len(after_steps(out.policy.ladders[run.ladder])):
        return None
    return following[0] if following[0] > out.now else None
