"""Help with one command: by its word behind "help", or by "help" or a question mark behind its word, at every door."""

from __future__ import annotations

from typing import Protocol

import pytest

from core.commands import REGISTRY
from core.commands.base import Command
from core.ui.inbound import Reply, Shown
from tests.commands.chats import said_on, taken
from tests.commands.reading import buttons, read, shown
from tests.commands.talking import say, spot
from tests.commands.test_used_once import press
from tests.fakes.desk import DeskHouse, Someone

TYPED = [one for one in REGISTRY.commands if one.words and one.name not in ("help", "choose")]
CASES = [(one.name, word) for one in TYPED for word in one.words if word[:1].isalpha() and "!" not in word]


class Door(Protocol):
    """A way to say words to the desk."""

    async def __call__(self, who: Someone, words: str) -> Reply: ...


async def by_slash(who: Someone, words: str) -> Reply:
    return await who.types("ticket", words)


async def behind_desk(who: Someone, words: str) -> Reply:
    return await who.types("desk", words)


async def in_slack_chat(who: Someone, words: str) -> Reply:
    return await who.sends(words)


async def in_teams_chat(who: Someone, words: str) -> Reply:
    return await who.on_teams.sends(words)


async def by_mention(who: Someone, words: str) -> Reply:
    return await who.says_in("#it-help", words, to_bot=True)


DOORS = [by_slash, behind_desk, in_slack_chat, in_teams_chat, by_mention]


async def test_every_command_is_explained_by_its_word_at_every_door_and_nothing_is_done(desk: DeskHouse) -> None:
    """Omar leads a team, owns items and decides: help tells him of everything but what waits for nobody's decision."""
    ref = await desk.person("mia").reports()
    before, known = await desk.ticket(ref), 0
    omar = desk.person("omar")
    helped: dict[str, str] = {}
    for number, (name, word) in enumerate(CASES):
        command = REGISTRY.desk.get(name) or REGISTRY.tickets[name]
        if command.told == "deciders":
            continue
        known += 1
        for text in (f"help {word}", f"{word} help", f"{word} ?", f"help {word}?"):
            door = DOORS[number % len(DOORS)]
            card = shown(await door(omar, text))
            assert command.help in read(card), (door.__name__, text, read(card))
            assert read(card).count("\n") <= 4, "one screen"
            helped.setdefault(name, read(card))
    assert known > 60
    assert await desk.ticket(ref) == before
    for name, said in helped.items():
        command = REGISTRY.desk.get(name) or REGISTRY.tickets[name]
        assert command.example in said, said
        assert ("On a ticket" in said) is isinstance(command, Command), said


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_words_lead_to_what_they_mean(desk: DeskHouse, door: Door) -> None:
    ref = await desk.person("dana").reports()
    dana = desk.person("dana")
    for words in ("tickets", "my tickets", "mine"):
        assert read(shown(await door(dana, words))).startswith("Your tickets"), words
    assert ref in read(shown(await door(dana, "tickets")))
    for words in ("help how do I order", "help how to order a laptop", "help with order", "help order"):
        assert "/request [item]" in read(shown(await door(dana, words))), words
    slip = await door(dana, "help relaese")
    assert isinstance(slip, Shown)
    assert "I do not know “relaese”. Did you mean “help release”?" in read(slip.card)
    told = await press(dana.on_teams if door is in_teams_chat else dana, buttons(slip.card)[0])
    assert "release [why]" in read(shown(told))


@pytest.mark.parametrize("door", [by_slash, in_slack_chat, in_teams_chat, by_mention], ids=lambda door: door.__name__)
async def test_help_with_a_thing_is_asked_about_or_looked_for_and_its_words_are_kept(
    desk: DeskHouse, door: Door
) -> None:
    card = shown(await door(desk.person("mia"), "help vpn"))
    assert "What is it about?" in read(card)
    assert any("vpn" in str(each.action.arguments.get("text", "")) for each in buttons(card))
    ref = await desk.person("mia").reports(title="VPN drops")
    if door is by_slash:
        assert ref in read(shown(await door(desk.person("mia"), "help vpn")))


async def test_behind_desk_what_is_no_command_is_said_to_be_none(desk: DeskHouse) -> None:
    reply = await behind_desk(desk.person("mia"), "help vpn")
    assert isinstance(reply, Shown)
    assert read(reply.card) == "I do not know “vpn”. “help” lists all."


@pytest.mark.parametrize("words", ["help claim", "claim ?", "explain help"])
async def test_a_requester_reads_of_no_command_of_the_staff(desk: DeskHouse, words: str) -> None:
    for door in (by_slash, in_slack_chat, in_teams_chat, by_mention):
        assert "Write it like" not in read(shown(await door(desk.person("mia"), words))), door.__name__


async def test_in_a_teams_thread_a_question_mark_behind_a_command_does_nothing_but_explain(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    before = await desk.ticket(ref)
    for words in ("claim ?", "resolve help", "release ?", f"resolve {ref} ?", "help transfer"):
        assert "For example" in read(shown(await say(desk.person("dana"), where, words, to_bot=True))), words
    assert await desk.ticket(ref) == before


async def test_in_a_requesters_chat_what_may_be_meant_for_the_ticket_can_still_go_there(desk: DeskHouse) -> None:
    ref = await taken(desk)
    card = shown(await in_teams_chat(desk.person("mia"), "report help"))
    (about,) = [each for each in buttons(card) if each.action.command == "about_ticket"]
    await press(desk.person("mia").on_teams, about)
    assert await said_on(desk, ref) == ["report help"]
