"""What one message says: its notice alone, with what waited behind it, or many promises at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.delivery.batching import LOOK, MOST, fits, waited
from bot.delivery.digests import Digests, is_digest
from bot.delivery.fallback import written_instead
from bot.delivery.known import look
from bot.delivery.named import may_be_named
from bot.delivery.ports import Draws, People
from bot.delivery.routing import Route
from bot.delivery.sender import Attempt
from bot.delivery.verdict import held
from core.notifications.message_edits import ANSWERED, DIGEST_WITHDRAWN, OnMessage, as_said
from core.notifications.parts import whole_key
from core.notifications.quieting import as_it_stands
from core.notifications.readings import as_read
from core.notifications.withdrawing import is_lost, is_unsaid
from core.policy import Policy
from core.ports.clock import Clock
from core.ports.outbox import Leased, Notice, Outbox
from core.ports.tickets import StorageUnavailable, Store, Transaction
from core.tickets.comments import Comment
from core.tickets.ticket import Ticket
from core.ui.cards import Card, Section


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes it. Every method may raise StorageUnavailable."""

    outbox: Outbox
    store: Store
    presenter: Draws
    people: People
    policy: Policy
    clock: Clock
    digests: Digests

    async def compose(
        self, leased: Leased, ticket: Ticket | None, attempt: Attempt
    ) -> tuple[list[Card], Sequence[Leased]]:
        """What is said: the cards, and what the message carries beside its head."""
        notice, now = leased.notice, self.clock.now()
        if gathered := await self.digests.gather(leased, ticket, now):
            attempt.named = gathered.named
            return [gathered.card], gathered.along
        if notice.kind == ANSWERED.name and attempt.route is not None:
            whole = await self._whole(attempt.route, now)
            if len(whole) > 1:
                seen = [(said, its) for said, its in whole if its is None or not self._is_lost(said, its)]
                drawn = [await self._draw(said, its, attempt.route) for said, its in seen or [(_emptied(notice), None)]]
                return drawn, ()
        attempt.says, *attempt.more = await self._as_it_reads(notice, attempt.reads)
        cards = [self._card(attempt.says, ticket, attempt.route)]
        along: Sequence[Leased] = ()
        if waited(notice):
            along = await self._take_along(leased, cards)
        return cards, along

    async def _as_it_reads(self, notice: Notice, reads: Comment | None) -> tuple[Notice, ...]:
        """What somebody said, as they have it by now, and what it has to be followed by since it grew."""
        if reads is None:
            return (notice,)
        return await self.store.read(lambda tx: as_read(notice, reads, partial(tx.log, notice.ticket or "")))

    def _is_lost(self, said: Notice, ticket: Ticket) -> bool:
        """Whether its ticket became private since, and whoever it was said to reads it no more."""
        return ticket.private and is_lost(self.policy, ticket, as_said(said))

    async def _whole(self, route: Route, now: datetime) -> list[tuple[Notice, Ticket | None]]:
        """All that a message says which is to be changed, each as it reads now, with its ticket."""

        def look_at(tx: Transaction) -> list[tuple[Notice, Ticket | None]]:
            found = []
            for said in tx.said_in(route.place, route.message or ""):
                ref = said.ticket or ""
                ticket = tx.ticket(ref) if ref else None
                found.append((as_it_stands(said, ticket, partial(tx.log, ref), now), ticket))
            return found

        return await self.store.read(look_at)

    async def _draw(self, notice: Notice, ticket: Ticket | None, route: Route | None = None) -> Card:
        await self.people.know(may_be_named(notice, ticket))
        return self._card(notice, ticket, route)

    def _card(self, notice: Notice, ticket: Ticket | None, route: Route | None) -> Card:
        """What it says; in somebody's chat, since its place could not be reached, that and of which ticket first."""
        card = self.presenter.notice(notice, ticket, self.clock.now())
        why = written_instead(notice, ticket, route, self.policy)
        first = (Section(self.presenter.words(why), muted=True),) if why is not None else ()
        return replace(card, sections=(*first, *card.sections)) if first and card.sections else card

    async def _take_along(self, leased: Leased, cards: list[Card]) -> list[Leased]:
        """Let this message carry what waited right behind it; adds their cards. What does not wait ends the row.

        So does what would make it tell of as many promises as only a digest does.
        """
        along: list[Leased] = []
        left: set[str] = set()
        drawn = list(cards)
        for each in await self.outbox.behind(leased.id, self.clock.now(), LOOK):
            notice = each.notice
            if len(along) == MOST or each.unknown or not waited(notice):
                break
            if is_digest([leased.notice, *(one.notice for one in along), notice]):
                break
            known, now = await look(self.store, notice), self.clock.now()
            unsaid = is_unsaid(self.policy, notice, known.ticket)
            if unsaid or whole_key(notice) in left or held(notice, known, self.policy, now) is not None:
                left.add(whole_key(notice))  # no part of its words goes before it
                continue  # it is dropped or postponed when it comes to the head of its lane
            try:
                card = await self._draw(notice, known.ticket)
            except StorageUnavailable:
                raise
            except Exception:  # noqa: BLE001  # it fails, and is told of, when it is the head: the others are fine
                break
            if not fits([*drawn, card]):
                break
            along.append(each)
            drawn.append(card)
        if not along or not await self.outbox.carry(leased.id, leased.attempts, [each.id for each in along]):
            return []
        cards[:] = drawn
        return along


def _emptied(notice: Notice) -> Notice:
    """What is left of a message of which nothing may be read any more."""
    gone = OnMessage(str(notice.facts["target"]))
    return DIGEST_WITHDRAWN.notice(gone, ticket=None, to=notice.to, key=notice.key, at=notice.at)
