"""A message that loses files, or has new ones: what was shown of a file goes with it, and the others stay."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from core.phrases import phrase
from core.tickets.events import File
from core.ui.inbound import Edited, Quiet, Where, Words
from tests.commands.chats import taken, two
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import HOME, say, spot
from tests.commands.test_from_messages import CHANNEL, message
from tests.commands.test_prompts import button
from tests.commands.test_words_followed import sends_form
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

FIRST, SECOND, THIRD, LINK = (
    File("first.png", "https://files.example/1?token=1", "slack:F1"),
    File("second.png", "https://files.example/2", "slack:F2"),
    File("third.png", "https://files.example/3", "slack:F3"),
    File("link.txt", "https://files.example/4"),
)
ALL = (FIRST, SECOND, THIRD, LINK)
WORDS = "This is what I see"
Said = tuple[Someone, Where]


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk("2026-10-26 10:00 CET", both=True) as house:
        yield house


async def in_a_thread(desk: DeskHouse) -> Said:
    mia = desk.person("mia")
    ref = await mia.reports(home=HOME)
    quiet(await desk.person("dana").presses("claim", ref))
    where = await spot(desk, ref, "requester", "21.0")
    quiet(await say(mia, where, WORDS, files=ALL))
    return mia, where


async def in_a_flat_chat(desk: DeskHouse) -> Said:
    await taken(desk)
    mia = desk.person("mia").on_teams
    await say(mia, mia.chat("21.0"), WORDS, files=ALL, to_bot=True)
    return mia, mia.chat("21.0")


async def as_a_note(desk: DeskHouse) -> Said:
    ref = await taken(desk)
    dana = desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "21.0")
    quiet(await say(dana, where, WORDS, files=ALL))
    return dana, where


async def as_an_answer(desk: DeskHouse) -> Said:
    ref = await taken(desk)
    dana = desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "21.0")
    quiet(await say(dana, where, f">> {WORDS}", files=ALL))
    return dana, where


async def as_a_ticket(desk: DeskHouse) -> Said:
    quoted = replace(message(desk), text=WORDS, files=ALL)
    quiet(await desk.person("dana").marks(quoted, "create_by_emoji"))
    return desk.person("mia"), Where(CHANNEL, message="5.0")


def standing(desk: DeskHouse) -> list[str]:
    """The files that are to be read anywhere, in messages of their own or in words; who could not see one aside."""
    cards = [read(card) for channel in desk.channels.values() for card in channel.stands.values()]
    cards = [each for each in cards if " cannot see " not in each]
    return sorted({each.name for each in (*ALL, replace(FIRST, name="new.png")) for card in cards if each.name in card})


def posted(desk: DeskHouse) -> int:
    return sum(each.act == "post" for channel in desk.channels.values() for each in channel.taken)


@pytest.mark.parametrize("minutes", [1, 30], ids=["early", "late"])
@pytest.mark.parametrize("way", [in_a_thread, in_a_flat_chat, as_a_note, as_an_answer, as_a_ticket])
async def test_a_file_that_is_taken_out_goes_and_the_others_stay_as_they_are(
    desk: DeskHouse, way: Callable[[DeskHouse], Awaitable[Said]], minutes: int
) -> None:
    who, where = await way(desk)
    assert standing(desk) == ["first.png", "link.txt", "second.png", "third.png"]
    before = posted(desk)
    await desk.passes(minutes=minutes)
    words = f">> {WORDS}" if way is as_an_answer else WORDS
    again = replace(SECOND, url=f"{SECOND.url}?token=2")
    steps: list[tuple[File, ...]] = [(again, THIRD, LINK), (again, THIRD, LINK), (again, LINK), (again,)]
    for left in steps:
        await who.edits(where, words, files=left)
        assert standing(desk) == sorted(each.name for each in left)
    assert posted(desk) - before <= (1 if way is as_a_ticket else 0), "nothing is shown anew"
    new = File("new.png", "https://files.example/5", "slack:F5")
    steps = [(again, new), (new,), (), (again,)]
    for left in steps:
        await who.edits(where, words, files=left)
        assert standing(desk) == sorted(each.name for each in left)


async def test_a_file_goes_though_the_new_words_are_refused(desk: DeskHouse) -> None:
    mia, where = await in_a_thread(desk)
    assert refused(await mia.edits(where, " ", files=()))
    assert standing(desk) == []


async def test_of_a_message_that_was_a_file_alone_nothing_is_left(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    await say(mia, mia.chat("21.0"), "", files=(FIRST,), to_bot=True)
    await mia.edits(mia.chat("21.0"), "", files=())
    (said,) = await desk.comments(ref)
    assert said.text is None
    assert standing(desk) == []


async def test_an_older_edit_that_comes_late_brings_no_file_back(desk: DeskHouse) -> None:
    mia, where = await in_a_thread(desk)
    begun = desk.now
    await desk.passes(minutes=1)
    await mia.edits(where, WORDS, files=(FIRST,))
    await mia.edits(where, WORDS, at=begun, files=ALL)
    assert standing(desk) == ["first.png"]


async def test_a_file_goes_that_waits_with_its_words(desk: DeskHouse) -> None:
    ref, _ = await two(desk)
    mia = desk.person("mia").on_teams
    card = shown(await say(mia, mia.chat("7.0"), WORDS, files=(FIRST, SECOND), to_bot=True))
    await mia.edits(mia.chat("7.0"), WORDS, files=(SECOND,))
    await mia.presses_anywhere("this_one", ticket=ref)
    assert card.buttons
    assert [each.files for each in await desk.comments(ref)] == [(SECOND,)]


async def test_a_file_goes_that_was_set_aside_for_a_form(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    card = shown(await say(mia, mia.chat("7.0"), WORDS, files=(FIRST, SECOND), to_bot=True))
    await mia.edits(mia.chat("7.0"), WORDS, files=(SECOND,))
    ref = await sends_form(mia, button(card, "open_incident"))
    assert (await desk.ticket(ref)).files == (SECOND,)


@pytest.mark.parametrize("advice", ["send_file_in_chat", "share_file_again"])
async def test_whoever_sends_what_nobody_else_can_be_shown_is_told_what_to_do(desk: DeskHouse, advice: str) -> None:
    ref = await taken(desk)
    unread = phrase(advice)
    for who, role, text in (("dana", "triage:service-desk", "A note"), ("dana", "triage:service-desk", ">> An answer")):
        where = await spot(desk, ref, role, f"{len(text)}.0")
        words = Words(desk.person(who).speaker, desk.now, desk.heard_as(where), where, (text,), unread=unread)
        assert "nobody else can see" in read(shown(await desk.hears(words)))
    mia = desk.person("mia").on_teams
    where = mia.chat("30.0")
    asked = Words(mia.speaker, desk.now, desk.heard_as(where), where, ("It drops",), to_bot=True, unread=unread)
    assert "nobody else can see" in read(shown(await desk.hears(asked)))
    elsewhere = Where(CHANNEL, message="40.0", thread="39.0")
    others = Words(mia.speaker, desk.now, "k", elsewhere, ("It drops",), unread=unread)
    quiet(await desk.hears(others))
    cards = [read(card) for channel in desk.channels.values() for card in channel.stands.values()]
    assert not [card for card in cards if "nobody else" in card]


@pytest.mark.parametrize("first", ["words", "edit", "note"])
async def test_whoever_edits_is_told_of_files_that_nobody_else_can_be_shown_once(desk: DeskHouse, first: str) -> None:
    ref = await taken(desk)
    unread, dana = phrase("send_file_in_chat"), desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "50.0")
    said = Words(dana.speaker, desk.now, desk.heard_as(where), where, ("A note",), unread=unread)
    later = Edited(dana.speaker, desk.now, "e1", where, "A better note", of=said.key, unread=unread)
    plain = replace(said, unread=None)
    orders: dict[str, tuple[Words | Edited, ...]] = {
        "words": (said, later),
        "edit": (later, said),
        "note": (plain, later),
    }
    replies = [await desk.hears(each) for each in (*orders[first], replace(later, key="e2", words_stay=True))]
    told = [read(shown(each)) for each in replies if not isinstance(each, Quiet)]
    assert len(told) == 1, told
    assert "nobody else can see" in told[0]


async def test_words_that_were_edited_before_they_were_heard_are_advised_as_well(desk: DeskHouse) -> None:
    ref = await taken(desk)
    unread, dana = phrase("share_file_again"), desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "51.0")
    later = Edited(dana.speaker, desk.now, "e1", where, "A better note")  # a message that nothing has: no key of it
    await desk.hears(later)
    said = Words(dana.speaker, desk.now, desk.heard_as(where), where, ("A note",), unread=unread)
    assert "nobody else can see" in read(shown(await desk.hears(said)))
