"""Whose words are whose: a number wins over one's own ticket, and what nobody has yet is said, with what helps."""

from __future__ import annotations

import pytest

from core.conversation.said_new import read_new
from core.conversation.verdicts import read_refusal, read_to_ask
from core.ui.inbound import Press, Reply
from tests.commands.chats import said_on, taken, two
from tests.commands.reading import buttons, closed, commands, field, opened, shown, went
from tests.fakes.desk import DeskHouse, Someone, open_desk

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
FRIDAY = "2026-10-23 11:00 CEST"
CHANNELS = pytest.mark.parametrize("channel", ["slack", "teams"])


def on(desk: DeskHouse, name: str, channel: str) -> Someone:
    """Somebody on that platform."""
    who = desk.person(name)
    return who.on_teams if channel == "teams" else who


async def begun(who: Someone, reply: Reply, command: str, key: str = "text") -> object:
    """With what the form of that button begins."""
    (way,) = [one for one in buttons(shown(reply)) if one.action.command == command]
    press = Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), way.action)
    return field(opened(await who.desk.hears(press)), key).value


@CHANNELS
@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("1000 please reconnect", "please reconnect"), ("1000: please reconnect", "please reconnect"),
        ("re 1000 reboot it", "re 1000 reboot it"), ("please look at 1000", "please look at 1000"),
        ("1000 is fixed now", "is fixed now"), ("#1000 it is the firewall", "it is the firewall"),
        ("INC-1000 it is the firewall", "it is the firewall"),
        ("INC-1000 please reconnect, Mia", "please reconnect, Mia"),
    ],
)  # fmt: skip
async def test_who_works_on_it_is_told_that_nobody_has_their_words_yet(
    desk: DeskHouse, channel: str, words: str, begins: str
) -> None:
    ref, dana = await taken(desk), on(desk, "dana", channel)
    own = await dana.reports(title="My own chair is broken", service="workplace-it")
    reply = await dana.sends(words)
    assert shown(reply).summary.startswith("Nobody has your words yet. Reply sends them to Mia")
    assert commands(shown(reply)) == ["reply", "note", "about_ticket"]
    assert await begun(dana, reply, "reply") == begins
    assert await begun(dana, reply, "note") == begins
    assert (await said_on(desk, ref), await said_on(desk, own)) == ([], [])


async def test_words_with_the_number_of_what_is_nobodys_to_answer_are_offered_a_place(desk: DeskHouse) -> None:
    ref = await taken(desk)
    priya = desk.person("priya")
    await priya.presses("follow", ref)
    reply = shown(await priya.sends(f"{ref} hi Paul"))
    assert "nobody has your words yet" in reply.summary
    assert "open_incident" in commands(reply)


@CHANNELS
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("1000 too expensive, take the pool model", "too expensive, take the pool model"),
        ("REQ-1000 what is it for?", "what is it for?"), ("nein, zu teuer", "zu teuer"), ("zu teuer", "zu teuer"),
        ("no, too expensive", "too expensive"), ("ablehnen zu teuer", "zu teuer"), ("reject too dear", "too dear"),
        ("Ask Mia why she needs it", "Mia why she needs it"), ("ask 4711 which project?", "which project?"),
        ("reject 4711 too dear", "too dear"), ("why does she need it?", "why does she need it?"),
        ("1000 is fine", ""), ("abgelehnt", None), ("ok", None),
    ],
)  # fmt: skip
async def test_the_own_words_of_an_approver_stand_in_the_forms_that_decide(
    channel: str, words: str, reason: str | None
) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        katrin = on(desk, "katrin", channel)
        reply = await katrin.sends(words)
        assert commands(shown(reply)) == ["approve", "reject", "ask", "about_ticket"]
        if reason != "":
            assert (await begun(katrin, reply, "reject") or None, await begun(katrin, reply, "ask") or None) == (
                reason,
                reason,
            )
        assert ("No order with the number 4711" in shown(reply).summary) == ("4711" in words)
        assert (await desk.ticket(ref)).approving


@CHANNELS
@pytest.mark.parametrize(
    "words", ["please close 1000", "close 1000", "I no longer need 1000", "resolve 1000 fixed", "ticket 1000 paper6"]
)
async def test_a_number_anywhere_is_the_own_ticket_that_is_meant(desk: DeskHouse, channel: str, words: str) -> None:
    vpn, printer = await two(desk)
    mia = on(desk, "mia", channel)
    await mia.sends(f"{printer} and it beeps")
    await mia.sends(words)
    assert await said_on(desk, printer) == ["and it beeps"] or await said_on(desk, printer) == [
        f"{printer} and it beeps"
    ]
    assert await said_on(desk, vpn) == [words]


@CHANNELS
@pytest.mark.parametrize("words", ["Drucker druckt nicht", "der Drucker ist leer", "toner", "Papierstau"])
async def test_words_of_another_tickets_kind_are_asked_about_and_what_comes_next_waits_with_them(
    desk: DeskHouse, channel: str, words: str
) -> None:
    vpn, printer = await two(desk)
    mia = on(desk, "mia", channel)
    await mia.sends(f"{vpn} still slow")
    await desk.passes(minutes=1)
    asked = shown(await mia.sends(words))
    assert asked.summary.startswith("Which one is this about?")
    assert asked.buttons[0].label.startswith(printer)
    await mia.sends("still")
    await mia.sends("it jams")
    assert await said_on(desk, printer) == []
    assert len(await said_on(desk, vpn)) == 1
    (waits,) = [one for one in asked.buttons if one.label.startswith(printer)]
    await desk.hears(Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), waits.action))
    assert (await said_on(desk, printer))[0] == words


NEW = {
    "new ticket": "", "neues Ticket": "", "Neues Ticket bitte": "", "something new": "", "etwas Neues": "",
    "I need a new ticket": "", "noch ein Problem": "", "something new: scanner is broken": "scanner is broken",
    "another problem: my chair is broken": "my chair is broken", "anderes Thema: der Stuhl": "der Stuhl",
    "new ticket - scanner is broken": "scanner is broken", "Ich habe noch ein Problem: Stuhl": "Stuhl",
    "another problem with it is the noise": None, "something else is wrong with it": None, "was gibt es Neues": None,
    "the new ticket system is slow": None, "neues Passwort geht nicht": None, "it is broken again": None,
    "One more thing.": None, "another question: which one is it?": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "behind"), NEW.items())
def test_what_says_that_it_is_new_is_set_apart_from_what_it_is(words: str, behind: str | None) -> None:
    assert read_new(words) == behind


@CHANNELS
async def test_what_says_that_it_is_new_is_offered_the_three_choices(desk: DeskHouse, channel: str) -> None:
    vpn, printer = await two(desk)
    mia = on(desk, "mia", channel)
    await mia.sends(f"{vpn} still slow")
    card = shown(await mia.sends("another problem: my chair is broken"))
    (report,) = [one for one in buttons(card) if one.action.command == "open_incident"]
    assert report.action.arguments["text"] == "my chair is broken"
    shown(await mia.sends("the printer jams"))
    card = shown(await mia.sends("new ticket"))
    assert [one.action.arguments["text"] for one in buttons(card) if one.action.command == "open_incident"] == [
        "the printer jams"
    ]
    assert (await said_on(desk, printer), len(await said_on(desk, vpn))) == ([], 1)


REFUSALS = {
    "nein, zu teuer": "zu teuer", "No, take the pool model": "take the pool model", "zu teuer": "zu teuer",
    "too expensive": "too expensive", "das ist viel zu teuer": "das ist viel zu teuer", "kein Budget": "kein Budget",
    "abgelehnt: kein Geld": "kein Geld", "my laptop is too slow": "", "no": "", "not now": "",
}  # fmt: skip


@pytest.mark.parametrize(("words", "why"), REFUSALS.items())
def test_a_no_is_read_with_its_reason(words: str, why: str) -> None:
    assert read_refusal(words, alone=True) == why


def test_a_no_of_who_has_tickets_too_is_read_by_what_it_costs_alone() -> None:
    assert read_refusal("no, it still fails", alone=False) == ""
    assert read_refusal("nein, zu teuer", alone=False) == "zu teuer"
    assert read_to_ask("Frag sie, wofür") == "sie, wofür"


@CHANNELS
@pytest.mark.parametrize(("words", "opens"), [("yes", True), ("still broken", True), ("yes but slower now", False)])
async def test_a_plain_answer_to_is_it_broken_again_is_its_press(
    desk: DeskHouse, channel: str, words: str, opens: bool
) -> None:
    ref, mia = await closed(desk), on(desk, "mia", channel)
    await mia.sends(f"{ref} it fails again")
    await mia.sends(words)
    assert bool((await desk.ticket(ref)).followed_up_by) is opens


@CHANNELS
async def test_words_that_answer_no_question_of_ours_open_nothing(desk: DeskHouse, channel: str) -> None:
    ref, mia = await closed(desk), on(desk, "mia", channel)
    await mia.sends("danke, geht aber immer noch nicht")
    assert not (await desk.ticket(ref)).followed_up_by


@CHANNELS
async def test_an_edit_that_names_the_ticket_answers_which_one_it_is_about(desk: DeskHouse, channel: str) -> None:
    vpn, printer = await two(desk)
    mia = on(desk, "mia", channel)
    message = desk.message()
    shown(await mia.sends("something odd", message=message))
    went(await mia.edits(mia.chat(message), f"{printer}: something odd"), printer)
    assert (await said_on(desk, printer), await said_on(desk, vpn)) == (["something odd"], [])
    assert not (await desk.store.read(lambda tx: tx.chat(mia.id, mia.chat().place))).waiting
