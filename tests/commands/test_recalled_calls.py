"""What is asked of an automation is what was agreed to: a key never means two things, whatever becomes of the order."""

from __future__ import annotations

import pytest

from tests.commands.reading import opened, quiet, shown
from tests.commands.test_automations import TASK, ordered, run_for
from tests.commands.test_ended_access import ACCESS, GRANT, LAST_DAY, REVOKE, automated, granted
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import Receiver, Says, asked_at, caller, in_flight, receiver, result, says

TUESDAY = "2026-10-27 09:40 CET"
DRAWS, PLANS, MAPS = "We draw our plans with it.", "We plan our draws with it.", "We draw our maps with it."
ADMIN = {**ACCESS, "role": "admin"}


async def changed(desk: DeskHouse, ref: str, who: str = "lena", **answers: str) -> None:
    """The lead makes the order another one, as whoever has it may once work began; or whoever asked, before."""
    form = opened(await desk.person(who).presses("change_order", ref))
    quiet(await desk.person(who).sends_form(form, **answers))


def asked(idp: Receiver) -> list[tuple[str, str]]:
    """What was asked for, by key, each once in its order."""
    return list(
        dict.fromkeys((body["key"], body["answers"].get("role") or body["answers"]["reason"]) for body in idp.bodies)
    )


async def states(desk: DeskHouse, ref: str) -> list[str]:
    """How the tasks of a request stand."""
    return [task.state for task in (await desk.ticket(ref)).plan]


@pytest.mark.parametrize("answer", [says(500), result(result="pending"), None], ids=["500", "pending", "silence"])
async def test_nothing_is_asked_while_people_have_to_agree_anew_and_then_under_another_key(answer: Says | None) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, timeout=1)) as desk:
        idp.next_ = [answer]
        ref = await granted(desk)
        desk.desk.use(automated(idp.url))
        await changed(desk, ref, **ADMIN)
        assert (await desk.ticket(ref)).approving
        idp.next_ = [result(result="done")]
        await run_for(desk, idp, minutes=20)
        assert asked(idp) == [("TASK-1001.1", "read")]
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        await run_for(desk, idp, minutes=1)
        assert asked(idp) == [("TASK-1001.1", "read"), ("TASK-1003.1", "admin")]
        assert await states(desk, ref) == ["done", "waiting_date", "dropped", "waiting_date"], (
            "read may be hers as well"
        )


async def test_what_nobody_has_to_agree_to_goes_on_at_once_under_another_key_also_after_a_failure() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [says(500), says(200, "garbage"), result(result="done")]
        ref = await ordered(desk)
        calls = caller(desk)
        await calls.settle()
        for why in (PLANS, MAPS):
            form = opened(await desk.person("ines").presses("change_order", ref))
            quiet(await desk.person("ines").sends_form(form, app="Miro", reason=why))
            await calls.settle()
        assert await states(desk, ref) == ["failed"]
        quiet(await desk.person("ines").presses("retry", TASK))
        await calls.settle()
        assert asked(idp) == [(f"{TASK}.1", DRAWS), (f"{TASK}.2", PLANS), (f"{TASK}.3", MAPS)]
        assert await states(desk, ref) == ["done"]


@pytest.mark.parametrize("answer", [result(result="failed"), says(500)], ids=["failed", "no answer"])
async def test_what_waits_for_its_day_on_hold_is_not_asked_for_before_it(answer: Says) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_, ines = [answer, result(result="done")], desk.person("ines")
        ref = await ordered(desk)
        await caller(desk).settle()
        quiet(await ines.fills("hold", ref, reason="scheduled", until="2026-11-02"))
        if await states(desk, ref) == ["failed"]:
            said = refused(await ines.presses("retry", TASK))
            assert said == f"{ref} is on hold until Mon 2 Nov 09:00 CET. Resume it first, or try again then."
        await run_for(desk, idp, hours=20)
        assert len(idp.bodies) == 1
        await desk.until("2026-11-02 09:00 CET")
        if await states(desk, ref) == ["failed"]:
            quiet(await ines.presses("retry", TASK))
        await run_for(desk, idp, minutes=5)
        assert await states(desk, ref) == ["done"]


async def test_by_somebody_else_it_is_another_call_for_the_same_person() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [says(500), result(result="done")]
        mia, jonas = desk.person("mia"), desk.person("jonas")
        ref = await mia.orders("software-licence", app="Miro", reason=DRAWS, for_whom=jonas.speaker)
        calls = caller(desk)
        await calls.settle()
        quiet(await desk.person("ines").fills("change", ref, requester=desk.id_of("jan")))
        await calls.settle()
        assert [(body["key"], body["asked_by"]["name"], body["for"]["name"]) for body in idp.bodies] == [
            (f"{TASK}.1", "Mia Feld", "Jonas Weber"), (f"{TASK}.2", "Jan Kolb", "Jonas Weber"),
        ]  # fmt: skip


async def test_what_cannot_be_taken_back_is_let_run_anew_for_what_is_ordered_by_now() -> None:
    async with receiver() as idp:
        policy = asked_at(idp.url, destructive=frozenset({"assign_app"}))
        async with open_desk(TUESDAY, policy=policy) as desk:
            idp.next_ = [says(500), result(result="done")]
            ref, calls = await ordered(desk), caller(desk)
            quiet(await desk.person("femi").presses("run", TASK))
            await calls.settle()
            form = opened(await desk.person("ines").presses("change_order", ref))
            quiet(await desk.person("ines").sends_form(form, app="Miro", reason=PLANS))
            await run_for(desk, idp, minutes=20)
            assert len(idp.keys) == 1
            quiet(await desk.person("femi").presses("run", TASK))
            await calls.settle()
            assert asked(idp) == [(f"{TASK}.1", DRAWS), (f"{TASK}.2", PLANS)]


@pytest.mark.parametrize("end", ["rejected", "cancelled", "converted"])
async def test_what_was_done_when_nobody_wanted_it_any_more_is_told_and_taken_away_on_its_day(end: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        idp.next_ = [says(500), result(result="done", note="read for mia")]
        ref = await granted(desk)
        await desk.passes(minutes=2)
        lena, undo = desk.person("lena"), "Take the role away."
        async with in_flight(desk):
            if end == "cancelled":
                quiet(await lena.fills("cancel", ref, reason="withdrawn", undo=undo))
            elif end == "converted":
                quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo=undo))
            else:
                await changed(desk, ref, **ADMIN)
                quiet(await desk.person("katrin").fills("reject", ref, text="No admin for her."))
        await desk.passes(seconds=1)
        assert [(one.to, one.text) for one in desk.said if one.kind == "step_late"] == [
            ("lena", f"⚠ The identity provider did {GRANT} Grant ({ref}), which is not wanted like that any more: read "
             "for mia. See whether something is to be undone.")
        ]  # fmt: skip
        await run_for(desk, idp, hours=3)
        assert len(idp.keys) == 2, "what nobody waits for is not asked"
        assert await states(desk, ref) == ["dropped", "waiting_date"]
        await desk.until(LAST_DAY)
        assert await states(desk, ref) == ["dropped", "ready"]
        assert (await desk.ticket(REVOKE)).status == "ready"


@pytest.mark.parametrize("end", ["rejected", "a fault", "another order"])
async def test_what_is_taken_away_is_what_was_agreed_to_whatever_became_of_the_order(end: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        idp.next_ = [says(500)]
        ref, lena = await granted(desk), desk.person("lena")
        if end == "rejected":
            await changed(desk, ref, **ACCESS | {"system": "web-shop"})
            quiet(await desk.person("katrin").fills("reject", ref, text="Not the shop."))
        else:
            quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Take it away."))
        if end == "another order":
            shop = {f"access:{key}": said for key, said in {**ACCESS, "system": "web-shop"}.items()}
            quiet(await lena.fills("convert", ref, item="access", **shop))
        idp.next_ = [result(result="done"), result(state="gone")]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, minutes=2)
        assert [(body["action"], body["item"], body["answers"]["system"]) for body in idp.bodies] == [
            ("grant_access", "access", "erp"), ("revoke_access", "access", "erp"), ("read_access", "access", "erp"),
        ]  # fmt: skip


async def test_what_was_refused_is_nothing_to_take_away() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        idp.next_ = [says(403)]
        ref = await granted(desk)
        assert await states(desk, ref) == ["failed", "blocked"]
        quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn"))
        assert await states(desk, ref) == ["dropped", "dropped"]


async def test_whoever_withdraws_what_an_automation_is_at_asks_the_team() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        idp.next_ = [result(result="pending")]
        ref = await granted(desk)
        told = shown(await desk.person("mia").presses("withdraw", ref))
        assert told.summary == f"The team is asked to cancel {ref}. You hear from them."
        assert await states(desk, ref) == ["in_progress", "blocked"]


@pytest.mark.parametrize("on_request", [False, True], ids=["on the task", "on its request"])
async def test_try_again_while_people_have_to_agree_says_whom_that_waits_for(on_request: bool) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        idp.next_ = [result(result="failed", note="No seat left.")]
        ref = await granted(desk)
        await changed(desk, ref, who="mia", **ADMIN)
        assert (await states(desk, ref))[0] == "failed"
        said = refused(await desk.person("lena").presses("retry", ref if on_request else GRANT))
        assert said == f"{ref} waits for approval by Katrin Stahl. Once that is given, try again."
        assert (await states(desk, ref))[0] == "failed"
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        idp.next_ = [result(result="done")]
        quiet(await desk.person("lena").presses("retry", ref if on_request else GRANT))
        await run_for(desk, idp, minutes=1)
        assert await states(desk, ref) == ["done", "waiting_date"]
