"""While a platform cannot tell who somebody is: words come again, presses are answered, bystanders hear nothing."""

from __future__ import annotations

import pytest

from core.people import Person, Speaker
from core.ports.channel import RetryLater
from core.ui.cards import Action
from core.ui.inbound import Edited, Heard, Press, Quiet, Where, Words
from tests.commands.reading import quiet
from tests.commands.talking import public, spot
from tests.fakes.desk import DeskHouse, refused


class Blind:
    """A directory that cannot tell who anybody is, and counts who asks."""

    def __init__(self, desk: DeskHouse) -> None:
        self._sees, self.asked, self.blind = desk.desk.engine.directory, 0, True

    async def identify(self, speaker: Speaker) -> Person:
        self.asked += 1
        if self.blind:
            raise RetryLater("users.info", 1.0)
        return await self._sees.identify(speaker)

    def __getattr__(self, name: str) -> object:
        return getattr(self._sees, name)


@pytest.fixture
def blind(desk: DeskHouse) -> Blind:
    return Blind(desk)


def use(desk: DeskHouse, blind: Blind) -> None:
    desk.desk.engine.directory = blind  # type: ignore[assignment]


@pytest.mark.parametrize("thread", [None, "404.0"])
async def test_nobody_is_asked_about_who_speaks_to_others(desk: DeskHouse, blind: Blind, thread: str | None) -> None:
    use(desk, blind)
    where = Where("slack:T1/C-it-help", thread=thread, message="99.0")
    heard = Words(desk.person("jan").speaker, desk.now, "w1", where, ("Lunch at 12 anyone?",))
    assert await desk.desk.hear(heard) == Quiet()
    assert blind.asked == 0


@pytest.mark.parametrize(("said", "thread"), [(">> Please reconnect", "404.0"), ("INC-1000", None)])
async def test_words_that_may_mean_us_come_again(desk: DeskHouse, blind: Blind, said: str, thread: str | None) -> None:
    use(desk, blind)
    where = Where("slack:T1/C-desk-triage", thread=thread, message="99.0")
    with pytest.raises(RetryLater):
        await desk.desk.hear(Words(desk.person("dana").speaker, desk.now, "w1", where, (said,)))


@pytest.mark.parametrize("door", ["thread", "mention", "chat", "edit"])
async def test_what_is_said_to_us_comes_again_and_is_taken_then(desk: DeskHouse, blind: Blind, door: str) -> None:
    ref = await public(desk)
    home = await spot(desk, ref, "requester", "70.0")
    mia = desk.person("mia")
    if door == "edit":
        quiet(await desk.desk.hear(Words(mia.speaker, desk.now, "w0", home, ("It is slow",))))
    doors: dict[str, Heard] = {
        "thread": Words(mia.speaker, desk.now, "w1", home, ("Since nine",)),
        "mention": Words(mia.speaker, desk.now, "w1", home, ("Since nine",), to_bot=True),
        "chat": Words(mia.speaker, desk.now, "w1", mia.chat("71.0"), ("Since nine",), to_bot=True),
        "edit": Edited(mia.speaker, desk.now, "e1", home, "Since nine", of="w0"),
    }
    heard = doors[door]
    use(desk, blind)
    with pytest.raises(RetryLater):
        await desk.desk.hear(heard)
    blind.blind = False
    await desk.desk.hear(heard)
    assert [one.text for one in await desk.comments(ref)][-1] == "Since nine"


async def test_a_press_and_a_command_do_not_come_again_and_are_answered(desk: DeskHouse, blind: Blind) -> None:
    ref = await public(desk)
    use(desk, blind)
    mia = desk.person("mia")
    press = Press(mia.speaker, desk.now, "p1", mia.chat(), Action("cancel", {"ticket": ref}))
    typed = Words(mia.speaker, desk.now, "w1", Where("slack:T1/C-it-help"), ("mine",), "ticket", to_bot=True)
    heard: Heard
    for heard in (press, typed):
        assert refused(await desk.desk.hear(heard)).startswith("I cannot see who you are right now.")
