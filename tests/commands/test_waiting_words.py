"""Words that wait in a chat for the answer which ticket they are about: what answers it, and what looks alike."""

from __future__ import annotations

import pytest

from core.commands.desk.standing_prompts import end_old
from core.ui.cards import Action, Card
from core.ui.inbound import Press, Reply, Shown
from core.ui.text import flatten
from tests.commands.chats import chooses, goes_through, said_on, taken, two
from tests.commands.reading import answered, buttons, commands, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, Someone, refused


@pytest.mark.parametrize("minutes", [31, 60, 24 * 60])
@pytest.mark.parametrize("written", ["{}", "#{}", "INC-{}"])
async def test_a_number_written_long_after_takes_no_waiting_words_along(
    desk: DeskHouse, minutes: int, written: str
) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is slow again."))
    await desk.passes(minutes=minutes)
    card = shown(await mia.sends(written.format(vpn.partition("-")[2])))
    assert vpn in read(card)
    assert "And which one is this about: “It is slow again.”?" in read(card)
    assert commands(card) == ["this_one", "this_one", "something_new"]
    assert await said_on(desk, vpn) == await said_on(desk, printer) == []
    answered(await chooses(mia, printer))
    assert await said_on(desk, printer) == ["It is slow again."]


async def test_a_number_takes_no_words_along_that_name_another_ticket(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("VPN and printer are both slow."))
    await mia.sends("The printer is loud.")
    card = shown(await mia.sends(vpn.partition("-")[2]))
    assert "And which one is this about: “The printer is loud.”?" in read(card)
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == (["VPN and printer are both slow."], [])


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def press(who: Someone, question: Card, ref: str = "") -> Reply:
    """Press the button of a question that stands for a ticket, or for something new."""
    found = next(one for one in buttons(question) if str(one.action.arguments.get("ticket", "")) == ref)
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), found.action))


FIRST, SECOND, THIRD = "It is slow again.", "The printer is loud.", "Since noon."


async def one_question(desk: DeskHouse, mia: Someone) -> tuple[str, str, Card]:
    """Two tickets, and one question that stands for all that waits: what names no ticket, then what names the printer,
    then what names none.
    """
    vpn, printer = await two(desk)
    question = shown(await mia.sends(FIRST, message="m1"))
    assert question.summary == "Which one is this about?"
    for number, words in enumerate((SECOND, THIRD), 2):
        line = shown(await mia.sends(words, message=f"m{number}"))
        assert (read(line), buttons(line)) == (
            "This waits, too. Choose above which ticket it is about, or write its number.",
            [],
        )
    return vpn, printer, question


async def test_an_answer_carries_all_that_waits_in_its_order_and_says_how_many(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer, question = await one_question(desk, mia)
    assert f"{printer} has these 3 messages." in read(answered(await press(mia, question, printer)))
    assert (await said_on(desk, printer), await said_on(desk, vpn)) == ([FIRST, SECOND, THIRD], [])


@pytest.mark.parametrize("by", ["button", "number", "number below"])
async def test_words_that_name_another_ticket_themselves_wait_on_and_are_asked_about_next(
    desk: DeskHouse, mia: Someone, by: str
) -> None:
    vpn, printer, question = await one_question(desk, mia)
    if by == "button":
        reply = await press(mia, question, vpn)
    else:
        reply = await mia.sends(vpn.partition("-")[2], quoting="m1" if by == "number below" else None)
    again = shown(reply)
    assert read(again).splitlines()[0].startswith(f"{vpn} has these 2 messages.")
    assert f"And which one is this about: “{SECOND}”?" in read(again)
    assert commands(again) == ["this_one", "this_one", "something_new"]
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([FIRST, THIRD], [])
    answered(await press(mia, again, vpn))  # though it names the printer: nothing else waits that could be meant
    assert (await said_on(desk, vpn))[-1] == SECOND


async def test_something_new_leaves_words_that_name_a_ticket_to_the_question(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer, question = await one_question(desk, mia)
    reply = await press(mia, question)
    assert buttons(shown(reply))[0].action.arguments["text"] == f"{FIRST}\n{THIRD}"
    assert isinstance(reply, Shown)
    assert reply.pressed is not None
    assert reply.pressed.summary == f"And which one is this about: “{SECOND}”?"
    answered(await press(mia, reply.pressed, printer))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [SECOND])


@pytest.mark.parametrize("waits", [True, False])
async def test_not_this_one_leaves_its_ticket_out_for_those_words_alone(
    desk: DeskHouse, mia: Someone, *, waits: bool
) -> None:
    vpn, printer = await two(desk)
    if waits:  # what is written before, and what is written after
        shown(await mia.sends(FIRST, message="m1"))
    routed = shown(await mia.sends(f"{vpn} It smells.", message="m0"))
    back = shown(await press(mia, routed, vpn))
    only = f"Is this about {printer}, or something new: “{vpn} It smells.”?"
    both = f"Which one are these 2 messages about: “{FIRST}”; “{vpn} It smells.”?"
    assert back.summary == (both if waits else only)
    assert len(commands(back)) == (3 if waits else 2)
    if not waits:
        back = shown(await mia.sends(FIRST, message="m1"))
        assert commands(back) == ["this_one", "this_one", "something_new"]
    again = shown(await press(mia, back, vpn))
    assert f"And is this about {printer}, or something new: “{vpn} It smells.”?" in read(again)
    assert [one.label[:8] for one in buttons(again)] == [printer, "Something"[:8]]
    answered(await press(mia, again, printer))
    assert (await said_on(desk, vpn))[-1] == FIRST
    assert await said_on(desk, printer) == [f"{vpn} It smells."]


async def test_a_later_question_names_what_waits_with_it_and_the_earlier_one_loses_its_buttons(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    first = await mia.sends(FIRST, message="m1")
    assert isinstance(first, Shown)
    await desk.desk.stands(mia.speaker, first, f"{mia.chat().place}#b1")
    await desk.passes(minutes=11)
    every = shown(await mia.sends(THIRD, message="m2"))
    assert every.summary == f"Which one are these 2 messages about: “{FIRST}”; “{THIRD}”?"
    assert [(one.facts["said"], one.facts["why"]) for one in desk.edits if one.kind == "prompt_over"] == [
        ("Which one is this about?", "asked_again")
    ]
    again = shown(await press(mia, first.card, vpn))  # where that could not be drawn, it takes what it was about
    assert f"And which one is this about: “{THIRD}”?" in read(again)
    answered(await press(mia, every, printer))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([FIRST], [THIRD])


@pytest.mark.parametrize("thanks", ["🙂", "thanks", "Danke dir!"])
async def test_the_half_hour_goes_where_the_sentence_says_for_thanks_too(desk: DeskHouse, thanks: str) -> None:
    vpn, printer = await two(desk)
    mia, dana = desk.person("mia").on_teams, desk.person("dana")
    await dana.tells(printer, "reply Which floor?")
    await desk.passes(minutes=1)
    shown(await mia.sends("It is slow again."))
    shown(await mia.sends(vpn.partition("-")[2]))
    await desk.passes(minutes=1)
    await mia.sends(thanks)
    assert await said_on(desk, vpn) == ["It is slow again.", thanks]
    assert await said_on(desk, printer) == ["Which floor?"]


async def test_an_answer_that_came_since_is_what_thanks_are_for(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia, dana = desk.person("mia").on_teams, desk.person("dana")
    shown(await mia.sends("It is slow again."))
    shown(await mia.sends(vpn.partition("-")[2]))
    await desk.passes(minutes=1)
    await dana.tells(printer, "reply There is paper now.")
    await desk.passes(minutes=1)
    await mia.sends("thanks")
    assert await said_on(desk, printer) == ["There is paper now.", "thanks"]


async def test_another_answer_to_a_question_that_was_answered_says_who_has_the_words(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    card = shown(await mia.sends("It is slow again."))
    prompt = str(buttons(card)[0].action.arguments["prompt"])
    answered(await chooses(mia, printer, prompt=prompt))
    reply = await chooses(mia, vpn, prompt=prompt)
    said = shown(reply)
    assert said.summary == f"{printer} has these words already."
    assert commands(said) == ["not_this_one"]
    shown(await chooses(mia, printer, "not_this_one", **{"comment": str(buttons(said)[0].action.arguments["comment"])}))
    assert await said_on(desk, printer) == [None]


@pytest.mark.parametrize("ref", ["INC-1000", "INC-4711"])
async def test_words_about_a_ticket_that_is_not_theirs_to_see_are_offered_a_new_one(desk: DeskHouse, ref: str) -> None:
    await taken(desk, who="dana")
    card = shown(await desk.person("jan").on_teams.sends(f"{ref} has the same problem for me"))
    assert flatten(card.sections[0].body) == (
        f"There is no {ref} that you may see, so nobody has your words yet. What is it about?"
    )
    assert commands(card) == ["open_incident", "open_request", "open_request"]
    assert buttons(card)[0].action.arguments["text"] == f"{ref} has the same problem for me"
    assert "There is no" in refused(await desk.person("jan").on_teams.sends(ref))


async def test_ticket_and_words_look_for_them_in_a_chat_as_behind_the_slash(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    assert vpn in read(shown(await desk.person("mia").on_teams.sends("ticket vpn")))
    assert commands(shown(await desk.person("mia").on_teams.sends("ticket")))[:1] == ["open_incident"]


async def test_what_nobody_has_any_more_is_withdrawn_by_its_number(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    quiet(await desk.person("dana").presses("release", vpn))
    mia = desk.person("mia").on_teams
    asked = [await mia.sends(f"{word} {vpn.partition('-')[2]}") for word in ("withdraw", "cancel")]
    assert (await desk.ticket(vpn)).open
    await goes_through(mia, asked[-1])
    assert (await desk.ticket(vpn)).status == "cancelled"


async def test_words_after_a_merge_reach_who_goes_on_and_their_author_is_told_so(desk: DeskHouse) -> None:
    mine, jans = await taken(desk), await taken(desk, "VPN is broken, too", who="jan")
    quiet(await desk.person("dana").tells(jans, f"merge {mine}"))
    jan = desk.person("jan").on_teams
    for days, words in enumerate(("It is worse today.", f"{jans} and again")):
        card = shown(await jan.sends(words))
        assert card.summary.startswith(f"Added to {mine}")  # of which they were told
        await desk.passes(hours=24 * (days + 1))
    assert await said_on(desk, mine) == ["It is worse today.", f"{jans} and again"]


async def test_of_two_merged_tickets_of_ones_own_the_line_names_what_goes_on(desk: DeskHouse) -> None:
    vpn, other = await taken(desk), await taken(desk, "VPN is slow as well")
    quiet(await desk.person("dana").tells(other, f"merge {vpn}"))
    card = shown(await desk.person("mia").on_teams.sends(f"{other} it is worse today"))
    assert card.summary.startswith(f"Added to {vpn}")
    assert commands(card) == ["not_this_one"]
    assert len(await said_on(desk, vpn)) == 1


@pytest.mark.parametrize("count", [1, 2, 7])
async def test_whoever_answers_no_question_is_told_once_the_next_morning_and_can_choose_then(
    desk: DeskHouse, mia: Someone, count: int
) -> None:
    vpn, _ = await two(desk)
    for number in range(count):
        await mia.sends(f"It is slow, {number}.")
    assert await desk.desk.remind_writers() == 0, "the question is before her eyes"
    await desk.passes(hours=23)
    since = len(desk.said)
    assert await desk.desk.remind_writers() == 1
    await desk.passes(hours=24)
    await desk.desk.remind_writers()
    told = [one for one in desk.said[since:] if one.kind == "unanswered"]
    assert [one.to for one in told] == ["mia"]
    words = told[0].facts["words"]
    assert words == tuple(f"It is slow, {number}." for number in range(min(count, 5)))
    pressed = Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), Action("which_one"))
    question = shown(await desk.hears(pressed))
    assert question.summary.startswith("And which one is this about: “It is slow, 0.”")
    answered(await press(mia, question, vpn))
    assert len(await said_on(desk, vpn)) == count
    again = shown(await desk.hears(Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), Action("which_one"))))
    assert again.summary == "Nothing of yours waits for a ticket any more. What is it about?"
    assert commands(again) == ["open_incident", "open_request", "open_request"]


async def test_choosing_the_next_morning_leads_to_the_three_choices_with_the_words_once_no_ticket_is_left(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    asked = await mia.sends("hmm, the dock is dead", message="m1")
    assert isinstance(asked, Shown)
    await desk.desk.stands(mia.speaker, asked, f"{mia.chat().place}#b1")
    await ends(desk, vpn, printer)
    await desk.passes(hours=25)
    assert await end_old(desk.desk.engine) == 1
    pressed = Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), Action("which_one"))
    offered = shown(await desk.hears(pressed))
    assert offered.summary == "What is it about?"
    assert buttons(offered)[0].action.arguments["text"] == "hmm, the dock is dead"
    assert "nothing waits" not in read(offered).casefold()


async def test_nobody_is_told_of_words_that_were_answered_or_on_a_day_off(desk: DeskHouse, mia: Someone) -> None:
    vpn, _ = await two(desk)
    question = shown(await mia.sends("It is slow."))
    await desk.passes(hours=24 * 4)
    assert await desk.desk.remind_writers() == 0, "a Saturday"
    answered(await press(mia, question, vpn))
    await desk.passes(hours=24 * 3)
    assert await desk.desk.remind_writers() == 0


async def ends(desk: DeskHouse, *refs: str) -> None:
    """The desk resolves tickets, and whoever asked confirms it."""
    for ref in refs:
        quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="A new dock."))
        await desk.person("mia").presses("confirm", ref)


async def test_words_that_come_when_what_was_asked_about_has_ended_are_asked_about_with_buttons(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("hmm"))
    await ends(desk, vpn, printer)
    await desk.passes(minutes=1)
    again = shown(await mia.sends("My phone screen broke."))
    assert len(buttons(again)) == 3
    assert "My phone" not in read(again) or "hmm" in read(again)
    too = shown(await mia.sends("It fell down."))
    assert "This waits, too" in read(too), "the question is before their eyes"
    offered = shown(await press(mia, again))
    assert "What are these 3 messages about: “hmm”; “My phone screen broke.”; “It fell down.”?" in read(offered)


async def test_words_that_wait_for_tickets_long_over_are_something_new_with_what_comes_next(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("hmm", message="m1"))
    await ends(desk, vpn, printer)
    await desk.passes(minutes=45)
    offered = shown(await mia.sends("My phone screen broke.", message="m2"))
    assert "What are these 2 messages about: “hmm”; “My phone screen broke.”?" in read(offered)
    form = opened(
        await desk.hears(Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), buttons(offered)[0].action))
    )
    filled = {each.id: each.value for each in form.fields}
    assert "My phone screen broke." in f"{filled['title']} {filled['detail']}"


async def test_words_that_answered_together_and_are_taken_back_together_leave_the_question_open(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    for each in (vpn, printer):
        quiet(await desk.person("dana").tells(each, "ask Since when?"))
    await desk.passes(minutes=1)
    for words in ("since this morning", "left port only"):
        await mia.sends(words)
    said = answered(await chooses(mia, vpn))
    assert len(await said_on(desk, vpn)) == 2
    assert (await desk.ticket(vpn)).hold is None
    shown(await chooses(mia, vpn, "not_this_one", comment=str(buttons(said)[0].action.arguments["comment"])))
    ticket = await desk.ticket(vpn)
    assert ticket.hold is not None
    assert ticket.hold.question == "Since when?"
    assert await said_on(desk, vpn) == [None, None]
