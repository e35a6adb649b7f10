"""Cancel: this was no ticket. Staff say why; a duplicate is merged instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.commands import withdraw
from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.fulfilment import steps
from core.lifecycle import transitions
from core.policy import Policy
from core.tickets.draft import Draft
from core.tickets.events import CancelReason
from core.tickets.permissions import asking_people, is_responder, need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Reading, Said, Values, chosen, one_of
from core.ui.text import clean

REASONS: Mapping[CancelReason, Wording] = {
    "not an incident": wording("cancel_not_an_incident"),
    "withdrawn": wording("cancel_withdrawn"),
}


UNDO_ROOM = 1000
"""Characters that say what is to be undone."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Why, as it was typed or chosen; it is to be one of REASONS. `undo` says what is to become of work under way."""

    reason: str
    undo: str = ""


def decide(draft: Draft, why: Cancel) -> None:
    """Cancel; clocks end without an outcome, a breach that happened stays."""
    reason = one_of(REASONS, why.reason.replace("_", " "))
    if reason is None:
        raise Refusal("no_cancel_reason", field="reason")
    if draft.ticket.only_withdrawn:  # once work began, staff end it (domain.md section 5)
        raise Refusal("only_withdrawn", ref=draft.ticket.ref, person=draft.ticket.requester)
    under_way = steps.under_way(draft.ticket)
    if under_way and not why.undo:
        raise Refusal("no_undo", field="undo", tasks=tuple(each.do or each.key for each in under_way))
    transitions.cancel(draft, reason, why.undo)


def instead(said: Said, policy: Policy) -> str | None:
    """Whoever asked for it and does not work on it takes it back."""
    ticket = said.ticket
    if ticket is None or is_responder(policy, ticket, said.person):
        return None
    return withdraw.COMMAND.name if said.person in asking_people(policy, ticket) else None


def read_words(said: Said, _: Reading) -> Cancel | None:
    """`cancel not an incident`, `cancel withdrawn <what is to be undone>`."""
    words = clean(said.text).split()
    plain = " ".join(words).lower().replace("_", " ").replace("-", " ")
    reason = next((one for one in REASONS if plain.startswith(one)), None)
    if reason is None:
        return Cancel(plain) if plain else None
    return Cancel(reason, " ".join(words)[len(reason) :].lstrip(" :,."))


def form(ticket: Ticket, reading: Reading) -> Blank:
    """The reason."""
    said = "withdrawn" if ticket.cancel_asked is not None else None
    why = Question("reason", wording("cancel_reason"), "radio", choices=options(REASONS), value=said)
    asked = (why, ask_undo()) if steps.under_way(ticket) else (why,)
    form = ticket_blank(
        "cancel", wording("cancel_title", ref=ticket.ref), ticket, reading, *asked, submit=wording("cancel_submit")
    )
    return replace(form, cancel=wording("cancel_back"))  # "Cancel" beside "Cancel the ticket" could mean either


def ask_undo(value: str | None = None) -> Question:
    """What is to become of work that is under way."""
    hint = wording("cancel_undo_hint")
    return Question("undo", wording("cancel_undo"), "long_text", max_length=UNDO_ROOM, hint=hint, value=value)


def read_form(values: Values, _: Reading) -> Cancel:
    """The chosen reason, and what is to be undone."""
    undo = values.get("undo")
    return Cancel(chosen(values, "reason", ask="no_cancel_reason"), clean(undo) if isinstance(undo, str) else "")


COMMAND = Command(
    name="cancel",
    words=("cancel",),
    usage="cancel not an incident  or  cancel withdrawn",
    help="End a ticket that is none.",
    example="cancel not an incident",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    instead=instead,
    askers_too=True,
    any_time=True,
    form=form,
    read_form=read_form,
    read_by_requester=True,
    room={"undo": UNDO_ROOM},
    by_form_only=frozenset({"no_undo"}),
    group="end",
)
