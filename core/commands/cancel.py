"""Cancel: this was no ticket. Staff say why; a duplicate is merged instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets.draft import Draft
from core.tickets.events import CancelReason
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Reading, Said, Values, chosen, one_of
from core.ui.text import clean

REASONS: Mapping[CancelReason, Wording] = {
    "not an incident": wording("cancel_not_an_incident"),
    "withdrawn": wording("cancel_withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Cancel:
    """Why, as it was typed or chosen; it is to be one of REASONS."""

    reason: str


def decide(draft: Draft, why: Cancel) -> None:
    """Cancel; clocks end without an outcome, a breach that happened stays."""
    reason = one_of(REASONS, why.reason.replace("_", " "))
    if reason is None:
        raise Refusal("no_cancel_reason", field="reason")
    if draft.ticket.approving:
        raise Refusal("only_withdrawn", ref=draft.ticket.ref, person=draft.ticket.requester)
    transitions.cancel(draft, reason)


def read_words(said: Said, _: Reading) -> Cancel | None:
    """`cancel not an incident`."""
    text = " ".join(clean(said.text).lower().replace("_", " ").replace("-", " ").split())
    return Cancel(text) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """The reason."""
    why = Question("reason", wording("cancel_reason"), "radio", choices=options(REASONS))
    form = ticket_blank(
        "cancel", wording("cancel_title", ref=ticket.ref), ticket, reading, why, submit=wording("cancel_submit")
    )
    return replace(form, cancel=wording("cancel_back"))  # "Cancel" beside "Cancel the ticket" could mean either


def read_form(values: Values, _: Reading) -> Cancel:
    """The chosen reason."""
    return Cancel(chosen(values, "reason", ask="no_cancel_reason"))


COMMAND = Command(
    name="cancel",
    words=("cancel",),
    usage="cancel not an incident  or  cancel withdrawn",
    help="End a ticket that is none.",
    example="cancel not an incident",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    group="end",
)
