"""From any state, with any set of people away, some person can decide, and nobody about what is their own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.approvals import due, lines, machine, state
from core.approvals.conditions import holds
from core.approvals.lines import barred
from core.commands import change
from core.commands.change import Change
from core.errors import Refusal
from core.items import Stage
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from storage import codec
from tests.core.test_approvals import LAPTOP, MORNING, with_people
from tests.fakes.approving import DANA, MIA, Order, away, order
from tests.fakes.company import shipped
from tests.fakes.instants import instant

POLICY = shipped()
STAFF = sorted({*POLICY.staff, *POLICY.managers})
ANYBODY = [MIA, *STAFF]
SERVICES = sorted(POLICY.services)
PEOPLE = st.sampled_from(ANYBODY)
_voices = st.sampled_from(["requester.manager", "approver.manager", "team_lead", "role:catalog_owner", *STAFF])
STAGES = st.builds(
    Stage,
    st.just("test"),
    st.sampled_from(["any", "all", "majority", "first"]),
    st.lists(_voices, min_size=1, max_size=4).map(tuple),
    st.sampled_from([None, None, "field.model == Power 16"]),
    st.integers(1, 3),
)
ACTS = (
    "approve", "approve", "reject", "change", "leave", "unreachable", "requester", "requester", "service", "settings",
)  # fmt: skip
_act = st.tuples(
    st.integers(0, 900),
    st.sampled_from(ACTS),
    st.integers(0, 30),
    st.sets(st.sampled_from(STAFF)),
)


def turns_out(made: Order, at: datetime, to: Change) -> None:
    with suppress(Refusal):  # it is so already, it is private, or nobody else may decide
        made.does(at, DANA, lambda draft: change.decide(draft, to))


def one_of(made: Order, which: int) -> str:
    """Somebody who decides, or asked for it at first."""
    people = [MIA, *sorted(made.ticket.approval.people if made.ticket.approval else ())]
    return people[which % len(people)]


def without(policy: Policy, gone: str, instead: str) -> Policy:
    """The settings in which somebody is no more: `instead` has all that was theirs."""
    return replace(
        policy,
        roles={role: tuple(instead if one == gone else one for one in people) for role, people in policy.roles.items()},
        managers=policy.managers - {gone}, responders=policy.responders - {gone},
        managers_of={one: instead if above == gone else above for one, above in policy.managers_of.items()},
        delegates={one: other for one, other in policy.delegates.items() if other != gone},
        teams={
            key: replace(
                team, lead=instead if team.lead == gone else team.lead,
                members=tuple(one for one in team.members if one != gone),
            )
            for key, team in policy.teams.items()
        },
        services={
            key: replace(one, owner=instead) if one.owner == gone else one for key, one in policy.services.items()
        },
    )  # fmt: skip


def edits_settings(made: Order, now: datetime, gone: str, instead: str) -> None:
    """Somebody is taken out of the settings, as at a reload: nobody waits for them, and they decide no more."""
    old = made.policy
    there = {*old.staff, *old.managers}
    if gone == instead or instead not in there or not there - {gone} - barred(made.ticket):
        return
    made.policy = without(old, gone, instead)
    made.does(now, "system", lambda draft: machine.replace_former(draft, old))
    if made.ticket.approving and gone not in lines.known(made.policy):
        assert gone not in state.deciders(made.ticket)
    again = made.ticket
    made.does(now, "system", lambda draft: machine.replace_former(draft, old))
    assert made.ticket == again, "once"


def no_yes_is_wrong(made: Order) -> None:
    """What went to work was agreed to in every stage that it needs, and by nobody whose it is."""
    approval, details = made.ticket.approval, made.ticket.details
    if made.ticket.over or approval is None:
        return
    assert isinstance(details, RequestDetails)
    assert all(run.state == "approved" for run in approval.stages if holds(run.stage.when, details))
    assert not approval.said_yes & barred(made.ticket)


def acts_on(made: Order, now: datetime, what: str, which: int, then_gone: set[str]) -> None:
    """One more thing happens, where it can."""
    asked = state.asked_now(made.ticket)
    match what:
        case "approve" if asked:
            made.approves(now, asked[which % len(asked)])
        case "reject" if asked:
            made.rejects(now, asked[which % len(asked)], "No.")
        case "change":
            made.changes(now, model="Power 16" if which % 2 else "Standard 14", ship_to=f"desk {which % 3}")
        case "leave":
            made.away = away(*then_gone)
        case "unreachable" if asked:
            one = asked[which % len(asked)]
            made.does(now, "system", lambda draft: machine.unreachable(draft, one))
        case "requester" if asked:
            turns_out(made, now, Change(requester=one_of(made, which)))
        case "settings" if asked:
            edits_settings(made, now, one_of(made, which), STAFF[which % len(STAFF)])
        case "service" if asked:
            turns_out(made, now, Change(service=SERVICES[which % len(SERVICES)]))


@given(
    st.lists(STAGES, min_size=1, max_size=3),
    PEOPLE,
    PEOPLE,
    PEOPLE,
    st.sets(st.sampled_from(STAFF)),
    st.lists(_act, min_size=3, max_size=7),
    st.sets(st.sampled_from(STAFF)),
    st.dictionaries(PEOPLE, st.sampled_from(STAFF), max_size=6),
    st.dictionaries(PEOPLE, st.sampled_from(STAFF), max_size=6),
    st.sets(st.sampled_from(["form_changed", "cost_increased"])),
)
def test_from_any_state_with_any_set_of_people_away_some_person_can_decide(
    stages: list[Stage], by: str, beneficiary: str, logged_by: str, gone: set[str],
    acts: list[tuple[int, str, int, set[str]]], gone_at_last: set[str], managers_of: dict[str, str],
    delegates: dict[str, str], reapprove_if: set[str],
):  # fmt: skip
    policy = with_people(managers_of, delegates, reapprove_if=frozenset(reapprove_if))
    made = order(
        "laptop", MORNING, LAPTOP, by=by, beneficiary=beneficiary, logged_by=logged_by, policy=policy,
        stages=tuple(stages), away=away(*gone),
    )  # fmt: skip
    now = instant(MORNING)
    for minutes, what, which, then_gone in acts:
        now += timedelta(minutes=minutes)
        made.until(now)
        if made.ticket.over:
            break
        if not made.ticket.approving:
            no_yes_is_wrong(made)
        acts_on(made, now, what, which, then_gone)
    made.away = away(*gone_at_last)
    made.does(now, "system", machine.look_again)
    assert fold(made.log) == made.ticket
    assert codec.read(Ticket, codec.write(made.ticket)) == made.ticket
    if not made.ticket.approving:
        return no_yes_is_wrong(made)
    never = barred(made.ticket)
    asked = state.asked_now(made.ticket)
    assert asked
    assert not never & set(asked), "never who asked for it"
    assert due.coming(made.ticket, policy), "and it does not stand for ever"
    policy = made.policy
    could = set(STAFF) & lines.known(policy) - gone_at_last - never
    there = could & {*policy.staff, *policy.managers}
    assert not there or set(asked) & could, "where anybody at all is there, somebody who is there is asked"
    for one in asked:
        alone = Order(policy, made.ticket, [], made.away)
        alone.approves(now, one)
        assert alone.ticket.version > made.ticket.version
