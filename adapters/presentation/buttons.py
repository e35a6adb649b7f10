"""Which buttons a ticket has: a function of its state alone, the same on every channel (experience.md section 4).

Who may press them is the desk's to check. Their labels are words, in `labels.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.fulfilment.offered import offered, ordered_anew
from core.fulfilment.steps import asks_what_is_wrong
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, ButtonStyle


@dataclass(frozen=True, slots=True)
class Offer:
    """A button before it is worded: the command a press carries, whether that opens a form, how it looks."""

    command: str
    form: bool = False
    style: ButtonStyle = "default"
    confirm: bool = False
    asks: bool = False
    """Whether the press asks for the form of a command that could also be done at once."""


OFFERS: dict[str, Offer] = {
    # the staff's
    "claim": Offer("claim", style="primary"),
    "ack": Offer("ack", style="primary"),
    "accept": Offer("ack", style="primary"),
    "give_back": Offer("give_back"),
    "release": Offer("release", form=True, asks=True),
    "reply": Offer("reply", form=True),
    "assign": Offer("assign", form=True),
    "ask": Offer("ask", form=True),
    "resolve": Offer("resolve", form=True, style="primary"),
    "fulfil": Offer("fulfil", form=True, style="primary"),
    "note": Offer("note", form=True),
    "finish": Offer("finish", style="primary"),
    "done_by_hand": Offer("finish"),
    "skip": Offer("skip", form=True),
    "fail": Offer("fail", form=True),
    "run": Offer("run", style="primary"),
    "retry": Offer("retry", style="primary"),
    "hold": Offer("hold", form=True),
    "resume": Offer("resume", style="primary"),
    "nudge": Offer("nudge"),
    "update_date": Offer("update_date", form=True),
    "prio": Offer("prio", form=True),
    "raise": Offer("prio", form=True, style="primary"),
    "transfer": Offer("transfer", form=True),
    "change": Offer("change", form=True),
    "convert": Offer("convert", form=True),
    "log": Offer("log", form=True),
    "link": Offer("link", form=True),
    "merge": Offer("merge", form=True),
    "requester_tickets": Offer("requester_tickets"),
    "unmerge": Offer("unmerge"),
    "escalate": Offer("escalate", form=True),
    "cancel": Offer("cancel", form=True),
    "keep_going": Offer("keep_going", form=True),
    "reopen": Offer("reopen", form=True, asks=True),
    "follow_up": Offer("follow_up"),
    "show": Offer("show"),
    "which_one": Offer("which_one", style="primary"),
    "follow": Offer("follow"),
    "unfollow": Offer("unfollow"),
    "send_update": Offer("send_update", form=True, style="primary"),
    "update_requester": Offer("send_update", form=True),
    "set_hold": Offer("hold", form=True),
    "more_actions": Offer("more_actions", form=True),
    "show_answer": Offer("show_answers", form=True),
    "show_answers": Offer("show_answers", form=True),
    # the approver's
    "approve": Offer("approve", style="primary"),
    "reject": Offer("reject", form=True),
    "approve_next": Offer("approve_next", style="primary"),
    "reject_next": Offer("reject_next", form=True),
    "ask_first": Offer("ask", form=True),
    "approvals": Offer("approvals", style="primary"),
    # the requester's
    "add_detail": Offer("add_detail", form=True),
    "order_again": Offer("order_again", form=True, style="primary"),
    "resend": Offer("order_again", form=True),
    "change_order": Offer("change_order", form=True),
    "withdraw": Offer("withdraw", confirm=True),
    "ask_to_cancel": Offer("withdraw", confirm=True),
    "confirm": Offer("confirm", style="primary"),
    "still_broken": Offer("reopen"),
    "reopen_ref": Offer("reopen", style="primary"),
    "open_follow_up": Offer("follow_up", style="primary"),
    "just_comment": Offer("just_comment"),
}
Names = tuple[str, ...]


def for_staff(ticket: Ticket) -> tuple[Names, Names]:
    """The names of a responder's buttons on a ticket, and of those behind "More"."""
    buttons = offered(ticket)
    first, rest = buttons.staff[:1], buttons.staff[1:]
    waits = ticket.process.while_waiting.get(ticket.hold.reason, ()) if ticket.waiting and ticket.hold else ()
    undo: Names = ("unmerge",) if ticket.over and ticket.merged else ()
    end: Names = ("cancel",) if ticket.approving and not ticket.only_withdrawn else ()
    if ticket.open or ticket.approving:
        end += ("change_order",) if ticket.change_asked is not None and not ticket.waiting else ()
        end += ("keep_going",) if ticket.cancel_asked is not None or ticket.change_asked is not None else ()
    return (*first, *waits, *rest, *private_answers(ticket)), (*buttons.more, *undo, *end)


def private_answers(ticket: Ticket) -> Names:
    """The way to what the fulfilment staff alone may read, while there is something to fulfil."""
    sealed = ticket.details.sealed if isinstance(ticket.details, RequestDetails) else {}
    over = ticket.over and not any(task.current for task in ticket.plan)  # what undoes it may outlive it
    if not sealed or ticket.approving or over:
        return ()
    return ("show_answer",) if len(sealed) == 1 else ("show_answers",)


def for_requester(ticket: Ticket) -> Names:
    """The names of the requester's buttons. Those that reopen are gone once it is closed.

    What somebody works on is not withdrawn: of an order they ask the team to cancel it, once.
    """
    names = offered(ticket).requester
    if ticket.untouched:
        return names
    ask = "ask_to_cancel" if isinstance(ticket.details, RequestDetails) and ticket.cancel_asked is None else ""
    return tuple(filter(None, (ask if name == "withdraw" else name for name in names)))


def has(name: str, ticket: Ticket | None) -> bool:
    """Whether a ticket's kind has what the button of that name does: of a task that is its order's alone it has not."""
    return ticket is None or ticket.process.instead.get(OFFERS[name].command) != ""


def press(name: str, ticket: Ticket | None, label: Callable[[str], str]) -> Button:
    """The button of that name for a ticket, or for none; `label` words it."""
    if name in ("follow_up", "open_follow_up") and ticket is not None and ordered_anew(ticket):
        name = "order_again"
    offer = OFFERS[name]
    arguments: dict[str, str | int | bool] = {"ticket": ticket.ref} if ticket else {}
    if offer.asks:
        arguments["ask"] = True
    which = name in ("still_broken", "reopen_ref") and ticket is not None and asks_what_is_wrong(ticket)
    if which:
        arguments["ask"] = True  # which of its tasks was not done right, and what is wrong
    if (
        name in ("approve", "approve_next", "reject", "reject_next")
        and ticket is not None
        and ticket.approval is not None
    ):
        arguments["round"] = ticket.approval.round  # about what stands on the card
    return Button(
        label(name),
        Action(offer.command, arguments),
        offer.style,
        opens_form=offer.form or which,
        confirm=label(f"{name}_confirm") if offer.confirm else None,
        back=label("back") if offer.confirm else "",
    )
