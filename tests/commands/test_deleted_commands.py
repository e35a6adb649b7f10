"""What becomes of the message of a command: its author is told what a deletion, or its undoing, leaves as it is."""

from __future__ import annotations

import pytest

from tests.commands.reading import quiet
from tests.commands.talking import direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse, refused

KEPT = "INC-1000 stays as the command left it: deleting the message undoes nothing. Write a new one."


@pytest.mark.parametrize(
    "words",
    [
        "hold vendor TN-881 until friday",
        "prio impact 2 urgency 1",
        "change title The tunnel drops every hour",
        "log 25m traced it",
        "assign emre",
        "release I am away",
        "transfer infra needs a firewall change",
        "escalate the whole of finance waits",
        "resolve the profile was reissued",
        "cancel not an incident",
    ],
)
async def test_deleting_a_command_undoes_nothing_and_its_author_is_told(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    await say(desk.person("dana"), where, words, to_bot=True)
    done, said = await desk.ticket(ref), len(desk.said)
    assert refused(await desk.person("dana").edits(where, None)) == KEPT
    assert await desk.ticket(ref) == done
    assert desk.said[said:] == []


async def test_deleting_a_question_says_that_it_is_asked_and_how_to_go_on(desk: DeskHouse) -> None:
    ref = await direct(desk)
    dana = desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(dana, where, "ask Berlin or Split?", to_bot=True))
    told = refused(await dana.edits(where, None))
    assert told == (
        "Mia has your question, and INC-1000 waits for the answer. Write “resume INC-1000” to go on without it."
    )
    assert (await desk.ticket(ref)).status == "on_hold"
    await desk.person("mia").writes(ref, "Berlin.")
    assert refused(await dana.edits(where, None)) == KEPT


@pytest.mark.parametrize("words", ["clam", "show", "resume"])
async def test_deleting_what_did_nothing_is_told_nobody(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    await say(desk.person("dana"), where, words, to_bot=True)
    quiet(await desk.person("dana").edits(where, None))


@pytest.mark.parametrize("words", ["note she waits", "reply Please reconnect.", ">> Please reconnect."])
async def test_deleting_words_takes_them_back(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, words, to_bot=True))
    quiet(await desk.person("dana").edits(where, None))
    assert [one.text for one in await desk.comments(ref)] == [None]


async def test_deleting_what_the_requester_asked_for_in_their_thread_is_answered(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    where = await spot(desk, ref, "requester", "71.0")
    await say(desk.person("mia"), where, "reopen it dropped again", to_bot=True)
    assert (await desk.ticket(ref)).open
    assert refused(await desk.person("mia").edits(where, None)) == KEPT


@pytest.mark.parametrize("words", ["Please reconnect.", "Please reconnect at once."])
async def test_taking_the_sign_off_an_answer_leaves_it_sent_and_is_told(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, ">> Please reconnect."))
    edits = len(desk.edits)
    told = refused(await desk.person("dana").edits(where, words))
    assert told.startswith("Mia has the words that you sent, and keeps them.")
    assert desk.edits[edits:] == []


async def test_an_answer_without_its_sign_that_is_deleted_and_back_is_read_again(desk: DeskHouse) -> None:
    ref = await direct(desk)
    dana = desk.person("dana").on_teams
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(dana, where, ">> Please reconnect."))
    refused(await dana.edits(where, "Please reconnect at once."))
    quiet(await dana.edits(where, None))
    assert [one.text for one in await desk.comments(ref)] == [None]
    told = refused(await dana.undeletes(where, "Please reconnect at once."))
    assert told.startswith("Mia has the words that you sent, and keeps them.")
    assert [one.text for one in await desk.comments(ref)] == ["Please reconnect."]
    assert "Please reconnect." in desk.edits[-1].text
