"""What a message begins with decides what it is. Where an edit changes that, it acts once or its author is told."""

from __future__ import annotations

import pytest

from core.ui.inbound import Reply, Where
from tests.commands.reading import quiet
from tests.commands.talking import direct, public, say, spot
from tests.fakes.desk import DeskHouse, refused

NOT_CARRIED_OUT = "Nothing was done: a command that is added by an edit is not carried out."
NOT_CHANGED = "Nothing was changed: this message was carried out, or answered, as it was at first."


async def noted(desk: DeskHouse, words: str = "She is impatient.") -> tuple[str, Where]:
    """A ticket, and a note of Dana's in its triage thread."""
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, words))
    return ref, where


async def edits(desk: DeskHouse, where: Where, words: str, who: str = "dana") -> Reply:
    return await desk.person(who).edits(where, words, to_bot=True)


@pytest.mark.parametrize(
    "words",
    [
        "resolve the profile was reissued",
        "claim",
        "prio P2 more are affected",
        "queue",
        "hold vendor TN-881 2026-10-30",
    ],
)
async def test_a_command_that_an_edit_makes_of_a_note_is_not_carried_out_and_its_author_is_told(
    desk: DeskHouse, words: str
) -> None:
    ref, where = await noted(desk)
    before, said = await desk.ticket(ref), len(desk.said)
    assert refused(await edits(desk, where, words)).startswith(NOT_CARRIED_OUT)
    assert await desk.ticket(ref) == before
    assert [one.text for one in await desk.comments(ref)] == ["She is impatient."]
    assert desk.said[said:] == []
    assert desk.edits == []


async def test_the_word_for_an_answer_added_by_an_edit_sends_it_once(desk: DeskHouse) -> None:
    ref, where = await noted(desk)
    quiet(await edits(desk, where, "reply Please reconnect once."))
    quiet(await edits(desk, where, "reply Please reconnect once."))
    said = [(one.text, one.public) for one in await desk.comments(ref)]
    assert said == [(None, False), ("Please reconnect once.", True)]
    assert [one.kind for one in desk.said].count("reply") == 1


async def test_the_word_for_a_note_says_what_it_is_and_never_becomes_part_of_it(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, "note The firewall looks odd.", to_bot=True))
    quiet(await edits(desk, where, "note Rule 12 of the firewall looks odd."))
    quiet(await edits(desk, where, "note Rule 13 of the firewall looks odd."))
    quiet(await desk.person("dana").edits(where, "Rule 14 of the firewall looks odd."))
    assert [one.text for one in await desk.comments(ref)] == ["Rule 14 of the firewall looks odd."]


async def test_an_answer_that_an_edit_makes_a_note_or_a_command_stays_sent(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, ">> Please reconnect."))
    for words in ("note She never listens.", "resolve she never listens"):
        assert refused(await edits(desk, where, words)).startswith(NOT_CARRIED_OUT)
    assert [(one.text, one.public) for one in await desk.comments(ref)] == [("Please reconnect.", True)]


@pytest.mark.parametrize("words", ["resolve it works by now", "resolv it works", "claim"])
@pytest.mark.parametrize("after", ["It works by now.", "resolve it works since ten"])
async def test_a_command_whose_message_is_edited_stays_as_it_was_and_its_author_is_told(
    desk: DeskHouse, words: str, after: str
) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    await say(desk.person("dana"), where, words, to_bot=True)
    before = await desk.ticket(ref)
    answer = refused(await edits(desk, where, after))
    assert answer.startswith(NOT_CARRIED_OUT if after.startswith("resolve") else NOT_CHANGED)
    assert await desk.ticket(ref) == before


async def test_words_that_only_begin_like_a_command_are_changed_as_all_words(desk: DeskHouse) -> None:
    ref, where = await noted(desk, "claim form was sent to HR")
    quiet(await edits(desk, where, "claim form was sent to finance"))
    assert [one.text for one in await desk.comments(ref)] == ["claim form was sent to finance"]


async def test_what_a_requester_edits_in_their_own_chat_is_only_talk(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It drops.", to_bot=True))
    quiet(await desk.person("mia").edits(where, "cancel does not help either"))
    assert (await desk.comments(ref))[-1].text == "cancel does not help either"


async def test_a_command_that_an_edit_adds_in_a_public_thread_is_not_carried_out(desk: DeskHouse) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It drops."))
    assert refused(await edits(desk, where, "cancel", "mia")).startswith(NOT_CARRIED_OUT)
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_others_hear_nothing_of_what_they_edit_where_they_asked_for_nothing(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await desk.person("jan").edits(where, "I only wonder."))


SIGNS = [">>", "\u200b>>", "\ufeff >>", "\u2060>\u200b>", "＞＞", ">＞"]


@pytest.mark.parametrize("sign", SIGNS)
async def test_an_answer_begins_with_its_sign_however_that_was_copied_or_typed(desk: DeskHouse, sign: str) -> None:
    ref, where = await noted(desk)
    other = await spot(desk, ref, "triage:service-desk", "71.0")
    await say(desk.person("dana"), other, f"{sign} Please reconnect.")
    await edits(desk, where, f"{sign}Please restart.")
    said = [(one.text, one.public) for one in await desk.comments(ref)]
    assert said == [(None, False), ("Please reconnect.", True), ("Please restart.", True)]


@pytest.mark.parametrize("left", [">>", ">> ", "", "  ", "\u200b>>"])
async def test_an_edit_that_leaves_no_words_is_refused_and_what_was_sent_stays(desk: DeskHouse, left: str) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "72.0")
    await say(desk.person("dana"), where, ">> Please try port 443.")
    told = refused(await edits(desk, where, left))
    assert told.startswith("Nothing was changed: no words are left.")
    assert [one.text for one in await desk.comments(ref)] == ["Please try port 443."]
    assert "relay_edit" not in [one.kind for one in desk.edits]


@pytest.mark.parametrize("words", [">> Try again.", "reply Try again."])
async def test_an_answer_that_an_edit_makes_after_the_end_is_said_not_to_be_sent(desk: DeskHouse, words: str) -> None:
    ref, where = await noted(desk)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    assert refused(await edits(desk, where, words)) == f"Not sent: {ref} is over. Open a follow-up instead."
    assert [(one.text, one.public) for one in await desk.comments(ref)] == [("She is impatient.", False)]
