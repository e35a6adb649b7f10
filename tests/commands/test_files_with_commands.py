"""Files that come with a typed command: kept with its words, or the command is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ui.inbound import Where, Words
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import quiet
from tests.commands.talking import WIFI, direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse, open_desk, refused, unseen_as_any

Made = Callable[[DeskHouse], Awaitable[str]]
NOT_WITH_FILES = ["ask is it this plug?", "resolve fixed replaced the plug", "cancel declined it is no fault of ours"]


@pytest.mark.parametrize("words", NOT_WITH_FILES)
async def test_files_that_would_not_reach_who_reads_the_words_stop_the_command(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    dana = desk.person("dana")
    await dana.presses("claim", ref)
    was = await desk.ticket(ref)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    assert refused(await say(dana, where, words, to_bot=True, files=(WIFI,))).startswith(
        "Nothing was done: files do not"
    )
    named = words.replace(" ", f" {ref} ", 1)
    for who, said in ((dana, named), (dana.on_teams, named), (dana, ref), (dana, f"{ref} look")):
        assert f"“note {ref}”" in refused(await who.sends(said, files=(WIFI,)))
    unseen_as_any(await dana.sends("INC-4711 look", files=(WIFI,)), "INC-4711")
    assert (await desk.ticket(ref)).version == was.version


OF_TEAM = [
    "escalate they need this picture", "release I am away", "prio impact 2 urgency 1", "hold vendor until friday",
    "log 25m traced it", "change title The tunnel drops every hour", "assign emre", "transfer infra look at this",
    "claim", "date friday", "merge 1001", "link caused by CHG-77", "convert laptop", "resume", "nudge", "follow",
]  # fmt: skip


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("words", OF_TEAM)
async def test_no_command_of_the_team_leaves_a_file_behind_in_silence(channel: str, words: str) -> None:
    async with open_desk(TUESDAY_TEN, both=True) as desk:
        ref = await direct(desk)
        was = await desk.ticket(ref)
        dana = desk.person("dana") if channel == "slack" else desk.person("dana").on_teams
        place, root = await desk.thread(ref, "triage:service-desk", channel)
        where = Where(place, "channel", thread=root, message="70.0")
        told = refused(await say(dana, where, words, to_bot=True, files=(WIFI,)))
        assert told.startswith("Nothing was done: files do not")
        assert (await desk.ticket(ref)).version == was.version


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize(
    ("words", "status"), [("no, still broken", "in_progress"), ("yes, it works", "closed"), ("yes", "closed")]
)
async def test_an_answer_in_words_counts_with_a_picture_beside_it(channel: str, words: str, status: str) -> None:
    async with open_desk(TUESDAY_TEN, both=True) as desk:
        mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
        ref = await mia.reports()
        quiet(await desk.person("dana").presses("claim", ref))
        await resolve(desk, ref)
        said = len(desk.said)
        where = mia.chat("m1")
        await mia.sends(words, message="m1", files=(WIFI,))
        assert (await desk.ticket(ref)).status == status
        assert [(one.text, one.files) for one in await desk.comments(ref)] == [(words, (WIFI,))]
        assert "relay" in [one.kind for one in desk.said[said:]]
        assert "reopen_question" not in [one.kind for one in desk.said[said:]]
        quiet(await mia.edits(where, None))
        assert [one.text for one in await desk.comments(ref)] == [None]
        assert (await desk.ticket(ref)).status == status


async def test_a_picture_beside_still_broken_in_the_thread_reopens(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), "no", files=(WIFI,)))
    assert (await desk.ticket(ref)).status == "in_progress"
    assert [one.files for one in await desk.comments(ref)] == [(WIFI,)]


async def test_a_picture_goes_along_into_the_follow_up(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    mia = desk.person("mia")
    quiet(await mia.presses("confirm", ref))
    where = await spot(desk, ref, "requester", "71.0")
    await say(mia, where, "It dropped again.")
    await say(mia, await spot(desk, ref, "requester", "72.0"), "yes", files=(WIFI,))
    newer = await desk.newest()
    assert newer != ref
    assert (await desk.ticket(ref)).followed_up_by == (newer,)
    assert WIFI.name in str((await desk.log(newer))[0].event)


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_command_of_the_requester_with_a_file_is_no_words_for_the_team(channel: str) -> None:
    async with open_desk(TUESDAY_TEN, both=True) as desk:
        mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
        ref = await mia.reports()
        await mia.reports(title="Printer jams on floor two")
        told = refused(await mia.sends(f"withdraw {ref.removeprefix('INC-')}", files=(WIFI,)))
        assert told == "Nothing was done: files do not go with this. Write it without them."
        assert (await desk.comments(ref)) == ()


@pytest.mark.parametrize("home", [public, direct])
@pytest.mark.parametrize(
    ("words", "status"), [("reopen still broken", "in_progress"), ("reopen", "in_progress"), ("confirm", "closed")]
)
async def test_a_file_beside_a_command_in_the_tickets_own_thread_is_kept_on_the_ticket(
    desk: DeskHouse, words: str, status: str, home: Made
) -> None:
    ref = await home(desk)
    mia = desk.person("mia")
    await resolve(desk, ref)
    where = await spot(desk, ref, "requester", "71.0")
    said = len(desk.said)
    key = desk.heard_as(where)
    await desk.hears(Words(mia.speaker, desk.now, key, where, (words,), None, True, (WIFI,), mentioned=True))
    (kept,) = await desk.comments(ref)
    assert (kept.files, kept.voice, kept.at_home) == ((WIFI,), "requester", True)
    assert (await desk.ticket(ref)).status == status
    told = [one.kind for one in desk.said[said:]]
    assert "relay" in told
    assert "reopen_question" not in told
    quiet(await mia.edits(where, None))
    assert [one.text for one in await desk.comments(ref)] == [None]


@pytest.mark.parametrize(
    ("who", "words", "voice"),
    [("dana", "resolve fixed replaced the plug", "responder"), ("jan", "follow", "watcher")],
)
async def test_a_file_beside_a_command_of_others_in_the_requesters_thread_is_kept(
    desk: DeskHouse, who: str, words: str, voice: str
) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    was = await desk.ticket(ref)
    await say(desk.person(who), where, words, to_bot=True, files=(WIFI,))
    assert (await desk.ticket(ref)).version > was.version + 1
    assert [(one.voice, one.files) for one in await desk.comments(ref)] == [(voice, (WIFI,))]
