"""What people read of steps is who did what: who skipped one, what came of it, and that nobody began."""

from __future__ import annotations

import pytest

from core.ui.inbound import OpenForm
from tests.commands.reading import quiet, read
from tests.commands.test_automations import TASK, TUESDAY, ordered
from tests.commands.test_tasks import drawn
from tests.fakes.desk import open_desk, refused
from tests.fakes.receiver import asked_at, caller, receiver, result, says


async def test_a_skip_is_said_by_whoever_skipped_and_the_message_that_asked_says_what_became_of_it() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [result(result="failed", note="No seat")]
        ref = await ordered(desk)
        await caller(desk).settle()
        await desk.passes(seconds=1)
        quiet(await desk.person("femi").presses("claim", TASK))
        quiet(await desk.person("ines").fills("skip", TASK, text="She has one."))
        await desk.passes(seconds=1)
        assert "Ines Kruse: *She has one.*" in drawn(desk, "apps-triage")
        assert (await desk.ticket(ref)).plan[0].skipped_by == desk.id_of("ines")
        cards = [
            one.card
            for one in desk.channels["slack"].taken
            if one.card and "Assign (REQ-1000) failed" in one.card.summary
        ]
        assert "It is skipped" in read(cards[-1])


@pytest.mark.parametrize(
    ("answer", "stays"), [(result(result="failed"), True), (says(403), True), (says(200, "<html>"), False)]
)
async def test_what_its_automation_refused_nobody_began_and_what_nobody_knows_may_be_done(
    answer: object, stays: bool
) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [answer]  # type: ignore[list-item]
        ref = await ordered(desk)
        await caller(desk).settle()
        assert (await desk.ticket(ref)).untouched is stays
        await desk.person("mia").presses("withdraw", ref)
        assert ((await desk.ticket(ref)).status == "cancelled") is stays


async def test_mark_done_that_is_a_leads_opens_no_form() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        idp.next_ = [says(403)]
        ref = await ordered(desk)
        await caller(desk).settle()
        said = refused(await desk.person("femi").presses("fulfil", ref))
        assert said.startswith("Assign failed. Try it again"), said
        assert isinstance(await desk.person("ines").presses("fulfil", ref), OpenForm)
