"""Whatever people do on a request and on its tasks, in any order: its plan and their records agree, and it comes to an
end when nothing is left that it waits for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from core.approvals import machine
from core.commands import REGISTRY
from core.errors import Refusal
from core.fulfilment import graph
from core.fulfilment.answering import Answer, take
from core.fulfilment.task import status_of
from core.people import SYSTEM
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.processes.calls import Outcome
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.reading import Said
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk

START = "2026-10-27 10:00 CET"
PEOPLE = ("dana", "lena", "paul", "clara", "ines", "nils", "hr.ops")
TASKS = [f"TASK-{number}" for number in range(1001, 1006)]
ON_TASKS = ("claim", "release", "finish", "skip", "fail", "retry", "hold", "resume", "transfer", "assign", "run")
ON_REQUEST = (
    "finish", "skip", "fail", "retry", "claim", "fulfil", "reopen", "cancel", "hold", "resume", "confirm", "run",
)  # fmt: skip
ANSWERS, CHANGES = "answers", "changes"
"""What an automation does; the account is its own to begin with, the laptop waits to be let run and is read back."""
WORDS = {
    "skip": "badge not needed", "fail": "laptop is sold out", "finish": "account", "transfer": "infra they have it",
    "hold": "vendor TN-1 2026-11-20", "cancel": "withdrawn take it back", "fulfil": "all is there",
    "assign": "dana roth", "run": "laptop",
}  # fmt: skip

acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(TASKS), st.sampled_from(ON_TASKS), st.sampled_from(PEOPLE)),
        st.tuples(st.just("REQ-1000"), st.sampled_from(ON_REQUEST), st.sampled_from(PEOPLE)),
        st.tuples(st.sampled_from(TASKS), st.just(ANSWERS), st.sampled_from(get_args(Outcome))),
    ),
    max_size=25,
)


async def _do(desk: DeskHouse, ref: str, name: str, who: Any) -> None:
    """Somebody types a command on a record; an expected no changes nothing."""
    if name == ANSWERS:
        return await _answer(desk, ref, who)
    if name == CHANGES:
        return await _change(desk, ref, who)
    engine, person = desk.desk.engine, desk.id_of(who)

    def decided(tx: Transaction) -> None:
        ticket = engine.seen(tx, ref, person)
        command = REGISTRY.meant_on(ticket, REGISTRY.tickets[name])
        command.allow(engine.policy, ticket, person)
        words = Said(WORDS.get(name, ""), ticket=ticket)
        said = command.read_words(words, engine.reading()) if command.read_words else None
        if said is not None:
            engine.run(tx, ticket, person, desk.now, lambda draft: _decide(draft, command, said))

    with suppress(Refusal):
        await desk.store.transact(decided)


async def _change(desk: DeskHouse, ref: str, whom: str) -> None:
    """Somebody else is to be employed."""
    engine = desk.desk.engine

    def changed(tx: Transaction) -> None:
        request = engine.ticket(tx, ref)
        if isinstance(was := request.details, RequestDetails):
            now = replace(was, answers={**was.answers, "person": whom})
            engine.run(tx, request, desk.id_of("lena"), desk.now, lambda draft: machine.change(draft, now))

    with suppress(Refusal):
        await desk.store.transact(changed)


async def _answer(desk: DeskHouse, ref: str, outcome: Outcome) -> None:
    """The automation of a task answers its last call, however often it did."""
    engine = desk.desk.engine

    def answered(tx: Transaction) -> None:
        task = engine.ticket(tx, ref)
        assert isinstance(task.details, TaskDetails)
        if task.details.call is not None:
            answer = Answer(task.details.call.key, outcome, "So it is.", "log 1")
            engine.run(tx, task, SYSTEM, desk.now, lambda draft: take(draft, answer))

    await desk.store.transact(answered)


def _automated() -> Policy:
    """Of a new employee two tasks are done by themselves."""
    policy = shipped()
    item = policy.catalog["onboarding"]
    tasks = tuple(replace(one, automation="idp.ship") if one.id == "laptop" else one for one in item.tasks)
    idp = replace(policy.automations["idp"], destructive=frozenset({"ship"}), read_back={"ship": "read_shelf"})
    catalog = {**policy.catalog, "onboarding": replace(item, tasks=tasks)}
    return replace(policy, catalog=catalog, automations={"idp": idp})


def _decide(draft: Draft, command: object, said: object) -> None:
    command.decide(draft, said)  # type: ignore[attr-defined]


async def _agree(desk: DeskHouse) -> Ticket:
    request = await desk.ticket("REQ-1000")
    for task in request.plan:
        record = await desk.ticket(task.ref)
        wanted = status_of(task.state)
        held = wanted == record.process.working and record.waiting
        over = wanted == record.process.done and record.status == record.process.closed
        assert record.status == wanted or held or over, (task, record.status)
        assert (record.team, record.assignee) == (task.team, task.assignee)
        clock = record.clock("resolution")
        assert clock is None or clock.live == (record.open and record.status != "failed"), (task, clock)
    if request.open and not request.approving:
        assert not graph.fulfilled(request.plan), "nothing is left to wait for, and nobody said so"
        assert graph.let_begin(request.plan, desk.now, desk.policy.calendars[desk.policy.office]) == request.plan
    if request.over:
        assert all(task.over for task in request.plan)
    return request


async def _each_call_is_answered_once(desk: DeskHouse) -> None:
    for ref in TASKS[:2]:
        under_way, asked = None, ""
        recalled = set()
        for entry in await desk.happened(ref, e.TaskCalled, e.TaskAnswered, e.TaskRecalled):
            match entry.event:
                case e.TaskRecalled(key=key):
                    recalled.add(key)
                    under_way = None
                case e.TaskCalled(
                    key=key, action=action, asked=looks
                ):  # who says that it is gone has a look of their own
                    assert key not in recalled, "it was asked for what is ordered no more"
                    assert looks or under_way in (None, key) or action != asked, (
                        "as long as it is not known, the key is the same"
                    )
                    under_way, asked = key, action
                case e.TaskAnswered(key=key, late=False):  # what comes late moves nothing
                    assert key == under_way
                    under_way = None


async def _play(story: list[tuple[str, str, str]]) -> None:
    async with open_desk(START, policy=_automated()) as desk:
        desk.delivers = False
        answers = {"person": "Eva Novotny", "start_date": "2026-11-09", "manager": desk.id_of("katrin")}
        await desk.person("hr.ops").orders("onboarding", **answers)
        assert [task.ref for task in (await _agree(desk)).plan] == TASKS
        for ref, name, who in story:
            await _do(desk, ref, name, who)
            await _agree(desk)
        await _each_call_is_answered_once(desk)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_a_plan_and_the_records_of_its_tasks_agree_whatever_people_do(story: list[tuple[str, str, str]]) -> None:
    asyncio.run(_play(story))


AUTOMATED = st.sampled_from(TASKS[:2])
calls = st.lists(
    st.one_of(
        st.tuples(AUTOMATED, st.just(ANSWERS), st.sampled_from(get_args(Outcome))),
        st.tuples(AUTOMATED, st.sampled_from(("run", "finish", "skip", "fail", "retry")), st.just("lena")),
        st.tuples(st.just("REQ-1000"), st.sampled_from(("reopen", "cancel", "confirm")), st.just("hr.ops")),
        st.tuples(st.just("REQ-1000"), st.just(CHANGES), st.sampled_from(("Ada", "Bo"))),
    ),
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(calls)
def test_whatever_automations_answer_and_people_decide_meanwhile_plan_and_records_agree(
    story: list[tuple[str, str, str]],
) -> None:
    asyncio.run(_play(story))
