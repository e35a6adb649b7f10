"""The buttons of a hand-over, said in words: in the chat of whoever is asked, and in the ticket's own thread."""

from __future__ import annotations

import pytest

from tests.commands.on_call import oncall
from tests.commands.reading import quiet, read, refused_card, shown, taken
from tests.commands.talking import say, spot
from tests.fakes.desk import DeskHouse, Someone

ACCEPTS = [
    "accept", "Accept", "ok, I take it", "I'll take it", "OK, I will take it over", "Ja, ich übernehme das",
    "übernehme ich",
]  # fmt: skip
GIVES = ["back", "Back.", "give it back", "Sorry, I can't take it", "ich gebe es zurück"]
WORDS = [*((one, "emre") for one in ACCEPTS), *((one, "dana") for one in GIVES)]


async def _handed(desk: DeskHouse, priority: str = "P3") -> str:
    ref = await taken(desk, priority)
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre")))
    return ref


def _on(someone: Someone, channel: str) -> Someone:
    someone.desk.lives[someone.id] = channel
    return someone if channel == "slack" else someone.on_teams


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("with_own", [False, True], ids=["nothing of their own", "a ticket of their own"])
@pytest.mark.parametrize(("words", "holder"), WORDS)
async def test_in_the_chat_words_do_what_the_buttons_do(
    desk: DeskHouse, words: str, holder: str, with_own: bool, channel: str
) -> None:
    ref, emre = await _handed(desk), _on(desk.person("emre"), channel)
    own = await emre.reports(title="My mouse is dead") if with_own else None
    await emre.sends(words)
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of(holder), None)
    if own:
        assert await desk.comments(own) == ()


@pytest.mark.parametrize(("words", "holder"), WORDS)
async def test_in_the_tickets_thread_words_to_the_desk_do_what_the_buttons_do(
    desk: DeskHouse, words: str, holder: str
) -> None:
    ref = await _handed(desk)
    await say(desk.person("emre"), await spot(desk, ref, "triage:service-desk", "a1"), words, to_bot=True)
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of(holder), None)
    assert await desk.comments(ref) == ()


@pytest.mark.parametrize(("words", "typed"), [("accept", "ack INC-100"), ("back", "give back INC-100")])
async def test_where_several_wait_it_is_asked_which_one(desk: DeskHouse, words: str, typed: str) -> None:
    first, second = await _handed(desk), await _handed(desk)
    told = refused_card(await desk.person("emre").sends(words))
    assert told.startswith("Which ticket? Write it like")
    assert typed in told
    assert [(await desk.ticket(one)).handed_by for one in (first, second)] == [desk.id_of("dana")] * 2


async def test_whoever_is_away_and_says_back_is_back(desk: DeskHouse) -> None:
    ref = await _handed(desk)
    shown(await oncall(desk, "emre", "away until friday"))
    said = read(shown(await desk.person("emre").sends("back")))
    assert "back" in said
    assert (await desk.ticket(ref)).handed_by == desk.id_of("dana")


@pytest.mark.parametrize("words", ["accept", "ok, I take it", "back"])
async def test_whom_nothing_was_handed_to_is_understood_as_before(desk: DeskHouse, words: str) -> None:
    ref = await _handed(desk)
    await desk.person("nils").sends(words)
    await desk.person("mia").sends(words)
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of("emre"), desk.id_of("dana"))


@pytest.mark.parametrize(
    "words", ["I take it that the VPN drops again", "back to the office tomorrow", "accept the invitation"]
)
async def test_a_sentence_that_begins_so_is_none(desk: DeskHouse, words: str) -> None:
    ref = await _handed(desk)
    await desk.person("emre").sends(words)
    assert (await desk.ticket(ref)).handed_by == desk.id_of("dana")


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_sentence_that_may_answer_a_question_about_their_own_ticket_accepts_nothing(
    desk: DeskHouse, channel: str
) -> None:
    emre = _on(desk.person("emre"), channel)
    own = await emre.reports(title="My mouse is dead")
    ref = await _handed(desk)
    quiet(await desk.person("nils").fills("ask", own, text="Can you plug it into another port?"))
    await emre.sends("I'll do it")
    assert (await desk.ticket(ref)).handed_by is not None
    assert [one.text for one in await desk.comments(own)] == ["I'll do it"]
    await emre.sends("accept")
    assert (await desk.ticket(ref)).handed_by is None
