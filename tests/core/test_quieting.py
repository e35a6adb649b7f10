"""Buttons that hold for a time: a row a kind, what is offered first and what is left after the press or without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.presentation.sample import CANCEL_ASKED, CHANGE_ASKED, FAILED_STEP, STEPS_EARLY
from core.notifications.kinds import KINDS, kind_of
from core.notifications.message_edits import ANSWERED as EDIT
from core.notifications.quieting import may_quiet, quieted
from core.ports.outbox import Notice
from core.tickets import events as e
from core.tickets.ticket import Interrupted, Ticket
from tests.core.test_announce import NOW, _ticket
from tests.core.test_moot import AGREED, ANSWERED, CALLED, LADDER, NEW, OVER, PENDING
from tests.fakes.approving import KATRIN
from tests.fakes.playing import DANA, LENA

TAKEN = replace(NEW, assignee=DANA, acked_at=NOW)
ACKED = replace(ANSWERED, assignee=DANA, acked_at=NOW)
WAITING = replace(TAKEN, status="on_hold")
ASSIGNED = replace(NEW, assignee=DANA)
HANDED = replace(ASSIGNED, handed_by=LENA)
CANCELLED = _ticket(e.Cancelled("withdrawn"))
GONE_ON = replace(CANCELLED, followed_up_by=("INC-1001",))
REJECTED = replace(PENDING, status="rejected")
EXPIRED = replace(PENDING, status="expired")
LEFT = replace(REJECTED, interrupted=Interrupted(0, (), None, (), "network", "vpn", "service-desk"))
RESENT = replace(LEFT, followed_up_by=("REQ-1001",))
WRITTEN = replace(TAKEN, last_public_at=NOW.replace(year=2030))
ABSORBING = replace(TAKEN, priority="P4", links=(("duplicate", "INC-1039"),))
ELSEWHERE = replace(NEW, team="infra")
ABOUT = {"offered": DANA, "approver_unreached": KATRIN}
"""Whose state the tickets here are in, where a notice is about somebody."""

ROWS: list[tuple[str, str, Ticket, str, Ticket, str]] = [
    ("cancelled", "requester", CANCELLED, "follow_up", GONE_ON, ""),
    ("reopened", "triage", NEW, "ack", ANSWERED, ""),
    ("put_back", "triage", NEW, "claim", TAKEN, ""),
    ("took_in", "triage", ABSORBING, "raise", replace(ABSORBING, priority="P2"), ""),
    ("took_in", "triage", ABSORBING, "raise", replace(ABSORBING, links=()), ""),
    ("warning", "triage", NEW, "claim set_hold update_requester", TAKEN, "set_hold update_requester"),
    ("warning", "triage", TAKEN, "set_hold update_requester", WAITING, "update_requester"),
    ("warning", "triage", TAKEN, "set_hold update_requester", OVER, ""),
    ("breach", "triage", NEW, "claim send_update transfer", TAKEN, "send_update transfer"),
    ("breach", "triage", NEW, "claim send_update transfer", ELSEWHERE, ""),
    ("breach", "triage", TAKEN, "send_update transfer", OVER, ""),
    ("call", "triage", NEW, "ack", ANSWERED, ""),
    ("page", DANA, NEW, "ack show", ANSWERED, "show"),
    ("step", DANA, NEW, "ack show", ANSWERED, "show"),
    ("warning_direct", DANA, NEW, "claim show", TAKEN, "show"),
    ("breach_direct", DANA, NEW, "claim send_update transfer show", TAKEN, "send_update transfer show"),
    ("breach_direct", DANA, TAKEN, "send_update transfer show", OVER, "show"),
    ("update_due", DANA, TAKEN, "send_update show", WRITTEN, "show"),
    ("assigned", DANA, ASSIGNED, "ack show", ACKED, "show"),
    ("handed_over", DANA, HANDED, "accept give_back show", ASSIGNED, "show"),
    ("given_back", DANA, ASSIGNED, "ack show", ACKED, "show"),
    ("escalated", LENA, CALLED, "ack show", NEW, "show"),
    ("approval", KATRIN, PENDING, "approve reject ask_first show", AGREED, "show"),
    ("approval_reminder", KATRIN, PENDING, "approve reject ask_first show", AGREED, "show"),
    ("approver_unreached", LENA, PENDING, "show", AGREED, ""),
    ("approval_stuck", LENA, PENDING, "show", AGREED, ""),
    ("answered_first", KATRIN, PENDING, "approve reject ask_first show", AGREED, "show"),
    ("refused", "requester", REJECTED, "resend", replace(REJECTED, followed_up_by=("REQ-1001",)), ""),
    ("refused", "requester", LEFT, "resend follow_up", RESENT, ""),
    ("fault_left", "triage", LEFT, "follow_up", RESENT, ""),
    ("lapsed", "requester", EXPIRED, "order_again", replace(EXPIRED, followed_up_by=("REQ-1001",)), ""),
    ("step_failed", LENA, FAILED_STEP, "retry skip show", replace(FAILED_STEP, status="done"), "show"),
    ("cancel_asked", "triage", CANCEL_ASKED, "cancel keep_going", replace(CANCEL_ASKED, cancel_asked=None), ""),
    ("change_asked", "triage", CHANGE_ASKED, "change_order keep_going", replace(CHANGE_ASKED, change_asked=None), ""),
    ("steps_early", "triage", STEPS_EARLY, "resume", replace(STEPS_EARLY, hold=None), ""),
    ("offered", "triage", ASSIGNED, "claim", replace(ASSIGNED, assignee=LENA), ""),
]


def _said(kind: str, to: str, ticket: Ticket) -> Notice:
    address = {"triage": f"triage:{ticket.team}", "requester": f"requester:{ticket.requester}"}.get(to, f"direct:{to}")
    facts = KINDS[kind].example
    if hasattr(facts, "person") and kind in ABOUT:
        facts = replace(facts, person=ABOUT[kind])
    if hasattr(facts, "people") and kind == "approval_stuck":
        facts = replace(facts, people=(KATRIN,))
    return KINDS[kind].notice(facts, ticket=ticket.ref, to=address, key="k", at=NOW)


@pytest.mark.parametrize(("kind", "to", "before", "offered", "after", "left"), ROWS)
def test_a_button_goes_once_it_was_pressed_or_there_is_nothing_left_to_press_it_for(
    kind: str, to: str, before: Ticket, offered: str, after: Ticket, left: str
) -> None:
    said = _said(kind, to, before)
    assert " ".join(kind_of(said).offers(said, before)) == offered
    assert " ".join(kind_of(said).offers(said, after)) == left
    (edit,) = quieted([said], before, after, tuple, NOW)
    assert (edit.kind, edit.facts["target"], edit.facts["said"]) == (EDIT.name, "notice:k", kind)


def test_there_is_a_row_for_every_kind_that_loses_buttons() -> None:
    assert {row[0] for row in ROWS} == {kind.name for kind in KINDS.values() if kind.loses}


def test_what_keeps_its_buttons_is_left_alone() -> None:
    said = _said("breach", "triage", TAKEN)
    assert not list(quieted([said], TAKEN, WAITING, tuple, NOW))


def test_each_time_has_an_edit_of_its_own_and_what_is_answered_has_one() -> None:
    breach, page = _said("breach", "triage", NEW), _said("page", DANA, NEW)
    first = list(quieted([breach, page], NEW, replace(TAKEN, version=9), tuple, NOW))
    then = list(quieted([breach], TAKEN, replace(OVER, version=11), tuple, NOW))
    assert [each.key for each in (*first, *then)] == ["k:answered:9", "k:answered:11"]


def test_a_claim_of_a_ticket_of_which_nobody_was_told_looks_for_no_message() -> None:
    claimed = [e.Happened(NOW, DANA, e.Claimed(DANA))]
    assert not may_quiet(_ticket(LADDER), claimed)
    assert may_quiet(replace(NEW, told=(("resolution:75", LENA),)), claimed)
