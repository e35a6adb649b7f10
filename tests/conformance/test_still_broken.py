"""The question whether a resolved ticket is still broken: whichever way it is answered, its buttons go."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import SCORES, Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post

pytestmark = told_both_ways

DIGEST = "due today"


async def _asked(desk: House) -> tuple[Someone, Someone, Post, Post]:
    """Mia wrote to what Dana had resolved: both, whether it works, whether it is still broken; all of it is heard."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    engine = await mia.was_told("Does it work?", "a new profile is there")
    await desk.card().shows("RESOLVED")
    await mia.writes("It dropped again at noon")
    await desk.triage_thread().has("It dropped again at noon", "Mia Feld")
    question = await mia.was_told("Is it still broken?")
    question.has_buttons("Reopen INC-1000", "Just a comment")
    return mia, dana, engine, question


async def _reopened(desk: House, *questions: Post) -> None:
    """It is open again, and nothing is left to press in what was asked."""
    await desk.card().shows("IN PROGRESS", "Dana Roth")
    for each in questions:
        each.has_buttons()
        each.shows("open again")


async def test_reopening_takes_the_buttons_from_both_questions(desk: House) -> None:
    mia, _, engine, question = await _asked(desk)
    old = question.as_it_is_now()
    await mia.presses(question, "Reopen INC-1000")
    await desk.triage_thread().has("still broken", "Dana")
    await _reopened(desk, engine, question)
    before = await desk.ticket()
    for label in ("Reopen INC-1000", "Just a comment"):
        await mia.presses(old, label)
        await mia.was_answered("INC-1000")
    assert await desk.ticket() == before
    await desk.ends_quietly()


async def test_just_a_comment_takes_the_buttons_from_that_question_alone(desk: House) -> None:
    mia, _, engine, question = await _asked(desk)
    await mia.presses(question, "Just a comment")
    await desk.settles()
    question.has_buttons()
    engine.has_buttons("Yes, it works", "No, still broken")
    assert (await desk.ticket()).status == "resolved"
    await desk.ends_quietly()


async def test_no_still_broken_to_the_first_question_answers_the_second_one(desk: House) -> None:
    mia, _, engine, question = await _asked(desk)
    await mia.says_still_broken(engine)
    await desk.triage_thread().has("still broken", "Dana")
    await _reopened(desk, engine, question)
    await desk.ends_quietly()


async def test_yes_it_works_to_the_first_question_answers_the_second_one(desk: House) -> None:
    mia, _, engine, question = await _asked(desk)
    await mia.confirms(engine)
    await desk.card().shows("CLOSED")
    engine.has_buttons(*SCORES)
    question.has_buttons()
    await desk.ends_quietly()


async def test_when_the_staff_reopen_it_there_is_nothing_left_to_answer(desk: House) -> None:
    _, dana, engine, question = await _asked(desk)
    await dana.tells("INC-1000", "reopen it fails for the second user")
    await desk.triage_thread().has("Dana reopened INC-1000")
    await _reopened(desk, engine, question)
    await desk.ends_quietly()


async def test_when_it_closes_by_itself_there_is_nothing_left_to_answer(desk: House) -> None:
    mia, _, engine, question = await _asked(desk)
    await desk.until("2026-10-28 10:01 CET")
    await desk.card().shows("CLOSED")
    engine.has_buttons()
    question.has_buttons()
    await mia.was_told("How was it with INC-1000")
    await desk.ends_quietly(DIGEST)


async def test_the_next_words_after_it_was_resolved_again_are_asked_about_anew(desk: House) -> None:
    mia, dana, _, question = await _asked(desk)
    await mia.presses(question, "Reopen INC-1000")
    await desk.triage_thread().has("still broken", "Dana")
    await dana.resolves("INC-1000", "and a new certificate")
    engine = await mia.was_told("Does it work?", "and a new certificate")
    await mia.writes("Not from home")
    await desk.triage_thread().has("Not from home", "Mia Feld")
    second = await mia.was_told("Is it still broken?")
    second.has_buttons("Reopen INC-1000", "Just a comment")
    await mia.presses(second, "Reopen INC-1000")
    await desk.triage_thread().has("still broken", "Dana")
    await _reopened(desk, engine, second)
    question.has_buttons()
    await desk.ends_quietly()
