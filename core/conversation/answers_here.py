"""What somebody of the team says in the thread where a ticket was asked for: an answer, where whoever asked reads it.

The ticket may have left that thread: it is somebody else's by now, or private, and goes on in their own conversation.
Plain words stand there and reach nobody then, so whoever writes them is told; what is said to be an answer is sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.commands import reply
from core.commands.base import Command
from core.commands.desk.requester_words import find_later
from core.commands.reply import Spoken
from core.conversation.typed_command import read_said, run_words
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket
from core.ui.grammar import Typed
from core.ui.inbound import Quiet, Reply
from core.ui.reading import Said
from core.ui.text import trim


def need_reader_here(ticket: Ticket, spoke: Utterance) -> None:
    """Refuse plain words in a thread that the ticket has left: whoever asked reads none of them."""
    if not _is_home(ticket, spoke):
        raise Refusal("left_thread", ref=ticket.ref, person=ticket.requester)


def answer_typed(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed, ticket: Ticket
) -> Reply:
    """`reply <text>` and `reply with <template>`, read as in the team's thread. Raises Refusal."""
    text = trim(typed.rest)
    if not text and not spoke.words.files:
        return run_words(engine, tx, spoke, command, ticket.ref, "", ())
    said = Said(text, typed.mentions, spoke.message, spoke.runs, ticket, spoke.person.id)
    _, words = read_said(engine, tx, spoke.registry, command, said, ticket)
    return answer_here(engine, tx, spoke, ticket, words or Spoken("", said_in=spoke.message))


def answer_here(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, words: Spoken) -> Reply:
    """Answer: what was written (`said_in` its message) stands before whoever asked, or is sent to where they read.

    What a template says of it stands nowhere yet, and is sent. Raises Refusal.
    """
    home = _is_home(ticket, spoke)
    stands = home and words.said_in is not None
    said = replace(
        words, files=spoke.words.files, at_home=stands, said_in=spoke.message if stands else None,
        marked=None if home else spoke.message,
    )  # fmt: skip
    if not said.text and not said.files:
        raise Refusal("empty_answer")
    at = engine.moment(spoke.words.at)
    after = engine.run(tx, ticket, spoke.person.id, at, lambda draft: reply.decide(draft, said))
    find_later(tx, after, spoke.message, flat=not home)
    return Quiet()


def _is_home(ticket: Ticket, spoke: Utterance) -> bool:
    """Whether the ticket goes on in the thread in which somebody speaks, who did not ask for it: so no chat is that."""
    bound = spoke.bound
    if bound is None or ticket.home == "direct":
        return False
    place, _, root = ticket.home.partition("#")
    return bound.place == place and root in ("", bound.thread, bound.message)
