"""Overdue is one thing: whatever became of a ticket, its card, lists, the lead's digest and figures say the same."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.presenter import CardPresenter
from core.lifecycle import sla
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.phrases import phrase
from core.policy import Policy
from core.queries.dues import due_today, overdue
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.pages import Listing
from core.ui.text import Instant, flatten
from tests.fakes.playing import Story, play_out, stories
from tests.fakes.ports.store import TransactionInMemory

OVER = "🔴"
ZONE = "Europe/Berlin"
PROMISED = re.compile(r"(Answer|Fix|Delivery|Done)( by|: ⚠ due|: ⚠ broken [^;]*; new date) $")


def words(card: Card) -> str:
    parts = [part for section in card.sections for part in (section.body, *(fact.value for fact in section.facts))]
    return " ".join(flatten(part) for part in parts)


def presenter(policy: Policy) -> CardPresenter:
    return CardPresenter(policy, sample.SampleDirectory(), clock=sample.SampleClock())


def says(policy: Policy, ticket: Ticket, now: datetime) -> tuple[bool, bool, bool]:
    """Whether the card's words, its colour and its row in a list call a ticket overdue."""
    draw = presenter(policy)
    notice = TRIAGE_CARD.notice(Facts(), ticket=ticket.ref, to=f"triage:{ticket.team}", key="k", at=now)
    card = draw.notice(notice, ticket, now)
    row = words(draw.listing(Listing(phrase("due_soon"), (ticket,), staff=True), now))
    return OVER in words(card), card.tone == "danger", any(f"{OVER} {what}" in row for what in ("answer", "fix"))


def on_the_card_today(policy: Policy, ticket: Ticket, now: datetime) -> list[datetime]:
    """The first of the dates of this day that the card promises and that are still to come."""
    notice = TRIAGE_CARD.notice(Facts(), ticket=ticket.ref, to=f"triage:{ticket.team}", key="k", at=now)
    card = presenter(policy).notice(notice, ticket, now)
    texts = [text for section in card.sections for text in (section.body, *(fact.value for fact in section.facts))]
    dates = [
        span.at
        for text in texts
        for at, span in enumerate(text)
        if isinstance(span, Instant) and PROMISED.search(flatten(text[:at]))
    ]
    day = now.astimezone(ZoneInfo(ZONE)).date()
    return sorted(at for at in dates if ticket.open and at.astimezone(ZoneInfo(ZONE)).date() == day)[:1]


@given(stories(late=True), st.integers(0, 60 * 24 * 9).map(lambda minutes: timedelta(minutes=minutes)))
def test_card_list_digest_and_figures_call_the_same_tickets_overdue(story: Story, later: timedelta) -> None:
    play = play_out(story)
    now = play.now + later
    play.look(now)
    late = sla.overdue(play.ticket, now)
    tx = TransactionInMemory()
    tx.save(0, play.ticket, play.log, None)
    assert len(overdue(tx, now, play.ticket.team)) == int(late)
    assert [at for _, at in due_today(tx, now, ZONE, play.ticket.team)] == on_the_card_today(
        play.policy, play.ticket, now
    )
    text, colour, row = says(play.policy, play.ticket, now)
    assert (text, colour) == (late, late)
    if play.ticket.kind == "incident":
        assert row == late
