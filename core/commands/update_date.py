"""Update date: a vendor needs longer; the requester is told the new date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.commands.base import Command, ticket_blank
from core.commands.hold import read_until
from core.errors import Refusal
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, chosen
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Until:
    """The new instant of the next check."""

    until: datetime


def decide(draft: Draft, to: Until) -> None:
    """Move the date of a hold that is not for the requester."""
    waiting = draft.ticket.hold
    if waiting is None or waiting.reason == "requester":
        raise Refusal("no_date_awaited", ref=draft.ticket.ref)
    if to.until <= draft.at:
        raise Refusal("past_date", field="until")
    if to.until == waiting.until:
        raise Refusal("same_date", field="until")
    moved = replace(waiting, until=to.until)
    draft.happen(e.Held(moved.reason, None, moved.party, moved.reference, moved.until))


def read_words(said: Said, reading: Reading) -> Until | None:
    """`date 2026-10-30`, `date Friday 14:00`."""
    text = clean(said.text)
    return Until(read_until(text, reading)) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """The new date."""
    until = Question("until", wording("update_date_until"), "date", hint=wording("update_date_until_hint"))
    return ticket_blank(
        "update_date",
        wording("update_date_title", ref=ticket.ref),
        ticket,
        reading,
        until,
        submit=wording("update_date_submit"),
    )


def read_form(values: Values, reading: Reading) -> Until:
    """The chosen date."""
    return Until(read_until(chosen(values, "until", ask="not_a_date"), reading))


COMMAND = Command(
    name="update_date",
    words=("date", "update date"),
    usage="date <day>",
    help="Move the date on which a waiting ticket is looked at again.",
    example="date 2026-10-30",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
