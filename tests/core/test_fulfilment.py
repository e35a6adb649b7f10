"""The graph of a request's tasks: what may begin, what stops what, over any graph and any order of what people do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime, timedelta
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.hours import Duration
from core.errors import Refusal
from core.fulfilment import graph
from core.fulfilment.graph import circle, let_begin, planned
from core.items import ItemTask
from core.tickets.plan import Plan, Task
from tests.fakes.company import shipped
from tests.fakes.instants import instant, local

OFFICE = shipped().calendars["berlin-office"]
NOW = instant("2026-10-27 09:40 CET")


def begun(*tasks: ItemTask, at: str = "2026-10-27 09:40 CET", **answers: str) -> Plan:
    return let_begin(planned(tasks, answers, OFFICE), instant(at), OFFICE)


def states(plan: Plan) -> dict[str, str]:
    return {task.key: task.state for task in plan}


def done(plan: Plan, *keys: str) -> Plan:
    for key in keys:
        plan = graph.finish(plan, key, NOW, OFFICE)
    return plan


def refused(what: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        what()
    return refusal.value.code


LAPTOP = shipped().catalog["laptop"].tasks
ACCESS = shipped().catalog["access"].tasks


def test_10_the_tasks_of_a_laptop_begin_in_the_order_of_their_graph():
    plan = begun(*LAPTOP)
    assert states(plan) == {"order": "ready", "image": "blocked", "asset": "blocked", "hand_over": "blocked"}
    assert plan[0].due_at is not None
    assert local(plan[0].due_at) == "2026-10-29 09:40 CET"
    plan = done(plan, "order")
    assert states(plan) == {"order": "done", "image": "ready", "asset": "ready", "hand_over": "blocked"}
    plan = done(plan, "image")
    assert states(plan)["hand_over"] == "blocked", "until both"
    plan = done(plan, "asset")
    assert states(plan)["hand_over"] == "ready"
    assert not graph.fulfilled(plan)
    assert graph.fulfilled(done(plan, "hand_over"))


def test_progress_is_a_step_of_all_steps():
    plan = begun(*LAPTOP)
    assert graph.progress(plan)[:2] == (1, 4)
    assert graph.progress(done(plan, "order"))[:2] == (2, 4)
    assert graph.progress(done(plan, "order", "image", "asset", "hand_over")) == (4, 4, ())


def test_a_task_that_waits_for_a_date_does_not_hold_the_request_open_and_begins_on_its_day():
    plan = begun(*ACCESS, until="2026-11-09")
    assert states(plan) == {"grant": "ready", "revoke": "blocked"}
    plan = done(plan, "grant")
    assert states(plan) == {"grant": "done", "revoke": "waiting_date"}
    assert graph.fulfilled(plan)
    assert graph.progress(plan)[:2] == (1, 1)
    ends = plan[1].begins
    assert ends is not None
    assert ends == instant("2026-11-09 09:00 CET")
    assert states(let_begin(plan, instant("2026-11-09 08:59:59 CET"), OFFICE))["revoke"] == "waiting_date"
    assert states(let_begin(plan, ends, OFFICE))["revoke"] == "ready"


def test_a_date_on_a_holiday_is_the_next_open_morning_and_one_that_was_not_answered_asks_for_nothing():
    plan = done(begun(*ACCESS, until="2026-12-25"), "grant")
    assert plan[1].begins == instant("2026-12-28 09:00 CET")
    assert states(begun(*ACCESS)) == {"grant": "ready"}


def test_what_failed_stops_what_needs_it_until_it_is_tried_again_or_skipped():
    plan = done(begun(*LAPTOP), "order")
    plan = graph.fail(graph.start(plan, "image"), "image", "The image does not boot.", NOW, OFFICE)
    plan = done(plan, "asset")
    assert states(plan) == {"order": "done", "image": "failed", "asset": "done", "hand_over": "blocked"}
    assert refused(lambda: graph.start(plan, "image")) == "task_failed"
    again = graph.retry(plan, "image", NOW, OFFICE)
    assert states(done(again, "image"))["hand_over"] == "ready"
    skipped = graph.skip(plan, "image", "It came with one.", NOW, OFFICE)
    assert states(skipped)["hand_over"] == "ready"
    assert {task.key: task.said for task in skipped}["image"] == "It came with one."


def test_a_task_that_is_tried_again_has_its_time_anew():
    plan = graph.fail(begun(*LAPTOP), "order", "Sold out.", NOW, OFFICE)
    again = graph.retry(plan, "order", instant("2026-10-28 09:40 CET"), OFFICE)
    assert again[0].due_at == instant("2026-10-30 09:40 CET")


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (lambda plan: graph.start(plan, "nothing"), "no_task"),
        (lambda plan: graph.finish(plan, "hand_over", NOW, OFFICE), "task_blocked"),
        (lambda plan: graph.finish(done(plan, "order"), "order", NOW, OFFICE), "task_over"),
        (lambda plan: graph.skip(done(plan, "order"), "order", "x", NOW, OFFICE), "task_over"),
        (lambda plan: graph.start(graph.start(plan, "order"), "order"), "task_started"),
        (lambda plan: graph.retry(plan, "order", NOW, OFFICE), "task_not_failed"),
        (lambda plan: graph.fail(plan, "order", " ", NOW, OFFICE), "no_task_reason"),
        (lambda plan: graph.skip(plan, "order", "", NOW, OFFICE), "no_task_reason"),
    ],
)
def test_what_may_not_be_is_refused(what: Callable[[Plan], object], code: str):
    assert refused(lambda: what(begun(*LAPTOP))) == code


def test_what_waits_for_its_date_is_not_begun_before():
    assert refused(lambda: graph.start(done(begun(*ACCESS, until="2026-11-09"), "grant"), "revoke")) == "task_waits"


# Over any graph.

KEYS = [f"t{number}" for number in range(7)]
_any_needs = st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from([*KEYS, "gone"]), max_size=4).map(tuple))


@given(_any_needs)
def test_a_circle_is_found_where_there_is_one(needs: dict[str, tuple[str, ...]]):
    found = circle(needs)
    known = {key: [one for one in all_ if one in needs] for key, all_ in needs.items()}
    try:
        tuple(TopologicalSorter(known).static_order())
    except CycleError:
        assert found
        assert all(set(needs[one]) & set(found) for one in found), "each waits for another of the circle"
    else:
        assert found == ()


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    tasks: list[ItemTask] = []
    for number in range(draw(st.integers(1, 7))):
        before = [task.id for task in tasks]
        needs = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        on = draw(st.sampled_from([None, None, None, "until"]))
        due = draw(st.none() | st.builds(Duration, st.integers(1, 40), st.just("h")))
        tasks.append(ItemTask(f"t{number}", "service-desk", needs=tuple(needs), on=on, due=due))
    mixed = draw(st.permutations(tasks))
    return let_begin(planned(tuple(mixed), {"until": "2026-11-09"}, OFFICE), NOW, OFFICE)


_moves = st.lists(
    st.tuples(st.sampled_from(["start", "finish", "fail", "retry", "skip", "date"]), st.sampled_from(KEYS)), max_size=30
)


def moved(plan: Plan, what: str, key: str) -> Plan:
    try:
        match what:
            case "start":
                return graph.start(plan, key)
            case "finish":
                return graph.finish(plan, key, NOW, OFFICE)
            case "fail":
                return graph.fail(plan, key, "It does not work.", NOW, OFFICE)
            case "retry":
                return graph.retry(plan, key, NOW, OFFICE)
            case "skip":
                return graph.skip(plan, key, "Not needed.", NOW, OFFICE)
    except Refusal:
        return plan
    return let_begin(plan, instant("2026-11-09 09:00 CET"), OFFICE)


ALLOWED = {
    ("blocked", "ready"), ("blocked", "waiting_date"), ("waiting_date", "ready"), ("ready", "in_progress"),
    ("ready", "done"), ("in_progress", "done"), ("ready", "failed"), ("in_progress", "failed"),
    ("failed", "ready"), ("failed", "waiting_date"), ("failed", "blocked"),
    ("blocked", "dropped"),  # what was to be taken away on its day was left out, so that nothing is
    *((state, "skipped") for state in ("blocked", "waiting_date", "ready", "in_progress", "failed")),
}  # fmt: skip


@given(plans(), _moves)
def test_nothing_begins_before_what_it_needs_and_nothing_is_stuck(plan: Plan, moves: list[tuple[str, str]]):
    for what, key in moves:
        before, plan = plan, moved(plan, what, key)
        for was, now in zip(before, plan, strict=True):
            assert was.state == now.state or (was.state, now.state) in ALLOWED
        by_key = {task.key: task for task in plan}
        for task in plan:
            open_needs = [need for need in task.needs if not by_key[need].through]
            if task.state in ("ready", "in_progress", "done", "failed", "waiting_date"):
                assert not open_needs
            if task.state == "blocked":
                assert open_needs, "what could begin has begun"
        unfinished = [task for task in plan if not task.through]
        assert not unfinished or any(task.state != "blocked" for task in unfinished), "somebody can do something"


@given(plans(), st.randoms(use_true_random=False))
def test_whatever_the_order_all_is_done_in_the_end_and_each_task_once(plan: Plan, random: object):
    worked: list[str] = []
    plan = moved(plan, "date", "")
    while ready := [task for task in plan if task.state == "ready"]:
        chosen: Task = random.choice(ready)  # type: ignore[attr-defined]
        worked.append(chosen.key)
        plan = moved(graph.finish(plan, chosen.key, NOW, OFFICE), "date", "")
    assert sorted(worked) == sorted(task.key for task in plan)
    assert all(task.state == "done" for task in plan)
    assert graph.fulfilled(plan)


# an order that was changed


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ({}, {"until": "2026-11-09"}, {"grant": "ready", "revoke": "blocked"}),
        ({"until": "2026-11-09"}, {}, {"grant": "ready"}),
        ({"until": "2026-11-09"}, {"until": "2026-11-20"}, {"grant": "ready", "revoke": "blocked"}),
    ],
)
def test_a_date_that_is_given_or_taken_later_brings_its_task_or_takes_it(
    before: dict[str, str], after: dict[str, str], became: dict[str, str]
) -> None:
    plan = graph.replanned(begun(*ACCESS, **before), ACCESS, after, OFFICE)
    assert states(let_begin(plan, NOW, OFFICE)) == became
    again = graph.replanned(plan, ACCESS, after, OFFICE)
    assert again == plan, "planned anew twice is planned anew once"
    plan = done(plan, "grant")
    waits = next((task for task in plan if task.key == "revoke"), None)
    assert (waits and waits.begins and local(waits.begins)) == (f"{after['until']} 09:00 CET" if after else None)


def test_of_a_newer_item_what_is_new_is_added_what_was_not_begun_falls_away_and_what_was_done_stays() -> None:
    plan = graph.start(done(begun(*LAPTOP), "order"), "image")
    newer = (
        ItemTask("budget", "service-desk"),
        ItemTask("hand_over", "workplace", needs=("budget",)),
        ItemTask("bag", "workplace", needs=("order",)),
    )
    plan = let_begin(graph.replanned(plan, newer, {}, OFFICE), NOW, OFFICE)
    assert states(plan) == {
        "budget": "ready", "hand_over": "blocked", "bag": "ready", "order": "done", "image": "in_progress",
    }  # fmt: skip
    assert {task.key: task.needs for task in plan}["hand_over"] == ("budget",)


@given(st.lists(st.sampled_from(("order", "image", "asset", "hand_over")), unique=True))
def test_a_plan_that_is_worked_out_anew_for_the_same_order_stays_as_it_was(order: list[str]) -> None:
    plan = begun(*LAPTOP)
    for key in order:
        if next(task for task in plan if task.key == key).state == "ready":
            plan = done(plan, key)
    assert graph.replanned(plan, LAPTOP, {}, OFFICE) == plan


def lost(plan: Plan, at: datetime) -> Plan:
    """Its automation was asked, and nobody knows what it did."""
    asked = replace(graph.start(plan, "grant")[0], asked=True)
    return graph.fail((asked, *plan[1:]), "grant", "It does not answer.", at, OFFICE)


MOVES = ("start", "finish", "fail", "lost", "retry", "again", "longer", "shorter", "agreed", "revoke", "later")


@given(st.lists(st.sampled_from(MOVES), max_size=12), st.booleans())
def test_what_was_given_is_always_about_to_be_taken_away_on_the_day_that_was_agreed_to(
    moves: list[str], ends: bool
) -> None:
    plan, at, asking = begun(*ACCESS, until="2026-11-09"), NOW, False
    wanted = agreed = "2026-11-09"
    given = False
    for move in (*moves, *(["end"] if ends else [])):
        with suppress(Refusal):
            if move == "finish":
                plan, given = graph.finish(plan, "grant", at, OFFICE), True
            elif move in ("start", "fail", "retry"):
                plan = moved(plan, move, "grant")
            elif move == "again":
                plan = graph.again(plan, "grant", at, OFFICE)
            elif move == "lost":
                plan, given = lost(plan, at), True
            elif move == "revoke":
                plan, given = graph.finish(plan, "revoke", at, OFFICE), False
            elif move == "later":
                at += timedelta(days=5)
            elif move == "end":
                plan = graph.drop(plan, at, OFFICE)
            else:
                asking = move != "agreed"
                wanted = {"longer": "2026-12-09", "shorter": "2026-11-02"}.get(move, wanted)
                agreed = agreed if asking else wanted
                plan = graph.replanned(plan, ACCESS, {"until": wanted}, OFFICE, agreed=not asking)
        if move != "end":
            plan = graph.stand_still(plan) if asking else let_begin(plan, at, OFFICE)
        revoke = plan[1]
        assert not given or revoke.state in ("waiting_date", "ready"), (move, states(plan))
        if given and revoke.state == "waiting_date":
            assert revoke.begins == graph.morning_of(agreed, OFFICE), move


OF_A_PLAN = {"needs", "within", "begins", "dated", "on", "endless", "earlier"}
HOW_IT_STOOD = {
    "state", "due_at", "said", "awaits", "proof", "skipped_by", "seen", "checked", "shown_by", "amiss", "goes_on",
    "late", "near", "expired",
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(each.name for each in fields(Task)))
def test_a_step_that_waits_again_keeps_all_that_is_neither_planned_nor_how_it_stood(field: str) -> None:
    was, now = (
        Task(**{each.name: (each.name, when) for each in fields(Task)})  # type: ignore[arg-type]
        for when in ("was", "now")
    )
    kept = getattr(graph.waits_as(was, now), field)
    assert kept == (field, "now" if field in OF_A_PLAN | HOW_IT_STOOD else "was")


@pytest.mark.parametrize(
    ("before", "owed"),
    [("nothing", False), ("asked", True), ("done", True), ("no", False)],
)
def test_what_was_skipped_is_taken_away_only_where_it_gave_something_or_may_have(before: str, owed: bool) -> None:
    plan = begun(*ACCESS, until="2026-11-09")
    if before == "asked":
        plan = lost(plan, NOW)
    elif before == "done":
        plan = graph.again(done(plan, "grant"), "grant", NOW, OFFICE)
    elif before == "no":
        plan = graph.fail(plan, "grant", "Not today.", NOW, OFFICE)
    plan = graph.skip(plan, "grant", "She has it.", NOW, OFFICE)
    assert states(plan) == {"grant": "skipped", "revoke": "waiting_date" if owed else "dropped"}
    plan = let_begin(plan, instant("2026-11-09 10:00 CET"), OFFICE)
    assert states(plan)["revoke"] == ("ready" if owed else "dropped")
    if not owed:
        plan = done(let_begin(graph.again(plan, "grant", NOW, OFFICE), NOW, OFFICE), "grant")
        assert states(plan) == {"grant": "done", "revoke": "waiting_date"}, "given after all, it ends"
