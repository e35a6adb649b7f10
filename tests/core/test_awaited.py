"""Whose decision is waited for: nobody who is away, left or was not told is named or reminded until they are back."""

from __future__ import annotations

from core.approvals import machine, state
from core.items import Stage
from core.tickets import events as e
from tests.core.test_approvals import LAPTOP, MORNING, A, B, at, staged
from tests.fakes.approving import FINANCE, KATRIN, OMAR, Order, away, order

THURSDAY_1 = "2026-10-22 13:00 CEST"  # the first reminder, 4 open hours after
THURSDAY_2 = "2026-10-22 17:00 CEST"


def looks(made: Order, when: str, *gone: str) -> tuple[str, ...]:
    """Who is waited for once it is looked at with these people away."""
    made.away = away(*gone)
    made.does(when, "system", machine.look_again)
    return state.awaited(made.ticket)


def reminded(made: Order) -> list[tuple[str, ...]]:
    return [one.to for one in made.events(e.ApproversReminded)]


def test_whoever_is_away_is_not_waited_for_and_is_again_when_they_are_back():
    made = order("laptop", MORNING, LAPTOP)
    assert state.awaited(made.ticket) == (KATRIN,)
    assert looks(made, at("10:00"), KATRIN) == (OMAR,)
    assert looks(made, at("10:30"), KATRIN) == (OMAR,)
    assert looks(made, at("11:00")) == (KATRIN, OMAR)
    assert [one.people for one in made.events(e.ApproversMissing)] == [(KATRIN,), ()]
    assert looks(made, at("11:30"), OMAR) == (KATRIN,), "one of two who are asked: nobody else has to be"
    assert state.may_decide(made.ticket, OMAR), "whoever is away may decide all the same"


def test_where_nobody_is_there_all_who_are_asked_are_named():
    made = order("laptop", MORNING, LAPTOP)
    everybody = (*made.policy.managers, *made.policy.responders, *(lead.lead for lead in made.policy.teams.values()))
    owners = (*made.policy.roles["catalog_owner"], *made.policy.roles["admin"])
    assert looks(made, at("10:00"), *everybody, *owners) == (KATRIN,)


def test_each_voice_is_waited_for_by_itself():
    made = staged(A, B, mode="all")
    assert looks(made, at("10:00"), A)[1:] == (B,)
    assert A not in state.awaited(made.ticket)


def test_whoever_was_not_told_is_not_waited_for():
    made = order("laptop", MORNING, LAPTOP)
    made.does(at("09:01"), "system", lambda draft: machine.unreachable(draft, KATRIN))
    assert state.awaited(made.ticket) == (OMAR,)


def test_only_who_is_there_is_reminded():
    made = order("laptop", MORNING, LAPTOP)
    looks(made, at("10:00"), KATRIN)
    made.until(THURSDAY_1)
    assert reminded(made) == [(OMAR,)]
    made.away = ()
    made.until(THURSDAY_2)
    assert reminded(made) == [(OMAR,), (KATRIN, OMAR)]


def test_who_went_away_unseen_is_replaced_at_the_reminder_and_not_reminded():
    made = order("laptop", MORNING, LAPTOP)
    made.away = away(KATRIN)
    made.until(THURSDAY_1)
    assert (reminded(made), state.awaited(made.ticket)) == ([()], (OMAR,)), "who is asked just now is not reminded"


def test_a_stage_that_begins_while_somebody_is_away_waits_for_who_is_there():
    stages = (Stage("one", "all", (A, FINANCE)),)
    made = order("laptop", MORNING, LAPTOP, stages=stages, away=away(FINANCE))
    assert state.awaited(made.ticket) == (A, KATRIN)
    assert not made.events(e.ApproversMissing)
