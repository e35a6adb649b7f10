"""Reply: a responder's public words, by form, with `>>`, or in the requester's thread. The first one answers."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said, and the message it was said in. `at_home` when that message is in the requester's own thread."""

    text: str
    comment: str = ""
    said_in: str | None = None
    files: tuple[e.File, ...] = ()
    at_home: bool = False


def decide(draft: Draft, words: Spoken) -> None:
    """Say it publicly. A responder who is the requester writes as the requester: self-replies never answer."""
    ticket = draft.ticket
    if ticket.over:
        raise Refusal("is_over", ref=ticket.ref)
    own = draft.actor in asking_people(draft.policy, ticket)
    comment = words.comment or f"{ticket.ref}/{ticket.version + 1}"
    if not own and ticket.open:
        transitions.answered(draft)
    draft.happen(
        e.Commented(
            comment=comment,
            author=draft.actor,
            voice="requester" if own else "responder",
            public=True,
            text=words.text,
            files=words.files,
            said_in=words.said_in,
            at_home=words.at_home,
        )
    )


def read_words(said: Said, _: Reading) -> Spoken | None:
    """`reply <text>`."""
    text = clean(said.text)
    return Spoken(text, said_in=said.said_in) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """One text."""
    text = Question("text", wording("reply_text", person=ticket.requester), "long_text", max_length=3000)
    return ticket_blank(
        "reply", wording("reply_title", ref=ticket.ref), ticket, reading, text, submit=wording("form_send")
    )


def read_form(values: Values, _: Reading) -> Spoken:
    """The text, not empty."""
    return Spoken(text_of(values, "text", ask="empty_reply"))


COMMAND = Command(
    name="reply",
    words=("reply", ">>"),
    usage="reply <text>  or  >> <text>",
    help="Answer the requester. Everything else in this thread stays internal.",
    example=">> Please reconnect once.",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    other_names=("send_update",),
    is_talk=True,
    reaches_out=True,
)
