"""Words in a chat without threads: what they do in each state, which are commands, and how they are changed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.ui.inbound import Press, Quoted, Submit, Where, Words
from tests.commands.chats import PICTURE, chooses, goes_through, message_of, said_on, taken, two
from tests.commands.reading import answered, buttons, commands, kinds, opened, quiet, read, shown, went
from tests.fakes.desk import DeskHouse, Someone, refused, sentence, unseen

# states


async def test_an_answer_to_a_question_in_the_chat_resumes_the_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    went(await desk.person("mia").on_teams.sends("Split"))
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_thanks_go_to_what_was_done_and_other_words_ask_whether_it_is_broken(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    said = len(desk.said)
    assert sentence(await mia.sends("thanks!")) == "You are welcome!"
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == (["thanks!"], [])
    assert not (await desk.ticket(vpn)).reopen_offered
    assert kinds(desk, said) == ["relay triage:service-desk"]  # and no heart, where none can be set
    shown(await mia.sends("It drops again."))
    await chooses(mia, vpn)
    assert (await desk.ticket(vpn)).reopen_offered
    assert kinds(desk, said)[-1] == "reopen_question requester"


async def test_words_with_the_number_of_a_closed_ticket_are_asked_about(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    mia = desk.person("mia").on_teams
    quiet(await mia.presses("confirm", vpn))
    said = len(desk.said)
    quiet(await mia.sends(f"{vpn}: drops again"))
    assert sorted(kinds(desk, said)) == ["follow_up_question requester", "relay triage:service-desk"]
    quiet(await mia.presses("follow_up", vpn))
    assert (await desk.ticket(await desk.newest())).description == "drops again"


async def test_thanks_under_a_quoted_card_that_become_a_complaint_are_asked_about(desk: DeskHouse) -> None:
    vpn = await taken(desk)
    mia = desk.person("mia").on_teams
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", vpn))
    card = await message_of(desk, vpn, "requester")
    where = mia.chat("m7", card)
    thanks = Words(mia.speaker, desk.now, "words", where, ("Thanks!",), to_bot=True)
    assert sentence(await desk.hears(thanks)) == "You are welcome!"
    said = len(desk.said)
    quiet(await mia.edits(mia.chat("m7"), "Thanks, but it still fails."))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    assert await said_on(desk, vpn) == ["Thanks, but it still fails."]


async def test_plain_words_after_the_closing_are_asked_about_in_the_chat(desk: DeskHouse) -> None:
    vpn = await taken(desk)
    mia = desk.person("mia").on_teams
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", vpn))
    assert sentence(await mia.sends("Great service, have a nice weekend!")) == "You are welcome!"
    which = shown(await mia.sends("It happens again."))
    assert commands(which) == ["this_one", "something_new"]
    said = len(desk.said)
    quiet(await desk.hears(Press(mia.speaker, desk.now, "press", mia.chat(), buttons(which)[0].action)))
    assert sorted(kinds(desk, said)) == ["follow_up_question requester", "relay triage:service-desk"]
    assert await desk.newest() == vpn
    await desk.passes(hours=2)
    assert commands(shown(await mia.sends("The scanner jams."))) == ["open_incident", "open_request", "open_request"]
    assert commands(shown(await mia.sends("The VPN drops once more."))) == ["this_one", "something_new"]


async def test_words_that_waited_while_their_ticket_was_closed_are_asked_about(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("It drops again."))
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", vpn))
    said = len(desk.said)
    quiet(await chooses(mia, vpn))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    assert refused(await chooses(mia, vpn)).startswith(f"{vpn} is closed.")
    quiet(await mia.presses("follow_up", vpn))
    new = await desk.newest()
    assert (await desk.ticket(new)).description == "It drops again."
    shown(await mia.sends("Still the same."))
    await chooses(mia, new)
    assert await said_on(desk, new) == ["Still the same."]


async def test_a_private_ticket_is_spoken_of_in_its_persons_chat_alone(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("mia")] = "teams"
    secret = await desk.person("mia").reports(title="I clicked on a strange link", service="security-report")
    other = await taken(desk)
    assert (await desk.ticket(secret)).private
    mia, jan = desk.person("mia").on_teams, desk.person("jan").on_teams
    card = shown(await mia.sends("I am worried."))
    assert {one.action.arguments.get("ticket") for one in buttons(card)} == {secret, other, None}
    await chooses(mia, secret)
    assert await said_on(desk, secret) == ["I am worried."]
    assert refused(await chooses(jan, secret)) == unseen(secret, slashes=False)
    assert refused(await jan.sends(secret)) == unseen(secret, slashes=False)


# commands and questions


@pytest.mark.parametrize("typed", ["mine", "help", "incident VPN drops", "request question", "ticket"])
async def test_commands_and_questions_keep_working(desk: DeskHouse, typed: str) -> None:
    await two(desk)
    card = shown(await desk.person("mia").on_teams.sends(typed))
    assert "Which one" not in card.summary


@pytest.mark.parametrize(
    "sentence_",
    ["next week is fine", "mine is the left one", "show me how", "find it attached", "fixed, thanks", "done"],
)
async def test_a_sentence_that_begins_like_a_command_is_a_sentence(desk: DeskHouse, sentence_: str) -> None:
    ref = await taken(desk)
    went(await desk.person("mia").on_teams.sends(sentence_))
    assert await said_on(desk, ref) == [sentence_]


async def test_a_greeting_is_no_answer_and_not_passed_on(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    assert commands(shown(await desk.person("mia").on_teams.sends("Hello!")))[0] == "open_incident"
    assert (await desk.ticket(ref)).status == "on_hold"


async def test_a_bare_word_of_those_who_asked_is_done_where_it_can_only_be_about_one(desk: DeskHouse) -> None:
    vpn = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", vpn, code="fixed", text="The profile was reissued."))
    mia = desk.person("mia").on_teams
    shown(await mia.sends("reopen"))
    assert (await desk.ticket(vpn)).status == "in_progress"
    printer = await desk.person("mia").reports(title="The printer is out of paper")
    assert "Which ticket?" in refused(await mia.sends("withdraw"))
    asked = await mia.sends("withdraw", quoting=await message_of(desk, printer, "requester"))
    await goes_through(mia, asked)
    assert (await desk.ticket(printer)).status == "cancelled"


async def test_without_slash_commands_nobody_is_told_to_type_one(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    told = [sentence(await who.sends("INC-9999")) for who in (mia, mia.on_teams)]
    assert told == [
        "There is no INC-9999 that you may see. “/ticket mine” lists yours, “/ticket search <words>” finds others.",
        "There is no INC-9999 that you may see. “mine” lists yours, “search <words>” finds others.",
    ]
    for typed in ("help", "mine"):
        assert "/" in read(shown(await mia.sends(typed))).replace("[why]", "")
        said = read(shown(await mia.on_teams.sends(typed)), slashes=False)
        assert not re.search(r"/(ticket|desk|incident|request|oncall)", said), said


# Slack


async def test_on_slack_a_message_is_found_by_its_thread_and_nothing_more_is_kept(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("mia").writes(ref, "It is worse on Wi-Fi."))
    quiet(await desk.person("nils").notes(ref, "She has two profiles."))
    roles = [one.role for one in await desk.store.read(lambda tx: tx.bindings(ref))]
    assert not any(role.startswith("said:") for role in roles)


# edits and deletions


@pytest.mark.parametrize(("minutes", "kind"), [(10, "relay_edit"), (11, "late_edit")])
async def test_an_edit_in_the_chat_reaches_the_copy(desk: DeskHouse, minutes: int, kind: str) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends("It is worse on Wifi.", message="m1"))
    await desk.passes(minutes=minutes)
    edited, said = len(desk.edits), len(desk.said)
    quiet(await mia.edits(mia.chat("m1"), "It is worse on Wi-Fi."))
    assert await said_on(desk, ref) == ["It is worse on Wi-Fi."]
    told = [f"{one.kind} {one.to}" for one in (*desk.edits[edited:], *desk.said[said:])]
    assert told == [f"{kind} triage:service-desk"]


async def test_a_deletion_in_the_chat_takes_the_words_back(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends("My password is hunter2.", message="m1"))
    quiet(await mia.edits(mia.chat("m1"), None))
    assert await said_on(desk, ref) == [None]
    assert any("message deleted" in one.text for one in desk.edits)


async def test_an_edit_keeps_off_the_number_that_stood_before_the_words(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends(f"{ref}: It is worse.", message="m1"), ref)
    quiet(await mia.edits(mia.chat("m1"), f"{ref}: It is better."))
    assert await said_on(desk, ref) == ["It is better."]
    quiet(await mia.edits(mia.chat("m1"), "Note that it is over."))
    assert await said_on(desk, ref) == ["Note that it is over."]
    quiet(await mia.edits(mia.chat("m1"), f"It is like {ref}."))
    assert await said_on(desk, ref) == [f"It is like {ref}."]


async def test_nobody_edits_what_another_said(desk: DeskHouse) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    went(await mia.sends("It is worse.", message="m1"))
    quiet(await desk.person("jan").on_teams.edits(mia.chat("m1"), "All is well."))
    assert await said_on(desk, ref) == ["It is worse."]


async def test_words_that_wait_are_edited_and_taken_back_as_well(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    for message, text in (("m1", "My password is hunter2."), ("m2", "It is wrose."), ("m3", "Only on Wi-Fi.")):
        await mia.sends(text, message=message)
    quiet(await mia.edits(mia.chat("m1"), None))
    quiet(await mia.edits(mia.chat("m2"), "It is worse."))
    await chooses(mia, vpn)
    assert await said_on(desk, vpn) == ["It is worse.", "Only on Wi-Fi."]
    quiet(await mia.edits(mia.chat("m3"), "Only at home."))
    assert await said_on(desk, vpn) == ["It is worse.", "Only at home."]


@pytest.mark.parametrize("others", [True, False])
async def test_words_that_waited_are_asked_about_again_where_their_deletion_is_undone(
    desk: DeskHouse, others: bool
) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    if others:
        await mia.sends("Only on Wi-Fi.", message="m0")
    await mia.sends("It is worse.", message="m1", files=(PICTURE,))
    quiet(await mia.edits(mia.chat("m1"), None))
    back = shown(await mia.undeletes(mia.chat("m1"), "It is worse."))
    waits = "This waits, too. Choose above which ticket it is about, or write its number."
    assert back.summary == (waits if others else "Which one is this about?")
    await desk.passes(minutes=11)
    quiet(await mia.edits(mia.chat("m1"), None))
    asked = shown(await mia.undeletes(mia.chat("m1"), "It is worse."))
    several = "Which one are these 2 messages about: “Only on Wi-Fi.”; “It is worse.”?"
    assert asked.summary == (several if others else "Which one is this about?")
    answered(await chooses(mia, vpn))
    (*first, last) = await desk.comments(vpn)
    assert [one.text for one in first] == (["Only on Wi-Fi."] if others else [])
    assert (last.text, last.files) == ("It is worse.", (PICTURE,))
    quiet(await mia.undeletes(mia.chat("m1"), "It is worse."))
    assert len(await desk.comments(vpn)) == (2 if others else 1)


async def test_what_did_not_wait_is_no_words_when_its_deletion_is_undone(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    await mia.sends("mine", message="m1")
    quiet(await mia.edits(mia.chat("m1"), None))
    quiet(await mia.undeletes(mia.chat("m1"), "mine"))
    assert "Which one is this" in shown(await mia.sends("It is worse.")).summary
    assert vpn


async def test_an_edit_finds_words_that_went_on_to_the_survivor(desk: DeskHouse) -> None:
    vpn, other = await taken(desk), await taken(desk, "VPN again")
    quiet(await desk.person("dana").fills("merge", other, number=vpn))
    mia = desk.person("mia").on_teams
    went(await mia.sends(f"{other} is the same", message="m1"), vpn)
    quiet(await mia.edits(mia.chat("m1"), "It is the very same."))
    assert (await said_on(desk, vpn))[-1] == "It is the very same."


# where it came from


async def test_each_way_in_is_kept_by_its_name_in_the_domain(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    values = {"title": "The screen flickers", "service": "network", "category:network": "vpn"}
    values |= {"impact": "4", "urgency": "3"}

    async def source(who: Someone, where: Where | None, **context: str) -> str:
        quiet(
            await desk.hears(Submit(who.speaker, desk.now, "open_incident", desk.fresh("form"), context, values, where))
        )
        return (await desk.ticket(await desk.newest())).source

    channel = Where("teams:x/19:help", "channel")
    assert await source(mia, mia.chat()) == "slack_command"
    assert await source(mia.on_teams, mia.on_teams.chat()) == "teams_chat"
    assert await source(mia.on_teams, channel) == "teams_extension"
    quoted = Quoted("The screen flickers", mia.on_teams.speaker, replace(channel, message="5.0"))
    form = opened(await mia.on_teams.marks(quoted, "create_from_message"))
    assert await source(mia.on_teams, channel, **form.context) == "teams_extension"  # type: ignore[arg-type]
    closed = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", closed, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("confirm", closed))
    quiet(await mia.on_teams.sends(f"{closed} drops again"))
    quiet(await mia.on_teams.presses("follow_up", closed))
    assert (await desk.ticket(await desk.newest())).source == "teams_message"


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("{ref} is not important", "{ref} is not important"),
        ("{ref} drops", "{ref} drops"),
        ("{ref}, as you know, is down", "{ref}, as you know, is down"),
        ("{ref}: it is slow", "it is slow"),
        ("{ref} - it is slow", "it is slow"),
        ("{ref}\nit is slow", "it is slow"),
        ("{ref}:8080 answers nothing", "{ref}:8080 answers nothing"),
    ],
)
async def test_a_number_is_cut_only_where_it_is_set_apart_and_edits_agree(
    desk: DeskHouse, typed: str, arrives: str
) -> None:
    ref = await taken(desk)
    mia = desk.person("mia").on_teams
    await mia.sends(typed.format(ref=ref), message="m1")
    assert await said_on(desk, ref) == [arrives.format(ref=ref)]
    quiet(await mia.edits(mia.chat("m1"), f"{typed.format(ref=ref)} by now"))
    assert await said_on(desk, ref) == [f"{arrives.format(ref=ref)} by now"]


@pytest.mark.parametrize("typed", ["{one} and {other} both are slow", "Both are slow, {one} and {other}"])
async def test_words_that_name_two_tickets_are_asked_about_and_arrive_whole(desk: DeskHouse, typed: str) -> None:
    one, other = await two(desk)
    mia, words = desk.person("mia").on_teams, typed.format(one=one, other=other)
    card = shown(await mia.sends(words))
    assert [each.action.arguments.get("ticket") for each in buttons(card)] == [one, other, None]
    await chooses(mia, other)
    assert (await said_on(desk, one), await said_on(desk, other)) == ([], [words])
