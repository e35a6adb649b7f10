"""Why it went badly, typed behind a low score: it is asked, and goes to the lead alone."""

from __future__ import annotations

import pytest

from core.ui.inbound import Reply
from tests.commands.reading import kinds, quiet, read, resolved, shown
from tests.fakes.desk import DeskHouse


async def says(desk: DeskHouse, ref: str, words: str, at_home: bool) -> Reply:
    """Write as Mia, in her ticket's thread or in a chat of the other platform."""
    mia = desk.person("mia") if at_home else desk.person("mia").on_teams
    return await (mia.writes(ref, words) if at_home else mia.sends(words))


WHY = "it took far too long & nobody called"


@pytest.mark.parametrize("at_home", [True, False], ids=["thread", "chat"])
async def test_why_it_went_badly_is_asked_of_a_typed_score_too_and_goes_to_the_lead_alone(
    desk: DeskHouse, at_home: bool
) -> None:
    ref = await resolved(desk)
    other = await desk.person("mia").reports(title="Printer jams on floor two")
    quiet(await desk.person("mia").presses("confirm", ref))
    said = len(desk.said)
    asked = read(shown(await says(desk, ref, "2", at_home)))
    assert "What went wrong? What you write next is for the lead of Service Desk alone" in asked
    assert "Only the lead of Service Desk" in read(shown(await says(desk, ref, WHY, at_home)))
    assert {one.split()[0] for one in kinds(desk, said)} == {"rated_low"}
    assert WHY in [one.card.summary for one in desk.channels["slack"].taken if one.card and "rated_low" in one.key][-1]
    assert not [one for each in (ref, other) for one in await desk.comments(each)]
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert (survey.score, survey.comment) == (2, WHY)
    await says(desk, ref, "and one thing more", at_home)
    assert (await desk.ticket(ref)).survey == survey


@pytest.mark.parametrize("words", ["thanks", "hello"])
async def test_thanks_and_greetings_are_no_reason(desk: DeskHouse, words: str) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    await says(desk, ref, "1", at_home=True)
    await says(desk, ref, words, at_home=True)
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert survey.comment == ""


async def test_a_good_score_is_not_asked_why_and_late_words_are_no_reason(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    assert "What went wrong" not in read(shown(await says(desk, ref, "4", at_home=True)))
    again = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", again))
    await says(desk, again, "1", at_home=True)
    await desk.passes(hours=1)
    await says(desk, again, WHY, at_home=True)
    survey = (await desk.ticket(again)).survey
    assert survey is not None
    assert survey.comment == ""
