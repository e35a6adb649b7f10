"""A promise in words, by phase (experience.md section 4): due, warned, over, paused, kept, broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from adapters.presentation.times import Times, open_between, style_near, used
from core.policy import Policy
from core.tickets.ticket import SlaClock, Ticket

Phase = Literal["running", "warned", "over", "paused", "kept", "broken"]

WARN_FROM_PERCENT = 50
"""From here on a card shows the promise as at risk (domain.md section 7, warnings)."""


def phase(policy: Policy, clock: SlaClock, now: datetime) -> Phase | None:
    """Where a promise stands; None when it no longer exists."""
    match clock.state:
        case "paused":
            return "paused"
        case "met":
            return "kept"
        case "missed":
            return "broken"
        case "running" if clock.breached_at is not None or (clock.due_at is not None and now > clock.due_at):
            return "over"
        case "running":
            return "warned" if used(policy, clock, now) * 100 >= clock.target * WARN_FROM_PERCENT else "running"
    return None


def facts(policy: Policy, times: Times, ticket: Ticket, clock: SlaClock, now: datetime) -> Mapping[str, object]:
    """What the words of a promise need: `left`, `over`, `took`, `late`, `due`, `style`, and why it is paused."""
    due = clock.due_at
    stopped = clock.stopped_at
    broken = clock.breached_at
    held = ticket.hold.since if ticket.hold else None
    return {
        "left": times.open(max(0, clock.target - used(policy, clock, now))),
        "over": times.open(open_between(policy, clock, due, now)) if due else "",
        "took": times.open(clock.elapsed),
        "late": times.open(max(1, open_between(policy, clock, broken, stopped))) if broken and stopped else "",
        "due": due.isoformat() if due else "",
        "style": style_near(due, now, policy.company.zone) if due else "full",
        "paused_for": clock.paused_for or "",
        "held": held.isoformat() if held else "",
        "held_style": style_near(held, now, policy.company.zone) if held else "full",
    }


def worst(policy: Policy, ticket: Ticket, now: datetime) -> Phase | None:
    """The phase that decides a card's tone: over before warned before the rest; None when nothing runs."""
    phases = [phase(policy, clock, now) for clock in ticket.clocks if clock.metric != "ack"]
    for candidate in ("over", "warned", "running", "paused"):
        if candidate in phases:
            return candidate
    return None
