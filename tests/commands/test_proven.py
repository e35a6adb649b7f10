"""Somebody's word that access is gone is read back: what is there still stays open, what nobody knows is named so."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from bot.access import rows, table
from core.ui.inbound import Reply, Shown
from tests.commands.reading import quiet, read, shown
from tests.commands.test_automations import run_for
from tests.commands.test_ended_access import LAST_DAY, REVOKE, TUESDAY, automated, granted
from tests.commands.test_tasks import drawn
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import Receiver, Says, caller, receiver, result, says

ASKED = "The identity provider is asked now whether it is gone."
BEING = "The identity provider is being asked whether"
NOTE = "still <there> <!channel>"
GONE = result(state="gone", proof="log 7")
THERE = result(state="present", note=NOTE)


async def at_the_task(desk: DeskHouse, _: str, **said: Any) -> Reply:
    return await desk.person("sofia").fills("finish", REVOKE, **said)


async def on_the_request(desk: DeskHouse, ref: str, **said: Any) -> Reply:
    return await desk.person("sofia").fills("finish", ref, step="revoke", **said)


async def in_words(desk: DeskHouse, _: str, **said: Any) -> Reply:
    return await desk.person("sofia").types("ticket", f"finish {REVOKE} {said.get('text', '')}".strip())


async def by_hand(desk: DeskHouse) -> list[str]:
    """Who took it away by hand, and how that was shown, as the command line prints it."""
    [line] = list(csv.DictReader(table(await desk.store.read(lambda tx: rows(tx, desk.now)))))
    return [line["removed_by"], line["shown"]]


DOORS: list[Any] = [at_the_task, on_the_request, in_words]
BEFORE: dict[str, list[Says]] = {
    "it runs and is still there": [result(result="done"), THERE],
    "nobody let it run": [THERE],
}


async def _until_still_there(desk: DeskHouse, idp: Receiver, way: str) -> str:
    ref = await granted(desk)
    await desk.until(LAST_DAY)
    idp.next_ = list(BEFORE[way])
    if len(idp.next_) > 1:
        quiet(await desk.person("sofia").presses("run", REVOKE))
        await run_for(desk, idp, hours=2)
    return ref


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("way", list(BEFORE))
async def test_done_is_read_back_and_what_is_there_still_stays_open(door: Any, way: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        ref = await _until_still_there(desk, idp, way)
        calls, said = len(idp.keys), len(desk.said)
        assert ASKED in read(shown(await door(desk, ref)))
        assert refused(await door(desk, ref, text="I looked.")).startswith(
            "The identity provider is being asked whether"
        )
        await caller(desk).settle()
        await desk.passes(seconds=1)
        assert [body["action"] for body in idp.bodies[calls:]] == ["read_access"], "at once, and once"
        assert (await desk.ticket(REVOKE)).open
        [told] = [one for one in desk.said[said:] if one.kind == "step_there"]
        assert (told.to, told.text.startswith("⚠ @Sofia The identity provider says")) == ("triage:service-desk", True)
        assert NOTE in told.text
        card = drawn(desk, "desk-triage")
        assert "still there" in card
        assert NOTE in card
        idp.next_ = [result(state="gone")]
        assert ASKED in read(shown(await door(desk, ref)))
        await caller(desk).settle()
        step = (await desk.ticket(ref)).plan[1]
        assert (step.state, step.proof) == ("done", "The identity provider says that it is gone.")
        assert await by_hand(desk) == [desk.id_of("sofia"), "The identity provider says that it is gone."]
        await desk.passes(seconds=1)
        assert "still there" not in drawn(desk, "desk-triage")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("answer", [says(404), says(200, "<html>"), says(500)], ids=["404", "garbage", "500"])
async def test_what_nobody_can_read_is_ended_by_a_person_with_a_reason_and_not_proven(door: Any, answer: Says) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        ref = await granted(desk)
        await desk.until(LAST_DAY)
        idp.next_ = [answer]
        assert ASKED in read(shown(await door(desk, ref, text="I looked.")))
        await run_for(desk, idp, minutes=6)
        assert (await desk.ticket(REVOKE)).open, "no reason counts before it was asked"
        asked = await door(desk, ref)
        assert "write how you know" in (read(asked.card) if isinstance(asked, Shown) else str(asked))
        ended = await door(desk, ref, text="The account has no role in SAP.")
        assert not isinstance(ended, Shown) or not ended.refusal, ended
        step = (await desk.ticket(ref)).plan[1]
        assert (step.state, step.proof, step.said) == ("done", "", "The account has no role in SAP.")
        said = read(shown(await desk.person("lena").types("request", "admin access")))
        assert "shown by hand by Sofia Lang: The account has no role in SAP." in said
        assert await by_hand(desk) == [desk.id_of("sofia"), "The account has no role in SAP."]
        assert "not proven" not in said
        calls = len(idp.keys)
        await run_for(desk, idp, hours=4)
        assert len(idp.keys) == calls, "nobody waits for it any more"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("answer", [says(403), GONE], ids=["403", "gone"])
async def test_what_its_automation_would_not_take_away_is_done_by_hand_and_read_or_shown(
    door: Any, answer: Says
) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        ref = await granted(desk)
        await desk.until(LAST_DAY)
        idp.next_ = [says(403)]
        quiet(await desk.person("sofia").presses("run", REVOKE))
        await caller(desk).settle()
        assert (await desk.ticket(REVOKE)).failed
        more = shown(await desk.person("sofia").sends(REVOKE)).more
        assert "Done by hand" in [each.label for each in more]
        calls, idp.next_ = len(idp.keys), [answer]
        assert ASKED in read(shown(await door(desk, ref, text="I looked.")))
        await caller(desk).settle()
        assert [body["action"] for body in idp.bodies[calls:]] == ["read_access"], "at once, and once"
        if answer is GONE:
            assert (await desk.ticket(ref)).plan[1].proof == "log 7"
            return
        assert (await desk.ticket(REVOKE)).failed, "no reason counts before it was asked"
        asked = await door(desk, ref)
        assert "write how you know" in (read(asked.card) if isinstance(asked, Shown) else str(asked))
        ended = await door(desk, ref, text="I looked in SAP: no role is left.")
        assert not isinstance(ended, Shown) or not ended.refusal, ended
        assert (await desk.ticket(ref)).plan[1].state == "done"
        said = read(shown(await desk.person("lena").types("request", "admin access")))
        assert "shown by hand by Sofia Lang: I looked in SAP: no role is left." in said
        assert await by_hand(desk) == [desk.id_of("sofia"), "I looked in SAP: no role is left."]


async def test_a_breach_and_the_team_say_once_that_it_is_there_still() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        await _until_still_there(desk, idp, "it runs and is still there")
        await run_for(desk, idp, days=1)
        assert [one.kind for one in desk.said].count("step_there") == 1
        breach = next(one.text for one in desk.said if one.kind == "breach" and one.notice.ticket == REVOKE)
        assert f"still there: {NOTE}" in breach
        idp.next_ = [result(state="present", note="Two roles are left.")]
        await run_for(desk, idp, hours=3)
        assert [one.kind for one in desk.said].count("step_there") == 2, "other words are news"
