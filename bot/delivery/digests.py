"""When many promises of one conversation run out at once, one message says so instead of a hundred.

`core.notifications.digest` says which notices may be part of it and what it tells. Here is decided when: a handful goes
into the tickets' own threads, one by one, as ever; where more wait, the first of them carries the others, by the same
steps as what waited for the morning (`batching.py`), so that they share its fate. After a digest the conversation has a
pause: what comes meanwhile waits for the next one, however little it is, while pages, a P1 and people's words go on.
What is put off is still said before whatever its ticket says after it: that pulls it forward, by itself, unless it can
wait for the same digest.

Until when the pause lasts is kept in the store, for all processes and for the next start, in the step that records that
the message was said: one that was not said puts nothing off, itself least of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.named import may_be_named
from bot.delivery.ports import Draws, People
from bot.runtime.logs import record_bug
from core.notifications.digest import Told, digest_of, may_be_digested
from core.notifications.kinds import kind_of
from core.notifications.withdrawing import is_unsaid
from core.policy import Policy
from core.ports.bindings import OVERVIEW, Binding
from core.ports.channel import Receipt
from core.ports.outbox import NOTHING, Leased, Notice, Outbox
from core.ports.tickets import Store, Transaction
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.pages import Digest

HANDFUL = 5
"""So many tickets are told of one by one: at a message a second, after a burst of three, the last within three seconds.
More than that nobody follows from thread to thread."""
PAUSE = timedelta(seconds=15)
"""From one digest to the next in the same conversation: about as long as it takes to read one. A minute has four, not
sixty."""
LOOK = 1000
"""How many are looked at for one digest. What is further behind is in the next."""


def is_digest(said: Sequence[Notice]) -> bool:
    """Whether a message that says these is a digest: of so many promises there is no other message (`batching.py`)."""
    return len({each.ticket for each in said}) > HANDFUL and all(kind_of(each).digested for each in said)


def pause_after(said: Sequence[Notice], now: datetime) -> Mapping[str, str]:
    """What is to be kept of a message that said these: until when its conversation pauses after a digest."""
    return {_memo(said[0]): (now + PAUSE).isoformat()} if is_digest(said) else NOTHING


def overview(said: Sequence[Notice], receipt: Receipt, named: Sequence[str] | None) -> Sequence[Binding]:
    """What leads from each ticket that a digest names to it, where others read it; all where nobody knows which."""
    if said[0].place is None or not receipt.message or not is_digest(said):
        return ()
    refs = named if named is not None else dict.fromkeys(each.ticket for each in said if each.ticket)
    role = f"{OVERVIEW}{receipt.message}"
    return [Binding(ref, role, receipt.place, receipt.message) for ref in refs]


def paused_until(tx: Transaction, notice: Notice) -> datetime | None:
    """Until when what this may be part of is put off; None where it is of no digest, or there was none yet."""
    kept = tx.recall(_memo(notice)) if kind_of(notice).digested else None
    return datetime.fromisoformat(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """A digest, and what it says beside its head."""

    card: Card
    along: Sequence[Leased]
    named: Sequence[str]


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes them. Every method raises StorageUnavailable."""

    outbox: Outbox
    store: Store
    presenter: Draws
    people: People
    policy: Policy

    async def put_off(self, leased: Leased, until: datetime, pulling: Sequence[Leased], now: datetime) -> None:
        """Let it wait for the next digest, with what pulled it forward.

        What may be in that one as well waits with it: else its ticket's next promise would pull it forward.
        """
        along = {each.id for each in pulling} | {each.id for each, _ in await self._behind(leased, now)}
        await self.outbox.postpone(leased.id, until, along=sorted(along))

    async def gather(self, leased: Leased, ticket: Ticket | None, now: datetime) -> Gathered | None:
        """The digest that this message becomes, and what it carries; None where it speaks for itself."""
        notice = leased.notice
        if ticket is None or notice.not_before > now or not may_be_digested(notice, ticket):
            return None  # what was pulled forward goes before what its ticket says next, and takes nobody along
        along = await self._behind(leased, now)
        told = [Told(notice, ticket), *(each for _, each in along)]
        if not is_digest([each.notice for each in told]):
            return None
        digest = await self._digest(told)
        try:
            card = self.presenter.digest(digest, now)
        except Exception as error:  # noqa: BLE001  # what a company's own words broke here is said one by one
            record_bug("digest.failed", error, key=notice.key)
            return None
        companions = [each for each, _ in along]
        if not await self.outbox.carry(leased.id, leased.attempts, [each.id for each in companions]):
            return None
        return Gathered(card, companions, [each.ref for each in digest.tickets])

    async def _behind(self, leased: Leased, now: datetime) -> list[tuple[Leased, Told]]:
        """What may be said with it, and the ticket of each. None overtakes what its ticket says earlier by itself."""
        waiting = await self.outbox.behind(leased.id, now, LOOK)
        tickets = await self._tickets([each.notice for each in waiting if kind_of(each.notice).digested])
        along: list[tuple[Leased, Told]] = []
        by_itself: set[str | None] = set()
        for each in waiting:
            notice = each.notice
            ticket = tickets.get(notice.ticket)
            if is_unsaid(self.policy, notice, ticket):
                continue  # it is dropped when it comes to the head of its lane
            if ticket is None or each.unknown or notice.ticket in by_itself or not may_be_digested(notice, ticket):
                by_itself.add(notice.ticket)
            else:
                along.append((each, Told(notice, ticket)))
        return along

    async def _digest(self, told: Sequence[Told]) -> Digest:
        """What it tells, with everybody whom it may name loaded."""
        digest = digest_of(told)
        listed = {ticket.ref for ticket in digest.tickets}
        named = (may_be_named(each.notice, each.ticket) for each in told if each.ticket.ref in listed)
        await self.people.know([*dict.fromkeys((*(person for people in named for person in people), *digest.called))])
        return digest

    async def _tickets(self, notices: Sequence[Notice]) -> Mapping[str | None, Ticket | None]:
        refs = {notice.ticket for notice in notices if notice.ticket is not None}
        if not refs:
            return {}
        return await self.store.read(lambda tx: {ref: tx.ticket(ref) for ref in refs})


def _memo(notice: Notice) -> str:
    return f"digest:{notice.lane}"
