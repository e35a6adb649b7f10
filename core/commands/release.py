"""Release: whoever has the ticket lets go of it, and it waits in its team's queue until somebody claims it."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import escalation, transitions
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Arguments, Reading, Said, Values
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Release:
    """Why, where it was said."""

    reason: str = ""


def decide(draft: Draft, why: Release) -> None:
    """Let go of it: its state and its promises stay, and the ladder calls from its first step."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if ticket.assignee is None:
        raise Refusal("nobody_has", ref=ticket.ref)
    draft.happen(e.Unassigned(why.reason))
    escalation.arm(draft)


def read_press(arguments: Arguments) -> Release | None:
    """A press gives no reason; the card's button asks for one with a form."""
    return None if arguments.get("ask") else Release()


def read_words(said: Said, _: Reading) -> Release:
    """`release [why]`."""
    return Release(clean(said.text))


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Why, if they say so."""
    why = Question(
        "reason", wording("release_reason"), "long_text", required=False, max_length=1000,
        hint=wording("release_reason_hint"),
    )  # fmt: skip
    return ticket_blank(
        "release", wording("release_title", ref=ticket.ref), ticket, reading, why, submit=wording("release_submit")
    )


def read_form(values: Values, _: Reading) -> Release:
    """The reason, or none."""
    why = values.get("reason")
    return Release(clean(why) if isinstance(why, str) else "")


COMMAND = Command(
    name="release",
    words=("release", "unassign", "put back"),
    usage="release [why]",
    help="Put the ticket back into the team's queue, so that somebody else takes it.",
    example="release I am away this afternoon",
    allow=need_owner,
    decide=decide,
    read_press=read_press,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
