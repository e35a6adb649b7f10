"""What one decision moves: the record it is about, and those that are asked to react, until nothing more is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import count
from typing import Protocol

from core import work
from core.agenda import tick
from core.calendars.oncall import Rota
from core.fulfilment.grants import given_by, held_by
from core.people import SYSTEM, PersonId, Staffing
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import parent_of
from core.reactions.calling import CallOut
from core.reactions.fulfilling import OpenTask
from core.reactions.table import Asked, Reactions, react
from core.tickets.agreed import Order
from core.tickets.called import speaking_of
from core.tickets.draft import Draft
from core.tickets.permissions import need_sight
from core.tickets.ticket import Ticket

MOST_AT_ONCE = 20
"""Other records that one decision moves in its own transaction; where more are asked, each becomes an errand."""
ROUNDS = 20
"""How often what was asked may ask on. Deciders are idempotent: who gets here has found two that are not."""
SURVEYED = "surveyed:{}"
"""The name of the small value that says when somebody was last asked by itself how it was."""


class Keeper(Protocol):
    """Whoever reads and keeps the records that a decision moves: the engine."""

    policy: Policy
    reactions: Reactions

    def now(self) -> datetime:
        """The present, UTC."""

    def ticket(self, tx: Transaction, ref: str) -> Ticket:
        """The record of that number. Raises Refusal where there is none."""

    def keep(self, tx: Transaction, before: Ticket, draft: Draft) -> None:
        """Store what became of a record, with all that follows."""


@dataclass(slots=True)
class _Sheet:
    """A record that a decision moves: as it stood, its draft, and how it stood before the events still to react to."""

    before: Ticket
    draft: Draft
    settled: Ticket
    reacted: int = 0


@dataclass(slots=True)
class Decision:
    """Everything that one decision moves in its transaction: each record on a draft of its own, stored once at the end.

    So a record that is asked twice has one redrawn card, and a refusal of anybody leaves nothing behind.
    """

    keeper: Keeper
    tx: Transaction
    sheets: dict[str, _Sheet] = field(default_factory=dict)
    looked_at: dict[str, Ticket] = field(default_factory=dict)
    rota: Callable[[], Rota] = field(init=False)
    staffing: Callable[[], Staffing] = field(init=False)

    def __post_init__(self) -> None:
        self.rota = cache(self.tx.rota)
        self.staffing = cache(self.tx.staffing)

    def begin(self, ticket: Ticket, actor: PersonId, at: datetime) -> Draft:
        """A draft for a stored record."""
        draft = Draft(ticket, self.keeper.policy, at, actor)
        draft.load = lambda person: self.tx.count(work.of_person(person))
        draft.surveyed = self._surveyed
        self.take(ticket, draft)
        return draft

    def take(self, before: Ticket, draft: Draft) -> None:
        """Make a draft part of this decision."""
        draft.rota, draft.staffing = self.rota, self.staffing
        draft.look = lambda ref: self._look(ref, draft)
        draft.held = lambda: self._held(draft.ticket)
        self.sheets[draft.ticket.ref] = _Sheet(before, draft, before)

    def settle(self) -> None:
        """Carry out what is asked, round after round, until nothing is; then store all records. Raises Refusal."""
        for number in count():
            asked = self._asked()
            if not asked:
                break
            if number == ROUNDS:
                raise RuntimeError(f"Reactions do not come to an end: after {ROUNDS} rounds there is {asked[0].ask}.")
            self._carry_out(asked)
        first = next(iter(self.sheets))
        for ref, sheet in self.sheets.items():
            if ref == first or sheet.draft.happened:
                self.keeper.keep(self.tx, sheet.before, sheet.draft)

    def _asked(self) -> Sequence[Asked]:
        """What the events since the last round ask of other records, each thing once."""
        asked: dict[Asked, None] = {}
        for sheet in self.sheets.values():
            happened = sheet.draft.happened
            asked |= dict.fromkeys(react(sheet.settled, happened[sheet.reacted :], self.keeper.reactions))
            sheet.settled, sheet.reacted = sheet.draft.ticket, len(happened)
        return tuple(asked)

    def _carry_out(self, asked: Sequence[Asked]) -> None:
        others = self.sheets.keys() | {each.ask.ref for each in asked}
        if len(others) - 1 > MOST_AT_ONCE:
            self.tx.write_errands(asked, self.keeper.now())
            return
        for each in asked:
            if isinstance(each.ask, OpenTask):
                self._open(each.ask, each)
                continue
            if isinstance(each.ask, CallOut):
                self.tx.write_errands([each], self.keeper.now() + timedelta(seconds=each.ask.after))
                continue
            sheet = self.sheets.get(each.ask.ref)
            draft = sheet.draft if sheet else self.begin(self._read(each.ask.ref), each.actor, each.at)
            draft.actor, draft.at = each.actor, each.at
            decided(draft, each.ask.decide)

    def _open(self, ask: OpenTask, asked: Asked) -> None:
        """Begin a record that another one asks for; it is numbered as any."""
        first = self.keeper.policy.first_number
        draft = ask.begin(self.tx.next_number(first), self.keeper.policy, asked.at, asked.actor)
        self.take(Ticket(), draft)
        tick(draft)

    def _surveyed(self, person: PersonId) -> datetime | None:
        """When somebody was last asked by itself; who asks next, in whichever process, waits for this decision."""
        return datetime.fromisoformat(kept) if (kept := self.tx.hold(SURVEYED.format(person))) else None

    def _look(self, ref: str, draft: Draft) -> Ticket:
        found = self._stands(ref)
        if draft.actor != SYSTEM and ref != parent_of(draft.ticket.details):  # a task goes by its request, seen or not
            need_sight(self.keeper.policy, found, draft.actor, ref)
        return found

    def _held(self, ticket: Ticket) -> Sequence[Order]:
        """The orders that gave something to whom a ticket did, or is to, itself among them, as they stand by now."""
        log = self.tx.log(ticket.ref)
        whose = next((held_by(ticket, log, each.key) for each, _ in given_by(ticket.plan)), ticket.beneficiary)
        refs = {ticket.ref, *self.tx.holding(whose)}
        return [Order(self._stands(ref), partial(self.tx.log, ref)) for ref in sorted(refs)]

    def _stands(self, ref: str) -> Ticket:
        return self.sheets[ref].draft.ticket if ref in self.sheets else self._read(ref)

    def _read(self, ref: str) -> Ticket:
        """Another record, read once: whoever decides on it after a look decides on what was seen."""
        if ref not in self.looked_at:
            self.looked_at[ref] = self.keeper.ticket(self.tx, ref)
        return self.looked_at[ref]


def decided(draft: Draft, decide: Callable[[Draft], None]) -> None:
    """Decide between two looks at the time."""
    with speaking_of(draft.ticket, draft.policy):
        tick(draft)
        decide(draft)
        tick(draft)
