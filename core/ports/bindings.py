"""Messages and what they stand for: a ticket's card or line, an answer that was given, a ticket made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

OVERVIEW = "overview:"
"""How the role begins of a message about many tickets that names this one; its id follows. Nobody answers below it."""
FORMER = "requester:"
"""How the role begins of a card in the chat of somebody who had asked before others did; their id follows."""
BESIDE = "beside:"
"""How the role begins of a message that says several notices which are not of one ticket; the key of one follows."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A message that stands for something of a ticket.

    `role` is `triage:<team>` (the triage card), `requester` (the requester's card; that of a former one has a `thread`,
    and is `requester:<person>` as well), `home` (the message a requester's
    thread hangs under), `comment:<id>` (a relayed copy), `said:<id>` (a person's own message in a flat chat, which is
    that comment), `overview:<message>` (a digest that names it), `beside:<key>` (one of several notices that a message
    says of several tickets), or `notice:<key>` for everything else.
    `thread` is the id of the thread's root where the message is a reply.
    """

    ticket: str
    role: str
    place: str
    message: str
    thread: str | None = None


class Bindings(Protocol):
    """What messages stand for, and which were answered already; part of a `Transaction`."""

    def receipt(self, key: str) -> str | None:
        """The outcome kept for an inbound event or form id, or None when it is new."""
        ...

    def keep_receipt(self, key: str, outcome: str, at: datetime) -> None:
        """Remember the outcome of `key`. Raises Conflict when somebody just did."""
        ...

    def made_of(self, message: str) -> str | None:
        """The ticket that was made of a message (`place#message`), or None."""
        ...

    def keep_origin(self, message: str, ticket: str, at: datetime) -> None:
        """Remember for good that a ticket was made of a message. Raises Conflict when one just was."""
        ...

    def bind(self, binding: Binding) -> None:
        """Remember what a message stands for (same ticket, role and place: replaced)."""
        ...

    def unbind(self, binding: Binding) -> None:
        """Forget what a message stands for: its conversation is gone."""
        ...

    def bound(self, place: str, message: str) -> Binding | None:
        """What a message stands for, or None; a message about several tickets stands for none."""
        ...

    def bindings(self, ref: str, role: str | None = None) -> tuple[Binding, ...]:
        """A ticket's messages, all or those of one role."""
        ...
