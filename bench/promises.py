"""A desk of many teams, each with a channel of its own, many open tickets, and promises that run out when it is said.

`deskbell run` is a process of its own; the playground's Slack is here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.running import Running, deskbell
from bench.sample import ROOT, fill
from bot.policy_file import load
from core.intake.opening import Opening, open_ticket
from core.policy import Policy
from core.ports.bindings import Binding
from core.processes import IncidentDetails
from playground.protocol import Json
from playground.server import Playground
from playground.slack.server import load as load_workspace
from storage import open_store
from storage.models import TicketRow
from storage.store import AsyncStore
from storage.transaction import SqlTransaction

CHANNELS = 20
MARGIN = timedelta(seconds=20)
"""From the last preparation to the first promise that runs out: the desk is started in between."""
PATIENCE = 600.0
"""Seconds until it is given up that all is told."""
_ANSWER = timedelta(hours=8)
_FILLED, _AT_ONCE = 2_000, 25
_TEAMS = [f"team-{number:02}" for number in range(CHANNELS)]
_COLUMNS = [name for name in TicketRow.model_fields if name not in ("ref", "number")]
_COPY = (
    f"INSERT INTO tickets (ref, number, {', '.join(_COLUMNS)}) SELECT 'INC-' || CAST(number + :by AS text),"
    f" number + :by, {', '.join(_COLUMNS)} FROM tickets WHERE number >= :first AND number < :last"
)
_TOLD = "SELECT at, done_at FROM notices WHERE kind = 'breach' AND state = 'done'"


Cards = dict[str, tuple[str, str]]
"""By team, the place and the message that stands for the cards of all its tickets."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """A desk at work, and the instants at which promises of its tickets run out."""

    bot: Running
    store: AsyncStore
    due: Sequence[datetime]

    async def told(self) -> list[float]:
        """Wait until all that ran out was told; how many seconds after its instant each was recorded, in order."""
        async with asyncio.timeout(PATIENCE):
            while True:
                rows = await self.store.read(lambda tx: tx.sql.rows(_TOLD, {}))
                if len(rows) == len(self.due):
                    return sorted((done_at - at) / 1_000_000 for at, done_at in rows)
                await asyncio.sleep(0.5)


@asynccontextmanager
async def crowd(folder: Path, tickets: int, breaches: int, seconds: int, *, url: str = "") -> AsyncIterator[Crowd]:
    """`tickets` open ones of which nothing is due soon, and `breaches` more, due one after the other for `seconds`."""
    config = folder / "app.yaml"
    config.write_text(_settings(), encoding="utf-8")
    rules = load(config).policy
    url = url or f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    due: list[datetime] = []

    async def between(playground: Playground) -> None:
        cards = _cards(playground)
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            await _fill(store, rules, tickets)
            # The desk counts whole seconds, so that is when its promises run out.
            begins = datetime.now(UTC).replace(microsecond=0) + MARGIN
            due.extend(begins + timedelta(seconds=seconds * number // breaches) for number in range(breaches))
            for start in range(0, breaches, _FILLED):
                await store.transact(partial(_open, rules, tickets, start, due[start : start + _FILLED], cards))

    async with deskbell(folder, 0, between=between, url=url, config=config, workspace=_workspace()) as bot:
        if due and datetime.now(UTC) >= due[0]:
            raise AssertionError("the desk took so long to start that promises had run out before")
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            yield Crowd(bot, store, due)


def _settings() -> str:
    """The sample company with a team a channel, whose promises run day and night."""
    text = (ROOT / "app.yaml").read_text(encoding="utf-8")
    added = {
        "vendors:\n": [
            f'  {team}: {{tier: 1, lead: lena.vogt, members: [dana.roth], triage: {{slack: "#{team}"}}}}'
            for team in _TEAMS
        ],
        "sla:\n": [
            f"  {team}: {{name: {team}, owner: lena.vogt, team: {team}, criticality: low, sla: day-and-night,"
            " categories: [printer]}"
            for team in _TEAMS
        ],
        "sla_rules:\n": [
            "  day-and-night:",
            "    extends: standard",
            "    incident: {P4: {calendar: always, response: 8h, resolution: 40h, pause_on: []}}",
        ],
    }
    for before, lines in added.items():
        if text.count(f"\n{before}") != 1:
            raise AssertionError(f"the sample has no {before!r} any more")
        text = text.replace(f"\n{before}", "\n" + "\n".join(lines) + f"\n{before}")
    return text


def _workspace() -> Json:
    workspace = load_workspace()
    rooms = [{"name": team, "private": False, "members": ["lena.vogt", "dana.roth"]} for team in _TEAMS]
    return {**workspace, "channels": [*workspace["channels"], *rooms]}


def _cards(playground: Playground) -> Cards:
    """Post one in each team's channel."""
    slack = playground.slack
    cards = {}
    for team in _TEAMS:
        channel = slack.space.find_channel(team)
        assert channel is not None
        message = slack.post_as_app(channel, {"text": "A card", "blocks": []})
        cards[team] = (f"slack:{slack.space.team_id}/{channel.id}", str(message["ts"]))
    return cards


async def _fill(store: AsyncStore, rules: Policy, count: int) -> None:
    """Open some through the core and copy their rows; their logs are left out, nothing here reads them."""
    opened = min(count, _FILLED)
    await fill(store, rules, opened, datetime.now(UTC))
    first = rules.first_number
    copies = list(range(1, count // _FILLED))
    for start in range(0, len(copies), _AT_ONCE):
        await store.transact(partial(_copy, first, copies[start : start + _AT_ONCE]))


def _copy(first: int, times: Sequence[int], tx: SqlTransaction) -> None:
    for number in times:
        tx.sql.change(_COPY, {"by": number * _FILLED, "first": first, "last": first + _FILLED})


def _open(rules: Policy, others: int, start: int, due: Sequence[datetime], cards: Cards, tx: SqlTransaction) -> None:
    """Open tickets whose answers are due at these instants, numbered after the `others`."""
    for number, at in enumerate(due, start):
        team = _TEAMS[number % CHANNELS]
        opening = Opening(
            title="Printer jams on the second floor", service=team, requester="mia.feld@nordlicht.example",
            logged_by="mia.feld@nordlicht.example", source="slack_command",
            details=IncidentDetails(category="printer", impact=4, urgency=3),
        )  # fmt: skip
        draft = open_ticket(opening, tx.next_number(rules.first_number + others), rules, at - _ANSWER)
        # Somebody has just written to each requester: they are not told of the delay, this is about the teams.
        ticket = replace(draft.ticket, last_public_at=at)
        tx.save(0, ticket, draft.happened, at)
        place, message = cards[team]
        tx.bind(Binding(ticket.ref, f"triage:{team}", place, message))
