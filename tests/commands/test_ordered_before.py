"""An order again and an order changed, at the desk's door: the answers are kept, and whoever agreed is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.processes import RequestDetails
from core.tickets import events as e
from core.ui.inbound import FieldErrors, Press, Reply, Shown
from core.ui.text import flatten
from tests.commands.reading import commands, field, opened, quiet, read, shown, tickets
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
MORNING = "2026-10-22 09:00 CEST"
PLATFORMS = ["slack", "teams"]


def on(desk: DeskHouse, name: str, channel: str) -> Someone:
    person = desk.person(name)
    return person.on_teams if channel == "teams" else person


def item_otherwise(desk: DeskHouse, key: str, **changed: object) -> None:
    policy = desk.policy
    item = replace(policy.catalog[key], **changed)  # type: ignore[arg-type]
    desk.use(replace(policy, catalog={**policy.catalog, key: item}))


async def expired(desk: DeskHouse) -> str:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    await desk.until("2026-10-30 09:00 CET")
    assert (await desk.ticket(ref)).status == "expired"
    return ref


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_what_nobody_decided_is_ordered_again_with_its_answers_and_once(channel: str) -> None:
    async with open_desk(MORNING) as desk:
        old = await expired(desk)
        mia = on(desk, "mia", channel)
        form = opened(await mia.presses("order_again", old))
        assert {key: field(form, key).value for key in LAPTOP} == LAPTOP
        new_answers = {**LAPTOP, "model": "Standard 14"}
        quiet(await mia.sends_form(form, **new_answers))
        new = await desk.ticket(await desk.newest())
        assert (new.follow_up_of, new.status, new.title) == (old, "pending_approval", "New laptop: Standard 14")
        assert (await desk.ticket(old)).followed_up_by == (new.ref,)
        assert desk.said[-1].line == "2026-10-30 09:00 CET approval katrin"
        for reply in (await mia.sends_form(form, **LAPTOP), await desk.person("mia").presses("order_again", old)):
            assert shown(reply).summary.startswith(new.ref), "a second press shows what came of the first"
        assert await desk.newest() == new.ref


async def test_what_was_rejected_is_changed_and_sent_again_by_those_who_asked_alone() -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        assert refused(await desk.person("mia").presses("order_again", ref)).startswith(f"{ref} is not closed")
        quiet(await desk.person("katrin").fills("reject", ref, text="use the pool"))
        assert "Only whoever asked" in refused(await desk.person("dana").presses("order_again", ref))
        opened(await desk.person("mia").presses("order_again", ref))


@pytest.mark.parametrize("ended", ["cancelled", "rejected", "expired", "closed"])
async def test_what_goes_on_with_an_order_is_an_order_by_its_form_and_no_fault_that_nobody_spoke_of(ended: str) -> None:
    async with open_desk(MORNING) as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        ref = await (expired(desk) if ended == "expired" else mia.orders("laptop", **LAPTOP))
        if ended == "cancelled":
            quiet(await mia.presses("withdraw", ref))
        elif ended == "rejected":
            quiet(await desk.person("katrin").fills("reject", ref, text="use the pool"))
        elif ended == "closed":
            for who in ("katrin", "finance.controller"):
                quiet(await desk.person(who).presses("approve", ref))
            quiet(await lena.fills("fulfil", ref, text="She has it.", skipped="She took it along."))
            quiet(await mia.presses("confirm", ref))
        assert commands(shown(await mia.presses("show", ref))) == ["order_again"]
        talked = ["history"] if ended == "closed" else []  # what was said at its end
        assert commands(shown(await lena.presses("show", ref))) == talked
        for person in (mia, lena):  # as on a card from before
            assert shown(await person.presses("follow_up", ref)).ticket == ref
        form = opened(await mia.presses("order_again", ref))
        assert {key: field(form, key).value for key in LAPTOP} == LAPTOP
        assert await desk.newest() == ref, "nothing was opened"
        quiet(await mia.writes(ref, "I need one for the fair."))
        await desk.deliver()
        asked = [one for one in desk.said if one.kind == "follow_up_question"][-1]
        assert "do you need it again?" in asked.text
        if ended == "closed":
            quiet(await mia.presses("follow_up", ref))
            assert (await desk.ticket(await desk.newest())).kind == "incident"


async def test_an_item_that_was_changed_since_says_what_is_otherwise() -> None:
    async with open_desk(MORNING) as desk:
        old = await expired(desk)
        item = desk.policy.catalog["laptop"]
        fields = tuple(replace(one, options=("hamburg", "home")) if one.id == "ship_to" else one for one in item.form)
        item_otherwise(
            desk, "laptop", form=fields, cost=replace(item.cost, table={**item.cost.table, "Power 16": 2100})
        )
        form = opened(await desk.person("mia").presses("order_again", old))
        assert field(form, "ship_to").value is None
        assert (
            flatten(form.fields[0].text)
            == f"Price: 2,100 EUR now, it was 1,980 EUR in {old}.\nPlease answer again: Ship to."
        )


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_an_order_is_changed_while_it_waits_and_each_approver_sees_old_and_new(channel: str) -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
        mia = on(desk, "mia", channel)
        form = opened(await mia.presses("change_order", ref))
        assert form.title == f"Change {ref}"
        assert field(form, "ship_to").value == "berlin"
        assert "Nothing has changed" in refused_or_error(
            await mia.sends_form(form, model="Standard 14", ship_to="berlin")
        )
        quiet(await mia.sends_form(form, **LAPTOP))
        await desk.deliver()
        ticket = await desk.ticket(ref)
        assert (ticket.title, ticket.status) == ("New laptop: Power 16", "pending_approval")
        assert ticket.approval is not None
        assert ticket.approval.round == 2
        said = {one.kind: one.text for one in desk.said}
        assert (
            "Mia Feld changed it, Thu 22 Oct 09:00 CEST, so you are asked again: "
            "Model: Standard 14 → Power 16 Cost: 1,150 EUR → 1,980 EUR" in (said["approval"])
        )
        assert "Mia changed the order. Model: Standard 14 → Power 16" in said["order_changed"]
        told = sorted(one.to.partition(":")[0] for one in desk.said if one.kind == "order_changed")
        assert told == ["requester", "triage"], "whoever changed it sees that it was taken"
        assert f"Mia Feld changed {ref}, " in refused(await desk.person("katrin").presses("approve", ref, round=1))


@pytest.mark.parametrize("pressed", ["approve", "reject"])
@pytest.mark.parametrize("channel", PLATFORMS)
async def test_who_presses_what_was_asked_before_a_change_reads_old_and_new_and_decides_there(
    channel: str, pressed: str
) -> None:
    async with open_desk(MORNING) as desk:
        mia = desk.person("mia")
        katrin = desk.person("katrin") if channel == "slack" else desk.person("katrin").on_teams
        desk.lives[katrin.id] = channel
        ref = await mia.orders("laptop", **{**LAPTOP, "model": "Standard 14"})
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, **LAPTOP))  # Katrin's messages are as they were: nothing is delivered yet
        reply = await katrin.presses(pressed, ref, round=1)
        assert isinstance(reply, Shown)
        words = read(reply.card)
        assert words.startswith(f"Mia Feld changed {ref}, Thu 22 Oct 09:00 CEST. Look at what is asked for now")
        assert "Model: Standard 14 → Power 16" in words
        assert "Cost: 1,150 EUR → 1,980 EUR" in words
        assert [one.action.command for one in reply.card.buttons] == ["show"], "it is decided where it is asked"
        assert not await desk.events(ref, e.Approved)
        opened_there = await desk.hears(
            Press(katrin.speaker, desk.now, desk.fresh("press"), katrin.chat(), reply.card.buttons[0].action)
        )
        yes, no, *_ = shown(opened_there).buttons
        assert {one.action.arguments["round"] for one in (yes, no)} == {2}
        await desk.hears(Press(katrin.speaker, desk.now, desk.fresh("press"), katrin.chat(), yes.action))
        assert len(await desk.events(ref, e.Approved)) == 1
        await desk.deliver()
        first = next(one for one in desk.said if one.kind == "approval")
        key, taken = f"{first.message}:answered", desk.channels[channel].taken
        (before,) = [read(one.card) for one in taken if one.key == key and one.card]
        assert ("Standard 14, 1,150 EUR" in before, "Power 16" in before) == (True, False), "what she read stays"


def refused_or_error(reply: Reply) -> str:
    return " ".join(reply.errors.values()) if isinstance(reply, FieldErrors) else refused(reply)


async def test_a_form_that_was_open_while_the_order_was_changed_writes_nothing_over_unseen() -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        first, second = desk.person("mia"), desk.person("mia").on_teams
        forms = [opened(await one.presses("change_order", ref)) for one in (first, second)]
        quiet(await second.sends_form(forms[1], **{**LAPTOP, "model": "Standard 14"}))
        stale = opened(await first.sends_form(forms[0], **{**LAPTOP, "ship_to": "hamburg"}))
        assert "while you had this open: Model, Ship to." in flatten(stale.fields[0].text)
        assert (field(stale, "model").value, field(stale, "ship_to").value) == ("Power 16", "hamburg")
        assert await answers(desk, ref) == {**LAPTOP, "model": "Standard 14"}
        quiet(await first.sends_form(stale, **{**LAPTOP, "ship_to": "hamburg"}))
        assert await answers(desk, ref) == {**LAPTOP, "ship_to": "hamburg"}


async def answers(desk: DeskHouse, ref: str) -> dict[str, str]:
    details = (await desk.ticket(ref)).details
    assert isinstance(details, RequestDetails)
    return dict(details.answers)


async def test_11c_a_change_in_fulfilment_supersedes_and_pauses_and_a_done_one_is_changed_no_more() -> None:
    role = {"system": "web-shop", "role": "read", "until": "2027-01-15", "reason": "I look after the shop."}
    async with open_desk("2026-10-27 10:00 CET") as desk:
        mia = desk.person("mia")
        ref = await mia.orders("access", **role)
        await desk.until("2026-10-27 11:00 CET")
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        await desk.until("2026-10-27 15:00 CET")
        quiet(await desk.person("omar").presses("approve", ref, round=1))
        await desk.until("2026-10-28 09:30 CET")
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, **{**role, "role": "admin"}))
        clock = await desk.stored_clock(ref, "resolution")
        assert (clock.state, clock.paused_for, clock.elapsed) == ("paused", "approval", 9000)
        for who in ("katrin", "omar"):
            quiet(await desk.person(who).presses("approve", ref, round=2))
        quiet(await desk.person("dana").fills("fulfil", ref, text="You can log in."))
        assert "can no longer be changed" in refused(await mia.presses("change_order", ref))
        assert "can no longer be changed" in refused_or_error(await mia.sends_form(form, **role))


async def test_what_nobody_had_to_agree_to_waits_once_it_costs_more() -> None:
    async with open_desk(MORNING) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("software-licence", app="Miro", reason="We draw our plans.")
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        team = desk.person("ines")  # its only step does itself, so it has begun already
        form = opened(await team.presses("change_order", ref))
        quiet(await team.sends_form(form, app="Figma", reason="We draw our plans."))
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.title) == ("pending_approval", "Software licence: Figma")
        clock = await desk.stored_clock(ref, "resolution")
        assert (clock.state, clock.paused_for) == ("paused", "approval")
        quiet(await desk.person("katrin").presses("approve", ref))
        assert (await desk.stored_clock(ref, "resolution")).state == "running"


@pytest.mark.parametrize("otherwise", ["told", "dearer", "shorter"])
async def test_a_form_sent_with_nothing_changed_changes_nothing_whatever_the_catalog_is_by_now(otherwise: str) -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        item, before = desk.policy.catalog["laptop"], await desk.ticket(ref)
        dearer = replace(item.cost, table={**item.cost.table, "Power 16": 2100})
        shorter = tuple(each for each in item.form if each.id != "ship_to" and each.show_if is None)
        changes: dict[str, dict[str, Any]] = {
            "told": {"about": "A new one."},
            "dearer": {"cost": dearer},
            "shorter": {"form": shorter},
        }
        item_otherwise(desk, "laptop", **changes[otherwise])
        form = opened(await desk.person("mia").presses("change_order", ref))
        answers = {each.id: each.value for each in form.fields if each.id in LAPTOP}
        said = refused(await desk.person("mia").sends_form(form, **answers))
        assert said.startswith("Nothing has changed")
        assert await desk.ticket(ref) == before


async def test_a_retired_item_that_is_open_can_still_be_changed_and_found_by_its_new_words() -> None:
    async with open_desk(MORNING) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **LAPTOP)
        item_otherwise(desk, "laptop", retired=True)
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, model="Standard 14", ship_to="berlin"))
        details = (await desk.ticket(ref)).details
        assert isinstance(details, RequestDetails)
        assert details.answers["model"] == "Standard 14"
        assert tickets(shown(await mia.types("ticket", "search Standard 14"))) == [ref]
        desk.use(replace(desk.policy, catalog={}))
        assert "no longer in the catalog" in refused(await mia.presses("change_order", ref))


async def test_the_answer_to_a_question_comes_back_to_the_approver_who_asked() -> None:
    async with open_desk(MORNING) as desk:
        desk.lives[desk.id_of("katrin")] = "teams"
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        katrin = desk.person("katrin").on_teams
        shown(await katrin.fills("ask", ref, text="Which project is it for?"))
        await desk.deliver()
        said = {one.kind: one.text for one in desk.said}
        assert said["asked"] == "Katrin asked Mia: Which project is it for?"
        start = len(desk.said)
        await desk.person("mia").writes(ref, "For the <new> CAD desk @here")
        await desk.deliver()
        heard = {one.kind: one for one in desk.said[start:]}
        assert heard["answered_first"].line == "2026-10-22 09:00 CEST answered_first katrin"
        assert heard["answered_first"].text.endswith(": For the <new> CAD desk @here")
        assert "relay" in heard
        assert (await desk.ticket(ref)).status == "pending_approval"
        quiet(await katrin.presses("approve", ref, round=1))
        start = len(desk.said)
        await desk.person("mia").writes(ref, "It is urgent.")
        await desk.deliver()
        assert "answered_first" not in {one.kind for one in desk.said[start:]}
        assert (await desk.events(ref, e.Approved))[0].person == katrin.id


@pytest.mark.parametrize("channel", PLATFORMS)
@pytest.mark.parametrize("ended", ["reject", "withdraw"])
@pytest.mark.parametrize("otherwise", ["retired", "for others", "gone"])
async def test_who_can_order_it_no_longer_chooses_something_else(otherwise: str, ended: str, channel: str) -> None:
    async with open_desk(MORNING) as desk:
        mia = on(desk, "mia", channel)
        old = await mia.orders("laptop", **LAPTOP)
        if ended == "reject":
            quiet(await desk.person("katrin").fills("reject", old, text="Use the pool."))
        else:
            quiet(await mia.presses("withdraw", old))
        if otherwise == "gone":
            desk.use(replace(desk.policy, catalog={k: v for k, v in desk.policy.catalog.items() if k != "laptop"}))
        else:
            item_otherwise(desk, "laptop", **({"retired": True} if otherwise == "retired" else {"who": ("hr.ops",)}))
        form = opened(await mia.presses("order_again", old))
        called = "New laptop: Power 16" if otherwise == "gone" else "New laptop"
        said = f"{called} can no longer be ordered by you. Choose what you need instead."
        assert flatten(field(form, "note:ordered_no_more").text) == said
        assert "laptop" not in [one.value for one in field(form, "item").choices]
        form = opened(await mia.sends_form(form, item="question"))
        quiet(await mia.sends_form(form, question="Which laptop can I have?"))
        assert (await desk.ticket(await desk.newest())).item == "question"
        assert (await desk.ticket(old)).followed_up_by == ()
