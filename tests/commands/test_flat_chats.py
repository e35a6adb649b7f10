"""A chat without threads (experience.md section 5.4): a quote wins, then a number, else it asks once."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from core.ui.inbound import Press
from storage import open_store
from tests.commands.chats import PICTURE, chooses, message_of, said_on, taken, two
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import answered, buttons, commands, field, kinds, opened, quiet, shown, went
from tests.databases import lay_out
from tests.fakes.desk import DeskHouse, instant, open_desk, refused, sentence, unseen

WAITS = "This waits, too. Choose above which ticket it is about, or write its number."

# which one?


async def test_with_one_open_ticket_there_is_nothing_to_ask(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    went(await desk.person("mia").on_teams.sends("It is worse on Wi-Fi."))
    assert await said_on(desk, ref) == ["It is worse on Wi-Fi."]
    assert kinds(desk, said) == ["relay triage:service-desk"]


async def test_without_a_ticket_the_three_choices_come_with_the_words(desk: DeskHouse) -> None:
    card = shown(await desk.person("mia").on_teams.sends("It is worse on Wi-Fi."))
    assert commands(card) == ["open_incident", "open_request", "open_request"]
    assert buttons(card)[0].action.arguments["text"] == "It is worse on Wi-Fi."


async def test_with_several_tickets_the_desk_asks_and_the_answer_files_the_words_once(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    said = len(desk.said)
    card = shown(await mia.sends("It is worse today.", files=(PICTURE,)))
    assert card.summary == "Which one is this about?"
    assert [one.label for one in buttons(card)] == [
        f"{printer} The printer is out of paper", f"{vpn} VPN drops every hour", "Something new",
    ]  # fmt: skip
    assert not any(one.opens_form for one in buttons(card))
    assert kinds(desk, said) == []
    at = desk.now
    await desk.passes(minutes=5)
    answer = answered(await chooses(mia, vpn))
    assert answer.summary == f"{vpn} has it. What you write here in the next half hour goes there, too."
    (kept,) = await desk.comments(vpn)
    assert (kept.text, kept.files, kept.at, kept.voice) == ("It is worse today.", (PICTURE,), at, "requester")
    again = answered(await chooses(mia, printer))
    assert again.summary == f"What you write here now goes to {printer}."
    assert await said_on(desk, printer) == []
    assert kinds(desk, said) == ["relay triage:service-desk"]


@pytest.mark.parametrize(
    ("then", "goes"),
    [("nothing", True), ("another reply", False), ("another question", False)],
)
async def test_words_right_after_a_question_are_its_answer(desk: DeskHouse, then: str, goes: bool) -> None:
    vpn, printer = await two(desk)
    mia, dana = desk.person("mia").on_teams, desk.person("dana")
    await desk.passes(minutes=5)
    quiet(await dana.fills("ask", vpn, text="Berlin or Split?"))
    await desk.passes(minutes=5)
    if then == "another reply":
        quiet(await dana.fills("reply", printer, text="Paper is on its way."))
    elif then == "another question":
        quiet(await dana.fills("ask", printer, text="Which tray?"))
    await desk.passes(minutes=5)
    reply = shown(await mia.sends("The second one."))
    assert ("The second one." in await said_on(desk, vpn)) == goes
    assert (reply.summary == "Which one is this about?") == (not goes)


async def test_words_right_after_who_decides_asked_are_the_answer_to_that(desk: DeskHouse) -> None:
    mia = desk.person("mia").on_teams
    orders = [
        await desk.person("mia").orders("software-licence", app="Figma", reason="We draw our plans.") for _ in "ab"
    ]
    await desk.passes(minutes=5)
    shown(await desk.person("katrin").fills("ask", orders[0], text="Is Miro not enough?"))
    await desk.passes(minutes=1)
    went(await mia.sends("No, it has no prototypes."), orders[0])


async def test_what_was_spoken_of_last_stands_first_and_five_are_offered(desk: DeskHouse) -> None:
    mia = desk.person("mia").on_teams
    refs = []
    for number in range(7):
        refs.append(await taken(desk, f"Trouble number {number}"))
        await desk.passes(minutes=1)
    went(await mia.sends(f"{refs[0]} It is worse."), refs[0])
    await desk.passes(minutes=31)
    card = shown(await mia.sends("It is worse."))
    assert [one.action.arguments.get("ticket") for one in buttons(card)] == [refs[0], *refs[:2:-1], None]
    assert card.summary == "Which one is this about? For another one write its number."


async def test_where_all_are_offered_nobody_is_asked_for_a_number(desk: DeskHouse) -> None:
    for number in range(5):
        await taken(desk, f"Trouble number {number}")
    card = shown(await desk.person("mia").on_teams.sends("It is worse."))
    assert len(buttons(card)) == 6
    assert card.summary == "Which one is this about?"


async def test_words_that_come_while_the_question_is_open_are_not_lost_and_not_asked_about_again(
    desk: DeskHouse,
) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    first, second = await asyncio.gather(mia.sends("It is worse today."), mia.sends("Only on Wi-Fi."))
    assert sorted([sentence(first), sentence(second)]) == [WAITS, "Which one is this about?"]
    assert sentence(await mia.sends("On every floor.")) == WAITS
    await desk.passes(minutes=11)
    card = shown(await mia.sends("Are you there?"))
    assert card.summary.startswith("Which one are these 4 messages about: “")
    assert all(f"“{words}”" in card.summary for words in ("It is worse today.", "Only on Wi-Fi.", "Are you there?"))
    await chooses(mia, vpn)
    assert sorted(map(str, await said_on(desk, vpn))) == [
        "Are you there?", "It is worse today.", "On every floor.", "Only on Wi-Fi.",
    ]  # fmt: skip


async def test_a_bare_number_answers_the_question(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    assert "has it" in sentence(await mia.sends(vpn.lower()))
    assert await said_on(desk, vpn) == ["It is worse today."]
    assert shown(await mia.sends(printer)).ticket == printer  # nothing waits any more: it is only shown


@pytest.mark.parametrize(
    "words",
    ["", "{}", "{} see this", "see this, {}", "{}?", "status of {}", "show {}", "hi", "mine", "thanks"],
)
async def test_a_picture_reaches_the_ticket_whatever_is_written_with_it_and_is_told_so(
    desk: DeskHouse, words: str
) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends(words.format(ref), files=(PICTURE,)), ref)
    (said,) = await desk.comments(ref)
    assert said.files == (PICTURE,)


async def test_a_number_with_a_picture_answers_the_question_and_brings_the_picture(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    assert f"{vpn} has it" in sentence(await mia.sends(vpn, files=(PICTURE,)))
    first, second = await desk.comments(vpn)
    assert (first.text, second.files) == ("It is worse today.", (PICTURE,))


async def test_the_number_of_somebody_elses_ticket_is_no_answer(desk: DeskHouse) -> None:
    await two(desk)
    his = await taken(desk, "The door is stuck", "jan", service="workplace-it", home="slack:T1/C-it-help#5.0")
    await desk.person("mia").says_in("#it-help", "follow", thread="5.0", to_bot=True)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    assert shown(await mia.sends(his)).ticket == his  # it is only shown
    assert await said_on(desk, his) == []


async def test_words_that_name_their_ticket_leave_the_waiting_ones_asked_about(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    went(await mia.sends(f"{printer} can wait"), printer, others_wait=True)
    assert await said_on(desk, printer) == [f"{printer} can wait"]
    quoted = await message_of(desk, printer, "requester")
    assert "And which one" in shown(await mia.sends("Until Friday.", quoting=quoted)).summary
    await chooses(mia, vpn)
    assert await said_on(desk, vpn) == ["It is worse today."]
    quiet(await mia.sends("Until Monday, even.", quoting=quoted))


async def test_no_more_than_a_heap_of_words_waits(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    for number in range(20):
        await mia.sends(f"Word {number}")
    assert refused(await mia.sends("Too much")) == "I keep no more until you choose which ticket this is about."
    await chooses(mia, vpn)
    assert len(await said_on(desk, vpn)) == 20


async def test_two_people_are_asked_apart(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    his = await taken(desk, "The door is stuck", "jan", service="workplace-it")
    other = await taken(desk, "The light is out", "jan", service="workplace-it")
    mia, jan = desk.person("mia").on_teams, desk.person("jan").on_teams
    shown(await mia.sends("Mia's words."))
    shown(await jan.sends("Jan's words."))
    await chooses(mia, vpn)
    await chooses(jan, other)
    assert (await said_on(desk, vpn), await said_on(desk, other)) == (["Mia's words."], ["Jan's words."])
    assert await said_on(desk, his) == []
    assert refused(await chooses(jan, vpn)) == unseen(vpn, slashes=False)
    said = refused(await chooses(desk.person("dana").on_teams, vpn))
    assert said == f"Only the person who asked for {vpn} can answer this. Reply asks them."


async def test_what_somebody_works_on_is_not_theirs_to_be_asked_about(desk: DeskHouse) -> None:
    await two(desk)
    desk.lives[desk.id_of("dana")] = "teams"
    assert commands(shown(await desk.person("dana").on_teams.sends("Coffee is empty again.")))[0] == "open_incident"
    own = await desk.person("dana").reports(title="My own screen flickers")
    went(await desk.person("dana").on_teams.sends("It flickers again."))
    assert await said_on(desk, own) == ["It flickers again."]


# the answer holds


@pytest.mark.parametrize(
    ("silence", "holds"), [(timedelta(minutes=30), True), (timedelta(minutes=30, seconds=1), False)]
)
async def test_an_answer_holds_for_half_an_hour_of_silence(desk: DeskHouse, silence: timedelta, holds: bool) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    await chooses(mia, vpn)
    await desk.passes(minutes=20)
    went(await mia.sends("Now it is better."))
    await desk.until(desk.now + silence)
    assert ("Added to" in sentence(await mia.sends("And worse again."))) == holds
    assert ("And worse again." in await said_on(desk, vpn)) == holds


async def test_an_answer_survives_a_restart(tmp_path: Path) -> None:
    url = lay_out(tmp_path / "desk.db")

    def opens(started: int) -> AbstractAsyncContextManager[DeskHouse]:
        store = open_store(url, now=lambda: instant(TUESDAY_TEN))
        return open_desk(TUESDAY_TEN, store=store, started=started)

    async with opens(1) as desk:
        vpn, printer = await two(desk)
        mia = desk.person("mia").on_teams
        shown(await mia.sends("It is worse today."))
    async with opens(2) as desk:
        await desk.passes(minutes=1)
        mia = desk.person("mia").on_teams
        await chooses(mia, vpn)
        assert await said_on(desk, vpn) == ["It is worse today."]
    async with opens(3) as desk:
        await desk.passes(minutes=20)
        went(await desk.person("mia").on_teams.sends("Now it is better."))
        assert await said_on(desk, vpn) == ["It is worse today.", "Now it is better."]
        assert await said_on(desk, printer) == []


async def test_a_number_beats_the_answer_and_a_quote_beats_both(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    await chooses(mia, vpn)
    went(await mia.sends(f"By the way, {printer} is urgent"), printer)
    assert await said_on(desk, printer) == [f"By the way, {printer} is urgent"]
    quiet(await mia.sends(f"Is it like {printer}?", quoting=await message_of(desk, vpn, "requester")))
    assert (await said_on(desk, vpn))[-1] == f"Is it like {printer}?"


async def test_an_answer_ends_with_its_ticket(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    third = await taken(desk, "The screen flickers")
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    await chooses(mia, vpn)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", vpn))
    card = shown(await mia.sends("One more thing."))
    assert {one.action.arguments.get("ticket") for one in buttons(card)} == {printer, third, None}


async def test_a_newer_ticket_ends_the_answer(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It is worse today."))
    await chooses(mia, vpn)
    await desk.passes(minutes=1)
    await taken(desk, "The screen flickers")
    assert "Which one" in shown(await mia.sends("It began yesterday.")).summary


# something new


async def test_something_new_keeps_every_word_and_file_for_the_form(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    long = "The scanner jams. " * 20
    shown(await mia.sends(long))
    assert sentence(await mia.sends("See the picture.", files=(PICTURE,))) == WAITS
    card = shown(await chooses(mia, "", "something_new"))
    report = buttons(card)[0]
    assert report.opens_form
    heard = Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), report.action)
    form = opened(await desk.hears(heard))
    assert field(form, "detail").value == f"{long.strip()}\nSee the picture."
    values = {
        "title": "The scanner jams",
        "service": "network",
        "category:network": "vpn",
        "impact": "4",
        "urgency": "3",
    }
    quiet(await mia.submits("open_incident", values, form.context))
    new = await desk.ticket(await desk.newest())
    assert (new.title, new.files) == ("The scanner jams", (PICTURE,))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])
    # What was set aside waits for nothing else: the next words are asked about alone.
    card = shown(await mia.sends("Hm."))
    assert card.summary == "Which one is this about?"


async def test_something_new_with_nothing_waiting_is_the_three_choices(desk: DeskHouse) -> None:
    card = shown(await chooses(desk.person("mia").on_teams, "", "something_new"))
    assert [one.action.arguments for one in buttons(card)] == [{}, {}, {"item": "question"}]


# quotes


@pytest.mark.parametrize("role", ["requester", "notice:", "comment:"])
async def test_below_any_message_of_their_ticket_the_requester_is_the_requester(desk: DeskHouse, role: str) -> None:
    vpn, printer = await two(desk)
    if role == "comment:":
        quiet(await desk.person("dana").fills("reply", vpn, text="Which profile?"))
    quoted = await message_of(desk, vpn, role)
    quiet(await desk.person("mia").on_teams.sends("Berlin", quoting=quoted))
    (*_, kept) = await desk.comments(vpn)
    assert (kept.text, kept.public, kept.voice) == ("Berlin", True, "requester")
    assert await said_on(desk, printer) == []


async def test_an_own_message_can_be_quoted_as_well(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends(f"{vpn} is worse", message="m1"), vpn)
    quiet(await mia.sends("I mean on Wi-Fi.", quoting="m1"))
    assert (await said_on(desk, vpn))[-1] == "I mean on Wi-Fi."


async def test_a_responder_below_a_page_in_their_chat_stays_internal(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("dana")] = "teams"
    ref = await desk.person("mia").reports()
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("dana")))
    dana = desk.person("dana").on_teams
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    (page,) = [one.message for one in found if one.place == dana.chat().place]
    said = len(desk.said)
    quiet(await dana.sends("I am in a meeting until eleven.", quoting=page))
    (kept,) = await desk.comments(ref)
    assert not kept.public
    assert kinds(desk, said) == ["note triage:service-desk"]


async def test_an_assignment_of_what_became_their_own_ticket_is_answered_internally_as_well(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("dana")] = "teams"
    ref = await desk.person("mia").reports()
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("dana")))
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("emre")))
    quiet(await desk.person("emre").fills("change", ref, requester=desk.id_of("dana")))
    dana = desk.person("dana").on_teams
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    (told,) = [one.message for one in found if one.place == dana.chat().place and ":assigned:" in one.role]
    quiet(await dana.sends("I look at it myself.", quoting=told))
    (kept,) = await desk.comments(ref)
    assert not kept.public


async def test_who_follows_a_ticket_and_quotes_it_is_heard_as_a_watcher(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("jan")] = "teams"
    ref = await taken(desk, home="slack:T1/C-it-help#5.0")
    await desk.person("jan").says_in("#it-help", "follow", thread="5.0", to_bot=True)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    jan = desk.person("jan").on_teams
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    (told,) = [one.message for one in found if one.place == jan.chat().place]
    quiet(await jan.sends("Works here, too.", quoting=told))
    (kept,) = await desk.comments(ref)
    assert (kept.public, kept.voice) == (True, "watcher")


async def test_a_quote_without_words_shows_the_ticket(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    quoted = await message_of(desk, vpn, "requester")
    assert shown(await desk.person("mia").on_teams.sends("", quoting=quoted)).ticket == vpn
