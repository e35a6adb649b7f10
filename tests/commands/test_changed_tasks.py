"""The tasks of a request that is changed, moved to another team or ended while somebody is at them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import Item, ItemTask, Stage
from core.tickets.permissions import fulfilling_teams, may_see
from core.ui.text import flatten
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_tasks import FRIDAY, HAND_OVER, LAPTOP, ORDER, TUESDAY, drawn, ordered, states
from tests.fakes.desk import DeskHouse, open_desk, refused, unseen
from tests.presentation.drawing import labels


async def changed(desk: DeskHouse, ref: str, by: str = "mia", **answers: str) -> None:
    """Whoever asked, or its team once work began, changes what was ordered."""
    form = opened(await desk.person(by).presses("change_order", ref))
    quiet(await desk.person(by).sends_form(form, **answers))


async def begun_and_changed(desk: DeskHouse) -> str:
    """Nils is at the order of Mia's laptop when it is sent elsewhere; Katrin is asked again."""
    ref = await ordered(desk)
    quiet(await desk.person("nils").presses("claim", ORDER))
    await changed(desk, ref, "lena", **{**LAPTOP, "ship_to": "hamburg"})
    assert (await desk.ticket(ref)).approving
    return ref


async def test_what_was_begun_is_ended_by_staff_also_while_people_are_asked_anew() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await begun_and_changed(desk)
        assert "Ask to cancel" in labels(shown(await desk.person("mia").sends(ref)))
        assert field(opened(await desk.person("lena").fills("cancel", ref, reason="withdrawn")), "undo").required
        quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn", undo="Send it back."))
        assert set((await states(desk, ref)).values()) == {"dropped"}
        assert (await desk.ticket(ref)).status == "cancelled"


async def test_whoever_was_asked_to_cancel_can_also_while_people_are_asked_anew() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("dana").presses("claim", ref))
        shown(await desk.person("mia").presses("withdraw", ref))
        await changed(desk, ref, **{**LAPTOP, "ship_to": "hamburg"})
        assert (await desk.ticket(ref)).approving
        assert "Cancel ticket" in [each.label for each in shown(await desk.person("dana").sends(ref)).more]
        quiet(await desk.person("dana").fills("cancel", ref, reason="withdrawn"))
        assert (await desk.ticket(ref)).status == "cancelled"


@pytest.mark.parametrize("began", ["claim", "finish"])
@pytest.mark.parametrize("answered", ["change_order", "keep_going"])
async def test_once_a_step_was_begun_a_change_is_a_question_to_the_team(began: str, answered: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia, lena = await ordered(desk), desk.person("mia"), desk.person("lena")
        early = opened(await mia.presses("change_order", ref))
        quiet(await desk.person("nils").presses(began, ORDER))
        before = await desk.ticket(ref)
        assert "Work has begun: Order" in flatten(opened(await mia.presses("change_order", ref)).fields[0].text)
        smaller = {**LAPTOP, "model": "Standard 14"}
        said = shown(await mia.sends_form(early, **smaller))  # a form that was open before asks like any other
        assert "the team is asked for your change" in read(said)
        asked = await desk.ticket(ref)
        assert (asked.details, asked.plan, asked.title) == (before.details, before.plan, before.title)
        await desk.deliver()
        assert "Work has begun: Order. Model: Power 16 → Standard 14" in desk.said[-1].text
        assert stands(desk, "change_asked")[1] == ["change_order", "keep_going"]
        assert "Only" in refused(await desk.person("omar").presses("change_order", ref))
        if answered == "keep_going":
            quiet(await lena.fills("keep_going", ref, text="It is on its way."))
            assert (await desk.ticket(ref)).details == before.details
        else:
            form = opened(await lena.presses("change_order", ref))
            assert field(form, "model").value == "Standard 14"
            redo = {"step:redo": "order"} if began == "finish" else {}
            quiet(await lena.sends_form(form, **smaller, **redo))
            after = await desk.ticket(ref)
            assert after.title == "New laptop: Standard 14"
            assert (await states(desk, ref))["order"] == ("blocked" if redo else "in_progress")
        assert (await desk.ticket(ref)).change_asked is None
        await desk.deliver()
        assert stands(desk, "change_asked")[1] == []


async def test_what_nobody_began_is_taken_back_by_whoever_asked_alone() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        await changed(desk, ref, **{**LAPTOP, "ship_to": "hamburg"})
        assert "only Mia" in refused(await desk.person("lena").fills("cancel", ref, reason="withdrawn"))
        quiet(await desk.person("mia").presses("withdraw", ref))
        assert (await desk.ticket(ref)).status == "cancelled"


async def two_alike(desk: DeskHouse) -> str:
    """An order with two tasks of which one's name begins the other's, both ready."""
    policy = desk.policy
    item = policy.catalog["laptop"]
    tasks = (ItemTask("order", "service-desk"), ItemTask("order_parts", "service-desk", "Order parts"))
    desk.use(replace(policy, catalog={**policy.catalog, "laptop": replace(item, tasks=tasks, stages=())}))
    return await desk.person("mia").orders("laptop", **LAPTOP)


@pytest.mark.parametrize(
    ("said", "became"),
    [
        ("finish order parts", ("ready", "done")),
        ("finish Order_Parts.", ("ready", "done")),
        ("finish order", ("done", "ready")),
        ("skip order parts: they are here", ("ready", "skipped")),
        ("skip order, parts are here", ("skipped", "ready")),
        ("fail ORDER PARTS sold out", ("ready", "failed")),
    ],
)
async def test_of_names_that_begin_alike_the_longest_is_meant(said: str, became: tuple[str, str]) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await two_alike(desk)
        quiet(await desk.person("nils").tells(ref, said))
        assert await states(desk, ref) == dict(zip(("order", "order_parts"), became, strict=True))


async def test_words_that_name_no_task_are_asked_about_and_end_none() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await two_alike(desk)
        quiet(await desk.person("nils").tells(ref, "finish order"))
        for said in ("finish ordering", "finish order_part", "finish the rest"):
            assert refused(await desk.person("nils").tells(ref, said)).startswith(
                "Which step do you mean? Order parts."
            )
        quiet(await desk.person("nils").tells(ref, "fail order parts sold out"))
        assert "Which step" in refused(await desk.person("nils").tells(ref, "retry paperwork"))
        assert await states(desk, ref) == {"order": "done", "order_parts": "failed"}
        quiet(await desk.person("nils").tells(ref, "retry"))
        assert (await states(desk, ref))["order_parts"] == "ready"


async def test_the_tasks_of_a_request_that_went_to_another_team_are_read_and_ruled_by_that_team() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").fills("transfer", ref, team="security", reason="They take care of it."))
        task, policy = await desk.ticket(HAND_OVER), desk.policy
        seen = {who for who in ("dana", "lena", "nils", "felix", "ciso") if may_see(policy, task, desk.id_of(who))}
        assert seen == {"felix", "ciso", "nils"}, "Security has the request by now, and Nils is of Workplace too"
        assert refused(await desk.person("lena").fills("skip", HAND_OVER, text="Not now.")) == unseen(HAND_OVER)
        start = len(desk.said)
        quiet(await desk.person("nils").fills("fail", ORDER, text="It is sold out."))
        await desk.deliver()
        assert [one.to for one in desk.said[start:] if one.kind == "step_failed"] == ["ciso"]
        quiet(await desk.person("ciso").fills("skip", ORDER, text="They have one."))
        quiet(await desk.person("ciso").fills("skip", HAND_OVER, text="Not needed now."))
        assert (await states(desk, ref))["hand_over"] == "skipped"


@pytest.mark.parametrize("way", ["handed over", "of another service", "handed over and changed"])
async def test_the_only_task_of_a_request_goes_to_another_team_with_it(way: str) -> None:
    async with open_desk(TUESDAY) as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        ref = await mia.orders("shared-mailbox", address="sales", members="mia.feld")
        if way == "of another service":
            quiet(await lena.tells(ref, "change service web-shop"))
        else:
            quiet(await lena.fills("transfer", ref, team="infra", reason="They take care of it."))
        if way == "handed over and changed":
            quiet(
                await mia.sends_form(
                    opened(await mia.presses("change_order", ref)), address="purchasing", members="mia.feld"
                )
            )
        ticket = await desk.ticket(ref)
        assert [(task.team, task.ref, task.state) for task in ticket.plan] == [("infra", "", "ready")]
        assert fulfilling_teams(desk.policy, ticket) == ("infra",)
        assert "Only Infra can" in refused(await desk.person("dana").tells(ref, "finish"))
        quiet(await desk.person("mara").tells(ref, "finish"))
        assert await states(desk, ref) == {"create": "done"}


async def test_an_order_of_which_a_step_failed_is_ended_by_the_lead_and_others_are_told_the_ways() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").fills("fail", ORDER, text="It is sold out."))
        said = refused(await desk.person("dana").fills("fulfil", ref, text="She took one along."))
        assert said == f"Order failed. Try it again or skip it with a reason first, or ask your lead to end {ref}."
        quiet(await desk.person("lena").fills("fulfil", ref, text="She has it.", skipped="She took one along."))
        assert await states(desk, ref) == {"order": "skipped", "image": "done", "asset": "done", "hand_over": "skipped"}
        assert (await desk.ticket(ORDER)).details.said == "She took one along."  # type: ignore[union-attr]


async def test_an_order_whose_steps_all_wait_for_their_day_is_ended_by_the_lead() -> None:
    async with open_desk(TUESDAY) as desk:
        item = desk.policy.catalog["offboarding"]
        offer(desk, replace(item, tasks=(ItemTask("wipe", "service-desk", on="last_day"),)))
        ref = await desk.person("hr.ops").orders("offboarding", person="mia.feld", last_day="2026-11-09")
        assert await states(desk, ref) == {"wipe": "waiting_date"}
        assert "waits for its date" in refused(await desk.person("dana").fills("fulfil", ref, text="She stays."))
        quiet(await desk.person("lena").fills("fulfil", ref, text="She stays.", skipped="She stays."))
        assert await states(desk, ref) == {"wipe": "skipped"}


@pytest.mark.parametrize("ends", ["its day", "resume"])
async def test_what_is_done_before_the_day_it_waits_for_is_done_by_itself_on_that_day(ends: str) -> None:
    async with open_desk(TUESDAY) as desk:
        item = desk.policy.catalog["shared-mailbox"]
        offer(desk, replace(item, tasks=(ItemTask("create", "service-desk"), ItemTask("tell", "infra"))))
        ref = await desk.person("mia").orders("shared-mailbox", address="sales", members="mia.feld")
        for who, task in (("dana", "TASK-1001"), ("mara", "TASK-1002")):
            quiet(await desk.person(who).presses("claim", task))
        quiet(await desk.person("lena").fills("reply", ref, text="You get it on the ninth."))
        quiet(await desk.person("lena").tells(ref, "hold scheduled 2026-11-09"))
        desk.checked = len(desk.said)
        quiet(await desk.person("dana").presses("finish", "TASK-1001"))
        desk.nothing_else_was_said()
        quiet(await desk.person("mara").presses("finish", "TASK-1002"))
        desk.hears_now(f"{TUESDAY} steps_early triage:service-desk")
        assert desk.said[-1].text.startswith(f"All steps of {ref} are done. It is done by itself on Mon 9 Nov")
        assert (await desk.ticket(ref)).status == "on_hold"
        if ends == "resume":
            quiet(await desk.person("lena").presses("resume", ref))
        else:
            await desk.until("2026-11-09 09:00 CET")
        assert [one.kind for one in desk.said[desk.checked :]] == ["resolved"]
        assert (await desk.ticket(ref)).status == "fulfilled"


UNTIL = {"system": "erp", "role": "read", "reason": "I close the books there."}


async def without_date(desk: DeskHouse) -> str:
    """Access whose end may be left open, ordered so, and agreed to."""
    item = desk.policy.catalog["access"]
    form = tuple(replace(each, required=False) if each.id == "until" else each for each in item.form)
    offer(desk, replace(item, form=form))
    ref = await desk.person("mia").orders("access", **UNTIL)
    await agreed(desk, ref, "katrin", "ines")
    return ref


def offer(desk: DeskHouse, item: Item) -> None:
    """The catalog has another version of an item from now on."""
    policy = desk.policy
    desk.use(replace(policy, catalog={**policy.catalog, item.key: item}))


async def agreed(desk: DeskHouse, ref: str, *people: str) -> None:
    for who in people:
        quiet(await desk.person(who).presses("approve", ref))


async def test_access_ends_on_the_day_that_was_given_later_and_no_more_once_it_is_taken_out() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await without_date(desk)
        assert await states(desk, ref) == {"grant": "ready"}
        await changed(desk, ref, **UNTIL, until="2026-11-09")
        early = refused(await desk.person("sofia").presses("finish", ref, step="grant"))
        assert early == "Grant cannot begin yet: people have to agree first."
        await agreed(desk, ref, "katrin", "ines")
        assert await states(desk, ref) == {"grant": "ready", "revoke": "blocked"}
        assert refused(await desk.person("sofia").presses("finish", ref, step="revoke")) == "Revoke waits for Grant."
        revoke = (await desk.ticket(ref)).plan[1].ref
        await changed(desk, ref, **UNTIL, until="")
        assert (await desk.ticket(revoke)).status == "cancelled"
        await agreed(desk, ref, "katrin", "ines")
        assert await states(desk, ref) == {"grant": "ready"}
        await changed(desk, ref, **UNTIL, until="2026-11-20")
        await agreed(desk, ref, "katrin", "ines")
        grant, revoke = (task.ref for task in (await desk.ticket(ref)).plan)
        quiet(await desk.person("sofia").presses("finish", grant))
        assert (await desk.ticket(ref)).status == "fulfilled"
        assert await desk.due(revoke, "task_begins") == "2026-11-20 09:00 CET"


async def test_an_order_that_is_changed_onto_a_newer_version_has_its_stages_and_its_tasks() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("finish", ORDER))
        item = desk.policy.catalog["laptop"]
        tasks = (*item.tasks[:2], ItemTask("bag", "workplace", "Choose a bag", needs=("order",)))
        offer(desk, replace(item, tasks=tasks, stages=(Stage("Lead", "any", (desk.id_of("lena"),)),)))
        await changed(desk, ref, "lena", **{**LAPTOP, "ship_to": "hamburg"})
        ticket = await desk.ticket(ref)
        assert ticket.approval is not None
        assert ([run.stage.name for run in ticket.approval.stages], ticket.approval.round) == (["Lead"], 2)
        assert await states(desk, ref) == {"order": "done", "image": "blocked", "bag": "blocked"}
        assert (await desk.ticket(HAND_OVER)).status == "cancelled"
        await agreed(desk, ref, "lena")
        assert await states(desk, ref) == {"order": "done", "image": "ready", "bag": "ready"}
        assert all(task.ref for task in (await desk.ticket(ref)).plan)
        assert "Choose a bag" in drawn(desk, "office-triage")


async def dropped(desk: DeskHouse, start: int) -> list[tuple[str, str]]:
    """Who was told since then that their task is not needed any more."""
    await desk.deliver()
    return [(one.to, one.text) for one in desk.said[start:] if one.kind == "step_dropped"]


NOT_NEEDED = f"so {ORDER} Order (REQ-1000) is not needed any more. Undo what you have begun."


async def test_whoever_is_at_a_task_hears_that_the_changed_order_was_not_agreed_to() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await begun_and_changed(desk)
        start = len(desk.said)
        quiet(await desk.person("katrin").fills("reject", ref, text="Use the pool."))
        assert await dropped(desk, start) == [("nils", f"Katrin rejected {ref}, {NOT_NEEDED}")]


async def test_whoever_is_at_a_task_hears_that_its_order_expired() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await begun_and_changed(desk)
        start = len(desk.said)
        await desk.until("2026-11-10 09:00 CET")
        assert (await desk.ticket(ref)).status == "expired"
        assert await dropped(desk, start) == [("nils", f"Nobody decided about {ref} in time, {NOT_NEEDED}")]


async def test_a_merge_tells_whoever_is_at_a_task_and_undone_it_gives_the_task_back_to_them() -> None:
    async with open_desk(FRIDAY) as desk:
        other = await desk.person("mia").orders("question", question="Where is my laptop?")
        ref = await ordered(desk)
        plan = (await desk.ticket(ref)).plan
        quiet(await desk.person("nils").presses("claim", plan[0].ref))
        start = len(desk.said)
        quiet(await desk.person("lena").fills("merge", ref, other=other))
        assert [to for to, _ in await dropped(desk, start)] == ["nils"]
        quiet(await desk.person("lena").presses("unmerge", ref))
        assert (await states(desk, ref))["order"] == "ready"
        assert (await desk.ticket(ref)).plan[0].assignee == desk.id_of("nils")


async def test_the_card_of_a_team_that_had_a_step_says_who_has_what_became_of_the_order_and_not_that_it_moved() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        for step in (ORDER, "TASK-1002", "TASK-1003"):
            quiet(await desk.person("nils").presses("finish", step))
        assert "Hand over" in drawn(desk, "office-triage")
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2", undo="Send it back."))
        await desk.deliver()
        [card] = [read(one) for place, one in desk.channels["slack"].stands.items() if "office-triage" in place[0]]
        assert card == "INC-1000 New laptop: Power 16 · Service Desk has it now"
