"""A chat platform that keeps what it was told and fails as it is told: the other side of delivery in its tests."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from core.people import Profile, Speaker
from core.ports.channel import Capabilities, EditLimit, Gone, Outgoing, Receipt, Rejected, RetryLater, Sources
from core.ui.cards import Card
from tests.bot.virtual import passes

ALL = Capabilities(threads=True, edits=True, dialogs=True, lookup=True, reactions=True)
FAULTS = ("limited", "refused_before", "broken_before", "broken_after", "hangs_before", "hangs_after", "lands_late")
"""What can befall a call: 429; a plain refusal of the connection; an unknown outcome before or after the effect."""


@dataclass
class Message:
    key: str
    place: str
    thread: str | None
    card: Card | None
    id: str
    at: float
    broadcast: bool = False
    edits: list[float] = field(default_factory=list)


class Platform:
    """Implements core.ports.channel.Channel. `faults` strike calls in order; None lets one pass."""

    name = "slack"
    sources = Sources(command="c", command_elsewhere="c", shortcut="s", emoji="e", message="m")

    def __init__(self, faults: list[str | None] | None = None, lookups: list[str | None] | None = None) -> None:
        self.capabilities = ALL
        self.edit_limit: EditLimit | None = None
        self.faults = deque(faults or [])
        self.lookup_faults = deque(lookups or [])
        self.messages: list[Message] = []
        self.calls: list[tuple[float, Outgoing]] = []
        self.lookups = 0
        self.gone: dict[str, str] = {}
        self.strangers: set[str] = set()
        self.reactions: list[tuple[str, str]] = []
        self.seconds = 0.1
        self.in_flight: dict[str, int] = {}
        self.most_in_flight = 0
        self.watch: Callable[[Outgoing], None] = lambda _: None

    def said(self, place: str | None = None) -> list[str]:
        return [each.key for each in self.messages if place is None or each.place == place]

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        self.calls.append((self._now(), outgoing))
        self.watch(outgoing)
        self.in_flight[outgoing.place] = self.in_flight.get(outgoing.place, 0) + 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight[outgoing.place])
        try:
            return await self._deliver(outgoing)
        finally:
            self.in_flight[outgoing.place] -= 1

    async def _deliver(self, outgoing: Outgoing) -> Receipt:
        await passes(self.seconds)
        match self.faults.popleft() if self.faults else None:
            case "limited":
                raise RetryLater("patience", 7.0)
            case "refused_before":
                raise RetryLater("cannot be reached", 1.0)
            case "broken_before":
                raise RetryLater("broke", 1.0, unknown=True)
            case "hangs_before":
                await passes(3600)
            case "broken_after":
                self._take(outgoing)
                raise RetryLater("broke", 1.0, unknown=True)
            case "hangs_after":
                self._take(outgoing)
                await passes(3600)
            case "lands_late":
                asyncio.get_running_loop().call_later(1.5, self._take, outgoing)
                raise RetryLater("broke", 0.5, unknown=True)
            case "bug":
                raise ZeroDivisionError("a bug in the channel")
        return self._take(outgoing)

    def _take(self, outgoing: Outgoing) -> Receipt:
        place = outgoing.place
        if place in self.gone:
            raise Gone(self.gone[place])
        resolved = _conversation(place)
        if resolved in self.gone:
            raise Gone(self.gone[resolved])
        match outgoing.act:
            case "post":
                message = Message(
                    outgoing.key, resolved, outgoing.thread, outgoing.card, str(len(self.messages) + 1),
                    self._now(), outgoing.broadcast,
                )  # fmt: skip
                self.messages.append(message)
                return Receipt(resolved, message.id)
            case "unreact":
                self.reactions.remove((f"{place}#{outgoing.message}", outgoing.emoji or ""))
                return Receipt(place, "")
            case "react":
                self.reactions.append((f"{place}#{outgoing.message}", outgoing.emoji or ""))
                return Receipt(place, "")
        found = next((m for m in self.messages if m.place == resolved and m.id == outgoing.message), None)
        if found is None:
            raise Rejected("message_not_found")
        found.card = outgoing.card
        found.edits.append(self._now())
        return Receipt(resolved, found.id)

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        self.lookups += 1
        await passes(self.seconds)
        match self.lookup_faults.popleft() if self.lookup_faults else None:
            case "limited":
                raise RetryLater("patience", 11.0)
            case "hangs_before":
                await passes(3600)
            case "refused":
                raise Rejected("missing_scope")
        for each in self.messages:
            if (
                each.key == outgoing.key
                and each.place == _conversation(outgoing.place)
                and each.thread == outgoing.thread
            ):
                return Receipt(each.place, each.id)
        return None

    async def fetch(self, source: str, most: int) -> bytes:
        raise Rejected("gone")

    async def standing(self, speaker: Speaker) -> Profile:
        return await self.profile(speaker)

    async def profile(self, speaker: Speaker) -> Profile:
        return Profile(speaker, "", None)

    async def account(self, email: str) -> str | None:
        return None if email in self.strangers else f"slack:T1/{email.partition('@')[0]}"

    async def is_open(self, written: str) -> bool:
        return False

    async def resolve(self, written: str) -> str | None:
        return f"slack:T1/{written.removeprefix('#')}"


def _conversation(place: str) -> str:
    """The place itself, or somebody's own conversation: `slack:T1/D-mia` of `direct:slack:T1/mia`."""
    if not place.startswith("direct:"):
        return place
    workspace, _, person = place.removeprefix("direct:").rpartition("/")
    return f"{workspace}/D-{person}"
