"""Buttons that are used once: after that they are gone, or the message has become one small line, whoever was first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ports.bindings import Binding
from core.ui.cards import Button, Card
from core.ui.inbound import Press, Quiet, Reply, Shown
from tests.commands.chats import chooses, two
from tests.commands.reading import buttons, closed, commands, quiet, read, refused_card, resolved, shown, taken
from tests.fakes.desk import DeskHouse, Someone, refused
from tests.fakes.spoken import Said


async def press(who: Someone, pressed: Button) -> Reply:
    """Press a button of an answer in the person's chat."""
    where = replace(who.chat(), message="99.0")
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), where, pressed.action))


def left(reply: Reply) -> str:
    """How the message reads by now on which the button was; it asks by none any more."""
    assert isinstance(reply, Shown | Quiet), reply
    assert reply.pressed is not None
    assert set(commands(reply.pressed)) <= {"not_this_one"}
    return read(reply.pressed)


def named(card: Card, command: str) -> Button:
    """The first button of a card that carries a command."""
    return next(one for one in (*card.buttons, *buttons(card)) if one.action.command == command)


async def offers(desk: DeskHouse, edit: Said) -> list[str]:
    """The buttons of a message after an edit, as it reads today."""
    assert edit.notice.ticket is not None
    return commands(desk.desk.engine.presenter.notice(edit.notice, await desk.ticket(edit.notice.ticket), desk.now))


async def test_not_this_one_goes_with_its_use_and_the_line_stays(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    mia = desk.person("mia").on_teams
    routed = shown(await mia.sends("It is worse on Wi-Fi."))
    said = f"Added to {ref} VPN drops every hour. Taken back again."
    assert left(await press(mia, routed.buttons[0])) == said
    late = await press(mia, routed.buttons[0])
    assert left(late) == said
    assert refused_card(late).startswith("These words were taken back")


@pytest.mark.parametrize("since", ["", "more words", "resolve"])
async def test_not_this_one_brings_back_the_question_that_its_words_had_answered(desk: DeskHouse, since: str) -> None:
    vpn, _ = await two(desk)
    mia, dana = desk.person("mia").on_teams, desk.person("dana")
    quiet(await dana.fills("ask", vpn, text="Which floor?"))
    held = await desk.ticket(vpn)
    await desk.passes(minutes=20)
    line = shown(await mia.sends(f"{vpn} my mouse is dead"))
    assert (await desk.ticket(vpn)).hold is None
    if since == "more words":
        await mia.sends(f"{vpn} the third floor")
    elif since == "resolve":
        quiet(await dana.fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    said = len(desk.said)
    await press(mia, named(line, "not_this_one"))
    after = await desk.ticket(vpn)
    assert after.hold == (None if since else held.hold)
    assert [one.kind for one in desk.said[said:]] == []
    if not since:
        clock = after.clock("resolution")
        assert (after.status, clock and clock.state) == ("on_hold", "paused")
        await mia.sends(f"{vpn} the third floor")
        assert (await desk.ticket(vpn)).status == "in_progress"


async def test_not_this_one_goes_where_its_ticket_has_ended_meanwhile(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    routed = shown(await mia.sends("It is worse on Wi-Fi."))
    await desk.person("mia").presses("withdraw", ref)
    await desk.person("lena").fills("cancel", ref, reason="not an incident")
    late = await press(mia, routed.buttons[0])
    assert refused_card(late).startswith(f"{ref} has ended")
    assert left(late) == f"Added to {ref} VPN drops every hour."


ASKED = "Which one is this about?"


async def test_the_question_which_one_keeps_its_words_and_gets_a_line_whichever_way_it_was_answered(
    desk: DeskHouse,
) -> None:
    first = await desk.person("mia").reports()
    second = await desk.person("mia").reports(title="The printer jams")
    mia = desk.person("mia").on_teams
    asked = shown(await mia.sends("It is worse today."))
    chosen = asked.buttons[0]
    ref = str(chosen.action.arguments["ticket"])
    said = f"{ASKED}\n{ref} has it. What you write here in the next half hour goes there, too.\nNot this one"
    assert left(await press(mia, chosen)) == said
    for late in (asked.buttons[1], named(asked, "something_new")):
        assert left(await press(mia, late)) == f"{ASKED}\nIt is about {ref}."
    await desk.passes(minutes=40)
    again = shown(await mia.sends("Where do I find the manual?"))
    assert left(await press(mia, named(again, "something_new"))) == f"{ASKED}\nIt is about something new."
    assert {first, second} == {str(one.action.arguments["ticket"]) for one in asked.buttons[:2]}


async def test_every_question_which_one_keeps_the_words_that_were_read(desk: DeskHouse) -> None:
    vpn = await desk.person("mia").reports()
    await desk.person("mia").reports(title="The printer jams")
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse *today* <b>."))
    line = shown(await mia.sends(f"{vpn} can wait"))
    waits = shown(await press(mia, named(line, "which_one")))
    assert waits.summary == "And which one is this about: “It is worse *today* <b>.”?"
    assert left(await press(mia, named(waits, "this_one"))).splitlines()[0] == waits.summary
    routed = shown(await mia.sends("And it smells."))
    back = shown(await press(mia, named(routed, "not_this_one")))
    assert left(await press(mia, named(back, "something_new"))).splitlines()[0] == back.summary


async def test_the_question_keeps_its_words_where_nothing_is_said_to_its_answer(desk: DeskHouse) -> None:
    mia = desk.person("mia").on_teams
    ref = await mia.reports()
    home = Binding(ref, "home", mia.chat().place, "7.0")
    await desk.store.transact(lambda tx: tx.bind(home))
    await desk.person("lena").fills("cancel", ref, reason="not an incident")
    asked = shown(await mia.sends("it happens again"))
    reply = await press(mia, asked.buttons[0])
    assert isinstance(reply, Quiet), "the words are asked about in the chat"
    assert left(reply) == f"Is this about {ref}, or something new?\nIt is about {ref}."


async def test_a_number_that_answers_the_question_leaves_a_button_that_says_so(desk: DeskHouse) -> None:
    first = await desk.person("mia").reports()
    await desk.person("mia").reports(title="The printer jams")
    mia = desk.person("mia").on_teams
    asked = shown(await mia.sends("It is worse today."))
    shown(await mia.sends(first))
    assert left(await press(mia, asked.buttons[0])) == f"{ASKED}\nIt is about {first}."


async def test_a_choice_that_cannot_be_any_more_goes_and_what_is_left_stays_while_words_wait(desk: DeskHouse) -> None:
    vpn = await taken(desk)
    printer = await desk.person("mia").reports(title="The printer jams")
    mia = desk.person("mia").on_teams
    asked = shown(await mia.sends("It is worse today."))
    await desk.person("dana").fills("change", vpn, requester=desk.id_of("jan"))
    late = await press(mia, next(one for one in asked.buttons if one.action.arguments.get("ticket") == vpn))
    assert isinstance(late, Shown)
    assert late.refusal
    assert late.pressed is not None
    assert late.pressed.summary == ASKED
    assert [one.action.arguments.get("ticket") for one in late.pressed.buttons] == [printer, None]
    assert "has it" in left(await press(mia, late.pressed.buttons[0]))
    assert [one.text for one in await desk.comments(printer)] == ["It is worse today."]


@pytest.mark.parametrize("why", ["ended", "deleted"])
async def test_a_question_for_which_nothing_waits_any_more_has_no_buttons_once_one_is_refused(
    desk: DeskHouse, why: str
) -> None:
    vpn = await taken(desk)
    await desk.person("mia").reports(title="The printer jams")
    mia = desk.person("mia").on_teams
    asked = shown(await mia.sends("It is worse today.", message="m1"))
    chosen = next(one for one in asked.buttons if one.action.arguments.get("ticket") == vpn)
    if why == "deleted":
        await mia.edits(mia.chat("m1"), None)
        said = "deleted"
    else:
        await chooses(mia, "", "something_new")
        await desk.person("lena").fills("cancel", vpn, reason="not an incident")
        said = "is closed"
    late = await press(mia, chosen)
    assert said in refused_card(late)
    assert left(late) == ASKED


@pytest.mark.parametrize(
    ("end", "answer", "said"),
    [
        ("resolved", "just_comment", "Is it still broken?\nNoted as a comment"),
        ("resolved", "reopen", "Is it still broken?\n{ref} is open again."),
        ("closed", "just_comment", "Is it broken again?\nNoted as a comment"),
        ("closed", "follow_up", "Is it broken again?\nINC-1001 goes on with it."),
    ],
)
async def test_a_question_that_was_asked_on_the_spot_keeps_its_words_alone(
    desk: DeskHouse, end: str, answer: str, said: str
) -> None:
    ref = await (resolved(desk) if end == "resolved" else closed(desk))
    mia = desk.person("mia").on_teams
    asked = shown(await mia.sends(f"{ref} it dropped again"))
    words = left(await press(mia, named(asked, answer)))
    first, _, second = said.format(ref=ref).partition("\n")
    assert first in words
    assert second in words


@pytest.mark.parametrize("who", ["mia", "dana"])
async def test_an_absence_is_taken_back_by_its_answer_once(desk: DeskHouse, who: str) -> None:
    """Of whoever works at the desk, and of anybody else."""
    person = desk.person(who)
    back = named(shown(await person.types("away", "until friday")), "back_again")
    reply = await press(person, back)
    assert shown(reply).summary.endswith(" is back.")
    assert isinstance(reply, Shown)
    assert reply.pressed is not None
    assert "back_again" not in commands(reply.pressed)
    assert refused_card(await press(person, back)).endswith(" is not away.")
    assert "back_again" not in commands(shown(await person.types("oncall", "")))


HOLIDAY = "Dana Roth is away from Tue 10 Nov 00:00 CET to Fri 20 Nov 00:00 CET."


async def test_who_is_back_keeps_what_they_planned_and_a_plan_is_taken_back_alone(desk: DeskHouse) -> None:
    dana = desk.person("dana")
    planned = named(shown(await dana.types("away", "from 2026-11-10 until 2026-11-20")), "back_again")
    ill = shown(await dana.types("away", "until friday"))
    back, plan = (one for one in buttons(ill) if one.action.command == "back_again")
    assert (back.label, plan.label, plan.action) == ("I am back", "Take back", planned.action)
    reply = await press(dana, back)
    assert isinstance(reply, Shown)
    assert reply.pressed is not None
    assert HOLIDAY in read(reply.pressed)
    assert [one.action for one in buttons(reply.pressed) if one.action.command == "back_again"] == [planned.action]
    await desk.passes(minutes=5)
    shown(await dana.types("away", "until thursday"))
    assert refused_card(await press(dana, back)).endswith(" is not away."), "that was another absence"
    said = read(shown(await dana.types("away", "back")))
    assert "Dana Roth is back." in said
    assert HOLIDAY in said
    assert "“/oncall back 2026-11-10” takes that back." in refused(await dana.types("away", "back"))
    taken_back = read(shown(await desk.person("lena").types("away", "back dana.roth 2026-11-10")))
    assert "Dana Roth is no longer away from Tue 10 Nov" in taken_back
    assert refused_card(await press(dana, planned)).endswith(" is not away.")


async def test_the_claim_of_what_was_put_back_goes_once_somebody_has_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, "release")
    edited = len(desk.edits)
    await desk.person("nils").tells(ref, "claim")
    (edit,) = [one for one in desk.edits[edited:] if one.kind == "answered"]
    assert edit.text.startswith("Dana put INC-1000 back into the queue")


async def test_a_breach_loses_its_claim_and_then_the_rest_and_says_what_it_said(desk: DeskHouse) -> None:
    """The sentence says that nobody had it: that stays, also once somebody has it, and once nothing is left to do."""
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-27 12:30 CET")
    (said,) = [one for one in desk.said if one.kind == "breach"]
    assert said.text.endswith("Nobody has it. Next: claim it or hand over.")
    edited = len(desk.edits)
    quiet(await desk.person("dana").presses("claim", ref))
    (first,) = [one for one in desk.edits[edited:] if one.facts.get("said") == "breach"]
    assert await offers(desk, first) == ["send_update", "transfer"]
    edited = len(desk.edits)
    quiet(await desk.person("dana").fills("reply", ref, text="I look at it."))
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.", breach_reason="other"))
    (second,) = [one for one in desk.edits[edited:] if one.facts.get("said") == "breach"]
    assert [first.text, second.text] == [said.text, said.text]
    assert await offers(desk, second) == []


async def test_the_follow_up_of_a_cancellation_goes_once_something_goes_on_with_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.person("dana").fills("cancel", ref, reason="not an incident")
    edited = len(desk.edits)
    quiet(await desk.person("mia").presses("follow_up", ref))
    (edit,) = [one for one in desk.edits[edited:] if one.kind == "answered"]
    assert edit.text.startswith(f"Dana cancelled {ref}")
    assert await offers(desk, edit) == []


async def test_a_call_for_an_update_loses_its_button_with_the_update(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P1")
    quiet(await desk.person("dana").presses("claim", ref))
    await desk.passes(minutes=45)
    (said,) = [one for one in desk.said if one.kind == "update_due" and one.to == "dana"]
    edited = len(desk.edits)
    quiet(await desk.person("dana").fills("reply", ref, text="We look into it."))
    (edit,) = [one for one in desk.edits[edited:] if one.facts.get("said") == "update_due" and one.to == "dana"]
    assert edit.text == said.text
    assert await offers(desk, edit) == ["show"]
