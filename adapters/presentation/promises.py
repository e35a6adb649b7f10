"""A promise in words, by phase (experience.md section 4): due, warned, over, renewed, paused, kept, broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from adapters.presentation.times import Times, open_between, style_kept, used
from core.lifecycle import sla
from core.policy import Policy
from core.tickets.ticket import SlaClock, Ticket
from core.ui.text import TimeStyle

Phase = Literal["running", "warned", "over", "renewed", "paused", "kept", "broken"]
"""`renewed`: it was broken, and has a date since that is still to come."""

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
        case "running" if sla.is_over(clock, now):
            return "over"
        case "running" if clock.breached_at is not None:
            return "renewed"
        case "running":
            return "warned" if used(policy, clock, now) * 100 >= clock.target * WARN_FROM_PERCENT else "running"
    return None


def facts(policy: Policy, times: Times, ticket: Ticket, clock: SlaClock, now: datetime) -> Mapping[str, object]:
    """What the words of a promise need: `left` while it stands still, `took` (empty under a minute), `late`, `due`,
    when it was broken and which date was `told` since, why it is paused.

    No span that would grow stale while it is read: cards say instants.
    """
    due = clock.due_at
    stopped = clock.stopped_at
    broken = clock.breached_at
    told = sla.new_date(ticket, clock, now)
    held = ticket.hold.since if ticket.hold else None

    def style(at: datetime | None) -> TimeStyle:
        return style_kept(at, now, ticket.created_at, policy.company.zone) if at else "full"

    return {
        "left": times.open(max(0, clock.target - used(policy, clock, now))),
        "took": times.open(clock.elapsed) if clock.elapsed >= 60 else "",
        "late": times.open(max(1, open_between(policy, clock, broken, stopped))) if broken and stopped else "",
        "due": due.isoformat() if due else "",
        "style": style(due),
        "told": told.isoformat() if told else "",
        "told_style": style(told),
        "broken": broken.isoformat() if broken else "",
        "broken_style": style(broken),
        "paused_for": clock.paused_for or "",
        "held": held.isoformat() if held else "",
        "held_style": style(held),
    }


def worst(policy: Policy, ticket: Ticket, now: datetime) -> Phase | None:
    """The phase that decides a card's tone: over before warned before the rest; None when nothing runs."""
    phases = [phase(policy, clock, now) for clock in ticket.clocks if clock.metric != "ack"]
    for candidate in ("over", "renewed", "warned", "running", "paused"):
        if candidate in phases:
            return candidate
    return None
