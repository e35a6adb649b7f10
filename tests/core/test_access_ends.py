"""Whatever is ordered, granted, taken away and not right, by whom and in whatever order: whoever has access has one
promise that it ends, on the latest day that was agreed to since they have it; what ended has its proof."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.fulfilment import owing
from core.fulfilment.answering import Answer, take
from core.people import SYSTEM
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.queries.access import sorted_out
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk

START = "2026-10-27 10:00 CET"
DAYS = (0, 2, 6, 13, 34)
"""For how many days it is ordered; none: without an end."""
NEVER = "9999"
Thing = tuple[str, str]

orders = st.tuples(
    st.just("order"), st.sampled_from(["mia", "mia", "jan"]), st.sampled_from(["slack", "teams"]),
    st.sampled_from(["read", "read", "write"]), st.sampled_from(DAYS),
)  # fmt: skip
acts = st.lists(
    st.one_of(
        orders,
        st.tuples(st.sampled_from(["grant", "grant", "revoke", "claim", "fail", "not right"]), st.integers(0, 5)),
        st.tuples(st.just("pass"), st.sampled_from([1, 3, 8])),
    ),
    max_size=18,
)


@dataclass
class World:
    """Who really has what, until which day that was agreed to, and how often it was really taken away."""

    desk: DeskHouse
    until: dict[Thing, str] = field(default_factory=dict)
    ended: dict[Thing, int] = field(default_factory=lambda: defaultdict(int))
    refs: list[str] = field(default_factory=list)

    async def order(self, who: str, channel: str, role: str, days: int) -> None:
        someone = self.desk.person(who)
        speaking = someone if channel == "slack" else someone.on_teams
        ends = self.desk.now.date() + timedelta(days=days)
        until = (ends + timedelta(days=7 - ends.weekday() if ends.weekday() > 4 else 0)).isoformat()
        answers = {"system": "erp", "role": role, "reason": f"I close the books there {len(self.refs)} times."}
        self.refs.append(await speaking.orders("access", **answers, **({"until": until} if days else {})))

    async def do(self, act: str, number: int) -> None:
        """Somebody does something about an order's task, where that can be done."""
        if number >= len(self.refs):
            return
        request = await self.desk.ticket(self.refs[number])
        sofia = self.desk.person("sofia")
        if act == "not right":
            if request.status == "fulfilled":
                await self.desk.person(request.requester.partition(".")[0]).presses("reopen", request.ref)
            return
        step = _step(request, "grant" if act == "grant" else "revoke")
        if step is None or step.state not in ("ready", "in_progress"):
            return
        if not step.ref:  # the order itself is the task
            await sofia.fills("fulfil", request.ref, text="You have it.")
        elif act == "claim":
            await sofia.presses("claim", step.ref)
        elif act == "fail":
            await sofia.fills("fail", step.ref, text="The system is down.")
        elif step.automation:
            await self._answers(step.ref, "done" if act == "grant" else "gone")
        else:
            await sofia.presses("finish", step.ref)
        now = _step(await self.desk.ticket(request.ref), step.key)
        if act in ("grant", "revoke") and now is not None and now.state == "done":  # else it was refused
            self._know(request, step)

    async def _answers(self, ref: str, outcome: str) -> None:
        engine = self.desk.desk.engine

        def answered(tx: Transaction) -> None:
            task = engine.ticket(tx, ref)
            assert isinstance(task.details, TaskDetails)
            assert task.details.call is not None
            answer = Answer(task.details.call.key, outcome, proof="log 1")  # type: ignore[arg-type]
            engine.run(tx, task, SYSTEM, self.desk.now, lambda draft: take(draft, answer))

        await self.desk.store.transact(answered)

    def _know(self, request: Ticket, step: Task) -> None:
        thing = _thing(request)
        if step.key == "revoke":
            self.ended[thing] += 1
            del self.until[thing]
            return
        assert isinstance(request.details, RequestDetails)
        self.until[thing] = max(self.until.get(thing, ""), request.details.answers.get("until") or NEVER)

    async def holds(self) -> None:
        """What the desk promises, and what its report says, is so."""
        promised: dict[Thing, list[str]] = defaultdict(list)
        for ref in self.refs:
            request = await self.desk.ticket(ref)
            for step in owing.owed(request.plan):
                assert step.begins is not None
                promised[_thing(request)].append(step.begins.date().isoformat())
        wanted = {thing: [day] for thing, day in self.until.items() if day != NEVER}
        assert promised == wanted, "one promise to end each access that ends, on the latest day"
        held = await self.desk.store.read(lambda tx: tx.grants())
        tickets = {one.ref: await self.desk.ticket(one.ref) for one in held}
        found = sorted_out(held, self.desk.now)
        in_force = {_thing(tickets[one.ref]): one for one in (*found.late, *found.soon, *found.in_force)}
        named = [_thing(tickets[one.ref]) for one in (*found.late, *found.soon, *found.in_force) if one.grant.until]
        assert len(named) == len(set(named)), "what ends is named once"
        days = {
            thing: one.grant.until.date().isoformat() if one.grant.until else NEVER for thing, one in in_force.items()
        }
        assert days == self.until
        over: dict[Thing, int] = defaultdict(int)
        for one in (*found.unproved, *found.proved):
            over[_thing(tickets[one.ref])] += 1
            assert bool(one.grant.proof) == any(each.automation for each in tickets[one.ref].plan)
        assert all(over[thing] <= self.ended[thing] for thing in over), "what did not end is not said to have ended"


def _step(request: Ticket, key: str) -> Task | None:
    return next((each for each in request.plan if each.key == key), None)


def _thing(request: Ticket) -> Thing:
    assert isinstance(request.details, RequestDetails)
    return request.beneficiary, request.details.answers["role"]


def _policy(*, automated: bool) -> Policy:
    """Access that nobody has to agree to, also without an end; done by people, or by themselves."""
    policy = shipped()
    item = policy.catalog["access"]
    by_key = {"grant": "idp.grant_access", "revoke": "idp.revoke_access"}
    tasks = tuple(replace(each, automation=by_key[each.id] if automated else None) for each in item.tasks)
    form = tuple(replace(each, required=False) if each.id == "until" else each for each in item.form)
    idp = replace(policy.automations["idp"], destructive=frozenset(), read_back={})
    catalog = {**policy.catalog, "access": replace(item, tasks=tasks, form=form, stages=(), preapproved=True)}
    return replace(policy, catalog=catalog, automations={**policy.automations, "idp": idp})


async def _lives(history: Sequence[tuple[object, ...]], *, automated: bool) -> None:
    async with open_desk(START, policy=_policy(automated=automated)) as desk:
        world = World(desk)
        for act, *what in history:
            if act == "order":
                await world.order(*what)  # type: ignore[arg-type]
            elif act == "pass":
                await desk.until(desk.now + timedelta(days=what[0]))  # type: ignore[arg-type]
            else:
                await world.do(str(act), what[0])  # type: ignore[arg-type]
            await world.holds()


def _order(days: int, *, who: str = "mia", on: str = "slack", role: str = "read") -> tuple[str | int, ...]:
    return "order", who, on, role, days


@settings(max_examples=max(settings().max_examples // 4, 8), deadline=None)
@given(acts, st.booleans())
@example([_order(6), _order(34, on="teams"), ("grant", 0), ("pass", 8), ("grant", 1)], False)
@example([_order(6), _order(34), ("grant", 0), ("pass", 8), ("claim", 0), ("grant", 1)], False)
@example([_order(6), _order(34), ("grant", 0), ("pass", 8), ("fail", 0), ("grant", 1)], True)
@example([_order(34), _order(6), ("grant", 0), ("grant", 1), ("pass", 8)], True)
@example([_order(6), _order(0), ("grant", 0), ("grant", 1), ("pass", 8)], False)
@example([_order(6), _order(13), _order(34), *(("grant", each) for each in range(3))], True)
@example([_order(2), ("grant", 0), ("pass", 3), ("revoke", 0), ("not right", 0), ("grant", 0)], False)
@example([_order(6), ("grant", 0), _order(34, who="jan"), ("grant", 1)], False)
@example([_order(6), ("grant", 0), _order(34, role="write"), ("grant", 1)], False)
def test_whoever_has_access_has_one_promise_that_it_ends(history: list[tuple[object, ...]], automated: bool) -> None:
    asyncio.run(_lives(history, automated=automated))
