"""What typed words would end is asked first, with the two ways of its button; what cannot be is refused at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ui.inbound import Quiet, Shown
from tests.commands.chats import goes_through, said_on
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import say, spot
from tests.fakes.desk import DeskHouse, Someone, refused, sentence
from tests.presentation.drawing import labels

WORDS = ["withdraw", "cancel", "Cancel!", "stornieren", "Abbrechen", "{} withdraw", "cancel {}", "1000 stornieren"]


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


@pytest.mark.parametrize("words", WORDS)
async def test_a_typed_withdraw_asks_as_its_button_does(desk: DeskHouse, mia: Someone, words: str) -> None:
    ref = await mia.reports()
    asked = await mia.sends(words.format(ref))
    assert sentence(asked) == f"Withdraw {ref} “{(await desk.ticket(ref)).title}”? Nobody will work on it then."
    assert labels(shown(asked)) == ["Withdraw", "Keep it"]
    assert (await desk.ticket(ref)).open
    kept = await goes_through(mia, asked, "Keep it")
    assert isinstance(kept, Quiet)
    assert kept.pressed is not None
    assert f"{ref} stays as it is." in read(kept.pressed)
    assert (await desk.ticket(ref)).open
    assert shown(await goes_through(mia, asked)).ticket == ref
    assert (await desk.ticket(ref)).status == "cancelled"
    assert await said_on(desk, ref) == []
    assert "is cancelled" in refused(await goes_through(mia, asked))


@pytest.mark.parametrize("make", ["direct", "slack:T1/C-it-help#5.0"])
async def test_it_asks_in_the_tickets_own_thread_too(desk: DeskHouse, make: str) -> None:
    ref = await desk.person("mia").reports(home=make)
    asked = await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), "cancel")
    assert labels(shown(asked)) == ["Withdraw", "Keep it"]
    assert (await desk.ticket(ref)).open


async def test_a_slip_of_it_asks_before_it_is_done(desk: DeskHouse, mia: Someone) -> None:
    ref = await mia.reports()
    slipped = await mia.sends(f"withdarw {ref}")
    assert isinstance(slipped, Shown)
    asked = await goes_through(mia, replace(slipped, refusal=False))
    assert labels(shown(asked)) == ["Withdraw", "Keep it"]
    assert (await desk.ticket(ref)).open


async def test_what_cannot_be_withdrawn_is_refused_and_not_asked(desk: DeskHouse, mia: Someone) -> None:
    ref = await mia.reports()
    quiet(await desk.person("dana").presses("claim", ref))
    assert "Somebody is working on" in refused(await mia.sends(f"withdraw {ref}"))


@pytest.mark.parametrize("words", ["Hilfe", "hilfe!", "help"])
async def test_a_german_word_that_stands_alone_is_the_command(desk: DeskHouse, mia: Someone, words: str) -> None:
    assert "reports a fault" in read(shown(await mia.sends(words)))


async def test_a_german_word_with_a_sentence_behind_it_is_none(desk: DeskHouse, mia: Someone) -> None:
    ref = await mia.reports()
    await mia.sends("Hilfe, mein Drucker auch")
    await mia.sends("Störung besteht seit heute")
    assert await said_on(desk, ref) == ["Hilfe, mein Drucker auch", "Störung besteht seit heute"]


@pytest.mark.parametrize("words", ["help", "Hilfe", "Stornieren!"])
async def test_words_of_a_ticket_become_no_command_by_an_edit(desk: DeskHouse, mia: Someone, words: str) -> None:
    ref = await mia.reports()
    await mia.sends("it is slow", message="31.0")
    assert "added by an edit is not carried out" in refused(await mia.edits(mia.chat("31.0"), words))
    assert await said_on(desk, ref) == ["it is slow"]


@pytest.mark.parametrize("words", ["ticket {}", "ticket 1000", "show {}", "help", "Hilfe", "mine", "status"])
async def test_a_command_leaves_a_question_that_waits(desk: DeskHouse, mia: Someone, words: str) -> None:
    first, second = await mia.reports(), await mia.reports(title="The printer is out of paper")
    assert "Which one is this about?" in sentence(await mia.sends("it is slow"))
    shown(await mia.sends(words.format(first)))
    assert (await said_on(desk, first), await said_on(desk, second)) == ([], [])
    await mia.sends(first)
    assert await said_on(desk, first) == ["it is slow"]
