"""Another team than that which has a request: what it may do with its steps, and what it hears of those to undo."""

from __future__ import annotations

import pytest

from core.ui.cards import Button, Card
from core.ui.inbound import OpenForm
from tests.commands.reading import commands, kinds, opened, quiet
from tests.commands.test_tasks import TUESDAY
from tests.fakes.desk import DOMAIN, DeskHouse, Someone, open_desk

NEW = {"person": "Jan Weber", "start_date": "2026-11-16", "manager": f"katrin.stahl@{DOMAIN}"}
BADGE = "TASK-1003"


def card(desk: DeskHouse, place: str = "office-triage") -> Card:
    """The card that was last drawn in another team's channel."""
    return [one.card for one in desk.channels["slack"].taken if place in one.place and one.card and one.card.title][-1]


def all_of(drawn: Card) -> list[Button]:
    return [*drawn.buttons, *drawn.more]


@pytest.mark.parametrize("state", ["ready", "in_progress", "failed"])
async def test_their_card_has_all_that_the_graph_allows_and_each_of_it_works(state: str) -> None:
    async with open_desk(TUESDAY) as desk:
        await desk.person("hr.ops").orders("onboarding", **NEW)
        paul = desk.person("paul")
        if state != "ready":
            quiet(await paul.presses("claim", BADGE))
        if state == "failed":
            quiet(await paul.fills("fail", BADGE, text="The printer is broken."))
        wanted = {
            "ready": {"finish", "claim", "note", "skip", "fail"},
            "in_progress": {"finish", "note", "skip", "fail"},
            "failed": {"retry", "note", "skip"},
        }
        has = set(commands(card(desk)))
        assert wanted[state] <= has, has
        assert ("claim" in has) is (state == "ready")
        assert {button.action.arguments["ticket"] for button in all_of(card(desk))} == {BADGE}
        for button in all_of(card(desk)):
            if button.opens_form and button.action.command != "more_actions":
                ask = bool(button.action.arguments.get("ask"))
                assert isinstance(await paul.presses(button.action.command, BADGE, ask=ask), OpenForm), button
        reason = {"text": "Reception gives it."}
        quiet(await paul.fills("skip", BADGE, **reason))
        assert (await desk.ticket(BADGE)).status == "skipped"
        assert commands(card(desk)) == []


async def test_of_several_steps_each_has_a_way_to_all_that_is_allowed() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("hr.ops").orders("onboarding", **NEW)
        quiet(await desk.person("lena").fills("transfer", ref, team="workplace", reason="They do it."))
        drawn = card(desk, "desk-triage")
        labels = [button.label for button in all_of(drawn)]
        assert labels == [
            "Done: Account", "Done: Laptop", "Claim: Account", "Claim: Laptop", "More: Account", "More: Laptop",
        ]  # fmt: skip
        more = drawn.more[-1].action
        form = opened(await desk.person("dana").presses(more.command, str(more.arguments["ticket"])))
        assert {"note", "skip", "fail"} <= {choice.value for choice in form.fields[0].choices}


@pytest.mark.parametrize("end", ["cancelled", "a fault"])
async def test_who_finished_a_step_of_what_is_not_wanted_reads_what_is_to_be_undone(end: str) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("hr.ops").orders("onboarding", **NEW)
        named = ref if end == "cancelled" else ref.replace("REQ", "INC")
        quiet(await desk.person("paul").presses("claim", BADGE))
        quiet(await desk.person("paul").presses("finish", BADGE))
        quiet(await desk.person("dana").presses("claim", "TASK-1002"))
        since, lena = len(desk.said), desk.person("lena")
        if end == "cancelled":
            quiet(await lena.fills("cancel", ref, reason="withdrawn", undo="Take <b>back</b> what was given."))
        else:
            quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Take <b>back</b> what was given."))
        assert kinds(desk, since).count("step_undo triage:workplace") == 1
        [said] = [one.text for one in desk.said[since:] if one.kind == "step_undo"]
        assert f"{named} is not wanted any more as it was ordered" in said
        assert f"Done already, and to be undone: Badge ({BADGE})." in said
        assert "Lena says: Take <b>back</b> what was given." in said
        assert [one.to for one in desk.said[since:] if one.kind == "step_undo"] == ["triage:workplace"], (
            "business-apps did nothing"
        )


async def test_what_is_private_is_not_said_to_another_team_with_what_is_to_be_undone() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("hr.ops").orders("offboarding", person=f"mia.feld@{DOMAIN}", last_day="2026-11-09")
        quiet(await desk.person("paul").presses("finish", "TASK-1002"))
        await desk.person("nils").presses("claim", "TASK-1003")
        since = len(desk.said)
        lead = Someone(desk, desk.policy.team((await desk.ticket(ref)).team).lead)
        quiet(await lead.fills("cancel", ref, reason="withdrawn", undo="Mia stays after all."))
        [said] = [one.text for one in desk.said[since:] if one.kind == "step_undo"]
        assert "Collect (TASK-1002)" in said
        assert "Mia" not in said
