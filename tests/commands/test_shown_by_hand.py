"""*Done* of what nothing reads back and has to be sure takes one line on how it was shown; the report has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ui.inbound import OpenForm, Reply, Shown
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_tasks import drawn, granted
from tests.fakes.desk import DeskHouse, open_desk, refused

TUESDAY = "2026-10-27 09:40 CET"
HOW = "I looked in ERP: no role is left."
REVOKE = "TASK-1002"


async def pressed(desk: DeskHouse, ref: str, how: str) -> Reply:
    sofia = desk.person("sofia")
    return await (sofia.fills("finish", REVOKE, text=how) if how else sofia.presses("finish", REVOKE))


async def on_the_request(desk: DeskHouse, ref: str, how: str) -> Reply:
    sofia = desk.person("sofia")
    return await (
        sofia.fills("finish", ref, step="revoke", text=how) if how else sofia.presses("finish", ref, step="revoke")
    )


async def typed(desk: DeskHouse, ref: str, how: str) -> Reply:
    return await desk.person("sofia").types("ticket", f"finish {REVOKE} {how}".strip())


async def typed_on_the_request(desk: DeskHouse, ref: str, how: str) -> Reply:
    return await desk.person("sofia").tells(ref, f"finish revoke {how}".strip())


async def called_done(desk: DeskHouse, ref: str, how: str) -> Reply:
    return await desk.person("sofia").tells(ref, f"done revoke {how}".strip())


def by_form(reply: Reply) -> bool:
    """Whether a press opened the form that asks for it."""
    return field(opened(reply), "text").label == "How was it shown?"


Door = Callable[[DeskHouse, str, str], Awaitable[Reply]]


@pytest.mark.parametrize("door", [pressed, on_the_request, typed, typed_on_the_request, called_done])
async def test_who_took_access_away_says_how_that_was_shown_and_the_report_has_it(door: Door) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await granted(desk)
        await desk.until("2026-11-09 10:00 CET")
        asked = await door(desk, ref, "")
        assert refused(asked).startswith("Write in one line how it was shown that Revoke is done")
        assert isinstance(asked, Shown)
        [button] = [one for one in asked.card.buttons if one.label.startswith("Step done, ")]
        assert by_form(await desk.person("sofia").presses(button.action.command, ref, **button.action.arguments))  # type: ignore[arg-type]  # its own arguments
        assert (await desk.ticket(REVOKE)).open
        await door(desk, ref, HOW)
        step = (await desk.ticket(ref)).plan[1]
        assert (step.state, step.said, step.shown_by) == ("done", HOW, desk.id_of("sofia"))
        report = read(shown(await desk.person("lena").types("request", "admin access")))
        assert "Ended, shown by hand" in report
        assert "not proven" not in report
        assert HOW in report


async def test_who_made_sure_who_asked_says_how() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("password-reset", account="SAP")
        verify, reset = (task.ref for task in (await desk.ticket(ref)).plan)
        emre = desk.person("emre")
        assert by_form(await emre.presses("finish", verify, form=True)), "as its button on the card says"
        assert refused(await emre.presses("finish", verify)).startswith("Write in one line how it was shown")
        assert (await desk.ticket(reset)).status == "blocked"
        quiet(await emre.fills("finish", verify, text="Katrin called back."))
        assert (await desk.ticket(reset)).status == "ready"
        assert "Katrin called back." in drawn(desk, "desk-triage")
        quiet(await emre.presses("finish", reset))
        assert (await desk.ticket(ref)).done


@pytest.mark.parametrize("key", ["disable"])
async def test_what_takes_access_away_is_shown_also_where_no_step_of_the_order_gave_it(key: str) -> None:
    async with open_desk(TUESDAY) as desk:
        leaver = desk.person("dana").speaker
        ref = await desk.person("hr.ops").orders("offboarding", person=leaver, last_day="2026-10-29")
        await desk.until("2026-10-29 10:00 CET")
        record = next(each.ref for each in (await desk.ticket(ref)).plan if each.key == key)
        ciso = desk.person("ciso")
        assert refused(await ciso.presses("finish", record)).startswith("Write in one line how it was shown that")
        assert (await desk.ticket(record)).open
        quiet(await ciso.fills("finish", record, text=HOW))
        step = next(each for each in (await desk.ticket(ref)).plan if each.key == key)
        assert (step.state, step.said, step.shown_by) == ("done", HOW, desk.id_of("ciso"))


async def _typed_all(desk: DeskHouse, ref: str, how: str) -> Reply:
    return await desk.person("lena").tells(ref, "fulfil The password is new.")


async def _sent_all(desk: DeskHouse, ref: str, how: str) -> Reply:
    said = {"shown": how} if how else {}
    return await desk.person("lena").fills("fulfil", ref, text="The password is new.", **said)


@pytest.mark.parametrize("door", [_typed_all, _sent_all])
async def test_who_ends_an_order_at_once_says_how_it_was_shown_who_asked(door: Door) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("password-reset", account="SAP")
        reply = await door(desk, ref, "")
        asked = reply.errors["shown"] if isinstance(reply, OpenForm) else refused(reply)  # an old form is drawn anew
        assert asked.startswith("Write in one line how it was shown that Verify identity")
        assert (await desk.ticket(ref)).open
        form = opened(await desk.person("lena").presses("fulfil", ref))
        assert field(form, "shown").label == "How was it shown?"
        quiet(await _sent_all(desk, ref, "Katrin called back."))
        verify, reset = (await desk.ticket(ref)).plan
        assert (verify.state, verify.said, verify.shown_by) == ("done", "Katrin called back.", desk.id_of("lena"))
        assert (reset.state, reset.said) == ("done", "")
        assert "Katrin called back." in drawn(desk, "desk-triage")
        assert (await desk.ticket(ref)).done
