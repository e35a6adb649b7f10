"""What delivery needs of the rest besides the outbox, as Protocols: people, a presenter, the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.delivery.routing import Accounts
from core.people import PersonId
from core.phrases import Phrase
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.pages import Digest
from core.ui.text import Text


class People(Accounts, Protocol):
    """Who people are, loaded before a card that names them is drawn."""

    async def know(self, people: Sequence[PersonId]) -> None:
        """Load these people into memory."""
        ...


class Draws(Protocol):
    """The part of a presenter that delivery needs."""

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        """What a notice says."""
        ...

    def digest(self, digest: Digest, now: datetime) -> Card:
        """Many promises at once."""
        ...

    def prepare(self) -> Iterator[str]:
        """Make the words that are not there yet, some a step."""
        ...

    def words(self, phrase: Phrase) -> Text:
        """Any other sentence of the desk."""
        ...


class Climbs(Protocol):
    """The part of the desk that delivery needs."""

    async def unreachable(self, notice: Notice, why: str) -> None:
        """A direct notice was rejected: the next rung at once, or the lead is told."""
        ...
