"""Everybody is reached: in a new chat where the one that was kept has died, and in a place that comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_both_ways
from tests.conformance.seen import Post

on_slack, on_teams = (
    pytest.mark.parametrize("seating", [Seating(one, one)], indirect=True, ids=str) for one in ("slack", "teams")
)


def _loses_their_chat(desk: House, mia: Someone) -> None:
    admin = desk.teams.admin if mia.platform == "teams" else desk.playground.admin
    admin.lose_chat("mia.feld")


async def _hears_of_places(desk: House) -> None:
    """Wait until what just happened to a platform's places was heard and acted on."""
    desk._settled = ()
    await desk.settles()


@told_both_ways
async def test_who_has_a_new_chat_is_told_there_once_below_their_card(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    _loses_their_chat(desk, mia)
    await dana.replies("INC-1000", "Please reconnect once.")
    await mia.was_told("Please reconnect once.")
    (await mia.receipt()).shows("Dana is working on it")
    await dana.replies("INC-1000", "And restart it, please.")
    await mia.was_told("And restart it, please.")
    for words in ("Please reconnect once.", "And restart it, please."):
        await desk.triage_thread().has(words)
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.confirms(await mia.was_told("Does it work?"))
    await desk.card().shows("CLOSED")
    await desk.ends_quietly()


@on_teams
async def test_a_chat_that_they_wrote_from_since_is_taken_and_none_is_opened(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    _loses_their_chat(desk, mia)
    await mia.types("INC-1000: it happens at home as well")
    await desk.triage_thread().has("it happens at home as well")
    await dana.replies("INC-1000", "Please reconnect once.")
    await mia.was_told("Please reconnect once.")
    await mia.receipt()
    await desk.ends_quietly()


@on_slack
@pytest.mark.parametrize("trouble", ["archived", "left"])
async def test_a_channel_that_comes_back_has_each_card_as_it_is_now(desk: House, trouble: str) -> None:
    mia, dana = desk.people("mia", "dana")
    admin = desk.playground.admin
    goes, comes = (admin.archive, admin.unarchive) if trouble == "archived" else (admin.kick, admin.invite)
    await mia.reports()
    await mia.receipt()
    await desk.card().shows("NEW")
    goes("desk-triage")
    await _hears_of_places(desk)
    await dana.commands("ticket claim INC-1000")
    await mia.was_told("Dana has taken this.")
    await desk.card().shows("NEW")
    comes("desk-triage")
    await _hears_of_places(desk)
    await desk.card().shows("IN PROGRESS")
    await mia.writes("and in the car")
    await desk.triage_thread().has("and in the car")


@on_slack
async def test_a_channel_that_is_made_anew_has_the_cards_and_what_was_said_meanwhile(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await desk.card().shows("NEW")
    admin = desk.playground.admin
    members = [desk.playground.slack.space.members[each].handle for each in admin._channel("desk-triage").members]
    admin.delete("desk-triage")
    await _hears_of_places(desk)
    await mia.writes("and in the car")
    await _hears_of_places(desk)
    admin.create("desk-triage-2", private=True, members=[each for each in members if each != "deskbell"])
    admin.invite("desk-triage-2")
    admin.rename("desk-triage-2", "desk-triage")  # as one that is made anew has another id
    await _hears_of_places(desk)
    await desk.card().shows("NEW")
    await desk.triage_thread().has("and in the car")


@pytest.mark.parametrize("seating", [Seating("slack", "slack"), Seating("teams", "teams")], indirect=True, ids=str)
async def test_whom_a_block_kept_from_an_answer_has_it_below_their_one_card_and_the_team_reads_so(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    admin = desk.teams.admin.block if mia.platform == "teams" else desk.playground.admin.block_directs
    admin("mia.feld", True)
    await dana.notes("INC-1000", f">> {'Please reconnect once. ' * 200}")
    lost = await desk.triage_thread().has("your answer did not reach Mia", "Dana")
    assert all("has it by now" not in one.text for one in lost.values())
    admin("mia.feld", False)
    if mia.platform == "teams":
        await desk.teams.person("mia.feld").installs()
    await mia.types("hi")
    await desk.until("2026-10-22 11:20 CEST")
    await mia.was_told("Please reconnect once.", "Dana")
    for one in lost.values():
        one.as_it_is_now().shows("Mia has it by now.")
    await dana.resolves("INC-1000", "a new profile is there")
    (await mia.receipt()).shows("We think this is fixed")


async def _nothing(dana: Someone, note: Post) -> None:
    """Nothing comes between the loss and the end of the block."""


async def _asks(dana: Someone, note: Post) -> None:
    await dana.tells("INC-1000", "ask Which room?")


async def _asks_and_answers(dana: Someone, note: Post) -> None:
    await _asks(dana, note)
    await dana.desk.settles()
    await dana.notes("INC-1000", ">> Or call me.")


async def _takes_a_second_one_back(dana: Someone, note: Post) -> None:
    await _asks(dana, note)
    await dana.desk.settles()
    second = await dana.notes("INC-1000", ">> Or call me.")
    await dana.desk.settles()
    await dana.deletes(second)


async def _edits_it(dana: Someone, note: Post) -> None:
    await _asks(dana, note)
    await dana.desk.settles()
    await dana.edits(note, ">> Please reconnect twice.")


@pytest.mark.parametrize("between", [_nothing, _asks, _asks_and_answers, _takes_a_second_one_back, _edits_it])
@pytest.mark.parametrize("seating", [Seating("slack", "slack"), Seating("teams", "teams")], indirect=True, ids=str)
async def test_each_loss_is_told_in_one_line_whatever_follows_and_in_no_other(
    desk: House, between: Callable[[Someone, Post], Awaitable[None]]
) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    block = desk.teams.admin.block if mia.platform == "teams" else desk.playground.admin.block_directs
    block("mia.feld", True)
    note = await dana.notes("INC-1000", ">> Please reconnect once.")
    await desk.triage_thread().has("your answer did not reach Mia", "Dana")
    await between(dana, note)
    await desk.settles()
    block("mia.feld", False)
    if mia.platform == "teams":
        await desk.teams.person("mia.feld").installs()
    desk._settled = ()
    await desk.settles()
    await mia.types("are you there?")
    await desk.until("2026-10-22 11:20 CEST")
    await mia.was_told("Please reconnect", "Dana")
    arrived = 2 if between is _asks_and_answers else 1
    for posts in (await desk.triage_thread().posts()).values():
        lost = [one.text for one in posts if "answer did not reach Mia" in one.text]
        assert sum("Mia has it by now." in one for one in lost) == arrived, lost
        assert len(lost) == arrived + (between is _takes_a_second_one_back), lost
        not_reached = [one.text for one in posts if "I could not reach Mia" in one.text]
        assert all(one.startswith("I could not") and one.endswith("Mia has it by now.") for one in not_reached)
