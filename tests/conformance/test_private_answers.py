"""Answers for one person in a channel of Teams: there, where the settings and Teams allow it, else in their chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.policy_file import load
from playground.teams.limits import Fault
from tests.conformance.house import House, house
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, requesters_in_teams
from tests.conformance.seen import Post
from tests.fakes.desk import APP

pytestmark = requesters_in_teams

OFFER = "What is it about?"
WORDS = "@Deskbell the coffee machine says error 17"


async def _answers(who: Someone) -> tuple[list[Post], list[Post]]:
    """The offers that stand in channels for their eyes, and those in their chat."""
    whispered, told = await who.reads_alone(), await who.reads()
    return [one for one in whispered if OFFER in one.text], [one for one in told if OFFER in one.text]


@pytest.fixture
async def never(tmp_path: Path, seating: Seating) -> AsyncIterator[House]:
    """The house by settings that keep private answers out of channels."""
    text = APP.read_text(encoding="utf-8")
    assert text.count("targeted_messages: auto") == 1
    copy = tmp_path / "app.yaml"
    copy.write_text(text.replace("targeted_messages: auto", "targeted_messages: never"), encoding="utf-8")
    async with house(tmp_path, seating, rules=load(copy)) as running:
        yield running


async def test_by_the_shipped_settings_it_stands_in_the_channel_for_one_person(desk: House) -> None:
    mia, jan = desk.people("mia", "jan")
    asked = await mia.says_in("help", WORDS)
    await desk.settles()
    ((answer,), in_chat) = await _answers(mia)
    assert in_chat == []
    assert answer.key[1] == asked.key[1]
    assert await _answers(jan) == ([], [])
    assert await jan.reads_under(asked) == []
    await _can_be_used(desk, mia, answer)


async def test_where_the_settings_forbid_it_it_stands_in_the_chat(never: House) -> None:
    mia = never.person("mia")
    asked = await mia.says_in("help", WORDS)
    await never.settles()
    (whispered, (answer,)) = await _answers(mia)
    assert whispered == []
    assert await mia.reads_under(asked) == []
    await _can_be_used(never, mia, answer)


@pytest.mark.parametrize("trouble", ["http_400", "http_403", "http_404", "http_502", "reset_before"])
async def test_where_teams_refuses_it_it_stands_in_the_chat(desk: House, trouble: str) -> None:
    mia = desk.person("mia")
    fault = Fault("send", trouble)
    desk.teams.teams.faults.add(fault)
    asked = await mia.says_in("help", WORDS)
    await desk.settles()
    (whispered, (answer,)) = await _answers(mia)
    assert fault.times == 0, "it was not tried in the channel"
    assert whispered == []
    assert await mia.reads_under(asked) == []
    await _can_be_used(desk, mia, answer)


async def test_who_has_no_chat_either_reads_in_the_channel_that_it_did_not_work(never: House) -> None:
    mia = never.person("mia")
    never.teams.admin.block("mia.feld")
    asked = await mia.says_in("help", WORDS)
    await never.settles()
    assert await _answers(mia) == ([], [])
    (said,) = await mia.reads_under(asked)
    said.shows("I cannot write to you in private.")
    said.does_not_show("coffee")
    never.heard.add(said.key)
    await never.ends_quietly()


async def _can_be_used(desk: House, who: Someone, answer: Post) -> None:
    """The answer was heard; its buttons work where it stands, and nothing else was said."""
    desk.heard.add(answer.key)
    answer.has_buttons("Something is broken", "I need something", "I have a question")
    sheet = await who.opens(answer, "Something is broken")
    assert sheet.value("title") == "the coffee machine says error 17"
    await who.fills_report(sheet, service="office", kind="Printer", priority="P5")
    await sheet.is_taken()
    await who.receipt()
    await desk.card(team="workplace").shows("the coffee machine says error 17", "P5")
    await desk.ends_quietly()
