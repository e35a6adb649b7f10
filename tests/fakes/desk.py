"""A desk behind its door: a store in memory, the shipped app.yaml, the real words, a clock that tests move.

People speak to it as a channel would. What it says goes through an outbox and the real delivery and is kept in
`said`, in order, at the instant the clock shows; what was no longer worth saying by then lands in `moot`. Redrawn
cards are no messages: they are counted in `cards`. Who the people are is `company`'s to know, what an instant is
`instants`', and how the desk is heard `spoken`'s; tests find it all here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from adapters.presentation import CardPresenter
from bot.runtime.logs import ErrorRecords
from core.agenda import Due, agenda
from core.desk import Desk
from core.engine import Engine
from core.notifications.kinds import shape_of
from core.people import PersonId
from core.policy import Policy
from core.ports.outbox import Notice
from core.ports.tickets import Search
from core.processes import Metric
from core.tickets.comments import Comment, fold_comments
from core.tickets.events import Event, Happened
from core.tickets.evolve import fold
from core.tickets.ticket import SlaClock, Ticket
from core.ui.inbound import FieldErrors, Heard, Reply, Shown, Where
from tests.fakes.company import (
    APP,
    DOMAIN,
    LEVELS,
    STRANGERS,
    KnownPeople,
    KnownPlaces,
    Someone,
    shipped,
    with_rules,
)
from tests.fakes.instants import BERLIN, SetClock, begins, instant, local
from tests.fakes.ports.store import StoreInMemory, StoreWithOutbox
from tests.fakes.spoken import RecordingChannel, Said, SteppedDelivery, WatchedOutbox, delivery_of

__all__ = [
    "APP", "BERLIN", "DOMAIN", "LEVELS", "DeskHouse", "KnownPlaces", "Said", "Someone", "folds", "instant", "local",
    "open_desk", "refused", "sentence", "shipped", "unseen", "with_rules",
]  # fmt: skip

E = TypeVar("E")


@dataclass(repr=False)
class DeskHouse:
    """The desk, its clock and everything it said.

    No `repr`: asyncio writes that of what a fixture's task has come to, with all that is in it, whenever one ends.
    """

    desk: Desk
    store: StoreWithOutbox
    clock: SetClock
    people: KnownPeople
    places: KnownPlaces
    channels: Mapping[str, RecordingChannel]
    """What each platform was told."""
    said: list[Said] = field(default_factory=list)
    moot: list[Said] = field(default_factory=list)
    edits: list[Said] = field(default_factory=list)
    """Earlier messages changed or taken back: nobody hears of that."""
    cards: list[tuple[datetime, str, str]] = field(default_factory=list)
    """Every drawing of a card: when, `triage_card` or `requester_card`, where."""
    delivers: bool = True
    checked: int = 0
    parked: list[tuple[Notice, str]] = field(default_factory=list)
    """What could not be said, and why; where nobody asks for it a test fails of it."""
    _counter: Iterator[int] = field(default_factory=lambda: count(1))
    _keys: dict[tuple[str, str | None], str] = field(default_factory=dict)
    _heard: set[tuple[str, str | None]] = field(default_factory=set)
    _delivery: SteppedDelivery = field(init=False)
    _team: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        outbox = WatchedOutbox(self.store.outbox, self._hear_of)
        self._delivery = delivery_of(self.desk, outbox, self.store, self.channels, self.people, self.places, self.clock)

    @property
    def lives(self) -> dict[PersonId, str]:
        """On which channel the desk writes to a person; Slack where nothing is said."""
        return self.people.lives

    @property
    def policy(self) -> Policy:
        return self.desk.engine.policy

    @property
    def now(self) -> datetime:
        return self.clock.at

    def person(self, name: str) -> Someone:
        """Somebody by first name or by `first.last`."""
        return Someone(self, self.id_of(name))

    def id_of(self, name: str) -> PersonId:
        """The person id of a first name or `first.last`."""
        policy = shipped()
        everybody = [one.partition("@")[0] for one in (*policy.responders, *policy.managers)] + [*STRANGERS]
        if name in everybody:
            return f"{name}@{DOMAIN}"
        found = sorted({one for one in everybody if one.split(".")[0] == name})
        assert len(found) == 1, f"who is {name}? {found}"
        return f"{found[0]}@{DOMAIN}"

    def fresh(self, kind: str) -> str:
        return f"{kind}-{next(self._counter)}"

    def key_of(self, where: Where) -> str:
        """The key by which a message was heard last, or will be once it comes: an edit of it may come first."""
        return self._keys.setdefault((where.place, where.message), self.fresh("words"))

    def heard_as(self, where: Where) -> str:
        """The key of the words that a message is, heard now."""
        message = where.place, where.message
        key = self.key_of(where) if where.message and message not in self._heard else self.fresh("words")
        self._heard.add(message)
        self._keys[message] = key
        return key

    def message(self) -> str:
        return f"{next(self._counter)}.0"

    def when(self, at: datetime | str | None) -> datetime:
        return self.now if at is None else instant(at)

    # what happens

    async def hears(self, heard: Heard) -> Reply:
        """Let the desk hear something, let due time happen, and let it say what it has to say now."""
        reply = await self.desk.hear(heard)
        await self._settle()
        return reply

    async def until(self, at: datetime | str) -> None:
        """Let time pass, stopping wherever the desk has something to do, as the real sweep does."""
        target = instant(at)
        assert target >= self.now, f"{local(target)} has passed: it is {local(self.now)}"
        while True:
            soonest = await self._soonest()
            if soonest is None or soonest > target:
                break
            self.clock.at = max(soonest, self.now)
            await self._settle()
        self.clock.at = target
        await self._settle()

    async def jump(self, at: datetime | str) -> None:
        """Let time pass while the desk is out: it looks again only at the end."""
        target = instant(at)
        assert target >= self.now, f"{local(target)} has passed: it is {local(self.now)}"
        self.clock.at = target
        await self._settle()

    async def passes(self, **passed: float) -> None:
        """Let so much time pass, as `until` does."""
        await self.until(self.now + timedelta(**passed))

    async def _soonest(self) -> datetime | None:
        due = await self.store.read(lambda tx: tx.next_due())
        talk = await self.store.outbox.next_at(self.now) if self.delivers else None
        return min((one for one in (due, talk) if one is not None), default=None)

    async def _settle(self) -> None:
        while await self.desk.sweep():
            pass
        if self.delivers:
            await self.deliver()

    async def deliver(self) -> None:
        """Say everything that may be said now."""
        await self._delivery.says_all()

    def _hear_of(self, became: str, notice: Notice, word: str) -> None:
        if became == "parked":
            self.parked.append((notice, word))
        elif became == "dropped":
            self.moot.append(self._said(notice, ""))
        elif shape_of(notice) == "card":
            self.cards.append((self.now, notice.kind, _address(notice)))
        elif shape_of(notice) in ("edit", "delete"):
            self.edits.append(self._said(notice, word))
        else:
            self.said.append(self._said(notice, word))

    def _said(self, notice: Notice, message: str) -> Said:
        heard = (one.card for channel in self.channels.values() for one in channel.taken if one.key == message)
        card = next((each for each in heard if each is not None), None)
        to = _address(notice)
        if to.startswith("direct:"):
            to = to.removeprefix("direct:").partition("@")[0].split(".")[0]
        elif to.startswith("message:"):
            to = "message"
        words = card.summary if card else ""
        return Said(notice.kind, to, self.now, notice.at, notice.facts, words, notice, message)

    # what is

    async def ticket(self, ref: str) -> Ticket:
        """The ticket as it is stored."""
        found = await self.store.read(lambda tx: tx.ticket(ref))
        assert found is not None, f"there is no {ref}"
        self._team[ref] = found.team
        return found

    async def comments(self, ref: str) -> tuple[Comment, ...]:
        """What was said on a ticket, as it reads now."""
        return await self.store.read(lambda tx: tx.comments(ref))

    async def stored_clock(self, ref: str, metric: Metric) -> SlaClock:
        """One clock of a ticket."""
        clock = (await self.ticket(ref)).clock(metric)
        assert clock is not None, f"{ref} has no {metric} clock"
        return clock

    async def agenda(self, ref: str) -> tuple[Due, ...]:
        """What time will bring to a ticket."""
        return agenda(await self.ticket(ref), self.policy)

    async def due(self, ref: str, kind: str) -> str | None:
        """The instant of one line of the agenda, as `local` writes it; None when it is not there."""
        return next((local(one.at) for one in await self.agenda(ref) if one.kind == kind), None)

    async def log(self, ref: str) -> tuple[Happened, ...]:
        """A ticket's whole log."""
        return await self.store.read(lambda tx: tx.log(ref))

    async def happened(self, ref: str, *kinds: type[Event]) -> list[Happened]:
        """The entries of a ticket's log of these kinds."""
        return [entry for entry in await self.log(ref) if isinstance(entry.event, kinds)]

    async def events(self, ref: str, kind: type[E]) -> list[E]:
        """What happened to a ticket, of one kind."""
        return [entry.event for entry in await self.log(ref) if isinstance(entry.event, kind)]

    async def newest(self) -> str:
        """The newest ticket that is no part of another one."""
        found = await self.store.read(
            lambda tx: tx.search(Search(limit=1, suits=lambda one: not one.process.of_parent))
        )
        ref = found[0].ref
        await self.ticket(ref)
        return ref

    def triage_of(self, ref: str) -> str:
        return self.places.triage(self._team[ref])[0]

    async def thread(self, ref: str, role: str, channel: str | None = None) -> tuple[str, str]:
        """Where a card of a ticket stands (on one channel): its place and the root of its thread."""
        found = await self.store.read(lambda tx: tx.bindings(ref, role))
        found = tuple(one for one in found if channel in (None, one.place.partition(":")[0])) or found
        assert found, f"{ref} has no {role} card"
        return found[0].place, found[0].thread or found[0].message

    async def message_in(self, ref: str, said_in: str | None) -> Where:
        """Where a message stands that was written in the requester's thread (`Comment.said_in`)."""
        _, root = await self.thread(ref, "requester")
        place, _, message = (said_in or "").partition("#")
        return Where(place, "direct" if "/D-" in place else "channel", thread=root, message=message)

    def lines(self, *, since: int = 0) -> list[str]:
        """Everything said (reactions too), as `Said.line`."""
        return [one.line for one in self.said[since:]]

    def hears_now(self, *expected: str) -> None:
        """What was said since the last look and nothing else, each as `2026-10-27 09:18 CET warning_direct lena`.

        Conversations keep their own order; between them, what is said at one instant has none.
        """
        heard = sorted(self.said[self.checked :], key=lambda one: (one.at, one.line))
        self.checked = len(self.said)
        wanted = sorted(expected, key=lambda line: (begins(line), line))
        lines = [one.line for one in heard]
        if lines != wanted:
            raise AssertionError("\n".join(("said:", *lines, "expected:", *wanted)))

    def nothing_else_was_said(self) -> None:
        """Nothing was said since the last look."""
        self.hears_now()

    async def adopt(self, old: Policy | None) -> int:
        """Work the open tickets out anew under the rules in force; how many there are."""
        keep = await self.desk.work_out(old)
        return await self.store.transact(keep)

    def use(self, policy: Policy) -> None:
        """Take other rules (`adopt` must follow)."""
        policy = replace(policy, versions=self.store.items)
        self.desk.use(policy)
        self.places.policy = policy
        self._delivery.use(policy, self.desk.engine.presenter)


def sentence(reply: Reply) -> str:
    """The words of a private answer or of a field's error."""
    if isinstance(reply, FieldErrors):
        return " ".join(reply.errors.values())
    assert isinstance(reply, Shown), reply
    return reply.card.summary


def refused(reply: Reply) -> str:
    """The sentence of an expected no; fails when it was none."""
    assert isinstance(reply, FieldErrors) or (isinstance(reply, Shown) and reply.refusal), reply
    return sentence(reply)


def unseen(ref: str, *, slashes: bool = True) -> str:
    """What is said of a ticket that is none, or none of theirs to see: one and the same sentence."""
    slash = "/ticket " if slashes else ""
    return f"There is no {ref} that you may see. “{slash}mine” lists yours, “{slash}search <words>” finds others."


def unseen_as_any(reply: Reply, ref: str) -> str:
    """What is said of a number that is none, or none of theirs to see, without it; fails where anything else is.

    Words that were written with it are kept, and offered a ticket of their own, or handed back to be sent again.
    """
    said = sentence(reply)
    nowhere = f"There is no {ref} that you may see, so nobody has your words yet. What is it about?"
    again = f"There is no {ref} that you may see. Write it again with the right number, like "
    assert said in (unseen(ref), nowhere) or said.startswith(again)
    return said.replace(ref, "")


@asynccontextmanager
async def open_desk(
    at: datetime | str,
    *,
    policy: Policy | None = None,
    store: AbstractAsyncContextManager[StoreWithOutbox] | None = None,
    admin: bool = True,
    both: bool = False,
    started: int = 1,
) -> AsyncIterator[DeskHouse]:
    """A desk whose clock shows `at`, on Slack or on `both`, started so many times on its store (default: the fake).

    At the end every stored ticket must be its log's fold.
    """
    policy = policy or shipped()
    clock = SetClock(instant(at))
    people = KnownPeople()
    places = KnownPlaces(policy, admin=admin, both=both)
    numbers = count((started - 1) * 10_000 + 1)
    channels = {name: RecordingChannel(name, numbers) for name in ("slack", "teams")}
    async with store or nullcontext(StoreInMemory()) as opened:
        policy = replace(policy, versions=opened.items)
        presenter = CardPresenter(policy, people, clock=clock)
        engine = Engine(opened, policy, clock, places, people, presenter, channels, ErrorRecords())
        house = DeskHouse(Desk(engine), opened, clock, people, places, channels, _counter=numbers)
        yield house
        await folds(house)
        assert not house.parked, house.parked


async def folds(house: DeskHouse) -> None:
    """Every stored ticket is the fold of its log, and the agenda's earliest instant is the one stored."""
    refs = await house.store.read(lambda tx: [one.ref for one in tx.search(Search(limit=100))])
    for ref in refs:
        log = await house.log(ref)
        assert fold(log) == await house.ticket(ref)
        assert fold_comments(log) == await house.comments(ref)


def _address(notice: Notice) -> str:
    return "requester" if notice.for_requester else notice.to
