"""The tasks of a request that is changed, moved to another team or ended while somebody is at them."""

from __future__ import annotations

from tests.commands.reading import field, opened, quiet, shown
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, ordered, states
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.presentation.drawing import labels


async def changed(desk: DeskHouse, ref: str, **answers: str) -> None:
    """Whoever asked changes what was ordered."""
    form = opened(await desk.person("mia").presses("change_order", ref))
    quiet(await desk.person("mia").sends_form(form, **answers))


async def begun_and_changed(desk: DeskHouse) -> str:
    """Nils is at the order of Mia's laptop when she has it sent elsewhere; Katrin is asked again."""
    ref = await ordered(desk)
    quiet(await desk.person("nils").presses("claim", ORDER))
    await changed(desk, ref, **{**LAPTOP, "ship_to": "hamburg"})
    assert (await desk.ticket(ref)).approving
    return ref


async def test_what_was_begun_is_ended_by_staff_also_while_people_are_asked_anew() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await begun_and_changed(desk)
        assert "Somebody is working" in refused(await desk.person("mia").presses("withdraw", ref))
        assert "Withdraw" not in labels(shown(await desk.person("mia").sends(ref)))
        assert field(opened(await desk.person("lena").fills("cancel", ref, reason="withdrawn")), "undo").required
        quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn", undo="Send it back."))
        assert set((await states(desk, ref)).values()) == {"dropped"}
        assert (await desk.ticket(ref)).status == "cancelled"


async def test_what_nobody_began_is_taken_back_by_whoever_asked_alone() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        await changed(desk, ref, **{**LAPTOP, "ship_to": "hamburg"})
        assert "only Mia" in refused(await desk.person("lena").fills("cancel", ref, reason="withdrawn"))
        quiet(await desk.person("mia").presses("withdraw", ref))
        assert (await desk.ticket(ref)).status == "cancelled"
