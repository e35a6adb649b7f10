"""What waits to be said: a notice, addressed, with the facts that its words need; and the outbox it waits in.

Addresses
- `triage:<team>` the triage channel of a team, on every platform where it has one
- `requester:<person id>` the thread in which the one who asked is told of it (`Ticket.home`); it stays theirs whom it
  names, whoever has asked by the time it is said
- `direct:<person id>` a direct message
- `admins` the admin channel, else each admin directly

A notice addressed to several platforms is written once per place: `place` is set then, and names the conversation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol
from zlib import crc32

from core.ports.bindings import Binding

REFRESHES = " refreshes"
"""What the name of a lane ends with in which refreshes wait, apart from the words of their conversations."""
_SHARED = 16
DIRECT = "direct:"
"""How the address of one person begins, and of the conversation that a channel has with them."""
REQUESTER = "requester:"
"""How the address of whoever asked begins."""
INSTEAD = "instead_of"
"""The fact of a fallback notice that keeps its first address, which is what its message stands for."""
NOTHING: Mapping[str, str] = MappingProxyType({})
"""No named values to keep."""

FactValue = str | int | bool | None | tuple[str, ...]
"""JSON scalars and lists of words; instants are ISO strings with `+00:00`; people are person ids."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say. `key` is unique for ever; `at` when it was caused; not spoken before `not_before`.

    `place` is set once the address is known (one notice a place). `urgent`: nothing of its lane that can wait goes
    before it. `refresh`: it only brings up to date what stands already.
    """

    kind: str
    ticket: str | None
    to: str
    key: str
    at: datetime
    not_before: datetime
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    place: str | None = None
    urgent: bool = False
    refresh: bool = False

    @property
    def conversation(self) -> str:
        """Where it is said: the place, or the address while that is not known.

        What one person is told is one conversation, of however many tickets: the platform counts it so.
        """
        return self.place or self.to

    @property
    def person(self) -> str:
        """The one person whom a direct message is for; empty where it is no direct message."""
        return self.to.removeprefix(DIRECT) if self.to.startswith(DIRECT) else ""

    @property
    def for_requester(self) -> bool:
        """Whether it belongs into the thread of who asked."""
        return self.to.startswith(REQUESTER)

    @property
    def asker(self) -> str:
        """Who had asked when it was decided; empty where it is not for them. Others may have the ticket by now."""
        if self.facts.get(INSTEAD) == "requester":  # said in their chat, since their thread could not be reached
            return self.person
        return self.to.removeprefix(REQUESTER) if self.for_requester else ""

    @property
    def lane(self) -> str:
        """The row in which it waits its turn: a conversation's words, or refreshes, which delay no word.

        Refreshes of requesters' own cards share a few lanes, however many tickets there are: that many are looked at
        whenever the platform takes one more.
        """
        if not self.refresh:
            return self.conversation
        if self.place is None and self.ticket is not None:
            return f"{crc32(self.ticket.encode()) % _SHARED}{REFRESHES}"
        return self.conversation + REFRESHES


class Leased(Protocol):
    """A notice to say now: `attempts` tries came before, one of which may have landed when it is `unknown`."""

    @property
    def id(self) -> int:
        """Its number in the outbox."""
        ...

    @property
    def notice(self) -> Notice:
        """What is to be said."""
        ...

    @property
    def attempts(self) -> int:
        """How many tries came before."""
        ...

    @property
    def unknown(self) -> bool:
        """Whether an earlier try may have landed."""
        ...


class Notices(Protocol):
    """What is to be said, written with the decision that causes it; part of a `Transaction`."""

    def write_notices(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox. A key that is already there is left alone; refreshes of a card coalesce."""
        ...

    def asking(self, ref: str, *, waiting: bool = False) -> tuple[Notice, ...]:
        """What was said of a ticket, or is being said, in messages with buttons that hold for a time (`Kind.loses`).

        As long as it is kept, and so is all that its message says. By key. `waiting`: and what is still to be said,
        where the ticket itself will not show that it need not be.
        """
        ...

    def said_in(self, place: str, message: str) -> tuple[Notice, ...]:
        """All the notices that one message says, in its order."""
        ...

    def told(self, ref: str) -> tuple[Notice, ...]:
        """What was said of a ticket, or is being said, to one person in a message of their own; as `asking`, by key.

        What was said together with other things in one message is among it.
        """
        ...


class Outbox(Protocol):
    """The outbox as delivery works it off: every method is one transaction and raises StorageUnavailable."""

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> Sequence[Leased]:
        """The most urgent sayable notice of each free lane, the most urgent first, at most `limit`.

        By the instant until which each is due (`core.notifications.kinds.due`), then as written. Before one goes what
        its ticket has to say earlier in its lane; a refresh follows what it is about.
        """
        ...

    async def behind(self, id: int, now: datetime, most: int) -> Sequence[Leased]:
        """What stands behind it in its lane and may be said now, in the order of the lane.

        Without what has to wait for something else that its ticket says earlier there, which cannot be said now.
        """
        ...

    async def after(self, id: int, now: datetime) -> Sequence[Leased]:
        """What its ticket says after it in its lane and may be said now, as written."""
        ...

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        """Say these in the message of the notice leased with so many `attempts`. False: none of them."""
        ...

    async def carried(self, id: int) -> Sequence[Leased]:
        """What an earlier try of it, whose outcome nobody knows, said with it."""
        ...

    async def done(
        self,
        id: int,
        receipt_binding: Binding | None,
        at: datetime,
        *,
        lane_free_at: datetime | None = None,
        along: Sequence[Binding] = (),
        left: Binding | None = None,
        keep: Mapping[str, str] = NOTHING,
        then: Sequence[Notice] = (),
    ) -> bool:
        """It was said, with what it carried, whose bindings are `along`.

        `left` is what stood for it in a conversation that is gone: it is forgotten. `keep` are named values and `then`
        notices that follow from it.
        """
        ...

    async def retry(
        self, id: int, at: datetime, why: str, *, unknown: bool = False, lane_free_at: datetime | None = None
    ) -> bool:
        """Again at `at`, before what its ticket says later; its lane with others at `lane_free_at` (or `at`)."""
        ...

    async def postpone(
        self,
        id: int,
        until: datetime,
        *,
        unknown: bool = False,
        lane_free_at: datetime | None = None,
        along: Sequence[int] = (),
    ) -> bool:
        """Its turn has not come: not before `until`, as if it had not been leased.

        Its lane goes on with others from `lane_free_at` on. A word that was due is said earlier where its ticket has
        something to say after it in that lane. `along` are others that wait there, and go on waiting as long.
        """
        ...

    async def park(
        self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = (), *, shut: str | None = None
    ) -> bool:
        """Never, or where a place is `shut`, not before that comes back; `fallback` is written with it."""
        ...

    async def bring_back(self, now: datetime, since: datetime, places: Collection[str] | None = None) -> int:
        """Try anew what was caused since then and parked because its place was shut: of one card's refreshes the last.

        Only what these `places` refused, where they are named, and what an older desk parked, which kept no place.
        Returns how many wait again.
        """
        ...

    async def bring_back_for(
        self, refused_by: Collection[str], now: datetime, since: datetime, without: Collection[str] = ()
    ) -> int:
        """The same for what exactly these refused; it loses the facts of those names.

        Cheap where nothing waits for them. Returns how many wait again.
        """
        ...

    async def bring_back_first(self, place: str, now: datetime, since: datetime) -> int:
        """The same for the first alone of what exactly this place refused: a word, if there is one."""
        ...

    async def refusing(self, since: datetime) -> Sequence[str]:
        """Which places refused what was caused since then and waits for them; empty for one that nobody knows."""
        ...

    async def move(self, before: str, after: str, since: datetime) -> int:
        """Let what a place refused wait for the one that was made in its stead; returns how much.

        What changes messages that stood there is let go, and so is what is about no open ticket.
        """
        ...

    async def drop_moot(self, id: int, at: datetime, along: Sequence[str] = (), *, then: Sequence[Notice] = ()) -> bool:
        """No longer, nor what waits in its lane under the keys `along`; `then` is what is said in their stead."""
        ...

    async def next_at(self, now: datetime) -> datetime | None:
        """When something can next be leased."""
        ...
