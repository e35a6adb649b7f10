"""The same stories in the real store: what is stored is what happened, and races have one winner."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.agenda import next_instant
from core.commands import REGISTRY
from core.desk import Desk
from core.errors import Refusal
from core.notifications.announce import announce
from core.ports.outbox import Notice
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.comments import fold_comments
from core.tickets.events import Happened
from core.tickets.evolve import evolve, fold
from core.tickets.ticket import Ticket
from core.ui.inbound import Quiet
from storage import open_store
from tests.fakes.desk import DeskHouse, KnownPlaces, open_desk, refused, shipped
from tests.fakes.playing import Story, begin, play_out, step_to, stories

IN_MEMORY = "sqlite+aiosqlite:///:memory:"


def _without_tasks(ticket: Ticket, log: Sequence[Happened]) -> Ticket:
    """The ticket as if it had no tasks: bare, nobody reacts, and a request is given none.

    The events of its tasks count: its version differs, and comments are named by it: those are numbered here.
    """
    said = [entry.event.comment for entry in log if isinstance(entry.event, e.Commented)]
    number = {comment: str(at) for at, comment in enumerate(said)}
    return replace(
        ticket,
        plan=(),
        version=0,
        last_comment=ticket.last_comment and number[ticket.last_comment],
        asked_about=tuple(number[one] for one in ticket.asked_about),
        question=ticket.question and number[ticket.question],
    )


async def _through_the_store(story: Story) -> None:
    """Play a story in transactions of the real store, sweeping as it goes, and compare with the same played bare."""
    async with open_desk(story.start, store=open_store(IN_MEMORY, now=lambda: story.start)) as desk:
        desk.delivers = False
        engine = desk.desk.engine
        ref = await desk.store.transact(lambda tx: engine.open(tx, story.opening, story.start).ref)
        at = story.start
        for act in story.acts:
            at += act.after
            await desk.until(at)

            def decided(tx: Transaction, act=act, at=at) -> None:
                ticket = engine.ticket(tx, ref)
                who = act.person(ticket, engine.policy)
                command = REGISTRY.tickets[act.command]
                command.allow(engine.policy, ticket, who)
                engine.run(tx, ticket, who, at, lambda draft: command.decide(draft, act.make(at)))

            with suppress(Refusal):  # the bare play below judges whether rightly
                await desk.store.transact(decided)
            stored = await desk.ticket(ref)
            assert fold(await desk.log(ref)) == stored
            assert await desk.store.read(lambda tx: tx.next_due()) == next_instant(stored, desk.policy)
        await desk.until(at + story.rest)
        stored = await desk.ticket(ref)
        bare = begin(story)
        now = story.start
        for act in story.acts:
            now += act.after
            step_to(bare, now)
            bare.act(act, now)
        step_to(bare, now + story.rest)
        assert _without_tasks(stored, await desk.log(ref)) == _without_tasks(bare.ticket, bare.log)
        assert fold(await desk.log(ref)) == stored


@settings(max_examples=25)
@given(stories(most=8))
def test_what_is_stored_is_the_fold_of_its_log_and_its_next_instant_the_agendas_first(story: Story):
    asyncio.run(_through_the_store(story))


@settings(max_examples=25)
@given(stories(most=8))
def test_every_notice_of_a_story_has_a_key_of_its_own(story: Story):
    play = play_out(story)
    ticket = Ticket()
    said: list[Notice] = []
    comments = {one.id: one for one in fold_comments(play.log)}
    for entry in play.log:
        after = evolve(ticket, entry)
        said += announce(ticket, after, (entry,), shipped(), KnownPlaces(shipped()), entry.at, comments.get)
        ticket = after
    keys = [one.key for one in said]
    assert len(keys) == len(set(keys))
    assert all(one.not_before >= one.at for one in said)


@settings(max_examples=20)
@given(st.permutations(["dana", "emre", "sofia", "nils", "lena"]), st.integers(1, 5))
def test_of_several_who_claim_one_wins_and_the_others_are_told_who_it_was(order: list[str], many: int):
    async def race() -> None:
        async with open_desk("2026-10-22 09:00 CEST") as desk:
            ref = await desk.person("mia").reports("P2")
            await desk.passes(seconds=30)
            replies = await asyncio.gather(*(desk.person(name).presses("claim", ref) for name in order[:many]))
            winners = [name for name, reply in zip(order, replies, strict=False) if isinstance(reply, Quiet)]
            assert len(winners) == 1
            ticket = await desk.ticket(ref)
            assert ticket.assignee == desk.id_of(winners[0])
            assert len(await desk.events(ref, e.Claimed)) == 1
            for reply in replies:
                if not isinstance(reply, Quiet):
                    assert f"{winners[0].capitalize()} claimed {ref}" in refused(reply)
            assert len([one for one in desk.said if one.kind == "claimed"]) == 1

    asyncio.run(race())


async def _two_desks(desk: DeskHouse) -> tuple[Desk, Desk]:
    return desk.desk, Desk(desk.desk.engine)


@pytest.mark.parametrize("seconds", [0, 59])
async def test_a_sweep_and_a_claim_at_one_time_lose_nothing(seconds: int):
    async with open_desk("2026-10-22 09:00 CEST") as desk:
        ref = await desk.person("mia").reports("P2")
        desk.clock.at += timedelta(minutes=15, seconds=seconds)
        first, second = await _two_desks(desk)
        await asyncio.gather(first.sweep(), desk.person("dana").presses("claim", ref), second.sweep())
        steps = [one for one in await desk.events(ref, e.StepFired) if one.threshold is None]
        assert [one.step for one in steps] == [0, 1], "the step was due before the claim"
        assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
