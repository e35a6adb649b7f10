"""Mistyped commands through every door: what they may have been, only what that person may use, and no word lost."""

from __future__ import annotations

import pytest

from core.tickets.events import Resolved
from core.ui.inbound import Reply, Shown
from tests.commands.chats import chooses, said_on, taken
from tests.commands.reading import buttons, commands, field, opened, shown, went
from tests.commands.test_used_once import press
from tests.fakes.desk import DeskHouse, Someone, refused

STAFF_ONLY = {"queue", "claim", "explain", "resolve", "risk", "next"}
SLIPS = {
    "staus": "status", "serach printer": "search", "incidnet the printer": "incident", "mien": "mine",
    "hlep": "help", "qeue": "queue", "clami INC-1000": "claim",
}  # fmt: skip


async def in_slack_chat(who: Someone, words: str) -> Reply:
    return await who.sends(words)


async def in_teams_chat(who: Someone, words: str) -> Reply:
    return await who.on_teams.sends(words)


async def by_mention(who: Someone, words: str) -> Reply:
    return await who.says_in("#it-help", words, to_bot=True)


async def by_slash(who: Someone, words: str) -> Reply:
    return await who.types("ticket", words)


DOORS = [in_slack_chat, in_teams_chat, by_mention, by_slash]


async def tickets_of(desk: DeskHouse, name: str, count: int) -> None:
    desk.lives[desk.id_of(name)] = "teams"
    for number in range(count):
        await desk.person(name).reports(title=f"The scanner number {number} jams")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("name", ["mia", "dana"])
@pytest.mark.parametrize("open_tickets", [0, 1, 2])
async def test_a_slip_is_answered_with_what_that_person_may_use_and_its_words(
    desk: DeskHouse, door: object, name: str, open_tickets: int
) -> None:
    await tickets_of(desk, name, open_tickets)
    who = desk.person(name)
    for words, meant in SLIPS.items():
        reply = await door(who, words)  # type: ignore[operator]
        said = reply.card.summary if isinstance(reply, Shown) else ""
        if name == "mia" and meant in STAFF_ONLY:
            assert f"“{meant}”" not in said, (words, said)
            continue
        assert isinstance(reply, Shown), (words, reply)
        assert f"I do not know “{words.split()[0]}”. Did you mean “{meant}”?" in said, (words, said)
        carried = [str(each.action.arguments.get("text", "")) for each in buttons(reply.card)]
        assert words in carried, (words, carried)


@pytest.mark.parametrize("door", [in_slack_chat, in_teams_chat, by_mention, by_slash])
async def test_what_is_suggested_does_it_when_it_is_repeated(desk: DeskHouse, door: object) -> None:
    for words in ("status", "mine", "help", "queue", "search printer"):
        card = shown(await door(desk.person("dana"), words))  # type: ignore[operator]
        assert "I do not know" not in card.summary
        assert "What is it about?" not in card.summary or words.startswith("search")


@pytest.mark.parametrize("door", [in_slack_chat, in_teams_chat])
@pytest.mark.parametrize(
    "words",
    [
        "noted it is red again", "hold on it works", "fine now", "clean it on floor two please",
        "sent it back today", "reported yesterday but nothing came of it", "my tickt for the train is lost somewhere",
    ],
)  # fmt: skip
async def test_a_sentence_that_begins_like_a_command_is_kept(desk: DeskHouse, door: object, words: str) -> None:
    ref = await taken(desk)
    reply = await door(desk.person("mia"), words)  # type: ignore[operator]
    if isinstance(reply, Shown) and "about_ticket" in commands(reply.card):
        (offered,) = [each for each in buttons(reply.card) if each.action.command == "about_ticket"]
        await chooses(desk.person("mia").on_teams, "", "about_ticket", text=str(offered.action.arguments["text"]))
    else:
        went(reply)
    assert await said_on(desk, ref) == [words]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize(
    ("slip", "meant", "typed"),
    [
        ("stauts", "status", "status"),
        ("mien", "mine", "mine"),
        ("serach scanner", "search scanner", "search scanner"),
        ("hlep", "help", "help"),
        ("qeue", "queue", "queue"),
        ("qeue infra", "queue infra", "queue infra"),
        ("explian INC-1000", "explain INC-1000", "explain INC-1000"),
        ("explian 1000", "explain 1000", "explain INC-1000"),
        ("ticekt 1000", "ticket 1000", "ticket INC-1000"),
        ("tickte INC-1000", "ticket INC-1000", "ticket INC-1000"),
        ("nxet", "next", "next"),
    ],
)
async def test_a_slip_has_a_button_that_answers_as_the_words_that_were_meant(
    desk: DeskHouse, door: object, slip: str, meant: str, typed: str
) -> None:
    await tickets_of(desk, "mia", 2)
    dana = desk.person("dana")
    reply = await door(dana, slip)  # type: ignore[operator]
    assert isinstance(reply, Shown)
    button = reply.card.buttons[0]
    assert button.label == meant
    assert not button.opens_form
    pressed = await press(dana.on_teams if door is in_teams_chat else dana, button)
    if meant == "next":  # whoever repeats it would take the next one
        assert "INC-1000" in shown(pressed).summary
        return
    assert shown(pressed) == shown(await door(dana, typed))  # type: ignore[operator]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_a_slip_about_a_ticket_has_a_button_that_does_it_with_all_words(desk: DeskHouse, door: object) -> None:
    ref = await desk.person("mia").reports()
    dana = desk.person("dana")
    on = dana.on_teams if door is in_teams_chat else dana
    for slip in (
        f"clami {ref}",
        f"noet {ref} called her back?",
        f"resovle {ref.removeprefix('INC-')} the cable was loose",
    ):
        reply = await door(dana, slip)  # type: ignore[operator]
        assert isinstance(reply, Shown)
        assert ref in shown(await press(on, reply.card.buttons[0])).summary, slip
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.status) == (dana.id, "resolved")
    assert await said_on(desk, ref) == ["called her back?"]
    assert "the cable was loose" in str(await desk.events(ref, Resolved))


async def test_a_slip_of_what_opens_a_form_has_a_button_that_opens_it_with_the_words(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for words, title in (("incidnet the printer jams", "the printer jams"), (f"tranfser {ref}", None)):
        reply = await desk.person("dana").on_teams.sends(words)
        assert isinstance(reply, Shown)
        button = reply.card.buttons[0]
        assert button.opens_form
        form = opened(await press(desk.person("dana").on_teams, button))
        assert title is None or field(form, "title").value == title
    employees = await desk.person("mia").on_teams.sends("requets laptop")
    assert isinstance(employees, Shown)
    assert employees.card.buttons[0].action.arguments["item"] == "laptop"


async def test_in_a_tickets_thread_a_slip_has_a_button_for_that_ticket(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    for reply in (
        await desk.person("dana").tells(ref, "clami"),
        await desk.person("mia").says_in("#it-help", "withdarw", thread="5.0", to_bot=True),
        await desk.person("dana").types("desk", f"explian {ref}"),
    ):
        assert isinstance(reply, Shown)
        assert reply.refusal or reply.card.buttons
        assert reply.card.buttons[0].action.arguments["ticket"] == ref


async def test_in_a_teams_thread_nobody_is_offered_what_is_not_theirs(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert "“claim”" in refused(await desk.person("dana").tells(ref, "clami"))
    assert "Did you mean" not in refused(await desk.person("jan").tells(ref, "clami"))


async def test_in_a_requesters_thread_a_slip_is_not_sent_as_an_answer(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    for name, words, meant in (("dana", "resovle the cable", "resolve"), ("mia", "withdarw", "withdraw")):
        reply = await desk.person(name).says_in("#it-help", words, thread="5.0", to_bot=True)
        assert isinstance(reply, Shown)
        assert f"“{meant}”" in reply.card.summary
        assert words in [str(each.action.arguments.get("text", "")) for each in buttons(reply.card)]
    assert await desk.comments(ref) == ()


@pytest.mark.parametrize(
    ("command", "words", "who", "said"),
    [
        ("desk", "explian INC-1000", "dana", "“explain”"),
        ("desk", "xyz", "dana", "I do not know “xyz”"),
        ("oncall", "overide @jonas tomorrow 18-22", "lena", "Did you mean “/oncall override”?"),
        ("oncall", "awya until Monday", "dana", "Did you mean “/oncall away”?"),
        ("request", "lapotp", "mia", "Did you mean “New laptop”?"),
        ("request", "pasword", "mia", "Did you mean “Password or MFA reset”?"),
    ],
)
async def test_a_command_of_its_own_says_what_was_meant(
    desk: DeskHouse, command: str, words: str, who: str, said: str
) -> None:
    assert said in refused(await desk.person(who).types(command, words))
    if command != "desk":  # the same, typed as words
        assert said.replace("“/", "“") in refused(await desk.person(who).on_teams.sends(f"{command} {words}"))


async def test_an_employee_is_not_offered_what_only_a_responder_changes(desk: DeskHouse) -> None:
    said = refused(await desk.person("mia").types("oncall", "overide @jonas tomorrow"))
    assert said.startswith("Write “/oncall” alone: it says who is on call.")
    assert "override" not in said
