"""Whose access it is, whatever becomes of the order: what was given to somebody is taken away from them, with the
answers that were agreed to, private ones too, and a report never says that it ended for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.automations import Caller
from bot.runtime.metrics import Metrics
from core.people import SYSTEM
from core.policy import Policy
from core.ports.automations import Answered, Asking, NoAnswer
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.ui.inbound import OpenForm
from tests.commands.reading import quiet, read, shown
from tests.commands.test_ended_access import ACCESS, GRANT, LAST_DAY, REVOKE, TUESDAY, automated, granted
from tests.commands.test_recalled_calls import changed
from tests.commands.test_tasks import drawn
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import caller, receiver, result, says

GIVEN = "Mia Feld was given it already, or may have been. Order it anew for Jonas Weber."


def secretive(url: str = "http://127.0.0.1:9/") -> Policy:
    """Access whose reason is private, and told to the identity provider, which does all of it by itself."""
    policy = automated(url, destructive=frozenset(), sensitive=True)
    item = policy.catalog["access"]
    form = tuple(replace(each, sensitive=each.id == "reason") for each in item.form)
    return replace(policy, catalog={**policy.catalog, "access": replace(item, form=form)})


@dataclass
class World:
    """Who was given what, as the identity provider has it, and what was agreed to, as people have it."""

    desk: DeskHouse
    outcome: str = "done"
    refs: list[str] = field(default_factory=list)
    ordered: dict[str, tuple[str, str]] = field(default_factory=dict)
    agreed: dict[str, tuple[str, str]] = field(default_factory=dict)
    has: dict[str, set[str]] = field(default_factory=dict)
    wrong: list[object] = field(default_factory=list)

    async def call(self, asking: Asking) -> Answered:
        """What is asked is what was agreed to; it is taken away from whoever was given it, and from nobody else."""
        body = asking.body
        ref, person = str(body["ticket"]), body["for"]["email"]  # type: ignore[index]
        said = body["answers"]["role"], body["private_answers"]["reason"]  # type: ignore[index]
        if said != self.agreed[ref]:
            self.wrong.append((asking.action, said, self.agreed[ref]))
        if asking.action == "grant_access":
            if self.outcome != "failed":  # a no takes nothing back: of a try that was lost nobody knows
                self.has.setdefault(ref, set()).add(person)
        elif self.has[ref] != {person}:
            self.wrong.append((asking.action, person, self.has[ref]))
        if self.outcome == "silent":
            raise NoAnswer("It is away.")
        if asking.reads:
            return Answered("gone", proof="log 1")
        return Answered("failed" if self.outcome == "failed" else "done")

    async def does(self, act: str, number: int, how: int) -> None:  # noqa: C901  # one arm for each act
        """Somebody does something about an order, where that can be done."""
        desk, lena = self.desk, self.desk.person("lena")
        if act == "order" and desk.now.date().isoformat() > ACCESS["until"]:
            return  # nobody orders what was to end before
        if act == "order":
            reason = f"I close the books there {len(self.refs)} times."
            self.refs.append(await desk.person("mia").orders("access", **ACCESS | {"reason": reason}))
            self.ordered[self.refs[-1]] = ("read", reason)
            return
        if number >= len(self.refs):
            return
        ref = self.refs[number]
        before = (await desk.ticket(ref)).version
        match act:
            case "approve":
                for who in ("katrin", "ines"):
                    await desk.person(who).presses("approve", ref)
            case "reject":
                await desk.person("katrin").fills("reject", ref, text="Not like that.")
            case "requester":
                await lena.fills("change", ref, requester=desk.id_of(("jonas", "mia")[how % 2]))
            case "older requester":
                await self._as_before(ref, ("jonas", "mia")[how % 2])
            case "change":
                await self._change(ref, *self._said(how))
            case "not right":
                await desk.person("mia").fills("reopen", ref, reason="I cannot get in there at all.")
            case "run":
                for step in (await desk.ticket(ref)).plan:
                    if step.awaits:
                        await lena.presses("run", step.ref)
            case "retry":
                for step in (await desk.ticket(ref)).plan:
                    if step.state == "failed":
                        await lena.presses("retry", step.ref)
            case "fault":
                await lena.fills("convert", ref, impact="4", urgency="2", undo="Take it away.")
        happened = [type(one.event) for one in (await desk.log(ref))[before:]]
        if e.AnswersChanged in happened:
            self.ordered[ref] = self._said(how)
        unasked = e.AnswersChanged in happened and not (await desk.ticket(ref)).approving
        if unasked or e.ApprovalGranted in happened:
            self.agreed[ref] = self.ordered[ref]

    async def _as_before(self, ref: str, who: str) -> None:
        """An older version let an order be somebody else's also where it had given something."""
        desk, event = self.desk, e.RequesterChanged(self.desk.id_of(who))
        engine = desk.desk.engine

        def changes(tx: Transaction) -> None:
            engine.run(tx, engine.ticket(tx, ref), SYSTEM, desk.now, lambda draft: draft.happen(event))

        await desk.store.transact(changes)

    async def _change(self, ref: str, role: str, reason: str) -> None:
        for who in map(self.desk.person, ("lena", "mia")):
            reply = await who.presses("change_order", ref)
            if isinstance(reply, OpenForm):
                await who.sends_form(reply.form, **ACCESS | {"role": role, "reason": reason})
                break

    def _said(self, how: int) -> tuple[str, str]:
        return ("read", "admin", "write")[how % 3], f"I close the other books {how} times."

    async def holds(self) -> None:
        """Nothing was asked of the wrong person, or otherwise than agreed; the report names whoever was given it."""
        assert not self.wrong
        for one in await self.desk.store.read(lambda tx: tx.grants()):
            assert {one.person} == self.has[one.ref]

    async def ended(self) -> None:
        """Long after each day, what was given or may have been is taken away, or somebody is to."""
        for ref in self.has:
            ends = [each.state for each in (await self.desk.ticket(ref)).plan if each.dated]
            assert set(ends) & {"done", "ready", "in_progress", "failed"}, ends


Act = tuple[str, int, int]
acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "order",
                "approve",
                "call",
                "change",
                "requester",
                "older requester",
                "reject",
                "not right",
                "run",
                "pass",
                "away",
                "retry",
                "fault",
            ]
        ),
        st.integers(0, 1),
        st.integers(0, 8),
    ),
    max_size=14,
)
BEGUN: list[Act] = [("order", 0, 0), ("approve", 0, 0), ("call", 0, 0)]


async def _lives(history: Sequence[Act]) -> None:
    async with open_desk(TUESDAY, policy=secretive()) as desk:
        world = World(desk)
        calls = Caller(desk.desk.engine, world, Metrics())
        for act, number, how in (*history, ("call", 0, 0), ("pass", 0, 8), ("pass", 0, 8), ("call", 0, 0)):
            world.outcome = ("done", "silent", "failed")[how % 3] if act == "call" else "done"
            if act == "pass":
                await desk.until(desk.now + timedelta(days=how))
            elif act == "away":  # until nobody asks it any more
                world.outcome = "silent"
                for _ in range(5):
                    await calls.settle()
                    await desk.passes(minutes=45)
            elif act != "call":
                await world.does(act, number, how)
            if act in ("call", "pass"):
                await calls.settle()
                await desk.passes(minutes=2)
                await calls.settle()
            await world.holds()
        await world.ended()


@settings(max_examples=max(settings().max_examples // 8, 5), deadline=None)
@given(acts)
@example([*BEGUN, ("requester", 0, 0), ("pass", 0, 8)])
@example([*BEGUN, ("older requester", 0, 0), ("pass", 0, 8)])
@example([*BEGUN, ("not right", 0, 0), ("older requester", 0, 0), ("run", 0, 0), ("call", 0, 0)])
@example([("order", 0, 0), ("approve", 0, 0), ("call", 0, 1), ("requester", 0, 0), ("call", 0, 0), ("pass", 0, 8)])
@example([("order", 0, 0), ("requester", 0, 0), ("approve", 0, 0), ("call", 0, 0), ("requester", 0, 1)])
@example([*BEGUN, ("not right", 0, 0), ("pass", 0, 8), ("pass", 0, 2), ("change", 0, 1), ("pass", 0, 3)])
@example([*BEGUN, ("not right", 0, 0), ("change", 0, 1), ("reject", 0, 0), ("pass", 0, 8), ("pass", 0, 8)])
@example([("order", 0, 0), ("approve", 0, 0), ("change", 0, 0)])
@example([("order", 0, 0), ("approve", 0, 0), ("away", 0, 0)])
@example([("order", 0, 0), ("approve", 0, 0), ("away", 0, 0), ("retry", 0, 0), ("call", 0, 2), ("change", 0, 4)])
@example([*BEGUN, ("not right", 0, 0), ("change", 0, 4), ("fault", 0, 0), ("requester", 0, 0), ("pass", 0, 8)])
def test_what_was_given_is_taken_away_from_whom_it_was_given_to_as_it_was_agreed_to(history: list[Act]) -> None:
    asyncio.run(_lives(history))


@pytest.mark.parametrize("answer", [result(result="done"), says(500)], ids=["given", "perhaps given"])
async def test_an_order_that_gave_something_is_nobody_elses_any_more(answer: object) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        idp.next_ = [answer]  # type: ignore[list-item]
        ref, jonas = await granted(desk), desk.id_of("jonas")
        if (await desk.ticket(ref)).done:
            quiet(await desk.person("mia").fills("reopen", ref, reason="I cannot get in there at all."))
        assert refused(await desk.person("lena").fills("change", ref, requester=jonas)) == GIVEN
        assert (await desk.ticket(ref)).beneficiary == desk.id_of("mia")


async def test_what_was_refused_was_given_to_nobody_and_is_asked_for_somebody_else() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        idp.next_ = [says(403), result(result="done")]
        ref = await granted(desk)
        quiet(await desk.person("lena").fills("change", ref, requester=desk.id_of("jonas")))
        quiet(await desk.person("lena").presses("retry", GRANT))
        await caller(desk).settle()
        assert [body["for"]["name"] for body in idp.bodies] == ["Mia Feld", "Jonas Weber"]
        [held] = await desk.store.read(lambda tx: tx.grants())
        assert held.person == desk.id_of("jonas")


async def test_what_is_owed_is_taken_away_on_its_day_while_people_decide_about_a_change_as_it_was_agreed_to() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=secretive(idp.url)) as desk:
        ref = await granted(desk)
        quiet(await desk.person("mia").fills("reopen", ref, reason="I cannot get in there at all."))
        await desk.until("2026-11-06 15:00 CET")
        await changed(desk, ref, "mia", **ACCESS | {"role": "admin", "reason": "I close all the books there."})
        assert (await desk.ticket(ref)).approving
        idp.next_ = [result(result="done"), result(state="gone")]
        await desk.until(LAST_DAY)
        await caller(desk).settle()
        await desk.passes(minutes=2)
        await caller(desk).settle()
        assert (await desk.ticket(ref)).approving
        assert [(one["action"], one["answers"]["role"], one["private_answers"]["reason"]) for one in idp.bodies] == [
            (action, "read", ACCESS["reason"]) for action in ("grant_access", "revoke_access", "read_access")
        ]
        assert (await desk.ticket(REVOKE)).status in ("done", "closed")


@pytest.mark.parametrize("becomes", ["changed", "cancelled", "a fault", "somebody else's"])
async def test_what_never_left_the_desk_gave_nothing_and_nothing_of_it_is_taken_away(becomes: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS)
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        lena = desk.person("lena")
        match becomes:
            case "changed":
                await changed(desk, ref, **{**ACCESS, "role": "admin"})
                for who in ("katrin", "ines"):
                    quiet(await desk.person(who).presses("approve", ref))
            case "cancelled":
                quiet(await lena.fills("cancel", ref, reason="withdrawn", text="She has it already.", undo="Nothing."))
            case "a fault":
                quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Nothing."))
            case _:
                quiet(await lena.fills("change", ref, requester=desk.id_of("jonas")))
        assert await desk.store.read(lambda tx: tx.grants()) == ()
        idp.next_ = [says(403)]
        await caller(desk).settle()
        assert len(idp.bodies) == (becomes in ("changed", "somebody else's")), "what is wanted still, and once"
        assert await desk.store.read(lambda tx: tx.grants()) == (), "a no to the first that left gave nothing either"
        await desk.until(LAST_DAY)
        assert [each.state for each in (await desk.ticket(ref)).plan if each.dated and each.state != "dropped"] in (
            [], ["blocked"],
        )  # fmt: skip


@pytest.mark.parametrize("private", [True, False], ids=["private", "told"])
async def test_a_change_of_an_answer_sets_apart_what_was_given_also_where_that_is_private(private: bool) -> None:
    async with receiver() as idp:
        policy = automated(idp.url, destructive=frozenset(), sensitive=True)
        item = policy.catalog["access"]
        form = tuple(replace(each, sensitive=private and each.id == "role") for each in item.form)
        policy = replace(policy, catalog={**policy.catalog, "access": replace(item, form=form)})
        async with open_desk(TUESDAY, policy=policy) as desk:
            idp.next_ = [result(result="done")]
            ref = await granted(desk)
            quiet(await desk.person("mia").fills("reopen", ref, reason="I cannot write in there."))
            await changed(desk, ref, "mia", **{**ACCESS, "role": "admin"})
            idp.next_ = [result(result="done")]
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            await caller(desk).settle()
            idp.next_ = [result(result="done"), result(result="done"), result(state="gone"), result(state="gone")]
            await desk.until(LAST_DAY)
            for _ in range(3):
                await caller(desk).settle()
                await desk.passes(minutes=2)
            answers = "private_answers" if private else "answers"
            said = {(body["action"], body[answers]["role"]) for body in idp.bodies}
            acts = ("grant_access", "revoke_access", "read_access")
            assert said == {(act, role) for act in acts for role in ("read", "admin")}
            assert private is not any("admin" in one.text for one in desk.said)


@pytest.mark.parametrize("private", [True, False], ids=["private", "told"])
async def test_two_steps_of_one_order_that_take_something_away_say_what_each_takes_away(private: bool) -> None:
    policy = shipped()
    item = policy.catalog["access"]
    form = tuple(replace(each, sensitive=private and each.id == "role") for each in item.form)
    policy = replace(policy, catalog={**policy.catalog, "access": replace(item, form=form)})
    async with open_desk(TUESDAY, policy=policy) as desk:
        mia, sofia = desk.person("mia"), desk.person("sofia")
        ref = await mia.orders("access", **ACCESS)
        for role in ("read", "write", "admin"):
            if role != "read":
                quiet(await mia.fills("reopen", ref, reason="I cannot get in there."))
                await changed(desk, ref, "mia", **{**ACCESS, "role": role})
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            grant = next(each for each in (await desk.ticket(ref)).plan if not each.dated and each.current)
            quiet(await sofia.presses("finish", grant.ref))
        ends = [each for each in (await desk.ticket(ref)).plan if each.dated]
        titles = [(await desk.ticket(each.ref)).title for each in ends]
        assert len(set(titles)) == len({each.do for each in ends}) == 3, "each is told from the others"
        if private:
            assert not any(role in title for title in titles for role in ("read", "write", "admin"))
        else:
            assert {each.do for each in ends} == {f"Revoke (erp, {role})" for role in ("read", "write", "admin")}
        assert titles == [f"{each.do} ({ref})" for each in ends]
        await desk.until(LAST_DAY)
        await desk.deliver()
        cards = drawn(desk, "desk-triage")
        assert all(each.do in cards for each in ends)
        near = [one.text for one in desk.said if one.kind == "step_came"]
        for each in ends:
            quiet(await sofia.presses("claim", each.ref))
            await sofia.fills("finish", each.ref, text="I looked.")
        over = [one.text for one in desk.said if one.kind == "step_came"][len(near) :]
        report = read(shown(await desk.person("lena").types("request", "admin access")))
        named = [] if private else [f"Access to a system: erp ({role})" for role in ("read", "write", "admin")]
        for which in named:
            assert sum(which in one for one in near) == sum(which in one for one in over) == 1
            assert which in report
        assert len(near) == len(over) == 3
        assert not [one.text for one in desk.said if one.kind == "changed"], "nobody called the steps otherwise"
