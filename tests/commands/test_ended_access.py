"""Access that provably ended: taken away on its day and read back until it is gone; till then its task is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.plan import GoesOn
from core.ui.text import flatten
from storage import open_store
from tests.commands.reading import quiet, shown
from tests.commands.test_automations import run_for
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.fakes.receiver import Says, asked_at, caller, in_flight, receiver, result, says

TUESDAY = "2026-10-27 09:40 CET"
LAST_DAY = "2026-11-09 09:00 CET"
GRANT, REVOKE = "TASK-1001", "TASK-1002"
ACCESS = {"system": "erp", "role": "read", "until": "2026-11-09", "reason": "I close the books there."}


def automated(url: str, **changes: Any) -> Policy:
    """Access is given, taken away and read back by the identity provider."""
    policy = asked_at(url, **changes)
    item = policy.catalog["access"]
    by_key = {"grant": "idp.grant_access", "revoke": "idp.revoke_access"}
    tasks = tuple(replace(task, automation=by_key[task.id]) for task in item.tasks)
    return replace(policy, catalog={**policy.catalog, "access": replace(item, tasks=tasks)})


async def granted(desk: DeskHouse) -> str:
    """Mia is granted access until 9 November, by the identity provider."""
    ref = await desk.person("mia").orders("access", **ACCESS)
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    await caller(desk).settle()
    return ref


async def test_it_is_read_back_until_it_is_gone_and_climbs_its_ladder_meanwhile() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        ref = await granted(desk)
        assert (await desk.ticket(ref)).status == "fulfilled"
        await run_for(desk, idp, days=13)
        assert [body["action"] for body in idp.bodies] == ["grant_access"], "what cannot be taken back waits for Run"
        assert (await desk.ticket(REVOKE)).status == "ready"
        idp.next_ = [
            result(result="done", note="Removed"),
            result(state="present"),
            says(500),
            result(state="present"),
        ]
        quiet(await desk.person("sofia").presses("run", REVOKE))
        await run_for(desk, idp, hours=30)
        task = await desk.ticket(REVOKE)
        assert task.status == "in_progress", "it said that it did it, and it is still there"
        marked = [entry.event for entry in await desk.happened(REVOKE, e.ClockMarked)]
        assert any(isinstance(one, e.ClockMarked) and one.mark == "breach" for one in marked)
        idp.next_ = [result(state="gone", note="No role in erp", proof="log 4711")]
        await run_for(desk, idp, hours=1)
        assert (await desk.ticket(REVOKE)).status == "closed"
        step = (await desk.ticket(ref)).plan[1]
        assert (step.state, step.said, step.proof) == ("done", "No role in erp", "log 4711")
        reads = [(body["action"], body["after"]) for body in idp.bodies[2:]]
        assert set(reads) == {("read_access", "revoke_access")}
        assert len(set(idp.keys)) == len(idp.keys) - 1, (
            "each reading is a new look, but for the one that was not answered"
        )
        assert len(reads) < 45, "once an hour, after the first"


async def test_by_itself_on_its_day_where_the_company_lets_it() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        ref = await granted(desk)
        idp.next_ = [result(result="done"), result(state="gone")]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, minutes=2)
        assert [body["action"] for body in idp.bodies] == ["grant_access", "revoke_access", "read_access"]
        assert (await desk.ticket(ref)).plan[1].state == "done"
        assert (await desk.ticket(ref)).status == "closed"


async def test_what_was_taken_away_is_read_back_though_somebody_said_meanwhile_that_it_failed() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        ref = await granted(desk)
        idp.next_ = [result(result="done"), result(state="gone")]
        await desk.until(LAST_DAY)
        async with in_flight(desk):
            quiet(await desk.person("sofia").fills("fail", REVOKE, text="It hangs."))
        clock = (await desk.ticket(REVOKE)).clock("resolution")
        assert clock is not None
        assert clock.live
        assert (await desk.ticket(ref)).plan[1].state == "in_progress"
        await run_for(desk, idp, minutes=2)
        assert [body["action"] for body in idp.bodies] == ["grant_access", "revoke_access", "read_access"]
        assert (await desk.ticket(ref)).plan[1].state == "done"


@pytest.mark.parametrize(
    "answer",
    [
        says(200, "<html>"), says(404), says(307, Location="/x"), result(result="pending"), result(result="done"),
        result(state="GONE"), result(result="failed"),
    ],
    ids=["garbage", "404", "redirect", "pending", "done", "another word", "failed"],
)  # fmt: skip
async def test_a_reading_that_cannot_be_read_is_asked_later_each_time_and_told_to_the_team(answer: Says) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        await granted(desk)
        idp.next_ = [result(result="done"), answer]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, hours=6)
        assert (await desk.ticket(REVOKE)).status == "in_progress"
        assert 10 <= len(idp.keys) <= 14, "after a minute, two, four, at last once an hour"
        assert len(set(idp.keys)) == len(idp.keys), "each is a new look"
        [told] = [one for one in desk.said if one.kind == "step_unread"]
        why = [each.said for each in await desk.events(REVOKE, e.TaskAnswered)][5]
        assert told.to == "triage:service-desk"
        assert told.text.startswith(
            f"⚠ The identity provider did not say whether {REVOKE} Revoke (REQ-1000) took effect, 5 times in a row."
            f"{f' The last time: {why}' if why else ''} It is asked again, at last once an hour."
        )


async def test_what_is_there_still_is_no_reading_in_vain() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        await granted(desk)
        bad, there = says(404), result(state="present")
        idp.next_ = [result(result="done"), bad, bad, bad, bad, there, bad, bad, bad, bad, there]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, hours=12)
        assert [one for one in desk.said if one.kind == "step_unread"] == []


async def test_who_will_not_take_it_away_is_a_failure_that_people_hear_of() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        ref = await granted(desk)
        idp.next_ = [says(403)]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, minutes=2)
        assert (await desk.ticket(ref)).plan[1].state == "failed"
        assert any(one.kind == "step_failed" and one.to == "lena" for one in desk.said)
        assert desk.now - timedelta(minutes=3) < (await desk.happened(REVOKE, e.TaskAnswered))[-1].at


async def test_what_was_given_is_on_record_with_when_it_ended_and_what_shows_it(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with (
        receiver() as idp,
        open_desk(TUESDAY, store=store, policy=automated(idp.url, destructive=frozenset())) as desk,
    ):
        ref = await granted(desk)
        await desk.person("mia").orders("software-licence", app="Miro", reason="We draw our plans with it.")
        idp.next_ = [result(result="done")]
        await run_for(desk, idp, minutes=1)
        held = await desk.store.read(lambda tx: tx.grants())
        assert [(one.ref, one.title, one.person, one.grant.key) for one in held] == [
            (ref, "Access to a system: erp", "mia.feld@nordlicht.example", "grant"),
            ("REQ-1003", "Software licence: Miro", "mia.feld@nordlicht.example", "assign"),
        ]
        assert (held[0].grant.granted_at, held[0].grant.until) == (instant(TUESDAY), instant(LAST_DAY))
        idp.next_ = [result(result="done"), result(state="gone", proof="log 4711")]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, minutes=2)
        [access, app] = await desk.store.read(lambda tx: tx.grants())
        assert access.grant.granted_at == instant(TUESDAY)
        assert access.grant.ended_at is not None
        assert access.grant.ended_at > instant(LAST_DAY)
        assert access.grant.proof == "log 4711"
        assert (access.in_force, app.in_force) == (False, True)


async def test_an_item_that_wants_to_know_who_asked_keeps_the_account_that_ordered_it() -> None:
    async with open_desk(TUESDAY) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("access", **ACCESS)
        details = (await desk.ticket(ref)).details
        assert isinstance(details, RequestDetails)
        assert (details.signed_in, details.signed_in_at) == (mia.speaker.id, instant(TUESDAY))
        said = shown(await desk.person("lena").types("desk", f"explain {ref}"))
        told = "Who ordered it was signed in on Slack with their own account"
        assert any(told in flatten(section.body) for section in said.sections)
        other = (await desk.ticket(await mia.orders("question", question="How do I share a calendar?"))).details
        assert isinstance(other, RequestDetails)
        assert not other.signed_in


async def test_what_was_given_anew_until_later_is_not_taken_away_and_another_role_is() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url, destructive=frozenset())) as desk:
        first = await granted(desk)
        for changes in ({"until": "2026-11-30", "reason": "I close the books of November."}, {"role": "write"}):
            ref = await desk.person("mia").orders("access", **{**ACCESS, **changes})
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            await caller(desk).settle()
        idp.next_ = [result(result="done"), result(state="gone", proof="log 4711")]
        await desk.until(LAST_DAY)
        await run_for(desk, idp, minutes=2)
        told = [(body["action"], body["answers"]["role"]) for body in idp.bodies[3:]]
        assert told == [("revoke_access", "write"), ("read_access", "write")]
        step = (await desk.ticket(first)).plan[1]
        assert (step.state, step.goes_on) == ("done", GoesOn("REQ-1003", instant("2026-11-30 09:00 CET")))
        held = {one.ref: one for one in await desk.store.read(lambda tx: tx.grants())}
        assert [held[one].in_force for one in (first, "REQ-1003", "REQ-1006")] == [False, True, False]
