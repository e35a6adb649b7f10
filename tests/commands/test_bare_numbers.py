"""A number without its kind is a ticket's wherever one is asked for, at every door, and a mere word elsewhere."""

from __future__ import annotations

from typing import Protocol

import pytest

from core.commands import REGISTRY
from core.conversation.numbers_in_words import spell_out
from core.conversation.utterance import Utterance
from core.people import Person, Speaker
from core.ui.inbound import Reply, Where, Words
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import say, spot
from tests.fakes.desk import DeskHouse, Someone, refused


class Door(Protocol):
    """A way to say words to the desk."""

    async def __call__(self, who: Someone, words: str) -> Reply: ...


async def by_slash(who: Someone, words: str) -> Reply:
    return await who.types("desk" if words.startswith("explain") else "ticket", words)


async def in_slack_chat(who: Someone, words: str) -> Reply:
    return await who.sends(words)


async def in_teams_chat(who: Someone, words: str) -> Reply:
    return await who.on_teams.sends(words)


async def by_mention(who: Someone, words: str) -> Reply:
    return await who.says_in("#it-help", words, to_bot=True)


DOORS = pytest.mark.parametrize("door", [by_slash, in_slack_chat, in_teams_chat, by_mention])


@DOORS
async def test_a_bare_number_names_its_ticket_with_words_behind_it_too(desk: DeskHouse, door: Door) -> None:
    ref = await desk.person("mia").reports()
    lena, number = desk.person("lena"), ref.removeprefix("INC-")
    await door(lena, f"assign {number} emre aydin")
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")
    assert ref in shown(await door(lena, f"explain {number}")).summary
    assert ref in shown(await door(lena, f"show #{number}")).summary
    await door(desk.person("emre"), f"note {number} 1003 is on the display")
    await door(desk.person("emre"), f"hold {number} vendor TN-881 2026-10-28")
    assert await said_on(desk, ref) == ["1003 is on the display"]
    assert (await desk.ticket(ref)).hold is not None
    await door(desk.person("emre"), f"{number} resume")
    assert (await desk.ticket(ref)).hold is None
    assert ref in shown(await door(desk.person("mia"), f"status of {number}")).summary
    for words in ("{}?", "{}, any news?", "{} status", "is {} fixed?", "ist {} fertig?", "wie siehts aus mit {}"):
        assert ref in shown(await door(desk.person("mia"), words.format(number))).summary, words
    assert await said_on(desk, ref) == ["1003 is on the display"], "nothing of that is news to the team"


async def test_every_command_on_a_ticket_takes_the_bare_number_for_the_whole_one(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    number = ref.removeprefix("INC-")
    dana = Person(desk.id_of("dana"), "Dana", "Europe/Berlin")
    asks = [one for one in REGISTRY.commands if one.words and (one.scope == "ticket" or one.behind == "number")]
    assert len(asks) > 30

    async def spelled(text: str) -> str:
        words = Words(Speaker("slack", "U1"), desk.now, "k", Where("slack:T1/D1", "direct"), (text,), to_bot=True)
        spoke = Utterance(words, dana, (text,), None, REGISTRY)
        return str((await desk.store.read(lambda tx: spell_out(desk.desk.engine, tx, spoke))).parts[0])

    for one in asks:
        for word in (word for word in one.words if word.isalpha()):
            assert await spelled(f"{word} {number}") == f"{word} {ref}", word
            assert await spelled(f"{word} 4711 it is so") == f"{word} 4711 it is so", word


@pytest.mark.parametrize("words", ["{} is what the display says", "error {} again", "log {} shows nothing", "{}"])
async def test_a_number_that_asks_for_no_ticket_is_a_word(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    hidden = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    mia, said = desk.person("mia").on_teams, words.format((hidden if words == "{}" else ref).removeprefix("INC-"))
    await mia.sends(said)
    assert await said_on(desk, ref) == [said]


@pytest.mark.parametrize("words", ["{}", "#{}"])
async def test_a_bare_number_answers_the_question_which_one(desk: DeskHouse, words: str) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    assert f"{vpn} has it" in read(shown(await mia.sends(words.format(vpn.removeprefix("INC-")))))
    assert await said_on(desk, vpn) == ["It is worse today."]


async def test_who_may_not_see_a_ticket_learns_nothing_by_its_number(desk: DeskHouse) -> None:
    hidden = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    number = hidden.removeprefix("INC-")
    told = refused(await by_slash(desk.person("dana"), f"explain {number}"))
    assert told.replace(number, "4711") == refused(await by_slash(desk.person("dana"), "explain 4711"))


async def test_the_number_before_a_note_is_no_part_of_it_when_its_message_is_edited(desk: DeskHouse) -> None:
    ref = await taken(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    number = ref.removeprefix("INC-")
    quiet(await say(desk.person("dana"), where, f"{number} note called her", to_bot=True))
    quiet(await desk.person("dana").edits(where, f"{number} note called her back", to_bot=True))
    assert await said_on(desk, ref) == ["called her back"]


async def test_a_ticket_that_is_chosen_by_its_number_holds_what_is_said_next(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    await mia.sends(printer.removeprefix("INC-"))
    await mia.sends("and now it is gone")
    assert (await said_on(desk, printer), await said_on(desk, vpn)) == (
        ["It is worse today.", "and now it is gone"],
        [],
    )
    await chooses(mia, vpn)
