"""What a person's message was when it was heard, where it is no comment: kept with it, so that its edits are of that.

It stands among the messages of the ticket that it was about, as a comment of a flat chat does. A message that asked the
desk alone, was small talk or was refused is none: nothing has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from core.commands.desk.requester_words import SAID
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.ui.inbound import Where

What = Literal["why", "score", "answer", "command", "question"]
"""The reason of a low score, the score, an answer that did what a button does, a command that was carried out, or the
one that asked the requester.
"""


@dataclass(frozen=True, slots=True)
class Was:
    """What a message was to a ticket, by its number, after that many reopenings (`turn`)."""

    ticket: str
    what: What
    turn: int = 0


def keep_what_it_was(tx: Transaction, was: Was, message: str | None) -> None:
    """Keep what a message (`place#message`) was; nothing where the words stood in none."""
    place, _, number = (message or "").partition("#")
    if number:
        tx.bind(Binding(was.ticket, f"{SAID}{was.what} {was.turn} {number}", place, number))


def what_it_was(tx: Transaction, where: Where) -> Was | None:
    """What a message was; None where it is a comment, or nothing of a ticket."""
    bound = tx.bound(where.place, where.message) if where.message else None
    if bound is None or not bound.role.startswith(SAID):
        return None
    said, _, behind = bound.role.removeprefix(SAID).partition(" ")
    for what in get_args(What):
        if said == what:
            return Was(bound.ticket, what, int(behind.partition(" ")[0]))
    return None
