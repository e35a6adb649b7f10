"""What is ordered until a day: nobody agrees to it, and nobody is given it, after that day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.policy import Policy
from core.tickets import events as e
from core.ui.cards import Card
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_tasks import drawn
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import asked_at
from tests.presentation.drawing import labels

THURSDAY = "2026-10-22 10:00 CEST"
ACCESS = {"system": "erp", "role": "read", "until": "2026-10-23", "reason": "I close the books there."}
GRANT, REVOKE = "TASK-1001", "TASK-1002"
OVER = "REQ-1000 was wanted until Fri 23 Oct, and that day is over, so nothing is given any more."


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_decision_is_asked_for_until_the_day_is_over(channel: str) -> None:
    async with open_desk(THURSDAY) as desk:
        mia, katrin, ines = (desk.person(name) for name in ("mia", "katrin", "ines"))
        if channel == "teams":
            mia, katrin, ines = mia.on_teams, katrin.on_teams, ines.on_teams
        ref = await mia.orders("access", **ACCESS)
        ends = "closed once Fri 23 Oct is over: it is wanted until then."
        assert any(one.kind == "approval" and ends in one.text for one in desk.said)
        quiet(await katrin.presses("approve", ref))
        await desk.until("2026-10-23 20:00 CEST")
        reminders = [one.text for one in desk.said if one.kind == "approval_reminder"]
        assert reminders
        assert all(ends in one for one in reminders)
        assert "Sat 24 Oct" in read(shown(await ines.sends("approvals")))
        assert (await desk.ticket(ref)).approving, "until the day is over"
        await desk.until("2026-10-27 10:00 CET")
        assert (await desk.ticket(ref)).status == "expired"
        [told] = [one for one in desk.said if one.kind == "lapsed"]
        assert told.text.startswith("You wanted REQ-1000 until Fri 23 Oct. That day is over and nobody decided, so ")
        assert "with another day: your other answers are kept." in told.text
        assert "so it was closed" in refused(await ines.presses("approve", ref))
        assert not any(one.kind == "step_ready" for one in desk.said)


async def test_another_day_gives_more_time_to_decide() -> None:
    async with open_desk(THURSDAY) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("access", **ACCESS)
        assert await desk.due(ref, "approval_expiry") == "2026-10-24 00:00 CEST"
        quiet(await mia.sends_form(opened(await mia.presses("change_order", ref)), **{**ACCESS, "until": "2026-12-23"}))
        assert await desk.due(ref, "approval_expiry") == "2026-10-30 10:00 CET", "as the rules have it"


async def _agreed(desk: DeskHouse) -> str:
    ref = await desk.person("mia").orders("access", **ACCESS)
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    return ref


def _after_a_check(automation: str | None) -> Policy:
    """Access as shipped, given after a first step."""
    policy = asked_at("http://127.0.0.1:9/") if automation else shipped()
    item = policy.catalog["access"]
    grant, revoke = item.tasks
    tasks = (replace(grant, id="check"), replace(grant, needs=("check",), automation=automation), revoke)
    return replace(policy, catalog={**policy.catalog, "access": replace(item, tasks=tasks)})


async def test_what_was_agreed_to_is_given_no_more_after_its_day() -> None:
    async with open_desk(THURSDAY) as desk:
        ref = await _agreed(desk)
        sofia, lena = desk.person("sofia"), desk.person("lena")
        await desk.until("2026-10-27 10:00 CET")
        plan = {each.key: each.ref for each in (await desk.ticket(ref)).plan}
        for refusal in (
            await sofia.presses("finish", plan["grant"]),
            await lena.tells(ref, "done step grant"),
            await lena.fills("resolve", ref, code="fulfilled", text="All is done.", breach_reason="other"),
        ):
            assert OVER in refused(refusal)
        assert (await desk.ticket(plan["revoke"])).status == "blocked"
        quiet(await sofia.fills("skip", plan["grant"], text="It came too late."))
        assert (await desk.ticket(plan["grant"])).status == "skipped"


@pytest.mark.parametrize("automation", [None, "idp.assign_app"], ids=["by hand", "by itself"])
async def test_what_comes_after_its_day_is_left_out_by_itself_and_never_ready(automation: str | None) -> None:
    policy = _after_a_check(automation)
    async with open_desk(THURSDAY, policy=policy) as desk:
        ref = await _agreed(desk)
        await desk.until("2026-10-27 10:00 CET")
        check, grant, _ = (each.ref for each in (await desk.ticket(ref)).plan)
        quiet(await desk.person("sofia").presses("finish", check))
        await desk.passes(minutes=1)
        assert [each.state for each in (await desk.ticket(ref)).plan] == ["done", "skipped", "dropped"]
        assert not [
            each.event for each in await desk.log(grant) if isinstance(each.event, e.TaskCalled | e.TaskAwaited)
        ]
        assert await desk.store.read(lambda tx: tx.grants()) == ()
        assert (await desk.ticket(ref)).done
        [told] = [one.text for one in desk.said if one.kind == "resolved"]
        assert "Grant was left out: it came after the day until which it was wanted." in told
        assert "Grant (TASK-1002) · skipped: it came after the day until which it was wanted" in drawn(
            desk, "desk-triage"
        )
        mia = desk.person("mia")
        quiet(await mia.fills("reopen", ref, step="grant", reason="I never got it."))
        ticket = await desk.ticket(ref)
        assert (ticket.open, [each.state for each in ticket.plan]) == (True, ["done", "ready", "blocked"]), (
            "people decide: they may have the day changed"
        )


@pytest.mark.parametrize("before", ["ready", "in_progress", "failed"])
async def test_after_its_day_nothing_is_offered_that_would_be_refused(before: str) -> None:
    async with open_desk(THURSDAY) as desk:
        ref = await _agreed(desk)
        sofia, lena = desk.person("sofia"), desk.person("lena")
        if before != "ready":
            quiet(await sofia.presses("claim", GRANT))
        if before == "failed":
            quiet(await sofia.fills("fail", GRANT, text="ERP is down."))
            assert stands(desk, "step_failed")[1] == ["retry", "skip", "show"]
        assert (await desk.ticket(ref)).plan[0].state == before
        does = {"ready": "Done: Grant", "in_progress": "Done: Grant", "failed": "Try again: Grant"}[before]
        assert does in labels(shown(await lena.sends(ref)))
        await desk.until("2026-10-27 10:00 CET")
        card = labels(shown(await lena.sends(ref)))
        assert not [one for one in card if one.startswith(("Done", "Try again", "Run"))]
        more = [one.value for one in field(opened(await lena.presses("more_actions", ref)), "action").choices]
        assert "skip" in more
        assert not {"retry", "run"} & set(more)
        assert not {"Try again", "Done", "Run"} & set(labels(shown(await lena.sends(GRANT))))
        if before == "in_progress":
            quiet(await sofia.fills("fail", GRANT, text="ERP is down."))
        if before != "ready":
            told = _of_lead(desk)
            assert "not tried again: leave it out, or have the day changed with Change order." in read(told)
            assert labels(told) == ["Skip a step", "Open"]
            form = opened(await lena.presses("change_order", ref))
            quiet(await lena.sends_form(form, **{**ACCESS, "until": "2026-12-18"}))
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            await desk.passes(minutes=1)
            assert labels(_of_lead(desk)) == ["Try again", "Skip a step", "Open"]
            assert "It waits until it is tried again or skipped." in read(_of_lead(desk))


async def test_while_people_decide_anew_the_lead_is_offered_no_other_try() -> None:
    async with open_desk(THURSDAY) as desk:
        ref = await _agreed(desk)
        sofia, lena = desk.person("sofia"), desk.person("lena")
        quiet(await sofia.fills("fail", GRANT, text="ERP is down."))
        assert labels(_of_lead(desk)) == ["Try again", "Skip a step", "Open"]
        quiet(await lena.sends_form(opened(await lena.presses("change_order", ref)), **{**ACCESS, "role": "write"}))
        await desk.passes(minutes=1)
        assert labels(_of_lead(desk)) == ["Skip a step", "Open"]
        assert "The order was changed: once that is agreed to, it can be tried again." in read(_of_lead(desk))
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        await desk.passes(minutes=1)
        assert labels(_of_lead(desk)) == ["Try again", "Skip a step", "Open"]


def _of_lead(desk: DeskHouse) -> Card:
    """The message to the lead about what failed, as it stands now."""
    cards = [card for card in desk.channels["slack"].stands.values() if "could not do TASK-1001" in card.summary]
    assert len(cards) == 1
    return cards[0]


@pytest.mark.parametrize("hours", [0, 1])
async def test_what_comes_in_time_is_given(hours: int) -> None:
    async with open_desk(THURSDAY, policy=_after_a_check(None)) as desk:
        ref = await _agreed(desk)
        await desk.until("2026-10-23 20:00 CEST")
        check, *_ = (each.ref for each in (await desk.ticket(ref)).plan)
        quiet(await desk.person("sofia").presses("finish", check))
        await desk.passes(hours=hours)
        assert [each.state for each in (await desk.ticket(ref)).plan] == ["done", "ready", "blocked"]
