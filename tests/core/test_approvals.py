"""Approvals on the pure core: who is asked, who may never decide, how many have to agree, and what time does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.approvals import machine, state
from core.approvals.conditions import holds
from core.approvals.lines import line
from core.errors import Refusal
from core.items import Approving, Stage, StageMode
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from tests.fakes.approving import DANA, FINANCE, KATRIN, LENA, MIA, OMAR, Order, away, order, person
from tests.fakes.company import shipped
from tests.fakes.instants import instant

MORNING = "2026-10-22 09:00 CEST"
LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
A, B, C = (person(name) for name in ("ines.kruse", "paul.brandt", "ciso"))


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


def staged(*approvers: str, mode: StageMode = "any", first: int = 0, policy: Policy | None = None) -> Order:
    """Mia's laptop, with one stage of these approvers."""
    return order("laptop", MORNING, LAPTOP, stages=(Stage("test", mode, approvers, None, first),), policy=policy)


def with_people(
    managers_of: Mapping[str, str] | None = None, delegates: Mapping[str, str] | None = None, **approving: object
) -> Policy:
    policy = shipped()
    return replace(
        policy,
        managers_of=policy.managers_of if managers_of is None else managers_of,
        delegates=policy.delegates if delegates is None else delegates,
        approving=replace(policy.approving, **approving),  # type: ignore[arg-type]
    )


def test_the_settings_of_the_sample_are_what_the_rules_say():
    assert shipped().approving == replace(Approving(), calendar="berlin-office")


@pytest.mark.parametrize(
    ("mode", "first", "voices", "granted_after"),
    [("any", 0, 3, 1), ("all", 0, 3, 3), ("majority", 0, 3, 2), ("majority", 0, 2, 2), ("first", 2, 3, 2),
     ("first", 5, 3, 3)],
)  # fmt: skip
def test_a_stage_is_through_when_as_many_agreed_as_its_mode_asks(
    mode: StageMode, first: int, voices: int, granted_after: int
):
    people = (A, B, C)[:voices]
    made = staged(*people, mode=mode, first=first)
    for number, one in enumerate(people[:granted_after], start=1):
        assert made.ticket.status == "pending_approval"
        made.approves(at(f"10:0{number}"), one)
    assert (made.ticket.status, made.states) == ("in_fulfilment", ["approved"])


@pytest.mark.parametrize(
    ("mode", "first", "over_after"),
    [("any", 0, 1), ("all", 0, 1), ("majority", 0, 2), ("first", 2, 2), ("first", 1, 3)],
)
def test_one_no_is_enough_but_where_some_of_many_may_agree(mode: StageMode, first: int, over_after: int):
    made = staged(A, B, C, mode=mode, first=first)
    for one in (A, B, C)[:over_after]:
        assert made.ticket.status == "pending_approval"
        made.rejects(at("10:00"), one, "Use the pool model.")
    assert (made.ticket.status, made.states, made.ticket.over) == ("rejected", ["rejected"], True)
    assert {clock.state for clock in made.ticket.clocks} <= {"cancelled", "met"}
    assert made.coming() == {}


def test_a_no_says_why():
    made = staged(A)
    assert made.refused(lambda: made.rejects(at("10:00"), A, "  ")).code == "no_reject_reason"
    assert made.ticket.status == "pending_approval"


def test_11b_of_two_who_press_at_once_the_second_hears_who_was_first():
    made = staged(A, B)
    made.approves(at("10:00"), A)
    refusal = made.refused(lambda: made.approves(at("10:00"), B))
    assert (refusal.code, refusal.phrase.data["person"], refusal.phrase.data["yes"]) == ("already_decided", A, True)
    assert len(made.events(e.Approved)) == 1


@pytest.mark.parametrize("part", ["by", "beneficiary", "logged_by"])
@pytest.mark.parametrize("on_self", ["approver.manager", "requester.manager", "catalog_owner"])
def test_whoever_asked_for_whom_it_is_and_who_logged_it_never_decide(part: str, on_self: str):
    stage = Stage("test", "all", (OMAR, FINANCE))
    made = order("laptop", MORNING, LAPTOP, stages=(stage,), policy=with_people(on_self=on_self), **{part: OMAR})  # type: ignore[arg-type]
    assert "omar.haddad" not in made.asked
    assert made.refused(lambda: made.approves(at("10:00"), OMAR)).code == "own_approval"
    assert OMAR not in state.deciders(made.ticket)


def test_on_behalf_of_somebody_their_manager_decides():
    made = order("laptop", MORNING, LAPTOP, by=KATRIN, beneficiary=person("mara.jensen"))
    assert made.asked == ("omar.haddad",)


@pytest.mark.parametrize(
    ("gone", "asked"),
    [
        ((), "katrin.stahl"),
        ((KATRIN,), "omar.haddad"),  # her delegate
        ((KATRIN, OMAR), "finance.controller"),  # her manager
        ((KATRIN, OMAR, FINANCE), "lena.vogt"),  # the catalog's owner
    ],
)
def test_whoever_is_away_is_replaced_by_delegate_manager_and_catalog_owner(gone: tuple[str, ...], asked: str):
    assert order("laptop", MORNING, LAPTOP, away=away(*gone)).asked == (asked,)


def test_a_manager_comes_after_the_delegate_and_before_the_catalog_owner():
    policy = with_people(managers_of={MIA: DANA, DANA: A}, delegates={DANA: B})
    line_of = line(policy, order("laptop", MORNING, LAPTOP, policy=policy).ticket, DANA)
    assert line_of[:4] == (DANA, B, A, LENA)


def test_managers_in_a_circle_are_no_end_of_the_desk():
    policy = with_people(managers_of={MIA: A, A: B, B: A}, delegates={})
    assert order("laptop", MORNING, LAPTOP, policy=policy, away=away(A)).asked == ("paul.brandt",)


def test_where_nobody_knows_the_manager_the_catalog_owner_decides():
    assert order("laptop", MORNING, LAPTOP, policy=with_people(managers_of={})).asked == ("lena.vogt",)


def test_two_voices_are_two_people_where_there_are_two():
    """Katrin's delegate speaks for himself already: for her speaks the next of her line."""
    stage = Stage("test", "all", (KATRIN, OMAR))
    made = order("laptop", MORNING, LAPTOP, stages=(stage,), away=away(KATRIN))
    assert made.asked == ("finance.controller", "omar.haddad")


def test_where_one_person_is_left_for_two_voices_they_speak_once():
    everybody = {*shipped().staff, *shipped().managers} - {LENA}
    stage = Stage("test", "all", (KATRIN, FINANCE))
    made = order("laptop", MORNING, LAPTOP, stages=(stage,), away=away(*everybody))
    assert made.asked == ("lena.vogt",)
    made.approves(at("10:00"), LENA)
    assert made.ticket.status == "in_fulfilment"


def test_who_is_asked_as_well_is_there_and_has_no_voice_of_their_own_yet():
    stage = Stage("test", "all", (KATRIN, OMAR))
    made = order("laptop", MORNING, LAPTOP, stages=(stage,))
    made.approves(at("09:30"), OMAR)
    made.until(at("17:00"))
    assert made.asked == ("katrin.stahl", "finance.controller"), "her delegate has said yes for himself"

    silent = order("laptop", MORNING, LAPTOP)
    silent.away = away(OMAR)
    silent.until(at("17:00"))
    assert silent.asked == ("katrin.stahl", "finance.controller"), "her delegate is away"


def test_who_is_away_may_decide_all_the_same():
    made = order("laptop", MORNING, LAPTOP, away=away(KATRIN))
    made.approves(at("10:00"), KATRIN)
    assert made.ticket.status == "in_fulfilment"


def test_others_hear_who_decides():
    made = staged(A)
    refusal = made.refused(lambda: made.approves(at("10:00"), DANA))
    assert (refusal.code, refusal.phrase.data["people"]) == ("not_approver", (A,))


def test_reminders_come_at_four_and_eight_open_hours_then_the_next_is_asked_and_five_days_end_it():
    made = order("laptop", "2026-10-22 15:00 CEST", LAPTOP)
    made.until("2026-10-23 10:59:59 CEST")
    assert not made.events(e.ApproversReminded)
    made.until("2026-10-23 11:00 CEST")
    assert [*made.asked] == ["katrin.stahl"]
    made.until("2026-10-23 15:00 CEST")
    assert [*made.asked] == ["katrin.stahl", "omar.haddad"]
    assert [one.count for one in made.events(e.ApproversReminded)] == [1, 2]
    assert made.coming() == {"approval_expiry": "2026-10-30 15:00 CET"}
    made.until("2026-10-30 15:00 CET")
    assert (made.ticket.status, made.states, made.coming()) == ("expired", ["expired", "waiting"], {})
    assert {clock.metric: clock.state for clock in made.ticket.clocks} == {
        "response": "cancelled", "resolution": "cancelled", "approval": "missed",
    }  # fmt: skip
    assert made.ticket.closed_at == instant("2026-10-30 15:00 CET")
    assert made.refused(lambda: made.approves("2026-10-30 15:01 CET", KATRIN)).code == "approval_over"


def test_an_outage_ends_in_one_reminder_and_asks_the_next():
    made = order("laptop", MORNING, LAPTOP)
    made.until("2026-10-23 12:00 CEST")
    assert [(one.count, one.suppressed) for one in made.events(e.ApproversReminded)] == [(1, "overtaken"), (2, None)]
    assert made.asked == ("katrin.stahl", "omar.haddad")


def test_the_same_promises_whatever_steps_time_takes():
    steps, jump = order("laptop", MORNING, LAPTOP), order("laptop", MORNING, LAPTOP)
    for hour in range(10, 17):
        steps.until(at(f"{hour}:00"))
    steps.until("2026-11-02 09:00 CET")
    jump.until("2026-11-02 09:00 CET")
    assert (steps.ticket.status, steps.ticket.closed_at) == (jump.ticket.status, jump.ticket.closed_at)
    assert steps.ticket.clocks == jump.ticket.clocks


def test_an_approver_who_leaves_meanwhile_is_replaced_at_the_next_look():
    made = order("laptop", MORNING, LAPTOP)
    made.away = away(KATRIN)
    made.does(at("10:00"), "system", machine.look_again)
    assert made.asked == ("katrin.stahl", "omar.haddad")
    made.does(at("10:30"), "system", machine.look_again)
    assert made.asked == ("katrin.stahl", "omar.haddad"), "somebody who is there is asked already"


def test_an_approver_who_cannot_be_told_is_replaced_at_once():
    made = order("laptop", MORNING, LAPTOP)
    made.does(at("09:01"), "system", lambda draft: machine.unreachable(draft, KATRIN))
    assert made.asked == ("katrin.stahl", "omar.haddad")
    made.approves(at("10:00"), OMAR)
    assert made.ticket.status == "in_fulfilment"


def test_a_question_to_the_requester_stops_nothing():
    made = order("laptop", MORNING, LAPTOP)
    before = made.coming()
    made.asks(at("09:30"), KATRIN, "Which project is it for?")
    assert (made.coming(), made.asked) == (before, ("katrin.stahl",))
    assert made.refused(lambda: made.asks(at("09:31"), KATRIN, " ")).code == "no_question"
    assert made.refused(lambda: made.asks(at("09:31"), DANA, "Why?")).code == "not_approver"


def test_a_request_that_is_withdrawn_asks_nobody_any_more():
    from core.commands.base import Nothing
    from core.commands.withdraw import decide

    made = order("laptop", MORNING, LAPTOP)
    made.does(at("10:00"), MIA, lambda draft: decide(draft, Nothing()))
    assert (made.ticket.status, made.coming(), made.asked) == ("cancelled", {}, ())
    assert made.refused(lambda: made.approves(at("10:01"), KATRIN)).code == "approval_over"


@pytest.mark.parametrize(
    ("reapprove_if", "model", "again"),
    [
        ({"cost_increased", "form_changed"}, "Power 16", True),
        ({"cost_increased"}, "Power 16", True),
        ({"form_changed"}, "Power 16", True),
        (set(), "Power 16", False),
        ({"cost_increased"}, "Standard 14", False),
    ],
)
def test_what_was_decided_is_superseded_where_the_rules_say_so(reapprove_if: set[str], model: str, again: bool):
    first = {"Power 16": "Standard 14", "Standard 14": "Power 16"}[model]
    policy = with_people(reapprove_if=frozenset(reapprove_if))
    stages = (Stage("manager", "any", ("requester.manager",)),)
    made = order("laptop", MORNING, {**LAPTOP, "model": first}, policy=policy, stages=stages)
    made.approves(at("10:00"), KATRIN)
    made.changes(at("11:00"), model=model)
    assert made.ticket.status == ("pending_approval" if again else "in_fulfilment")
    assert made.ticket.approval is not None
    assert made.ticket.approval.round == (2 if again else 1)
    assert (made.ticket.ladder is None) == again, "nobody is called while it waits for approval"


def test_a_change_that_changes_nothing_asks_nobody_again():
    made = order("laptop", MORNING, LAPTOP)
    made.approves(at("10:00"), KATRIN)
    made.changes(at("11:00"), model="Standard 14")
    assert made.ticket.status == "in_fulfilment"


def test_what_is_for_the_fulfilment_staff_alone_is_no_word_of_the_log_of_a_change():
    made = order("laptop", MORNING, {**LAPTOP, "ship_to": "home", "address": "Secret Lane 1"})
    made.changes(at("10:00"), address="Hidden Road 2")
    assert made.events(e.ApprovalSuperseded) == [e.ApprovalSuperseded((("address", "", ""),), (1150, 1150))]


def test_a_service_that_changes_meanwhile_lets_no_promise_run():
    from core.lifecycle.reclassifying import change_service

    made = order("laptop", MORNING, LAPTOP)
    made.does(at("10:00"), LENA, lambda draft: change_service(draft, "office", None))
    assert {clock.state for clock in made.ticket.clocks if clock.metric != "approval"} == {"paused"}


def decided_by_alone(person: str) -> Policy:
    policy = shipped()
    return replace(
        policy,
        roles={"catalog_owner": (person,), "admin": (person,)},
        teams={key: replace(team, lead=person, members=()) for key, team in policy.teams.items()},
        services={key: replace(each, owner=person) for key, each in policy.services.items()},
        managers=frozenset({person}), responders=frozenset({person}), managers_of={}, delegates={},
    )  # fmt: skip


def test_a_company_in_which_nobody_else_may_decide_refuses_the_order():
    with pytest.raises(Refusal) as refusal:
        order("laptop", MORNING, LAPTOP, by=OMAR, policy=decided_by_alone(OMAR))
    assert refusal.value.code == "nobody_may_approve"


@pytest.mark.parametrize(
    ("when", "cost", "monthly", "expected"),
    [
        (None, 0, False, True),
        ("cost > 1500", 1500, False, False), ("cost > 1500", 1501, False, True), ("cost >= 1500", 1500, False, True),
        ("cost_year > 250", 16, True, False), ("cost_year > 250", 45, True, True),
        ("cost_year > 250", 300, False, True),
        ("cost_once > 10", 45, True, False), ("cost_month > 10", 45, True, True), ("cost_month > 10", 45, False, False),
        ("field.model == Power 16", 0, False, True), ("field.model != Power 16", 0, False, False),
        ("field.count > 9", 0, False, True),  # as numbers: "10" stands before "9" only as words
        ("field.until >= 2026-11-09", 0, False, True), ("field.until < 2026-11-09", 0, False, False),
        ("field.nothing == 3", 0, False, False), ("field.nothing != 3", 0, False, True),
    ],
)  # fmt: skip
def test_a_stage_is_asked_by_cost_or_by_an_answer(when: str | None, cost: int, monthly: bool, expected: bool):
    answers = {"model": "Power 16", "count": "10", "until": "2026-12-01"}
    assert holds(when, RequestDetails(answers=answers, cost=cost, monthly=monthly)) is expected


def test_what_is_no_condition_is_a_bug():
    with pytest.raises(ValueError, match="is not a condition"):
        holds("price > 3", RequestDetails())
