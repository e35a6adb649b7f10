"""What was given until a day is taken away on the day that was agreed to last, whatever becomes of its order."""

from __future__ import annotations

import pytest

from tests.commands.reading import opened
from tests.commands.test_ended_access import ACCESS, GRANT, LAST_DAY, REVOKE, TUESDAY
from tests.commands.test_tasks import states
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant

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


async def test_what_is_given_again_after_it_ended_ends_again() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS | {"until": "2026-10-28"})
        for step in ("approved", "grants"):
            await _do(desk, ref, step)
        await desk.until("2026-10-28 09:30 CET")
        await desk.person("emre").presses("finish", REVOKE)
        for step in ("not right", "grants"):
            await _do(desk, ref, step)
        assert await states(desk, ref) == {"grant": "done", "revoke": "ready"}
        assert (await desk.ticket(ref)).plan[1].ref not in ("", REVOKE)
