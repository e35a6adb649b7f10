"""Section 8 of the domain: who is told when nobody answers, who when a promise runs out, and who is left in peace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from core.calendars.hours import Duration
from core.calendars.oncall import Override
from core.policy import Ladder, Policy, Step
from core.tickets import events as e
from tests.core.told import lines
from tests.fakes.desk import DeskHouse, instant, open_desk, shipped

SHOP = "web-shop"


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


PAGES = ("page", "step", "call", "update_due", "nobody_answered")


async def test_a_p2_calls_the_duty_person_in_the_thread_and_then_duty_and_lead_directly(desk: DeskHouse):
    await desk.person("mia").reports("P2")
    await desk.until(at("11:00"))
    # At ten both had heard often enough of it within the hour: this rung waits until it is over (noise rule 11).
    assert lines(desk, *PAGES) == [
        "09:00 call triage:service-desk",
        "09:15 step lena",
        "09:15 step nils",
        "09:45 call triage:service-desk",
        "10:00 nobody_answered admins",
        "10:15 step lena",
        "10:15 step nils",
    ]
    assert desk.said[0].facts["to"] == (desk.id_of("nils"),), (
        "the fourteenth open day since 5 October is the fourth member's"
    )


async def test_an_acknowledgement_switches_off_the_unacked_steps_of_all_rounds_and_no_others(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:05"))
    await desk.person("dana").presses("ack", ref)
    await desk.until(at("09:31"))
    assert lines(desk, *PAGES) == ["09:00 call triage:service-desk"]
    assert lines(desk, "warning_direct", "breach_direct") == [
        "09:22 warning_direct dana",
        "09:27 warning_direct lena",
        "09:30 breach_direct dana",
        "09:30 breach_direct lena",
    ]


async def test_a_public_answer_is_an_acknowledgement(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("12:00"))
    assert lines(desk, *PAGES) == ["09:00 call triage:service-desk"]


async def test_a_lead_who_assigns_does_not_stop_the_ladder(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:05"))
    await desk.person("lena").tells(ref, "assign ", desk.person("dana"))
    await desk.until(at("09:20"))
    assert "09:15 step nils" in lines(desk, "step")


async def test_a_new_assignee_is_asked_and_without_an_ack_the_ladder_goes_on_from_the_next_step(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").presses("claim", ref)
    await desk.until(at("09:40"))
    await desk.person("lena").tells(ref, "assign ", desk.person("emre"))
    await desk.until(at("10:28"))
    assert lines(desk, "assigned", *PAGES) == [
        "09:00 call triage:service-desk",
        "09:40 assigned emre",
        "09:55 step nils",
        "10:25 call triage:service-desk",
        "10:27 step lena",
    ]


async def test_a_new_assignee_who_acknowledges_stops_it(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").presses("claim", ref)
    await desk.until(at("09:40"))
    await desk.person("lena").tells(ref, "assign ", desk.person("emre"))
    await desk.until(at("09:50"))
    await desk.person("emre").presses("ack", ref)
    await desk.until(at("11:00"))
    assert lines(desk, "step") == []


async def test_a_transfer_starts_the_ladder_of_the_new_team(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("transfer", ref, team="infra", reason="needs a firewall change")
    await desk.until(at("10:20"))
    assert lines(desk, *PAGES) == [
        "09:00 call triage:service-desk",
        "10:00 call triage:infra",
        "10:15 step omar",
        "10:15 step priya",
    ]
    armed = (await desk.events(ref, e.LadderArmed))[-1]
    assert (armed.team, armed.first_step) == ("infra", 0)


async def test_a_raise_begins_the_new_ladder_when_nobody_is_on_it(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("09:30"))
    await desk.person("lena").fills("prio", ref, impact="1", urgency="1")
    await desk.until(at("09:36"))
    assert lines(desk, *PAGES) == ["09:30 page priya", "09:35 page priya", "09:35 page tomas"]


async def test_a_raise_of_a_ticket_whose_assignee_has_not_acknowledged_calls_as_well(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("lena").tells(ref, "assign", desk.person("dana"))
    await desk.until(at("09:30"))
    await desk.person("lena").fills("prio", ref, impact="1", urgency="1")
    assert lines(desk, *PAGES) == ["09:30 page priya"]


async def test_a_page_says_when_the_next_are_called(desk: DeskHouse):
    await desk.person("mia").reports("P1")
    await desk.until(at("09:10"))
    pages = [one for one in desk.said if one.kind == "page"]
    assert [datetime.fromisoformat(str(one.facts["next_at"])) for one in pages] == [
        instant(at(minute)) for minute in ("09:05", "09:10", "09:10", "09:20")
    ]
    assert "has had no answer since 09:00" in pages[-1].text


async def test_a_raise_of_a_ticket_that_somebody_works_on_calls_nobody(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("09:30"))
    await desk.person("lena").fills("prio", ref, impact="1", urgency="1")
    await desk.until(at("09:59"))
    assert lines(desk, *PAGES) == []
    assert "ladder:0:0" not in [one.kind for one in await desk.agenda(ref)]


async def test_lowering_leaves_the_remaining_steps_of_the_lower_ladder(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    await desk.until(at("09:06"))
    await desk.person("lena").fills("prio", ref, impact="4", urgency="1")
    await desk.until(at("09:50"))
    assert lines(desk, *PAGES) == ["09:00 page priya", "09:05 page priya", "09:05 page tomas"]
    await desk.until(at("11:00"))
    assert lines(desk, "warning") == ["10:30 warning triage:service-desk"]


async def test_nobody_is_told_twice_about_a_threshold_when_the_ladder_changes(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("15:30"))
    assert lines(desk, "warning_direct") == ["15:00 warning_direct dana"]
    await desk.person("lena").fills("prio", ref, impact="1", urgency="1")
    assert lines(desk, "warning_direct") == ["15:00 warning_direct dana", "15:30 warning_direct lena"]
    await desk.until(at("15:40"))
    await desk.person("lena").fills("prio", ref, impact="3", urgency="1")
    await desk.until(at("15:50"))
    assert lines(desk, "warning_direct") == ["15:00 warning_direct dana", "15:30 warning_direct lena"]


async def test_silence_after_an_ack_pages_the_assignee_and_the_lead_and_arms_the_ladder_again(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1", service=SHOP)
    await desk.until(at("09:03"))
    await desk.person("tomas").presses("ack", ref)
    await desk.person("tomas").answers(ref, "I am on it.")
    await desk.until(at("09:50"))
    assert lines(desk, *PAGES) == [
        "09:00 page priya",
        "09:33 update_due omar",
        "09:33 update_due tomas",
        "09:38 page priya",
        "09:38 page tomas",
        "09:43 page omar",
    ]
    await desk.person("tomas").answers(ref, "Still at it.")
    await desk.until(at("10:19"))
    assert len(lines(desk, *PAGES)) == 6


async def test_updates_push_the_silence_away_and_a_hold_stops_the_watch(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1", service=SHOP)
    await desk.person("tomas").answers(ref, "I am on it.")
    await desk.until(at("09:25"))
    await desk.person("tomas").answers(ref, "Found it.")
    assert await desk.due(ref, "ack_timeout") == at("09:55")
    await desk.person("tomas").fills("hold", ref, reason="vendor", party="PayCo", reference="P-1", until="2026-10-28")
    assert await desk.due(ref, "ack_timeout") is None


async def test_a_ticket_of_a_lower_priority_may_be_silent_after_its_ack(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I am on it.")
    assert await desk.due(ref, "ack_timeout") is None


def _laddered(*steps: Step, after: int | None = None) -> Policy:
    policy = shipped()
    repeat_after = Duration(after, "m") if after else None
    ladder = Ladder("P2", "always", steps, repeat=1 if after else 0, repeat_after=repeat_after)
    return replace(policy, ladders={**policy.ladders, "P2": ladder})


def _step(minutes: int, *targets: str, mode: str = "dm") -> Step:
    return Step(mode, targets, after=Duration(minutes, "m"))  # type: ignore[arg-type]


async def test_the_same_person_within_five_minutes_is_pinged_once():
    policy = _laddered(
        _step(0, "team_lead"), _step(4, "team_lead", "dana.roth@nordlicht.example"), _step(9, "team_lead")
    )
    async with open_desk(at("09:00"), policy=policy) as desk:
        await desk.person("mia").reports("P2")
        await desk.until(at("09:10"))
        assert lines(desk, "step") == ["09:00 step lena", "09:04 step dana", "09:09 step lena"]


async def test_without_an_admin_channel_every_admin_is_told_when_nobody_answered():
    async with open_desk(at("09:00"), admin=False) as desk:
        await desk.person("mia").reports("P1")
        await desk.until(at("10:21"))
        assert sorted(lines(desk, "nobody_answered")) == ["10:20 nobody_answered katrin", "10:20 nobody_answered lena"]


async def test_whoever_stands_in_is_called_and_only_while_they_do(desk: DeskHouse):
    jonas = desk.id_of("jonas")

    def give(tx) -> None:
        tx.save_override(Override("infra-primary", jonas, _i("09:00"), _i("09:03")), jonas, desk.now)

    await desk.store.transact(give)
    await desk.person("mia").reports("P1")
    await desk.until(at("09:06"))
    assert lines(desk, "page") == ["09:00 page jonas", "09:05 page priya", "09:05 page tomas"]


def _i(time: str) -> datetime:
    return instant(at(time))


async def test_a_p1_at_night_calls_at_once():
    async with open_desk(at("23:00")) as desk:
        await desk.person("mia").reports("P1")
        await desk.until(at("23:12"))
        pages = ["23:00 page priya", "23:05 page priya", "23:05 page tomas", "23:10 page lena"]
        assert lines(desk, "page") == pages
        assert lines(desk, "warning_direct") == ["23:11 warning_direct nils"]


async def test_in_quiet_hours_a_p2_waits_for_the_next_opening():
    async with open_desk(at("22:00")) as desk:
        await desk.person("mia").reports("P2", service=SHOP)
        await desk.until("2026-10-23 08:59 CEST")
        assert lines(desk, "call", "step", "warning_direct", "breach_direct") == [], "nobody's night is disturbed"
        clock = await desk.stored_clock("INC-1000", "response")
        assert clock.breached_at == instant("2026-10-22 22:30 CEST"), "its clock runs all the same"
        await desk.until("2026-10-23 09:00 CEST")
        said = [one for one in desk.said if one.to in ("priya", "omar") and one.kind == "warning_direct"]
        assert said == [], "what a breach has overtaken is not said any more"
        breaches = [one for one in desk.said if one.kind == "breach_direct"]
        assert {one.at for one in breaches} == {instant("2026-10-23 09:00 CEST")}


async def test_the_lower_of_two_warnings_that_waited_for_the_morning_is_dropped():
    async with open_desk(at("20:00")) as desk:
        ref = await desk.person("mia").reports("P2", service=SHOP)
        await desk.person("tomas").answers(ref, "I am on it.")
        await desk.until("2026-10-23 01:30 CEST")
        await desk.person("tomas").fills("resolve", ref, code="fixed", text="Restarted.")
        await desk.person("mia").presses("reopen", ref)
        held = [one.mark for one in await desk.events(ref, e.ClockMarked) if one.metric == "resolution"]
        assert held == ["50", "75", "90"]
        assert lines(desk, "warning_direct") == []


@pytest.mark.parametrize(("looked", "said"), [("17:00", 1), ("17:00:59", 1), ("17:01", 0)])
async def test_what_falls_on_closing_time_is_said_within_a_minute_and_not_later(looked: str, said: int):
    async with open_desk("2026-10-23 15:30 CEST") as desk:
        await desk.person("mia").reports("P3")
        await desk.jump(f"2026-10-23 {looked} CEST")
        assert lines(desk, "warning") == ["17:00 warning triage:service-desk"] * said


async def test_while_a_clock_is_paused_no_threshold_is_reached(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:20"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.until("2026-10-27 09:00 CET")
    assert lines(desk, "warning_direct", "breach_direct", "breach") == []


async def test_a_reopened_ticket_asks_its_assignee_and_then_the_ladder_goes_on(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I am on it.")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.until(at("10:00"))
    await desk.person("mia").presses("reopen", ref)
    await desk.until(at("10:20"))
    assert lines(desk, "call", "reopened", "step") == [
        "09:00 call triage:service-desk",
        "10:00 reopened triage:service-desk",
        "10:15 step lena",
        "10:15 step nils",
    ]


async def test_a_ladder_ends_with_the_work(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    assert (await desk.ticket(ref)).ladder is None


async def test_a_cancelled_ticket_has_no_ladder(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    await desk.person("mia").presses("withdraw", ref)
    assert (await desk.ticket(ref)).ladder is None
    await desk.until(at("12:00"))
    assert lines(desk, "page") == ["09:00 page priya"]


async def test_whoever_reopens_their_own_ticket_is_on_it(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I am on it.")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.person("dana").presses("reopen", ref)
    await desk.until(at("11:00"))
    assert lines(desk, "step") == []


async def test_a_reopened_request_is_watched_again(desk: DeskHouse):
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    await desk.until(at("10:00"))
    await desk.person("dana").answers(ref, "Like this.")
    await desk.person("dana").fills("fulfil", ref, text="Explained.")
    await desk.person("mia").presses("reopen", ref)
    await desk.until("2026-10-28 17:00 CET")
    assert [one.to for one in desk.said if one.kind == "breach_direct"] == ["dana"]


async def test_nobody_on_the_ladder_is_listed_as_tried_who_was_not_called(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1", service=SHOP)
    await desk.jump(at("12:00"))
    run = (await desk.ticket(ref)).ladder
    assert run is not None
    assert run.exhausted
    assert set(run.tried) == {desk.id_of(one) for one in ("priya", "tomas", "omar", "katrin")}
    after = [f"12:00 page {one}" for one in ("katrin", "omar", "priya", "tomas")]
    assert lines(desk, "page") == ["09:00 page priya", *after], "each once, whatever rounds were passed"
    tried = {one.to: one.facts["tried"] for one in desk.said if one.kind == "page" and one.at == desk.now}
    assert tried["katrin"] == (desk.id_of("priya"),), "who is called at the same time was not tried before"


async def test_a_private_ticket_pages_nobody_who_may_not_read_it(desk: DeskHouse):
    await desk.person("mia").reports("P1", service="security-report", title="Payroll mail went to everyone")
    await desk.until(at("12:00"))
    told = [one for one in desk.said if one.to not in ("requester", "triage:security", "admins")]
    assert {one.to for one in told} == {"ciso"}, "the lead, in the stead of those on call in other teams"
    assert not [one for one in desk.said if one.to == "admins" and "Payroll" in one.text]


async def test_whoever_is_paged_may_acknowledge_also_from_another_team(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    assert lines(desk, "page") == ["09:00 page priya"], "a ticket of the service desk"
    await desk.person("priya").presses("ack", ref)
    assert (await desk.ticket(ref)).assignee == desk.id_of("priya")


async def test_steps_that_were_passed_together_are_one_call_of_all_whom_they_name(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    await desk.jump(at("09:12"))
    assert lines(desk, "page") == ["09:00 page priya", *(f"09:12 page {one}" for one in ("lena", "priya", "tomas"))]
    steps = [(one.step, one.suppressed) for one in await desk.events(ref, e.StepFired) if one.threshold is None]
    assert steps == [(0, None), (1, "overtaken"), (2, None), (2, None)]
    assert await desk.due(ref, "ladder:0:3") == at("09:20")


def test_the_five_minutes_are_the_domains():
    from core.lifecycle.escalation import SAME_PERSON_WITHIN

    assert timedelta(minutes=5) == SAME_PERSON_WITHIN


async def test_how_long_nobody_has_answered_is_counted_in_the_ladders_own_hours(desk: DeskHouse):
    await desk.until(at("17:50"))
    await desk.person("mia").reports("P2")
    await desk.until("2026-10-23 12:00 CEST")
    waited = [minutes for one in desk.said if one.kind in ("call", "step") and (minutes := one.facts["minutes"])]
    assert waited
    assert all(isinstance(minutes, int) and minutes <= 10 + 3 * 60 for minutes in waited)
