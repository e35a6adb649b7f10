"""Every list that is cut says how many there are and how to see the rest: one table over all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ui.cards import Card
from core.ui.inbound import Shown
from tests.commands.reading import quiet, read, shown
from tests.fakes.desk import DeskHouse

MANY = 32
Look = Callable[[DeskHouse], Awaitable[Card]]


def typed(who: str, words: str) -> Look:
    """What somebody reads who types that behind /ticket."""

    async def look(desk: DeskHouse) -> Card:
        return shown(await desk.person(who).types("ticket", words))

    return look


async def others(desk: DeskHouse) -> Card:
    reply = await desk.person("dana").presses("requester_tickets", await desk.newest())
    assert isinstance(reply, Shown)
    return reply.card


def page(who: str) -> Look:
    """Somebody's own page."""

    async def look(desk: DeskHouse) -> Card:
        return await desk.desk.home(desk.person(who).speaker)

    return look


LISTS: dict[str, tuple[Look, tuple[str, ...]]] = {
    "mine": (typed("mia", "mine"), ("20 of 32 shown. “/ticket search <words>” finds the others.",)),
    "queue": (typed("dana", "queue"), ("30 of 32 shown. “/ticket search <words>” finds the others.",)),
    "working on": (typed("dana", "mine"), ("20 of 32 shown. “/ticket search <words>” finds the others.",)),
    "risk": (typed("dana", "risk"), ("30 of 32 shown. “/ticket search <words>” finds the others.",)),
    "others": (others, ("5 of 31 shown. “/ticket search <words>” finds the others.",)),
    "search": (typed("mia", "search vpn"), ("Older tickets",)),
    "home of who asked": (page("mia"), ("10 of 32 shown. “/ticket mine” lists the others.",)),
    "home of who works": (
        page("dana"),
        (
            "20 of 32 shown. “/ticket search <words>” finds the others.",
            "10 of 32 shown. “/ticket risk” lists the others.",
        ),
    ),
    "home with what nobody has": (page("lena"), ("10 of 32 shown. “/ticket queue” lists the others.",)),
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_that_is_cut_says_how_many_there_are_and_how_to_see_the_rest(desk: DeskHouse, name: str) -> None:
    desk.delivers = False
    look, says = LISTS[name]
    for number in range(MANY):
        ref = await desk.person("mia").reports("P1" if "risk" in name else "P2", title=f"VPN drops, {number}")
        if "nobody" not in name:
            quiet(await desk.person("dana").presses("claim", ref))
    read_there = read(await look(desk))
    for each in says:
        assert each in read_there


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_that_is_whole_says_nothing_of_it(desk: DeskHouse, name: str) -> None:
    look, _ = LISTS[name]
    for number in range(2):
        quiet(
            await desk.person("dana").presses("claim", await desk.person("mia").reports(title=f"VPN drops, {number}"))
        )
    said = read(await look(desk))
    assert " shown." not in said
    assert "Older" not in said
