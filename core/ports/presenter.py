"""How data become neutral cards: words come from templates that a customer may override."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from core.agenda import Due
from core.errors import Refusal
from core.phrases import Phrase
from core.ports.outbox import Notice
from core.tickets.plan import Plan
from core.tickets.survey import Survey
from core.tickets.talk import Spoken
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import Button, Card
from core.ui.forms import Form
from core.ui.pages import Conversation, Digest, HomePage, Listing, Look, Shifts
from core.ui.text import Text


class Presenter(Protocol):
    """Turns data into neutral cards; words come from templates a customer may override."""

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        """What a notice says, from its facts and the ticket as it is now."""
        ...

    def digest(self, digest: Digest, now: datetime) -> Card:
        """Many tickets of which time says something at once."""
        ...

    def compact(
        self,
        ticket: Ticket,
        *,
        staff: bool,
        now: datetime,
        follows: bool | None = None,
        fulfils: bool = False,
        decides: bool = False,
        tasks: Plan = (),
        of: Ticket | None = None,
        said: tuple[Spoken, ...] = (),
    ) -> Card:
        """A ticket in a few lines, for whoever typed its number; `staff` sees what responders see, with its buttons.

        `follows` says whether they follow it, None where they need not: it is theirs, or it is over. Who `fulfils` a
        task of it sees all of them and may read its private answers; `tasks` are theirs. `of` is the request that a
        task is a step of, for whoever is to know what was ordered. `said` are the last words that the reader may read.
        """
        ...

    def conversation(self, ticket: Ticket, page: Conversation, now: datetime) -> Card:
        """What was said on a ticket, a page of it."""
        ...

    def listing(self, listing: Listing, now: datetime) -> Card:
        """A list of tickets with a way to open each."""
        ...

    def home(self, page: HomePage, now: datetime) -> Card:
        """A person's own page."""
        ...

    def explanation(
        self,
        ticket: Ticket,
        agenda: tuple[Due, ...],
        now: datetime,
        looks: tuple[Look, ...] = (),
        rated: Survey | None = None,
    ) -> Card:
        """Why things are due when they are: clocks with what they counted, and the agenda; who read private answers.

        `rated` is how whoever asked found it, with what the reader may know of it.
        """
        ...

    def private_answers(self, ticket: Ticket, answers: Mapping[str, str | None]) -> Card:
        """Answers by field that the fulfilment staff alone may read; None is one that no key opens."""
        ...

    def shifts(self, shifts: Shifts, now: datetime) -> Card:
        """Who is on call now and next."""
        ...

    def refusal(self, refusal: Refusal) -> Text:
        """The sentence of an expected no."""
        ...

    def form(self, blank: Blank) -> Form:
        """A form with its words."""
        ...

    def buttons(self, names: tuple[str, ...], ticket: Ticket) -> tuple[Button, ...]:
        """The buttons of these names for a ticket, as its cards have them."""
        ...

    def label(self, name: str, ref: str = "") -> str:
        """What stands on a button of the desk's own; `ref` names what it is about."""
        ...

    def prepare(self) -> Iterator[str]:
        """Make the words that are not there yet, some a step: for a moment in which nobody waits."""
        ...

    def words(self, phrase: Phrase) -> Text:
        """Any other sentence of the desk: an answer, a question, the heading of a list."""
        ...
