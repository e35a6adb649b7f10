"""What is done already of an order that ends is undone: whoever ends it, each team that did something reads of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.items import ItemTask
from tests.commands.reading import opened, quiet
from tests.commands.test_bad_days_of_orders import selling
from tests.commands.test_tasks import FRIDAY, TUESDAY, ordered, states
from tests.fakes.desk import DeskHouse, open_desk

TASKS = (ItemTask("order", "service-desk"), ItemTask("badge", "workplace"), ItemTask("network", "infra"))


async def _decided_anew(desk: DeskHouse, ref: str) -> None:
    form = opened(await desk.person("lena").presses("change_order", ref))
    quiet(await desk.person("lena").sends_form(form, model="Standard 14", ship_to="berlin"))
    desk.checked = len(desk.said)


async def _rejects(desk: DeskHouse, ref: str) -> None:
    await _decided_anew(desk, ref)
    quiet(await desk.person("katrin").fills("reject", ref, text="Collect it in Berlin."))


async def _expires(desk: DeskHouse, ref: str) -> None:
    await _decided_anew(desk, ref)
    await desk.until("2026-11-13 12:00 CET")
    assert (await desk.ticket(ref)).status == "expired"


async def _cancels(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn", undo="Send it back."))


async def _converts(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2", undo="Send it back."))


ENDS: dict[str, tuple[Callable[[DeskHouse, str], Awaitable[None]], bool]] = {
    "rejected": (_rejects, True),
    "expired": (_expires, True),
    # who ends it is of that team, and says in the same breath what is to be undone
    "cancelled by the team": (_cancels, False),
    "converted by the team": (_converts, False),
}
"""How an order ends, and whether its own team is to be told by us what it has done."""


@pytest.mark.parametrize("done", [("order",), ("badge",), ("order", "badge")], ids=lambda done: " and ".join(done))
@pytest.mark.parametrize("end", ENDS)
async def test_each_team_that_did_something_reads_what_is_to_be_undone(end: str, done: tuple[str, ...]) -> None:
    async with open_desk(FRIDAY) as desk:
        selling(desk, tasks=TASKS)
        ref = await ordered(desk)
        doers = {"order": ("dana", "service-desk"), "badge": ("paul", "workplace")}
        records = {task.key: task.ref for task in (await desk.ticket(ref)).plan}
        for key in done:
            quiet(await desk.person(doers[key][0]).presses("finish", records[key]))
        ends, tells_own = ENDS[end]
        await ends(desk, ref)
        told = {one.to: one.text for one in desk.said if one.kind == "step_undo"}
        reads = [key for key in done if key == "badge" or tells_own]
        assert set(told) == {f"triage:{doers[key][1]}" for key in reads}
        for key in reads:
            person, team = doers[key]
            text = told[f"triage:{team}"]
            assert text.startswith(f"@{person.capitalize()} "), "whoever did it is called"
            assert f"to be undone: {key.capitalize()} ({records[key]})." in text
        assert set((await states(desk, ref)).values()) <= {"done", "dropped", "blocked"}


async def test_one_no_of_several_that_ends_nothing_undoes_nothing() -> None:
    async with open_desk(FRIDAY) as desk:
        selling(desk, tasks=TASKS)
        ref = await ordered(desk)
        assert desk.now == desk.when(TUESDAY)
        records = {task.key: task.ref for task in (await desk.ticket(ref)).plan}
        quiet(await desk.person("dana").presses("finish", records["order"]))
        await _decided_anew(desk, ref)
        assert not [one for one in desk.said if one.kind == "step_undo"]


WRONG = "The badge does not open the door."


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("said", ["in the form", "by the team"])
async def test_what_is_wrong_is_read_by_the_team_that_is_to_do_it_again(said: str, private: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        selling(desk, tasks=TASKS, private=private)
        ref = await ordered(desk)
        records = {task.key: task.ref for task in (await desk.ticket(ref)).plan}
        for person, key in (("dana", "order"), ("paul", "badge"), ("mara", "network")):
            quiet(await desk.person(person).presses("finish", records[key]))
        since = len(desk.said)
        who = {"in the form": "mia", "by the team": "lena"}[said]
        quiet(await desk.person(who).fills("reopen", ref, step="badge", reason=WRONG))
        read = {one.to: one.text for one in desk.said[since:] if one.kind == "step_ready"}
        again = f"@Paul Badge ({records['badge']}) was not right: to be done again."
        words = "" if private else f" {who.capitalize()} says: {WRONG}"
        assert read["triage:workplace"].startswith(again + words)
        assert (WRONG in read["triage:workplace"]) is not private
        own = [one.text for one in desk.said[since:] if one.to == "triage:service-desk"]
        assert sum(WRONG in text for text in own) == 1, "once in a thread"
