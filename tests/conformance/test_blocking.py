"""Whom Deskbell cannot reach on one platform is told on the other one, once."""

from __future__ import annotations

import pytest

import playground.slack.people as on_slack
from tests.conformance.house import House
from tests.conformance.people import SCORES, Someone
from tests.conformance.seatings import CROSSED

in_teams, in_slack = (
    pytest.mark.parametrize("seating", [one for one in CROSSED if one.requesters == platform], indirect=True, ids=str)
    for platform in ("teams", "slack")
)


async def _moved_to_slack(desk: House) -> tuple[Someone, Someone, Someone]:
    """Mia on Teams, where she has blocked the bot, Mia on Slack, where she was told of the claim, and Dana."""
    mia, there, dana = desk.person("mia"), desk.person("mia", on="slack"), desk.person("dana")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    desk.teams.admin.block("mia.feld")
    await dana.claims()
    await there.was_told("Dana has taken this.")
    (await there.receipt()).shows("Dana is working on it")
    return mia, there, dana


@in_teams
async def test_who_blocks_the_bot_on_teams_is_told_in_slack_once(desk: House) -> None:
    _, there, dana = await _moved_to_slack(desk)
    await dana.replies("INC-1000", "Please reconnect once.")
    await there.was_told("Please reconnect once.", "Dana")
    await desk.triage_thread().has("Please reconnect once.")
    await desk.ends_quietly()


@in_teams
async def test_what_they_answer_there_is_heard(desk: House) -> None:
    _, there, dana = await _moved_to_slack(desk)
    await dana.asks("INC-1000", "Which profile is selected?")
    question = await there.was_told("Which profile is selected?")
    await desk.triage_thread().has("Which profile is selected?")
    await there.side.says(there.handle, "Berlin", under=question)
    await desk.triage_thread().has("Berlin", "Mia Feld")
    await dana.resolves("INC-1000", "a new profile is there")
    asked = await there.was_told("Does it work?", "a new profile is there")
    await there.confirms(asked)
    await desk.card().shows("CLOSED")
    asked.has_buttons(*SCORES)
    await desk.ends_quietly()


@in_teams
async def test_a_ticket_that_moved_stays_there_when_the_bot_is_let_in_again(desk: House) -> None:
    mia, there, dana = await _moved_to_slack(desk)
    desk.teams.admin.block("mia.feld", on=False)
    await dana.replies("INC-1000", "Please reconnect once.")
    await there.was_told("Please reconnect once.", "Dana")
    await desk.triage_thread().has("Please reconnect once.")
    # What she writes on Teams is heard all the same.
    await mia.types("INC-1000: it holds")
    await desk.triage_thread().has("it holds", "Mia Feld")
    await desk.card().posts()
    await desk.ends_quietly()


@in_teams
async def test_who_is_on_no_other_platform_is_not_reached_and_the_team_reads_what_was_lost(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    desk.playground.admin.deactivate("mia.feld")
    desk.teams.admin.block("mia.feld")
    said = await dana.notes("INC-1000", ">> Please reconnect once.")
    await desk.settles()
    assert not said.reactions, "what did not arrive bears no mark"
    await desk.triage_thread().has("Please reconnect once.")
    await desk.triage_thread().has("your answer did not reach Mia", "Dana")
    await desk.triage_thread().has("I could not reach Mia by DM (where things stand)")
    await desk.card().posts()
    desk.teams.admin.block("mia.feld", on=False)
    await mia.types("mine")
    await mia.was_told("Your tickets")
    (await mia.receipt()).shows("We write here as soon as there is news")
    await mia.was_told("Please reconnect once.", "Dana")
    await desk.ends_quietly()


@in_slack
async def test_who_could_not_be_reached_in_slack_is_told_once_they_look_at_the_app(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    desk.teams.admin.deactivate("mia.feld")
    desk.playground.admin.block_directs("mia.feld")
    await dana.notes("INC-1000", ">> Please reconnect once.")
    await desk.triage_thread().has("your answer did not reach Mia", "Dana")
    how = await dana.was_answered("These words are for Mia Feld", "⚠", "Not delivered. Please call")
    desk.playground.admin.block_directs("mia.feld", on=False)
    page = mia.side.actor(mia.handle)
    assert isinstance(page, on_slack.Actor)
    await page.opens_home()
    await mia.was_told("Please reconnect once.", "Dana")
    await desk.settles()
    assert how is not None
    how.as_it_is_now().shows("📤", "Delivered.")


@in_slack
async def test_who_is_gone_from_slack_is_told_in_teams_once(desk: House) -> None:
    mia, there, dana = desk.person("mia"), desk.person("mia", on="teams"), desk.person("dana")
    await mia.reports()
    await mia.receipt()
    desk.playground.admin.deactivate("mia.feld")
    await dana.claims()
    await there.was_told("Dana has taken this.")
    (await there.receipt()).shows("Dana is working on it")
    await dana.replies("INC-1000", "Please reconnect once.")
    await there.was_told("Please reconnect once.", "Dana")
    await desk.triage_thread().has("Please reconnect once.")
    await there.types("It holds")
    await desk.triage_thread().has("It holds", "Mia Feld")
    await desk.card().posts()
    await desk.ends_quietly()
