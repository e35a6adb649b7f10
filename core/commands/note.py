"""Note: internal words, for the team only. A note never answers a promise."""

from __future__ import annotations

from core.commands.base import Command, ticket_form
from core.commands.reply import Spoken
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket
from core.ui.forms import Field, Form
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.text import clean


def decide(draft: Draft, words: Spoken) -> None:
    """Keep the note. Allowed in any state: a closed ticket may still be annotated."""
    comment = words.comment or f"{draft.ticket.ref}/{draft.ticket.version + 1}"
    draft.happen(
        e.Commented(comment, draft.actor, "responder", False, words.text, words.files, words.said_in),
    )


def read_words(said: Said, _: Reading) -> Spoken | None:
    """`note <text>`."""
    text = clean(said.text)
    return Spoken(text, said_in=said.said_in) if text else None


def form(ticket: Ticket, reading: Reading) -> Form:
    """One text."""
    text = Field("text", "Internal note", "long_text", max_length=3000, hint="Only the team sees this.")
    return ticket_form("note", f"Note on {ticket.ref}", ticket, reading, text, submit="Keep")


def read_form(values: Values, _: Reading) -> Spoken:
    """The text, not empty."""
    return Spoken(text_of(values, "text", ask="empty_note"))


COMMAND = Command(
    name="note",
    words=("note",),
    usage="note <text>",
    help="Write an internal note. Plain messages in this thread are notes too.",
    example="note Firewall rule 12 looks odd.",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
