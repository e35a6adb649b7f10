"""A question with buttons that is answered in words: the answer does what the button does, and nothing else.

Whether it works, whether it is still (or again) broken: what is asked of whoever asked for a ticket follows from how it
stands, as its buttons do. The buttons' own words answer it, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.commands import confirm, just_comment, reopen
from core.commands.base import Command, carry_out, need_with_company
from core.commands.desk.requester_words import continue_closed
from core.commands.desk.what_it_was import Was, keep_what_it_was
from core.engine import Engine
from core.people import PersonId
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.processes import RequestDetails
from core.queries import lists
from core.tickets.permissions import asking_people, is_staff
from core.tickets.ticket import Ticket
from core.ui.cards import Button, say
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.yes_no import Meaning, read_answer

_WORKS: Mapping[Meaning, str] = {
    "yes": "confirm", "no": "still_broken", "works": "confirm", "broken": "still_broken",
}  # fmt: skip
"""Does it work? The button that each answer stands for."""
_STILL_BROKEN: Mapping[Meaning, str] = {
    "yes": "reopen_ref", "no": "just_comment", "works": "confirm", "broken": "reopen_ref",
}  # fmt: skip
_BROKEN_AGAIN: Mapping[Meaning, str] = {
    "yes": "open_follow_up", "no": "just_comment", "works": "just_comment", "broken": "open_follow_up",
}  # fmt: skip
_COMMANDS: Mapping[str, Command[Any]] = {
    one.name: one for one in (confirm.COMMAND, reopen.COMMAND, just_comment.COMMAND)
}


def find_question(ticket: Ticket) -> Mapping[Meaning, str] | None:
    """What whoever asked for it is asked about the ticket by buttons: the button for each answer, if anything is."""
    if ticket.done:
        return _STILL_BROKEN if ticket.reopen_offered else _WORKS
    return _BROKEN_AGAIN if ticket.over and ticket.asked_about and ticket.merged is None else None


def find_answer(engine: Engine, ticket: Ticket, person: PersonId, text: str) -> Button | None:
    """The button that the words stand for, of the question that is open; None where they are no mere answer to it.

    A yes or no that says of what is none either, once others wrote: it may be said to them.
    """
    question = find_question(ticket)
    if question is None or person not in asking_people(engine.policy, ticket):
        return None
    ordered = isinstance(ticket.details, RequestDetails)
    meant = read_answer(engine.policy, text, person, ordered=ordered)
    named = {question[one] for one in meant}
    if named == {"just_comment", "confirm"}:  # "no, it works"
        named = {"confirm"}
    if not named:
        named = {each for each in _ways(ticket) if is_label(_button(engine, each, ticket), text)}
    elif meant <= {"yes", "no"} and _others_wrote(engine, ticket, person):
        return None
    return _button(engine, named.pop(), ticket) if len(named) == 1 else None


def press_in_words(
    engine: Engine, tx: Transaction, ticket: Ticket, person: PersonId, at: datetime, button: Button, channel: str,
    said_in: str | None,
) -> Reply:  # fmt: skip
    """Do what the button does, or offer it where it opens a form. The reply shows the ticket. Raises Refusal.

    `said_in` is the message that answered: from now on it is that answer, and no other words.
    """
    if button.opens_form:
        return Shown(say(engine.presenter.words(phrase("one_click")), button))
    keep_what_it_was(tx, Was(ticket.ref, "answer"), said_in)
    command = _COMMANDS.get(button.action.command)
    if command is None or command.read_press is None:
        ticket = continue_closed(engine, tx, ticket, person, at, channel)
        return Shown(lists.compact(engine, tx, ticket.ref, person))
    need_with_company(tx, person)
    reply = carry_out(engine, tx, command, ticket, person, at, command.read_press(button.action.arguments))
    return Shown(lists.outcome(engine, tx, ticket.ref, person)) if reply == Quiet() else reply


def is_label(button: Button, text: str) -> bool:
    """Whether words are those that stand on the button, in any case and with any marks."""
    return _plain(button.label) == _plain(text)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _ways(ticket: Ticket) -> tuple[str, ...]:
    if ticket.over:
        return ("open_follow_up", "just_comment")
    again = ("reopen_ref", "just_comment") if ticket.reopen_offered else ()
    return ("confirm", "still_broken", *again)


def _button(engine: Engine, name: str, ticket: Ticket) -> Button:
    (button,) = engine.presenter.buttons((name,), ticket)
    return button


def _others_wrote(engine: Engine, ticket: Ticket, person: PersonId) -> bool:
    """Whether anybody else said something that they can read since the ticket ended; notes of the team are not."""
    since = ticket.closed_at or ticket.resolved_at
    said = [at for one, at in ticket.spoke if one != person and not is_staff(engine.policy, one)]
    return since is not None and any(at is not None and at > since for at in (*said, ticket.last_public_at))
