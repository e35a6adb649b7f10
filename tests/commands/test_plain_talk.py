"""What an employee says who knows no commands, in the chat with the desk, on Slack and on Teams alike."""

from __future__ import annotations

import pytest

from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import answered, buttons, commands, quiet, read, shown, tickets, went
from tests.fakes.desk import DeskHouse, Someone, refused, sentence


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


@pytest.mark.parametrize("words", ["hi", "Hello!", "Guten Morgen", "hey there :wave:", "what can you do?", "moin"])
async def test_a_greeting_is_greeted_with_three_things_one_can_do(desk: DeskHouse, mia: Someone, words: str) -> None:
    for _ in range(2):
        card = shown(await mia.sends(words))
        assert card.summary.startswith("Hello Mia!")
        assert commands(card) == ["open_incident", "open_request", "mine"]
        ref = await taken(desk)
        assert await said_on(desk, ref) == []


@pytest.mark.parametrize(
    "words",
    [
        "status",
        "wheres my tiket?",
        "Any news?",
        "any updates?",
        "wie ist der Stand?",
        "Gibt es was Neues?",
        "is it fixed yet?",
        "when will it be fixed?",
        "wann ist es fertig?",
        "Ist es schon behoben?",
    ],
)
async def test_who_asks_how_it_stands_reads_their_tickets(desk: DeskHouse, mia: Someone, words: str) -> None:
    assert "You have no open tickets." in read(shown(await mia.sends(words)))
    vpn, printer = await two(desk)
    assert tickets(shown(await mia.sends(words))) == [printer, vpn]
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])


@pytest.mark.parametrize(
    "words", ["status of {}", "any update on {}?", "{} status", "where is my ticket {}?", "is {} fixed yet?", "{}?"]
)
async def test_who_asks_how_a_ticket_stands_by_its_number_reads_it(desk: DeskHouse, mia: Someone, words: str) -> None:
    vpn, printer = await two(desk)
    assert vpn in read(shown(await mia.sends(words.format(vpn))))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])


async def test_who_asks_by_the_slash_command_reads_it_as_well(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    for words in ("any updates?", "staus of my tickets", "Was macht mein Ticket?"):
        assert tickets(shown(await desk.person("mia").types("ticket", words))) == [printer, vpn]


async def test_who_asks_how_a_closed_ticket_stands_in_its_thread_reads_it_and_disturbs_nobody(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    said = len(desk.said)
    assert ref in read(shown(await desk.person("mia").writes(ref, "status?")))
    assert not [one for one in desk.said[said:] if one.kind in ("relay", "follow_up_question")]


async def test_news_of_what_none_of_their_tickets_is_called_is_for_those_who_work_on_it(
    desk: DeskHouse, mia: Someone
) -> None:
    ref = await taken(desk)
    went(await mia.sends("Any news about the migration?"), ref)
    assert await said_on(desk, ref) == ["Any news about the migration?"]


async def test_with_several_open_tickets_words_are_asked_about_and_told_where_they_went(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    card = shown(await mia.sends("it also happens at home"))
    assert card.summary == "Which one is this about?"
    assert f"{vpn} has it." in read(answered(await chooses(mia, vpn)))
    went(await mia.sends("and on the train"), vpn)
    assert await said_on(desk, vpn) == ["it also happens at home", "and on the train"]
    assert await said_on(desk, printer) == []


async def test_words_that_name_another_ticket_are_asked_about_again(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    shown(await mia.sends("it also happens at home"))
    await chooses(mia, vpn)
    card = shown(await mia.sends("the printers are out of toner as well"))
    assert card.summary == "Which one is this about?"
    assert buttons(card)[0].action.arguments["ticket"] == printer
    assert await said_on(desk, vpn) == ["it also happens at home"]
    await chooses(mia, printer)
    assert await said_on(desk, printer) == ["the printers are out of toner as well"]


async def test_not_this_one_takes_the_words_back_and_asks_which(desk: DeskHouse, mia: Someone) -> None:
    vpn = await taken(desk)
    card = shown(await mia.sends("The paper is empty.", message="m1"))
    printer = await taken(desk, "The printer is out of paper", service="workplace-it")
    (wrong,) = buttons(card)
    again = shown(await chooses(mia, vpn, "not_this_one", comment=str(wrong.action.arguments["comment"])))
    assert again.summary == f"Is this about {printer}, or something new: “The paper is empty.”?"
    assert [one.text for one in desk.edits if one.kind == "relay_delete"][-1:] == ["Mia meant another ticket"]
    assert [one.action.arguments.get("ticket") for one in buttons(again)] == [printer, None]
    assert await said_on(desk, vpn) == [None]
    await chooses(mia, printer)
    assert await said_on(desk, printer) == ["The paper is empty."]
    quiet(await mia.edits(mia.chat("m1"), "The paper is empty again."))
    assert await said_on(desk, printer) == ["The paper is empty again."]
    pressed = await chooses(mia, vpn, "not_this_one", comment=str(wrong.action.arguments["comment"]))
    assert refused(pressed) == f"These words were taken back from {vpn} already."


@pytest.mark.parametrize("end", ["closed", "cancelled"])
async def test_words_of_a_ticket_that_has_ended_stay_and_their_author_reads_what_to_do(
    desk: DeskHouse, mia: Someone, end: str
) -> None:
    vpn = await taken(desk)
    (wrong,) = buttons(shown(await mia.sends("The paper is empty.", message="m1")))
    if end == "closed":
        quiet(await desk.person("dana").tells(vpn, "resolve the VPN profile was reissued"))
        quiet(await mia.presses("confirm", vpn))
    else:
        quiet(await desk.person("dana").fills("cancel", vpn, reason="not an incident"))
    assert (await desk.ticket(vpn)).status == end
    pressed = await chooses(mia, vpn, "not_this_one", comment=str(wrong.action.arguments["comment"]))
    assert refused(pressed).startswith(f"{vpn} has ended, so what you wrote stays there. Write it here again")
    assert await said_on(desk, vpn) == ["The paper is empty."]


async def test_nobody_takes_back_what_another_said(desk: DeskHouse) -> None:
    ref = await taken(desk)
    went(await desk.person("mia").sends("It is worse."))
    (said,) = await desk.comments(ref)
    assert "outdated" in refused(await chooses(desk.person("dana"), ref, "not_this_one", comment=said.id))
    assert await said_on(desk, ref) == ["It is worse."]


@pytest.mark.parametrize("words", ["Thank you so much!", "Danke euch, schönes Wochenende!", "🎉", "Super, danke 🙏"])
async def test_thanks_with_several_open_tickets_ask_nobody(desk: DeskHouse, mia: Someone, words: str) -> None:
    vpn, printer = await two(desk)
    assert sentence(await mia.sends(words)) == "You are welcome!"
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("incidnet printer", "incident"), ("mien", "mine"), ("saerch it", "search"), ("hlep", "help")],
)
async def test_a_mistyped_command_is_asked_about_with_tickets_open(
    desk: DeskHouse, mia: Someone, typed: str, meant: str
) -> None:
    assert f"Did you mean “{meant}”?" in refused(await mia.sends(typed))
    vpn, _ = await two(desk)
    card = shown(await mia.sends(typed))
    assert meant in card.summary
    assert commands(card)[1:] == ["about_ticket"]
    text = str(buttons(card)[1].action.arguments["text"])
    assert "Which one" in shown(await chooses(mia, "", "about_ticket", text=text)).summary
    await chooses(mia, vpn)
    assert await said_on(desk, vpn) == [typed]


@pytest.mark.parametrize("words", ["fine", "not working again", "slow today", "hold on please", "note it is red"])
async def test_words_that_are_only_like_a_command_are_words(desk: DeskHouse, mia: Someone, words: str) -> None:
    ref = await taken(desk)
    went(await mia.sends(words))
    assert await said_on(desk, ref) == [words]


@pytest.mark.parametrize("typed", ["find pritner", "search print", "find vpn"])
async def test_a_search_is_a_search_with_tickets_open(desk: DeskHouse, mia: Someone, typed: str) -> None:
    vpn, printer = await two(desk)
    card = shown(await mia.sends(typed))
    assert "Which one" not in card.summary
    assert commands(card)[-1] == "about_ticket"
    shown(await mia.sends("mine"))
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])


async def test_mine_lists_what_one_asked_for_and_what_one_works_on(desk: DeskHouse) -> None:
    vpn = await taken(desk)
    own = await desk.person("dana").reports(title="My screen flickers")
    card = shown(await desk.person("dana").types("ticket", "mine"))
    assert tickets(card) == [own, vpn]
    said = read(card)
    assert said.index("Your tickets") < said.index(own) < said.index("You are working on") < said.index(vpn)
    assert "working on" not in read(shown(await desk.person("jan").types("ticket", "mine")))


async def test_a_few_words_behind_the_slash_command_are_looked_for(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    assert tickets(shown(await desk.person("mia").types("ticket", "vpn"))) == [vpn]
    card = shown(await desk.person("mia").types("ticket", "scanner"))
    assert card.summary == "I found no ticket with “scanner”. What is it about?"
    assert buttons(card)[0].action.arguments["text"] == "scanner"


async def test_help_lists_to_everybody_what_they_may(desk: DeskHouse, mia: Someone) -> None:
    said = read(shown(await mia.sends("help")))
    for theirs in ("incident", "ticket mine", "search <words>", "reopen [why]", "withdraw", "follow"):
        assert theirs in said
    not_theirs = (
        "queue",
        "next",
        "risk",
        "explain",
        "claim",
        "resolve",
        "transfer",
        "note",
        "away",
        "oncall",
        "approv",
    )
    for word in (*not_theirs, "reject"):
        assert word not in said
    dana = read(shown(await desk.person("dana").sends("help")))
    for both in ("queue", "claim", "ticket mine", "reopen [why]", "away until", "oncall"):
        assert both in dana
    assert "approve" not in dana, "nothing waits for her decision"


async def test_help_speaks_of_threads_where_there_are_some(desk: DeskHouse, mia: Someone) -> None:
    in_channel = read(shown(await mia.says_in("#it-help", "help", to_bot=True)))
    assert "On a ticket, in its thread to Deskbell:" in in_channel
    in_chat = read(shown(await mia.on_teams.sends("help")))
    assert "On a ticket, with its number before it:" in in_chat
    assert "thread" not in in_chat
    dana = read(shown(await desk.person("dana").on_teams.sends("help")))
    assert "On a ticket, with its number before it or in its thread:" in dana


async def test_help_tells_of_decisions_whom_one_waits_for(desk: DeskHouse) -> None:
    katrin = desk.person("katrin")
    assert "away until" in read(shown(await katrin.sends("help")))
    assert "approve" not in read(shown(await katrin.sends("help")))
    await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
    for said in (read(shown(await katrin.sends("help"))), read(shown(await katrin.on_teams.sends("help")))):
        for word in ("approvals", "approve [what to add]: Agree", "reject <reason>", "away until"):
            assert word in said
    assert "approv" not in read(shown(await desk.person("mia").sends("help")))


async def test_an_unknown_word_to_the_desk_is_answered_in_a_line(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("dana").tells(ref, "blargh"))
    assert said == "I do not know “blargh”. “help” lists what you can write here."


@pytest.mark.parametrize(
    "words",
    [
        "release notes are missing on the wiki", "change of address does not work", "edit rights are gone for the wiki",
        "convert fails for every PDF", "put back my old mouse, please", "handover document cannot be opened",
        "hand over protocol does not print", "hold on, the printer jams",
    ],
)  # fmt: skip
@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_a_sentence_of_a_responder_that_begins_like_a_command_is_not_lost(
    desk: DeskHouse, platform: str, words: str
) -> None:
    dana = desk.person("dana") if platform == "slack" else desk.person("dana").on_teams
    card = shown(await dana.sends(words))
    assert card.summary.startswith("Which ticket? Write it like ")
    assert commands(card) == ["about_ticket"]
    text = str(buttons(card)[-1].action.arguments["text"])
    assert text == words
    choice = shown(await chooses(dana, "", "about_ticket", text=text))
    assert commands(choice) == ["open_incident", "open_request", "open_request"]
    ref = await dana.reports()
    assert commands(shown(await dana.sends(words)))[-1] == "about_ticket"
    await chooses(dana, "", "about_ticket", text=text)
    assert await said_on(desk, ref) == [words]


@pytest.mark.parametrize("name", ["dana", "mia"])
async def test_a_sentence_that_begins_like_a_question_about_a_number_can_be_reported(
    desk: DeskHouse, name: str
) -> None:
    words = "history of the browser is empty"
    card = shown(await desk.person(name).sends(words))
    assert commands(card) == ["open_incident", "open_request", "open_request"]
    assert buttons(card)[0].action.arguments["text"] == words


@pytest.mark.parametrize("others", [1, 2])
async def test_words_that_name_a_ticket_which_has_ended_lately_are_asked_about(
    desk: DeskHouse, mia: Someone, others: int
) -> None:
    vpn = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await desk.person("mia").presses("confirm", vpn))
    open_ones = [await taken(desk, f"Printer {each} jams", service="workplace-it") for each in range(others)]
    first = open_ones[0]
    if others == 1:
        quiet(await desk.person("dana").fills("resolve", first, code="fixed", text="The paper was taken out."))
    else:
        shown(await mia.sends("it is on floor 2"))
        await chooses(mia, first)
    before = await said_on(desk, first)
    card = shown(await mia.sends("the vpn is broken again"))
    assert card.summary == "Which one is this about?"
    offered = [each.action.arguments["ticket"] for each in buttons(card) if each.action.command == "this_one"]
    assert offered[0] == vpn
    assert sorted(map(str, offered)) == [vpn, *open_ones]
    assert await said_on(desk, first) == before
    await chooses(mia, vpn)
    assert await said_on(desk, vpn) == ["the vpn is broken again"]


COMMANDS = {
    "/ticket mine": "Your tickets", "ticket mine": "Your tickets", "/mine": "Your tickets",
    "Ticket Mine.": "Your tickets",
    "/ticket status": "Your tickets", "/ticket": "What is it about?", "/help": "incident", "/ticket help": "incident",
    "/incident printer": "One click and the form is open.", "incident vpn drops": "One click and the form is open.",
    "/incident vpn drops": "One click and the form is open.", "/request laptop": "One click and the form is open.",
    "/ticket search vpn": "Tickets with “vpn”", "ticket search vpn": "Tickets with “vpn”",
    "/ticket vpn": "Tickets with",
    "/ticket INC-1000": "INC-1000", "/ticket 1000": "INC-1000", "ticket 1000": "INC-1000", "/oncall": "On call",
    "/ticket queue": "This list is for responders.", "ticket queue": "This list is for responders.",
    "/desk doctor": "I do not know “doctor”.", "/hlep": "I do not know “/hlep”. Did you mean “help”?",
    "/ticket hi": "Hello Mia!",
}  # fmt: skip


@pytest.mark.parametrize("typed", COMMANDS)
async def test_a_slash_command_typed_as_words_does_what_it_does(desk: DeskHouse, mia: Someone, typed: str) -> None:
    ref = await taken(desk)
    reply = await mia.sends(typed)
    assert COMMANDS[typed] in sentence(reply)
    assert await said_on(desk, ref) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [("/ticket mine", "Your tickets"), ("/ticket queue", "Service Desk: open tickets"), ("/claim", None)],
)
async def test_a_slash_command_typed_in_a_teams_thread_does_what_it_does(
    desk: DeskHouse, typed: str, said: str | None
) -> None:
    ref = await desk.person("mia").reports()
    reply = await desk.person("dana").tells(ref, typed)
    if said is None:
        assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
    else:
        assert sentence(reply).startswith(said)
    assert await said_on(desk, ref) == []


@pytest.mark.parametrize(
    "words", ["ticket mine is lost", "ticket queue is too long here", "/etc is full", "desk lamp is broken"]
)
@pytest.mark.parametrize("name", ["mia", "dana"])
async def test_a_sentence_that_begins_like_a_slash_command_can_be_reported(
    desk: DeskHouse, words: str, name: str
) -> None:
    card = shown(await desk.person(name).on_teams.sends(words))
    assert commands(card) == ["open_incident", "open_request", "open_request"]
    assert str(buttons(card)[0].action.arguments["text"]) in words
