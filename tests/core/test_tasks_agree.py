"""Whatever people do on a request and on its tasks, in any order: its plan and their records agree, and it comes to an
end when nothing is left that it waits for."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from core.commands import REGISTRY
from core.errors import Refusal
from core.fulfilment import graph
from core.fulfilment.task import status_of
from core.ports.tickets import Transaction
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.reading import Said
from tests.fakes.desk import DeskHouse, open_desk

START = "2026-10-27 10:00 CET"
PEOPLE = ("dana", "lena", "paul", "clara", "ines", "nils", "hr.ops")
TASKS = [f"TASK-{number}" for number in range(1001, 1006)]
ON_TASKS = ("claim", "release", "finish", "skip", "fail", "retry", "hold", "resume", "transfer", "assign")
ON_REQUEST = ("finish", "skip", "fail", "retry", "claim", "fulfil", "reopen", "cancel", "hold", "resume", "confirm")
WORDS = {
    "skip": "badge not needed", "fail": "laptop is sold out", "finish": "account", "transfer": "infra they have it",
    "hold": "vendor TN-1 2026-11-20", "cancel": "withdrawn take it back", "fulfil": "all is there",
    "assign": "dana roth",
}  # fmt: skip

acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(TASKS), st.sampled_from(ON_TASKS), st.sampled_from(PEOPLE)),
        st.tuples(st.just("REQ-1000"), st.sampled_from(ON_REQUEST), st.sampled_from(PEOPLE)),
    ),
    max_size=25,
)


async def _do(desk: DeskHouse, ref: str, name: str, who: str) -> None:
    """Somebody types a command on a record; an expected no changes nothing."""
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


async def _play(story: list[tuple[str, str, str]]) -> None:
    async with open_desk(START) as desk:
        desk.delivers = False
        answers = {"person": "Eva Novotny", "start_date": "2026-11-09", "manager": desk.id_of("katrin")}
        await desk.person("hr.ops").orders("onboarding", **answers)
        assert [task.ref for task in (await _agree(desk)).plan] == TASKS
        for ref, name, who in story:
            await _do(desk, ref, name, who)
            await _agree(desk)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_a_plan_and_the_records_of_its_tasks_agree_whatever_people_do(story: list[tuple[str, str, str]]) -> None:
    asyncio.run(_play(story))
