"""Killed with Teams on, which cannot be asked what was said: a repeat is rare, harmless and always in order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from bot.runtime.fault_points import POINTS
from playground.teams.outbound import Sent
from playground.teams.protocol import AppFailed, Json
from tests.bot.worker import DANA, MIA
from tests.conformance.seen import Post
from tests.crash.teams_scene import JAN, ON_SLACK, ON_TEAMS, TeamsScene, teams_scene
from tests.crash.victim import AT_COMMIT, AT_HEARING

MOST_LIVES = 40
DONE_BODY = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done."}
CLOSED_DIALOG: Json = {}


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsScene]:
    async with teams_scene(tmp_path) as scene:
        yield scene


async def test_kills_repeat_nothing_in_slack_and_in_teams_only_what_was_not_recorded(scene: TeamsScene):
    rooms = scene.rooms()
    await scene.decides("INC-1000", MIA, 1, [ON_SLACK, ON_TEAMS])
    await scene.decides("INC-1001", JAN, 1, [ON_TEAMS, ON_SLACK])
    sent = len(scene.teams.sent)
    for dies_at in islice(cycle(f"{point}:3" for point in POINTS), MOST_LIVES):
        if scene.complete:
            break
        await scene.lives(dies_at)
    await scene.lives()
    scene.holds()
    assert set(scene.deaths) == set(POINTS)
    # Teams told it nothing in all these lives, and it still knows every place: nobody's chat was opened anew.
    assert len(scene.teams.sent) == sent
    assert rooms.items() <= scene.rooms().items()
    assert not [call for call in scene.teams.log.of("create") if call.args["body"].get("members")]


async def test_each_copy_of_a_repeated_card_claims_once_and_the_recorded_one_goes_on(scene: TeamsScene):
    await scene.decides("INC-1000", MIA, 1, [ON_TEAMS])
    for dies_at in ("after-speaking:1", "before-recording:1"):
        await scene.lives(dies_at)
    await scene.lives()
    scene.holds()
    channel = scene.teams.person("lena.vogt").channel("Desk Triage")
    first, second, last = channel.messages
    assert not [each for each in (first, second) if scene.teams.person(DANA).thread(each).messages]
    assert "Step 0" in scene.teams.person(DANA).thread(last).messages[0].text
    pictures = [each.as_it_is_now() for each in (first, second, last)]

    async with scene.listening():
        answers = []
        for who, copy in zip(("dana.roth", "emre.aydin", "sofia.lang"), pictures, strict=True):
            answers.append(await scene.teams.person(who).presses(copy, "Claim"))
        await scene.playground.until(lambda: "Dana Roth" in last.text)
    assert all("Dana claimed INC-1000" in each.text for each in answers[1:]), answers
    assert (await scene.ticket("INC-1000")).assignee == DANA
    assert scene.claims() == 1
    assert await scene.card_is_at("INC-1000") == last.id
    edits = [call.args for call in scene.teams.log.of("update")]
    assert {each["activity"] for each in edits if each["conversation"].startswith(channel.id)} == {last.id}
    assert [Post(each).text for each in (first, second)] == [Post(each).text for each in pictures[:2]]


@pytest.mark.parametrize("dies_at", [AT_COMMIT, AT_HEARING])
async def test_a_press_that_a_kill_cut_short_and_teams_brings_again_has_one_effect(scene: TeamsScene, dies_at: str):
    await scene.decides("INC-1000", MIA, 0, [ON_TEAMS])
    await scene.lives()
    (card,) = scene.teams.person("lena.vogt").channel("Desk Triage").messages
    async with scene.listening(dies_at):
        with pytest.raises(AppFailed):
            await scene.teams.person(DANA).presses(card, "Claim")
    assert scene.deaths[dies_at] == 1
    assert (await scene.ticket("INC-1000")).assignee == (DANA if dies_at == AT_COMMIT else None)

    cut_short = scene.teams.sent[-1]
    async with scene.listening():
        bodies = [await _answer_again(scene, cut_short), await _answer_again(scene, cut_short)]
        await scene.playground.until(lambda: "Dana Roth" in card.text)
    assert bodies == [DONE_BODY, DONE_BODY]
    assert (await scene.ticket("INC-1000")).assignee == DANA
    assert scene.claims() == 1


@pytest.mark.parametrize("dies_at", [AT_COMMIT, AT_HEARING])
async def test_a_report_that_a_kill_cut_short_and_teams_brings_again_is_one_ticket(scene: TeamsScene, dies_at: str):
    mia = scene.teams.person(MIA)
    async with scene.listening():
        form = (await mia.shortcut("Report a problem")).form
        form.fills({
            "field:title": "VPN drops", "field:service": "Network, Wi-Fi and VPN", "field:impact": "Just me",
            "field:urgency": "No, work has stopped",
        })  # fmt: skip
        await form.presses("Update")
        form.fills({"field:category:network": "VPN"})
    async with scene.listening(dies_at):
        with pytest.raises(AppFailed):
            await form.submits()
    assert scene.deaths[dies_at] == 1
    cut_short = scene.teams.sent[-1]

    channel = scene.teams.person("lena.vogt").channel("Desk Triage")
    async with scene.listening():
        bodies = [await _answer_again(scene, cut_short), await _answer_again(scene, cut_short)]
        await scene.playground.until(lambda: len(mia.directs()) > 1 and bool(channel.messages))
        await scene.everything_is_recorded()
    assert bodies == [CLOSED_DIALOG, CLOSED_DIALOG]
    # The desk's channel was never heard from, and is known since the app was installed, three lives ago.
    assert [Post(each).about for each in channel.messages] == ["INC-1000"]
    assert [Post(each).about for each in mia.directs()[1:]] == ["INC-1000"]
    assert scene.refs() == ["INC-1000"]


async def _answer_again(scene: TeamsScene, sent: Sent) -> Json:
    """Teams brings an invoke once more; the body of the answer."""
    answer = await scene.teams.resend(sent)
    assert answer.status == 200
    body: Json = json.loads(answer.body) if answer.body else {}
    return body
