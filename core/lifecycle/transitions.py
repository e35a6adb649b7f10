"""What happens to a ticket's work, with its side effects on promises and ladders (domain.md sections 4, 5 and 9).

These are the shared moves of commands and of time. They check states, not people: who may is `permissions`' business.
"""

from __future__ import annotations

from datetime import datetime

from core.calendars.hours import add, advance
from core.errors import Refusal
from core.lifecycle import escalation, sla
from core.people import PersonId
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import DONE, OPEN, Ticket

TRANSITIONS: dict[str, dict[str, frozenset[str]]] = {
    "incident": {
        "new": frozenset({"in_progress", "on_hold", "resolved", "cancelled"}),
        "in_progress": frozenset({"on_hold", "resolved", "cancelled"}),
        "on_hold": frozenset({"in_progress", "resolved", "cancelled"}),
        "resolved": frozenset({"in_progress", "closed"}),
        "closed": frozenset(),
        "cancelled": frozenset(),
    },
    "request": {
        "in_fulfilment": frozenset({"on_hold", "fulfilled", "cancelled"}),
        "on_hold": frozenset({"in_fulfilment", "fulfilled", "cancelled"}),
        "fulfilled": frozenset({"in_fulfilment", "closed"}),
        "closed": frozenset(),
        "cancelled": frozenset(),
    },
}
"""Which status may follow which. The state diagram in the docs is drawn from this table."""


def move(ticket: Ticket, to: str) -> None:
    """Check that `ticket` may go to status `to`. Raises Refusal with what is possible instead."""
    if to in TRANSITIONS[ticket.kind][ticket.status]:
        return
    if ticket.status in ("closed", "cancelled"):
        raise Refusal("over", ref=ticket.ref, status=ticket.status)
    raise Refusal("wrong_state", ref=ticket.ref, status=ticket.status, to=to)


def need_open(ticket: Ticket) -> None:
    """Refuse unless work is still owed on `ticket`."""
    if ticket.status not in OPEN:
        over = ticket.status in ("closed", "cancelled")
        raise Refusal("not_open", ref=ticket.ref, status=ticket.status, over=over)


def take(draft: Draft, person: PersonId) -> None:
    """`person` takes the ticket: assignee, acknowledged, in progress."""
    draft.happen(e.Claimed(person))
    sla.stop(draft, "ack")
    escalation.acknowledge(draft, person)


def begin(draft: Draft) -> None:
    """The assignee acknowledges by working on it."""
    if draft.ticket.status == "new" or draft.ticket.acked_at is None:
        draft.happen(e.Started())
    sla.stop(draft, "ack")
    escalation.acknowledge(draft, draft.actor)


def answered(draft: Draft) -> None:
    """A responder spoke publicly: the promise to answer is settled, the ladder is acknowledged.

    An unassigned ticket is claimed by it (one message, not two). Words of a responder who is also the requester
    never come here.
    """
    if draft.ticket.assignee is None:
        draft.happen(e.Claimed(draft.actor))
    elif draft.ticket.status == "new":
        draft.happen(e.Started())
    sla.stop(draft, "ack", "response")
    escalation.acknowledge(draft, draft.actor)


def hold(draft: Draft, held: e.Held) -> None:
    """Let the ticket wait; the resolution clock stands still where the policy says so."""
    move(draft.ticket, "on_hold")
    if draft.ticket.assignee is None:
        draft.happen(e.Claimed(draft.actor))
    sla.stop(draft, "ack")
    escalation.acknowledge(draft, draft.actor)
    draft.happen(held)
    sla.pause(draft, held.reason)


def resume(draft: Draft, why: str) -> None:
    """End the wait; the clock runs on from the draft's instant. What was said before the question is no answer."""
    waiting = draft.ticket.hold
    if why == "answered" and waiting is not None and draft.at < waiting.since:
        return
    draft.happen(e.Resumed(why))
    sla.resume(draft)


def remind(draft: Draft, count: int, *, suppressed: str | None = None) -> None:
    """Remind the requester of the open question, naming the date on which the ticket closes without an answer."""
    waiting = draft.ticket.hold
    if waiting is None:
        return
    office = draft.calendar(draft.policy.office)
    closes_at = add(office, waiting.since, draft.policy.lifecycle.auto_resolve_after)
    draft.happen(e.Reminded(count, closes_at, suppressed))


def resolve(draft: Draft, code: str, text: str, breach_reason: str | None = None) -> None:
    """Work is done: every live promise stops, the ladder ends, and the ticket closes by itself later."""
    move(draft.ticket, "resolved" if draft.ticket.kind == "incident" else "fulfilled")
    office = draft.calendar(draft.policy.office)
    closes_at = add(office, draft.at, draft.policy.lifecycle.auto_close_after)
    sla.stop(draft, "ack", "response", "resolution")
    escalation.end(draft, "resolved")
    draft.happen(e.Resolved(code, text, closes_at, breach_reason))


def reopen(draft: Draft, reason: str) -> None:
    """It was not fixed: the clock resumes, and a ladder watches again.

    Whoever has the ticket is asked first; if they reopened it themselves they are on it, and nobody is called.
    """
    move(draft.ticket, "in_progress" if draft.ticket.kind == "incident" else "in_fulfilment")
    draft.happen(e.Reopened(reason))
    sla.reopen(draft)
    assignee = draft.ticket.assignee
    escalation.arm(draft, unacked=draft.actor != assignee, first_step=0 if assignee is None else 1)


def close(draft: Draft, *, confirmed: bool) -> None:
    """Close a resolved ticket."""
    move(draft.ticket, "closed")
    draft.happen(e.Closed(confirmed))


def cancel(draft: Draft, reason: str) -> None:
    """End a ticket that is none; promises are cancelled, a breach that happened stays."""
    move(draft.ticket, "cancelled")
    sla.cancel(draft, "cancelled")
    escalation.end(draft, "cancelled")
    draft.happen(e.Cancelled(reason))


def new_estimate(draft: Draft, metric: str, now: datetime) -> datetime | None:
    """When we expect to be done after a broken promise, if the requester is owed a delay notice; else None.

    They are for P1 and P2, and whenever nobody has written to them in the last four open hours. The estimate is a
    quarter of the target (at least 15 minutes) of the clock's own open time after `now`, when they hear of it.
    """
    ticket = draft.ticket
    clock = ticket.clock(metric)
    if clock is None or metric == "ack" or ticket.status in DONE:
        return None
    calendar = draft.calendar(clock.calendar)
    if ticket.priority not in ("P1", "P2") and ticket.last_public_at is not None:
        silence = advance(calendar, ticket.last_public_at, 4 * 3600)
        if silence > draft.at:
            return None
    return advance(calendar, now, sla.floor(draft.policy, clock.promised))
