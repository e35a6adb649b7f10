"""A place that is away for a while (archived, the app taken out, a chat gone): what was for it comes as it reads."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.seatings import Seating, told_both_ways, told_everywhere
from tests.conformance.seen import Post

LONG = " ".join(f"word{number}" for number in range(1_500))


async def _team_goes(desk: House, platform: str, *, back: bool = False) -> None:
    """The triage room of one platform is away from now on, or back."""
    if platform == "slack":
        admin = desk.playground.admin
        (admin.unarchive if back else admin.archive)("desk-triage")
    else:
        await desk.teams.person("lena.vogt").installs("IT", remove=not back)
    await desk.finds_its_places()
    await desk.settles()


def _standing(posts: list[Post]) -> list[str]:
    return [one.text for one in posts if not one.gone]


@told_everywhere
async def test_a_team_that_was_away_reads_all_that_was_said_meanwhile_as_it_reads_then(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    older = await mia.writes("heard before")
    away = desk.seating.responders
    await desk.settles()
    await _team_goes(desk, away)
    edited, deleted = await mia.writes("first wording"), await mia.writes("my PIN is 1234")
    grows, shrinks = await mia.writes("grows later"), await mia.writes(LONG)
    await desk.settles()
    await mia.edits(edited, "second wording")
    await mia.deletes(deleted)
    await mia.edits(grows, f"{LONG} to its end")
    await mia.edits(shrinks, "shrunk")
    await mia.edits(older, "heard before, and edited")
    await desk.until("2026-10-22 11:00 CEST")
    await _team_goes(desk, away, back=True)
    await desk.until("2026-10-22 11:05 CEST")
    for posts in (await desk.triage_thread().posts()).values():
        read = " ".join(_standing(posts))
        assert read.count("second wording") == read.count("heard before, and edited") == read.count("shrunk") == 1
        assert read.count(" word7 ") == read.count("word1499 to its end") == read.count("word700 ") == 1
        assert "PIN" not in read
        assert "first wording" not in read
        assert "grows later" not in read
        assert "message deleted" not in read or desk.seating.crossed  # what nobody read needs no word


@pytest.mark.parametrize("seating", [Seating("teams", "teams")], indirect=True, ids=str)
async def test_whoever_took_the_app_out_reads_at_its_return_what_holds_then(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await desk.settles()
    await desk.teams.person("mia.feld").installs(remove=True)
    edited, deleted = await dana.notes("INC-1000", ">> version one"), await dana.notes("INC-1000", ">> a secret")
    await desk.settles()
    await dana.edits(edited, ">> version two")
    await dana.deletes(deleted)
    await dana.asks("INC-1000", "Which profile?")
    await dana.tells("INC-1000", "resume")
    await dana.resolves("INC-1000", "fixed A")
    await dana.tells("INC-1000", "reopen")
    await desk.settles()
    await dana.resolves("INC-1000", "fixed B")
    await desk.settles()
    before = len(await mia.reads())
    await desk.teams.person("mia.feld").installs()
    await desk.settles()
    read = " ".join(_standing(await mia.reads())[before:])
    assert read.count("version two") == read.count("We think INC-1000 is fixed: fixed B") == 1
    for stale in ("version one", "secret", "message deleted", "Which profile", "fixed A"):
        assert stale not in read


@told_both_ways
async def test_what_is_changed_of_words_in_a_chat_that_is_gone_is_in_the_next_one_and_told_meanwhile(
    desk: House,
) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    edited, deleted = await dana.notes("INC-1000", ">> call 111"), await dana.notes("INC-1000", ">> a secret")
    await desk.settles()
    admin = desk.teams.admin if mia.platform == "teams" else desk.playground.admin
    admin.lose_chat("mia.feld")
    await dana.edits(edited, ">> call 222")
    await desk.settles()
    await desk.triage_thread().has("what you changed did not reach Mia. Please call, or write to them another way.")
    await dana.deletes(deleted)
    await dana.notes("INC-1000", ">> next answer")
    await desk.settles()
    read = _standing(await mia.reads())
    assert sum("call 222" in one for one in read) == sum("next answer" in one for one in read) == 1
    assert not any("secret" in one for one in read)
    await dana.edits(edited, ">> call 333")
    await desk.settles()
    read = _standing(await mia.reads())
    assert sum("call 333" in one for one in read) == 1
    assert not any("call 222" in one for one in read)
