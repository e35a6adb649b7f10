"""Whoever is asked to take a ticket over answers in words, as the buttons of that message do: below it, in their chat,
or to the desk in the ticket's own thread.
"""

from __future__ import annotations

import re

from core.commands.desk.buttons_in_words import is_label
from core.commands.desk.which_ticket import find_theirs
from core.conversation.typed_command import run_words
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.notifications.direct import HANDED_OVER
from core.ports.bindings import Binding
from core.ports.tickets import Search, Transaction
from core.processes import OPEN
from core.tickets.permissions import is_staff
from core.tickets.ticket import Ticket
from core.ui.cards import Button
from core.ui.inbound import Reply
from core.ui.yes_no import read_answer

_FIRST = re.compile(r"(?:(?:ok|okay|yes|sure|fine|alright|ja|klar|gut|gerne)\W+)*").pattern
_BESIDE = re.compile(r"(?:\W+(?:then|now|please|thanks|thank you|danke|dann|gerne|over|an))*\W*").pattern
_TAKES = re.compile(
    rf"{_FIRST}(?:i(?:'ll| will| can)? (?:take|accept) (?:it|this|that|this one|that one)|i(?:'ll| will) do (?:it|this)"
    rf"|(?:it is|it's) mine(?: now)?|accepted|ich (?:nehme|übernehme|mache) (?:es|das|ihn|sie)"
    rf"|(?:das )?(?:übernehme|nehme|mache) ich|angenommen|übernommen){_BESIDE}",
    re.IGNORECASE,
)
_GIVES = re.compile(
    rf"(?:sorry\W+|no\W+|nein\W+|leider\W+)*(?:i (?:can't|cannot|can not|won't) (?:take|accept) (?:it|this|that)"
    rf"|(?:i )?(?:give|hand|gave) (?:it|this|that) back|ich gebe (?:es|das|ihn|sie) zurück|zurückgeben"
    rf"|(?:das )?kann ich nicht (?:nehmen|übernehmen)){_BESIDE}",
    re.IGNORECASE,
)
_LEAST_MANY = 2


def answer_below(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding, ticket: Ticket) -> Reply | None:
    """Take the answer of whoever is asked, below that message; None where it is none.

    There a yes or no is one as well. Raises Refusal where it is not theirs any more.
    """
    person = spoke.person.id
    if f":{HANDED_OVER.name}:direct:{person}" not in bound.role or spoke.words.files:
        return None
    meant = read_answer(engine.policy, spoke.text, person)
    accept, back = engine.presenter.buttons(HANDED_OVER.buttons.asked, ticket)
    named = accept if meant == {"yes"} else back if meant == {"no"} else _named(engine, spoke, ticket)
    return _press(engine, tx, spoke, named, ticket) if named else None


def answer_in_thread(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply | None:
    """The same, said to the desk in the ticket's own thread by whoever it waits for."""
    if not spoke.addressed or spoke.words.files or not _waits_for(ticket, spoke):
        return None
    named = _named(engine, spoke, ticket)
    return _press(engine, tx, spoke, named, ticket) if named else None


def answer_in_chat(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """The same in their chat; None where nothing waits for them, or they are away and say that they are back.

    Raises Refusal where several wait: which one is meant, and how that is written.
    """
    person = spoke.person.id
    if spoke.words.files or not is_staff(engine.policy, person) or engine.reading(tx).away(person) is not None:
        return None
    theirs = tx.search(Search(assignee=person, statuses=tuple(sorted(OPEN))))
    waiting = tuple(one for one in theirs if _waits_for(one, spoke))
    named = _named(engine, spoke, waiting[0]) if waiting else None
    if named is None or (not is_label(named, spoke.text.strip()) and _asked_else(tx, spoke)):
        return None
    if len(waiting) >= _LEAST_MANY:
        word = spoke.registry.tickets[named.action.command].words[0]
        raise Refusal("which_ticket", word=word, like=waiting[0].ref, text="")
    return _press(engine, tx, spoke, named, waiting[0])


def _asked_else(tx: Transaction, spoke: Utterance) -> bool:
    """Whether words may answer something else: a question about their own ticket, or which one others are about."""
    person = spoke.person.id
    asked = any(one.asked_at is not None for one in find_theirs(tx, person))
    return asked or bool(tx.chat(person, spoke.words.where.place).waiting)


def _waits_for(ticket: Ticket, spoke: Utterance) -> bool:
    """Whether a ticket was handed to who speaks, who neither took it nor gave it back yet."""
    return ticket.assignee == spoke.person.id and ticket.handed_by is not None and ticket.open


def _named(engine: Engine, spoke: Utterance, ticket: Ticket) -> Button | None:
    """The button that words name, or say in a sentence of their own."""
    text = spoke.text.replace("\u2019", "'").strip()
    accept, back = ways = engine.presenter.buttons(HANDED_OVER.buttons.asked, ticket)
    if (labelled := next((one for one in ways if is_label(one, text)), None)) is not None:
        return labelled
    return accept if _TAKES.fullmatch(text) else back if _GIVES.fullmatch(text) else None


def _press(engine: Engine, tx: Transaction, spoke: Utterance, button: Button, ticket: Ticket) -> Reply:
    return run_words(engine, tx, spoke, spoke.registry.tickets[button.action.command], ticket.ref, "", ())
