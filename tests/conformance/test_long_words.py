"""Words that are too long for one message: they arrive to the last character, in order; edits follow all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import as_read

LONG = " ".join(f"word{number}" for number in range(2_400))[:20_000]
MANY_LINES = "\n".join(f"line {number} of the log" for number in range(1_000))
SHORT = "It is over."


async def _claimed(desk: House) -> tuple[Someone, Someone]:
    """Mia has reported, Dana has claimed; all of it is heard."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await desk.settles()
    desk.said_so_far()
    return mia, dana


async def _arrived(desk: House, introduced: str) -> list[str]:
    """What was said since, in each place joined into one again, without what it was introduced with."""
    await desk.settles()
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for post in sorted(desk.unheard(), key=lambda one: one.key):
        places[post.key[:2]].append(post.text)
        assert len(post.text) < 4_000
    desk.said_so_far()
    joined = [" ".join(parts) for parts in places.values()]
    assert joined
    assert all(introduced in one for one in joined)
    return [one.partition(introduced)[2].strip() for one in joined]


@pytest.mark.parametrize("words", [LONG, MANY_LINES], ids=["20,000 characters", "1,000 lines"])
async def test_long_words_arrive_to_the_last_character_in_both_directions(desk: House, words: str) -> None:
    mia, dana = await _claimed(desk)
    await mia.writes(words)
    assert set(await _arrived(desk, "Mia Feld:")) == {as_read(words)}
    await dana.replies("INC-1000", words)
    heard = await _arrived(desk, ":")
    assert set(heard) == {as_read(words)}
    assert len(heard) == len(desk.sides)


async def test_an_edit_reaches_every_part_and_shorter_words_leave_none_behind(desk: House) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes(SHORT)
    await _arrived(desk, "Mia Feld:")
    await mia.edits(said, LONG)
    await _arrives_below(desk, LONG)
    await mia.edits(said, MANY_LINES)
    await _arrives_below(desk, MANY_LINES)
    await mia.edits(said, SHORT)
    await _arrives_below(desk, SHORT)


async def _arrives_below(desk: House, words: str) -> None:
    """Under each card stands this, in as many messages as it takes, and nothing else of it."""
    for posts in (await desk.triage_thread().posts()).values():
        read = " ".join(one.text for one in posts if not one.gone)
        assert as_read(words) in read
        assert read.count("word7 ") == words.count("word7 ")
        assert read.count("line 7 of") == words.count("line 7 of")
    desk.said_so_far()


async def test_a_deletion_takes_back_every_part(desk: House) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes(f"hunter2 {LONG} hunter2")
    await desk.settles()
    await mia.deletes(said)
    for posts in (await desk.triage_thread().posts()).values():
        standing = [one.text for one in posts if not one.gone]
        assert any("message deleted" in one for one in standing)
        assert not any("hunter2" in one or "word7" in one for one in standing)


async def test_a_long_solution_stands_once_and_is_answered_where_it_begins(desk: House) -> None:
    mia, dana = await _claimed(desk)
    for again in (False, True):
        await dana.tells("INC-1000", f"resolve fixed {LONG}")
        await desk.settles()
        asked = [post for post in await mia.reads() if "Yes, it works" in post.buttons][-1]
        await mia.presses(asked, "Yes, it works" if again else "No, still broken")
        await desk.settles()
        asked.shows("Great, closed. How was it?" if again else "INC-1000 is open again.")
        assert len(asked.text) < 4_000
        below = " ".join(post.text for post in await mia.reads() if post.key >= asked.key)
        assert below.count("word7 ") == 1
        assert below.count("word2300 ") == 1
    for card in (await mia.receipt(), await dana.card()):
        assert len(card.text) < 1_000


async def test_a_long_question_is_named_in_short_on_the_cards(desk: House) -> None:
    mia, dana = await _claimed(desk)
    await dana.tells("INC-1000", f"ask {LONG}")
    await desk.settles()
    receipt = await mia.receipt()
    receipt.shows("Please answer here: word0", "State", "Next")
    for card in (receipt, await dana.card()):
        assert len(card.text) < 1_000


@told_both_ways
async def test_after_any_edits_deletions_and_undos_the_copies_read_as_the_message_does(desk: House) -> None:
    chance = Random(str(desk.seating))  # no secret
    mia, dana = await _claimed(desk)
    said, answered = await mia.writes("once heard"), await dana.notes("INC-1000", ">> once told")
    for author, message, sign in ((mia, said, ""), (dana, answered, ">> ")):
        deleted = False
        for turn in range(6):
            words = chance.choice((f"short {turn}", f"word7 {LONG} {turn}", f"{MANY_LINES}\n{turn}"))
            if deleted:
                await author.undeletes(message)
                deleted = False
            elif author.platform == "teams" and chance.random() < 0.5:
                await author.deletes(message)
                deleted = True
            else:
                last = words
                await author.edits(message, f"{sign}{words}")
            if chance.random() < 0.3:  # else the next change comes while this one is under way
                await desk.settles()
        if deleted:
            await author.undeletes(message)
        await author.edits(message, f"{sign}{(last := f'{LONG} it ends')}")
        await _reads(desk, mia if author is dana else None, last)
        if author.platform == "teams":
            for _ in range(2):
                await author.deletes(message)
                await _reads(desk, mia if author is dana else None, "message deleted")
                await author.undeletes(message)
                await _reads(desk, mia if author is dana else None, last)
        await author.deletes(message)
        await _reads(desk, mia if author is dana else None, "message deleted")


async def _reads(desk: House, reader: Someone | None, words: str) -> None:
    """Each place that is told has this now, once, and nothing of other words."""
    await desk.settles()
    told = (
        (await desk.triage_thread().posts())
        if reader is None
        else {"": desk.sides[reader.platform].told(reader.handle)}
    )
    for posts in told.values():
        standing = [as_read(one.text) for one in posts if not one.gone]
        copies = [one for one in standing if re.search(r"\bword\d|message deleted", one)]
        read = " ".join(copies)
        assert as_read(words) in read
        assert read.count("word7 ") == words.count("word7 ")
        assert "line 7 of" not in " ".join(standing)
        assert ("message deleted" in read) == (words == "message deleted")
