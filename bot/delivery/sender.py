"""One try to say one thing on a channel: in turn, in time, and not twice.

Before a post whose earlier try may have landed is said again, the channel is asked for it by the notice's key. Edits,
reactions and deletions may simply be repeated.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.delivery.direct_limit import Heard
from bot.delivery.files import Files, is_left_out, why_unread, why_untaken
from bot.delivery.pacing import Paces
from bot.delivery.routing import Route
from bot.runtime.fault_points import crash_point
from bot.runtime.logs import record
from bot.runtime.metrics import Metrics
from core.ports.bindings import Binding
from core.ports.channel import Attached, Channel, Gone, Outgoing, Receipt, Rejected, RetryLater
from core.ports.outbox import Notice
from core.ports.pacing import Turn
from core.ports.tickets import StorageUnavailable
from core.tickets.comments import Comment
from core.ui.cards import Card, NotShown, Wanted

_MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds and counts that decide how long delivery tries."""

    lease: float = 60.0
    call: float = 20.0
    """The longest a platform may take to answer; less than the lease."""
    settle: float = 2.0
    """After an unknown outcome, how long the platform has to show it before it is looked up."""
    first: float = 1.0
    longest: float = 300.0
    aside: float = 5.0
    """How long at most others wait behind one that failed, while the conversation takes what it is told."""
    aside_unheard: float = 30.0
    """And while it took nothing: its platform may be down."""
    tries: int = 12
    """After so many failures of one notice, while others were said in its conversation, it is given up; after twice as
    many while others were said elsewhere on its platform."""
    give_up: timedelta = timedelta(hours=24)
    poll: float = 5.0
    farewell: float = 10.0
    """At a stop, how long what is in flight may take."""

    def wait(self, attempts: int, asked: float, *, unknown: bool) -> float:
        """Seconds until the next try after so many; where the platform `asked` for patience, after that."""
        doubled = min(self.first * 2.0 ** min(attempts, 16), self.longest) * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
        own = 0.0 if asked and not attempts else doubled
        return max(asked + own, self.settle if unknown else 0.0)

    def rest(self, wait: float, asked: float, *, heard: bool) -> float:
        """Seconds for which others wait behind one that fails; they come before its next try, in `wait` seconds.

        `heard`: the conversation took others lately.
        """
        return asked + min((wait - asked) / 2, self.aside if heard else self.aside_unheard)


class TooLate(Exception):
    """The lease may be over before a platform has answered: nothing is said."""


@dataclass(slots=True)
class Attempt:
    """One try: its route (which may become a fresh post), and whether a post has begun whose outcome is not known."""

    key: str
    repeated: bool
    """Whether an earlier try may have landed, and was not looked up yet."""
    tries: int = 0
    """How often it was tried before."""
    last_call: float = math.inf
    """The loop's time after which nothing is said any more."""
    route: Route | None = None
    open: bool = False
    heard: Heard = field(default_factory=Heard)
    """What the person it is for was told before."""
    bound: Sequence[Binding] = ()
    """The messages of its ticket, as they were before."""
    reads: Comment | None = None
    """The comment whose words it passes on, as that reads."""
    says: Notice | None = None
    """The notice as it is drawn, with its words of now."""
    more: Sequence[Notice] = ()
    """What it has to be followed by, since its words grew."""
    left_out: NotShown | None = None
    """Why the file that it brings is named and not shown there."""
    named: Sequence[str] | None = None
    """The tickets that it names, where it tells of many; None: it may be any of them."""

    @property
    def place(self) -> str:
        """What a post is counted for, empty before the way is known."""
        return self.route.counted if self.route else ""

    @property
    def channel(self) -> str:
        """The channel's name, empty before the way is known."""
        return self.route.channel.name if self.route else ""


@dataclass(slots=True)
class Voice:
    """Speaks on every channel, each conversation at its pace."""

    metrics: Metrics
    patience: Patience = field(default_factory=Patience)
    paces: Paces = field(default_factory=Paces)
    files: Files = field(default_factory=Files)
    born: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def turn(self, route: Route, within: float) -> Turn:
        """Take the conversation's next turn and wait for it, unless it comes later than `within` seconds from now."""
        turn = await self.paces.take(route, within)
        if turn.taken and turn.wait > 0:
            await asyncio.sleep(turn.wait)
        return turn

    def rest(self, route: Route) -> float:
        """In how many seconds the lane may go on."""
        return self.paces.rest(route)

    async def say(self, attempt: Attempt, route: Route, card: Card) -> Receipt:
        """Say it, or find it said. A card whose message is gone is posted anew. Raises RetryLater and Rejected."""
        if card.file is not None:
            return await self._show(attempt, route, card, card.file)
        try:
            return await self._once(attempt, route, card)
        except Rejected as error:
            fresh = route.anew()
            if fresh is None or isinstance(error, Gone) or error.why not in _MESSAGE_GONE:
                raise
            record("card.posted_anew", key=attempt.key, why=error.why)
            return await self._once(attempt, fresh, card)

    async def _show(self, attempt: Attempt, route: Route, card: Card, wanted: Wanted) -> Receipt:
        """Say it with its file, or why that cannot be shown."""
        try:
            attached = await self.files.fetch(wanted, route.channel, attempt.tries)
        except Rejected as error:
            return await self._name(attempt, route, wanted, why_unread(error.why), error)
        try:
            return await self._once(attempt, route, card, attached)
        except Gone:
            raise  # the place, which takes no words either
        except Rejected as error:
            return await self._name(attempt, route, wanted, why_untaken(error.why), error)
        except (RetryLater, TimeoutError) as error:
            if not is_left_out(attempt.tries, error):
                raise
            if attempt.open:  # it may stand there with its file
                attempt.repeated = True
                await asyncio.sleep(self.patience.settle)
            return await self._name(attempt, route, wanted, "not_reached", error)

    async def _name(self, attempt: Attempt, route: Route, wanted: Wanted, why: NotShown, error: Exception) -> Receipt:
        """Say a file's name and link, and why it is not shown."""
        record("file.not_shown", key=attempt.key, why=str(error))
        attempt.left_out = why
        return await self._once(attempt, route, wanted.instead[why])

    async def _once(self, attempt: Attempt, route: Route, card: Card, attached: Attached | None = None) -> Receipt:
        found = await self.said_before(attempt, route)
        outgoing = replace(route.outgoing(attempt.key, card), attached=attached)
        return found or await self._call(attempt, route, outgoing)

    async def said_before(self, attempt: Attempt, route: Route) -> Receipt | None:
        """What an earlier try posted there; None where it did not, which then is known. Raises RetryLater."""
        attempt.route = route
        if not attempt.repeated or route.act != "post":
            return None
        found = await self._find(route.channel, route.outgoing(attempt.key, None))
        attempt.repeated = False
        if found is not None:
            self.metrics.attempts.labels(route.channel.name, "found").inc()
            record("notice.found", key=attempt.key)
        return found

    async def _call(self, attempt: Attempt, route: Route, outgoing: Outgoing) -> Receipt:
        if asyncio.get_running_loop().time() > attempt.last_call:
            raise TooLate("its lease is nearly over")
        crash_point("before-speaking")
        channel = route.channel
        attempt.open = outgoing.act == "post"
        result = "unknown"
        try:
            async with asyncio.timeout(self.patience.call):
                receipt = await channel.deliver(outgoing)
            result = "said"
        except RetryLater as error:
            if not error.unknown:
                result, attempt.open = "later", False
                if not error.own:
                    await self._hold(route, error.after)
            raise
        except Rejected:
            result, attempt.open = "rejected", False
            raise
        finally:
            self.metrics.attempts.labels(channel.name, result).inc()
        crash_point("after-speaking")
        return receipt

    async def _hold(self, route: Route, seconds: float) -> None:
        """Let nobody speak for so long. A clear answer stays one where other processes cannot be told of it now."""
        try:
            await self.paces.hold(route, seconds)
        except StorageUnavailable as error:
            record("delivery.storage_unavailable", 30, why=str(error))

    async def _find(self, channel: Channel, outgoing: Outgoing) -> Receipt | None:
        """Whether an earlier try landed. A channel without lookup may repeat itself: its declared gap."""
        if not channel.capabilities.lookup:
            return None
        remaining = self.born + self.patience.settle - asyncio.get_running_loop().time()
        if remaining > 0:  # what a killed process had begun may still be on its way
            await asyncio.sleep(remaining)
        try:
            async with asyncio.timeout(self.patience.call):
                return await channel.find(outgoing)
        except Rejected as error:
            # It cannot be looked up there, for instance because the place is gone: speaking will tell.
            record("notice.not_found", key=outgoing.key, why=error.why)
            return None
        except RetryLater as error:
            raise RetryLater(f"looking up: {error}", error.after, unknown=True) from error
        except TimeoutError as error:
            raise RetryLater("looking up took too long", 0.0, unknown=True) from error
