"""What people do about the rota, for the tests of it."""

from __future__ import annotations

from dataclasses import replace

from core.calendars.oncall import on_call
from core.ui.cards import Action
from core.ui.inbound import Press, Reply, Where
from tests.fakes.desk import DeskHouse


async def oncall(desk: DeskHouse, who: str, *words: object) -> Reply:
    return await desk.person(who).types("oncall", *words)  # type: ignore[arg-type]


async def presses(desk: DeskHouse, who: str, action: Action) -> Reply:
    someone = desk.person(who)
    where = Where("slack:T1/D-chat", "direct", message="9.9")
    return await desk.hears(Press(someone.speaker, desk.now, desk.fresh("press"), where, action))


async def who_is(desk: DeskHouse, schedule: str) -> str | None:
    rota = await desk.store.read(lambda tx: tx.rota())
    return on_call(desk.policy.schedules[schedule], desk.now, rota).person


def joined_by(desk: DeskHouse, *people: str, team: str = "service-desk") -> None:
    """A team has these members, too."""
    known = desk.policy.teams[team]
    grown = replace(known, members=(*known.members, *(f"{one}@nordlicht.example" for one in people)))
    desk.use(replace(desk.policy, teams={**desk.policy.teams, team: grown}))
