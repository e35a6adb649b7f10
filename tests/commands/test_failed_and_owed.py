"""Access that could not be taken away on its day is still in force: its task goes on to be due, told and counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.lifecycle.sla import overdue
from core.queries import dues
from tests.commands.reading import quiet, shown
from tests.commands.test_automations import run_for
from tests.commands.test_ended_access import LAST_DAY, REVOKE, TUESDAY, automated, granted
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.receiver import Says, receiver, result, says


async def _fails(desk: DeskHouse) -> None:
    quiet(await desk.person("sofia").fills("fail", REVOKE, text="I may not."))


async def _fails_held(desk: DeskHouse) -> None:
    quiet(await desk.person("sofia").presses("claim", REVOKE))
    quiet(await desk.person("sofia").fills("hold", REVOKE, reason="vendor", party="SAP", until="2026-11-20"))
    quiet(await desk.person("sofia").fills("fail", REVOKE, text="They will not."))


REFUSED: dict[str, Says] = {
    "refused": says(403), "failed": result(result="failed"), "garbage": says(200, "<html>"), "silent": says(500),
}  # fmt: skip
SAID = {"somebody says so": _fails, "somebody who waited says so": _fails_held}


@pytest.mark.parametrize("way", [*REFUSED, *SAID])
async def test_however_it_failed_its_time_runs_out_in_the_open(way: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        await granted(desk)
        await desk.until(LAST_DAY)
        before = (await desk.ticket(REVOKE)).clock("resolution")
        assert before is not None
        if way in REFUSED:
            idp.next_ = [REFUSED[way]]
            quiet(await desk.person("sofia").presses("run", REVOKE))
            await run_for(desk, idp, hours=3)
        else:
            await SAID[way](desk)
        task = await desk.ticket(REVOKE)
        clock = task.clock("resolution")
        assert clock is not None
        assert (task.failed, clock.state, clock.due_at) == (True, "running", before.due_at)
        await desk.passes(days=1)
        told = [one.kind for one in desk.said if one.notice.ticket == REVOKE]
        assert {"warning", "breach"} <= set(told), told
        for said in (one for one in desk.said if one.kind in ("warning", "warning_direct", "breach")):
            assert f"{REVOKE} Revoke (REQ-1000) for Mia Feld" in said.text
        task = await desk.ticket(REVOKE)
        assert overdue(task, desk.now)
        late = await desk.store.read(lambda tx: dues.overdue(tx, desk.now, "service-desk"))
        assert REVOKE in [one.ref for one in late]
        for words in ("queue service-desk", "risk"):
            assert REVOKE in str(shown(await desk.person("lena").types("ticket", words))), words


async def test_trying_again_gives_it_no_new_time_and_one_done_in_vain_is_broken_once() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        ref = await granted(desk)
        idp.next_ = [says(403)]
        await desk.until(LAST_DAY)
        due = (await desk.ticket(ref)).plan[1].due_at
        for _ in range(2):
            await run_for(desk, idp, days=1)
            quiet(await desk.person("lena").presses("retry", REVOKE))
            await run_for(desk, idp, minutes=5)
            task = await desk.ticket(REVOKE)
            clock = task.clock("resolution")
            assert clock is not None
            assert ((await desk.ticket(ref)).plan[1].due_at, clock.due_at, task.failed) == (due, due, True)
        assert [one.kind for one in desk.said if one.notice.ticket == REVOKE].count("breach") == 1
        idp.next_ = [result(result="done"), result(state="gone")]
        quiet(await desk.person("lena").presses("retry", REVOKE))
        await run_for(desk, idp, minutes=5)
        assert (await desk.ticket(ref)).plan[1].state == "done"
        task = await desk.ticket(REVOKE)
        clock = task.clock("resolution")
        assert clock is not None
        assert (clock.state, task.ladder, task.closed_at is not None) == ("missed", None, True)
        await desk.passes(days=3)
        assert not overdue(task, desk.now + timedelta(days=3))
