"""The tasks of a request at the desk's door: who does them, in which order, and what everybody reads of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.approvals import machine
from core.commands.steps import Step, finish
from core.engine import Engine
from core.fulfilment.steps import ELSE
from core.ports.tickets import Transaction
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.inbound import Quiet, Where
from tests.commands.reading import buttons, field, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, instant, local, open_desk, refused, unseen
from tests.presentation.drawing import spell

FRIDAY = "2026-10-23 11:00 CEST"
TUESDAY = "2026-10-27 09:40 CET"
LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
ACCESS = {"system": "erp", "role": "read", "until": "2026-11-09", "reason": "I close the books there."}
ORDER, IMAGE, ASSET, HAND_OVER = (f"TASK-{number}" for number in range(1001, 1005))


async def ordered(desk: DeskHouse) -> str:
    """Mia orders a laptop; Katrin agrees at once, finance on Tuesday at 9:40: scenario 10."""
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    quiet(await desk.person("katrin").presses("approve", ref, round=1))
    await desk.until(TUESDAY)
    quiet(await desk.person("finance.controller").presses("approve", ref, round=1))
    desk.checked = len(desk.said)
    return ref


async def granted(desk: DeskHouse) -> str:
    """Mia is granted access until 9 November."""
    ref = await desk.person("mia").orders("access", **ACCESS)
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    quiet(await desk.person("sofia").presses("finish", "TASK-1001"))
    desk.checked = len(desk.said)
    return ref


async def states(desk: DeskHouse, ref: str) -> dict[str, str]:
    """The plan's states; the records of the tasks stand where it says."""
    ticket = await desk.ticket(ref)
    for task in ticket.plan:
        if task.ref:
            record = await desk.ticket(task.ref)
            alike = {"done": ("done", "closed"), "in_progress": ("in_progress", "on_hold"), "dropped": ("cancelled",)}
            assert record.status in alike.get(task.state, (task.state,)), (task, record.status)
            assert (record.team, record.assignee) == (task.team, task.assignee)
    return {task.key: task.state for task in ticket.plan}


def drawn(desk: DeskHouse, place: str) -> str:
    """The card that was last drawn in a channel, as it reads."""
    told = [one.card for one in desk.channels["slack"].taken if place in one.place and one.card and one.card.title]
    card = told[-1]
    facts = [spell(fact.value) for section in card.sections for fact in section.facts]
    named = [f"[{button.label}]" for button in card.buttons]
    return "\n".join([spell(card.title), *(spell(section.body) for section in card.sections), *facts, *named])


async def test_10_a_laptop_goes_through_its_teams_in_the_order_of_its_tasks() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        dana, nils = desk.person("dana"), desk.person("nils")
        said = next(one for one in desk.said if one.kind == "step_ready")
        assert (said.at, said.to) == (desk.now, "triage:service-desk")
        assert said.text == f"Order ({ORDER}) can begin now. Due Thu 29 Oct 09:40 CET."
        assert await states(desk, ref) == {
            "order": "ready", "image": "blocked", "asset": "blocked", "hand_over": "blocked",
        }  # fmt: skip
        assert "○ Order (TASK-1001) · ready · due {Thu 29 Oct 09:40 CET}" in drawn(desk, "desk-triage")
        assert "[Done: Order]" in drawn(desk, "desk-triage")
        quiet(await nils.presses("claim", ORDER))
        quiet(await nils.presses("finish", ORDER))
        desk.hears_now(f"{TUESDAY} step_ready triage:service-desk")
        assert desk.said[-1].text == f"Image ({IMAGE}) and Register asset and owner ({ASSET}) can begin now."
        assert "Step 2 of 4: Image; Register asset and owner" in drawn(desk, "D-mia.feld")
        quiet(await dana.presses("finish", IMAGE))
        desk.nothing_else_was_said()
        quiet(await dana.presses("finish", ASSET))
        desk.nothing_else_was_said()  # its new card says what another team has to do
        assert "○ Hand over (TASK-1004) · ready\n[Done: Hand over]" in drawn(desk, "office-triage")
        quiet(await nils.presses("finish", HAND_OVER))
        desk.hears_now(f"{TUESDAY} resolved requester")
        asked = f"{ref} New laptop: Power 16 is done. Did you get what you asked for?"
        assert desk.said[-1].text == asked
        assert (await desk.ticket(ref)).status == "fulfilled"
        quiet(await desk.person("mia").presses("confirm", ref))
        assert (await desk.ticket(ORDER)).status == "closed"
        await desk.until("2026-11-20 17:00 CET")
        desk.nothing_else_was_said()


async def test_whoever_comes_second_is_told_who_was_first_and_two_tasks_end_at_once() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("finish", ORDER))
        assert (
            refused(await desk.person("dana").presses("finish", ORDER)) == f"{ORDER} is done already, by Nils Peters."
        )
        assert refused(await desk.person("dana").tells(ref, "finish order")) == "Order is finished already."
        quiet(await desk.person("dana").presses("finish", IMAGE))
        quiet(await desk.person("emre").presses("finish", ASSET))
        assert (await states(desk, ref))["hand_over"] == "ready"


async def test_of_two_who_are_done_at_once_one_is_told_and_two_tasks_both_end() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        both = await asyncio.gather(*(desk.person(who).presses("finish", ORDER) for who in ("nils", "dana")))
        (second,) = [reply for reply in both if not isinstance(reply, Quiet)]
        assert refused(second).startswith(f"{ORDER} is done already, by ")
        await asyncio.gather(desk.person("nils").presses("finish", IMAGE), desk.person("dana").presses("finish", ASSET))
        assert (await states(desk, ref))["hand_over"] == "ready"


async def test_an_end_and_what_it_begins_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is killed in between leaves neither: the task is under way still, and can be ended again."""
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        engine, kept = desk.desk.engine, Engine.keep

        def killed(self: Engine, tx: Transaction, before: Ticket, draft: Draft) -> None:
            if draft.ticket.ref == IMAGE:
                raise KeyboardInterrupt
            kept(self, tx, before, draft)

        monkeypatch.setattr(Engine, "keep", killed)
        ticket = await desk.ticket(ORDER)
        with pytest.raises(KeyboardInterrupt):
            await desk.store.transact(
                lambda tx: engine.run(tx, ticket, desk.id_of("nils"), desk.now, lambda draft: finish(draft, Step()))
            )
        monkeypatch.setattr(Engine, "keep", kept)
        assert await states(desk, ref) == {
            "order": "ready", "image": "blocked", "asset": "blocked", "hand_over": "blocked",
        }  # fmt: skip
        quiet(await desk.person("nils").presses("finish", ORDER))
        assert (await states(desk, ref))["image"] == "ready"


async def test_who_may_say_what_became_of_a_task() -> None:
    async with open_desk(FRIDAY) as desk:
        await ordered(desk)
        for who in ("mia", "clara"):
            said = refused(await desk.person(who).presses("finish", ORDER))
            assert said == unseen(ORDER) or said.startswith(f"Only Service Desk can change {ORDER}.")
        quiet(await desk.person("nils").presses("claim", ORDER))
        assert "Nils" in refused(await desk.person("dana").presses("finish", ORDER))
        quiet(await desk.person("lena").presses("finish", ORDER))
        assert refused(await desk.person("paul").presses("finish", HAND_OVER)).startswith(
            f"{HAND_OVER} waits for other"
        )


async def test_a_task_that_failed_stops_what_follows_and_the_lead_decides() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").fills("fail", ORDER, text="The model is sold out."))
        desk.hears_now(f"{TUESDAY} step_failed lena")
        assert "Nils could not do TASK-1001 Order (REQ-1000): The model is sold out." in desk.said[-1].text
        assert buttons_of(desk) == ["Try again", "Skip a step", "Open"]
        assert (await states(desk, ref))["image"] == "blocked"
        assert not await desk.agenda(ORDER), "its clock stands still no more than it runs"
        quiet(await desk.person("lena").presses("retry", ORDER))
        assert (await states(desk, ref))["order"] == "ready"
        desk.hears_now(f"{TUESDAY} step_ready triage:service-desk")
        assert refused(await desk.person("nils").fills("skip", ORDER, text=" ")) == "Write why, so that others know."
        quiet(await desk.person("nils").fills("skip", ORDER, text="She has one."))
        assert (await states(desk, ref))["image"] == "ready"


def buttons_of(desk: DeskHouse) -> list[str]:
    """Those under what was said last."""
    key = desk.said[-1].message
    card = next(one.card for one in desk.channels["slack"].taken if one.key == key and one.card)
    return [button.label for button in buttons(card)]


async def test_no_reopens_the_task_that_is_named() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        for task in (ORDER, IMAGE, ASSET, HAND_OVER):
            quiet(await desk.person("nils").presses("finish", task))
        desk.checked = len(desk.said)
        form = opened(await desk.person("mia").presses("reopen", ref, ask=True))
        assert [choice.value for choice in field(form, "step").choices] == [
            "order", "image", "asset", "hand_over", ELSE,
        ]  # fmt: skip
        quiet(await desk.person("mia").fills("reopen", ref, step="image", reason="It speaks Danish."))
        assert await states(desk, ref) == {"order": "done", "image": "ready", "asset": "done", "hand_over": "done"}
        assert "Step 2 of 4: Image" in read(shown(await desk.person("mia").sends(ref)))
        desk.hears_now(f"{TUESDAY} step_ready triage:service-desk", f"{TUESDAY} reopened triage:service-desk")
        assert "Image (TASK-1002) was not right: to be done again." in {
            one.text.partition("@Nils ")[2] or one.text for one in desk.said[-2:]
        }
        quiet(await desk.person("nils").presses("finish", IMAGE))
        assert (await desk.ticket(ref)).status == "fulfilled"


async def test_a_task_that_waits_for_a_date_outlives_its_request_and_climbs_the_ladder() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await granted(desk)
        assert (await desk.ticket(ref)).status == "fulfilled"
        quiet(await desk.person("mia").presses("confirm", ref))
        assert await states(desk, ref) == {"grant": "done", "revoke": "waiting_date"}
        assert await desk.due("TASK-1002", "task_begins") == "2026-11-09 09:00 CET"
        await desk.until("2026-11-09 08:59 CET")
        desk.hears_now("2026-11-06 09:00 CET step_came requester")
        await desk.until("2026-11-09 09:00 CET")
        desk.hears_now("2026-11-09 09:00 CET step_ready triage:service-desk")
        assert desk.said[-1].text == "Revoke (TASK-1002) can begin now. Due 17:00 CET."
        assert "[Done: Revoke]" in drawn(desk, "desk-triage")
        await desk.until("2026-11-09 17:00 CET")
        assert {"warning", "warning_direct", "breach"} <= {one.kind for one in desk.said[desk.checked :]}
        quiet(await desk.person("sofia").fills("finish", "TASK-1002", text="I looked in ERP."))
        assert (await desk.ticket("TASK-1002")).status == "closed"
        assert (await desk.ticket(ref)).status == "closed"


@pytest.mark.parametrize("until", ["2026-11-20", "2026-11-02"])
async def test_a_date_that_is_changed_moves_what_waits_for_it(until: str) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await granted(desk)
        quiet(await desk.person("mia").presses("reopen", ref))
        was = (await desk.ticket(ref)).details
        assert isinstance(was, RequestDetails)
        now = replace(was, answers={**was.answers, "until": until})

        def change(draft: Draft) -> None:
            machine.change(draft, now)

        ticket = await desk.ticket(ref)
        await desk.store.transact(lambda tx: desk.desk.engine.run(tx, ticket, ticket.requester, desk.now, change))
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        quiet(await desk.person("sofia").presses("finish", "TASK-1001"))
        begins = await desk.due("TASK-1002", "task_begins")
        assert begins == f"{until} 09:00 CET"


async def test_what_is_left_of_a_cancelled_request_is_dropped_but_not_what_takes_access_away() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await granted(desk)
        quiet(await desk.person("mia").presses("reopen", ref))
        quiet(await desk.person("sofia").presses("finish", "TASK-1001"))
        quiet(await desk.person("mia").presses("reopen", ref))
        assert (await states(desk, ref))["grant"] == "ready"
        quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn"))
        assert (await states(desk, ref))["grant"] == "dropped"


async def test_a_task_under_way_needs_a_word_on_what_is_to_be_undone() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", ORDER))
        again = opened(await desk.person("lena").fills("cancel", ref, reason="withdrawn"))
        assert field(again, "undo").required
        assert field(opened(await desk.person("lena").presses("cancel", ref)), "undo").required
        quiet(await desk.person("lena").tells(ref, "cancel withdrawn: Send it back."))
        assert set((await states(desk, ref)).values()) == {"dropped"}
        desk.hears_now(f"{TUESDAY} cancelled requester", f"{TUESDAY} step_dropped nils")
        assert desk.said[-1].text.endswith("To be undone: Send it back.") or desk.said[-2].text.endswith(
            "Send it back."
        )


async def test_a_single_task_of_the_own_team_is_the_request_itself() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("shared-mailbox", address="sales", members="mia.feld")
        assert [(task.state, task.ref) for task in (await desk.ticket(ref)).plan] == [("ready", "")]
        quiet(await desk.person("dana").fills("fulfil", ref, text="It is there."))
        assert (await states(desk, ref)) == {"create": "done"}
        quiet(await desk.person("mia").presses("reopen", ref))
        assert (await states(desk, ref)) == {"create": "ready"}
        assert await desk.person("mia").reports() == "INC-1001"


async def test_another_team_reads_of_a_private_request_what_it_has_to_do_and_no_more() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("hr.ops").orders("offboarding", person="mia.feld", last_day="2026-11-09")
        ticket = await desk.ticket(ref)
        assert ticket.private
        card = drawn(desk, "office-triage")
        assert "Collect (TASK-1002) · ready" in card
        for secret in (ticket.title, "Mia", "Hr", "Disable"):
            assert secret not in card
        assert refused(await desk.person("paul").presses("reply", ref)) == unseen(ref)
        quiet(await desk.person("paul").presses("finish", "TASK-1002"))
        assert (await states(desk, ref))["wipe"] == "ready"


async def test_words_below_another_teams_card_are_about_its_task() -> None:
    async with open_desk(TUESDAY) as desk:
        await desk.person("hr.ops").orders("offboarding", person="mia.feld", last_day="2026-11-09")
        place, root = await desk.thread("REQ-1000", "triage:workplace")

        async def says(text: str, *, to_bot: bool) -> object:
            where = Where(place, "channel", thread=root, message=desk.message())
            return await desk.person("paul")._speaks(where, (text,), None, to_bot=to_bot)

        quiet(await says("The key is with reception.", to_bot=False))  # type: ignore[arg-type]
        assert [each.text for each in await desk.comments("TASK-1002")] == ["The key is with reception."]
        assert "Do that on REQ-1000" in refused(await says(">> where are you?", to_bot=False))  # type: ignore[arg-type]
        quiet(await says("claim", to_bot=True))  # type: ignore[arg-type]
        quiet(await says("done", to_bot=True))  # type: ignore[arg-type]
        assert (await desk.ticket("TASK-1002")).status == "done"


async def test_a_request_that_becomes_private_takes_its_tasks_along() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").tells(ref, "change service security-report"))
        assert {(await desk.ticket(task.ref)).private for task in (await desk.ticket(ref)).plan} == {True}
        assert refused(await desk.person("clara").presses("claim", ORDER)) == unseen(ORDER)
        quiet(await desk.person("nils").presses("finish", ORDER))  # it is his team's to do, still


async def test_of_a_request_that_goes_to_another_team_its_first_one_keeps_a_card_of_its_tasks() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").fills("transfer", ref, team="infra", reason="They take care of it."))
        assert "Infra has REQ-1000" in drawn(desk, "desk-triage")
        assert "[Done: Order]" in drawn(desk, "desk-triage")
        await desk.person("nils").types("ticket", f"finish {ORDER}")
        assert (await states(desk, ref))["image"] == "ready"


async def test_a_task_that_goes_to_another_team_takes_its_card_along() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").fills("transfer", ORDER, team="infra", reason="They buy it."))
        assert (await states(desk, ref))["order"] == "ready"
        assert "Order (TASK-1001) · ready" in drawn(desk, "infra-triage")
        desk.nothing_else_was_said()
        quiet(await desk.person("jonas").presses("finish", ORDER))
        assert (await states(desk, ref))["image"] == "ready"


async def test_steps_are_named_on_the_request_too() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").tells(ref, "finish"))
        asked = await desk.person("nils").tells(ref, "finish")
        assert "Image or Register asset and owner" in refused(asked)
        quiet(await desk.person("nils").tells(ref, "skip asset: it is on the list"))
        assert (await desk.ticket(ASSET)).details.said == "it is on the list"  # type: ignore[union-attr]
        quiet(await desk.person("nils").tells(ref, "fail image the disk is broken"))
        assert await states(desk, ref) == {
            "order": "done", "image": "failed", "asset": "skipped", "hand_over": "blocked",
        }  # fmt: skip
        quiet(await desk.person("nils").tells(ref, "retry"))
        assert (await states(desk, ref))["image"] == "ready"


async def test_changed_answers_ask_again_and_the_tasks_stand_still() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        was = (await desk.ticket(ref)).details
        assert isinstance(was, RequestDetails)

        def change(draft: Draft) -> None:
            machine.change(draft, replace(was, answers={**was.answers, "model": "Standard 14"}, cost=1150))

        ticket = await desk.ticket(ref)
        await desk.store.transact(lambda tx: desk.desk.engine.run(tx, ticket, ticket.requester, desk.now, change))
        assert (await states(desk, ref))["order"] == "blocked"
        await desk.deliver()
        assert f"Order ({ORDER}) · waiting for approval" in drawn(desk, "desk-triage"), "it waits for no other step"
        quiet(await desk.person("katrin").presses("approve", ref))
        assert (await states(desk, ref))["order"] == "ready"
        assert [one.ref for one in (await desk.ticket(ref)).plan] == [ORDER, IMAGE, ASSET, HAND_OVER]
        assert local((await desk.stored_clock(ORDER, "resolution")).started_at) == TUESDAY
        assert not await desk.events(ref, e.Resolved)
        assert instant(TUESDAY) == desk.now


async def test_a_request_that_is_to_be_begun_later_begins_on_its_day() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").tells(ref, "hold scheduled 2026-11-09"))
        assert set((await states(desk, ref)).values()) == {"blocked"}
        assert "Planned for {Mon 9 Nov}" in drawn(desk, "D-mia.feld")
        assert refused(await desk.person("nils").presses("finish", ORDER)).startswith(f"{ORDER} waits for other steps")
        desk.nothing_else_was_said()
        await desk.until("2026-11-09 09:00 CET")
        assert (await states(desk, ref))["order"] == "ready"
        assert local((await desk.stored_clock(ORDER, "resolution")).started_at) == "2026-11-09 09:00 CET"
        fault = await desk.person("mia").reports()
        said = refused(await desk.person("lena").tells(fault, "hold scheduled 2026-11-12"))
        assert said.startswith("Only a request waits for the day")
