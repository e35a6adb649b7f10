"""The engine: one decision as one transaction.

Everything that changes a ticket goes through `Engine.run` or `Engine.open` inside `Store.transact`: let time catch
up, decide, let time catch up again, carry out what the events ask of other records until nothing more is asked, store
each record once with its events, its next instant and its notices.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import count
from typing import TypeVar

from core.agenda import next_instant, tick
from core.calendars.oncall import PLAIN, Rota
from core.errors import Refusal
from core.intake.opening import Opening, open_ticket
from core.intake.shelf import on_offer
from core.items import version_of
from core.notifications.announce import announce
from core.notifications.facts import Facts
from core.notifications.kinds import KINDS, kind_of
from core.notifications.message_edits import REQUESTER_CHANGED, OnMessage
from core.notifications.quieting import may_quiet, quieted
from core.notifications.withdrawing import hides, is_lost, withdraw, withdraw_from_chats
from core.people import SYSTEM, PersonId, Staffing
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.channel import Channel, Way
from core.ports.clock import Clock
from core.ports.error_log import ErrorLog
from core.ports.outbox import Notice
from core.ports.people import Directory
from core.ports.places import Places
from core.ports.presenter import Presenter
from core.ports.sealed import NoKey
from core.ports.tickets import Conflict, Search, Store, Transaction
from core.processes import OPEN, PROCESSES, version_in
from core.reactions.calling import CallOut
from core.reactions.fulfilling import OpenTask
from core.reactions.table import REACTIONS, Asked, Reactions, react
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_sight, unknown
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.inbound import OpenForm, Where
from core.ui.reading import Reading

T = TypeVar("T")

TRIES = 4
"""How often something is decided again when somebody else changed it in between."""

_OPEN = tuple(sorted(OPEN))
_NOTED = (e.ClockMarked, e.StepFired, e.NobodyAnswered)
MOST_AT_ONCE = 20
"""Other records that one decision moves in its own transaction; where more are asked, each becomes an errand."""
ROUNDS = 20
"""How often what was asked may ask on. Deciders are idempotent: who gets here has found two that are not."""


def surveyed(person: PersonId) -> str:
    """The name of the small value that says when somebody was last asked by itself how it was."""
    return f"surveyed:{person}"


async def transact_again(store: Store, work: Callable[[Transaction], T]) -> T:
    """Run `work` as `Engine.transact` does, on any store."""
    for _ in range(TRIES - 1):
        try:
            return await store.transact(work)
        except Conflict:
            continue  # it is decided again, on the fresh ticket
    return await store.transact(work)


@dataclass(slots=True)
class Engine:
    """What the desk works with; `policy` is replaced when the settings change."""

    store: Store
    policy: Policy
    clock: Clock
    places: Places
    directory: Directory
    presenter: Presenter
    channels: Mapping[str, Channel]
    error_log: ErrorLog
    reactions: Reactions = field(default_factory=lambda: REACTIONS)
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex)

    def now(self) -> datetime:
        """The present in whole seconds, UTC: open time is counted in whole seconds everywhere."""
        return self.clock.now().replace(microsecond=0)

    def moment(self, said_at: datetime) -> datetime:
        """The instant an action counts from: the platform's event time, never later than now (domain.md 1.3)."""
        return min(said_at.replace(microsecond=0), self.now())

    def reading(self, tx: Transaction | None = None) -> Reading:
        """What reading arguments needs, with a fresh id for a form.

        Who is away, and what is offered no more, is known where there is a `tx`.
        """
        rota = cache(tx.rota) if tx is not None else (lambda: PLAIN)
        shelf = cache(partial(on_offer, tx, self.policy)) if tx is not None else None
        called = lambda person: self.directory.person(person).name  # noqa: E731
        return Reading(self.policy, self.now(), self.new_id(), called, rota, shelf)

    def open_form(self, blank: Blank) -> OpenForm:
        """The answer that opens a form: here it gets its words, and nowhere else."""
        return OpenForm(self.presenter.form(blank))

    def slashes(self, channel: str) -> bool:
        """Whether people type slash commands on a channel, as far as is known."""
        known = self.channels.get(channel)
        return known is None or known.capabilities.commands

    def source(self, channel: str, way: Way, where: Where | None = None) -> str:
        """The source of what came from a channel, in the channel's own word."""
        known = self.channels.get(channel)
        return known.sources.of(way, where) if known is not None else f"{channel}_{way}"

    def ticket(self, tx: Transaction, ref: str) -> Ticket:
        """The stored ticket; one that became another kind of record is found by the name of either.

        Raises Refusal when there is none of that number.
        """
        found = tx.ticket(ref) or self._converted(tx, ref)
        if found is None:
            raise unknown(ref)
        return found

    def _converted(self, tx: Transaction, name: str) -> Ticket | None:
        """The ticket that was opened as another kind of record than its `name` says, and is of that kind by now."""
        prefix, _, number = name.rpartition("-")
        others = (each for kind, each in self.policy.prefixes.items() if kind in PROCESSES and each != prefix)
        found = (ticket for each in others if (ticket := tx.ticket(f"{each}-{number}")) is not None)
        return next((one for one in found if self.policy.prefixes[one.kind] == prefix), None)

    def seen(self, tx: Transaction, ref: str, person: PersonId) -> Ticket:
        """The stored ticket, if there is one and this person may see it. Raises Refusal."""
        ticket = self.ticket(tx, ref)
        need_sight(self.policy, ticket, person, ref)
        return ticket

    def run(
        self, tx: Transaction, ticket: Ticket, actor: PersonId, at: datetime, decide: Callable[[Draft], None]
    ) -> Ticket:
        """Decide something about a ticket at `at`, let others react, keep it all. Returns the ticket afterwards.

        Raises Refusal, also where a record that is asked to react refuses: then nothing is kept.
        """
        decision = _Decision(self, tx)
        draft = decision.begin(ticket, actor, at)
        _decide(draft, decide)
        decision.settle()
        return draft.ticket

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction, again on what is there by then when somebody else changed it in between.

        Raises Conflict when that goes on and on, and StorageUnavailable.
        """
        return await transact_again(self.store, work)

    def carry_out(self, tx: Transaction, asked: Asked) -> None:
        """Do what was asked of a record, as an errand. Raises Refusal.

        It counts from the instant at which it was asked, so that our being late breaks no promise (domain.md 1.3), but
        never from before what was done there meanwhile. What time only noted is no such thing: marks give way to what
        was done before them.
        """
        ref = asked.ask.ref
        done = (entry.at for entry in tx.log(ref) if not isinstance(entry.event, _NOTED))
        self.run(tx, self.ticket(tx, ref), asked.actor, max(asked.at, *done), asked.ask.decide)

    def open(self, tx: Transaction, opening: Opening, at: datetime, *seen: Ticket) -> Ticket:
        """Open a ticket and keep it; its home message, if it has one, leads back to it.

        What is asked of a record that was `seen` before is decided on what was seen: whoever is second starts anew.
        """
        decision = _Decision(self, tx, looked_at={one.ref: one for one in seen})
        draft = open_ticket(
            opening, tx.next_number(self.policy.first_number), self.policy, at, decision.rota, decision.staffing
        )
        decision.take(Ticket(), draft)
        tick(draft)
        decision.settle()
        place, _, root = draft.ticket.home.partition("#")
        if root:
            tx.bind(Binding(draft.ticket.ref, "home", place, root))
        return draft.ticket

    def keep(self, tx: Transaction, before: Ticket, draft: Draft) -> None:
        """Store a decided record with its events, its next instant and its notices. Raises Conflict."""
        after = draft.ticket
        # Before it is kept: who is told that words changed has to know how they read until now.
        said = announce(
            before, after, draft.happened, self.policy, self.places, self.now(), lambda key: tx.comment(after.ref, key)
        )
        tx.save(before.version, after, draft.happened, next_instant(after, self.policy))
        for entry in draft.happened:
            if isinstance(entry.event, e.SurveyAsked) and not entry.event.with_yes:
                tx.remember(surveyed(after.requester), entry.at.isoformat())
        self._seal(tx, after.ref, draft.secrets)
        self._keep_item(tx, before, after)
        if not draft.happened:
            return
        kept = [one for each in said if (one := self.sayable(each, after)) is not None]
        tx.write_notices(
            [
                *self._leave_former(tx, before, after),
                *self._withdraw(tx, before, after),
                *kept,
                *self._quiet(tx, before, after, draft.happened),
            ]
        )

    def _seal(self, tx: Transaction, ref: str, secrets: Mapping[str, str | None]) -> None:
        """Keep what the fulfilment staff alone may read. Raises Refusal where the desk has no key for it."""
        try:
            for field_, answer in secrets.items():
                tx.seal(ref, field_, answer)
        except NoKey:
            raise Refusal("cannot_seal") from None

    def _keep_item(self, tx: Transaction, before: Ticket, after: Ticket) -> None:
        """Keep the item as it was ordered just now: the request goes by it whatever the settings say later."""
        version = version_in(after.details)
        item = self.policy.ordered(after.details)
        if version and version != version_in(before.details) and item is not None and version_of(item) == version:
            tx.keep_item(version, item)

    def _quiet(self, tx: Transaction, before: Ticket, after: Ticket, happened: Sequence[e.Happened]) -> list[Notice]:
        """Messages that asked for what is done now lose the buttons for it, wherever they stand."""
        if not may_quiet(before, happened):
            return []
        left = [one for one in tx.asking(after.ref) if not (hides(before, after) and is_lost(self.policy, after, one))]
        return list(quieted(left, before, after, lambda: tx.log(after.ref), self.now()))

    def _withdraw(self, tx: Transaction, before: Ticket, after: Ticket) -> Sequence[Notice]:
        """What was said where the ticket may not be read any more is taken back."""
        if not hides(before, after):
            return ()
        rooms = withdraw(before, after, self.places, tx.bindings(after.ref), self.now())
        return (*rooms, *withdraw_from_chats(self.policy, after, tx.told(after.ref), self.now()))

    def _leave_former(self, tx: Transaction, before: Ticket, after: Ticket) -> list[Notice]:
        """Where the cards of who asked no longer stand, they say whose it is now, and are drawn no more."""
        if not before.ref or before.requester == after.requester:
            return []
        cards = tx.bindings(after.ref, "requester")
        for card in cards:  # whoever has a thread is a card of its own no longer (bot.delivery.routing)
            tx.bind(replace(card, thread=card.thread or card.message))
        to, now = f"requester:{after.requester}", self.now()
        return [
            REQUESTER_CHANGED.notice(
                OnMessage(target="requester"), ticket=after.ref, to=to, at=now, place=card.place,
                key=f"{after.ref}:{after.version}:requester_changed:{card.place}",
            )
            for card in cards
        ]  # fmt: skip

    def looks(self, channel: str) -> bool:
        """Whether whoever speaks on a channel is there to see the reply, as far as is known."""
        known = self.channels.get(channel)
        return known is None or known.capabilities.live

    def fills_in(self, channel: str) -> bool:
        """Whether a form can be filled in on a channel, as far as is known."""
        known = self.channels.get(channel)
        return known is None or known.capabilities.dialogs

    def marks(self, place: str) -> bool:
        """Whether an emoji can be put on a message of a place (or `place#message`), as far as is known."""
        channel = self.channels.get(place.partition(":")[0])
        return channel is None or channel.capabilities.reactions

    def sayable(self, notice: Notice, ticket: Ticket) -> Notice | None:
        """The notice; where it is an emoji and none can be set, the words for it: most say what is said otherwise."""
        kind = kind_of(notice)
        if not kind.is_mark or notice.place is None or self.marks(notice.place):
            return notice
        if not kind.in_words or not notice.facts.get("at_home") or ticket.home == "direct":
            return None  # whoever wrote in a conversation of their own, or elsewhere, is answered on the spot
        to, place, at = f"requester:{ticket.requester}", ticket.home.partition("#")[0], notice.at
        return KINDS[kind.in_words].notice(Facts(), ticket=ticket.ref, to=to, key=notice.key, at=at, place=place)


@dataclass(slots=True)
class _Sheet:
    """A record that a decision moves: as it stood, its draft, and how it stood before the events still to react to."""

    before: Ticket
    draft: Draft
    settled: Ticket
    reacted: int = 0


@dataclass(slots=True)
class _Decision:
    """Everything that one decision moves in its transaction: each record on a draft of its own, stored once at the end.

    So a record that is asked twice has one redrawn card, and a refusal of anybody leaves nothing behind.
    """

    engine: Engine
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
        draft = Draft(ticket, self.engine.policy, at, actor)
        draft.load = lambda person: self.tx.count(Search(assignee=person, statuses=_OPEN))
        draft.surveyed = self._surveyed
        self.take(ticket, draft)
        return draft

    def take(self, before: Ticket, draft: Draft) -> None:
        """Make a draft part of this decision."""
        draft.rota, draft.staffing = self.rota, self.staffing
        draft.look = lambda ref: self._look(ref, draft.actor)
        self.sheets[draft.ticket.ref] = _Sheet(before, draft, before)

    def settle(self) -> None:
        """Carry out what is asked, round after round, until nothing is; then store all records. Raises Refusal."""
        for number in count():
            asked = self._asked()
            if not asked:
                break
            if number == ROUNDS:
                raise RuntimeError(
                    f"Reactions do not come to an end: after {ROUNDS} rounds there is still {asked[0].ask}."
                )
            self._carry_out(asked)
        first = next(iter(self.sheets))
        for ref, sheet in self.sheets.items():
            if ref == first or sheet.draft.happened:
                self.engine.keep(self.tx, sheet.before, sheet.draft)

    def _asked(self) -> Sequence[Asked]:
        """What the events since the last round ask of other records, each thing once."""
        asked: dict[Asked, None] = {}
        for sheet in self.sheets.values():
            happened = sheet.draft.happened
            asked |= dict.fromkeys(react(sheet.settled, happened[sheet.reacted :], self.engine.reactions))
            sheet.settled, sheet.reacted = sheet.draft.ticket, len(happened)
        return tuple(asked)

    def _carry_out(self, asked: Sequence[Asked]) -> None:
        others = self.sheets.keys() | {each.ask.ref for each in asked}
        if len(others) - 1 > MOST_AT_ONCE:
            self.tx.write_errands(asked, self.engine.now())
            return
        for each in asked:
            if isinstance(each.ask, OpenTask):
                self._open(each.ask, each)
                continue
            if isinstance(each.ask, CallOut):
                self.tx.write_errands([each], self.engine.now() + timedelta(seconds=each.ask.after))
                continue
            sheet = self.sheets.get(each.ask.ref)
            draft = sheet.draft if sheet else self.begin(self._read(each.ask.ref), each.actor, each.at)
            draft.actor, draft.at = each.actor, each.at
            _decide(draft, each.ask.decide)

    def _open(self, ask: OpenTask, asked: Asked) -> None:
        """Begin a record that another one asks for; it is numbered as any."""
        number = self.tx.next_number(self.engine.policy.first_number)
        draft = ask.begin(number, self.engine.policy, asked.at, asked.actor)
        self.take(Ticket(), draft)
        tick(draft)

    def _surveyed(self, person: PersonId) -> datetime | None:
        """When somebody was last asked by itself; who asks next, in whichever process, waits for this decision."""
        kept = self.tx.hold(surveyed(person))
        return datetime.fromisoformat(kept) if kept else None

    def _look(self, ref: str, actor: PersonId) -> Ticket:
        sheet = self.sheets.get(ref)
        found = sheet.draft.ticket if sheet else self._read(ref)
        if actor != SYSTEM:
            need_sight(self.engine.policy, found, actor, ref)
        return found

    def _read(self, ref: str) -> Ticket:
        """Another record, read once: whoever decides on it after a look decides on what was seen."""
        if ref not in self.looked_at:
            self.looked_at[ref] = self.engine.ticket(self.tx, ref)
        return self.looked_at[ref]


def _decide(draft: Draft, decide: Callable[[Draft], None]) -> None:
    """Decide between two looks at the time."""
    tick(draft)
    decide(draft)
    tick(draft)
