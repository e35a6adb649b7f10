"""A change that touches who has to agree: they are asked, nobody else is, and what was said of another order ends."""

from __future__ import annotations

import pytest

from core.approvals import machine, state
from core.commands import change, transfer
from core.commands.base import Nothing
from core.commands.cancel import Cancel
from core.commands.cancel import decide as cancel
from core.commands.change import Change
from core.commands.transfer import Transfer
from core.commands.withdraw import decide as withdraw
from core.items import Stage
from core.lifecycle import reclassifying
from core.processes import IncidentDetails
from core.tickets.approval import Approval
from tests.core.test_approvals import LAPTOP, MORNING, A, B, at, decided_by_alone, with_people
from tests.fakes.approving import DANA, FINANCE, KATRIN, LENA, MIA, OMAR, Order, order

MANAGER, MONEY = Stage("manager", "any", ("requester.manager",)), Stage("finance", "any", (FINANCE,))
HOME = Stage("security", "any", (A,), "field.ship_to == home")


def approval(made: Order) -> Approval:
    assert made.ticket.approval is not None
    return made.ticket.approval


def is_asked_for_by(made: Order, person: str) -> None:
    made.does(at("11:00"), DANA, lambda draft: change.decide(draft, Change(requester=person)))


@pytest.mark.parametrize("decided", [False, True])
def test_nobody_decides_about_what_turns_out_to_be_their_own(decided: bool):
    made = order("laptop", MORNING, LAPTOP, stages=(MANAGER, MONEY))
    if decided:
        made.approves(at("10:00"), KATRIN)
    is_asked_for_by(made, KATRIN)
    assert (made.asked, state.awaited(made.ticket)) == (("finance.controller",), (FINANCE,)), "Katrin's manager"
    assert made.refused(lambda: made.approves(at("11:30"), KATRIN, 1)).code == "own_approval"
    made.approves(at("12:00"), FINANCE)
    assert (made.ticket.status, approval(made).said_yes) == ("in_fulfilment", frozenset({FINANCE}))


@pytest.mark.parametrize(
    ("beneficiary", "logged_by"), [(None, None), (B, None), (None, B), (B, B)],
)  # fmt: skip
def test_whoever_may_not_decide_any_more_is_replaced_and_whoever_may_again_is_heard(
    beneficiary: str | None, logged_by: str | None
):
    stages = (Stage("all", "all", (KATRIN, FINANCE)),)
    made = order("laptop", MORNING, LAPTOP, beneficiary=beneficiary, logged_by=logged_by, stages=stages)
    made.approves(at("10:00"), FINANCE)
    is_asked_for_by(made, FINANCE)
    assert approval(made).said_yes == frozenset()
    assert KATRIN in state.deciders(made.ticket)
    assert FINANCE not in state.deciders(made.ticket)
    is_asked_for_by(made, MIA)
    assert FINANCE in state.deciders(made.ticket)


def test_a_question_of_whoever_asks_for_it_themselves_now_is_over():
    made = order("laptop", MORNING, LAPTOP)
    made.asks(at("10:00"), KATRIN, "Which project is it for?")
    is_asked_for_by(made, KATRIN)
    assert approval(made).unanswered is None


def test_another_team_has_its_own_lead_decide_and_no_other_stage_is_asked_again():
    lead = order("laptop", MORNING, LAPTOP, stages=(Stage("lead", "any", ("team_lead",)),))
    manager = order("laptop", MORNING, LAPTOP, stages=(MANAGER,))
    other = next(key for key, team in lead.policy.teams.items() if team.lead != lead.policy.team(lead.ticket.team).lead)
    for made in (lead, manager):
        made.does(at("10:00"), LENA, lambda draft: transfer.decide(draft, Transfer(other, "It is theirs.")))
    assert lead.asked == (lead.policy.team(other).lead.partition("@")[0],)
    assert (approval(lead).round, approval(manager).round) == (2, 1)


def test_another_answer_that_names_who_decides_asks_that_one():
    policy = with_people(reapprove_if=frozenset())
    stages = (Stage("other", "any", ("field.person",)),)
    made = order("laptop", MORNING, {**LAPTOP, "person": A}, stages=stages, policy=policy)
    made.approves(at("10:00"), A)
    made.changes(at("11:00"), person=B)
    assert (made.ticket.status, made.asked) == ("pending_approval", ("paul.brandt",))


@pytest.mark.parametrize("when", ["nobody decided", "the manager agreed", "everybody agreed"])
@pytest.mark.parametrize("rules", [set(), {"cost_increased"}, {"form_changed"}, {"form_changed", "cost_increased"}])
def test_a_stage_that_a_change_makes_necessary_is_asked_whatever_the_rules_say(rules: set[str], when: str):
    policy = with_people(reapprove_if=frozenset(rules))
    stages = (HOME, MANAGER, MONEY) if when != "everybody agreed" else (HOME, MANAGER)
    made = order("laptop", MORNING, LAPTOP, stages=stages, policy=policy)
    if when != "nobody decided":
        made.approves(at("10:00"), KATRIN)
    made.changes(at("11:00"), ship_to="home")
    assert (made.ticket.status, made.asked) == ("pending_approval", ("ines.kruse",))


@pytest.mark.parametrize(
    ("rules", "asked"),
    [(set(), "finance.controller"), ({"cost_increased"}, "finance.controller"), ({"form_changed"}, "katrin.stahl")],
)
def test_a_stage_that_a_change_makes_needless_is_not_asked_any_longer(rules: set[str], asked: str):
    """What the others said stands, where the rules do not say otherwise."""
    policy = with_people(reapprove_if=frozenset(rules))
    made = order("laptop", MORNING, {**LAPTOP, "ship_to": "home"}, stages=(MANAGER, HOME, MONEY), policy=policy)
    made.approves(at("10:00"), KATRIN)
    made.asks(at("10:30"), A, "Who lives there?")
    made.changes(at("11:00"), ship_to="berlin")
    assert (made.asked, approval(made).unanswered) == ((asked,), None)
    assert made.coming()["approval_expiry"] == "2026-10-30 11:00 CET", "the next stage has all of its time"
    late = "outdated_approval" if approval(made).round > 1 else "not_approver"
    assert made.refused(lambda: made.approves(at("11:30"), A)).code == late


def test_the_last_stage_that_becomes_needless_lets_work_begin():
    policy = with_people(reapprove_if=frozenset())
    made = order("laptop", MORNING, {**LAPTOP, "ship_to": "home"}, stages=(MANAGER, HOME), policy=policy)
    made.approves(at("10:00"), KATRIN)
    made.changes(at("11:00"), ship_to="berlin")
    assert (made.ticket.status, made.states) == ("in_fulfilment", ["approved", "skipped"])


def test_however_many_messages_to_somebody_fail_one_person_is_asked_in_their_stead():
    made = order("laptop", MORNING, LAPTOP)
    for minute in range(1, 5):
        made.does(at(f"09:0{minute}"), "system", lambda draft: machine.unreachable(draft, KATRIN))
    assert made.asked == ("katrin.stahl", "omar.haddad")
    assert state.undecided(made.ticket) == state.awaited(made.ticket) == (OMAR,), "only who was told can be reminded"


# What somebody reads who decides late, by how it ended: who decided, where that decided it, else how it ended.

ENDS = {
    "approved": ("already_decided", FINANCE), "rejected": ("already_decided", FINANCE),
    "withdrawn": ("approval_over", MIA), "cancelled": ("already_decided", FINANCE), "expired": ("approval_over", None),
    "converted": ("approval_over", None),
}  # fmt: skip


def comes_to(made: Order, end: str) -> None:
    match end:
        case "approved":
            made.approves(at("11:00"), FINANCE)
        case "rejected":
            made.rejects(at("11:00"), FINANCE, "No.")
        case "withdrawn":
            made.does(at("11:00"), MIA, lambda draft: withdraw(draft, Nothing()))
        case "cancelled":  # by staff, who can do so once work has begun
            made.approves(at("10:30"), FINANCE)
            made.does(at("11:00"), DANA, lambda draft: cancel(draft, Cancel("withdrawn")))
        case "expired":
            made.until("2026-11-20 09:00 CET")
        case "converted":
            fault = IncidentDetails(category=None, impact=4, urgency=4)
            made.does(at("11:00"), DANA, lambda draft: reclassifying.convert(draft, fault, "laptop", "infra"))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "person", [KATRIN, OMAR, FINANCE, LENA], ids=["who agreed", "asked beside them", "of the last stage", "never asked"]
)
def test_whoever_decides_late_reads_who_decided_or_how_it_ended(end: str, person: str):
    code, by = ENDS[end]
    made = order("laptop", MORNING, LAPTOP, stages=(Stage("first", "any", (KATRIN, OMAR)), MONEY))
    made.approves(at("10:00"), KATRIN)
    comes_to(made, end)
    for round_ in (None, 0, 1):
        refusal = made.refused(lambda round_=round_: made.approves("2026-11-20 10:00 CET", person, round_))  # type: ignore[misc]
        assert (refusal.code, refusal.phrase.data["person"]) == (code, by)


def test_an_order_that_nobody_else_may_agree_to_cannot_turn_out_to_be_theirs():
    made = order("laptop", MORNING, LAPTOP, policy=decided_by_alone(OMAR))
    assert made.refused(lambda: is_asked_for_by(made, OMAR)).code == "nobody_may_approve"
