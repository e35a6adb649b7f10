"""The engine: one decision as one transaction.

Everything that changes a ticket goes through `Engine.run` or `Engine.open` inside `Store.transact`: let time catch
up, decide, let time catch up again, carry out what the events ask of other records until nothing more is asked, store
each record once with its events, its next instant and its notices.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from core.agenda import next_instant, tick
from core.calendars.oncall import PLAIN
from core.decision import SURVEYED, Decision, decided
from core.errors import Refusal
from core.intake.held_already import others
from core.intake.opening import Opening, open_ticket
from core.intake.shelf import on_offer
from core.items import version_of
from core.notifications.announce import announce
from core.notifications.announcements.carrying import Past
from core.notifications.facts import Facts
from core.notifications.kinds import KINDS, kind_of
from core.notifications.marks import in_words, is_gone_with_message
from core.notifications.message_edits import REQUESTER_CHANGED, OnMessage
from core.notifications.quieting import may_quiet, quieted
from core.notifications.withdrawing import hides, is_lost, withdraw, withdraw_from_chats
from core.people import PersonId, Staffing
from core.phrases import Phrase
from core.policy import Policy
from core.ports.bindings import FORMER, Binding
from core.ports.channel import Channel, Way
from core.ports.clock import Clock
from core.ports.error_log import ErrorLog
from core.ports.outbox import Notice
from core.ports.people import Directory
from core.ports.places import Places
from core.ports.presenter import Presenter
from core.ports.sealed import NoKey
from core.ports.tickets import Conflict, Store, Transaction
from core.processes import PROCESSES, version_in
from core.reactions.table import REACTIONS, Asked, Reactions
from core.tickets import events as e
from core.tickets.called import called, name_as, names_of
from core.tickets.draft import Draft
from core.tickets.permissions import need_sight, unknown
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.inbound import OpenForm, Where
from core.ui.reading import Reading
from core.ui.text import Text

T = TypeVar("T")

TRIES = 4
"""How often something is decided again when somebody else changed it in between."""

_NOTED = (e.ClockMarked, e.DelayTold, e.StepFired, e.NobodyAnswered)


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
        """What reading arguments needs, with a fresh id for a form; what is stored of it where there is a `tx`."""
        rota = cache(tx.rota) if tx is not None else (lambda: PLAIN)
        shelf = cache(partial(on_offer, tx, self.policy)) if tx is not None else None
        called = lambda person: self.directory.person(person).name  # noqa: E731
        met = cache(tx.names) if tx is not None else dict
        staffing = cache(tx.staffing) if tx is not None else Staffing
        return Reading(self.policy, self.now(), self.new_id(), called, rota, shelf, met, staffing)

    def open_form(self, blank: Blank) -> OpenForm:
        """The answer that opens a form: here it gets its words, and nowhere else."""
        return OpenForm(self.presenter.form(blank))

    def words_on(self, ticket: Ticket, said: Phrase) -> Text:
        """The words of a sentence about a ticket, which is named as it is called by now."""
        return self.presenter.words(called(said, ticket, self.policy))

    def slashes(self, channel: str) -> bool:
        """Whether people type slash commands on a channel, as far as is known."""
        known = self.channels.get(channel)
        return known is None or known.capabilities.commands

    def source(self, channel: str, way: Way, where: Where | None = None) -> str:
        """The source of what came from a channel, in the channel's own word."""
        known = self.channels.get(channel)
        return known.sources.of(way, where) if known is not None else f"{channel}_{way}"

    def ticket(self, tx: Transaction, ref: str) -> Ticket:
        """The stored ticket; one that became another kind of record is found by each of its names.

        Raises Refusal when there is none of that number.
        """
        found = self.find(tx, ref)
        if found is None:
            raise unknown(ref)
        return found

    def find(self, tx: Transaction, ref: str) -> Ticket | None:
        """The same; None when there is none of that number."""
        return tx.ticket(ref) or self._converted(tx, ref)

    def _converted(self, tx: Transaction, name: str) -> Ticket | None:
        """The ticket that was opened as another kind of record than its `name` says, and is of that kind or was."""
        others = (name_as(name, kind, self.policy) for kind in PROCESSES)
        found = (ticket for each in others if each != name and (ticket := tx.ticket(each)) is not None)
        return next((one for one in found if name in names_of(one, self.policy)), None)

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
        decision = Decision(self, tx)
        draft = decision.begin(ticket, actor, at)
        decided(draft, decide)
        decision.settle()
        return draft.ticket

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction, again on what is there by then when somebody else changed it in between.

        Raises Conflict when that goes on and on, and StorageUnavailable.
        """
        return await transact_again(self.store, work)

    def carry_out(self, tx: Transaction, asked: Asked) -> None:
        """Do what was asked of a record, as an errand. Raises Refusal.

        It counts from when it was asked (domain.md 1.3), but from no time before what was done there meanwhile.
        """
        ref = asked.ask.ref
        done = (entry.at for entry in tx.log(ref) if not isinstance(entry.event, _NOTED))
        self.run(tx, self.ticket(tx, ref), asked.actor, max(asked.at, *done), asked.ask.decide)

    def open(self, tx: Transaction, opening: Opening, at: datetime, *seen: Ticket) -> Ticket:
        """Open a ticket and keep it; its home message, if it has one, leads back to it.

        What is asked of a record that was `seen` before is decided on what was seen: whoever is second starts anew.
        """
        decision = Decision(self, tx, looked_at={one.ref: one for one in seen})
        draft = open_ticket(
            opening, tx.next_number(self.policy.first_number), self.policy, at, decision.rota, decision.staffing
        )
        decision.take(Ticket(), draft)
        tick(draft)
        decision.settle()
        # Of a private ticket, too: whoever asked may go on writing below their message, and others are not heard there.
        place, _, root = opening.home.partition("#")
        if root:
            tx.bind(Binding(draft.ticket.ref, "home", place, root))
        return draft.ticket

    def keep(self, tx: Transaction, before: Ticket, draft: Draft) -> None:
        """Store a decided record with its events, its next instant and its notices. Raises Conflict."""
        after = draft.ticket
        # Before it is kept: who is told that words changed has to know how they read until now.
        bound = cache(lambda: tx.bindings(after.ref))
        said = announce(
            before, after, draft.happened, self.policy, self.places, self.now(), lambda key: tx.comment(after.ref, key),
            bound, lambda: Past(tx.log(after.ref), bound()), others(tx, self.policy, after),
        )  # fmt: skip
        tx.save(before.version, after, draft.happened, next_instant(after, self.policy))
        for entry in draft.happened:
            if isinstance(entry.event, e.SurveyAsked) and not entry.event.with_yes:
                tx.remember(SURVEYED.format(after.requester), entry.at.isoformat())
        self._seal(tx, after, draft.secrets)
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

    def _seal(self, tx: Transaction, ticket: Ticket, secrets: Mapping[str, str | None]) -> None:
        """Keep what the fulfilment staff alone may read. Raises Refusal where the desk has no key for it."""
        try:
            for field_, answer in secrets.items():
                tx.seal(ticket.ref, field_, answer, ticket.version)
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
        # A card that was left before, by somebody who had asked then, says so already.
        cards = [each for each in tx.bindings(after.ref, "requester") if each.thread != each.message]
        for card in cards:  # whoever has a thread is a card of its own no longer (bot.delivery.routing)
            left = replace(card, thread=card.thread or card.message)
            tx.bind(left)
            if card.thread is None:  # what was said to them goes on below it
                tx.bind(replace(left, role=f"{FORMER}{before.requester}"))
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
        if not kind.is_mark or notice.place is None:
            return notice
        if self.marks(notice.place):
            return None if is_gone_with_message(notice) else notice
        if (said := in_words(notice, ticket)) is not None:
            return said
        if not kind.in_words or not notice.facts.get("at_home") or ticket.home == "direct":
            return None  # whoever wrote in a conversation of their own, or elsewhere, is answered on the spot
        to, place, at = f"requester:{ticket.requester}", ticket.home.partition("#")[0], notice.at
        return KINDS[kind.in_words].notice(Facts(), ticket=ticket.ref, to=to, key=notice.key, at=at, place=place)
