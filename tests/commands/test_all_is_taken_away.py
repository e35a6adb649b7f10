"""All that was given is taken away, and the report says so only then: against an identity provider that keeps who has
what, whatever is ordered, changed, granted, lost, let run and said to be done, and in whatever order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.automations import Caller
from bot.runtime.metrics import Metrics
from core.approvals import state
from core.ports.automations import Answered, Asking, NoAnswer
from core.processes import RequestDetails
from core.queries.access import looked_up, sorted_out
from core.tickets.plan import Task
from core.ui.inbound import OpenForm
from tests.commands.reading import quiet, read, shown
from tests.commands.test_ended_access import ACCESS, TUESDAY, automated
from tests.fakes.desk import DeskHouse, local, open_desk

FAR = "http://127.0.0.1:9/"
Right = tuple[str, str]
"""Whose, and which role."""


@dataclass
class Provider:
    """Who has which role; what is asked again under the same key is answered as it was. `says` is what becomes of its
    answers: they arrive, or are lost, or nobody can read them, or it says that it is at it, whatever it did.
    """

    has: set[Right] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, Answered] = field(default_factory=dict)
    says: str = "found"

    async def call(self, asking: Asking) -> Answered:
        """Do what is asked, or say what is there."""
        whose = cast("dict[str, str]", asking.body["for"])["email"]
        right = whose, cast("dict[str, str]", asking.body["answers"])["role"]
        if asking.reads:
            return Answered("present" if right in self.has else "gone", proof="log 4711")
        self.asked.append((asking.action, right[1]))
        if asking.key not in self.answers:
            (self.has.add if asking.action == "grant_access" else self.has.discard)(right)
            self.answers[asking.key] = Answered("done", proof="log 1")
        return self._said(self.answers[asking.key])

    def _said(self, answer: Answered) -> Answered:
        match self.says:
            case "lost":
                raise NoAnswer("lost")
            case "garbled":
                return Answered("unreadable")
            case "pending":
                return Answered("pending")
        return answer


@dataclass
class World:
    """A desk with its provider, and what people do to Mia's access there."""

    desk: DeskHouse
    provider: Provider = field(default_factory=Provider)
    refs: list[str] = field(default_factory=list)
    calls: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.calls = Caller(self.desk.desk.engine, self.provider, Metrics())

    async def waits(self, **long: float) -> None:
        """Time goes by, call by call."""
        ends, desk = self.desk.now + timedelta(**long), self.desk
        for _ in range(150):
            await self.calls.settle()
            due, alarm = await desk.store.read(lambda tx: (tx.next_call(), tx.next_due()))
            soonest = min((at for at in (due, alarm) if at is not None and at > desk.now), default=ends)
            if soonest >= ends:
                break
            await desk.until(soonest)
        await desk.until(max(ends, desk.now))
        await self.calls.settle()

    async def step(self, key: str, number: int = 0) -> Task:
        """A task of an order, as it stands."""
        return next(each for each in (await self.desk.ticket(self.refs[number])).plan if each.key == key)

    async def approve(self, ref: str) -> None:
        """Whoever is asked agrees."""
        for _ in range(4):
            ticket = await self.desk.ticket(ref)
            if ticket.approving:
                await self.desk.person(sorted(state.deciders(ticket))[0].split("@")[0]).presses("approve", ref)
        await self.calls.settle()

    async def do(  # noqa: C901  # one arm per act, nothing nested
        self, act: str, role: str = "read", until: str = "2026-11-09", number: int = 0
    ) -> None:
        """One thing that somebody does; what is refused is nothing."""
        desk = self.desk
        mia, lena = desk.person("mia"), desk.person("lena")
        if act in ("lost", "garbled", "pending", "found"):
            self.provider.says = act
            return
        if act == "order":
            await mia.submits("open_request", {**ACCESS, "role": role, "until": until}, {"item": "access"})
            newest = await desk.newest()
            self.refs += [newest] if newest not in self.refs else []
            return
        if number >= len(self.refs):
            return
        ref = self.refs[number]
        ticket = await desk.ticket(ref)
        tasks = [each for each in ticket.plan if each.ref]
        match act:
            case "approve":
                await self.approve(ref)
            case "reject":
                for who in sorted(state.deciders(ticket))[:1] if ticket.approving else ():
                    await desk.person(who.split("@")[0]).fills("reject", ref, text="No, not so.")
            case "change":
                for person in (mia, lena):
                    form = await person.presses("change_order", ref)
                    if isinstance(form, OpenForm):
                        await person.sends_form(form.form, **{**ACCESS, "role": role, "until": until})
            case "not right":
                await mia.fills("reopen", ref, reason="It does not let me in.", step="grant")
            case "run" | "retry":
                for each in tasks:
                    await lena.presses(act, each.ref)
            case "done":
                for each in tasks:
                    await lena.fills("finish", each.ref, text="I looked there myself.")
            case "skip":
                for each in tasks:
                    if not each.dated:
                        await lena.fills("skip", each.ref, text="She has it already.")
            case "cancel":
                await lena.fills("cancel", ref, reason="withdrawn", undo="Take it away.")
            case "convert":
                await lena.fills("convert", ref, impact="4", urgency="2", undo="Take it away.")
            case "fail":
                for each in tasks:
                    await lena.fills("fail", each.ref, text="It takes too long.")
            case "hold":
                await lena.fills("hold", ref, reason="scheduled", until="2026-11-02")
        await self.calls.settle()

    async def holds(self) -> None:
        """Long after every day: what is there still has an open task that is late, and the report lists it."""
        desk = self.desk
        held = await desk.store.read(lambda tx: looked_up(tx, tx.grants(), desk.now, desk.policy.catalog))
        found = sorted_out(held, desk.now)
        listed = [one.ref for one in (*found.late, *found.soon, *found.in_force)]
        owed = [
            (ticket.ref, each)
            for ref in self.refs
            for ticket in [await desk.ticket(ref)]
            for each in ticket.plan
            if each.dated and each.state in ("ready", "in_progress", "failed")
        ]
        open_ = [(await desk.ticket(each.ref)).open for _, each in owed]
        for _ in self.provider.has:
            assert any(open_), "somebody has it, and nobody is to take it away"
        assert len(self.provider.has) <= len(owed), (self.provider.has, owed)
        assert not {ref for ref, _ in owed if self.provider.has} - set(listed), "the report knows what is there"
        for one in (*found.proved, *found.unproved):
            ticket = await desk.ticket(one.ref)
            if ticket.ref not in listed and isinstance(ticket.details, RequestDetails):
                assert (one.person, ticket.details.answers["role"]) not in self.provider.has, "it did not end"


Act = tuple[object, ...]
_ROLES, _DAYS = st.sampled_from(["read", "read", "write"]), st.sampled_from(["2026-10-29", "2026-11-03", "2026-11-09"])
_NUMBERS = st.integers(0, 1)
acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["order", "change", "change"]), _ROLES, _DAYS, _NUMBERS),
        st.tuples(
            st.sampled_from([
                "approve", "approve", "approve", "reject", "not right", "not right", "run", "run", "retry", "done",
                "skip", "cancel", "convert", "fail", "lost", "garbled", "pending", "found",
            ]),
            st.just("read"), st.just("2026-11-09"), _NUMBERS,
        ),
        st.tuples(st.just("pass"), st.sampled_from([1, 30, 60, 170])),
    ),
    max_size=14,
)  # fmt: skip


_FIRST = st.sampled_from(["found", "lost", "garbled", "pending"])


async def _lives(first: str, history: Sequence[Act], *, runs: bool) -> None:
    """What the provider says `first` it says from the first call on: what may have been given begins there."""
    destructive = frozenset({"revoke_access"} if runs else ())
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=destructive)) as desk:
        world = World(desk)
        for act, *what in ((first,), ("order",), ("approve",), *history):
            if act == "pass":
                await world.waits(hours=what[0])  # type: ignore[arg-type]
            else:
                await world.do(act, *what)  # type: ignore[arg-type]
        world.provider.says = "found"
        await world.waits(days=40)
        await world.holds()


_MORE = ("2026-11-09", 0)


@settings(max_examples=max(settings().max_examples // 8, 5), deadline=None)
@given(_FIRST, acts, st.booleans())
@example("found", [("pass", 30), ("not right",), ("change", "write", *_MORE), ("approve",), ("run",)], False)
@example(
    "found", [("change", "write", *_MORE), ("lost",), ("approve",), ("change", "read", *_MORE), ("approve",)], False
)
@example("found", [("lost",), ("not right",), ("run",), ("cancel",)], True)
@example("lost", [], True)
@example("lost", [("pass", 3), ("retry",), ("pass", 170)], False)
@example("pending", [], False)
@example("garbled", [("change", "read", "2026-11-03", 0), ("approve",)], False)
@example("lost", [("fail",), ("found",), ("pass", 170), ("pass", 140), ("retry",)], False)
def test_nobody_keeps_what_was_to_end_but_by_a_task_that_is_late(first: str, history: list[Act], runs: bool) -> None:
    asyncio.run(_lives(first, history, runs=runs))


async def report(desk: DeskHouse) -> str:
    return read(shown(await desk.person("lena").types("request", "admin access")))


@pytest.mark.parametrize("day", ["2026-10-28"])
async def test_done_before_run_leaves_run_where_it_is_until_it_was_run(day: str) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR)) as desk:
        world = World(desk)
        await world.do("order", until=day)
        await world.do("approve")
        await world.waits(days=1)
        revoke = (await world.step("revoke")).ref
        await world.do("done")
        await world.waits(hours=3)
        card = shown(await desk.person("sofia").types("ticket", revoke))
        assert "Run" in read(card)
        assert world.provider.asked == [("grant_access", "read")]
        quiet(await desk.person("sofia").presses("run", revoke))
        await world.waits(hours=1)
        assert not world.provider.has
        assert (await world.step("revoke")).state == "done"


@pytest.mark.parametrize("day", ["the same day", "a later day"])
async def test_what_is_given_once_more_after_its_end_ends_once_more(day: str) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        await world.do("order", until="2026-10-28")
        await world.do("approve")
        await world.do("not right")
        if day == "a later day":
            await world.do("change", until="2026-11-20")
        await world.waits(hours=30)
        assert not world.provider.has
        first = await world.step("revoke")
        await world.do("approve")
        await world.do("run")
        again = await world.step("revoke")
        assert again.ref not in ("", first.ref)
        if day == "a later day":
            assert again.begins is not None
            assert local(again.begins).startswith("2026-11-20")
            assert world.provider.has
            assert "1 in force, 0 ended." in await report(desk)
        await world.waits(days=30)
        assert not world.provider.has
        assert "0 in force, 1 ended." in await report(desk)


@pytest.mark.parametrize("known", [True, False], ids=["given", "lost"])
async def test_what_was_given_under_other_answers_is_taken_away_as_it_was_given(known: bool) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        world.provider.says = "found" if known else "lost"
        await world.do("order")
        await world.do("approve")
        if known:
            await world.do("not right")
        await world.do("change", role="write")
        world.provider.says = "found"
        await world.do("approve")
        await world.waits(hours=1)
        assert len(world.provider.has) == 2
        assert "2 in force, 0 ended." in (said := await report(desk))
        assert ("may have been given" in said) is not known
        await world.waits(days=14)
        assert not world.provider.has
        assert "0 in force, 2 ended." in await report(desk)


@pytest.mark.parametrize("ends", ["cancel", "skip"])
async def test_what_may_have_been_given_is_in_the_report_until_it_ended(ends: str) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR)) as desk:
        world = World(desk)
        world.provider.says = "lost"
        await world.do("order")
        await world.do("approve")
        await world.do(ends)
        world.provider.says = "found"
        said = await report(desk)
        assert "1 in force, 0 ended." in said
        assert "may have been given" in said
        await world.waits(days=14)
        assert "Should have ended" in await report(desk)


async def test_what_is_being_taken_away_is_not_given_meanwhile_by_the_same_order() -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        await world.do("order", until="2026-10-28")
        await world.do("approve")
        await world.do("not right")
        world.provider.says = "lost"
        await world.waits(hours=23, minutes=21)
        world.provider.says = "found"
        await world.do("run")
        await world.waits(hours=1)
        assert [action for action, _ in world.provider.asked if action == "grant_access"] == ["grant_access"] * 2
        assert world.provider.asked[-1] == ("revoke_access", "read"), "it was given once more after its day"
        await world.waits(days=1)
        assert not world.provider.has
