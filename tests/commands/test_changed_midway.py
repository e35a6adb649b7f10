"""Orders that are changed while they wait or while work on them is under way, and what approvers then read and do."""

from __future__ import annotations

import pytest

from core.processes import RequestDetails
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_changed_tasks import changed
from tests.commands.test_deputies import leaves
from tests.commands.test_private_answers import HOME
from tests.commands.test_private_answers import ordered as ordered_home
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, ordered
from tests.fakes.desk import open_desk, refused
from tests.presentation.drawing import labels

HAMBURG = {**LAPTOP, "ship_to": "hamburg"}
HOLDS = {"requester": "ask Which colour?", "scheduled": "hold scheduled 2026-11-09"}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"ship_to": "hamburg"}, ""),
        ({"model": "Power 16"}, ""),
        ({"address": "Oak Lane 2"}, "what only the team reads is changed no more here"),
    ],
)
async def test_only_a_private_answer_that_is_written_anew_keeps_a_change_from_the_team(
    given: dict[str, str], refusal: str
) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered_home(desk), desk.person("mia")
        quiet(await desk.person("nils").presses("claim", ORDER))
        form = opened(await mia.presses("change_order", ref))
        kept = {key: answer for key, answer in HOME.items() if key != "address"}
        answer = await mia.sends_form(form, **{**kept, **given})
        if refusal:
            assert refusal in refused(answer)
            return
        assert "the team is asked for your change" in read(shown(answer))
        team = opened(await desk.person("lena").presses("change_order", ref))
        quiet(await desk.person("lena").sends_form(team, **{**kept, **given}))
        details = (await desk.ticket(ref)).details
        assert isinstance(details, RequestDetails)
        assert details.answers == {**kept, **given}
        assert dict(details.sealed) == ({} if "ship_to" in given else {"address": 1})


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("why", HOLDS)
async def test_an_order_can_be_changed_while_it_waits(why: str, begun: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia, lena = await ordered(desk), desk.person("mia"), desk.person("lena")
        if begun:
            quiet(await desk.person("nils").presses("claim", ORDER))
        quiet(await lena.tells(ref, HOLDS[why]))
        assert (await desk.ticket(ref)).waiting
        assert "Change order" in labels(shown(await mia.sends(ref)))
        form = opened(await mia.presses("change_order", ref))
        answer = await mia.sends_form(form, **HAMBURG)
        after = await desk.ticket(ref)
        if why == "requester" and not begun:
            quiet(answer)
            assert after.approving
            return
        assert "the team is asked for your change" in read(shown(answer))
        assert after.waiting is (why == "scheduled")
        await desk.deliver()
        told = [one.text for one in desk.said if one.kind == "change_asked"][-1]
        assert ("Work has begun: Order." if begun else "It is on hold.") in told
        if after.waiting:
            assert "Resume it first" in refused(await lena.presses("change_order", ref))
            quiet(await lena.presses("resume", ref))
        await changed(desk, ref, "lena", **HAMBURG)
        now = await desk.ticket(ref)
        assert isinstance(now.details, RequestDetails)
        assert (now.details.answers["ship_to"], now.change_asked, now.approving) == ("hamburg", None, True)


async def test_typed_a_change_of_an_order_is_a_button_to_its_form_for_whoever_may() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        assert "Change order" in labels(shown(await desk.person("mia").sends(f"change order {ref}")))
        assert "Change order" in labels(shown(await desk.person("mia").types("ticket", f"change order {ref}")))
        assert "Only whoever asked" in refused(await desk.person("dana").sends(f"change order {ref}"))


@pytest.mark.parametrize("approving", [True, False])
async def test_nobody_is_asked_who_left(approving: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP) if approving else await ordered(desk)
        await leaves(desk, "mia")
        before = await desk.ticket(ref)
        who = desk.person("katrin" if approving else "lena")
        said = refused(await who.fills("ask", ref, text="Which colour?"))
        assert "left the company" in said
        assert ("approve REQ-1000, or reject it" if approving else "cancel REQ-1000") in said
        assert await desk.ticket(ref) == before


async def test_who_decides_anew_reads_what_is_done_and_what_a_no_ends() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("finish", ORDER))
        await changed(desk, ref, "lena", **HAMBURG)
        await desk.deliver()
        told = [one.text for one in desk.said if one.line.endswith("approval katrin")][-1]
        assert "Work has begun: Order (done). If it is rejected, the order ends and this has to be undone." in told
        assert "delivery" not in told
        quiet(await desk.person("katrin").presses("approve", ref, round=2))
        quiet(await desk.person("finance.controller").presses("approve", ref, round=2))
        await desk.deliver()
        assert "Work on it goes on." in [one.text for one in desk.said if one.kind == "agreed"][-1]


async def test_the_list_of_what_waits_says_what_was_decided_and_changed_before() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await changed(desk, ref, **HAMBURG)
        await desk.person("katrin").sends(f"approve {ref} For the CAD desk.")
        page = shown(await desk.person("finance.controller").types("request", "approvals"))
        assert "Katrin Stahl agreed: For the CAD desk." in read(page)
        assert "Mia Feld changed it" in read(page)
        assert "berlin → hamburg" in read(page)
