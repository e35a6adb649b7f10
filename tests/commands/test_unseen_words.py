"""Words of which nothing can be seen reach nobody as words, and code keeps what its lines are indented by."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core.ui.inbound import Quiet
from core.ui.text import clean
from tests.commands.chats import said_on, taken, two
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import HOME, public, say, spot
from tests.fakes.desk import DeskHouse, open_desk, refused

UNSEEN = ["\u200b", " \u00a0 ", "\u2060\ufeff\u200d", "\u00ad\ufe0f\n\u3164", "\u2800", "\u202e\u202c"]
CODE = "    if x:\n\ty()"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk("2026-10-26 10:00 CET", both=True) as house:
        yield house


def copies(desk: DeskHouse) -> list[str]:
    return [read(card) for channel in desk.channels.values() for card in channel.stands.values()]


@pytest.mark.parametrize("words", UNSEEN)
async def test_an_edit_that_leaves_nothing_to_see_leaves_readers_what_they_had(desk: DeskHouse, words: str) -> None:
    await taken(desk)
    mia = desk.person("mia").on_teams
    await say(mia, mia.chat("21.0"), "It drops again", to_bot=True)
    before = copies(desk)
    for minutes in (1, 30):
        await desk.passes(minutes=minutes)
        assert refused(await mia.edits(mia.chat("21.0"), words)).startswith("Nothing was changed: no words are left.")
    assert copies(desk) == before


@pytest.mark.parametrize("words", UNSEEN)
async def test_an_edit_that_leaves_nothing_to_see_changes_no_ticket_and_nothing_that_waits(
    desk: DeskHouse, words: str
) -> None:
    ref, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It drops again", message="7.0"))
    assert refused(await mia.edits(mia.chat("7.0"), words))
    await mia.presses_anywhere("this_one", ticket=ref)
    assert await said_on(desk, ref) == ["It drops again"]


@pytest.mark.parametrize("words", UNSEEN)
async def test_nothing_that_can_be_seen_is_no_message(desk: DeskHouse, words: str) -> None:
    ref = await public(desk)
    before = copies(desk)
    await say(desk.person("mia"), await spot(desk, ref, "requester", "21.0"), words)
    await say(desk.person("dana"), await spot(desk, ref, "triage:service-desk", "22.0"), words)
    assert copies(desk) == before
    assert await said_on(desk, ref) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (CODE, CODE),
        (f"\n \n{CODE}\n\n", CODE),
        (f"note\n{CODE}", CODE),
        (f"note {CODE}", "if x:\n\ty()"),
        (f">>\n{CODE}", CODE),
        ("\ty()", "\ty()"),
        ("  it drops", "it drops"),
    ],
)
async def test_code_keeps_the_indentation_of_its_first_line(desk: DeskHouse, typed: str, kept: str) -> None:
    ref = await desk.person("mia").reports(home=HOME)
    quiet(await desk.person("dana").presses("claim", ref))
    where = await spot(desk, ref, "triage:service-desk", "22.0")
    assert isinstance(await say(desk.person("dana"), where, typed, to_bot=typed.startswith("note")), Quiet)
    assert await said_on(desk, ref) == [kept]


@pytest.mark.parametrize("words", ["👍\ufe0f", "é", "\u200cا", "क्\u200dष", ".", "\u200b."])
def test_what_can_be_seen_stays(words: str) -> None:
    assert clean(words) == words
