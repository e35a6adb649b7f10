"""Keep going: the team neither cancels nor changes what its requester asked it to, and tells them why."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, need_length, text_of
from core.ui.text import clean, styles_of


@dataclass(frozen=True, slots=True)
class KeepGoing:
    """Why, as the requester reads it, with its styles."""

    reason: str
    styles: tuple[str, ...] = ()


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Whoever has it, or their lead, while its requester wants it cancelled or changed."""
    need_owner(policy, ticket, person)
    if ticket.cancel_asked is None and ticket.change_asked is None:
        raise Refusal("no_cancel_asked", ref=ticket.ref)


def decide(draft: Draft, why: KeepGoing) -> None:
    """Go on, and say why. Raises Refusal where there is nothing to go on with."""
    if not (draft.ticket.open or draft.ticket.approving):
        raise Refusal("is_over", ref=draft.ticket.ref)
    need_length(why.reason, "text", least=3, ask="no_keep_reason")
    if draft.ticket.open:
        transitions.answered(draft)  # whoever asked reads it: it is an answer
    draft.happen(e.CancelDeclined(why.reason, why.styles))


def read_words(said: Said, _: Reading) -> KeepGoing | None:
    """`keep going <why>`."""
    text = clean(said.text)
    return KeepGoing(text, styles_of(text, said.runs)) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Why."""
    why = Question("text", wording("keep_why"), "long_text", max_length=1000, hint=wording("keep_hint"))
    title = wording("keep_title", ref=ticket.ref)
    return ticket_blank("keep_going", title, ticket, reading, why, submit=wording("keep_submit"))


def read_form(values: Values, _: Reading) -> KeepGoing:
    """The reason, not empty."""
    return KeepGoing(text_of(values, "text", least=3, ask="no_keep_reason"))


COMMAND = Command(
    name="keep_going",
    words=("keep going",),
    usage="keep going <why>",
    help="Go on with an order that its requester asked to have cancelled or changed, and tell them why.",
    example="keep going It is on its way to you.",
    allow=allow,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    read_by_requester=True,
    group="end",
)
