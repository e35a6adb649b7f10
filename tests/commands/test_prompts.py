"""A prompt that has led to a ticket is done: pressed again it shows that ticket, and nothing is made twice."""

from __future__ import annotations

import asyncio

import pytest

from core.ports.tickets import Search
from core.ui.cards import Button, Card
from core.ui.inbound import OpenForm, Press, Quiet, Reply, Shown, Submit
from core.ui.text import flatten
from storage import open_store
from tests.commands.chats import taken, two
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import answered, buttons, commands, opened, quiet, shown
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk

VALUES = {
    "title": "The scanner jams",
    "service": "network",
    "category:network": "vpn",
    "impact": "4",
    "urgency": "3",
}


@pytest.fixture(params=["slack", "teams"])
def mia(desk: DeskHouse, request: pytest.FixtureRequest) -> Someone:
    """Mia, on either platform."""
    mia = desk.person("mia")
    return mia if request.param == "slack" else mia.on_teams


def button(card: Card, command: str) -> Button:
    return next(one for one in buttons(card) if one.action.command == command)


async def press(who: Someone, pressed: Button) -> Reply:
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), pressed.action))


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


async def reports_by(who: Someone, prompt: Button) -> str:
    """Fill in the form that a prompt opens."""
    form = opened(await press(who, prompt))
    quiet(await who.submits("open_incident", VALUES, form.context, command_id=form.command_id))
    return await who.desk.newest()


@pytest.mark.parametrize("words", ["the scanner jams all day", "incident the scanner jams"])
async def test_words_that_became_a_ticket_show_it_when_their_button_is_pressed_again(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    prompt = button(shown(await mia.sends(words)), "open_incident")
    ref = await reports_by(mia, prompt)
    assert shown(await press(mia, prompt)).ticket == ref
    assert await count(desk) == 1


async def test_every_choice_of_a_prompt_that_is_done_shows_the_ticket(desk: DeskHouse, mia: Someone) -> None:
    card = shown(await mia.sends("the scanner jams all day"))
    ref = await reports_by(mia, button(card, "open_incident"))
    for each in buttons(card):
        assert shown(await press(mia, each)).ticket == ref


async def test_an_order_by_a_prompt_is_shown_when_it_is_pressed_again(desk: DeskHouse, mia: Someone) -> None:
    prompt = buttons(shown(await mia.sends("how do I book a room?")))[-1]
    form = opened(await press(mia, prompt))
    asked = {"question": "How do I book a room?"}
    quiet(await mia.submits("open_request", asked, form.context, command_id=form.command_id))
    assert shown(await press(mia, prompt)).ticket == await desk.newest()
    assert await count(desk) == 1


async def test_a_form_that_was_opened_twice_makes_one_ticket(desk: DeskHouse, mia: Someone) -> None:
    prompt = button(shown(await mia.sends("the scanner jams all day")), "open_incident")
    first, second = [opened(await press(mia, prompt)) for _ in range(2)]
    quiet(await mia.submits("open_incident", VALUES, first.context, command_id=first.command_id))
    again = await mia.submits("open_incident", VALUES, second.context, command_id=second.command_id)
    assert shown(again).ticket == "INC-1000"
    quiet(await mia.submits("open_incident", VALUES, first.context, command_id=first.command_id))
    assert await count(desk) == 1


async def test_two_at_once_make_one_ticket_and_the_other_sees_it(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY_TEN))
    async with open_desk(TUESDAY_TEN, store=store, both=True) as desk:
        mia = desk.person("mia")
        prompt = button(shown(await mia.sends("the scanner jams all day")), "open_incident")
        forms = [opened(await press(mia, prompt)) for _ in range(4)]
        replies = await asyncio.gather(
            *(mia.submits("open_incident", VALUES, form.context, command_id=form.command_id) for form in forms)
        )
        assert await count(desk) == 1
        assert sum(isinstance(one, Quiet) for one in replies) == 1
        assert {one.card.ticket for one in replies if isinstance(one, Shown)} == {"INC-1000"}


async def test_two_who_press_follow_up_at_once_have_one(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY_TEN))
    async with open_desk(TUESDAY_TEN, store=store, both=True) as desk:
        mia, dana = desk.person("mia"), desk.person("dana")
        ref = await mia.reports()
        quiet(await dana.presses("claim", ref))
        quiet(await dana.fills("resolve", ref, code="fixed", text="The profile was reissued."))
        quiet(await mia.presses("confirm", ref))
        quiet(await mia.writes(ref, "It dropped again."))
        await asyncio.gather(mia.presses("follow_up", ref), mia.on_teams.presses("follow_up", ref))
        assert await count(desk) == 2
        assert shown(await mia.presses("follow_up", ref)).ticket == "INC-1001"


async def test_a_greeting_is_a_menu_and_leads_to_many_tickets(desk: DeskHouse, mia: Someone) -> None:
    prompt = button(shown(await mia.sends("hi")), "open_incident")
    await reports_by(mia, prompt)
    opened(await press(mia, prompt))


async def test_the_question_which_one_shows_where_the_words_went_once_it_was_answered(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    question = shown(await mia.sends("It is worse today."))
    first, second = [one for one in buttons(question) if one.action.command == "this_one"]
    chosen = str(first.action.arguments["ticket"])
    answered(await press(mia, first))
    for each in (first, second, button(question, "something_new")):
        assert shown(await press(mia, each)).ticket == chosen
    other = printer if chosen == vpn else vpn
    assert await desk.comments(other) == ()
    assert len(await desk.comments(chosen)) == 1


async def test_words_that_were_taken_back_are_asked_about_by_a_prompt_that_is_open(desk: DeskHouse) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    question = shown(await mia.sends("It is worse today."))
    first, second = [one for one in buttons(question) if one.action.command == "this_one"]
    chosen, other = (str(one.action.arguments["ticket"]) for one in (first, second))
    answered(await press(mia, first))
    (said,) = await desk.comments(chosen)
    routed = shown(await mia.sends("Still."))
    again = shown(await press(mia, button(routed, "not_this_one")))
    answered(await press(mia, button(again, "this_one")))
    assert [one.text for one in await desk.comments(other)] == ["Still."]
    assert (await desk.comments(chosen))[0] == said


async def test_something_new_that_became_a_ticket_shows_it(desk: DeskHouse) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    question = shown(await mia.sends("The scanner jams all day."))
    new = button(question, "something_new")
    choices = shown(await press(mia, new))
    again = shown(await press(mia, new))
    assert commands(again) == commands(choices)
    ref = await reports_by(mia, button(choices, "open_incident"))
    for each in (*buttons(question), *buttons(choices), *buttons(again)):
        assert shown(await press(mia, each)).ticket == ref
    assert await count(desk) == 3


async def test_what_was_no_mistyped_command_shows_where_it_went(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    prompt = button(shown(await mia.sends("serach again")), "about_ticket")
    for _ in range(3):
        assert shown(await press(mia, prompt)).ticket == ref
    assert [one.text for one in await desk.comments(ref)] == ["serach again"]


async def test_what_was_no_mistyped_command_waits_once_for_the_answer_which_one(desk: DeskHouse) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    prompt = button(shown(await mia.sends("serach again")), "about_ticket")
    shown(await press(mia, prompt))
    which = shown(await press(mia, prompt))
    assert which.summary == "Which one is this about: “serach again”?"
    answered(await press(mia, button(which, "this_one")))
    chosen = str(button(which, "this_one").action.arguments["ticket"])
    assert [one.text for one in await desk.comments(chosen)] == ["serach again"]
    assert shown(await press(mia, prompt)).ticket == chosen


WANTED = "I need something quiet for the open office because mine is too loud"


@pytest.mark.parametrize("item", ["laptop", "software-licence", "shared-mailbox", "question", "password-reset"])
@pytest.mark.parametrize("words", [WANTED, f"{WANTED} " * 40], ids=["short", "long"])
@pytest.mark.parametrize("waits", [False, True])
async def test_words_that_become_an_order_are_in_a_field_or_go_along_with_it(
    desk: DeskHouse, item: str, words: str, waits: bool
) -> None:
    mia = desk.person("mia")
    if waits:  # for the answer which ticket they are about
        await two(desk)
        which = shown(await mia.sends(words, message="7.0"))
        card = shown(await press(mia, button(which, "something_new")))
    else:
        card = shown(await mia.sends(words, message="7.0"))
    picker = opened(await press(mia, button(card, "open_request")))
    form = opened(await mia.submits("open_request", {"item": item}, picker.context))
    noted = any("What you wrote goes along" in flatten(each.text) for each in form.fields if each.kind == "note")
    begun = [str(each.value) for each in form.fields if each.kind != "note" and "quiet" in str(each.value or "")]
    assert noted is (begun == [])
    asked = {each.id: each for each in form.fields if each.kind != "note"}
    given = {id: each.value or next((one.value for one in each.choices), None) for id, each in asked.items()}
    given |= {id: "Needed for the work here" for id, each in asked.items() if "text" in each.kind and not given[id]}
    given |= {"address": "team.sales", "members": (mia.speaker.id,)} if item == "shared-mailbox" else {}
    reply = await mia.submits("open_request", given, form.context, command_id=form.command_id)
    while isinstance(reply, OpenForm):
        more = {each.id: each for each in reply.form.fields if each.kind != "note"}
        given |= {id: each.value or next((one.value for one in each.choices), None) for id, each in more.items()}
        reply = await mia.submits("open_request", given, reply.form.context, command_id=reply.form.command_id)
    quiet(reply)
    ticket = await desk.ticket(await desk.newest())
    said = words.strip()
    assert ticket.description == said if noted else said in str((ticket.details, ticket.description))


@pytest.mark.parametrize("words", ["the scanner jams all day", "incident the scanner jams", "incident"])
async def test_a_prompt_that_led_to_a_ticket_is_one_quiet_line_with_the_way_to_it(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    prompt = button(shown(await mia.sends(words)), "open_incident")
    form = opened(await press(mia, prompt))
    sent = Submit(mia.speaker, desk.now, "open_incident", form.command_id, form.context, VALUES, where=mia.chat())
    line = answered(await desk.hears(sent))
    ref = await desk.newest()
    assert line.summary == f"This became {ref}."
    (show,) = buttons(line)
    assert (show.style, show.action.command, show.action.arguments) == ("default", "show", {"ticket": ref})
    assert shown(await press(mia, show)).ticket == ref


async def test_a_menu_stays_as_it_is(desk: DeskHouse, mia: Someone) -> None:
    form = opened(await press(mia, button(shown(await mia.sends("hi")), "open_incident")))
    sent = Submit(mia.speaker, desk.now, "open_incident", form.command_id, form.context, VALUES, where=mia.chat())
    assert await desk.hears(sent) == Quiet()
    assert await count(desk) == 1
