"""The question which ticket words are about: it names what it asks about, its answer takes nothing else along, and can
be taken back.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ui.cards import Button, Card
from core.ui.inbound import Press, Quiet, Reply, Shown
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import answered, buttons, commands, opened, read, refused_card, shown
from tests.fakes.desk import DeskHouse, Someone


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


def way(card: Card, ref: str = "", command: str = "") -> Button:
    """The button of a card that stands for a ticket, for something new, or carries a command."""
    return next(
        one
        for one in (*card.buttons, *buttons(card))
        if (one.action.command == command if command else str(one.action.arguments.get("ticket", "")) == ref)
    )


async def press(who: Someone, button: Button) -> Reply:
    """Press a button of an answer in the person's chat."""
    where = replace(who.chat(), message="99.0")
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), where, button.action))


def line(reply: Reply) -> Card:
    """What the pressed message reads as by now."""
    assert isinstance(reply, Shown | Quiet), reply
    assert reply.pressed is not None
    return reply.pressed


async def test_what_was_said_yesterday_stays_out_of_what_is_asked_today(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    for words in ("since this morning", "left port only"):
        shown(await mia.sends(words))
    await desk.passes(hours=23)
    today = shown(await mia.sends("the toner light is on"))
    assert today.summary == "Which one is this about?"
    following = await press(mia, way(today, printer))
    assert await said_on(desk, printer) == ["the toner light is on"]
    assert await said_on(desk, vpn) == []
    rest = shown(following)
    assert read(rest).splitlines()[:2] == [
        f"{printer} has it. What you write here in the next half hour goes there, too.",
        "And which one is this about: “since this morning”; “left port only”?",
    ]
    answered(await press(mia, way(rest, vpn)))
    assert await said_on(desk, vpn) == ["since this morning", "left port only"]


async def test_the_question_of_yesterday_still_takes_its_own_words_alone(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    old = shown(await mia.sends("since this morning"))
    await desk.passes(hours=2)
    new = shown(await mia.sends("the toner light is on"))
    again = shown(await press(mia, way(old, vpn)))
    assert "And which one is this about: “the toner light is on”?" in read(again)
    answered(await press(mia, way(new, printer)))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == (
        ["since this morning"], ["the toner light is on"],
    )  # fmt: skip


async def test_the_next_morning_one_talk_after_the_other_is_asked_about(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    for words in ("since this morning", "the toner light is on"):
        shown(await mia.sends(words))
        await desk.passes(hours=2)
    first = shown(await chooses(mia, "", "which_one"))
    assert first.summary == "And which one is this about: “since this morning”?"
    second = shown(await press(mia, way(first, vpn)))
    assert "And which one is this about: “the toner light is on”?" in read(second)
    answered(await press(mia, way(second, printer)))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == (
        ["since this morning"], ["the toner light is on"],
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["button", "something new"])
async def test_a_question_names_all_that_its_answer_takes(desk: DeskHouse, mia: Someone, answer: str) -> None:
    vpn, _ = await two(desk)
    said = [f"It is slow in room number {number}, on the floor with the kitchen." for number in range(19)]
    for words in said:
        await mia.sends(words)
        await desk.passes(minutes=1)
    await desk.passes(minutes=11)
    asked = shown(await mia.sends("Hello?"))
    assert asked.summary.startswith("Which one are these 20 messages about: ")
    assert asked.summary.count("“") == 20
    reply = await press(mia, way(asked, vpn if answer == "button" else ""))
    assert line(reply).summary, "it is drawn"
    if answer == "button":
        assert await said_on(desk, vpn) == [*said, "Hello?"]
    else:
        assert shown(reply).summary.startswith("What are these 20 messages about: “It is slow")


@pytest.mark.parametrize("by", ["button", "number"])
async def test_every_answer_can_be_taken_back(desk: DeskHouse, mia: Someone, by: str) -> None:
    vpn, printer = await two(desk)
    asked = shown(await mia.sends("since this morning"))
    shown(await mia.sends("left port only"))
    reply = await (press(mia, way(asked, vpn)) if by == "button" else mia.sends(vpn))
    went = line(reply) if by == "button" else shown(reply)
    assert f"{vpn} has these 2 messages." in read(went)
    assert commands(went) == ["not_this_one"]
    back = await press(mia, way(went, command="not_this_one"))
    assert read(line(back)).endswith(f"Added to {vpn} VPN drops every hour. Taken back again.")
    assert ("Which one is this about?" in read(line(back))) == (by == "button"), "a sentence once said stays"
    words = "“since this morning”; “left port only”"
    assert shown(back).summary == f"Are these 2 messages about {printer}, or something new: {words}?"
    assert await said_on(desk, vpn) == [None, None]
    answered(await press(mia, way(shown(back), printer)))
    assert await said_on(desk, printer) == ["since this morning", "left port only"]
    assert refused_card(await press(mia, way(went, command="not_this_one"))).startswith("These words were taken back")


async def test_what_goes_on_below_another_question_can_be_taken_back_as_well(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    asked = shown(await mia.sends("since this morning"))
    shown(await mia.sends("The printer is loud."))
    reply = await press(mia, way(asked, vpn))
    assert "And which one is this about: “The printer is loud.”?" in read(shown(reply))
    assert commands(line(reply)) == ["not_this_one"]
    await press(mia, way(line(reply), command="not_this_one"))
    assert await said_on(desk, vpn) == [None]


async def test_nobody_else_takes_words_back(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    asked = shown(await mia.sends("since this morning"))
    went = line(await press(mia, way(asked, vpn)))
    late = await press(desk.person("dana"), way(went, command="not_this_one"))
    assert refused_card(late)
    assert await said_on(desk, vpn) == ["since this morning"]


async def test_a_ticket_that_was_just_made_is_offered_to_what_is_said_next(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("since this morning"))
    await desk.passes(minutes=1)
    headset = await taken(desk, "My headset is broken", service="workplace-it")
    await desk.passes(minutes=1)
    asked = shown(await mia.sends("left ear only"))
    assert asked.summary == "Which one are these 2 messages about: “since this morning”; “left ear only”?"
    assert {str(one.action.arguments.get("ticket", "")) for one in buttons(asked)} == {vpn, printer, headset, ""}
    answered(await press(mia, way(asked, headset)))
    assert await said_on(desk, headset) == ["since this morning", "left ear only"]


async def test_what_is_said_below_the_three_choices_is_asked_about_there(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    asked = shown(await mia.sends("my dock is broken"))
    shown(await mia.sends("any news of the printer from Jan?"))
    await desk.passes(minutes=1)
    new = await press(mia, way(asked))
    assert shown(new).summary == "What is it about?"
    assert line(new).summary == "And which one is this about: “any news of the printer from Jan?”?"
    await desk.passes(minutes=1)
    below = shown(await mia.sends("it is a Jabra"))
    assert below.summary == "Which one is this about?"
    form = opened(await press(mia, buttons(shown(new))[0]))
    assert form.fields
    shown(await press(mia, way(below, vpn)))
    answered(await press(mia, way(line(new), printer)))
    assert await said_on(desk, vpn) == ["it is a Jabra"]
    assert await said_on(desk, printer) == ["any news of the printer from Jan?"]


async def test_what_is_said_below_any_other_prompt_is_asked_about_there(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    for number, words in enumerate(("since this morning", "new ticket: my dock is broken"), 1):
        reply = await mia.sends(words, message=f"m{number}")
        assert isinstance(reply, Shown)
        await desk.desk.stands(mia.speaker, reply, f"{mia.chat().place}#b{number}")
        await desk.passes(minutes=1)
    below = shown(await mia.sends("left port only"))
    assert below.summary == "Which one are these 2 messages about: “since this morning”; “left port only”?"
    answered(await press(mia, way(below, vpn)))
    assert await said_on(desk, vpn) == ["since this morning", "left port only"]


async def test_something_new_goes_on_to_what_waits_from_another_day(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    shown(await mia.sends("since this morning"))
    await desk.passes(hours=23)
    asked = shown(await mia.sends("my dock is broken"))
    new = await press(mia, way(asked))
    assert buttons(shown(new))[0].action.arguments["text"] == "my dock is broken"
    assert line(new).summary == "And which one is this about: “since this morning”?"
    answered(await press(mia, way(line(new), vpn)))
    assert await said_on(desk, vpn) == ["since this morning"]


STATUS = [
    "What is the status of my ticket about the vpn?",
    "Wie steht es um mein VPN-Ticket?",
    "hat sich schon jemand mein ticket angeschaut?",
]


@pytest.mark.parametrize("words", STATUS)
@pytest.mark.parametrize("open_ones", [1, 2])
@pytest.mark.parametrize("waits", [False, True])
async def test_status_with_its_subject_shows_how_their_tickets_stand(
    desk: DeskHouse, mia: Someone, words: str, open_ones: int, *, waits: bool
) -> None:
    vpn = await taken(desk)
    if open_ones == 2:
        await taken(desk, "The printer is out of paper", service="workplace-it")
    if waits:
        await mia.sends("hmm")
    before = await said_on(desk, vpn)
    answer = read(shown(await mia.sends(words)))
    assert vpn in answer
    assert "Added to" not in answer
    assert "waits" not in answer
    assert await said_on(desk, vpn) == before


@pytest.mark.parametrize("words", STATUS)
async def test_status_with_its_subject_in_the_tickets_thread_shows_that_ticket(desk: DeskHouse, words: str) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    card = shown(await desk.person("mia").says_in("#it-help", words, thread="5.0"))
    assert card.ticket == ref
    assert await said_on(desk, ref) == []
