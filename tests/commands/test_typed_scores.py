"""A score that is typed instead of pressed, with what is said of it."""

from __future__ import annotations

import pytest

from core.conversation.scores import read_score
from tests.commands.reading import kinds, quiet, read, resolved, shown
from tests.commands.test_rating import state
from tests.fakes.desk import DeskHouse


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("5", (5, "")), ("5!", (5, "")), ("4/5", (4, "")), ("5 of 5", (5, "")), ("3 out of 5", (3, "")),
        ("2 von 5", (2, "")), ("4 stars", (4, "")), ("☆ 1", (1, "")), ("⭐️2", (2, "")), ("3 ★", (3, "")),
        ("1, Dana was rude", (1, "Dana was rude")), ("2 - it took ages", (2, "it took ages")), ("2: slow", (2, "slow")),
        ("1/5 took ages", (1, "took ages")), ("1 von 5 weil es ewig dauerte", (1, "weil es ewig dauerte")),
        ("1 weil es ewig dauerte", (1, "weil es ewig dauerte")), ("2 stars. Nobody called.", (2, "Nobody called.")),
        ("1\nNobody called.\nTwice.", (1, "Nobody called.\nTwice.")), ("5, thanks!", (5, "thanks!")),
        ("0", None), ("6", None), ("4/10", None), ("5 printers", None), ("very good", None), ("", None),
        ("2 of 5 printers are dead", None), ("3 of 5 people cannot print", None), ("1 point I forgot: it beeps", None),
        ("1 von 5 Druckern geht", None), ("2 of 5: slow", (2, "slow")),
        ("1 printer is dead", None), ("1, 2 and 3 are dead", None), ("2 monitors, both dark", None), ("12", None),
        ("1-2 days", None), ("4/10, slow", None), ("3 starships", None), ("INC-1 again", None),
    ],
)  # fmt: skip
def test_words_are_a_score_of_the_scale_and_what_they_say_of_it_or_none(
    words: str, score: tuple[int, str] | None
) -> None:
    assert read_score(words, 5) == score


@pytest.mark.parametrize("other", [False, True], ids=["alone", "beside another ticket"])
@pytest.mark.parametrize("channel", ["slack", "teams", "in its thread"])
async def test_a_low_score_with_its_reason_in_one_message_is_for_the_lead_alone(
    desk: DeskHouse, channel: str, *, other: bool
) -> None:
    ref = await resolved(desk)
    if other:
        await desk.person("mia").reports(title="The screens are dark", service="workplace-it")
    await desk.passes(minutes=5)
    mia = desk.person("mia").on_teams if channel == "teams" else desk.person("mia")
    quiet(await mia.presses("confirm", ref))
    said = len(desk.said)
    words = "1, Dana was rude"
    reply = await (mia.writes(ref, words) if channel == "in its thread" else mia.sends(words))
    assert shown(reply).summary == "Thank you. Only the lead of Service Desk reads why INC-1000 went badly."
    assert [(one.to, "Dana was rude" in one.text) for one in desk.said[said:]] == [("lena", True)]


async def test_words_behind_a_good_score_are_no_reason_and_are_asked_about(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    mia = desk.person("mia").on_teams
    quiet(await mia.presses("confirm", ref))
    assert "Noted" not in read(shown(await mia.sends("4, but it still drops at home")))
    assert await state(desk, ref) == "asked"


async def test_thanks_behind_a_score_are_thanks(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    said = shown(await desk.person("mia").sends("5, thanks a lot!")).summary
    assert said == "Noted for INC-1000: 5 of 5. Thank you."


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_score_that_is_typed_right_after_the_question_is_taken(desk: DeskHouse, channel: str) -> None:
    ref = await resolved(desk)
    mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
    quiet(await mia.presses("confirm", ref))
    said = len(desk.said)
    reply = await (mia.writes(ref, "4/5") if channel == "slack" else mia.sends("4/5"))
    assert shown(reply).summary == "Noted for INC-1000: 4 of 5. Thank you."
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert (survey.state, survey.score, kinds(desk, said)) == ("answered", 4, [])


async def test_a_number_that_may_be_about_something_else_is_no_score(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    mia = desk.person("mia").on_teams
    quiet(await mia.presses("confirm", ref))
    await desk.passes(minutes=5)
    other = await desk.person("mia").reports(title="The screens are dark")
    quiet(await desk.person("dana").tells(other, ">> How many of them?"))
    assert "INC-1001" in read(shown(await mia.sends("4")))
    assert await state(desk, ref) == "asked"
