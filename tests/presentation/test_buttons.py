"""Buttons are a function of the ticket's state, and say only commands that exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.presentation import buttons, sample
from adapters.presentation.gallery import example, examples, presenter
from core.commands import REGISTRY
from core.notifications.kinds import KINDS
from core.tickets.ticket import Hold, Ticket
from core.ui.text import flatten
from tests.presentation.drawing import labels

PRESENTER = presenter()
COMMANDS_WITH_FORM = frozenset(
    {
        "open_incident", "open_request", "override", "away",
        "assign", "reply", "note", "ask", "hold", "update_date", "prio", "transfer",
        "resolve", "escalate", "log", "link", "merge", "cancel", "keep_going", "add_detail", "fulfil", "send_update",
        "release", "change", "convert", "reject", "reject_next", "order_again", "change_order", "skip", "fail",
        "rate_low",
        "show_answers",  # it opens a dialog, in which nothing is asked
    }
)  # fmt: skip
COMMANDS = {*REGISTRY.tickets, *REGISTRY.desk}


def triage(ticket: Ticket) -> list[str]:
    return labels(PRESENTER.notice(example("triage_card", f"triage:{ticket.team}"), ticket, sample.NOW))


def requester(ticket: Ticket) -> list[str]:
    return labels(PRESENTER.notice(example("requester_card", "requester:mia.feld"), ticket, sample.NOW))


@pytest.mark.parametrize(
    ("ticket", "shown"),
    [
        (sample.NEW, ["Claim", "Reply"]),
        (sample.WORKING, ["Reply", "Ask requester", "Resolve"]),
        (sample.ASKING, ["Resume", "Nudge", "Resolve"]),
        (sample.AT_VENDOR, ["Resume", "Update date", "Resolve"]),
        (replace(sample.AT_VENDOR, hold=Hold("change", sample.NOW, reference="CHG-77")), ["Resume", "Resolve"]),
        (sample.MOVED, ["Claim", "Reply", "Resolve"]),
        (sample.RESOLVED, ["Reopen"]),
        (sample.CLOSED, ["Follow-up"]),
        (sample.CANCELLED, ["Follow-up"]),
        (sample.ORDER, ["Claim", "Reply", "Mark done", "Show address"]),
        (sample.TAKEN_ORDER, ["Reply", "Ask requester", "Mark done", "Show address"]),
        (sample.DELIVERED, ["Reopen", "Show address"]),
    ],
)
def test_a_triage_card_offers_what_its_state_allows(ticket: Ticket, shown: list[str]) -> None:
    assert triage(ticket) == shown


@pytest.mark.parametrize(
    ("ticket", "shown"),
    [
        (sample.PAGED, ["Add detail", "Withdraw"]),
        (sample.WORKING, ["Add detail"]),
        (sample.ASKING, ["Add detail"]),
        (sample.RESOLVED, ["Yes, it works", "No, still broken"]),
        (sample.CLOSED, ["Follow-up"]),
        (sample.ORDER, ["Add detail", "Change order", "Withdraw"]),
        (sample.DELIVERED, ["Yes, received", "No, not right"]),
    ],
)
def test_a_requester_card_offers_what_its_state_allows(ticket: Ticket, shown: list[str]) -> None:
    assert requester(ticket) == shown


def test_more_holds_what_a_new_ticket_may_also_need() -> None:
    card = PRESENTER.notice(example("triage_card"), sample.NEW, sample.NOW)
    assert [button.label for button in card.more] == [
        "Resolve", "Ask requester", "Assign", "Priority", "Transfer", "Note", "Escalate", "Change", "Convert", "Link",
        "Merge", "Requester's tickets and devices", "Cancel ticket",
    ]  # fmt: skip


def test_a_request_has_no_priority_to_change() -> None:
    card = PRESENTER.notice(example("triage_card"), sample.TAKEN_ORDER, sample.NOW)
    assert "prio" not in {button.action.command for button in (*card.buttons, *card.more)}


def test_every_button_carries_a_command_that_exists_and_tells_of_its_form() -> None:
    for name, card in examples():
        inner = [button for section in card.sections for button in section.buttons]
        for button in (*card.buttons, *card.more, *inner):
            command = button.action.command
            assert command in COMMANDS, name
            if command != "reopen":
                assert button.opens_form == (command in COMMANDS_WITH_FORM), (name, command)


def test_staff_reopen_with_a_reason_and_the_requester_at_once() -> None:
    def reopening(kind: str) -> bool:
        card = PRESENTER.notice(example(kind), sample.RESOLVED, sample.NOW)
        return next(button.opens_form for button in card.buttons if button.action.command == "reopen")

    assert reopening("triage_card")
    assert not reopening("requester_card")
    assert not reopening("resolved")


def test_withdrawing_is_asked_about_first() -> None:
    card = PRESENTER.notice(example("requester_card"), sample.PAGED, sample.NOW)
    (withdraw,) = [button for button in card.buttons if button.action.command == "withdraw"]
    assert withdraw.confirm == "Withdraw INC-1051 “Web shop checkout down”? Nobody will work on it then."


def test_a_ping_about_a_ticket_that_is_over_asks_for_nothing() -> None:
    for kind in ("warning", "breach", "call"):
        assert labels(PRESENTER.notice(example(kind), sample.CLOSED, sample.NOW)) == []
    for kind in ("page", "step", "breach_direct"):
        assert labels(PRESENTER.notice(example(kind), sample.CLOSED, sample.NOW)) == ["Open"]


def test_every_offer_has_a_label_and_nothing_else_is_offered() -> None:
    for ticket in sample.STATES.values():
        shown, more = buttons.for_staff(ticket)
        assert {*shown, *more, *buttons.for_requester(ticket)} <= set(buttons.OFFERS)
    for name in buttons.OFFERS:
        assert buttons.press(name, sample.NEW, lambda key: key).label == name


def test_a_breach_of_a_ticket_that_nobody_has_offers_to_take_it() -> None:
    for kind in ("warning", "breach", "breach_direct", "warning_direct"):
        assert labels(PRESENTER.notice(example(kind), sample.NEW, sample.NOW))[0] == "Claim"
        assert "Claim" not in labels(PRESENTER.notice(example(kind), sample.WORKING, sample.NOW))


@pytest.mark.parametrize("task", [sample.STEP, replace(sample.STEP, assignee=sample.DANA), sample.FAILED_STEP])
def test_no_message_about_a_task_offers_what_only_its_order_has(task: Ticket) -> None:
    for name, kind in KINDS.items():
        if kind.shape != "card":
            card = PRESENTER.notice(example(name), task, sample.NOW)
            commands = [button.action.command for button in card.buttons]
            assert not [each for each in commands if task.process.instead.get(each) == ""], name
    for name in ("warning", "breach", "warning_direct", "breach_direct"):
        card = PRESENTER.notice(example(name), task, sample.NOW)
        assert "System" not in " ".join(flatten(each.body) for each in card.sections), name
