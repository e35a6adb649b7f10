"""From what happened to what is said: who hears it, in which order, when, and what is never said twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
import pytest_asyncio

from core.lifecycle.transitions import move
from core.notifications.announce import announce
from core.notifications.kinds import KINDS, due, moot, redraws
from core.ports.outbox import Notice
from core.processes import IncidentDetails, Status
from core.tickets import events as e
from core.tickets.comments import fold_comments
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from tests.fakes.desk import DeskHouse, KnownPlaces, instant, open_desk, shipped
from tests.fakes.playing import DANA, LENA, MIA

NOW = instant("2026-10-22 10:00 CEST")


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


class TwoPlatforms(KnownPlaces):
    """Every triage channel stands on two platforms."""

    def triage(self, team: str) -> tuple[str, ...]:
        return (*super().triage(team), f"teams:x/19:{team}")


def _opened(**changes: object) -> e.Opened:
    fields: dict[str, object] = {
        "ref": "INC-1000", "status": "new", "title": "VPN drops", "description": "", "requester": MIA,
        "beneficiary": MIA, "logged_by": MIA, "source": "slack_command", "service": "network",
        "details": IncidentDetails(category="vpn", impact=4, urgency=1),
        "priority": "P3", "priority_source": "matrix", "team": "service-desk", "private": False,
    }  # fmt: skip
    return e.Opened(**(fields | changes))  # type: ignore[arg-type]


def _ticket(*more: e.Event) -> Ticket:
    return fold(e.Happened(NOW, MIA, each) for each in (_opened(), *more))


def _said(before: Ticket, *events: e.Event, actor: str = DANA, places: KnownPlaces | None = None) -> list[Notice]:
    happened = tuple(e.Happened(NOW, actor, each) for each in events)
    after = fold(happened, before)
    said = {one.id: one for one in fold_comments(happened)}
    return list(announce(before, after, happened, shipped(), places or KnownPlaces(shipped()), NOW, said.get))


def _kinds(said: list[Notice]) -> list[str]:
    return [f"{one.kind} {one.to}" for one in said]


def test_a_claim_by_a_reply_is_one_message_and_one_drawing():
    reply = e.Commented("c1", DANA, "responder", True, "On it.", said_in="slack:T1/C9#1.2")
    assert _kinds(_said(_ticket(), e.Claimed(DANA), reply)) == [
        "triage_card triage:service-desk",
        "requester_card requester:mia.feld@nordlicht.example",
        "reply requester:mia.feld@nordlicht.example",
        "mark_taken message:slack:T1/C9#1.2",
    ]


def test_a_description_of_which_the_card_shows_the_beginning_stands_whole_below_it_wherever_the_ticket_goes():
    long = _opened(description="a word " * 300)
    assert _kinds(_said(Ticket(), long))[-1] == "description triage:service-desk"
    moved = _said(fold([e.Happened(NOW, MIA, long)]), e.Transferred(team="infra", reason="needs a firewall change"))
    assert "description triage:infra" in _kinds(moved)
    assert "description triage:service-desk" not in _kinds(_said(Ticket(), _opened(description="a word " * 10)))


def test_on_two_platforms_each_place_has_its_own_card_and_line():
    said = _said(_ticket(), e.ClockStarted("response", "always", 60, (), "v", NOW), places=TwoPlatforms(shipped()))
    places = [one.place for one in said if one.kind == "triage_card"]
    assert places == ["slack:T1/C-desk-triage", "teams:x/19:service-desk"]
    assert len({one.key for one in said}) == len(said)


def test_a_transfer_redraws_both_teams_cards_and_speaks_to_the_new_one():
    said = _said(_ticket(), e.Transferred("infra", "needs a firewall change"))
    assert _kinds(said) == [
        "triage_card triage:service-desk",
        "triage_card triage:infra",
        "requester_card requester:mia.feld@nordlicht.example",
        "moved triage:infra",
        "news requester:mia.feld@nordlicht.example",
    ]


@pytest.mark.parametrize(
    "event",
    [
        e.Assigned(LENA),
        e.ClockMarked("resolution", "50", NOW),
        e.Commented("c1", DANA, "responder", False, "Rule 12 looks odd."),
    ],
)
def test_the_requester_sees_nothing_of_what_is_the_staffs(event: e.Event):
    clock = e.ClockStarted("resolution", "always", 60, (), "v", NOW)
    assert not [one for one in _said(_ticket(clock), event) if one.for_requester]


def test_a_step_of_the_ladder_redraws_no_card():
    armed = e.LadderArmed("P2", "service-desk", "v", "always", True)
    said = _said(_ticket(armed), e.StepFired("thread", (DANA,), NOW))
    assert _kinds(said) == ["call triage:service-desk"]


async def test_a_warning_recolours_the_triage_card_and_leaves_the_requesters_alone(desk: DeskHouse):
    await desk.person("mia").reports("P3")
    drawn = len(desk.cards)
    await desk.until(at("10:59"))
    assert {card[1] for card in desk.cards[drawn:]} == {"triage_card"}


@pytest.mark.parametrize("suppressed", get_args(e.Suppressed))
def test_what_is_suppressed_is_kept_and_not_said(suppressed: e.Suppressed):
    clock = e.ClockStarted("resolution", "always", 60, (), "v", NOW)
    said = _said(_ticket(clock), e.ClockMarked("resolution", "breach", NOW, suppressed))
    assert _kinds(said) == ["triage_card triage:service-desk"]
    armed = e.LadderArmed("P2", "service-desk", "v", "always", True)
    assert _said(_ticket(armed), e.StepFired("page", (DANA,), NOW, suppressed=suppressed)) == []


def test_a_broken_acknowledgement_is_only_recorded():
    clock = e.ClockStarted("ack", "always", 60, (), "v", NOW)
    assert "breach triage:service-desk" not in _kinds(_said(_ticket(clock), e.ClockMarked("ack", "breach", NOW)))


async def test_whoever_claims_their_own_ticket_is_not_told_so(desk: DeskHouse):
    ref = await desk.person("dana").reports("P3")
    await desk.person("dana").presses("claim", ref)
    desk.nothing_else_was_said()


async def test_reports_at_night_are_answered_at_once_and_staff_hears_in_the_morning():
    async with open_desk(at("22:00")) as desk:
        ref = await desk.person("mia").reports("P3")
        assert [card[1] for card in desk.cards] == ["triage_card", "requester_card"]
        await desk.person("lena").tells(ref, "assign ", desk.person("dana"))
        desk.nothing_else_was_said()
        await desk.until("2026-10-23 09:00 CEST")
        desk.hears_now("2026-10-23 09:00 CEST assigned dana")


async def test_an_assignment_that_was_taken_back_overnight_is_not_told():
    async with open_desk(at("22:00")) as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.person("lena").tells(ref, "assign ", desk.person("dana"))
        await desk.person("lena").tells(ref, "assign ", desk.person("emre"))
        await desk.until("2026-10-23 09:00 CEST")
        desk.hears_now("2026-10-23 09:00 CEST assigned emre")


async def test_thanks_gets_a_heart_and_a_complaint_never(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    for words in ("It dropped again.", "Really, again!", "Thanks!"):
        await desk.person("mia").writes(ref, words)
    assert [one.kind for one in desk.said if one.kind in ("thanks", "reopen_question")] == ["reopen_question", "thanks"]


def _warning(percent: str, to: tuple[str, ...] = (DANA,)) -> Notice:
    facts = {"threshold": f"resolution:{percent}", "due_at": NOW.isoformat(), "to": to, "late": None}
    return Notice("warning_direct", "INC-1000", f"direct:{to[0]}", "k", NOW, NOW, facts)


def test_a_warning_is_moot_once_a_higher_one_was_told_to_the_same_people():
    clock = e.ClockStarted("resolution", "always", 60, (), "v", NOW + timedelta(minutes=1))
    armed = e.LadderArmed("P2", "service-desk", "v", "always", True)
    told = e.StepFired("dm", (DANA,), NOW, threshold="resolution:90")
    ticket = _ticket(clock, armed, told)
    assert moot(_warning("75"), ticket)
    assert not moot(_warning("90"), ticket)
    assert not moot(_warning("75", (LENA,)), ticket)
    assert not moot(_warning("75", (DANA, LENA)), ticket)


@pytest.mark.parametrize(
    "event",
    [
        e.ClockPaused("resolution", "requester", 10),
        e.ClockStopped("resolution", "met", 10),
        e.ClockCancelled("resolution", "cancelled"),
        e.ClockMarked("resolution", "breach", NOW),
    ],
)
def test_a_warning_is_moot_when_its_clock_runs_no_more_or_is_broken(event: e.Event):
    clock = e.ClockStarted("resolution", "always", 60, (), "v", NOW + timedelta(minutes=1))
    assert not moot(_warning("75"), _ticket(clock))
    assert moot(_warning("75"), _ticket(clock, event))


def test_a_call_is_moot_once_somebody_acknowledged():
    armed = e.LadderArmed("P1", "service-desk", "v", "always", True)
    page = Notice("page", "INC-1000", f"direct:{DANA}", "k", NOW, NOW, {"to": (DANA,)})
    assert not moot(page, _ticket(armed))
    assert moot(page, _ticket(armed, e.LadderAcked(LENA)))
    assert moot(page, _ticket(armed, e.LadderEnded("resolved")))


def test_facts_of_every_kind_said_are_those_of_its_example():
    armed = e.LadderArmed("P1", "service-desk", "v", "always", True)
    for mode in ("page", "dm", "thread"):
        for said in _said(_ticket(armed), e.StepFired(mode, (DANA,), NOW)):
            assert set(said.facts) == set(KINDS[said.kind].fact_names)


@pytest.mark.parametrize("status", ["closed", "cancelled"])
@pytest.mark.parametrize("to", ["in_progress", "on_hold", "resolved", "new", "closed", "cancelled"])
def test_nothing_leaves_what_is_over(status: Status, to: Status):
    from core.errors import Refusal

    resolved = e.Resolved("fixed", "Reissued.", NOW)
    over = _ticket(resolved, e.Closed(True)) if status == "closed" else _ticket(e.Cancelled("withdrawn"))
    with pytest.raises(Refusal, match=r"^over$"):
        move(over, to)


def test_a_card_is_posted_among_words_and_drawn_again_apart_from_them():
    first = _said(Ticket(), _opened())
    assert {each.kind: each.refresh for each in first if redraws(each)} == {
        "triage_card": False,
        "requester_card": False,
    }
    later = _said(_ticket(), e.Claimed(DANA))
    assert {each.kind: each.refresh for each in later} == {
        "triage_card": True,
        "requester_card": True,
        "claimed": False,
    }


def test_the_card_of_a_ticket_that_moves_is_posted_anew_with_its_new_team_alone():
    moved = e.Transferred(team="infra", reason="a firewall change")
    cards = {each.to: each.refresh for each in _said(_ticket(), moved) if each.kind == "triage_card"}
    assert cards == {"triage:service-desk": True, "triage:infra": False}


def test_whatever_concerns_a_p1_is_urgent_and_of_others_only_what_hurries():
    critical = _said(Ticket(), _opened(priority="P1"))
    assert critical
    assert all(each.urgent for each in critical)
    assert not any(each.urgent for each in _said(Ticket(), _opened()))
    breach = e.ClockMarked("response", "breach", due_for=NOW)
    ticket = _ticket(e.ClockStarted("response", "office", 3600, (), "P3", NOW, None))
    assert {each.kind for each in _said(ticket, breach) if each.urgent} == {"breach"}


def test_words_are_due_before_cards_and_both_long_after_what_is_urgent():
    card, *_ = (each for each in _said(Ticket(), _opened()) if redraws(each))
    word, *_ = (each for each in _said(_ticket(), e.Claimed(DANA)) if each.kind == "claimed")
    assert due(replace(word, urgent=True)) == NOW
    assert NOW < due(word) < due(card) == due(replace(card, refresh=True))
