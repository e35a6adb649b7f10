"""Access that is given anew until later: the day of before asks nobody, and the report has it once."""

from __future__ import annotations

import pytest

from core.people import SYSTEM
from core.ports.tickets import Transaction
from core.queries.access import keeping, sorted_out
from core.tickets import events as e
from core.tickets.plan import GoesOn
from tests.commands.reading import quiet, read, shown
from tests.commands.test_automations import run_for
from tests.commands.test_ended_access import ACCESS, LAST_DAY, REVOKE, TUESDAY, automated, granted
from tests.commands.test_tasks import granted as granted_by_hand
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.fakes.receiver import caller, receiver, result, says

LATER = {"until": "2026-11-30", "reason": "I close the books of November."}
GOES_ON = GoesOn("REQ-1003", instant("2026-11-30 09:00 CET"))


async def _extended(desk: DeskHouse, **changes: str) -> str:
    ref = await desk.person("mia").orders("access", **{**ACCESS, **LATER, **changes})
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    await caller(desk).settle()
    return ref


@pytest.mark.parametrize("day", [TUESDAY, "2026-11-09 12:00 CET"], ids=["before its day", "while it waits for Run"])
async def test_what_waits_is_done_at_once_and_nobody_is_warned(day: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        first = await granted(desk)
        await desk.until(day)
        await _extended(desk)
        step = (await desk.ticket(first)).plan[1]
        assert (step.state, step.goes_on) == ("done", GOES_ON)
        assert not (await desk.ticket(REVOKE)).open
        said = len(desk.said)
        await run_for(desk, idp, days=15)
        assert [one.kind for one in desk.said[said:] if one.notice.ticket == REVOKE] == []
        assert [body["action"] for body in idp.bodies] == ["grant_access", "grant_access"]
        found = sorted_out(await desk.store.read(lambda tx: tx.grants()), desk.now)
        assert [one.ref for one in (*found.late, *found.soon, *found.in_force)] == ["REQ-1003"]
        report = read(shown(await desk.person("lena").types("request", "admin access")))
        assert "1 in force, 0 ended" in report
        assert first not in report


@pytest.mark.parametrize("changes", [{"role": "write"}, {"until": "2026-11-05"}], ids=["another role", "a sooner day"])
async def test_another_access_and_a_sooner_day_leave_it_as_it_is(changes: dict[str, str]) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        first = await granted(desk)
        await _extended(desk, **changes)
        assert (await desk.ticket(first)).plan[1].state == "waiting_date"


async def test_only_what_is_given_lets_it_go_on_and_not_what_was_agreed_to() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        first = await granted(desk)
        idp.next_ = [says(403)]
        await _extended(desk)
        assert (await desk.ticket(first)).plan[1].state == "waiting_date", "it would never be taken away"


async def _is_somebody_elses_by_now(desk: DeskHouse, ref: str) -> None:
    """An older version let an order be somebody else's also where it had given something."""
    engine, event = desk.desk.engine, e.RequesterChanged(desk.id_of("jonas"))

    def changes(tx: Transaction) -> None:
        engine.run(tx, engine.ticket(tx, ref), SYSTEM, desk.now, lambda draft: draft.happen(event))

    await desk.store.transact(changes)


async def test_what_is_being_taken_away_from_whom_it_was_given_to_is_given_anew_after_that() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        first = await granted(desk)
        await _is_somebody_elses_by_now(desk, first)
        await desk.until(LAST_DAY)
        idp.next_ = [says(500)]
        quiet(await desk.person("sofia").presses("run", REVOKE))
        await caller(desk).settle()
        assert (await desk.ticket(first)).beneficiary == desk.id_of("jonas")
        await _extended(desk)
        assert [body["action"] for body in idp.bodies] == ["grant_access", "revoke_access"], "it is Mia's that goes"


async def test_what_is_being_taken_away_is_given_anew_only_once_that_is_known() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        first = await granted(desk)
        await desk.until(LAST_DAY)
        idp.next_ = [says(500)]
        quiet(await desk.person("sofia").presses("run", REVOKE))
        await caller(desk).settle()
        second = await _extended(desk)
        asked = [body["action"] for body in idp.bodies]
        assert asked == ["grant_access", "revoke_access"], "nobody could tell which of them came last"
        idp.next_ = [result(result="done"), result(result="done")]
        await run_for(desk, idp, minutes=4)
        asked = [body["action"] for body in idp.bodies[2:]]
        assert [one for one in asked if one != "read_access"] == ["revoke_access", "grant_access"]
        assert [(await desk.ticket(ref)).plan[0].state for ref in (first, second)] == ["done", "done"]
        assert (await desk.ticket(first)).plan[1].goes_on == GOES_ON
        assert (await desk.ticket(second)).plan[1].state == "waiting_date"


@pytest.mark.parametrize(
    ("changes", "told"), [({}, True), ({"role": "write"}, False)], ids=["the same", "another role"]
)
async def test_whoever_agrees_reads_until_when_they_have_it(changes: dict[str, str], told: object) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        await granted(desk)
        said = len(desk.said)
        await _extended(desk, **changes)
        asked = [one for one in desk.said[said:] if one.kind == "approval"]
        assert {one.to for one in asked} == {"katrin", "ines"}
        assert {"Mia Feld was given it until Mon 9 Nov" in one.text for one in asked} == {told}


async def _asked_to_keep(desk: DeskHouse, **changes: str) -> str:
    return await desk.person("mia").orders("access", **{**ACCESS, **LATER, **changes})


def _told(desk: DeskHouse) -> list[str]:
    return [one.text for one in desk.said if one.kind == "step_keeps" and one.notice.ticket == REVOKE]


KEEPS = "Mia has asked to keep what TASK-1002 takes away until Mon 30 Nov (REQ-1003); Katrin decides."


@pytest.mark.parametrize("day", ["2026-11-06 14:00 CET", "2026-11-09 12:00 CET"], ids=["before its day", "later"])
async def test_an_extension_that_is_asked_for_is_named_in_the_thread_of_the_task_and_in_the_report(day: str) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await granted_by_hand(desk)
        await desk.until(day)
        await _asked_to_keep(desk, role="write")
        other = await _asked_to_keep(desk)
        await desk.until("2026-11-09 12:00 CET")
        assert _told(desk) == [KEEPS.replace("REQ-1003", other)], "once, and nothing of another thing"
        line = f"Mia has asked to keep it until Mon 30 Nov 2026 ({other}); Katrin decides"
        for reply in (
            await desk.person("lena").types("request", "admin access"),
            await desk.person("lena").on_teams.sends("admin access"),
        ):
            assert [each for each in read(shown(reply)).splitlines() if ref in each and each.endswith(line)]
        [kept] = await desk.store.read(lambda tx: [keeping(tx, desk.policy, one) for one in tx.grants()])
        assert kept is not None
        assert kept.order == other


@pytest.mark.parametrize("way", ["reject", "withdraw"])
async def test_nothing_that_came_of_an_extension_is_told_there_as_well(way: str) -> None:
    async with open_desk(TUESDAY) as desk:
        await granted_by_hand(desk)
        await desk.until("2026-11-09 12:00 CET")
        other = await _asked_to_keep(desk)
        if way == "reject":
            quiet(await desk.person("katrin").fills("reject", other, text="The books are closed."))
        else:
            quiet(await desk.person("mia").presses("withdraw", other))
        assert _told(desk)[1:] == [f"Nothing came of {other}: TASK-1002 Revoke (REQ-1000) goes on as it was."]
        assert "asked to keep" not in read(shown(await desk.person("lena").types("request", "admin access")))


async def test_a_sooner_day_and_a_task_that_is_done_are_told_of_nothing() -> None:
    async with open_desk(TUESDAY) as desk:
        await granted_by_hand(desk)
        await desk.until("2026-11-09 12:00 CET")
        quiet(await desk.person("sofia").fills("finish", REVOKE, text="I looked in ERP."))
        await _asked_to_keep(desk)
        assert _told(desk) == []


async def test_a_day_that_is_past_is_no_day_until_when_they_have_it() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        await granted(desk)
        await desk.until("2026-11-20 12:00 CET")
        said = len(desk.said)
        await desk.person("mia").orders("access", **{**ACCESS, **LATER})
        asked = [one.text for one in desk.said[said:] if one.kind == "approval"]
        assert asked
        assert not any("9 Nov" in text for text in asked)
