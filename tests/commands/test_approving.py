"""Approvals at the desk's door: who is asked and decides, on either platform, and what everybody reads of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.absences import take_up
from core.calendars.oncall import Absence
from core.items import Stage, StageMode
from core.tickets import events as e
from core.ui.cards import Card
from core.ui.inbound import Quiet
from core.undeliverable import unreachable
from tests.commands.reading import buttons, commands, errors, opened, quiet, read, shown, tickets
from tests.fakes.desk import DeskHouse, Someone, instant, local, open_desk, refused, sentence, unseen
from tests.presentation.drawing import spell

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
FRIDAY = "2026-10-23 11:00 CEST"
PLATFORMS = ["slack", "teams"]


def on(desk: DeskHouse, name: str, channel: str) -> Someone:
    person = desk.person(name)
    return person.on_teams if channel == "teams" else person


def small_print(desk: DeskHouse) -> list[str]:
    """The small lines under messages that were answered."""
    edited = {one.message for one in desk.edits}
    cards = [one.card for channel in desk.channels.values() for one in channel.taken if one.key in edited and one.card]
    return [spell(section.body) for card in cards for section in card.sections if section.muted]


@pytest.mark.parametrize("requester", PLATFORMS)
@pytest.mark.parametrize("approver", PLATFORMS)
async def test_10_a_laptop_is_ordered_approved_twice_and_promised_from_then_on(requester: str, approver: str) -> None:
    async with open_desk(FRIDAY) as desk:
        mia, katrin, finance = (
            on(desk, name, channel)
            for name, channel in (("mia", requester), ("katrin", approver), ("finance.controller", requester))
        )
        for each in (mia, katrin, finance):
            desk.lives[each.id] = each.channel
        ref = await mia.orders("laptop", **LAPTOP)
        desk.hears_now("2026-10-23 11:00 CEST approval katrin")
        assert "Mia Feld asks for New laptop: Power 16, 1,980 EUR" in desk.said[-1].text
        assert await desk.due(ref, "approval_reminder:1") == "2026-10-23 15:00 CEST"

        await desk.until("2026-10-23 14:00 CEST")
        quiet(await katrin.presses("approve", ref, round=1))
        await desk.deliver()
        desk.hears_now("2026-10-23 14:00 CEST agreed requester", "2026-10-23 14:00 CEST approval finance")
        said = {one.kind: one.text for one in desk.said[-2:]}
        assert said["agreed"] == f"Katrin approved {ref}. Finance Controller decides next."
        assert small_print(desk) == ["Approved by Katrin Stahl, {Fri 23 Oct 14:00 CEST}."]
        assert await desk.due(ref, "approval_reminder:1") == "2026-10-27 10:00 CET"
        assert await desk.due(ref, "approval_expiry") == "2026-11-02 14:00 CET"

        await desk.until("2026-10-27 09:40 CET")
        quiet(await finance.presses("approve", ref, round=1))
        await desk.deliver()
        begins = "2026-10-27 09:40 CET step_ready triage:service-desk"
        desk.hears_now("2026-10-27 09:40 CET agreed requester", begins)
        assert any("Work on it begins." in one.text for one in desk.said[-2:])
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        clock = await desk.stored_clock(ref, "resolution")
        assert clock.due_at == instant("2026-11-03 09:40 CET")
        response = await desk.stored_clock(ref, "response")
        assert response.due_at is not None
        assert local(response.due_at) == "2026-10-28 09:40 CET"
        await desk.until("2026-10-27 10:30 CET")
        desk.nothing_else_was_said()


async def test_an_approver_who_is_no_responder_reads_the_request_and_others_do_not() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("access", system="erp", role="read", until="2026-12-01",
                                              reason="I close the books there.")  # fmt: skip
        hr, katrin = desk.person("hr.ops"), desk.person("katrin")
        assert refused(await hr.presses("approve", ref)) == unseen(ref)
        assert refused(await desk.person("dana").presses("approve", ref)) == f"Katrin Stahl decides about {ref}."
        assert refused(await desk.person("mia").presses("approve", ref)) == (
            f"{ref} is your own request, so somebody else decides."
        )
        quiet(await katrin.presses("approve", ref))


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_it_is_rejected_with_a_reason_that_the_requester_reads(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        katrin = on(desk, "katrin", channel)
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        desk.hears_now("2026-10-23 11:00 CEST approval katrin")
        assert "Write why not" in refused(await katrin.fills("reject", ref, text=" "))
        quiet(await katrin.fills("reject", ref, text="<b>Use</b> the pool model @here"))
        await desk.deliver()
        desk.hears_now("2026-10-23 11:00 CEST refused requester")
        assert desk.said[-1].text == f"Katrin did not approve {ref}: <b>Use</b> the pool model @here."
        assert (await desk.ticket(ref)).status == "rejected"
        assert small_print(desk) == [
            "Rejected by Katrin Stahl, {Fri 23 Oct 11:00 CEST}: *<b>Use</b> the pool model @here*."
        ]
        again = refused(await desk.person("katrin").presses("approve", ref))
        assert again.startswith(f"{ref} was rejected by Katrin Stahl already")


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_an_approver_decides_in_words_in_their_own_chat(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        katrin = on(desk, "katrin", channel)
        await katrin.sends(f"approve {ref}")
        assert (await desk.events(ref, e.Approved))[0].person == katrin.id


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_what_an_approver_adds_is_read_by_who_asked_who_decides_next_and_below_the_question(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        asked = len(desk.said)
        await on(desk, "katrin", channel).sends(f"approve {ref} for the <b>CAD</b> desk only")
        await desk.deliver()
        said = {one.kind: one for one in desk.said[asked:]}
        note = "for the <b>CAD</b> desk only"
        assert said["agreed"].text == f"Katrin approved {ref}: {note}. Finance Controller decides next."
        assert f"Katrin Stahl agreed already, Fri 23 Oct 11:00 CEST: {note}." in said["approval"].text
        assert small_print(desk) == [f"Approved by Katrin Stahl, {{Fri 23 Oct 11:00 CEST}}: *{note}*."]
        quiet(await desk.person("finance.controller").presses("approve", ref, round=1))
        await desk.deliver()
        assert small_print(desk)[-1] == "Approved by Finance Controller, {Fri 23 Oct 11:00 CEST}."


async def test_an_approver_asks_first_and_the_stage_waits_on() -> None:
    async with open_desk(FRIDAY) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **LAPTOP)
        told = shown(await desk.person("katrin").fills("ask", ref, text="Which project is it for?"))
        assert read(told).startswith("Mia Feld is asked. You are written to as soon as they answer")
        await desk.deliver()
        assert "State: Waiting for you, then for approval by Katrin Stahl (1 of 2)" in read(
            shown(await mia.presses("show", ref))
        )
        desk.hears_now(
            "2026-10-23 11:00 CEST approval katrin",
            "2026-10-23 11:00 CEST asked triage:service-desk",
            "2026-10-23 11:00 CEST asked_first requester",
        )
        drawn = [one.card for one in desk.channels["slack"].taken if one.card and "requester_card" in one.key]
        assert "Next: Please answer here: Which project is it for?" in read(drawn[-1])
        (asked,) = [one.text for one in desk.said if one.kind == "asked_first"]
        assert asked == f"Katrin asks before deciding about {ref}: Which project is it for? Please answer here."
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.hold) == ("pending_approval", None)
        quiet(await mia.writes(ref, "The new site in Hamburg."))
        assert "State: Waiting for approval by" in read(shown(await mia.presses("show", ref)))


async def test_11d_a_button_of_an_older_card_is_outdated() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        said = refused(await desk.person("katrin").presses("approve", ref, round=0))
        assert (
            said
            == f"{ref} was changed since. Look at what is asked for now, and decide again in the message that asks you."
        )


async def test_11b_the_other_cards_of_a_stage_turn_into_the_result() -> None:
    """Katrin said nothing for a day, so her delegate is asked, too: whoever is first decides."""
    async with open_desk("2026-10-22 09:00 CEST") as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.until("2026-10-22 17:00 CEST")
        desk.hears_now(
            "2026-10-22 09:00 CEST approval katrin",
            "2026-10-22 13:00 CEST approval_reminder katrin",
            "2026-10-22 17:00 CEST approval_reminder katrin",
            "2026-10-22 17:00 CEST approval omar",
        )
        (omar,) = [one for one in desk.said if one.line.endswith("approval omar")]
        assert "Katrin Stahl has not decided yet, so you may decide as well." in omar.text
        await desk.until("2026-10-23 09:00 CEST")
        quiet(await desk.person("omar").presses("approve", ref, round=1))
        await desk.deliver()
        assert small_print(desk) == ["Approved by Omar Haddad, {Fri 23 Oct 09:00 CEST}."] * 4
        second = refused(await desk.person("katrin").presses("approve", ref, round=1))
        assert second.startswith(f"{ref} was approved by Omar Haddad already")


async def test_nobody_decides_and_the_requester_hears_of_the_end() -> None:
    async with open_desk("2026-10-22 09:00 CEST") as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.until("2026-10-30 09:00 CET")
        assert (await desk.ticket(ref)).status == "expired"
        said = {(one.kind, one.to): one.text for one in desk.said}
        assert said["lapsed", "requester"].startswith(f"Nobody decided about {ref} in time, so it is closed.")
        assert "Katrin Stahl and Omar Haddad were asked." in said["ended_undecided", "lena"]


async def test_the_requester_takes_it_back_while_it_waits_and_the_card_says_so() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.deliver()
        quiet(await desk.person("mia").presses("withdraw", ref))
        await desk.deliver()
        assert (await desk.ticket(ref)).status == "cancelled"
        assert small_print(desk) == ["Withdrawn by Mia Feld, {Fri 23 Oct 11:00 CEST}."]
        said = sentence(await desk.person("katrin").presses("approve", ref, round=1))
        assert said == f"{ref} was withdrawn by Mia Feld, Fri 23 Oct 11:00 CEST. There is nothing to decide any more."


async def test_an_approver_who_cannot_be_told_is_replaced_at_once() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.deliver()
        (asked,) = [one.notice for one in desk.said if one.kind == "approval"]
        await unreachable(desk.desk.engine, asked, "no such user")
        await desk.deliver()
        assert "approval omar" in " ".join(desk.lines())
        assert (await desk.events(ref, e.ApproverAsked))[0].because == "unreachable"


async def test_an_approver_who_goes_away_is_replaced_as_their_absence_begins() -> None:
    async with open_desk("2026-10-22 09:00 CEST") as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        katrin = desk.id_of("katrin")
        gone = Absence(katrin, instant("2026-10-22 10:00 CEST"), instant("2026-10-30 10:00 CET"))
        await desk.store.transact(lambda tx: tx.save_absence(gone, katrin, desk.now))
        await desk.until("2026-10-22 10:00 CEST")
        await desk.store.transact(lambda tx: take_up(desk.desk.engine, tx, desk.now))
        await desk.deliver()
        assert [(one.person, one.because) for one in await desk.events(ref, e.ApproverAsked)] == [
            (desk.id_of("omar"), "absent")
        ]
        later = await desk.person("mia").orders("laptop", **LAPTOP)
        assert desk.said[-1].line == "2026-10-22 10:00 CEST approval omar", later


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_what_waits_for_ones_decision_is_listed_and_each_decision_offers_the_next(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        katrin = on(desk, "katrin", channel)
        first = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.passes(minutes=5)
        second, third = [await desk.person(one).orders("laptop", **LAPTOP) for one in ("jan", "mia")]
        typed = katrin.types("request", "approvals") if channel == "slack" else katrin.sends("approvals")
        card = shown(await typed)
        assert tickets(card) == [first, second, third]
        assert commands(card)[:4] == ["approve_next", "reject_next", "ask", "show"]
        said = read(card)
        decided = f"{first} New laptop: Power 16, 1,980 EUR\nShip to: berlin\nMia Feld · waits since"
        assert decided in said, said
        card = shown(await katrin.presses("approve_next", first, round=1))
        assert tickets(card) == [second, third]
        assert card.summary == f"Approved: {first} New laptop: Power 16. · Waiting for your decision"
        form = opened(await katrin.presses("reject_next", second))
        assert errors(await katrin.sends_form(form, text=" ")).keys() == {"text"}
        card = shown(await katrin.sends_form(form, text="use the pool"))
        assert tickets(card) == [third]
        assert "was approved by Katrin Stahl already" in refused(await katrin.presses("approve_next", first, round=1))
        last = shown(await katrin.presses("approve_next", third, round=1))
        assert "Nothing waits for your decision." in read(last)
        assert [(await desk.ticket(one)).status for one in (second, third)] == ["rejected", "pending_approval"]


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_ones_own_page_begins_with_what_waits_for_ones_decision(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        page = await desk.desk.home(on(desk, "katrin", channel).speaker)
        assert "Waiting for your decision" in read(page)
        assert [one.action.command for one in buttons(page) if one.action.arguments.get("ticket") == ref] == [
            "approve_next", "reject_next", "ask", "show",
        ]  # fmt: skip
        assert "decision" not in read(await desk.desk.home(on(desk, "mia", channel).speaker))
        assert refused(await desk.person("mia").presses("approve_next", ref)).startswith(f"{ref} is your own request")


async def test_a_list_longer_than_a_screen_says_how_many_there_are() -> None:
    async with open_desk(FRIDAY) as desk:
        desk.delivers = False
        for _ in range(12):
            await desk.person("mia").orders("laptop", **LAPTOP)
        card = shown(await desk.person("katrin").types("request", "approvals"))
        assert (len(tickets(card)), "10 of 12 shown" in read(card)) == (10, True)


async def test_of_two_approvers_in_the_same_second_one_decides_and_the_other_hears_who() -> None:
    async with open_desk(FRIDAY) as desk:
        item = desk.policy.catalog["laptop"]
        either = Stage("test", "any", (desk.id_of("katrin"), desk.id_of("omar")))
        desk.use(replace(desk.policy, catalog={**desk.policy.catalog, "laptop": replace(item, stages=(either,))}))
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.deliver()
        katrin, omar = desk.person("katrin"), desk.person("omar").on_teams
        both = await asyncio.gather(*(one.presses("approve", ref, round=1) for one in (katrin, omar)))
        await desk.deliver()
        assert [isinstance(one, Quiet) for one in both].count(True) == 1
        second = next(one for one in both if not isinstance(one, Quiet))
        (first,) = await desk.events(ref, e.Approved)
        assert refused(second).startswith(f"{ref} was approved by {desk.policy.name_of(first.person)} already")
        assert len(small_print(desk)) == 2, "both cards turned into the result"


def stands_with(desk: DeskHouse, name: str, channel: str, opening: str) -> Card:
    """The message to somebody that begins so, as it reads by now."""
    found = [
        card for (place, _), card in desk.channels[channel].stands.items() if name in place and opening in read(card)
    ]
    assert len(found) == 1, [read(card) for card in found]
    return found[0]


@pytest.mark.parametrize("channel", PLATFORMS)
@pytest.mark.parametrize(("mode", "first"), [("majority", 0), ("first", 2)])
async def test_a_no_that_decides_nothing_is_read_by_who_asked_and_by_who_has_yet_to_decide(
    mode: StageMode, first: int, channel: str
) -> None:
    async with open_desk(FRIDAY) as desk:
        people = [on(desk, name, channel) for name in ("katrin", "omar", "lena", "mia")]
        for each in people:
            desk.lives[each.id] = channel
        katrin, omar, lena, mia = people
        board = (Stage("board", mode, (katrin.id, omar.id, lena.id), first=first),)
        laptop = replace(desk.policy.catalog["laptop"], stages=board)
        desk.use(replace(desk.policy, catalog={**desk.policy.catalog, "laptop": laptop}))
        ref = await mia.orders("laptop", **LAPTOP)
        quiet(await katrin.fills("reject", ref, text="Too <b>dear</b>"))
        await desk.deliver()
        assert (await desk.ticket(ref)).status == "pending_approval"
        no = "Katrin Stahl rejected it, Fri 23 Oct 11:00 CEST: Too <b>dear</b>. 2 of 3 have to agree."
        for name in ("omar", "lena"):
            card = stands_with(desk, name, channel, "asks for")
            assert no in read(card)
            assert [button.action.command for button in card.buttons] == ["approve", "reject", "ask", "show"]
        own = stands_with(desk, "katrin", channel, "asks for")
        rejected = "Rejected by Katrin Stahl, Fri 23 Oct 11:00 CEST: Too <b>dear</b>."
        assert f"{rejected} It is not decided yet: 2 of 3 have to agree." in read(own)
        assert [button.action.command for button in own.buttons] == ["show"]
        (told,) = [one.text for one in desk.said if one.kind == "refused"]
        assert told == (
            f"Katrin did not approve {ref}: Too <b>dear</b>. It is not decided yet: 2 of 3 have to agree, and"
            " Omar Haddad and Lena Vogt have yet to decide."
        )
        mine = [
            one.card
            for one in desk.channels[channel].taken
            if one.card and "Waiting for approval by Omar" in read(one.card)
        ]
        assert "Katrin Stahl did not approve it, Fri 23 Oct 11:00 CEST: Too <b>dear</b>. 2 of 3" in read(mine[-1])
        again = refused(await katrin.presses("approve", ref, round=1))
        assert again.startswith(f"{ref} was rejected by Katrin Stahl already")
        quiet(await omar.presses("approve", ref, round=1))
        await desk.deliver()
        assert "Omar Haddad agreed, Fri 23 Oct 11:00 CEST." in read(stands_with(desk, "lena", channel, "asks for"))
        quiet(await lena.presses("approve", ref, round=1))
        await desk.deliver()
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        assert "Approved by Omar Haddad and Lena Vogt" in read(stands_with(desk, "lena", channel, "asks for"))


async def test_where_nothing_waits_no_heading_says_that_something_does(desk: DeskHouse) -> None:
    for katrin in (desk.person("katrin"), desk.person("katrin").on_teams):
        said = read(shown(await katrin.types("request", "approvals")))
        assert "Nothing waits for your decision." in said
        assert "Waiting for your decision" not in said


async def test_the_explanation_of_a_reminder_says_who_is_asked_again_or_owes_an_answer(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
    said = read(shown(await desk.person("lena").types("desk", f"explain {ref}")))
    assert "nobody has decided yet; Katrin Stahl is asked again" in said
    shown(await desk.person("katrin").fills("ask", ref, text="Which floor?"))
    said = read(shown(await desk.person("lena").types("desk", f"explain {ref}")))
    assert "nobody has decided yet; Mia Feld is reminded of the question" in said
    assert "asked again" not in said
