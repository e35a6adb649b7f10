"""What time brings to a stage that is being decided: reminders, and its end (domain.md 5).

Nothing is agreed to that is over: where what is asked for is to end on a day, its stage ends with that day at the
latest, whatever time the rules give.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.approvals import machine, state
from core.calendars.hours import add
from core.lifecycle import escalation, sla
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.last_day import is_over_at
from core.tickets.ticket import Ticket


def coming(ticket: Ticket, policy: Policy, reminded: int | None = None) -> Iterator[tuple[datetime, int | None]]:
    """What time brings to the pending stage: its next reminder with its count from 1, and its end as None.

    `reminded` says how often it was reminded by then, where that is another time than now.
    """
    found = state.pending(ticket)
    if found is None:
        return
    _, run = found
    expires_at = ends_at(ticket, policy)
    if run.started_at is None or expires_at is None:
        return
    rules = policy.approving
    done = run.reminded if reminded is None else reminded
    if done < len(rules.remind_after):
        at = add(policy.calendar(rules.calendar or policy.office), run.started_at, rules.remind_after[done])
        if at < expires_at:  # the rules may have been edited since it started
            yield at, done + 1
    yield expires_at, None


def ends_at(ticket: Ticket, policy: Policy) -> datetime | None:
    """When the pending stage ends without a decision; None where nothing is decided."""
    found = state.pending(ticket)
    if found is None or found[1].expires_at is None:
        return None
    return min(filter(None, (found[1].expires_at, is_over_at(ticket.details, policy))))


def last_day(ticket: Ticket, policy: Policy) -> datetime | None:
    """The last instant of the day with which the pending stage ends; None where it ends without regard to that."""
    found, over = state.pending(ticket), is_over_at(ticket.details, policy)
    if found is None or found[1].expires_at is None or over is None or found[1].expires_at < over:
        return None
    return over - timedelta(minutes=1)


def remind(draft: Draft, count: int, *, suppressed: e.Suppressed | None = None) -> None:
    """Remind those who owe a decision; with the last reminder the next in the line is asked as well.

    Who asked the requester something, and has no answer, owes nothing: the requester is reminded then. Nor does
    whoever is away: those who were asked in their stead are reminded, or are asked now.
    """
    machine.note_missing(draft)
    found, expires_at = state.pending(draft.ticket), ends_at(draft.ticket, draft.policy)
    if found is None or expires_at is None:
        return
    number, run = found
    to = state.undecided(draft.ticket)
    draft.happen(e.ApproversReminded(number, count, to, expires_at, suppressed))
    machine.look_again(draft)
    if count >= len(draft.policy.approving.remind_after):
        for seat in run.open_seats:
            machine.ask_next(draft, number, seat, "silent")


def expire(draft: Draft) -> None:
    """Nobody decided in time: the request is over, its promises are cancelled."""
    found = state.pending(draft.ticket)
    if found is None:
        return
    clock = draft.ticket.clock("approval")
    if clock is not None and clock.live:
        draft.happen(e.ClockStopped("approval", "missed", clock.target))
    sla.cancel(draft, "cancelled")
    escalation.end(draft, "cancelled")
    draft.happen(e.ApprovalExpired(found[0]))
