"""How it was: who is asked and when, who answers, what becomes of the question, and who reads the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.lifecycle.survey import is_low, planned_at
from core.people import SYSTEM
from core.policy import Policy, Surveys
from core.processes import TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.inbound import OVERALL, Quiet, Reply
from tests.commands.reading import edits, errors, ids, kinds, opened, quiet, read, refused_card, resolved, shown, taken
from tests.fakes.desk import DeskHouse, instant, open_desk, shipped

MORNING = "2026-10-27 10:00 CET"
"""A Tuesday: eight open hours later it is ten on Wednesday."""


async def rates(desk: DeskHouse, who: str, ref: str, score: int, turn: int = 0) -> Reply:
    """Press a score of the question."""
    return await desk.person(who).presses("rate", ref, turn=turn, score=score)


async def state(desk: DeskHouse, ref: str) -> str:
    survey = (await desk.ticket(ref)).survey
    return survey.state if survey else ""


@pytest.mark.parametrize(
    ("scale", "low"), [(2, [1]), (3, [1]), (4, [1, 2]), (5, [1, 2]), (7, [1, 2, 3, 4]), (10, [1, 2, 3, 4, 5])]
)
def test_low_is_below_three_of_five_and_its_like_on_other_scales(scale: int, low: list[int]) -> None:
    assert [score for score in range(1, scale + 1) if is_low(score, scale)] == low


# when it is asked


async def test_a_yes_turns_the_same_message_into_five_scores_and_nothing_else_is_said(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said, edited = len(desk.said), len(desk.edits)
    quiet(await desk.person("mia").presses("confirm", ref))
    assert (kinds(desk, said), edits(desk, edited)) == ([], ["settled requester"])
    quiet(await rates(desk, "mia", ref, 4))
    assert (kinds(desk, said), edits(desk, edited)) == ([], ["settled requester"] * 2)
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert (survey.state, survey.score, survey.with_yes) == ("answered", 4, True)
    await desk.until("2026-11-12 10:00 CET")
    assert kinds(desk, said) == []


async def test_whoever_says_nothing_is_asked_once_after_eight_open_hours(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = len(desk.said)
    assert await desk.due(ref, "survey") == "2026-10-28 10:00 CET"
    await desk.until("2026-10-28 09:59 CET")
    assert kinds(desk, said) == []
    await desk.until("2026-10-30 16:00 CET")
    assert (kinds(desk, said), (await desk.ticket(ref)).status) == (["survey requester"], "closed")
    quiet(await rates(desk, "mia", ref, 5))
    assert await state(desk, ref) == "answered"


async def test_a_yes_after_the_question_does_not_ask_again(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    await desk.until("2026-10-28 12:00 CET")
    quiet(await desk.person("mia").presses("confirm", ref))
    assert len(await desk.events(ref, e.SurveyAsked)) == 1
    quiet(await rates(desk, "mia", ref, 4))


async def test_a_request_asks_with_the_yes_as_well(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    quiet(await desk.person("dana").tells(ref, "fulfil In its settings."))
    quiet(await desk.person("mia").presses("confirm", ref))
    assert await state(desk, ref) == "asked"


async def duplicate(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", ref, code="duplicate", text="The same as another one."))
    return ref


async def merged(desk: DeskHouse) -> str:
    other, ref = await taken(desk), await taken(desk)
    quiet(await desk.person("dana").tells(ref, f"merge {other}"))
    return ref


async def cancelled(desk: DeskHouse) -> str:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, "cancel not an incident")
    return ref


async def unanswered(desk: DeskHouse) -> str:
    ref = await taken(desk)
    await desk.person("dana").fills("ask", ref, text="Which profile is selected?")
    await desk.until("2026-11-03 10:00 CET")
    return ref


@pytest.mark.parametrize("ends", [duplicate, merged, cancelled, unanswered])
async def test_nobody_is_asked_about_what_had_no_outcome_for_them(desk: DeskHouse, ends: object) -> None:
    ref = await ends(desk)  # type: ignore[operator]  # each of the four above
    assert not (await desk.ticket(ref)).open
    await desk.person("mia").presses("confirm", ref)
    await desk.passes(days=9)
    assert await desk.events(ref, e.SurveyAsked) == []


@pytest.mark.parametrize(
    ("ticket", "asked"),
    [
        (Ticket(requester="mia", logged_by="dana"), True),
        (Ticket(requester="mia", logged_by=SYSTEM), False),
        (Ticket(requester=SYSTEM, logged_by=SYSTEM), False),
        (Ticket(requester="mia", logged_by="mia", details=TaskDetails()), False),
    ],
)
def test_what_a_machine_reported_asks_nobody_and_a_task_asks_neither(ticket: Ticket, *, asked: bool) -> None:
    draft = Draft(ticket, shipped(), instant(MORNING), "dana")
    assert (planned_at(draft, "fixed") is not None) is asked


# how often


async def test_one_person_is_asked_by_itself_once_in_five_working_days_and_with_a_yes_always(desk: DeskHouse) -> None:
    first, second, third = [await resolved(desk) for _ in range(3)]
    await desk.until("2026-10-28 10:00 CET")
    assert [await state(desk, one) for one in (first, second, third)] == ["asked", "left_out", "left_out"]
    quiet(await desk.person("mia").presses("confirm", second))
    assert await state(desk, second) == "asked"
    await desk.until("2026-11-03 10:30 CET")
    soon = await resolved(desk)  # asked at 10:30 on Wednesday, half an hour after five working days are over
    await desk.until("2026-11-04 10:30 CET")
    assert await state(desk, soon) == "asked"


async def test_what_somebody_was_asked_with_their_yes_counts_for_nothing(desk: DeskHouse) -> None:
    confirmed, silent = await resolved(desk), await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", confirmed))
    await desk.until("2026-10-28 10:00 CET")
    assert await state(desk, silent) == "asked"


async def test_another_person_is_asked_all_the_same(desk: DeskHouse) -> None:
    await resolved(desk)
    ref = await desk.person("jan").reports()
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    await desk.until("2026-10-28 10:00 CET")
    assert await state(desk, ref) == "asked"


# who answers, and once


async def test_of_those_who_asked_the_first_answers_for_all_and_nobody_else_may(desk: DeskHouse) -> None:
    mia, jan = desk.person("mia"), desk.person("jan")
    ref = await mia.orders("question", question="How do I share a calendar?", for_whom=jan.speaker)
    assert (await desk.ticket(ref)).beneficiary == jan.id
    quiet(await desk.person("dana").tells(ref, "fulfil In its settings."))
    quiet(await jan.presses("confirm", ref))
    assert "only" in refused_card(await rates(desk, "dana", ref, 5)).lower()
    quiet(await rates(desk, "jan", ref, 5))
    assert refused_card(await rates(desk, "mia", ref, 3)) == f"How it was with {ref} is answered already. Thank you."
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert (survey.score, survey.answered_by) == (5, jan.id)


@pytest.mark.parametrize("score", [1, 2])
@pytest.mark.parametrize("on_teams", [True, False])
@pytest.mark.parametrize("with_yes", [True, False])
async def test_the_press_of_a_low_score_is_the_score_and_the_lead_hears_it_once(
    desk: DeskHouse, score: int, *, on_teams: bool, with_yes: bool
) -> None:
    ref = await resolved(desk)
    mia = desk.person("mia").on_teams if on_teams else desk.person("mia")
    if with_yes:
        quiet(await mia.presses("confirm", ref))
    else:
        await desk.until("2026-10-28 10:00 CET")
    said, edited = len(desk.said), len(desk.edits)
    form = opened(await mia.presses("rate_low", ref, turn=0, score=score))
    assert ids(form) == ["comment"]
    survey = (await desk.ticket(ref)).survey
    assert survey is not None
    assert (survey.state, survey.score, survey.comment) == ("answered", score, "")
    assert kinds(desk, said) == ["rated_low lena"]
    assert desk.said[-1].text == f"Mia gave {ref} VPN drops every hour {score} of 5."
    assert edits(desk, edited) == ["settled requester" if with_yes else "survey_ended requester"]
    # Whoever closes the form, sends it empty or presses once more has said how it was, and is not counted twice.
    opened(await mia.presses("rate_low", ref, turn=0, score=score))
    quiet(await mia.sends_form(form, comment=None))
    assert (kinds(desk, said), len(desk.edits)) == (["rated_low lena"], edited + 1)
    assert "answered already" in refused_card(await mia.presses("rate_low", ref, turn=0, score=3 - score))
    assert "answered already" in refused_card(await rates(desk, "mia", ref, 5))


async def test_why_it_went_badly_follows_the_score_once(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    form = opened(await desk.person("mia").presses("rate_low", ref, turn=0, score=2))
    said, edited = len(desk.said), len(desk.edits)
    quiet(await desk.person("mia").sends_form(form, comment="I had to *ask* three times"))
    assert (kinds(desk, said), len(desk.edits)) == (["rated_low lena"], edited)
    assert desk.said[-1].text == f"Mia says why {ref} VPN drops every hour was 2 of 5: I had to *ask* three times."
    again = await desk.person("mia").sends_form(form, comment="And once more")
    assert errors(again) == {OVERALL: f"How it was with {ref} is answered already. Thank you."}
    assert kinds(desk, said) == ["rated_low lena"]


async def test_why_it_went_badly_is_not_taken_once_the_ticket_is_open_again(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    await desk.until("2026-10-28 10:00 CET")
    form = opened(await desk.person("mia").presses("rate_low", ref, turn=0, score=2))
    quiet(await desk.person("mia").presses("reopen", ref))
    wrong = errors(await desk.person("mia").sends_form(form, comment="Slow"))
    assert "was opened again after this question" in wrong[OVERALL]


async def test_a_fair_score_tells_nobody(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    said = len(desk.said)
    quiet(await rates(desk, "mia", ref, 3))
    assert kinds(desk, said) == []


@pytest.mark.parametrize("score", [0, 6, -1])
async def test_a_score_that_is_none_is_refused(desk: DeskHouse, score: int) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    assert refused_card(await rates(desk, "mia", ref, score))
    assert await state(desk, ref) == "asked"


# how it ends


async def test_a_reopening_takes_the_question_back_and_each_resolution_has_its_own(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    await desk.until("2026-10-28 10:00 CET")
    edited = len(desk.edits)
    quiet(await desk.person("mia").presses("reopen", ref))
    assert "survey_ended requester" in edits(desk, edited)
    again = "was opened again after this question"
    assert again in refused_card(await rates(desk, "mia", ref, 5))
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Once more."))
    assert again in refused_card(await rates(desk, "mia", ref, 5))
    quiet(await desk.person("mia").presses("confirm", ref))
    assert again in refused_card(await rates(desk, "mia", ref, 5))
    quiet(await rates(desk, "mia", ref, 5, turn=1))


async def test_an_answer_stays_in_the_log_and_a_reopening_edits_no_question_that_was_answered(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    await desk.until("2026-10-28 10:00 CET")
    quiet(await rates(desk, "mia", ref, 5))
    edited = len(desk.edits)
    quiet(await desk.person("mia").presses("reopen", ref))
    assert "survey_ended requester" not in edits(desk, edited)
    assert await desk.events(ref, e.SurveyAnswered) == [e.SurveyAnswered(5)]


@pytest.mark.parametrize("with_yes", [True, False])
async def test_it_expires_after_five_working_days_and_says_so(desk: DeskHouse, *, with_yes: bool) -> None:
    ref = await resolved(desk)
    if with_yes:
        quiet(await desk.person("mia").presses("confirm", ref))
        ends = "2026-11-03 10:00 CET"
    else:
        ends = "2026-11-04 10:00 CET"
        await desk.until("2026-10-28 10:00 CET")
    assert await desk.due(ref, "survey_expiry") == ends
    edited, said = len(desk.edits), len(desk.said)
    await desk.until(ends)
    assert kinds(desk, said) == []
    assert edits(desk, edited)[-1] == ("settled requester" if with_yes else "survey_ended requester")
    assert await desk.agenda(ref) == ()
    expired = f"The question about {ref} has expired. Nothing is left for you to do."
    assert refused_card(await rates(desk, "mia", ref, 5)) == expired
    assert refused_card(await desk.person("mia").presses("rate_low", ref, turn=0, score=1)) == expired


async def test_a_form_for_a_low_score_does_not_open_once_it_has_expired_though_nobody_looked_yet(
    desk: DeskHouse,
) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    desk.clock.at = instant("2026-11-03 10:00 CET")
    assert "has expired" in refused_card(await desk.person("mia").presses("rate_low", ref, turn=0, score=1))


async def test_after_an_outage_nobody_is_asked_what_has_expired(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = len(desk.said)
    await desk.jump("2026-11-09 10:00 CET")
    assert (kinds(desk, said), await state(desk, ref)) == ([], "expired")


# who reads it


async def test_the_team_reads_the_score_its_lead_the_reason_and_no_other_staff_either(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    form = opened(await desk.person("mia").presses("rate_low", ref, turn=0, score=2))
    quiet(await desk.person("mia").sends_form(form, comment="I had to ask three times."))
    told = {
        name: read(shown(await desk.person(name).types("desk", f"explain {ref}"))) for name in ("lena", "dana", "jonas")
    }
    assert {name: "2 of 5" in words for name, words in told.items()} == {"lena": True, "dana": True, "jonas": False}
    assert {name: "three times" in words for name, words in told.items()} == {
        "lena": True, "dana": False, "jonas": False,
    }  # fmt: skip
    for who in ("mia", "dana", "jonas"):
        card = await desk.person(who).presses("show", ref)
        assert isinstance(card, Quiet) or "three times" not in read(shown(card))


async def test_figures_have_when_it_was_asked_and_answered_and_the_score(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    await desk.until("2026-10-28 10:00 CET")
    facts = await desk.store.read(lambda tx: tx.facts(ref))
    assert facts is not None
    assert (facts.survey_asked_at, facts.survey_answered_at) == (desk.now, None)
    assert (facts.survey_score, facts.survey_scale) == (None, 5)
    quiet(await rates(desk, "mia", ref, 4))
    facts = await desk.store.read(lambda tx: tx.facts(ref))
    assert facts is not None
    assert (facts.survey_answered_at, facts.survey_score) == (desk.now, 4)
    quiet(await desk.person("mia").presses("reopen", ref))
    facts = await desk.store.read(lambda tx: tx.facts(ref))
    assert facts is not None
    assert (facts.survey_asked_at, facts.survey_score, facts.survey_scale) == (None, None, None)


# what the settings say


def by(surveys: Surveys | None) -> Policy:
    rules = shipped()
    return replace(rules, lifecycle=replace(rules.lifecycle, surveys=surveys))


@pytest.mark.parametrize(
    ("surveys", "with_yes", "by_itself"),
    [
        (None, "", ""),
        (Surveys(on_confirm=False, after=None), "", ""),
        (Surveys(on_confirm=False), "planned", "asked"),
        (Surveys(after=None), "asked", ""),
    ],
)
async def test_the_settings_say_whether_and_when(surveys: Surveys | None, with_yes: str, by_itself: str) -> None:
    async with open_desk(MORNING, policy=by(surveys)) as desk:
        confirmed, silent = await resolved(desk), await resolved(desk)
        quiet(await desk.person("mia").presses("confirm", confirmed))
        await desk.until("2026-10-28 16:00 CET")
        assert (await state(desk, confirmed), await state(desk, silent)) == (with_yes, by_itself)
