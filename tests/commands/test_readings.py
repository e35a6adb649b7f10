"""In whatever order a message, its edits and its deletion are heard, what is kept of it is how it reads at last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Literal

import pytest

from core.ui.inbound import Quiet, Reply, Where, Words
from tests.commands.reading import quiet, shown
from tests.commands.talking import direct, public, spot
from tests.fakes.desk import DeskHouse, Someone, refused

Step = tuple[str, str | None]
"""`said`, or `edited` into words (None: deleted), in the order in which it was done."""
Door = Literal["requester's thread", "requester's own thread", "note", "answer", "flat chat"]

SAID: Step = ("said", "the old words hunter2")
STORIES: tuple[tuple[Step, ...], ...] = (
    (SAID, ("edited", "the new words")),
    (SAID, ("edited", None)),
    (SAID, ("edited", "the new words"), ("edited", "the newest words")),
    (SAID, ("edited", "the new words"), ("edited", None)),
)


async def opens(desk: DeskHouse, door: Door) -> tuple[Someone, Where, str, str]:
    """Who writes, where, on which ticket, and what the words begin with."""
    ref = await (public if door == "requester's thread" else direct)(desk)
    if door in ("note", "answer"):
        where = await spot(desk, ref, "triage:service-desk", "70.0")
        return desk.person("dana"), where, ref, ">> " if door == "answer" else ""
    if door == "flat chat":
        mia = desk.person("mia").on_teams
        return mia, mia.chat("70.0"), ref, ""
    return desk.person("mia"), await spot(desk, ref, "requester", "70.0"), ref, ""


async def hears(who: Someone, where: Where, story: Sequence[Step], order: Sequence[int], sign: str) -> list[Reply]:
    desk, began, replies = who.desk, who.desk.now, []
    for number in order:
        what, text = story[number]
        words = None if text is None else f"{sign}{text}"
        at = began - timedelta(seconds=30 - number)
        if what == "said":
            heard = Words(who.speaker, at, desk.heard_as(where), where, (words or "",), to_bot=where.kind == "direct")
            replies.append(await desk.hears(heard))
        else:
            replies.append(await who.edits(where, words, at=at))
    return replies


@pytest.mark.parametrize("door", ["requester's thread", "requester's own thread", "note", "answer", "flat chat"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: " ".join(text or "deleted" for _, text in story))
async def test_any_order_ends_as_the_message_reads(desk: DeskHouse, door: Door, story: tuple[Step, ...]) -> None:
    who, where, ref, sign = await opens(desk, door)
    last = story[-1][1]
    for turn, order in enumerate(permutations(range(len(story)))):
        spoken = Where(where.place, where.kind, where.thread, f"70.{turn}", flat=where.flat)
        before = {one.id for one in await desk.comments(ref)}
        await hears(who, spoken, story, order, sign)
        kept = [one for one in await desk.comments(ref) if one.id not in before]
        assert [one.text for one in kept if one.text is not None] == ([] if last is None else [last]), order
        assert all(one.public is (door != "note") for one in kept), order
        if order[0] and last is None and order.index(len(story) - 1) == 0:
            assert kept == [], order  # what was taken back before it was heard reaches nobody


async def test_what_is_said_of_a_deleted_message_names_none_of_its_words(desk: DeskHouse) -> None:
    who, where, _, sign = await opens(desk, "answer")
    said = len(desk.said)
    story = (SAID, ("edited", None))
    await hears(who, where, story, (1, 0), sign)
    assert desk.lines(since=said) == []


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("status", "status page shows an error since nine"),
        ("hi", "hi, it is on fire"),
        ("thanks", "the printer is on fire"),
    ],
)
@pytest.mark.parametrize("flat", [False, True])
async def test_small_talk_that_an_edit_makes_words_is_heard_as_such_once(
    desk: DeskHouse, first: str, then: str, flat: bool
) -> None:
    ref = await direct(desk)
    mia = desk.person("mia").on_teams if flat else desk.person("mia")
    where = mia.chat("70.0")
    before = [one.id for one in await desk.comments(ref)]
    await mia.sends(first, message="70.0")
    await mia.edits(where, then)
    kept = [one for one in await desk.comments(ref) if one.id not in before]
    assert [one.text for one in kept if one.text != first] == [then]
    await mia.edits(where, f"{then}, twice")
    kept = [one for one in await desk.comments(ref) if one.id not in before]
    assert [one.text for one in kept if one.text != first] == [f"{then}, twice"]


async def test_small_talk_without_a_ticket_that_becomes_words_is_asked_about(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    shown(await mia.sends("hi", message="70.0"))
    card = shown(await mia.edits(mia.chat("70.0"), "hi, it is on fire"))
    assert card.summary == "What is it about?"
    quiet(await mia.edits(mia.chat("70.0"), "hi, it is on fire again"))


@pytest.mark.parametrize("words", ["hi there", "thank you", "any news?", "4"])
async def test_small_talk_that_stays_such_is_answered_no_second_time(desk: DeskHouse, words: str) -> None:
    await direct(desk)
    mia = desk.person("mia")
    await mia.sends("hi", message="70.0")
    assert await mia.edits(mia.chat("70.0"), words) == Quiet()


async def test_a_command_that_an_edit_makes_of_small_talk_is_not_carried_out(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    await mia.sends("hi", message="70.0")
    assert refused(await mia.edits(mia.chat("70.0"), "mine")).startswith("Nothing was done")


async def test_what_others_say_in_a_channel_is_none_of_ours_when_it_is_edited(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    quiet(await mia.says_in("#it-help", "Lunch at 12?"))
    assert await mia.edits(Where("slack:T1/C-it-help", message="99.0"), "Lunch at 1?") == Quiet()


@pytest.mark.parametrize("flat", [False, True])
async def test_what_is_brought_again_is_told_no_second_time_where_it_went(desk: DeskHouse, flat: bool) -> None:
    await direct(desk)
    mia = desk.person("mia").on_teams if flat else desk.person("mia")
    heard = Words(mia.speaker, desk.now, "again", mia.chat("70.0"), ("It is worse",), to_bot=True)
    assert shown(await desk.desk.hear(heard)).summary.startswith("Added to INC-1000")
    assert await desk.desk.hear(heard) == Quiet()


async def test_an_answer_that_is_brought_again_is_told_no_second_time_that_it_was_sent(desk: DeskHouse) -> None:
    dana, where, _, _ = await opens(desk, "answer")
    flat = Where(where.place, where.kind, where.thread, "70.9")
    heard = Words(dana.speaker, desk.now, "again", flat, (">> Please reconnect",))
    await desk.desk.hear(heard)
    assert await desk.desk.hear(heard) == Quiet()


async def test_a_question_about_words_that_were_edited_since_is_not_asked_again(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    heard = Words(mia.speaker, desk.now, "again", mia.chat("70.0"), ("My printer jams",), to_bot=True)
    asked = shown(await desk.desk.hear(heard))
    assert shown(await desk.desk.hear(heard)).summary == asked.summary  # whoever did not get it still does
    quiet(await mia.edits(mia.chat("70.0"), "My printer is on fire"))
    assert await desk.desk.hear(heard) == Quiet()
