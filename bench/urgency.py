"""How soon what is urgent is said where much waits, on a Slack of one message a second and channel, 50 edits a minute.

The real outbox (SQLite in memory) and the real delivery speak, the playground's own limits judge, and time is virtual:
minutes of theirs are seconds here, and no machine is too slow. First come, first served stands beside it in the same
run: one lane a conversation, in the order written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unittest.mock import patch

from adapters.slack.channel import EDIT_LIMIT
from core.intake.opening import Opening, open_ticket
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.notifications.promises import BREACH, Breached
from core.notifications.triage import NOTE, Noted
from core.ports.bindings import Binding
from core.ports.channel import Outgoing, Receipt, RetryLater
from core.ports.outbox import Notice
from core.processes import IncidentDetails
from core.tickets.ticket import Ticket
from playground.clock import Clock
from playground.slack.limits import Pacing
from playground.slack.protocol import RateLimited
from storage.transaction import SqlTransaction
from tests.bot.platform import Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import TRIAGE, World, policy, world

BEFORE, REFRESHES = 30, 200
PHASES = tuple(number / 10 for number in range(10))
"""When the urgent one comes, in seconds after one of the others was said: each is a run of its own."""

_METHODS = {"post": "chat.postMessage", "edit": "chat.update"}


class _Time(Clock):
    """The loop's own time."""

    def moment(self) -> float:
        return asyncio.get_running_loop().time()


class Slack(Platform):
    """A channel that answers after a tenth of a second, and refuses what is too much."""

    def __init__(self) -> None:
        super().__init__()
        self.edit_limit = EDIT_LIMIT
        self.limits = Pacing(_Time(), tiers=True)
        self.awaited: dict[str, asyncio.Future[float]] = {}
        self.refused = 0

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Take it, or refuse it for being too much."""
        await passes(self.seconds)
        try:
            self.limits.check(_METHODS[outgoing.act], outgoing.place)
        except RateLimited as error:
            self.refused += 1
            raise RetryLater("too much", error.retry_after) from error
        if outgoing.key in self.awaited:
            self.awaited[outgoing.key].set_result(asyncio.get_running_loop().time())
        return Receipt(outgoing.place, outgoing.message or outgoing.key)


@dataclass(frozen=True)
class Desk:
    """A desk that speaks by urgency, or by first come, first served."""

    there: World
    slack: Slack
    by_urgency: bool

    @property
    def now(self) -> datetime:
        """Its clock."""
        return self.there.clock.now()

    async def opens(self, count: int, *, priority: str = "P4", shown: bool = False) -> list[Ticket]:
        """Open tickets, with cards in the triage channel where they are `shown`."""
        level = 1 if priority == "P1" else 4

        def some(tx: SqlTransaction) -> list[Ticket]:
            opened = []
            for _ in range(count):
                details = IncidentDetails(category="printer", impact=level, urgency=min(level, 3))
                opening = Opening(
                    title="Printer jams", service="office", requester="mia.feld@nordlicht.example",
                    logged_by="mia.feld@nordlicht.example", source="slack_command", details=details,
                )  # fmt: skip
                draft = open_ticket(opening, tx.next_number(policy().first_number), policy(), self.now)
                tx.save(0, draft.ticket, draft.happened, None)
                if shown:
                    tx.bind(Binding(draft.ticket.ref, f"triage:{draft.ticket.team}", TRIAGE, draft.ticket.ref))
                opened.append(draft.ticket)
            return opened

        tickets = await self.there.store.transact(some)
        assert {each.priority for each in tickets} == {priority}
        return tickets

    async def writes(self, notices: Sequence[Notice]) -> None:
        """Put these into the outbox."""
        await self.there.writes(*(each if self.by_urgency else replace(each, refresh=False) for each in notices))

    async def late(self, notice: Notice) -> float:
        """Write it now; after how many seconds it is said."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.slack.awaited[notice.key] = loop.create_future()
        await self.writes([notice])
        return await self.slack.awaited[notice.key] - began

    def notice(self, kind: Kind[Facts], facts: Facts, ticket: Ticket, key: str, *, anew: bool = False) -> Notice:
        """A notice for the triage channel."""
        return kind.notice(
            facts, ticket=ticket.ref, to=f"triage:{ticket.team}", key=f"{ticket.ref}:{key}", at=self.now, place=TRIAGE,
            urgent=ticket.priority == "P1", anew=anew,
        )  # fmt: skip


async def _a_p1_behind_cards(desk: Desk, phase: float) -> float:
    cards = [desk.notice(TRIAGE_CARD, Facts(), one, "card", anew=True) for one in await desk.opens(BEFORE)]
    await desk.writes(cards)
    await passes(1 + phase)
    [urgent] = await desk.opens(1, priority="P1")
    return await desk.late(desk.notice(TRIAGE_CARD, Facts(), urgent, "card", anew=True))


async def _a_breach_behind_refreshes(desk: Desk, phase: float) -> float:
    tickets = await desk.opens(REFRESHES, shown=True)
    await desk.writes([desk.notice(TRIAGE_CARD, Facts(), one, "redraw") for one in tickets])
    await passes(30 + phase)
    facts = Breached(metric="resolution", due_at=desk.now)
    return await desk.late(desk.notice(BREACH, facts, tickets[-1], "breach"))  # type: ignore[arg-type]  # its own facts


async def _a_refresh_behind_words(desk: Desk, phase: float) -> float:
    tickets = await desk.opens(REFRESHES, shown=True)
    noted = Noted(comment="c1", author="dana.roth@nordlicht.example", text="x")
    await desk.writes([desk.notice(NOTE, noted, one, "note") for one in tickets])  # type: ignore[arg-type]  # the same
    await passes(30 + phase)
    return await desk.late(desk.notice(TRIAGE_CARD, Facts(), tickets[-1], "redraw"))


Story = Callable[[Desk, float], Awaitable[float]]

STORIES: dict[str, Story] = {
    f"a P1's card behind {BEFORE} P4 cards (goal: 2 s)": _a_p1_behind_cards,
    f"a breach at {REFRESHES} waiting refreshes (goal: 1 s)": _a_breach_behind_refreshes,
    f"a refresh at {REFRESHES} waiting words": _a_refresh_behind_words,
}


def _told(story: Story, phase: float, *, by_urgency: bool) -> tuple[float, int]:
    """Seconds until it was said, and how often Slack refused a call."""

    async def tell() -> tuple[float, int]:
        slack = Slack()
        async with world(slack) as there:
            late = await story(Desk(there, slack, by_urgency), phase)
            return late, slack.refused

    if by_urgency:
        return simulate(tell)
    with patch("storage.transaction.due", lambda notice: notice.not_before):
        return simulate(tell)


async def measure() -> list[str]:
    """Lines of figures."""
    return await asyncio.to_thread(_measured)


def _measured() -> list[str]:
    lines = ["urgency: seconds until it is said, one message a second and channel, 50 edits a minute (virtual time)"]
    for name, story in STORIES.items():
        figures = []
        for by_urgency in (True, False):
            runs = [_told(story, phase, by_urgency=by_urgency) for phase in PHASES]
            late = sorted(seconds for seconds, _ in runs)
            refused = sum(count for _, count in runs)
            figures.append(f"p50 {late[len(late) // 2]:.2f}, max {late[-1]:.2f} ({refused} times 429)")
        lines.append(f"  {name}: {figures[0]}; first come, first served: {figures[1]}")
    return lines
