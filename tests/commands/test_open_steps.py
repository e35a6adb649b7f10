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


@pytest.mark.parametrize("said", ["done order", "fulfil Order.", "deliver the order", "done step order", "Done ORDER!"])
async def test_the_name_of_a_step_behind_done_ends_that_step_and_is_no_word_to_the_requester(said: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").tells(ref, said))
        assert (await states(desk, ref))["order"] == "done"
        assert (await desk.ticket(ref)).open


async def test_the_name_of_a_step_that_is_of_another_team_or_over_is_answered_about_that_step() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("dana").tells(ref, "done order"))
        assert refused(await desk.person("dana").tells(ref, "done order")) == "Order is finished already."
        assert "Workplace" in refused(await desk.person("dana").tells(ref, "done hand over"))
        assert (await desk.ticket(ref)).open


async def test_what_people_have_to_agree_to_first_is_not_done_and_whom_it_waits_for_is_said() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
        said = refused(await desk.person("lena").tells(ref, "done it stands on your table"))
        assert said == f"{ref} waits for approval by Katrin Stahl. Once that is given, try again."
