"""Words that are too long for one message: they arrive to the last character, in order; edits follow all of them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
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
    mia, dana = await _claimed(desk)
    said = await mia.writes(SHORT)
    await _arrived(desk, "Mia Feld:")
    await mia.edits(said, LONG)
    await _arrives_below(desk, LONG)
    await mia.edits(said, MANY_LINES)
    await _arrives_below(desk, MANY_LINES)
    await mia.edits(said, SHORT)
    await _arrives_below(desk, SHORT)
    assert dana.handle


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
