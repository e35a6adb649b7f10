"""Reads what the desk promises and what it does when a promise is in danger: priority, sla, escalation, lifecycle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.policy_file import values
from bot.policy_file.defined_names import Known
from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Value, many, table
from core.calendars.hours import Duration
from core.policy import (
    SURVEY_SKIPS,
    Ladder,
    Lifecycle,
    PauseReason,
    Priority,
    SlaPolicy,
    SlaRules,
    Step,
    StepAt,
    StepMode,
    Surveys,
    Target,
    WarnAt,
)

PRIORITIES: tuple[Priority, ...] = get_args(Priority)
PAUSES: tuple[PauseReason, ...] = get_args(PauseReason)
MODES: tuple[StepMode, ...] = get_args(StepMode)
MARKS: tuple[StepAt, ...] = get_args(StepAt)
WARN_AT: tuple[WarnAt, ...] = get_args(WarnAt)
SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5")
REOPEN: tuple[Literal["resume", "restart"], ...] = ("resume", "restart")
STEP_TARGETS = ("assignee", "team_lead", "duty")
GRADES = (1, 2, 3, 4)

grade = values.number(1, 4)


def priority(value: Value) -> Priority:
    """P1 to P5."""
    return values.one_of(PRIORITIES, "a priority")(value)


@dataclass(frozen=True, slots=True)
class Priorities:
    """How a priority follows from impact (the matrix' rows) and urgency (its columns)."""

    impact: dict[int, str]
    urgency: dict[int, str]
    matrix: dict[int, tuple[Priority, ...]]
    labels: dict[Priority, str]
    vip_bump: int


def priorities(value: Value) -> Priorities:
    """The section `priority` (domain.md, section 3)."""
    with value.fields() as field:
        impact = field.required("impact", _grades)
        urgency = field.required("urgency", _grades)
        matrix = field.required("matrix", _matrix)
        labels = field.optional("labels", table(priority, values.text), {})
        field.optional("severity", table(values.one_of(SEVERITIES, "a severity"), priority))
        bump = field.optional("vip_urgency_bump", values.number(0, 3), 0)
    return Priorities(impact, urgency, matrix, {each: labels.get(each, each) for each in PRIORITIES}, bump)


def _grades(value: Value) -> dict[int, str]:
    """What people read for 1 (worst) to 4."""
    found = table(grade, values.text)(value)
    _complete(value, found)
    return dict(sorted(found.items()))


def _complete(value: Value, found: Mapping[int, object]) -> None:
    missing = [str(each) for each in GRADES if each not in found]
    if missing:
        raise value.wrong(f"says nothing for {', '.join(missing)}.", "Give 1, 2, 3 and 4, where 1 is worst.")


def _matrix(value: Value) -> dict[int, tuple[Priority, ...]]:
    """Four rows of four priorities that never rise when impact or urgency fall."""
    rows = table(grade, _row)(value)
    _complete(value, rows)
    entries = {int(name.text()): entry for name, entry in value.entries()}
    for above, below in ((1, 2), (2, 3), (3, 4)):
        if any(lower < upper for upper, lower in zip(rows[above], rows[below], strict=True)):
            sentence = f"is more urgent than row {above} somewhere, although its impact is smaller."
            raise entries[below].wrong(sentence, "Let priorities fall, or stay, from row to row.")
    return dict(sorted(rows.items()))


def _row(value: Value) -> tuple[Priority, ...]:
    row = many(priority, once=False)(value)
    if len(row) != len(GRADES):
        raise value.wrong(f"has {len(row)} priorities.", "Give four, for urgency 1 to 4.")
    if list(row) != sorted(row):
        raise value.wrong(
            "rises from left to right, although urgency falls.", "Let priorities fall, or stay, in a row."
        )
    return row


def sla(known: Known, value: Value) -> dict[str, SlaPolicy]:
    """The section `sla`, with `extends` already resolved."""
    return table(values.name, lambda entry: _sla_policy(known, entry), least=1)(value)


def _sla_policy(known: Known, value: Value) -> SlaPolicy:
    def incidents(entry: Value) -> dict[Priority, Target]:
        with entry.fields() as field:
            found = {each: field.required(each, target) for each in PRIORITIES}
        return found

    def target(entry: Value) -> Target:
        return _target(known, entry)

    with value.fields() as field:
        incident = field.required("incident", incidents)
        request = field.required("request", target)
    return SlaPolicy(value.name, incident, request)


def _target(known: Known, value: Value) -> Target:
    with value.fields() as field:
        calendar = field.required("calendar", known.calendar)
        response = field.optional("response", values.short_duration)
        resolution = field.required("resolution", values.short_duration)
        ack = field.optional("ack", values.short_duration)
        update_every = field.optional("update_every", values.short_duration)
        pause_on = field.optional("pause_on", many(values.one_of(PAUSES, "a reason to pause")), ())
    return Target(calendar, response, resolution, ack, update_every, frozenset(pause_on))


def sla_rules(value: Value) -> SlaRules:
    """The section `sla_rules` (domain.md, section 7)."""
    plain = SlaRules()

    def change(entry: Value) -> tuple[bool, int, Duration]:
        with entry.fields() as field:
            carry = field.optional("carry_elapsed", values.flag, plain.carry_elapsed)
            percent = field.optional("floor_pct", values.number(0, 100), plain.floor_pct)
            least = field.optional("floor_min", values.short_duration, plain.floor_min)
        return carry, percent, least

    with value.fields() as field:
        field.optional("response_stops_on", many(values.one_of(("public_reply", "resolve"), "something that answers")))
        warn_at = field.optional("warn_at", many(_warning), plain.warn_at)
        reopen = field.optional("reopen", values.one_of(REOPEN, "a way to reopen"), plain.reopen)
        changed = field.optional("priority_change", change)
        field.optional("policy_edit", values.one_of(("pin",), "a way to edit a policy"))
        field.optional("calendar_edit", values.one_of(("forward",), "a way to edit a calendar"))
        if field.fine and list(warn_at) != sorted(warn_at):
            field.wrong("warn_at", "does not rise.", "Write it in order, as [50, 75, 90].")
    carry, percent, least = changed or (plain.carry_elapsed, plain.floor_pct, plain.floor_min)
    return SlaRules(warn_at, reopen, carry, percent, least)


def _warning(value: Value) -> WarnAt:
    share = values.number(1, 99)(value)
    known = next((each for each in WARN_AT if each == share), None)
    if known is None:
        raise value.wrong(f"{share} is no share that is warned at.", f"Known: {', '.join(map(str, WARN_AT))}.")
    return known


def escalation(known: Known, value: Value) -> dict[str, Ladder]:
    """The section `escalation`: a ladder for each priority that needs its own, and the default one."""
    key = values.one_of((*PRIORITIES, "default"), "a priority or default")
    found = table(key, lambda entry: _ladder(known, entry))(value)
    if "default" not in found:
        raise value.wrong("has no default ladder.", 'Add "default:" for the priorities without one of their own.')
    return found


def _ladder(known: Known, value: Value) -> Ladder:
    def clock(entry: Value) -> str:
        return entry.text() if entry.text() == "policy" else known.calendar(entry)

    def steps(entry: Value) -> tuple[Step, ...]:
        return tuple(step for rung in many(lambda one: _steps(known, one), least=1, once=False)(entry) for step in rung)

    with value.fields() as field:
        clock_name = field.optional("clock", clock, "policy")
        rungs = field.required("steps", steps)
        repeat = field.optional("repeat", values.number(0, 20), 0)
        repeat_after = field.optional("repeat_after", values.short_duration)
        ack_timeout = field.optional("ack_timeout", values.short_duration)
        if field.fine and repeat and repeat_after is None:
            field.wrong("repeat", "does not say how long after the last step.", 'Add "repeat_after: 10m".')
    return Ladder(value.name, clock_name, rungs, repeat, repeat_after, ack_timeout)


def _steps(known: Known, value: Value) -> tuple[Step, ...]:
    """One rung; a rung that speaks in two ways (`dm` and `digest`) is two steps."""
    targets = many(known.target(*STEP_TARGETS, schedules=True), least=1)
    with value.fields() as field:
        after = field.optional("after", values.short_duration)
        at = field.optional("at", values.one_of(MARKS, "a mark of a clock"))
        condition = field.optional("if", values.one_of(("unacked", "unresolved"), "a condition"))
        spoken = {mode: field.optional(mode, targets) for mode in MODES}
        if field.fine:
            if field.has("after") == field.has("at"):
                field.wrong("after", "needs exactly one of after and at.", 'Write "after: 5m" or "at: 75%".')
            right = "unacked" if field.has("after") else "unresolved"
            if condition not in (None, right):
                sentence = f"does not go with {'after' if right == 'unacked' else 'at'}."
                field.wrong("if", sentence, f"Write {right}, or move the step to the other kind of clock.")
            if not any(spoken.values()):
                field.wrong("after", "tells nobody.", f"Add one of {', '.join(MODES)} with those who hear.")
    return tuple(Step(mode, who, after, at) for mode, who in spoken.items() if who)


def lifecycle(value: Value) -> Lifecycle:
    """The section `lifecycle` (domain.md, section 9)."""
    plain = Lifecycle()

    def hold(entry: Value) -> tuple[bool, tuple[Duration, ...], Duration]:
        with entry.fields() as field:
            question = field.optional("question_required", values.flag, plain.question_required)
            remind = field.optional("remind_after", many(values.short_duration), plain.remind_after)
            end = field.optional("auto_resolve_after", values.short_duration, plain.auto_resolve_after)
            if field.fine:
                seconds = [each.open_seconds() for each in (*remind, end)]
                if seconds != sorted(set(seconds)):
                    sentence = "does not rise up to auto_resolve_after."
                    field.wrong("remind_after", sentence, "Write the reminders in order, each before the end.")
        return question, remind, end

    with value.fields() as field:
        held = field.optional("hold_requester", hold)
        close = field.optional("auto_close_after", values.short_duration, plain.auto_close_after)
        thanks = field.optional("reopen", _reopen)
        field.optional("duplicates", _duplicates)
        surveys = field.optional("csat", _surveys)
    question, remind, end = held or (plain.question_required, plain.remind_after, plain.auto_resolve_after)
    ack_only = plain.ack_only if thanks is None else thanks
    return Lifecycle(question, remind, end, close, ack_only, surveys)


def _reopen(value: Value) -> tuple[str, ...] | None:
    with value.fields() as field:
        field.optional("window", values.one_of(("until_closed",), "a time to reopen in"))
        field.optional("on_reply", values.one_of(("ask",), "a way to take a late reply"))
        thanks = field.optional("ack_only", many(values.text))
    return thanks


def _duplicates(value: Value) -> None:
    with value.fields() as field:
        field.optional("suggest", values.flag)
        field.optional("window", values.duration)


def _surveys(value: Value) -> Surveys:
    plain = Surveys()
    with value.fields() as field:
        ask = field.optional("ask", many(_survey_moment), ("on_confirm", plain.after))
        scale = field.optional("scale", values.number(2, 10), plain.scale)
        every = field.optional("per_person_every", values.duration, plain.per_person_every)
        expires = field.optional("expires", values.duration, plain.expires)
        skip = field.optional("skip", many(values.one_of(SURVEY_SKIPS, "a reason to skip the survey")), SURVEY_SKIPS)
        times = [each for each in ask if isinstance(each, Duration)] if field.fine else []
        if len(times) > 1:
            field.wrong("ask", "names more than one time after the solution.", "Write one: people are asked once.")
    return Surveys("on_confirm" in ask, times[0] if times else None, scale, every, expires, frozenset(skip))


def _survey_moment(value: Value) -> Literal["on_confirm"] | Duration:
    written = value.text()
    found = re.fullmatch(r"(\S+)_after_resolve", written)
    if found is not None:
        return values.duration(value.part(found[1]))
    if written == "on_confirm":
        return "on_confirm"
    raise value.wrong(f"{shown(written)} is not a time to ask.", meant(written, ("on_confirm", "8h_after_resolve")))
