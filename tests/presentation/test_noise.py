"""What is never shown (experience.md section 6): rules 4, 8 and 9, and that colour is never the only carrier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.presentation import sample
from adapters.presentation.gallery import example, examples, presenter
from core.processes import HoldReason, RequestDetails
from core.tickets.ticket import Hold, Ticket
from core.ui.cards import Card
from tests.presentation.drawing import draw, labels, read

PRESENTER = presenter()


def requester(ticket: Ticket) -> Card:
    return PRESENTER.notice(example("requester_card", "requester:mia.feld"), ticket, sample.NOW)


def triage(ticket: Ticket, team: str = "service-desk") -> Card:
    return PRESENTER.notice(example("triage_card", f"triage:{team}"), ticket, sample.NOW)


def test_the_requester_is_not_told_of_an_assignment_that_nobody_has_taken_up() -> None:
    given_to_dana = replace(sample.NEW, assignee=sample.DANA)
    assert draw(requester(given_to_dana)) == draw(requester(sample.NEW))


@pytest.mark.parametrize("reason", ["change", "problem"])
def test_the_requester_is_not_told_of_an_internal_hold(reason: HoldReason) -> None:
    held = replace(sample.WORKING, status="on_hold", hold=Hold(reason, sample.NOW, reference="CHG-77"))
    said = read(requester(held))
    assert "Emre is working on it" in said
    assert "CHG-77" not in said


@pytest.mark.parametrize("state", sorted(sample.STATES))
def test_the_requester_never_reads_of_percentages_priorities_or_breaches(state: str) -> None:
    late = PRESENTER.notice(
        example("requester_card", "requester:mia.feld"), sample.STATES[state], sample.NOW + timedelta(days=9)
    )
    said = read(late).lower()
    for word in ("%", "sla", "breach", "p1", "p3", "priority", "assigned", "tier", "over\n"):
        assert word not in said


def test_a_transfer_keeps_the_requester_out_of_it() -> None:
    assert "Infra" not in read(requester(sample.MOVED))


def _order(answers: dict[str, str], **sealed: int) -> Ticket:
    return replace(sample.ORDER, details=RequestDetails(item="laptop", answers=answers, sealed=sealed))


def test_answers_marked_sensitive_never_leave_the_form() -> None:
    order = _order({"model": "Power 16", "ship_to": "home", "address": "Elm Street 1"}, iban=1)
    for card in (triage(order), requester(order), PRESENTER.compact(order, staff=True, now=sample.NOW)):
        assert "Elm Street" not in draw(card)
    assert "2 private answers in the form" in read(triage(order))
    assert "One private answer in the form\n" in read(triage(_order({"address": "Elm Street 1"}))) + "\n"


def test_an_answer_whose_question_is_no_longer_known_is_kept_private() -> None:
    odd = _order({"iban": "DE00 1234"})
    assert "DE00" not in draw(triage(odd))
    assert "One private answer in the form" in read(triage(odd))


def test_a_team_that_handed_a_ticket_over_keeps_a_muted_card_without_buttons() -> None:
    card = triage(sample.MOVED, "service-desk")
    assert card.tone == "muted"
    assert "Infra has it now" in read(card)
    assert labels(card) == []
    assert card.more == ()


def test_a_private_ticket_that_moved_away_leaves_its_number_alone() -> None:
    hidden = replace(sample.MOVED, private=True)
    assert hidden.title not in draw(triage(hidden, "service-desk"))
    assert hidden.title in draw(triage(hidden, "infra"))


def test_a_deleted_message_is_not_repeated() -> None:
    deleted = example("relay_delete")
    assert read(PRESENTER.notice(deleted, sample.WORKING, sample.NOW)) == "Mia Feld: message deleted"
    moved = replace(deleted, facts={**deleted.facts, "meant_another": True})
    assert read(PRESENTER.notice(moved, sample.WORKING, sample.NOW)) == "Mia meant another ticket"


def test_colour_is_never_the_only_carrier() -> None:
    signs = {"danger": ("🔴", "📟", "nobody acknowledged"), "warning": ("⚠", "could not reach")}
    for name, card in examples():
        if card.tone in signs:
            assert any(sign in read(card) for sign in signs[card.tone]), name


def test_a_channel_is_only_pinged_where_somebody_must_act() -> None:
    for name, card in examples():
        if name.startswith(("triage_card", "requester_card", "page.")):
            assert "{@" not in draw(card), name
