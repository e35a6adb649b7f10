"""How it was: the scores under the solution and in a message of their own, on each platform."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import SCORES
from tests.conformance.seatings import told_both_ways, told_everywhere


@told_everywhere
async def test_a_yes_becomes_five_scores_a_low_one_asks_why_and_the_lead_hears_it(desk: House) -> None:
    lena, dana = await desk.seats("lena", "dana")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await dana.resolves("INC-1000", "a new profile is there")
    asked = await mia.was_told("Does it work?")
    await mia.confirms(asked)
    await desk.settles()
    asked.shows("Great, closed. How was it?")
    asked.has_buttons(*SCORES)
    old = asked.as_it_is_now()
    sheet = await mia.opens(asked, "☆ 2")
    await sheet.fills(comment="I had to ask three times")
    await sheet.is_taken()
    await desk.settles()
    asked.shows("Does it work?", "Great, closed. How was it?", "Thank you, that is noted.")
    asked.has_buttons()
    await lena.was_told("Mia gave INC-1000", "2 of 5.")
    await lena.was_told("Mia says why INC-1000", "was 2 of 5: I had to ask three times")
    await mia.presses(old, "☆ 5")
    await mia.was_answered("INC-1000 is answered already")
    survey = (await desk.ticket()).survey
    assert survey is not None
    assert survey.score == 2
    await desk.card().shows("CLOSED")
    await desk.card().does_not_show("three times")
    await desk.ends_quietly()


@told_both_ways
async def test_whoever_says_nothing_is_asked_once_and_answers_after_a_restart(desk: House) -> None:
    (dana,) = await desk.seats("dana")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.was_told("Does it work?")
    await desk.until("2026-10-23 10:01 CEST")
    question = await mia.was_told("How was it with INC-1000", at="2026-10-23 10:00 CEST")
    question.has_buttons(*SCORES)
    await desk.stops()
    await desk.starts()
    await mia.presses(question, "☆ 4")
    await desk.settles()
    question.shows("How was it with INC-1000", "Thank you, that is noted.")
    question.has_buttons()
    await desk.card().shows("RESOLVED")
    await desk.ends_quietly("due today")
