"""A colleague who speaks to the desk in somebody else's thread: done if theirs to do, else told what to do."""

from __future__ import annotations

import pytest

from core.commands import REGISTRY
from core.ui.inbound import Quiet, Shown
from tests.commands.chats import said_on
from tests.commands.reading import quiet, shown
from tests.commands.talking import public, resolve, say, spot
from tests.fakes.desk import DeskHouse, Someone, sentence

WORDS = ("I have this, too", "any idea what it is?", "the printer on my floor as well", "+1", "ok")


@pytest.fixture(params=["slack", "teams"])
def jan(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Jan, who has no part in Mia's ticket, on one platform and on the other."""
    someone = desk.person("jan")
    return someone if request.param == "slack" else someone.on_teams


@pytest.mark.parametrize("behind", ["", " please do", " INC-4711", " 25m", " infra because it is theirs"])
async def test_no_command_to_the_desk_is_met_with_silence(desk: DeskHouse, jan: Someone, behind: str) -> None:
    ref = await public(desk)
    was = await desk.ticket(ref)
    for words in (one.words for one in REGISTRY.commands if one.words):
        where = await spot(desk, ref, "requester", desk.fresh("m"))
        before = (await desk.ticket(ref)).version
        reply = await say(jan, where, f"{words[0]}{behind}", to_bot=True)
        assert reply != Quiet() or (await desk.ticket(ref)).version != before, words[0]
        assert not isinstance(reply, Shown) or "went wrong" not in reply.card.summary, words[0]
    now = await desk.ticket(ref)
    assert (now.status, now.assignee, now.team, now.priority) == (was.status, was.assignee, was.team, was.priority)


@pytest.mark.parametrize(
    "words", ["resolve", "reply it is fixed", "note he called", "hold on, me too", "escalate", "hold vendor x", "prio"]
)
async def test_what_is_the_teams_is_refused_with_the_way_to_them(desk: DeskHouse, jan: Someone, words: str) -> None:
    ref = await public(desk)
    reply = await say(jan, await spot(desk, ref, "requester", "71.0"), words, to_bot=True)
    assert isinstance(reply, Shown)
    assert reply.refusal
    said = reply.card.summary
    assert said.startswith("Only Service Desk can change ")
    assert said.endswith(". Plain words here reach them.")
    assert await said_on(desk, ref) == []


@pytest.mark.parametrize("words", WORDS)
async def test_words_to_the_desk_are_kept_and_their_author_is_told_where(
    desk: DeskHouse, jan: Someone, words: str
) -> None:
    ref = await public(desk)
    card = shown(await say(jan, await spot(desk, ref, "requester", "71.0"), words, to_bot=True))
    assert card.summary.startswith(f"Added to {ref}")
    assert not card.buttons
    assert await said_on(desk, ref) == [words]


async def test_thanks_after_the_end_have_a_heart_or_an_answer(desk: DeskHouse, jan: Someone) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    where = await spot(desk, ref, "requester", "71.0")
    since = len(desk.said)
    reply = await say(jan, where, "Thanks!", to_bot=True)
    hearts = [one for one in desk.said[since:] if one.kind == "thanks"]
    assert hearts or sentence(reply) == "You are welcome!"


async def test_what_is_said_to_others_there_is_answered_to_nobody(desk: DeskHouse, jan: Someone) -> None:
    ref = await public(desk)
    quiet(await say(jan, await spot(desk, ref, "requester", "71.0"), "I have this, too"))
    assert await said_on(desk, ref) == ["I have this, too"]
