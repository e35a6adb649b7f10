"""A request that is ended with steps open, and what of it turns out not to be right."""

from __future__ import annotations

import pytest

from core.fulfilment.steps import ELSE
from core.ui.text import flatten
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_tasks import FRIDAY, HAND_OVER, drawn, ordered, states
from tests.fakes.desk import open_desk, refused


async def test_a_request_is_ended_by_hand_when_only_its_own_team_has_something_to_do() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        said = refused(await desk.person("dana").fills("fulfil", ref, text="Here it is."))
        assert said == f"Workplace still has steps of {ref} to do. Wait for them, or ask your lead to end it."
        form = opened(await desk.person("lena").presses("fulfil", ref))
        notes = [flatten(each.text) for each in form.fields if each.kind == "note"]
        assert notes == [
            "Still open, and done with this: Order (Service Desk), Image (Service Desk) and Register asset and owner "
            "(Service Desk).",
            "⚠ Still open, and skipped with this: Hand over (Workplace).",
        ]
        said = refused(await desk.person("lena").tells(ref, "fulfil She took one along."))
        assert said == "Still open: Hand over. Write why it is skipped."
        await desk.deliver()
        taken = len(desk.channels["slack"].taken)
        quiet(await desk.person("lena").fills("fulfil", ref, text="She took one along.", skipped="She came by."))
        assert await states(desk, ref) == {"order": "done", "image": "done", "asset": "done", "hand_over": "skipped"}
        assert (await desk.ticket(ref)).resolution_text == "She took one along."
        assert (await desk.ticket(HAND_OVER)).details.said == "She came by."  # type: ignore[union-attr]
        await desk.deliver()
        new = [one.place for one in desk.channels["slack"].taken[taken:] if "office-triage" in one.place]
        assert new == [], "a team that never had anything to do is shown no card of it"


@pytest.mark.parametrize(
    ("wrong", "goes_on"), [("hand_over", "Step 4 of 4: Hand over"), (ELSE, "Lena is working on it")]
)
async def test_what_was_skipped_or_is_no_step_can_be_what_is_not_right(wrong: str, goes_on: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").fills("fulfil", ref, text="It is all done.", skipped="She came by."))
        mia = desk.person("mia")
        quiet(await mia.fills("reopen", ref, step=wrong, reason="Nobody gave me a laptop."))
        ticket = await desk.ticket(ref)
        assert ticket.open
        assert goes_on in read(shown(await mia.sends(ref)))
        if wrong == ELSE:
            quiet(await desk.person("lena").fills("fulfil", ref, text="Here it is."))
        else:
            anew = next(task.ref for task in ticket.plan if task.key == wrong)
            assert (anew != HAND_OVER, (await states(desk, ref))[wrong]) == (True, "ready"), "as another record"
            await desk.deliver()
            assert anew in drawn(desk, "office-triage")
            quiet(await desk.person("nils").presses("finish", anew))
        assert (await desk.ticket(ref)).status == "fulfilled"
