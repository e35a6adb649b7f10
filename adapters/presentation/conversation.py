"""What was said on a ticket: a page of it, and the last words beside a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from adapters.presentation.desk_words import DeskWords, spread, summarize
from adapters.presentation.markup import marked
from core.tickets.talk import Spoken
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, Section
from core.ui.pages import Conversation
from core.ui.text import Text, shorten, styled

SHORTENED = 300
"""Letters of each of the last words that stand beside a ticket."""


def conversation(desk: DeskWords, ticket: Ticket, page: Conversation, now: datetime) -> Card:
    """Each thing that was said, the oldest first; before them the way to what was said earlier."""
    title = desk.say("pages", "conversation_title", {"ticket": desk.view(ticket)})
    sections = [Section(_said(desk, ticket, one, now)) for one in page.parts]
    if page.before:
        sections.insert(0, Section(buttons=(_earlier(desk, ticket, page.before),)))
    if not page.parts:
        sections.append(Section(desk.say("pages", "nothing_said", {}), muted=True))
    show = desk.press(("show",), ticket)
    return Card(summarize(title), title=title, sections=tuple(sections), buttons=show, ticket=ticket.ref)


def with_last_words(
    desk: DeskWords, card: Card, ticket: Ticket, said: tuple[Spoken, ...], *, staff: bool, now: datetime
) -> Card:
    """The ticket with the last words on it; who works on it has the way to all of them."""
    if not said:
        return card
    short = (replace(one, text=shorten(one.text, SHORTENED)) if len(one.text) > SHORTENED else one for one in said)
    words = spread(
        desk.say("pages", "last_words", {}), *(_said(desk, ticket, each, now) for each in short)
    )  # fmt: skip
    whole = (Button(desk.label("history"), Action("history", {"ticket": ticket.ref})),) if staff else ()
    return replace(card, sections=(*card.sections, Section(words, buttons=whole, divider=True)))


def _earlier(desk: DeskWords, ticket: Ticket, before: int) -> Button:
    return Button(desk.label("earlier_words"), Action("history", {"ticket": ticket.ref, "before": before}))


def _said(desk: DeskWords, ticket: Ticket, one: Spoken, now: datetime) -> Text:
    """Who said it, when, to whom, and what; files by name, with their link."""
    facts: dict[str, object] = {
        "ticket": desk.view(ticket),
        "at": one.at.isoformat(),
        "style": desk.near(one.at, now),
        "author": one.by,
        "speech": one.speech,
        "whom": one.whom,
        "voice": one.voice,
        "note": one.note,
        "edited": one.edited,
        "text": marked(styled(one.text, one.styles)) if one.styles else one.text,
        "files": one.files,
    }
    return desk.say("pages", "said", facts)
