"""What an automation may have given, of which nobody knows: it is owed and in the report whatever is done about it, and
nothing is given after the day on which it was to end, by no try of a call."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from core.ports.automations import Answered
from core.ports.tickets import StorageUnavailable
from core.processes.calls import Outcome
from tests.commands.reading import quiet, read, shown
from tests.commands.test_all_is_taken_away import FAR, World, report
from tests.commands.test_ended_access import TUESDAY, automated
from tests.fakes.desk import instant, open_desk, refused

EVENING = "2026-11-09 19:00 CET"

UNKNOWN = [("lost", "given up"), ("garbled", "garbled"), ("pending", "a day"), ("lost", "failed by hand")]


@pytest.mark.parametrize("again", [False, True], ids=["left", "tried again"])
@pytest.mark.parametrize("runs", [False, True], ids=["by itself", "by Run"])
@pytest.mark.parametrize(("says", "ends"), UNKNOWN, ids=[ends for _, ends in UNKNOWN])
async def test_what_a_call_may_have_given_that_nobody_knows_of_is_in_the_report_and_taken_away(
    says: str, ends: str, runs: bool, again: bool
) -> None:
    destructive = frozenset({"revoke_access"} if runs else ())
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=destructive)) as desk:
        world = World(desk)
        for act in (says, "order", "approve"):
            await world.do(act)
        if ends == "failed by hand":
            await world.do("fail")
        await world.waits(hours=26)
        if again:
            await world.do("retry")
            await world.waits(hours=26)
        assert (await world.step("grant")).state == "failed"
        assert (await world.step("revoke")).state == "waiting_date"
        said = await report(desk)
        assert "1 in force, 0 ended." in said
        assert "may have been given" in said
        world.provider.says = "found"
        await world.waits(days=14)
        if runs:
            assert world.provider.has
            assert "Should have ended" in await report(desk)
            await world.do("run")
            await world.waits(hours=1)
        assert not world.provider.has
        assert (await world.step("revoke")).proof == "log 4711"
        assert "0 in force, 1 ended." in await report(desk)
        to = [one.text for one in desk.said if one.kind in ("step_came", "came_for")]
        assert not [text for text in to if "ends on" in text or "has ended" in text], "they know of none"


@pytest.mark.parametrize(("says", "ends"), UNKNOWN, ids=[ends for _, ends in UNKNOWN])
async def test_what_was_left_out_and_is_only_perhaps_given_ends_in_no_message_nor_on_a_card(
    says: str, ends: str
) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in (says, "order", "approve"):
            await world.do(act)
        if ends == "failed by hand":
            await world.do("fail")
        await world.waits(hours=26)
        grant = (await world.step("grant")).ref
        quiet(await desk.person("lena").fills("skip", grant, text="Not wanted."))
        await desk.passes(seconds=5)
        said = [one.text for one in desk.said if one.to in ("requester", "mia")]
        assert any("Grant was left out: Not wanted." in one for one in said)
        card = read(shown(await desk.person("mia").sends(world.refs[0])))
        assert not [one for one in (*said, card) if "ends on" in one]
        assert "may have been given" in await report(desk)


async def test_what_may_have_been_given_and_was_taken_away_is_given_anew_by_another_key_and_ends_once_more() -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("lost", "order", "approve"):
            await world.do(act, until="2026-10-28")
        await world.waits(hours=4)
        world.provider.says = "found"
        await world.waits(hours=22)
        assert not world.provider.has
        await world.do("retry")
        await world.waits(hours=2)
        acts = [action for action, _ in world.provider.asked if action != "read_access"]
        assert acts[-2:] == ["grant_access", "revoke_access"]
        assert len({key for key in world.provider.answers if key.startswith((await world.step("grant")).ref)}) == 2
        assert not world.provider.has
        assert "0 in force, 1 ended." in await report(desk)


async def test_a_no_that_comes_after_all_leaves_nothing_to_take_away() -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("pending", "order", "approve", "fail"):
            await world.do(act)
        assert (await world.step("revoke")).state == "waiting_date"
        grant = await world.step("grant")
        key = (await desk.ticket(grant.ref)).details.call.key  # type: ignore[union-attr]
        world.provider.has.clear()
        world.provider.answers[key] = Answered("failed", "No such role.")
        world.provider.says = "found"
        await world.do("retry")
        await world.waits(minutes=30)
        assert (await world.step("grant")).said.endswith("No such role.")
        assert (await world.step("revoke")).state == "blocked"
        assert "0 in force, 0 ended." in await report(desk)
        await world.waits(days=20)
        assert [action for action, _ in world.provider.asked].count("revoke_access") == 0


@pytest.mark.parametrize("says", ["lost", "pending"])
@pytest.mark.parametrize("agreed_at", ["2026-11-09 22:50 CET", "2026-11-09 23:30 CET"])
async def test_no_call_gives_anything_after_its_day_and_what_it_may_have_given_is_taken_away(
    says: str, agreed_at: str
) -> None:
    async with open_desk(EVENING, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        await world.do("order")
        await desk.until(agreed_at)
        for act in (says, "approve"):
            await world.do(act)
        midnight = instant("2026-11-10 00:00 CET")
        await world.waits(seconds=(midnight - desk.now).total_seconds())
        tried = [action for action, _ in world.provider.asked].count("grant_access")
        assert tried
        world.provider.says = "found"
        await world.waits(hours=1)
        assert [action for action, _ in world.provider.asked].count("grant_access") == tried
        grant = await world.step("grant")
        assert (grant.state, "the last day was over" in grant.said) == ("failed", True)
        assert not world.provider.has
        assert "0 in force, 1 ended." in await report(desk)
        lena = desk.person("lena")
        for _ in range(2):
            assert "so nothing is given any more" in refused(await lena.presses("retry", grant.ref))
            assert (await world.step("grant")).state == "failed"
        assert not any("can begin now" in one.text and "Grant" in one.text for one in desk.said)


async def test_what_was_never_asked_before_its_day_was_over_gave_nothing() -> None:
    async with open_desk(EVENING, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        await world.do("order")
        await desk.until("2026-11-09 23:59 CET")
        for who in ("katrin", "ines"):
            await desk.person(who).presses("approve", world.refs[0])
        await desk.until("2026-11-10 00:01 CET")
        await world.waits(hours=10)
        assert not world.provider.asked
        grant = await world.step("grant")
        assert (grant.state, grant.said) == (
            "failed", "The last day was over before The identity provider could be asked."
        )  # fmt: skip
        assert (await world.step("revoke")).state == "blocked"
        assert "0 in force, 0 ended." in await report(desk)


async def test_whoever_keeps_by_one_order_what_another_may_have_given_reads_the_day_of_that() -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("lost", "order", "approve"):
            await world.do(act, until="2026-11-20")
        await world.waits(hours=3)
        await world.do("found")
        await world.do("order", until="2026-11-09")
        await world.do("approve", number=1)
        revoke = (await world.step("revoke", 1)).ref
        shown(await desk.person("lena").fills("skip", revoke, text="She needs it longer."))
        await desk.passes(seconds=1)
        [said] = [one.text for one in desk.said if one.kind == "step_came"]
        assert said.endswith("She needs it longer. It ends on Fri 20 Nov 2026 by another order.")
        await world.waits(days=26)
        assert not world.provider.has


@pytest.mark.parametrize("given", [True, False], ids=["given", "perhaps given"])
async def test_who_is_told_that_they_have_it_by_another_order_was_told_so_of_that(given: bool) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("found" if given else "lost", "order", "approve"):
            await world.do(act)
        await world.waits(hours=26)
        await world.do("order", until="2026-11-16")
        asked = [one.text for one in desk.said if one.kind == "approval"]
        await world.do("lost")
        await world.do("approve", number=1)
        await world.waits(hours=26)
        quiet(await desk.person("lena").fills("skip", (await world.step("grant", 1)).ref, text="Not wanted."))
        await desk.passes(seconds=5)
        [told] = [one.text for one in desk.said if one.kind == "resolved" and "left out" in one.text]
        assert ("What you have of it ends on Mon 9 Nov 2026." in told) is given
        assert any("was given it until" in one for one in asked) is given


@pytest.mark.parametrize("says", ["refused", "failed", "unreadable"])
async def test_who_would_not_do_it_is_named_once_beside_why(says: Outcome) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR)) as desk:
        world = World(desk)
        await world.do("order")
        world.provider.answers["TASK-1001.1"] = Answered(says, "The signature is not right.")
        await world.do("approve")
        assert (await world.step("grant")).state == "failed"
        card = read(shown(await desk.person("lena").types("ticket", world.refs[0])))
        [line] = [one for one in card.splitlines() if "TASK-1001" in one and "failed" in one]
        assert line.count("The identity provider") == 1


@pytest.mark.parametrize(("says", "ends"), UNKNOWN, ids=[ends for _, ends in UNKNOWN])
async def test_why_a_step_failed_is_not_what_is_to_be_undone_of_it(says: str, ends: str) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in (says, "order", "approve"):
            await world.do(act)
        if ends == "failed by hand":
            await world.do("fail")
        await world.waits(hours=26)
        before = len(desk.said)
        for act in ("change", "approve"):
            await world.do(act, role="admin")
        await desk.passes(seconds=5)
        told = [one.text for one in desk.said[before:] if one.kind == "step_dropped"]
        assert told
        assert not [one for one in told if "To be undone" in one]


NO = [Answered("failed", "No such role"), Answered("refused")]
FIRST = ["a try without an answer", "given up, then tried again", "died as it was answered"]


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("no", NO, ids=[one.outcome for one in NO])
async def test_a_no_to_a_call_that_was_made_before_does_not_say_that_nothing_was_given(
    no: Answered, first: str
) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("lost", "order"):
            await world.do(act)
        if first == "died as it was answered":
            with patch("bot.automations.caller.crash_point", side_effect=StorageUnavailable("ended")):
                await world.do("approve")
        else:
            await world.do("approve")
        if first == "given up, then tried again":
            await world.waits(hours=26)
            assert (await world.step("grant")).state == "failed"
        world.provider.answers["TASK-1001.1"] = no
        world.provider.says = "found"
        if first == "given up, then tried again":
            await world.do("retry")
        await world.waits(hours=1)
        grant = await world.step("grant")
        assert (grant.state, grant.asked) == ("failed", True)
        assert "It was asked before, and whether it did something is not known." in grant.said
        assert "may have been given" in await report(desk)
        assert (await world.step("revoke")).state == "waiting_date"


@pytest.mark.parametrize("at_it", [False, True])
@pytest.mark.parametrize("no", NO, ids=[one.outcome for one in NO])
async def test_a_no_at_once_or_of_one_who_was_at_it_says_that_nothing_was_given(no: Answered, at_it: bool) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        await world.do("order")
        grant = "TASK-1001.1"
        world.provider.answers[grant] = Answered("pending") if at_it else no
        await world.do("approve")
        world.provider.answers[grant] = no
        await world.waits(hours=1)
        step = await world.step("grant")
        assert (step.state, step.asked) == ("failed", False)
        assert "asked before" not in step.said
        assert "may have been given" not in await report(desk)
