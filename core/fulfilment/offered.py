"""Which buttons a record has as it stands: those of its status, and of a request with tasks theirs beside it."""

from __future__ import annotations

from dataclasses import replace

from core.fulfilment.halting import kept_from
from core.processes import RequestDetails, TaskDetails
from core.processes.process import Buttons
from core.tickets.ticket import Ticket

CONTINUE = frozenset({"follow_up", "open_follow_up", "order_again", "resend"})
"""The buttons that go on with what is over: once something does, they are gone."""


def offered(ticket: Ticket) -> Buttons:
    """The names of the buttons. While tasks are left that are records, a request ends by their end. What people are
    kept from is not among them (`core.fulfilment.halting`).
    """
    buttons = ticket.process.offers(ticket.status, assigned=ticket.assignee is not None)
    if fault_left(ticket):
        buttons = replace(buttons, staff=(*buttons.staff, "follow_up"), requester=(*buttons.requester, "follow_up"))
    if ticket.followed_up_by:
        buttons = replace(buttons, staff=_unused(buttons.staff), requester=_unused(buttons.requester))
    if isinstance(ticket.details, TaskDetails):
        return _of_task(ticket, ticket.details, buttons)
    left = [task for task in ticket.plan if task.ref and not task.over]
    if not left:
        return buttons
    ends = tuple(name for name in buttons.staff if name == "fulfil")
    failed = ("retry",) if any(task.state == "failed" and "retry" not in kept_from(task.halt) for task in left) else ()
    under_way = ("fail",) if any(task.state in ("ready", "in_progress") for task in left) else ()
    waits = ("run",) if any(task.awaits and task.current and "run" not in kept_from(task.halt) for task in left) else ()
    staff = tuple(name for name in buttons.staff if name not in ends)
    return replace(buttons, staff=staff, more=(*buttons.more, *waits, *failed, "skip", *under_way, *ends))


def ordered_anew(ticket: Ticket) -> bool:
    """Whether what goes on with it is another order with its form, and no fault made of its words.

    So it is with every order that is over, but for words about what was delivered, and for a fault that is left.
    """
    delivered = ticket.status == ticket.process.closed and bool(ticket.asked_about)
    return ticket.over and isinstance(ticket.details, RequestDetails) and not delivered and not fault_left(ticket)


def fault_left(ticket: Ticket) -> bool:
    """Whether what a fault was converted to came to nothing, since nobody agreed to it, or wanted it any more: what was
    reported is as it was.
    """
    nothing = ticket.status in (*ticket.process.refused, ticket.process.cancelled)
    return nothing and ticket.interrupted is not None


def _unused(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in CONTINUE)


def _of_task(ticket: Ticket, details: TaskDetails, buttons: Buttons) -> Buttons:
    """Those of a task; first of all to let it run, where its automation waits for that."""
    out = kept_from(details.halt)
    buttons = replace(buttons, staff=tuple(name for name in buttons.staff if name not in out))
    if "finish" in out:
        return buttons
    waits = details.awaits and ticket.status in (ticket.process.initial, ticket.process.working)
    if ticket.failed and details.automation:  # people may do what it would not
        return replace(buttons, more=("done_by_hand", *buttons.more))
    return replace(buttons, staff=("run", *buttons.staff)) if waits else buttons
