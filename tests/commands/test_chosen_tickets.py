"""Which ticket a chat is about: a number moves the choice, and what the desk asks about another ticket ends it."""

from __future__ import annotations

from itertools import product

import pytest

from core.ui.inbound import Press, Shown
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import buttons, commands, field, opened, quiet, shown, went
from tests.fakes.desk import DeskHouse, Someone, sentence

WRITTEN = (
    "{full} is still broken", "{full}: is worse", "please look at {full}", "{digits} again", "{digits} is worse",
    "#{digits} is worse", "{digits}: is worse", "still broken, see #{digits}", "ticket {digits} is worse",
)  # fmt: skip


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def resolve(desk: DeskHouse, ref: str) -> None:
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    await desk.passes(minutes=1)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("before", ["nothing", "a choice", "words that wait", "words that wait since long"])
async def test_the_number_of_an_own_open_ticket_is_where_words_go_and_what_follows(
    desk: DeskHouse, mia: Someone, written: str, before: str
) -> None:
    vpn, printer = await two(desk)
    words = written.format(full=vpn, digits=vpn.partition("-")[2])
    waits = before.startswith("words")
    if before != "nothing":
        shown(await mia.sends("It is slow again."))
    if before == "a choice":
        await chooses(mia, printer)
    await desk.passes(minutes=45 if before.endswith("long") else 1)
    went(await mia.sends(words), vpn, others_wait=waits)
    await desk.passes(minutes=29)
    went(await mia.sends("Since this morning."), vpn, others_wait=waits)
    said = await said_on(desk, vpn)
    assert len(said) == 2
    assert said[1] == "Since this morning."
    assert await said_on(desk, printer) == (["It is slow again."] if before == "a choice" else [])


async def test_what_waits_is_still_there_to_be_chosen_from_the_line(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("It is slow again."))
    line = went(await mia.sends(f"{vpn} is still broken"), vpn, others_wait=True)
    assert [one.label for one in buttons(line)] == ["Not this one", "Choose the ticket"]
    question = shown(await chooses(mia, "", "which_one"))
    assert question.summary == "And which one is this about: “It is slow again.”?"
    await chooses(mia, printer)
    assert await said_on(desk, printer) == ["It is slow again."]
    went(await mia.sends("Thank you"), printer)


@pytest.mark.parametrize("written", ["1", "4711", "{other}", "{ended}"])
async def test_no_other_number_moves_the_choice(desk: DeskHouse, mia: Someone, written: str) -> None:
    vpn, ended = await two(desk)
    third = await taken(desk, "The screen flickers")
    other = await taken(desk, "The door is stuck", "jan", service="workplace-it")
    await resolve(desk, ended)
    quiet(await mia.presses("confirm", ended))
    shown(await mia.sends("hmm"))
    await chooses(mia, vpn)
    digits = written.format(other=other.partition("-")[2], ended=ended.partition("-")[2])
    went(await mia.sends(f"{digits} is what it says"), vpn)
    assert await said_on(desk, third) == await said_on(desk, other) == await said_on(desk, ended) == []


async def test_two_numbers_of_theirs_are_asked_about(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    words = f"#{vpn.partition('-')[2]} and #{printer.partition('-')[2]} are worse"
    assert sentence(await mia.sends(words)) == "Which one is this about?"
    assert await said_on(desk, vpn) == await said_on(desk, printer) == []


THANKS = ("thanks", "Danke euch!", "👍", "it works now, thanks", "yes", "no, still broken", "geht leider nicht")
BETWEEN = ("nothing", "words", "an answer", "waits")


@pytest.mark.parametrize(("words", "between"), list(product(THANKS, BETWEEN)))
async def test_thanks_and_answers_after_the_desk_asks_whether_it_works_are_for_that_ticket(
    desk: DeskHouse, mia: Someone, words: str, between: str
) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("It is slow again."))
    await chooses(mia, vpn)
    if between == "waits":
        await desk.passes(minutes=1)
        shown(await mia.sends("Order a new laptop, can I order one?"))
    if between == "words":  # by the choice, before the question
        went(await mia.sends("Since noon."), vpn)
    if between == "an answer":
        await desk.passes(minutes=1)
        quiet(await desk.person("dana").fills("reply", vpn, text="We look at it."))
    await resolve(desk, printer)
    before = await said_on(desk, vpn)
    await mia.sends(words)
    assert await said_on(desk, vpn) == before
    ticket = await desk.ticket(printer)
    assert await said_on(desk, printer) or ticket.over or not ticket.done


async def test_other_words_after_that_question_are_asked_about_and_never_go_by_the_earlier_choice(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("It is slow again."))
    await chooses(mia, vpn)
    await resolve(desk, printer)
    question = shown(await mia.sends("hmm, only on the third floor"))
    assert [one.label[:8] for one in buttons(question)][:2] == [printer, vpn]
    await chooses(mia, vpn)  # said after it, this choice holds
    went(await mia.sends("And on the fourth."), vpn)
    assert await said_on(desk, printer) == []


@pytest.mark.parametrize("count", [1, 2])
async def test_with_one_open_ticket_the_question_names_it(desk: DeskHouse, mia: Someone, count: int) -> None:
    ref = await taken(desk)
    reply = await mia.sends("Can I order a new laptop?")
    assert sentence(reply) == f"Is this about {ref}, or something new?"
    assert commands(shown(reply)) == ["this_one", "something_new"]
    if count == 2:
        await desk.passes(minutes=11)
        again = sentence(await mia.sends("Can I order a second screen?"))
        words = "“Can I order a new laptop?”; “Can I order a second screen?”"
        assert again == f"Are these 2 messages about {ref}, or something new: {words}?"
    named = await chooses(mia, "", "which_one")
    assert isinstance(named, Shown)
    assert named.card.summary.startswith(f"And is this about {ref}, or something new: “Can I order")


async def test_the_form_of_waiting_words_is_called_by_what_they_say_first(desk: DeskHouse, mia: Someone) -> None:
    await two(desk)
    for words in ("Hmm.", "also,", "My phone screen broke. It fell down."):
        await mia.sends(words)
    card = shown(await chooses(mia, "", "something_new"))
    pressed = Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), buttons(card)[0].action)
    form = opened(await desk.hears(pressed))
    assert field(form, "title").value == "My phone screen broke."
    assert field(form, "detail").value == "Hmm.\nalso,\nMy phone screen broke. It fell down."
