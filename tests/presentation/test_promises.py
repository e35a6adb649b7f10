"""A promise by phase, and spans of time in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.gallery import example, presenter
from adapters.presentation.times import style_near
from core.phrases import phrase
from core.processes import RequestDetails
from core.tickets.ticket import SlaClock, Ticket
from core.ui.pages import Listing
from core.ui.text import flatten
from tests.presentation.drawing import read

PRESENTER = presenter()
TIMES = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).times
FIX_DUE = datetime(2026, 10, 28, 14, 30, tzinfo=UTC)


def card(now: datetime, *clocks: SlaClock, ticket: Ticket = sample.WORKING) -> str:
    return read(PRESENTER.notice(example("triage_card"), replace(ticket, clocks=clocks), now))


def test_a_promise_that_runs_says_by_when_which_is_true_whenever_it_is_read() -> None:
    said = card(sample.CREATED + timedelta(minutes=2), sample.clock("response"), sample.clock("resolution"))
    assert "Answer by Tue 27 Oct 09:30 CET" in said
    assert "Fix by Wed 28 Oct 15:30 CET" in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "at once"), (59, "at once"), (60, "after 1 min"), (12 * 60, "after 12 min"), (5400, "after 1 h 30 min")],
)
def test_a_kept_answer_says_how_long_it_took(seconds: int, said: str) -> None:
    clocks = [replace(each, elapsed=seconds) if each.state == "met" else each for each in sample.WORKING.clocks]
    assert f"Answered {said} ✔" in card(sample.NOW, *clocks)


def test_a_late_answer_says_by_how_much() -> None:
    late = sample.clock(
        "response", state="missed", elapsed=7200, since=None, breached_at=datetime(2026, 10, 22, 15, 0, tzinfo=UTC),
        stopped_at=datetime(2026, 10, 22, 15, 0, 1, tzinfo=UTC), due_at=None,
    )  # fmt: skip
    assert "Answered after 2 h, less than a minute late ✘" in card(sample.NOW, late)


def test_a_paused_promise_says_for_whom_since_when_and_what_is_left() -> None:
    now = datetime(2026, 10, 22, 14, 0, tzinfo=UTC)
    hold = replace(sample.ASKING.hold, since=datetime(2026, 10, 22, 13, 0, tzinfo=UTC))  # type: ignore[type-var]
    ticket = replace(sample.ASKING, hold=hold)
    assert "⏸ paused: waiting for Mia since Thu 22 Oct 15:00 CEST, 11 h left" in card(
        now, *sample.ASKING.clocks, ticket=ticket
    )


def test_a_promise_at_risk_says_when_it_is_due() -> None:
    said = card(FIX_DUE - timedelta(hours=1, minutes=36), sample.clock("resolution"))
    assert "Fix: ⚠ due Wed 28 Oct 15:30 CET" in said


def test_half_of_the_time_is_where_the_risk_begins() -> None:
    half = datetime(2026, 10, 27, 14, 30, tzinfo=UTC)
    assert "⚠" not in card(half - timedelta(seconds=1), sample.clock("resolution"))
    assert "⚠ due Wed 28 Oct" in card(half, sample.clock("resolution"))


def test_a_promise_that_is_over_says_when_it_was_due() -> None:
    always = sample.clock("resolution", calendar="always")
    assert "🔴 was due Wed 28 Oct 15:30 CET" in card(FIX_DUE + timedelta(hours=2), always)


def test_a_promise_is_not_over_at_its_very_instant() -> None:
    assert "🔴" not in card(FIX_DUE, sample.clock("resolution"))
    assert "🔴" in card(FIX_DUE + timedelta(seconds=1), sample.clock("resolution"))


def test_a_cancelled_promise_is_not_shown() -> None:
    assert "Fix" not in card(sample.NOW, sample.clock("resolution", state="cancelled"))


def test_a_calendar_that_is_gone_from_the_settings_breaks_no_card() -> None:
    assert "Fix" in card(sample.NOW, sample.clock("resolution", calendar="gone"))


def test_a_service_and_team_that_are_gone_from_the_settings_break_no_card() -> None:
    gone = replace(sample.ORDER, service="gone", team="gone", details=RequestDetails(item="gone"))
    assert "Gone" in read(PRESENTER.notice(example("triage_card", "triage:gone"), gone, sample.NOW))


def test_a_card_without_its_ticket_is_a_mistake_that_is_named() -> None:
    with pytest.raises(LookupError, match="triage_card needs its ticket"):
        PRESENTER.notice(example("triage_card"), None, sample.NOW)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"), (29, "less than a minute"), (30, "1 min"), (89, "1 min"), (90, "2 min"), (28 * 60, "28 min"),
        (3600, "1 h"), (5760, "1 h 36 min"), (14_400, "4 h"), (57_600, "16 h"), (288_000, "80 h"), (3599, "1 h"),
    ],
)  # fmt: skip
def test_open_time_is_spelled_in_hours_and_minutes(seconds: int, said: str) -> None:
    assert TIMES.open(seconds) == said


@given(st.integers(0, 400 * 86_400))
def test_spelled_time_is_never_wrong_by_more_than_half_a_minute(seconds: int) -> None:
    words = TIMES.open(seconds).replace("less than a minute", "0 min").split()
    minutes = sum(int(n) * (60 if unit == "h" else 1) for n, unit in zip(words[::2], words[1::2], strict=True))
    assert abs(minutes * 60 - seconds) <= 30


def test_today_is_counted_in_the_company_zone() -> None:
    late = datetime(2026, 10, 27, 23, 30, tzinfo=UTC)
    assert style_near(late, sample.NOW, "Europe/Berlin") == "time"
    assert style_near(late, sample.NOW, "UTC") == "full"


@pytest.mark.parametrize(
    ("made", "drawn", "said"),
    [
        ("2026-10-28 09:00", "2026-10-28 10:30", "15:30 CET"),
        ("2026-10-28 09:00", "2026-10-28 15:31", "Wed 28 Oct 15:30 CET"),  # it stands so tomorrow as well
        ("2026-10-28 09:00", "2026-10-29 00:01", "Wed 28 Oct 15:30 CET"),  # it would be read as of Thursday
        ("2026-10-27 09:00", "2026-10-28 10:30", "Wed 28 Oct 15:30 CET"),  # it may stand until Thursday
        ("2026-10-27 09:00", "2026-10-27 10:30", "Wed 28 Oct 15:30 CET"),
    ],
)
def test_a_card_says_a_time_without_its_day_only_on_the_day_it_was_made(made: str, drawn: str, said: str) -> None:
    at, now = (datetime.fromisoformat(f"{each}+01:00") for each in (made, drawn))
    ticket = replace(sample.WORKING, created_at=at, clocks=(sample.clock("resolution", calendar="always"),))
    shown = [example("triage_card"), example("requester_card", "requester")]
    by_day = [read(PRESENTER.notice(each, ticket, now)) for each in shown]
    assert all(f" {said}" in each for each in (by_day if now < FIX_DUE else by_day[:1]))
    assert all(("Wed" in each) == ("Wed" in said) for each in by_day[:1])


def test_a_broken_promise_with_a_new_date_says_both() -> None:
    renewed = sample.clock("resolution", breached_at=sample.CREATED + timedelta(hours=1))
    now = sample.CREATED + timedelta(hours=2)
    ticket = replace(sample.WORKING, clocks=(renewed,))
    row = read(PRESENTER.listing(Listing(phrase("due_soon"), (ticket,), staff=True), now))
    both = "; new date Wed 28 Oct 15:30 CET"
    assert "Fix: ⚠ broken" in card(now, renewed)
    assert "⚠ fix broken" in row
    assert both in card(now, renewed)
    assert both in row
    assert "broken, with a new date" in read(PRESENTER.explanation(ticket, (), now))


CLOCKS = {
    "due": sample.clock("resolution"),
    "at its very instant": sample.clock("resolution", due_at=sample.NOW),
    "late": sample.clock("resolution", due_at=sample.NOW - timedelta(days=1)),
    "late and marked": sample.clock(
        "resolution", due_at=sample.NOW - timedelta(days=1), breached_at=sample.NOW - timedelta(days=1)
    ),
    "broken with a new date": sample.clock("resolution", breached_at=sample.NOW - timedelta(days=1)),
    "met": sample.clock("resolution", state="met", since=None, due_at=None, stopped_at=sample.NOW),
    "missed": sample.clock(
        "resolution", state="missed", since=None, due_at=None, stopped_at=sample.NOW,
        breached_at=sample.NOW - timedelta(days=1),
    ),
    "paused": sample.clock("resolution", state="paused", since=None, due_at=None, paused_for="requester"),
    "cancelled": sample.clock("resolution", state="cancelled", since=None, due_at=None),
}  # fmt: skip


@pytest.mark.parametrize("state", [*CLOCKS, "none"])
@pytest.mark.parametrize("ticket", [sample.NEW, sample.WORKING, sample.ASKING], ids=["new", "working", "asking"])
def test_what_a_requester_may_expect_reads_as_a_sentence_in_every_state_of_the_clock(
    ticket: Ticket, state: str
) -> None:
    clocks = (CLOCKS[state],) if state in CLOCKS else ()
    shown = PRESENTER.notice(example("requester_card", "requester"), replace(ticket, clocks=clocks), sample.NOW)
    expected = [
        f"{fact.label}: {flatten(fact.value)}"
        for section in shown.sections
        for fact in section.facts
        if fact.label not in ("State", "Next")
    ]
    aimed = "We aim to fix it by: Wed 28 Oct 15:30 CET"
    over = "Fix time: Over, this takes longer than we promised"
    anew = "Fix time: Later than we promised (Tue 27 Oct 11:30 CET); new date Wed 28 Oct 15:30 CET"
    by_state = {"due": [aimed], "broken with a new date": [anew], "late": [over], "late and marked": [over]}
    by_state["at its very instant"] = ["We aim to fix it by: Wed 28 Oct 11:30 CET"]
    assert expected == by_state.get(state, [])
