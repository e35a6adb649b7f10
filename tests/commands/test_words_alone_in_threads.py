"""What is asked of the desk below a ticket's own message: by its name, or with a word that stands alone on its line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ui.inbound import Reply, Words
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import direct, public, say, spot
from tests.fakes.desk import DeskHouse, refused
from tests.presentation.drawing import labels

Made = Callable[[DeskHouse], Awaitable[str]]
NAMED = ["help", "status", "Status?", "mine", "my tickets", "withdraw", "cancel", "show", "what is the status?"]
ALONE = ["help", "status", "Status?", "status please", "mine", "withdraw", "Cancel!"]
TO_THE_TEAM = ["any news?", "help me with the second screen, too", "cancel my appointment", "incident", "confirm", "ok"]


async def below(desk: DeskHouse, ref: str, words: str, *, mentioned: bool = False, who: str = "mia") -> Reply:
    """Say it below the requester's message, as the platforms hear it."""
    where = await spot(desk, ref, "requester", desk.fresh("m"))
    to_bot = mentioned or where.kind == "direct"
    speaker = desk.person(who).speaker
    heard = Words(speaker, desk.now, desk.heard_as(where), where, (words,), to_bot=to_bot, mentioned=mentioned)
    return await desk.hears(heard)


async def untaken(desk: DeskHouse) -> str:
    return await desk.person("mia").reports()


async def in_public(desk: DeskHouse) -> str:
    return await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")


@pytest.mark.parametrize("make", [untaken, in_public])
@pytest.mark.parametrize("words", NAMED)
async def test_words_to_the_desk_by_its_name_are_none_to_the_team(desk: DeskHouse, make: Made, words: str) -> None:
    ref = await make(desk)
    await below(desk, ref, words, mentioned=True)
    assert await desk.comments(ref) == ()


@pytest.mark.parametrize("make", [untaken, in_public])
@pytest.mark.parametrize("words", ALONE)
async def test_a_word_that_stands_alone_is_none_to_the_team_either(desk: DeskHouse, make: Made, words: str) -> None:
    ref = await make(desk)
    await below(desk, ref, words)
    assert await desk.comments(ref) == ()


@pytest.mark.parametrize("make", [public, direct])
@pytest.mark.parametrize("words", TO_THE_TEAM)
async def test_other_words_are_for_the_team(desk: DeskHouse, make: Made, words: str) -> None:
    ref = await make(desk)
    quiet(await below(desk, ref, words))
    assert [one.text for one in await desk.comments(ref)] == [words]


@pytest.mark.parametrize("words", ["status", "Status?", "what's the status"])
@pytest.mark.parametrize("make", [public, direct])
async def test_the_status_in_a_tickets_thread_is_that_tickets(desk: DeskHouse, make: Made, words: str) -> None:
    await desk.person("mia").reports(title="The printer jams")
    ref = await make(desk)
    card = shown(await below(desk, ref, words))
    assert card.ticket == ref
    assert "Dana is working on it" in read(card)


async def test_a_bystander_in_a_public_thread_asks_nothing_with_a_word_alone(desk: DeskHouse) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    for words in ("status", "cancel", "help"):
        quiet(await say(desk.person("jan"), where, words))
    assert (await desk.ticket(ref)).open


async def test_a_word_that_only_responders_mean_otherwise_lists_an_employees_tickets(desk: DeskHouse) -> None:
    ref = await in_public(desk)
    assert ref in read(shown(await below(desk, ref, "mine!")))
    assert (await desk.ticket(ref)).assignee is None


@pytest.mark.parametrize("make", [untaken, in_public])
async def test_a_message_that_is_edited_to_name_the_desk_is_said_to_it(desk: DeskHouse, make: Made) -> None:
    ref, mia = await make(desk), desk.person("mia")
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(mia, where, "my tikets, plase"))
    assert "added by an edit is not carried out" in refused(await mia.edits(where, "withdraw", to_bot=True))
    assert [one.text for one in await desk.comments(ref)] == ["my tikets, plase"]


async def test_an_edit_that_comes_before_its_message_is_said_to_the_desk_that_it_names(desk: DeskHouse) -> None:
    ref, mia = await untaken(desk), desk.person("mia")
    where = await spot(desk, ref, "requester", "71.0")
    assert labels(shown(await mia.edits(where, "withdarw", to_bot=True)))[0] == "withdraw"
    assert await desk.comments(ref) == ()


@pytest.mark.parametrize("words", ["done", "erledigt", "Erledigt!", "behoben"])
async def test_a_responders_german_word_in_the_teams_thread_is_the_command(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", desk.fresh("m"))
    asked = shown(await say(desk.person("dana"), where, words, to_bot=True))
    assert labels(asked) == [f"Resolve {ref}"]
    assert await desk.comments(ref) == ()
