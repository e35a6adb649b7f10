"""Ladders: who is told when nobody answers, and who when a promise runs out (domain.md section 8).

`after` steps count from when the ladder was armed and end with an acknowledgement; `at` steps follow the response and
the resolution clock while those run. People are looked up when a step fires, never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from core.calendars.hours import Calendar, advance, open_seconds
from core.calendars.oncall import PLAIN, Rota, on_call
from core.people import PersonId
from core.policy import Ladder, Policy, Step, StepAt, StepMode
from core.processes import Metric
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import may_see
from core.tickets.ticket import LadderRun, Ticket

SAME_PERSON_WITHIN = timedelta(minutes=5)
"""Two pings of one person inside this time are one (domain.md section 8); a breach is always told."""

_MARKS: tuple[e.Mark, ...] = ("50", "75", "90", "breach")
_STEP_MARKS: Mapping[StepAt, e.Mark] = {"75%": "75", "90%": "90", "breach": "breach"}


def duty_schedule(policy: Policy, team: str) -> str | None:
    """The schedule that names a team's duty person: its `on_call`, else the first one staffed by its members only."""
    named = policy.team(team).on_call
    if named:
        return named
    members = policy.team(team).members
    staffed = (s for s in policy.schedules.values() if s.members and all(one in members for one in s.members))
    return next((schedule.name for schedule in staffed), None)


def people_for(
    target: str, policy: Policy, ticket: Ticket, at: datetime, rota: Rota = PLAIN
) -> tuple[tuple[PersonId, ...], str | None]:
    """Who `target` is at `at`, and the schedule that had nobody, if one had.

    A gap is filled by the schedule's fallback, then by the team's lead; `assignee` by the duty person, then the lead.
    So is whoever is away; for a lead who is, the duty person is asked. Where all who could be are away, they are asked
    all the same: somebody has to hear it.
    """
    team = policy.team(ticket.team)
    kind, _, name = target.partition(":")
    match kind:
        case "assignee" if ticket.assignee and rota.away(ticket.assignee, at) is None:
            return (ticket.assignee,), None
        case "assignee" | "duty":
            schedule = duty_schedule(policy, ticket.team)
            if schedule is None:
                return (_lead(policy, ticket, at, rota),), None
            return people_for(f"schedule:{schedule}", policy, ticket, at, rota)
        case "team_lead":
            return (_lead(policy, ticket, at, rota),), None
        case "schedule":
            found = on_call(policy.schedules[name], at, rota)
            gap = name if found.source in ("gap_fallback", "none") else None
            return (found.person or team.lead,), gap
        case "role":
            named = tuple(policy.roles.get(name, ()))
            return tuple(one for one in named if rota.away(one, at) is None) or named, None
        case _:
            return (target if rota.away(target, at) is None else _lead(policy, ticket, at, rota),), None


def _lead(policy: Policy, ticket: Ticket, at: datetime, rota: Rota) -> PersonId:
    """The team's lead; while they are away whoever has the duty, else a member who is there."""
    team = policy.team(ticket.team)
    if rota.away(team.lead, at) is None:
        return team.lead
    schedule = duty_schedule(policy, ticket.team)
    duty = on_call(policy.schedules[schedule], at, rota).person if schedule else None
    there = (one for one in team.members if rota.away(one, at) is None)
    return duty or next(there, team.lead)


Lack = Literal["answer", "taking", "going_on", "news"]
"""What nobody did yet, when a ladder calls: answer at all, take it, go on with it, write to whoever asked."""


def attended(ticket: Ticket) -> bool:
    """Whether somebody has the ticket, has taken it, and is not called for it."""
    begun = ticket.assignee is not None and ticket.acked_at is not None and ticket.still_with is None
    return begun and (ticket.ladder is None or ticket.ladder.acked)


def lacking(ticket: Ticket) -> tuple[Lack, datetime | None]:
    """What the ticket lacks while its ladder calls, and since when."""
    run = ticket.ladder
    if run is None:
        return "answer", None
    if run.why == "silent" and ticket.assignee is not None:
        return "news", quiet_since(ticket, run)
    since = run.since or run.armed_at
    if run.why == "reopened":
        return "going_on", since
    untouched = ticket.acked_at is None and ticket.first_response_at is None
    return ("answer" if untouched else "taking"), since


def quiet_since(ticket: Ticket, run: LadderRun) -> datetime:
    """Since when whoever asked reads nothing: the last public words, or the acknowledgement after them."""
    return max(filter(None, (run.acked_at or run.armed_at, ticket.last_public_at)))


def arm(draft: Draft, *, unacked: bool = True, first_step: int = 0, why: e.Armed | None = None) -> None:
    """Arm the ladder of the ticket's priority for its team at the draft's instant.

    It goes on calling for what the one before called for in vain, unless it is told `why` it is armed.
    """
    ladder = draft.policy.ladder(draft.ticket.priority)
    clock = ladder.clock
    if clock == "policy":
        ticket = draft.ticket
        item = draft.policy.ordered(ticket.details)
        clock = draft.policy.target(ticket.service, ticket.kind, ticket.priority, item).calendar
    draft.happen(
        e.LadderArmed(
            ladder.key, draft.ticket.team, draft.policy.version, clock, unacked, first_step, why, why is None
        ),
    )


def acknowledge(draft: Draft, person: PersonId) -> None:
    """Switch off every `unacked` step of all rounds."""
    if draft.ticket.ladder is not None and not draft.ticket.ladder.acked:
        draft.happen(e.LadderAcked(person))


def end(draft: Draft, reason: e.LadderEnd) -> None:
    """The ladder watches no longer."""
    if draft.ticket.ladder is not None:
        draft.happen(e.LadderEnded(reason))


def after_steps(ladder: Ladder) -> tuple[Step, ...]:
    """The rungs that count from the arming, in order."""
    return tuple(step for step in ladder.steps if step.after is not None)


def next_step(run: LadderRun, policy: Policy) -> tuple[datetime, int, int] | None:
    """When the next `after` rung is reached, with its round and number; None when there is none.

    A round begins `repeat_after` after the last step of the one before. The number one past the last step of the last
    round means "nobody answered", at the instant of that last step.
    """
    ladder = policy.ladders.get(run.ladder)
    if ladder is None or run.acked or run.exhausted:
        return None
    steps = after_steps(ladder)
    if not steps:
        return None
    turn, number = run.round, run.step
    if number >= len(steps):
        if turn >= ladder.repeat or ladder.repeat_after is None:
            return _reached(run, policy, ladder, turn, len(steps) - 1), turn, len(steps)
        turn, number = turn + 1, 0
    return _reached(run, policy, ladder, turn, number), turn, number


def _reached(run: LadderRun, policy: Policy, ladder: Ladder, turn: int, number: int) -> datetime:
    calendar = _calendar(run, policy, ladder)
    steps = after_steps(ladder)
    base = run.armed_at
    for _ in range(turn):
        base = advance(calendar, base, _seconds(steps[-1]))
        base = advance(calendar, base, ladder.repeat_after.open_seconds(calendar) if ladder.repeat_after else 0)
    return advance(calendar, base, _seconds(steps[number]))


def minutes_waited(run: LadderRun, policy: Policy, at: datetime) -> int:
    """For how long nobody has answered: whole minutes of the ladder's own hours since it was armed."""
    ladder = policy.ladders.get(run.ladder)
    if ladder is None:
        return max(int((at - run.armed_at).total_seconds() // 60), 0)
    return open_seconds(_calendar(run, policy, ladder), run.armed_at, at) // 60


def _calendar(run: LadderRun, policy: Policy, ladder: Ladder) -> Calendar:
    """The calendar it was armed on; where that is gone, the ladder's own now."""
    return policy.calendar(run.clock if run.clock in policy.calendars else ladder.clock)


def _seconds(step: Step) -> int:
    return step.after.open_seconds() if step.after else 0


def fire_after(
    draft: Draft,
    turn: int,
    number: int,
    *,
    suppressed: e.Suppressed | None = None,
    unreachable: bool = False,
    seen: datetime | None = None,
) -> None:
    """Reach one `after` rung: look its people up as they are when it is `seen`, and say who is told.

    With it those are told whom only rungs name that were passed before anybody looked, each in the way of the last one
    that names them: such a rung is not said by itself, but nobody is left out of what is still true.
    """
    run = draft.ticket.ladder
    if run is None:
        return
    steps = after_steps(draft.policy.ladders[run.ladder])
    if number >= len(steps):
        draft.happen(e.NobodyAnswered(run.tried, minutes_waited(run, draft.policy, draft.at)))
        return
    seen = seen or draft.at
    to, gap = _resolve(draft, steps[number], seen)
    reached = e.StepFired(
        mode=steps[number].mode,
        to=to if suppressed else _not_just_pinged(draft, to, seen),
        due_for=draft.at,
        round=turn,
        step=number,
        gap=gap,
        suppressed=suppressed,
        cause="unreachable" if unreachable else "step",
    )
    passed = () if suppressed else _passed_rungs(draft)
    left_out = _left_out(draft, [steps[each] for each in passed], set(to), seen)
    draft.happen(reached, *(replace(reached, mode=mode, to=people, gap=None) for mode, people in left_out))


def _passed_rungs(draft: Draft) -> Sequence[int]:
    """The `after` rungs of this ladder that this decision passed without a word, the last first."""
    numbers: list[int] = []
    for entry in reversed(draft.happened):
        if isinstance(entry.event, e.LadderArmed):
            break
        if isinstance(entry.event, e.StepFired) and entry.event.suppressed == "overtaken" and not entry.event.threshold:
            numbers.append(entry.event.step)
    return numbers


def _left_out(
    draft: Draft, passed: Iterable[Step], told: set[PersonId], seen: datetime
) -> Iterator[tuple[StepMode, tuple[PersonId, ...]]]:
    """Whom rungs name that were passed, the last first, and nobody tells: each once, in the way of that rung."""
    for step in passed:
        if step.mode == "digest":
            continue
        named, _ = _resolve(draft, step, seen)
        to = _not_just_pinged(draft, tuple(one for one in named if one not in told), seen)
        told |= set(named)
        if to:
            yield step.mode, to


def fire_at(draft: Draft, metric: Metric, mark: e.Mark, seen: datetime | None = None) -> None:
    """Tell the people of the highest `at` rung that `mark` of `metric` has reached; nobody hears a threshold twice.

    With them those hear it whom only rungs name that this decision passed without a word.
    """
    run, seen = draft.ticket.ladder, seen or draft.at
    if run is None or metric not in ("response", "resolution"):
        return
    ladder = draft.policy.ladders.get(run.ladder)
    if ladder is None:
        return
    reached = _MARKS.index(mark)
    rungs = [step for step in ladder.steps if step.at and _MARKS.index(_STEP_MARKS[step.at]) <= reached]
    if not rungs:
        return
    highest = max(_MARKS.index(_STEP_MARKS[step.at]) for step in rungs if step.at)
    threshold = f"{metric}:{_MARKS[highest]}"
    named: set[PersonId] = set()
    for step in rungs:
        if step.at is None or _MARKS.index(_STEP_MARKS[step.at]) != highest:
            continue
        people, gap = _resolve(draft, step, seen)
        named |= set(people) if step.mode != "digest" else set()
        to = tuple(one for one in people if (threshold, one) not in draft.ticket.told)
        if step.mode != "thread" and _MARKS[highest] != "breach":
            to = _not_just_pinged(draft, to, seen)
        if to:
            draft.happen(e.StepFired(mode=step.mode, to=to, due_for=draft.at, threshold=threshold, gap=gap))
    named |= {one for told, one in draft.ticket.told if told == threshold}
    passed = [
        step
        for entry in reversed(draft.happened)
        if isinstance(entry.event, e.ClockMarked) and entry.event.metric == metric
        if entry.event.suppressed == "overtaken"
        for step in rungs
        if step.at and _STEP_MARKS[step.at] == entry.event.mark and _STEP_MARKS[step.at] != _MARKS[highest]
    ]
    for mode, to in _left_out(draft, passed, named, seen):
        # In the thread a breach names nobody but whoever holds the ticket.
        way: StepMode = "dm" if mode == "thread" and _MARKS[highest] == "breach" else mode
        draft.happen(e.StepFired(mode=way, to=to, due_for=draft.at, threshold=threshold))


def retell(draft: Draft) -> None:
    """After a raise: tell the new ladder's people what has passed already, each of them once."""
    watched: tuple[Metric, ...] = ("response", "resolution")
    for metric in watched:
        clock = draft.ticket.clock(metric)
        if clock is not None and clock.state == "running" and clock.marks:
            fire_at(draft, metric, max(clock.marks, key=_MARKS.index))


def ack_timeout_at(ticket: Ticket, policy: Policy) -> datetime | None:
    """When an acknowledged ticket has been silent towards the requester for too long, or None."""
    run = ticket.ladder
    ladder = policy.ladders.get(run.ladder) if run else None
    at_work = ticket.process.chased and ticket.status == ticket.process.working
    if run is None or ladder is None or ladder.ack_timeout is None or not run.acked or not at_work:
        return None
    calendar = _calendar(run, policy, ladder)
    return advance(calendar, quiet_since(ticket, run), ladder.ack_timeout.open_seconds(calendar))


def fire_ack_timeout(draft: Draft) -> None:
    """Page the assignee again, tell the lead, and re-arm the ladder from the step after the first."""
    assignee, _ = people_for("assignee", draft.policy, draft.ticket, draft.at, draft.rota())
    (lead,), _ = people_for("team_lead", draft.policy, draft.ticket, draft.at, draft.rota())
    told = () if lead in assignee else _not_just_pinged(draft, (lead,))
    draft.happen(
        e.StepFired(mode="page", to=_not_just_pinged(draft, assignee), due_for=draft.at, cause="ack_timeout"),
    )
    if told:
        draft.happen(e.StepFired(mode="dm", to=told, due_for=draft.at, cause="ack_timeout"))
    arm(draft, unacked=True, first_step=1, why="silent")


def _resolve(draft: Draft, step: Step, seen: datetime) -> tuple[tuple[PersonId, ...], str | None]:
    """Who a rung tells that is `seen` then.

    A private ticket is told to nobody who may not read it: its lead hears it in their stead.
    """
    people: list[PersonId] = []
    gap: str | None = None
    for target in step.targets:
        found, missing = people_for(target, draft.policy, draft.ticket, seen, draft.rota())
        people.extend(found)
        gap = gap or missing
    if draft.ticket.private:
        lead = draft.policy.team(draft.ticket.team).lead
        people = [one if may_see(draft.policy, draft.ticket, one) else lead for one in people]
    return tuple(dict.fromkeys(people)), gap


def _not_just_pinged(draft: Draft, people: tuple[PersonId, ...], seen: datetime | None = None) -> tuple[PersonId, ...]:
    pinged, at = dict(draft.ticket.pinged), seen or draft.at
    return tuple(one for one in people if one not in pinged or at - pinged[one] >= SAME_PERSON_WITHIN)
