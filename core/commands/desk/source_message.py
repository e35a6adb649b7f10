"""The message that a shortcut or an emoji was used on, or that a prompt answers, and the ticket that was made of it.

One message makes one ticket, and so does a prompt: whoever comes to it again is shown that ticket. A prompt is known by
the message that it answers; where there is none it has a name of its own. Its buttons and forms carry it as `prompt`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.desk.requester_words import SAID
from core.commands.desk.source_words import taken_from
from core.commands.registry import Asking
from core.errors import Refusal
from core.ports.source_words import SourceWords
from core.ports.tickets import Transaction
from core.tickets.permissions import is_responder, may_see
from core.ui.inbound import Quoted, Reply, Shown
from core.ui.on_demand import stand_on, ticket_copy


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `key` is `place#message`, None where the platform does not name it; `ticket` was made of it."""

    quoted: Quoted
    key: str | None
    ticket: str | None

    @property
    def home(self) -> str:
        """The home of a ticket made of it: the message's own thread where others read it, too."""
        return self.key if self.key is not None and self.quoted.where.kind == "channel" else "direct"


def read_message(asked: Asking) -> Message:
    """The message that is meant. Raises Refusal where it cannot be read or a bot wrote it."""
    quoted = asked.quoted
    if quoted is None:
        raise Refusal("no_message")
    if quoted.by_bot:
        raise Refusal("bot_message")
    root = quoted.where.thread or quoted.where.message
    if not root:
        return Message(quoted, None, None)
    key = f"{quoted.where.place}#{root}"
    bound = asked.tx.bound(quoted.where.place, root)
    return Message(quoted, key, bound.ticket if bound else made_of(asked.tx, key))


def taken_by(asked: Asking, quoted: Quoted, holder: str) -> tuple[SourceWords, ...]:
    """The words of a message as `holder` takes them; nothing where the platform names no message or no author."""
    where = quoted.where
    if not where.message or asked.author is None:
        return ()
    words = taken_from(
        asked.tx, where.key, asked.author, quoted.text, holder, asked.at, seen_at=asked.at, files=quoted.files
    )
    return (words,)


def made_of(tx: Transaction, message: str) -> str | None:
    """The ticket that was made of a message."""
    return tx.made_of(message)


def done_by(asked: Asking) -> str | None:
    """The ticket that the prompt led to whose button was pressed: made of its words, or told them; None while open."""
    prompt = str(asked.arguments.get("prompt", ""))
    place, _, message = prompt.partition("#")
    told = asked.tx.bound(place, message) if message else None
    if told is not None and told.role.startswith(SAID):
        return told.ticket
    return made_of(asked.tx, prompt) if prompt else None


def keep_made(asked: Asking, message: str, ticket: str) -> None:
    """Remember what a message has become."""
    asked.tx.keep_origin(message, ticket, asked.engine.now())


def show_ticket(asked: Asking, ref: str) -> Reply:
    """The ticket of a message, with what can be done. Raises Refusal when it is not theirs to see."""
    engine = asked.engine
    ticket = engine.ticket(asked.tx, ref)
    if not ticket.private and not may_see(engine.policy, ticket, asked.person.id):
        # It stands in the open, under this very message; only what became of it is not theirs.
        raise Refusal("has_ticket", ref=ticket.ref)
    if not may_see(engine.policy, ticket, asked.person.id):
        raise Refusal("has_private_ticket")  # they named no number, and are told none
    staff = is_responder(engine.policy, ticket, asked.person.id)
    return Shown(stand_on(engine.presenter.compact(ticket, staff=staff, now=engine.now()), ticket_copy(ticket.ref)))
