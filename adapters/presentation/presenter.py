"""The presenter: notices, tickets and pages as neutral cards, in a company's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from adapters.presentation import cards, conversation, forms, lines, pages
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.sentences import sentences
from adapters.presentation.view import People
from core.agenda import Due
from core.errors import Refusal
from core.notifications.kinds import kind_of
from core.notifications.message_edits import as_it_was, as_said, asks_still, said_at
from core.phrases import Phrase
from core.policy import Policy
from core.ports.clock import Clock
from core.ports.outbox import Notice
from core.tickets.called import name_of
from core.tickets.plan import Plan
from core.tickets.survey import Survey
from core.tickets.talk import Spoken
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import Button, Card
from core.ui.forms import Form
from core.ui.pages import Conversation, Digest, HomePage, Listing, Look, Shifts
from core.ui.text import Text


class CardPresenter:
    """Implements `core.ports.presenter.Presenter`.

    It speaks the company's language. `words` is the folder with its own templates, or None. `clock` tells which year
    goes without saying. Raises WordsError when a template is broken, here already for everything but what only a
    rendering can show.
    """

    def __init__(
        self, policy: Policy, directory: People, words: Path | None = None, clock: Clock | None = None
    ) -> None:
        self._desk = DeskWords(policy, directory, words, clock)
        if not self._desk.words.plain_english:
            # Nobody could be told that the words of a refusal are broken, so each is said once before it is needed.
            list(self.sentences())

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        """What a notice says, from its facts and the ticket as it is now.

        Raises WordsError when its template fails, LookupError when a card's ticket is missing.
        """
        card = self._notice(notice, ticket, now)
        name = name_of(ticket, self._desk.policy) if ticket is not None else ""
        return replace(card, called=name) if card.ticket and ticket is not None and name != ticket.ref else card

    def _notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        if (said := as_said(notice)) is not notice:
            was = as_it_was(ticket, notice) if ticket else None
            settled = not asks_still(notice)
            return lines.line(self._desk, said, was, said_at(notice) or now, settled=settled, today=ticket)
        kind = kind_of(notice)
        if kind.shape != "card":
            return lines.line(self._desk, notice, ticket, now)
        if ticket is None:
            raise LookupError(f"{notice.kind} needs its ticket {notice.ticket}")
        if kind.view == "requester":
            return cards.requester_card(self._desk, ticket, now)
        team = notice.to.removeprefix("triage:") if notice.to.startswith("triage:") else ticket.team
        return cards.triage_card(self._desk, ticket, team, now)

    def digest(self, digest: Digest, now: datetime) -> Card:
        """Many tickets of which time says something at once."""
        return pages.digest(self._desk, digest, now)

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

        `follows` says whether they follow it, None where they need not. Who `fulfils` a task of it sees all of them and
        may read its private answers; `tasks` are theirs. Who `decides` about it does so there. `of` is the request that
        a task is a step of, for whoever is to know what was ordered. `said` are the last words that they may read.
        """
        card = cards.compact(
            self._desk,
            ticket,
            staff=staff,
            now=now,
            follows=follows,
            fulfils=fulfils,
            decides=decides,
            tasks=tasks,
            of=of,
        )
        return conversation.with_last_words(self._desk, card, ticket, said, staff=staff, now=now)

    def conversation(self, ticket: Ticket, page: Conversation, now: datetime) -> Card:
        """What was said on a ticket, a page of it."""
        return conversation.conversation(self._desk, ticket, page, now)

    def listing(self, listing: Listing, now: datetime) -> Card:
        """A list of tickets with a way to open each."""
        return pages.listing(self._desk, listing, now)

    def home(self, page: HomePage, now: datetime) -> Card:
        """A person's own page."""
        return pages.home(self._desk, page, now)

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
        return pages.explanation(self._desk, ticket, agenda, now, looks, rated)

    def private_answers(self, ticket: Ticket, answers: Mapping[str, str | None]) -> Card:
        """Answers by field that the fulfilment staff alone may read; None is one that no key opens."""
        return pages.private_answers(self._desk, ticket, answers)

    def shifts(self, shifts: Shifts, now: datetime) -> Card:
        """Who is on call now and next."""
        return pages.shifts(self._desk, shifts, now)

    def refusal(self, refusal: Refusal) -> Text:
        """The sentence of an expected no."""
        return self._desk.worded("refusals", refusal.phrase)

    def form(self, blank: Blank) -> Form:
        """A form with its words."""
        return forms.form(self._desk, blank)

    def buttons(self, names: tuple[str, ...], ticket: Ticket) -> tuple[Button, ...]:
        """The buttons of these names for a ticket, as its cards have them."""
        return self._desk.press(names, ticket)

    def label(self, name: str, ref: str = "") -> str:
        """What stands on a button of the desk's own; `ref` names what it is about."""
        return self._desk.label(name, ref)

    def prepare(self) -> Iterator[str]:
        """Make the templates that were not asked for yet, one a step: a few milliseconds each."""
        return self._desk.words.prepare()

    def sentences(self) -> Iterator[tuple[str, str, Text]]:
        """Every sentence of the core with an example: its template, its code, its words."""
        return sentences(self._desk)

    def words(self, phrase: Phrase) -> Text:
        """Any other sentence of the desk: an answer, a question, the heading of a list."""
        return self._desk.worded("answers", phrase)
