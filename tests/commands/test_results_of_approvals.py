"""Every message that asked for a decision ends as the result, also of those who decided before it was there."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from core.items import Stage, StageMode
from core.policy import Policy
from core.ui.cards import Card
from core.ui.inbound import Shown
from tests.commands.reading import commands, opened, quiet, read, shown
from tests.fakes.company import chat_of
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused, shipped
from tests.presentation.drawing import spell

FRIDAY = "2026-10-23 11:00 CEST"
LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
AT = "{Fri 23 Oct 11:00 CEST}"
KATRIN, OMAR, INES, MIA = "Katrin Stahl", "Omar Haddad", "Ines Kruse", "Mia Feld"


def by(*stages: Stage) -> Policy:
    rules = shipped()
    return replace(rules, catalog={**rules.catalog, "laptop": replace(rules.catalog["laptop"], stages=stages)})


def stage(mode: StageMode, *who: str, first: int = 0) -> Stage:
    return Stage("who", mode, tuple(f"{one}@nordlicht.example" for one in who), first=first)


THREE = ("katrin.stahl", "omar.haddad", "ines.kruse")


def on(desk: DeskHouse, name: str, channel: str) -> Someone:
    person = desk.person(name)
    desk.lives[person.id] = channel
    return person.on_teams if channel == "teams" else person


def asked(desk: DeskHouse, name: str) -> list[Card]:
    """The messages that asked somebody for their decision as they stand, in the order in which they were asked."""
    who = desk.person(name)
    speaker = (who.on_teams if desk.lives.get(who.id) == "teams" else who).speaker
    chat = chat_of(speaker.id)
    stands = [
        card for channel in desk.channels.values() for (place, _), card in channel.stands.items() if place == chat
    ]
    return [card for card in stands if " asks for " in card.summary]


def result(desk: DeskHouse, name: str) -> list[str]:
    """The small lines under them; where there is one, nothing can be decided there any more."""
    lines = [
        ["".join(spell(each.body) for each in card.sections if each.muted), *commands(card)]
        for card in asked(desk, name)
    ]
    assert all(not one[0] or one[1:] == ["show"] for one in lines)
    return [one[0] for one in lines]


def open_to(desk: DeskHouse, name: str) -> str:
    """The small lines under the message by which somebody may decide still."""
    (card,) = asked(desk, name)
    assert commands(card) == ["approve", "reject", "ask", "show"]
    return "".join(spell(each.body) for each in card.sections if each.muted)


async def votes(desk: DeskHouse, ref: str, said: str, channel: str) -> None:
    """`+katrin` says yes, `-omar` no."""
    for each in said.split():
        who = on(desk, each[1:], channel)
        approval = (await desk.ticket(ref)).approval
        assert approval is not None
        if each[0] == "+":
            quiet(await who.presses("approve", ref, round=approval.round))
        else:
            quiet(await who.fills("reject", ref, text="Too dear"))
        await desk.deliver()


ONE = f"Approved by {KATRIN}, {AT}."
BOTH_NO = f"Rejected by {INES}, {AT}: *Too dear*. Rejected by {OMAR}, {AT}: *Too dear*."
YES = f"Approved by {KATRIN} and {OMAR}, {AT}."


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize(
    ("of", "said", "reads"),
    [
        (stage("any", *THREE), "+katrin", f"Approved by {KATRIN}, {AT}."),
        (stage("any", *THREE), "-omar", f"Rejected by {OMAR}, {AT}: *Too dear*."),
        (stage("all", *THREE), "+katrin +omar +ines", f"Approved by {KATRIN}, {OMAR} and {INES}, {AT}."),
        (stage("all", *THREE), "+katrin +omar -ines", f"{YES} Rejected by {INES}, {AT}: *Too dear*."),
        (stage("majority", *THREE), "-ines +katrin +omar", f"{YES} {INES} rejected it, {AT}: *Too dear*."),
        (stage("majority", *THREE), "+katrin -ines -omar", f"{ONE} {BOTH_NO}"),
        (stage("first", *THREE, first=2), "+katrin -ines +omar", f"{YES} {INES} rejected it, {AT}: *Too dear*."),
        (stage("first", *THREE, first=2), "-ines -omar", BOTH_NO),
    ],
)  # fmt: skip
async def test_all_messages_of_a_stage_end_as_its_result(channel: str, of: Stage, said: str, reads: str) -> None:
    async with open_desk(FRIDAY, policy=by(of)) as desk:
        for name in ("katrin", "omar", "ines"):
            on(desk, name, channel)
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await votes(desk, ref, said, channel)
        assert [result(desk, name) for name in ("katrin", "omar", "ines")] == [[reads]] * 3


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_while_others_decide_a_message_says_what_its_reader_said_or_what_the_others_did(channel: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("majority", *THREE))) as desk:
        for name in ("katrin", "omar", "ines"):
            on(desk, name, channel)
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await votes(desk, ref, "-ines", channel)
        edits = len(desk.edits)
        await votes(desk, ref, "+katrin", channel)
        assert len(desk.edits) == edits + 2, "whoever spoke before reads nothing new"
        undecided = "It is not decided yet: 2 of 3 have to agree."
        assert result(desk, "ines") == [f"Rejected by {INES}, {AT}: *Too dear*. {undecided}"]
        assert result(desk, "katrin") == [f"Approved by {KATRIN}, {AT}. {undecided}"]
        so_far = f"{INES} rejected it, {AT}: *Too dear*.\n  {KATRIN} agreed, {AT}. 2 of 3 have to agree."
        assert open_to(desk, "omar") == so_far
        shown(await on(desk, "omar", channel).fills("ask", ref, text="Which floor?"))
        await desk.deliver()
        waits = "It waits for the answer; it can be decided all the same."
        assert open_to(desk, "omar") == f"{so_far}\n  {OMAR} asked {MIA}: *Which floor?* {waits}"


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("ends", ["withdraw", "-omar", "expires"])
async def test_who_agreed_in_an_earlier_stage_reads_how_it_ended(channel: str, ends: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        on(desk, "katrin", channel), on(desk, "omar", channel)
        ref = await on(desk, "mia", channel).orders("laptop", **LAPTOP)
        await desk.passes(minutes=5)
        await votes(desk, ref, "+katrin", channel)
        agreed = f"Approved by {KATRIN}, {AT.replace('11:00', '11:05')}."
        assert result(desk, "katrin") == [agreed]
        if ends == "withdraw":
            quiet(await desk.person("mia").presses("withdraw", ref))
        elif ends == "expires":
            await desk.until("2026-11-06 11:00 CET")
        else:
            await votes(desk, ref, ends, channel)
        await desk.deliver()
        reads = result(desk, "katrin")[0]
        assert reads.startswith(f"{agreed} ")
        how = {"withdraw": f"Withdrawn by {MIA}", "-omar": f"Rejected by {OMAR}", "expires": "Nobody decided in time"}
        assert how[ends] in reads
        assert how[ends] in result(desk, "omar")[0]


async def test_what_is_withdrawn_after_all_agreed_was_agreed_to() -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await votes(desk, ref, "+katrin", "slack")
        quiet(await desk.person("mia").presses("withdraw", ref))
        await desk.deliver()
        assert (await desk.ticket(ref)).over
        assert result(desk, "katrin") == [f"Approved by {KATRIN}, {AT}."]


CHANGED = f"{MIA} changed it, {AT}, so what was said of it before no longer counts."
AGAIN = "You are asked again in another message."


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_follows_each_message_has_the_result_of_its_round_and_stage(seed: int) -> None:
    """What each said is noted as they say it, and looked for under the very message that asked them."""
    dice, people = random.Random(seed), ("katrin", "omar")
    names = {"katrin": KATRIN, "omar": OMAR}
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        mia, model = desk.person("mia"), "Standard 14"
        ref = await mia.orders("laptop", **LAPTOP)
        await desk.deliver()
        said: dict[str, list[str]] = {"katrin": [""], "omar": []}
        live, pending = ["katrin"], 0
        for minute in range(1, 8):
            await desk.passes(minutes=1)
            at = AT.replace("11:00", f"11:0{minute}")
            what = dice.choice(("yes", "yes", "change", "no")) if pending < len(people) else "change"
            if what == "change":
                model = "Power 16" if model == "Standard 14" else "Standard 14"
                form = opened(await mia.presses("change_order", ref))
                quiet(await mia.sends_form(form, model=model, ship_to="berlin"))
                for name in live:
                    said[name][-1] = f"{said[name][-1]} {CHANGED.replace(AT, at)}".strip()
                said["katrin"].append("")
                live, pending = ["katrin"], 0
            elif what == "no" and minute > 3:
                await votes(desk, ref, f"-{people[pending]}", "slack")
                no = f"Rejected by {names[people[pending]]}, {at}: *Too dear*."
                for name in live:
                    said[name][-1] = f"{said[name][-1]} {no}".strip()
                break
            else:
                await votes(desk, ref, f"+{people[pending]}", "slack")
                said[people[pending]][-1] = f"Approved by {names[people[pending]]}, {at}."
                pending += 1
                if pending < len(people):
                    live.append(people[pending])
                    said[people[pending]].append("")
            await desk.deliver()
        for name in people:
            *before, last = said[name] or [""]
            again = [f"{one} {AGAIN}" for one in before]
            assert result(desk, name) == ([*again, last] if said[name] else [])


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_yes_that_a_change_took_back_says_so_and_what_came_of_it(channel: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        mia = on(desk, "mia", channel)
        on(desk, "katrin", channel), on(desk, "omar", channel)
        ref = await mia.orders("laptop", **LAPTOP)
        await votes(desk, ref, "+katrin +omar", channel)
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, model="Power 16", ship_to="berlin"))
        await desk.deliver()
        assert result(desk, "katrin") == [f"{ONE} {CHANGED} {AGAIN}", ""]
        assert result(desk, "omar") == [f"Approved by {OMAR}, {AT}. {CHANGED}"]
        await desk.passes(minutes=5)
        await votes(desk, ref, "-katrin", channel)
        later = AT.replace("11:00", "11:05")
        assert result(desk, "omar") == [f"Approved by {OMAR}, {AT}. {CHANGED}"]
        assert result(desk, "katrin")[1] == f"Rejected by {KATRIN}, {later}: *Too dear*."
        # What they agreed to stands there as it was then.
        assert ["Standard 14" in card.summary for card in asked(desk, "omar")] == [True]


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_press_on_what_was_changed_says_who_decides_now_and_is_no_second_place_to_decide(channel: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        mia, katrin, omar = (on(desk, name, channel) for name in ("mia", "katrin", "omar"))
        ref = await mia.orders("laptop", **LAPTOP)
        await votes(desk, ref, "+katrin +omar", channel)
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, model="Power 16", ship_to="berlin"))
        await desk.deliver()
        for press in ("approve", "reject"):
            told = refused(await omar.presses(press, ref, round=1))
            assert told.startswith(f"{MIA} changed {ref}, ")
            assert told.endswith(f" {KATRIN} decides about it now.")
        reply = await katrin.presses("approve", ref, round=1)
        assert isinstance(reply, Shown)
        assert "decide again in the message that asks you" in reply.card.summary
        assert "Power 16" in read(reply.card)
        assert commands(reply.card) == ["show"]


async def test_a_yes_to_what_was_changed_and_agreed_to_again_says_both() -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **LAPTOP)
        await votes(desk, ref, "+katrin +omar", "slack")
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, model="Power 16", ship_to="berlin"))
        await desk.passes(minutes=5)
        await votes(desk, ref, "+katrin +omar", "slack")
        later = AT.replace("11:00", "11:05")
        assert result(desk, "omar")[0] == f"Approved by {OMAR}, {AT}. {CHANGED} {AGAIN}"
        assert result(desk, "omar")[1] == f"Approved by {OMAR}, {later}."


def stands(desk: DeskHouse, place: str, words: str) -> str:
    """The words of the card in a place that has those."""
    found = [read(card) for (where, _), card in desk.channels["slack"].stands.items() if place in where]
    (card,) = [one for one in found if words in one]
    return card


async def test_receipt_and_card_have_each_no_with_its_reason_under_whose_it_is() -> None:
    async with open_desk(FRIDAY, policy=by(stage("majority", *THREE))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        for name, why in (("ines", "Use the pool."), ("omar", "Too dear")):
            quiet(await desk.person(name).fills("reject", ref, text=why))
        await desk.deliver()
        card = stands(desk, "desk-triage", "NOT APPROVED")
        at = AT.strip("{}")
        assert f"Not approved by {INES}, {at}: Use the pool.\nNot approved by {OMAR}, {at}: Too dear." in card
        receipt = stands(desk, chat_of(desk.person("mia").speaker.id), "what you need next is a new order")
        assert f"Why {INES} did not approve it: Use the pool.\nWhy {OMAR} did not approve it: Too dear" in receipt
        assert f"State: Not approved by {INES} and {OMAR}, {at}" in receipt


async def test_the_teams_card_says_who_decides_and_that_a_question_waits() -> None:
    async with open_desk(FRIDAY, policy=by(stage("majority", *THREE))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.deliver()
        waits = f"Waiting for the decision of 2 of {KATRIN}, {OMAR} and {INES}"
        card = stands(desk, "desk-triage", "WAITING FOR APPROVAL")
        assert waits in card
        assert "was asked" not in card
        shown(await desk.person("omar").fills("ask", ref, text="Which floor?"))
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        await desk.deliver()
        card = stands(desk, "desk-triage", "WAITING FOR APPROVAL")
        assert f"Waiting for the decision of {OMAR} or {INES}" in card
        assert "Mia was asked something first and has not answered: Which floor?" in card


async def test_a_reason_has_one_limit_however_it_is_said() -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", *THREE))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        katrin = desk.person("katrin")
        long = refused(await katrin.sends(f"reject {ref} {'x' * 1001}"))
        assert long == "Nothing was done: write the reason in at most 1000 characters."
        assert (await desk.ticket(ref)).approving
        shown(await katrin.sends(f"reject {ref} {'x' * 1000}"))
        late = refused(await desk.person("omar").presses("approve", ref, round=1))
        assert len(late) < 700
        assert "rejected by Katrin Stahl already" in late


@pytest.mark.parametrize(("said", "reads"), [("-ines", "rejected by Ines Kruse"), ("+ines", "approved by Ines Kruse")])
async def test_who_asks_after_the_decision_is_told_what_was_decided(said: str, reads: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "ines.kruse", "katrin.stahl"))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await votes(desk, ref, said, "slack")
        for name in ("ines", "katrin"):
            told = refused(await desk.person(name).sends(f"ask {ref} what for?"))
            assert told.startswith(f"{ref} was {reads} already")
            assert "follow-up" not in told


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_who_decides_may_do_so_where_they_open_it_and_reads_there_what_they_are_asked_for(channel: str) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl", "dana.roth"))) as desk:
        await on(desk, "mia", channel).orders("laptop", **LAPTOP)
        for name in ("katrin", "dana"):  # nobody of the desk, and one of the team
            page = shown(await on(desk, name, channel).presses("show", "REQ-1000"))
            assert commands(page)[:3] == ["approve", "reject", "ask"]
            assert "Cost: 1,150 EUR\nFor Mia Feld\nShip to: berlin" in read(page)
        quiet(await on(desk, "katrin", channel).presses("approve", "REQ-1000", round=1))
        for name in ("katrin", "dana"):
            assert "approve" not in commands(shown(await on(desk, name, channel).presses("show", "REQ-1000")))


@pytest.mark.parametrize(
    ("of", "starts", "others"),
    [
        ((stage("any", *THREE),), True, f"{OMAR} or {INES} can decide as well."),
        ((stage("all", *THREE),), False, f"{OMAR} and {INES} are asked, too: 3 of 3 have to agree."),
        ((stage("majority", *THREE),), False, f"{OMAR} and {INES} are asked, too: 2 of 3 have to agree."),
        ((stage("any", "katrin.stahl"), stage("any", "omar.haddad")), False, ""),
        ((stage("any", "katrin.stahl"),), True, ""),
    ],
)
async def test_the_card_says_what_a_yes_starts_and_who_else_can_decide(
    of: tuple[Stage, ...], starts: bool, others: str
) -> None:
    async with open_desk(FRIDAY, policy=by(*of)) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.deliver()
        (card,) = asked(desk, "katrin")
        takes = "Your approval starts delivery, which" if starts else "Once all agreed, delivery"
        assert f"{takes} takes 5 working days." in read(card)
        if others:
            assert others in read(card)
        else:
            assert "can decide as well" not in read(card)


async def test_what_is_paid_monthly_is_asked_for_with_what_it_costs_in_a_year() -> None:
    async with open_desk(FRIDAY) as desk:
        await desk.person("mia").orders("software-licence", app="Figma", reason="Drawings for the new site")
        await desk.deliver()
        assert "45 EUR a month (540 EUR a year)" in read(asked(desk, "katrin")[0])
