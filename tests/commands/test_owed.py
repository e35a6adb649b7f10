"""What was given until a day is taken away on the day that was agreed to last, whatever becomes of its order."""

from __future__ import annotations

import pytest

from core.tickets.plan import GoesOn
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_ended_access import ACCESS, GRANT, LAST_DAY, REVOKE, TUESDAY
from tests.commands.test_tasks import states
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.presentation.drawing import spell

NOVEMBER, DECEMBER = LAST_DAY, "2026-12-09 09:00 CET"
LONGER = ACCESS | {"until": "2026-12-09"}
FAULT = {"impact": "4", "urgency": "2", "undo": "What Emre did"}
ORDER_ANEW = {"item": "access", **{f"access:{key}": said for key, said in LONGER.items()}}
STEPS = {
    "claims": ("emre", "claim"), "grants": ("emre", "finish"), "not right": ("mia", "reopen"),
    "longer": ("mia", "change_order"), "longer for": ("lena", "change_order"), "approved": ("katrin", "approve"),
    "rejected": ("katrin", "reject"), "withdrawn": ("mia", "withdraw"), "cancelled": ("lena", "cancel"),
    "a fault": ("lena", "convert"), "an order": ("lena", "convert"),
}  # fmt: skip
"""What people do about Mia's access: who, and what they press."""


async def _do(desk: DeskHouse, ref: str, step: str) -> None:
    """One step of a history."""
    grant = next((task.ref for task in (await desk.ticket(ref)).plan if task.key == "grant"), GRANT)
    who, does = STEPS[step]
    person = desk.person(who)
    match does:
        case "claim" | "finish":
            await person.presses(does, grant)
        case "change_order":  # what was begun is changed by the team
            form = opened(await person.presses(does, ref))
            await person.sends_form(form, **LONGER)
        case "approve":
            for each in ("katrin", "ines"):
                await desk.person(each).presses(does, ref)
        case "convert":
            await person.fills(does, ref, **(FAULT if step == "a fault" else ORDER_ANEW))
        case "reject":
            await person.fills(does, ref, text="No longer")
        case "cancel":
            await person.fills(does, ref, reason="withdrawn", undo="What Emre did")
        case _:
            await person.presses(does, ref)


@pytest.mark.parametrize(
    ("history", "day"),
    [
        (("grants", "not right", "longer", "rejected"), NOVEMBER),
        (("grants", "not right", "longer", "withdrawn"), NOVEMBER),
        (("grants", "not right", "longer", "cancelled"), NOVEMBER),
        (("grants", "not right", "longer", "nobody decides"), NOVEMBER),
        (("grants", "not right", "longer", "approved", "grants"), DECEMBER),
        (("grants", "not right", "longer", "approved", "cancelled"), DECEMBER),
        (("claims", "longer for", "grants", "rejected"), NOVEMBER),
        (("claims", "longer for", "grants", "cancelled"), NOVEMBER),
        (("claims", "longer for", "grants", "approved"), DECEMBER),
        (("grants", "not right", "claims", "cancelled"), NOVEMBER),
        (("grants", "not right", "claims", "a fault"), NOVEMBER),
        (("grants", "not right", "a fault", "an order", "rejected"), NOVEMBER),
    ],
    ids=", ".join,
)
async def test_what_was_given_is_taken_away_on_the_day_that_was_agreed_to(history: tuple[str, ...], day: str) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS)
        await _do(desk, ref, "approved")
        for step in history:
            if step == "nobody decides":
                await desk.until("2026-11-05 10:00 CET")
            else:
                await _do(desk, ref, step)
        await states(desk, ref)
        ends = next(task for task in (await desk.ticket(ref)).plan if task.ref == REVOKE)
        assert (ends.state, ends.begins) == ("waiting_date", instant(day))
        held = await desk.store.read(lambda tx: tx.grants())
        assert [(one.in_force, one.grant.until) for one in held] == [(True, instant(day))]
        await desk.until(day)
        assert (await desk.ticket(REVOKE)).status == "ready", history


@pytest.mark.parametrize("at_it", ["nobody", "claimed", "on hold"])
async def test_what_is_extended_on_its_last_day_takes_along_what_ends_it_and_its_clock(
    at_it: str,
) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS)
        for step in ("approved", "grants", "not right"):
            await _do(desk, ref, step)
        await desk.until("2026-11-09 10:00 CET")
        emre = desk.person("emre")
        if at_it != "nobody":
            quiet(await emre.presses("claim", REVOKE))
        if at_it == "on hold":
            quiet(
                await emre.fills(
                    "hold", REVOKE, reason="vendor", party="TeleNord", reference="TN-881", until="2026-11-20"
                )
            )
            assert (await desk.ticket(REVOKE)).status == "on_hold"
        for step in ("longer" if at_it == "nobody" else "longer for", "approved", "grants"):
            await _do(desk, ref, step)
        await states(desk, ref)
        ends = await desk.ticket(REVOKE)
        assert (ends.status, ends.hold, ends.ladder) == ("waiting_date", None, None)
        assert [(clock.state, clock.due_at) for clock in ends.clocks] == [("cancelled", None)]
        assert ends.assignee == (None if at_it == "nobody" else emre.id)
        assert await desk.due(REVOKE, "task_begins") == DECEMBER
        assert "ends on Wed 9 Dec 2026" in _card(desk)
        await desk.until(DECEMBER)
        ends = await desk.ticket(REVOKE)
        (clock,) = [one for one in ends.clocks if one.live]
        assert (ends.status, clock.due_at) == ("ready", instant("2026-12-09 17:00 CET"))


async def test_what_people_take_away_and_was_given_anew_until_later_is_left_to_the_day_of_that() -> None:
    async with open_desk(TUESDAY) as desk:
        first = await desk.person("mia").orders("access", **ACCESS)
        for step in ("approved", "grants"):
            await _do(desk, first, step)
        second = await desk.person("mia").orders("access", **LONGER)
        await _do(desk, second, "approved")
        grant, revoke = (task.ref for task in (await desk.ticket(second)).plan)
        quiet(await desk.person("emre").presses("finish", grant))
        desk.checked = len(desk.said)
        await desk.until("2026-11-10 12:00 CET")
        left = (await desk.ticket(first)).plan[1]
        assert (left.state, left.goes_on) == ("done", GoesOn(second, instant(DECEMBER)))
        cards = [spell(each.body) for one in desk.channels["slack"].taken if one.card for each in one.card.sections]
        assert any(f"Revoke ({REVOKE}) · done: it goes on by {second}, until Wed 9 Dec 2026" in one for one in cards)
        assert (await desk.ticket(REVOKE)).status in ("done", "closed")
        assert not [one for one in desk.said[desk.checked :] if one.kind in ("step_ready", "breach", "warning", "call")]
        held = {one.ref: one for one in await desk.store.read(lambda tx: tx.grants())}
        assert (held[first].in_force, held[first].grant.goes_on, held[second].in_force) == (False, second, True)
        await desk.until(DECEMBER)
        assert (await desk.ticket(revoke)).status == "ready"


async def test_what_was_not_given_longer_after_all_is_not_said_to_end_later() -> None:
    async with open_desk(TUESDAY) as desk:
        first = await desk.person("mia").orders("access", **ACCESS)
        for step in ("approved", "grants"):
            await _do(desk, first, step)
        second = await desk.person("mia").orders("access", **LONGER)
        await _do(desk, second, "approved")
        start, grant = len(desk.said), (await desk.ticket(second)).plan[0].ref
        quiet(await desk.person("lena").fills("skip", grant, text="She has it already."))
        await desk.deliver()
        assert (await desk.ticket(second)).status == "fulfilled"
        said = [one.text for one in desk.said[start:] if "ends on" in one.text]
        assert said
        assert all("What you have of it ends on Mon 9 Nov 2026." in one for one in said)
        assert "ends on" not in read(shown(await desk.person("mia").types("desk", second)))


async def test_an_end_that_a_lead_let_go_keeps_no_later_promise() -> None:
    async with open_desk(TUESDAY) as desk:
        first = await desk.person("mia").orders("access", **LONGER)
        for step in ("approved", "grants"):
            await _do(desk, first, step)
        shown(await desk.person("lena").fills("skip", REVOKE, text="She keeps it."))
        second = await desk.person("mia").orders("access", **ACCESS)
        await _do(desk, second, "approved")
        grant = (await desk.ticket(second)).plan[0].ref
        quiet(await desk.person("emre").presses("finish", grant))
        assert (await states(desk, second))["revoke"] == "waiting_date", "else nobody would end it"
        held = {one.ref: one for one in await desk.store.read(lambda tx: tx.grants())}
        assert (held[first].in_force, held[first].grant.until) == (True, None), "nobody is to end it"
        assert held[second].grant.until == instant(NOVEMBER)


async def test_what_is_given_again_after_it_ended_ends_again() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS | {"until": "2026-10-28"})
        for step in ("approved", "grants"):
            await _do(desk, ref, step)
        await desk.until("2026-10-28 09:30 CET")
        await desk.person("emre").fills("finish", REVOKE, text="I looked in ERP.")
        for step in ("not right", "grants"):
            await _do(desk, ref, step)
        assert await states(desk, ref) == {"grant": "done", "revoke": "ready"}
        assert (await desk.ticket(ref)).plan[1].ref not in ("", REVOKE)


async def test_what_is_done_says_what_was_given_and_when_it_ends_until_that_has_ended() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS)
        for step in ("approved", "grants"):
            await _do(desk, ref, step)
        ends = "Access to a system: erp ends on Mon 9 Nov 2026"
        [done] = [one.text for one in desk.said if one.kind == "resolved"]
        assert f"{ends}." in done
        card = _card(desk)
        assert ends in card
        assert "I close the books there." in card, "what is to be taken away"
        assert ends in read(shown(await desk.person("mia").types("desk", ref)))
        await desk.until(LAST_DAY)
        await desk.person("emre").fills("finish", REVOKE, text="I looked in ERP.")
        over = _card(desk)
        assert "ends on" not in over
        assert "I close the books there." not in over
        assert [one.text for one in desk.said if one.kind == "resolved"] == [done], "what was said stays said"


def _card(desk: DeskHouse) -> str:
    """The team's card, as it stands by now."""
    return read(
        [one.card for one in desk.channels["slack"].taken if one.card and one.card.tone and one.card.viewers][-1]
    )
