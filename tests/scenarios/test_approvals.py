"""Scenarios 10 and 11: approval by cost with the clock after it, and approvals under stress."""

from __future__ import annotations

from core.tickets import events as e
from tests.fakes.approving import FINANCE, KATRIN, MIA, OMAR, Order, order
from tests.fakes.instants import instant, local

POWER = {"model": "Power 16", "ship_to": "berlin"}
ADMIN = {"system": "web-shop", "role": "read", "until": "2027-01-15", "reason": "I look after the shop."}


def due(made: Order, metric: str) -> str | None:
    clock = made.ticket.clock(metric)  # type: ignore[arg-type]
    assert clock is not None
    return local(clock.due_at) if clock.due_at else None


def test_10_approval_by_cost_and_the_clock_after_it():
    made = order("laptop", "2026-10-23 11:00 CEST", POWER)
    assert (made.ticket.status, made.states) == ("pending_approval", ["pending", "waiting"])
    assert made.asked == ("katrin.stahl",)
    for clock in made.ticket.clocks[:2]:
        assert (clock.state, clock.paused_for, clock.elapsed, clock.due_at) == ("paused", "approval", 0, None)
    assert made.coming()["approval_reminder:1"] == "2026-10-23 15:00 CEST"

    made.approves("2026-10-23 14:00 CEST", KATRIN)
    assert (made.states, made.asked) == (["approved", "pending"], ("finance.controller",))
    assert made.coming()["approval_reminder:1"] == "2026-10-27 10:00 CET"
    assert made.coming()["approval_expiry"] == "2026-11-02 14:00 CET"

    made.approves("2026-10-27 09:40 CET", FINANCE)
    assert made.ticket.status == "in_fulfilment"
    assert not made.events(e.ApproversReminded)
    assert due(made, "response") == "2026-10-28 09:40 CET"
    assert due(made, "resolution") == "2026-11-03 09:40 CET"
    assert [clock.state for clock in made.ticket.clocks if clock.metric == "approval"] == ["met"]


def test_10_a_laptop_below_the_limit_asks_the_manager_alone():
    made = order("laptop", "2026-10-23 11:00 CEST", {**POWER, "model": "Standard 14"})
    made.approves("2026-10-23 14:00 CEST", KATRIN)
    assert (made.ticket.status, made.states) == ("in_fulfilment", ["approved", "skipped"])


def test_11a_an_owner_does_not_decide_for_himself_and_whoever_decided_is_not_asked_twice():
    made = order("access", "2026-10-27 10:00 CET", ADMIN, by=OMAR)
    assert made.asked == ("katrin.stahl",)
    assert made.refused(lambda: made.approves("2026-10-27 10:05 CET", OMAR)).code == "own_approval"
    made.approves("2026-10-27 11:00 CET", KATRIN)
    assert (made.ticket.status, made.states) == ("in_fulfilment", ["approved", "approved"])
    owner = made.ticket.approval.stages[1]  # type: ignore[union-attr]
    assert [seat.asked for seat in owner.seats] == [(KATRIN,)], "his own stage goes to his manager, never to him"
    assert [vote.earlier for vote in made.events(e.Approved)] == [False, True]


def test_11c_and_d_a_change_of_role_supersedes_what_was_decided_and_pauses_the_clock():
    made = order("access", "2026-10-27 10:00 CET", ADMIN)
    made.approves("2026-10-27 11:00 CET", KATRIN)
    made.approves("2026-10-27 15:00 CET", OMAR)
    assert due(made, "resolution") == "2026-10-28 15:00 CET"

    made.changes("2026-10-28 09:30 CET", role="admin")
    clock = made.ticket.clock("resolution")
    assert clock is not None
    assert (made.ticket.status, clock.state, clock.paused_for) == ("pending_approval", "paused", "approval")
    assert clock.elapsed == 2 * 3600 + 1800
    (superseded,) = made.events(e.ApprovalSuperseded)
    assert superseded == e.ApprovalSuperseded((("role", "read", "admin"),), (0, 0))

    old_card = made.refused(lambda: made.approves("2026-10-28 09:45 CET", KATRIN, 1))
    assert old_card.code == "outdated_approval"

    made.approves("2026-10-28 10:00 CET", KATRIN, 2)
    made.approves("2026-10-28 14:00 CET", OMAR, 2)
    assert (made.ticket.status, due(made, "resolution")) == ("in_fulfilment", "2026-10-29 11:30 CET")
    assert made.ticket.created_at == instant("2026-10-27 10:00 CET")
    assert made.ticket.requester == MIA
