"""Signs behind a ticket's number are words for those who work on it; the number alone is a look."""

from __future__ import annotations

import pytest

from tests.commands.chats import said_on, two
from tests.commands.reading import shown
from tests.commands.talking import direct, say, spot
from tests.fakes.desk import DeskHouse, Someone


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("INC-1000: 👎", "👎"), ("INC-1000: ???", "???"), ("INC-1000: !!!", "!!!"), ("INC-1000: ✅✅", "✅✅"),
        ("INC-1000 ?", "INC-1000 ?"), ("INC-1000: :-1:", ":-1:"), ("INC-1000 ❤️", "❤️"), ("INC-1000: danke!", "danke!"),
        ("1000: 👎", "👎"), ("1000 ???", "INC-1000 ???"), ("#1000 hash", "INC-1000 hash"),
    ],
)  # fmt: skip
async def test_what_stands_behind_a_number_reaches_the_team(
    desk: DeskHouse, mia: Someone, words: str, kept: str
) -> None:
    vpn, printer = await two(desk)
    await mia.sends(words)
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([kept], [])


@pytest.mark.parametrize("words", ["INC-1000", "INC-1000?", "INC-1000.", "INC-1000: .", "1000", "#1000", "1000!"])
async def test_the_number_with_the_end_of_a_sentence_is_a_look(desk: DeskHouse, mia: Someone, words: str) -> None:
    vpn, _ = await two(desk)
    assert shown(await mia.sends(words)).ticket == vpn
    assert await said_on(desk, vpn) == []


async def test_signs_behind_the_number_in_its_own_thread_are_words_too(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), f"{ref} ???", to_bot=True)
    assert await said_on(desk, ref) == [f"{ref} ???"]
