"""A prompt on the screen ends once it is answered, once its words are gone or others, and a day later at the latest."""

from __future__ import annotations

import pytest

from core.ui.cards import KEEP, Card
from core.ui.inbound import Press, Quiet, Reply, Shown, Submit
from tests.commands.chats import said_on, taken, two
from tests.commands.reading import buttons, commands, opened, quiet, read, shown, went
from tests.commands.test_prompts import VALUES
from tests.fakes.desk import DeskHouse, Someone

GONE = "You deleted your message, so there is nothing left to choose."
CHANGED = "You changed your message, so this is no longer asked."
OLD = "This is more than a day old. Write to me again if you still need it."


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def asked(mia: Someone, words: str, message: str = "m1", stands: str = "b1") -> Card:
    """What is asked about words, standing in a message of its own."""
    reply = await mia.sends(words, message=message)
    assert isinstance(reply, Shown)
    assert (reply.asks, reply.prompt) == (True, f"{mia.chat().place}#{message}")
    await mia.desk.desk.stands(mia.speaker, reply, f"{mia.chat().place}#{stands}")
    return reply.card


def ended(desk: DeskHouse) -> dict[str, str]:
    """What prompts read from now on that ended, by their messages; none of them has a button."""
    keys = {one.message for one in desk.edits if one.kind == "prompt_over"}
    drawn = [one for channel in desk.channels.values() for one in channel.taken if one.key in keys]
    desk.edits.clear()
    cards = {str(one.message): one.card for one in drawn if one.card is not None}
    assert not any(buttons(card) for card in cards.values())
    return {message: read(card) for message, card in cards.items()}


async def presses(mia: Someone, card: Card, command: str, stands: str = "b1") -> Reply:
    """Press a button of a prompt in its message."""
    action = next(one.action for one in buttons(card) if one.action.command == command)
    key = mia.desk.fresh("press")
    return await mia.desk.hears(Press(mia.speaker, mia.desk.now, key, mia.chat(stands), action))


PROMPTS = {
    "the scanner jams all day": (0, "What is it about?"),
    "It is worse today.": (2, "Which one is this about?"),
    "incident the scanner jams": (0, "One click and the form is open."),
    "incidnet printer": (1, "Did you mean"),
    "search vpn": (1, "Tickets with “vpn”"),
    "hi": (0, "Hello"),
    "ticket": (0, "What is it about?"),
    "withdraw INC-1000": (1, "Withdraw INC-1000 “"),
}


@pytest.mark.parametrize("words", PROMPTS)
async def test_a_prompt_loses_its_buttons_with_the_message_and_says_why(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    tickets, says = PROMPTS[words]
    refs = [await desk.person("mia").reports(title=f"VPN drops {each}") for each in range(tickets)]
    await asked(mia, words)
    await mia.edits(mia.chat("m1"), None)
    left = ended(desk)
    assert list(left) == ["b1"]
    assert says in left["b1"].splitlines()[0]
    assert left["b1"].splitlines()[-1] == GONE
    await mia.edits(mia.chat("m1"), None)
    assert ended(desk) == {}
    assert [await said_on(desk, ref) for ref in refs] == [[]] * tickets


@pytest.mark.parametrize("words", PROMPTS)
async def test_a_prompt_that_nobody_answers_loses_its_buttons_a_day_later_once(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    tickets, says = PROMPTS[words]
    for each in range(tickets):
        await desk.person("mia").reports(title=f"VPN drops {each}")
    await asked(mia, words)
    await desk.passes(hours=24)
    assert await desk.desk.end_old_prompts() == 0
    await desk.passes(seconds=1)
    assert (await desk.desk.end_old_prompts(), await desk.desk.end_old_prompts()) == (1, 0)
    await desk.passes(seconds=1)
    left = ended(desk)
    assert list(left) == ["b1"]
    assert says in left["b1"].splitlines()[0]
    assert left["b1"].splitlines()[-1] == OLD


async def test_words_still_wait_for_an_answer_when_their_question_is_old(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    await asked(mia, "It is worse today.")
    await desk.passes(hours=25)
    await desk.desk.end_old_prompts()
    question = shown(await mia.sends(vpn))
    assert "And which one is this about: “It is worse today.”?" in read(question)


async def test_a_menu_is_used_once(desk: DeskHouse, mia: Someone) -> None:
    menu = await asked(mia, "hi")
    form = opened(await presses(mia, menu, "open_incident"))
    sent = Submit(mia.speaker, desk.now, "open_incident", form.command_id, form.context, VALUES, where=mia.chat("b1"))
    reply = await desk.hears(sent)
    assert isinstance(reply, Quiet)
    assert reply.pressed is not None
    assert reply.pressed.summary == f"This became {await desk.newest()}."
    await desk.passes(hours=25)
    assert await desk.desk.end_old_prompts() == 0
    await mia.edits(mia.chat("m1"), None)
    assert ended(desk) == {}


async def test_a_menu_that_was_only_looked_at_goes_on(desk: DeskHouse, mia: Someone) -> None:
    menu = await asked(mia, "hi")
    reply = await presses(mia, menu, "mine")
    assert isinstance(reply, Shown)
    assert reply.pressed is None
    opened(await presses(mia, menu, "open_incident"))


async def test_whoever_keeps_a_ticket_reads_so_and_nothing_more_later(desk: DeskHouse, mia: Someone) -> None:
    await desk.person("mia").reports()
    question = await asked(mia, "withdraw INC-1000")
    await presses(mia, question, KEEP)
    await desk.passes(hours=25)
    assert await desk.desk.end_old_prompts() == 0
    await mia.edits(mia.chat("m1"), None)
    assert ended(desk) == {}


async def test_a_question_that_is_answered_by_a_number_says_so_itself(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    await asked(mia, "It is worse today.")
    shown(await mia.sends(vpn))
    assert ended(desk) == {"b1": f"Which one is this about?\nIt is about {vpn}."}
    await mia.edits(mia.chat("m1"), None)
    assert ended(desk) == {}


async def test_a_press_that_comes_before_we_know_where_its_question_stands_ends_it(
    desk: DeskHouse, mia: Someone
) -> None:
    await two(desk)
    reply = await mia.sends("It is worse today.", message="m1")
    assert isinstance(reply, Shown)
    await presses(mia, reply.card, "this_one")
    await desk.desk.stands(mia.speaker, reply, f"{mia.chat().place}#b1")
    await desk.passes(hours=25)
    assert await desk.desk.end_old_prompts() == 0


async def test_a_question_about_other_words_as_well_goes_on(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    await asked(mia, "It is worse today.")
    await mia.sends("On every floor.", message="m2")
    await mia.edits(mia.chat("m1"), None)
    assert ended(desk) == {}
    shown(await mia.sends(vpn))
    assert await said_on(desk, vpn) == ["On every floor."]


async def test_what_words_after_the_end_mean_is_asked_no_more_once_they_are_deleted(desk: DeskHouse) -> None:
    mia = desk.person("mia").on_teams
    vpn = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", vpn))
    reply = await desk.person("mia").sends(f"{vpn} It dropped again.", message="m1")
    assert isinstance(reply, Shown)
    assert reply.asks
    await desk.desk.stands(desk.person("mia").speaker, reply, f"{desk.person('mia').chat().place}#b1")
    await desk.person("mia").edits(desk.person("mia").chat("m1"), None)
    assert ended(desk)["b1"].splitlines()[-1] == GONE


async def test_a_search_that_is_reworded_into_a_sentence_is_that_sentence(desk: DeskHouse, mia: Someone) -> None:
    ref = await taken(desk)
    await asked(mia, "search vpn")
    went(await mia.edits(mia.chat("m1"), "The VPN drops on the train as well"), ref)
    assert ended(desk)["b1"].splitlines()[-1] == CHANGED
    assert await said_on(desk, ref) == ["The VPN drops on the train as well"]


async def test_words_of_a_prompt_that_are_reworded_are_used_by_its_buttons(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    await asked(mia, "It is worse today.")
    await mia.edits(mia.chat("m1"), "It is much worse today.")
    assert ended(desk) == {}
    shown(await mia.sends(vpn))
    assert await said_on(desk, vpn) == ["It is much worse today."]


async def test_a_message_that_is_back_is_asked_about_again(desk: DeskHouse, mia: Someone) -> None:
    await asked(mia, "the scanner jams all day")
    await mia.edits(mia.chat("m1"), None)
    assert list(ended(desk)) == ["b1"]
    again = shown(await mia.undeletes(mia.chat("m1"), "the scanner jams all day"))
    assert commands(again) == ["open_incident", "open_request", "open_request"]
    assert buttons(again)[0].action.arguments["text"] == "the scanner jams all day"
