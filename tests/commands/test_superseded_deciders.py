"""Whoever was asked about what is asked for no more may look at what became of it, and reads who decides now."""

from __future__ import annotations

import pytest

from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_tasks import FRIDAY, LAPTOP
from tests.fakes.desk import DeskHouse, open_desk, refused, unseen

WAYS = {
    "changed": ["finance.controller"],
    "converted": ["katrin", "finance.controller"],
    "withdrawn": ["katrin", "finance.controller"],
}
"""What becomes of an order that has two stages, and who of those who were asked is asked no more."""


async def _ends(desk: DeskHouse, how: str) -> str:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    quiet(await desk.person("katrin").presses("approve", ref, round=1))
    mia, lena = desk.person("mia"), desk.person("lena")
    if how != "withdrawn":
        quiet(await mia.sends_form(opened(await mia.presses("change_order", ref)), **LAPTOP | {"ship_to": "hamburg"}))
    if how == "converted":
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        quiet(await lena.fills("convert", ref, item="question"))
    if how == "withdrawn":
        quiet(await mia.presses("withdraw", ref))
    await desk.deliver()
    return ref


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_whoever_is_asked_no_more_may_look_and_is_told_what_became_of_it(platform: str, how: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await _ends(desk, how)
        for name in WAYS[how]:
            who = desk.person(name) if platform == "slack" else desk.person(name).on_teams
            for looks in (who.presses("show", ref), who.sends(ref), who.types("ticket", ref)):
                assert ref in read(shown(await looks)), name
            for decides in (
                who.presses("approve", ref, round=1),
                who.presses("reject", ref, round=1),
                who.presses("ask", ref, round=1),
                who.sends(f"approve {ref}"),
                who.sends(f"reject {ref} It is too dear."),
            ):
                said = refused(await decides)
                assert said != unseen(ref), name
                assert ref in said or "decides about it now" in said, said
        assert refused(await desk.person("tom").presses("show", ref)) == unseen(ref), "nobody else reads it for that"


async def test_whoever_decided_in_a_later_stage_reads_who_changed_it_and_who_decides_now() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await _ends(desk, "changed")
        said = refused(await desk.person("finance.controller").presses("approve", ref, round=1))
        assert said.startswith(f"Mia Feld changed {ref}, ")
        assert said.endswith("Katrin Stahl decides about it now.")
