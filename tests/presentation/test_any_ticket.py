"""Whatever a ticket has been through, and whatever a notice leaves out, its words are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.gallery import example, presenter, ticket_for
from core.notifications.kinds import KINDS
from core.phrases import phrase
from core.processes import METRICS, HoldReason, IncidentDetails, Metric
from core.tickets.ticket import Hold, SlaClock, Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import Card
from core.ui.forms import FieldKind
from core.ui.pages import Listing
from core.ui.text import flatten

PRESENTER = presenter()
instants = st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
maybe = st.none() | instants


@st.composite
def clocks(draw: st.DrawFn, metric: Metric) -> SlaClock:
    state = draw(st.sampled_from(("running", "paused", "met", "missed", "cancelled")))
    start = draw(instants)
    return sample.clock(
        metric,
        state=state,
        calendar=draw(st.sampled_from(("always", "berlin-office", "gone"))),
        started_at=start,
        elapsed=draw(st.integers(0, 60_000)),
        since=start if state == "running" else None,
        due_at=draw(instants) if state == "running" else None,
        stopped_at=draw(instants) if state in ("met", "missed") else None,
        breached_at=draw(maybe),
        paused_for=draw(st.sampled_from(("requester", "vendor", "change", "approval"))) if state == "paused" else None,
    )


@st.composite
def tickets(draw: st.DrawFn) -> Ticket:
    ticket = draw(st.sampled_from((sample.NEW, sample.ORDER, sample.PAGED)))
    status = draw(st.sampled_from(sorted(ticket.process.moves)))
    reason = draw(st.sampled_from(get_args(HoldReason)))
    words = st.none() | st.just("words")
    hold = Hold(reason, draw(instants), draw(words), draw(words), draw(words), draw(maybe))
    if isinstance(ticket.details, IncidentDetails):
        ticket = replace(ticket, details=replace(ticket.details, impact=draw(st.sampled_from((None, 1, 9)))))
    return replace(
        ticket,
        status=status,
        hold=hold if status == "on_hold" else None,
        assignee=draw(st.sampled_from((None, sample.DANA))),
        beneficiary=draw(st.sampled_from((sample.MIA, sample.EMRE))),
        clocks=tuple(draw(clocks(metric)) for metric in draw(st.sets(st.sampled_from(METRICS)))),
        acked_at=draw(maybe),
        closes_at=draw(maybe),
        closed_at=draw(maybe),
        resolution_text=draw(words),
        confirmed=draw(st.booleans()),
        reopen_offered=draw(st.booleans()),
        private=draw(st.booleans()),
        followed_up_by=draw(st.sampled_from(((), ("INC-1077", "INC-1078")))),
    )


def holds(card: Card) -> None:
    assert card.summary.strip()
    buttons = [*card.buttons, *card.more]
    assert len({button.label for button in buttons}) == len(buttons)


@given(ticket=tickets(), now=instants, staff=st.booleans())
def test_every_card_and_page_can_be_drawn_of_any_ticket(ticket: Ticket, now: datetime, staff: bool) -> None:
    for kind, to in (("triage_card", "triage:service-desk"), ("requester_card", "requester")):
        holds(PRESENTER.notice(example(kind, to), ticket, now))
    holds(PRESENTER.compact(ticket, staff=staff, now=now))
    holds(PRESENTER.listing(Listing(phrase("due_soon"), (ticket,), staff=staff), now))
    holds(PRESENTER.explanation(ticket, (), now))


@given(ticket=tickets(), now=instants, kind=st.sampled_from(sorted(KINDS)))
def test_every_notice_can_be_said_of_any_ticket(ticket: Ticket, now: datetime, kind: str) -> None:
    holds(PRESENTER.notice(example(kind), ticket, now))


OPTIONAL = {
    "vendor_hold": ("reference", "until"),
    "reminder": ("question",),
    "delay": ("estimate",),
    "followed_up": ("closed_at",),
    "relay": ("ping",),
    "reopened": ("reason", "ping", "due_at"),
    "resumed": ("ping",),
    "raised": ("reason", "due_at"),
    "moved": ("reason",),
    "cancelled": ("reason",),
    "page": ("next_at", "since"),
    "undelivered": ("told", "what"),
    "schedule_gap": ("filled_by",),
    "lead_digest": ("on_call",),
}


@pytest.mark.parametrize(("kind", "fact"), [(kind, fact) for kind, facts in OPTIONAL.items() for fact in facts])
def test_a_fact_that_is_not_known_leaves_no_hole_in_the_sentence(kind: str, fact: str) -> None:
    notice = example(kind)
    said = PRESENTER.notice(replace(notice, facts={**notice.facts, fact: None}), ticket_for(kind), sample.NOW).summary
    assert "None" not in said
    assert "  " not in said
    assert "()" not in said


@pytest.mark.parametrize("ended", [sample.RESOLVED, sample.CLOSED, sample.CANCELLED, sample.MERGED, sample.DELIVERED])
def test_what_has_ended_has_no_colour(ended: Ticket) -> None:
    for card in (
        PRESENTER.notice(example("triage_card", f"triage:{ended.team}"), ended, sample.NOW),
        PRESENTER.compact(ended, staff=True, now=sample.NOW),
    ):
        assert not set("🔴🟠🟡🔵⚪") & set(f"{flatten(card.title)}{card.summary}")
        assert card.tone in ("neutral", "muted")


def test_a_long_title_still_fits_the_button_that_carries_it() -> None:
    wordy = replace(sample.NEW, title="\x00" * 4000)
    card = PRESENTER.notice(example("requester_card", "requester:mia.feld"), wordy, sample.CREATED + timedelta(hours=6))
    assert all(button.action.pack() for button in card.buttons)


@given(value=st.text(max_size=60), longest=st.integers(1, 60), kind=st.sampled_from(["text", "long_text"]))
def test_what_is_filled_in_already_fits_its_field(value: str, longest: int, kind: FieldKind) -> None:
    """A platform refuses a form with more, and then nobody sees it."""
    question = Question("text", wording("reply_text", person=sample.MIA), kind, value=value, max_length=longest)
    blank = Blank("reply", wording("form_send"), (question,), "", submit=wording("form_send"))
    drawn = PRESENTER.form(blank).fields[0]
    assert isinstance(drawn.value, str)
    assert len(drawn.value) <= longest
    assert drawn.value == value or drawn.value.endswith("…")
