"""Note: internal words, for the team only. A note never answers a promise."""

from __future__ import annotations

from core.commands.base import Command, ticket_blank
from core.commands.reply import Spoken
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.text import clean, styles_of


def decide(draft: Draft, words: Spoken) -> None:
    """Keep the note. Allowed in any state: a closed ticket may still be annotated."""
    comment = words.comment or f"{draft.ticket.ref}/{draft.ticket.version + 1}"
    draft.happen(
        e.Commented(
            comment, draft.actor, "responder", False, words.text, words.files, words.said_in, styles=words.styles
        ),
    )


def read_words(said: Said, _: Reading) -> Spoken | None:
    """`note <text>`."""
    text = clean(said.text)
    return Spoken(text, said_in=said.said_in, styles=styles_of(text, said.runs)) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """One text."""
    text = Question("text", wording("note_text"), "long_text", max_length=3000, hint=wording("note_text_hint"))
    return ticket_blank(
        "note", wording("note_title", ref=ticket.ref), ticket, reading, text, submit=wording("note_submit")
    )


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
    takes_files=True,
    group="talk",
)
