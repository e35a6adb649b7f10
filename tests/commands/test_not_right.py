"""What an automation did and is not right: a person reads what is wrong, and nothing is done again but by a press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.processes import TaskDetails
from core.ui.inbound import Reply
from tests.commands.reading import opened, quiet
from tests.commands.test_automations import TASK, TUESDAY, ordered, run_for
from tests.commands.test_tasks import drawn
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import asked_at, caller, receiver, result

LICENCE = {"app": "Miro", "reason": "We draw our plans with it."}
WRONG = "It is a viewer's seat <!here>."
ASKED = "Write in one sentence what is wrong: no person did it, so nobody knows yet."


async def _types(desk: DeskHouse, ref: str) -> Reply:
    return await desk.person("mia").types("ticket", f"reopen {ref} {WRONG}")


async def _fills(desk: DeskHouse, ref: str) -> Reply:
    return await desk.person("mia").fills("reopen", ref, reason=WRONG)


async def _team(desk: DeskHouse, ref: str) -> Reply:
    return await desk.person("femi").fills("reopen", ref, reason=WRONG)


NO: dict[str, Callable[[DeskHouse, str], Awaitable[Reply]]] = {"a form": _fills, "words": _types, "the team": _team}


@pytest.mark.parametrize("way", list(NO))
async def test_a_no_reaches_people_and_the_automation_goes_on_by_a_press_alone(way: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        await caller(desk).settle()
        for turn in (1, 2):
            assert (await desk.ticket(ref)).status == "fulfilled"
            said = len(desk.said)
            await NO[way](desk, ref)
            await run_for(desk, idp, hours=3)
            request, task = await desk.ticket(ref), await desk.ticket(TASK)
            assert (request.status, task.status) == ("in_fulfilment", "ready")
            assert isinstance(task.details, TaskDetails)
            assert task.details.awaits
            assert len(idp.keys) == turn, "nobody let it run"
            told = next(one for one in desk.said[said:] if one.kind == "reopened")
            assert told.text.startswith("@Ines, "), "nobody has it, so whoever stands in for the team reads it by name"
            assert WRONG in told.text
            assert "[Run: Assign]" in drawn(desk, "apps-triage")
            assert request.ladder is not None
            clock = request.clock("resolution")
            assert clock is not None
            assert clock.live
            quiet(await desk.person("femi").presses("run", TASK))
            await caller(desk).settle()
        assert idp.keys == ["TASK-1001.1", "TASK-1001.2", "TASK-1001.3"], "done again, not asked what came of before"


async def test_a_no_without_words_is_asked_what_is_wrong_and_changes_nothing() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        await caller(desk).settle()
        assert refused(await desk.person("mia").presses("reopen", ref)).startswith(ASKED), "an older button"
        assert refused(await desk.person("mia").types("ticket", f"reopen {ref}")).startswith(ASKED)
        form = opened(await desk.person("mia").presses("reopen", ref, ask=True))
        [question] = form.fields
        assert (question.label, question.required) == ("What is wrong? One sentence is enough.", True)
        assert (await desk.ticket(ref)).status == "fulfilled"
        assert len(idp.keys) == 1


async def test_what_was_skipped_and_is_missed_waits_for_a_press_as_well() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [result(result="failed", note="No seat")]
        ref = await ordered(desk)
        await caller(desk).settle()
        quiet(await desk.person("ines").fills("skip", TASK, text="She has one."))
        quiet(await _fills(desk, ref))
        await run_for(desk, idp, hours=3)
        [step] = (await desk.ticket(ref)).plan
        assert (step.state, step.awaits, len(idp.keys)) == ("ready", True, 1)


@pytest.mark.parametrize(
    "item", [("question", {"question": "How do I share a calendar?"}), ("software-licence", LICENCE)]
)
async def test_what_is_missing_is_asked_where_one_step_can_be_named_and_said_once(
    item: tuple[str, dict[str, str]],
) -> None:
    async with open_desk(TUESDAY) as desk:
        mia = desk.person("mia")
        ref = await mia.orders(item[0], **item[1])
        lead = "lena" if item[0] == "question" else "ines"
        for each in ("katrin", "ines"):
            await desk.person(each).presses("approve", ref)
        quiet(await desk.person(lead).fills("resolve", ref, code="fulfilled", text="Here it is."))
        await desk.deliver()
        asked = [one.card for one in desk.channels["slack"].taken if one.card]
        no = [button for card in asked for button in card.buttons if button.label == "No, not right"]
        assert no[-1].opens_form
        form = opened(await mia.presses("reopen", ref, ask=True))
        assert [(one.label, one.required) for one in form.fields] == [("What is wrong? One sentence is enough.", True)]
        assert (await desk.ticket(ref)).status == "fulfilled"
        said = len(desk.said)
        quiet(await mia.sends_form(form, reason=WRONG))
        await desk.deliver()
        told = [(one.kind, one.to, one.text) for one in desk.said[said:]]
        assert len([one for one in told if one[1].startswith("triage")]) == 1, told
        assert WRONG in str(told)
