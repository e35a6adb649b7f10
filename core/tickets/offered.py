"""Which buttons a record has as it stands: those of its status, and of a request with tasks theirs beside it."""

from __future__ import annotations

from dataclasses import replace

from core.processes.process import Buttons
from core.tickets.ticket import Ticket

CONTINUE = frozenset({"follow_up", "open_follow_up", "order_again", "resend"})
"""The buttons that go on with what is over: once something does, they are gone."""


def offered(ticket: Ticket) -> Buttons:
    """The names of the buttons. While tasks are left that are records, a request ends by their end."""
    buttons = ticket.process.offers(ticket.status, assigned=ticket.assignee is not None)
    if ticket.followed_up_by:
        buttons = replace(buttons, staff=_unused(buttons.staff), requester=_unused(buttons.requester))
    left = [task for task in ticket.plan if task.ref and not task.over]
    if not left:
        return buttons
    ends = tuple(name for name in buttons.staff if name == "fulfil")
    failed = ("retry",) if any(task.state == "failed" for task in left) else ()
    under_way = ("fail",) if any(task.state in ("ready", "in_progress") for task in left) else ()
    staff = tuple(name for name in buttons.staff if name not in ends)
    return replace(buttons, staff=staff, more=(*buttons.more, *failed, "skip", *under_way, *ends))


def _unused(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in CONTINUE)
