"""What people do in Teams reaches the desk as the neutral things it is, once, and everything is answered rightly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.teams import answering, inbound
from core.cards import Action, say
from core.heard import (
    Changed,
    Edited,
    FieldErrors,
    Heard,
    MentionPart,
    OpenForm,
    Press,
    Quiet,
    Reply,
    Shown,
    Submit,
    Words,
)
from core.ports import StorageUnavailable
from core.text import plain
from playground.clock import Clock
from tests.channels_teams.house import House, opened
from tests.channels_teams.samples import ANSWER, CLAIM, FORM, PRIORITY, REPLY, WITHDRAW, card_with
from tests.fakes.door import ScriptedDoor


async def shown(house: House, *buttons: object, room: str = "Desk Triage") -> None:
    await house.channel.deliver(house.post(house.place(room), card_with(*buttons)))  # type: ignore[arg-type]


STALE = "from an older Deskbell"


# Words


async def test_words_in_the_chat_with_the_bot(house: House) -> None:
    message = await house.person("mia.feld").says("my VPN drops & <b>hangs</b>")
    words = house.door.only(Words)
    assert words.parts == ("my VPN drops & <b>hangs</b>",)
    assert words.to_bot
    assert words.speaker == house.speaker("mia.feld")
    assert words.where.kind == "direct"
    assert words.where.place == house.chat("mia.feld")
    assert (words.where.message, words.where.thread) == (message.id, None)


async def test_a_mention_in_a_channel_and_in_its_thread(house: House) -> None:
    root = await house.person("mia.feld").says("@Deskbell incident VPN", "Help")
    await house.person("mia.feld").says("@Deskbell mine", thread=root)
    first, second = house.door.heard
    assert isinstance(first, Words)
    assert isinstance(second, Words)
    assert (first.parts, first.to_bot) == (("incident VPN",), True)
    assert first.where.place == second.where.place == house.place("Help")
    assert (first.where.thread, first.where.message) == (None, root.id)
    assert second.where.thread == root.id
    assert first.where.permalink
    assert first.where.permalink.startswith("https://teams.microsoft.com/l/message/")


async def test_people_who_are_mentioned_are_known_by_their_directory_id(house: House) -> None:
    await house.person("lena.vogt").says("@Deskbell assign INC-1 @Emre Aydin please", "Desk Triage")
    words = house.door.only(Words)
    assert words.parts == ("assign INC-1 ", MentionPart(house.speaker("emre.aydin"), "Emre Aydin"), " please")


@pytest.mark.parametrize(
    "entities",
    [None, [], [None], ["x"], [{"type": "mention"}], [{"type": "mention", "mentioned": None, "text": None}],
     [{"type": "mention", "mentioned": {"id": None}, "text": "<at>Deskbell</at>"}]],
    ids=range(7),
)  # fmt: skip
@pytest.mark.parametrize("text", [None, "", "<at>Deskbell</at>&nbsp;hello", 5])
async def test_messages_with_holes_are_heard_or_left_but_never_fail(
    house: House, text: object, entities: object
) -> None:
    activity = house.activity(text=text, entities=entities)
    del activity["recipient"]
    assert (await house.posts(activity, house.signed)).status == 200
    said = "".join(map(str, house.door.only(Words).parts))
    assert "&nbsp;" not in said


async def test_the_bots_mention_is_taken_out_with_its_space(house: House) -> None:
    mention = {"type": "mention", "text": "<at>Deskbell</at>", "mentioned": {"id": f"28:{house.teams.app_id}"}}
    activity = house.activity(text="<at>Deskbell</at>&nbsp;claim\u00a0INC-1", entities=[mention])
    await house.posts(activity, house.signed)
    assert house.door.only(Words).parts == ("claim INC-1",)


async def test_with_consent_replies_without_a_mention_are_heard_and_the_rest_is_dropped(house: House) -> None:
    root = await house.person("mia.feld").says("lunch, anybody?", "Help")
    await house.person("jan.brandt").says("me too", thread=root)
    await house.person("jan.brandt").says("INC-1042", "Help")
    reply, number = house.door.heard
    assert isinstance(reply, Words)
    assert isinstance(number, Words)
    assert (reply.parts, reply.to_bot, reply.where.thread) == (("me too",), False, root.id)
    assert (number.parts, number.to_bot) == (("INC-1042",), False)


async def test_without_consent_only_mentions_are_heard(house: House) -> None:
    house.teams.admin.rsc("ChannelMessage.Read.Group", on=False)
    root = await house.person("mia.feld").says("INC-1042", "Help")
    await house.person("mia.feld").says("@Deskbell INC-1042", thread=root)
    assert house.door.only(Words).to_bot


async def test_a_quoted_message_stands_for_the_thread_in_a_flat_chat(house: House) -> None:
    content = (
        '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1700000000001">'
        "<strong>Deskbell</strong><p>INC-1042 VPN drops</p></blockquote><p>It works&nbsp;now</p>"
    )
    attachments = [{"contentType": "text/html", "content": content}]
    await house.posts(house.activity(text="INC-1042 VPN drops It works now", attachments=attachments), house.signed)
    words = house.door.only(Words)
    assert words.where.thread == "1700000000001"
    assert words.parts == ("It works now",)


async def test_files_in_a_chat_arrive_by_name_and_link(house: House) -> None:
    await house.person("mia.feld").says("see this", files={"log.txt": b"x"})
    (file,) = house.door.only(Words).files
    assert file.name == "log.txt"
    assert file.url.startswith("http")


async def test_edits_and_deletions(house: House) -> None:
    mia = house.person("mia.feld")
    message = await mia.says("VPN drps")
    await mia.edits(message, "VPN drops")
    await mia.edits(message, "VPN drops a lot")
    await mia.deletes(message)
    edits = [heard for heard in house.door.heard if isinstance(heard, Edited)]
    assert [edit.text for edit in edits] == ["VPN drops", "VPN drops a lot", None]
    assert len({edit.key for edit in edits}) == 3
    assert {edit.where.message for edit in edits} == {message.id}


async def test_bots_and_nobody_are_not_heard(house: House) -> None:
    for author in ({"id": "28:another", "role": "bot"}, {"id": f"28:{house.teams.app_id}"}, {}):
        assert (await house.posts(house.activity(text="hi") | {"from": author}, house.signed)).status == 200
    assert house.door.heard == []


async def test_what_twice_comes_is_heard_once_and_answered_alike(house: House) -> None:
    house.door.answers = Shown(say(plain("Hello Mia")))
    await house.person("mia.feld").says("hello")
    await house.teams.resend(house.teams.sent[-1])
    assert len(house.door.heard) == 1
    assert [m.text for m in house.person("mia.feld").directs()] == ["Hello Mia"]


async def test_an_answer_to_words_in_a_channel_is_private(house: House) -> None:
    house.door.answers = Shown(say(plain("Your tickets"), CLAIM))
    await house.person("mia.feld").says("@Deskbell mine", "Help")
    assert [m.text for m in house.person("mia.feld").directs()] == ["Your tickets"]
    assert len(house.person("mia.feld").channel("Help").messages) == 1


async def test_who_cannot_be_written_to_in_private_reads_so_and_nothing_else(house: House) -> None:
    house.door.answers = Shown(say(plain("SECRET"), CLAIM))
    house.teams.admin.block("mia.feld")
    root = await house.person("mia.feld").says("@Deskbell mine", "Help")
    assert house.person("mia.feld").thread(root).texts == [answering.NO_CHAT]


async def test_the_word_home_shows_ones_own_page(house: House) -> None:
    await house.person("mia.feld").says("Home")
    assert house.door.heard == []
    assert [m.text for m in house.person("mia.feld").directs()] == ["Nothing waits for you."]


async def test_words_that_need_a_form_get_a_button_that_opens_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await house.person("mia.feld").says("incident")
    form = await house.person("mia.feld").directs()[-1].presses("Something is broken")
    assert form.title == "Something is broken"


# Buttons


async def test_a_press_names_the_message_its_thread_and_the_person(house: House) -> None:
    await shown(house, CLAIM)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    seen = await message.presses("Claim")
    press = house.door.only(Press)
    assert press.action == CLAIM.action
    assert press.speaker == house.speaker("dana.roth")
    assert (press.where.place, press.where.message) == (house.place("Desk Triage"), message.id)
    assert seen.text == "Done."


async def test_a_client_without_execute_presses_all_the_same(house: House) -> None:
    house.teams.admin.old_client("dana.roth")
    house.door.answers = Shown(say(plain("Nils was faster.")), refusal=True)
    await shown(house, CLAIM)
    await house.person("dana.roth").channel("Desk Triage").last.presses("Claim")
    assert house.door.only(Press).action == CLAIM.action
    assert [m.text for m in house.person("dana.roth").directs()] == ["Nils was faster."]


async def test_a_short_answer_stands_beside_the_card_and_a_long_one_in_the_chat(house: House) -> None:
    await shown(house, CLAIM)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    house.door.answers = Shown(say(plain("Nils was faster.")), refusal=True)
    assert (await message.presses("Claim")).text == "Nils was faster."
    house.door.answers = Shown(card_with(CLAIM))
    assert (await message.presses("Claim")).text == answering.IN_CHAT
    assert [m.text for m in dana.directs()] == ["Words"]


async def test_a_button_that_asks_first_presses_after_the_question(house: House) -> None:
    await shown(house, WITHDRAW)
    message = house.person("dana.roth").channel("Desk Triage").last
    assert message.buttons == ["Withdraw > Withdraw"]
    await message.presses("Withdraw")
    assert house.door.only(Press).action == WITHDRAW.action


async def test_what_stands_behind_more_opens_its_form(house: House) -> None:
    house.door.answers = OpenForm(REPLY)
    card = card_with(CLAIM, ANSWER, more=(PRIORITY,))
    await house.channel.deliver(house.post(house.place("Desk Triage"), card))
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Priority")
    assert form.labels == ["Your answer"]
    assert house.door.only(Press).action == PRIORITY.action


async def test_the_same_button_can_be_pressed_twice_and_a_retry_is_one_press(house: House) -> None:
    await shown(house, CLAIM)
    message = house.person("dana.roth").channel("Desk Triage").last
    await message.presses("Claim")
    first = house.teams.sent[-1]
    again = await house.teams.resend(first)
    assert again.body == first.answer.body
    await message.presses("Claim")
    keys = [heard.key for heard in house.door.heard if isinstance(heard, Press)]
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize("data", [None, {}, {"deskbell": 5}, {"deskbell": "x"}, {"deskbell": "[1,2]"}, "words"])
async def test_a_button_of_another_time_gets_a_sentence(house: House, data: object) -> None:
    value = {"action": {"type": "Action.Execute", "verb": "x", "data": data}}
    answer = await house.posts(house.activity("invoke", name="adaptiveCard/action", value=value), house.signed)
    assert answer.status == 200
    assert STALE in answer.body
    answer = await house.posts(house.activity("invoke", name="task/fetch", value={"data": data}), house.signed)
    assert STALE in answer.body


async def test_what_is_no_invoke_of_ours_is_not_implemented(house: House) -> None:
    activity = house.activity("invoke", name="signin/verifyState", value={})
    assert (await house.posts(activity, house.signed)).status == 501


# Dialogs


async def test_a_form_is_filled_in_and_sent(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    dana = house.person("dana.roth")
    form = await dana.channel("Desk Triage").last.presses("Reply")
    house.door.answers = Quiet()
    form.fills(
        {
            "What is wrong?": "VPN drops a lot", "Which service?": "VPN", "Who is affected?": "Everyone",
            "This is for": "Mia Feld", "Who else": ["Jan Brandt", "Emre Aydin"], "Needed by": "2026-10-28",
            "How many": "3", "field:sure": True, "More detail": "more",
        }
    )  # fmt: skip
    assert not await form.submits()
    assert not form.is_open
    sent = house.door.only(Submit)
    assert (sent.command, sent.command_id, sent.context) == (FORM.command, FORM.command_id, FORM.context)
    assert sent.where == house.door.only(Press).where
    assert sent.speaker == house.speaker("dana.roth")
    assert sent.values == {
        "title": "VPN drops a lot", "service": "vpn", "who": "all", "for": house.speaker("mia.feld").id,
        "watch": (house.speaker("jan.brandt").id, house.speaker("emre.aydin").id), "when": "2026-10-28", "count": 3,
        "sure": True, "more": "more",
    }  # fmt: skip


async def test_errors_come_with_the_form_and_the_input_is_kept(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    house.door.answers = FieldErrors({"title": "Please write at least 8 characters.", "gone": "And this."})
    form.fills({"What is wrong?": "VPN", "This is for": "Mia Feld", "How many": "1.5", "field:sure": True})
    seen = await form.submits()
    assert "Please write at least 8 characters." in seen.text
    assert "And this." in seen.text
    assert seen.form.field("What is wrong?")["value"] == "VPN"
    assert seen.form.field("This is for")["value"] == house.person("mia.feld").directory_id
    assert seen.form.field("field:sure")["value"] == "true"
    assert house.door.only(Submit).values["count"] == "1.5"
    house.door.answers = Quiet()
    seen.form.fills({"What is wrong?": "VPN drops a lot"})
    await seen.submits()
    assert not seen.form.is_open
    last = house.door.heard[-1]
    assert isinstance(last, Submit)
    assert last.command_id == FORM.command_id


async def test_update_asks_for_what_depends_on_the_answers(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    house.door.answers = OpenForm(REPLY)
    form.fills({"Which service?": "ERP"})
    seen = await form.presses("Update")
    assert house.door.only(Changed).values["service"] == "erp"
    assert seen.labels == ["Your answer"]


async def test_an_answer_in_a_dialog_has_buttons_that_press_from_there(house: House) -> None:
    house.door.answers = Shown(card_with(CLAIM, ANSWER))
    await shown(house, ANSWER)
    dialog = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    assert "Words" in dialog.text
    house.door.answers = OpenForm(REPLY)
    assert (await dialog.presses("Reply")).labels == ["Your answer"]
    dialog = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    presses = [heard for heard in house.door.heard if isinstance(heard, Press)]
    assert presses[0].where == presses[1].where


async def test_nobody_sends_the_form_of_another_or_one_they_made_up(house: House) -> None:
    house.door.answers = OpenForm(REPLY)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    data = dict(next(a for a in form.card["actions"])["data"])  # type: ignore[index]
    before = len(house.door.heard)
    for who, sheet in (
        ("mia.feld", data["deskbell_form"]),
        ("dana.roth", data["deskbell_form"] + "0"),
        ("dana.roth", 5),
    ):
        value = {"data": {**data, "deskbell_form": sheet, "field:text": "x"}}
        answer = await house.posts(house.activity("invoke", who, name="task/submit", value=value), house.signed)
        assert answering.OUTDATED in answer.body
    assert len(house.door.heard) == before


# The message extension


async def test_create_ticket_on_a_message_quotes_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    root = await house.person("mia.feld").says("The <VPN> drops\nsince 9", "Help")
    reply = await house.person("jan.brandt").says("same here", thread=root)
    dana = house.person("dana.roth")
    form = await dana.shortcut("Create ticket", dana.channel("Help").last)
    assert form.title == "Something is broken"
    press = next(heard for heard in house.door.heard if isinstance(heard, Press))
    quoted = press.quoted
    assert quoted
    assert press.action == Action("create_from_message")
    assert quoted.text == "The <VPN> drops\nsince 9"
    assert quoted.author == house.speaker("mia.feld")
    assert (quoted.where.place, quoted.where.message, quoted.where.thread) == (house.place("Help"), root.id, None)
    assert not quoted.by_bot
    house.door.answers = Quiet()
    await form.submits()
    assert house.door.only(Submit).where == quoted.where
    house.door.heard.clear()
    await dana.shortcut("Ticket actions", dana.thread(root).find("same here"))
    press = house.door.only(Press)
    assert press.quoted
    assert (press.quoted.where.thread, press.quoted.where.message) == (root.id, reply.id)


async def test_report_and_request_open_their_forms_anywhere(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    assert (await mia.shortcut("Report a problem", channel="Help")).title == "Something is broken"
    assert (await mia.shortcut("Request something")).title == "Something is broken"
    actions = [heard.action for heard in house.door.heard if isinstance(heard, Press)]
    assert actions == [Action("open_incident"), Action("open_request")]


# When it fails


async def test_a_bug_is_answered_with_a_code_and_said_once_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(heard: Heard) -> Reply:
        raise ZeroDivisionError

    await shown(house, CLAIM, ANSWER)
    house.door.answers = fails
    message = house.person("dana.roth").channel("Desk Triage").last
    assert "went wrong on our side" in (await message.presses("Claim")).text
    assert "went wrong on our side" in (await message.presses("Reply")).text
    await house.person("mia.feld").says("hello")
    assert "went wrong on our side" in house.person("mia.feld").directs()[-1].text
    await house.person("mia.feld").says("hello 5", "Help")
    assert len(house.person("mia.feld").directs()) == 1
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 4


async def test_what_cannot_be_saved_is_tried_again_and_then_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "AGAIN", (0.0, 0.0))
    tries = 0

    def locked(heard: Heard) -> Reply:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StorageUnavailable
        return Quiet()

    house.door.answers = locked
    await house.person("mia.feld").says("hello")
    assert tries == 3
    assert house.person("mia.feld").directs() == []
    tries = -100
    await house.person("mia.feld").says("hello again")
    assert [m.text for m in house.person("mia.feld").directs()] == [inbound.NOT_SAVED]


async def test_a_turn_ends_in_time_and_its_work_goes_on() -> None:
    release = asyncio.Event()

    async def slow(heard: Heard) -> Reply:
        await release.wait()
        return Quiet()

    door = ScriptedDoor()
    async with opened(door=door, budget=0.3) as house:
        await shown(house, CLAIM)
        door.answers = slow
        message = house.person("dana.roth").channel("Desk Triage").last
        assert (await message.presses("Claim")).text == inbound.LATE
        release.set()
        again = await house.teams.resend(house.teams.sent[-1])
        assert "Done." in again.body
        assert len(door.heard) == 1


async def test_words_of_others_that_could_not_be_saved_are_taken_when_they_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "AGAIN", ())

    def locked(heard: Heard) -> Reply:
        raise StorageUnavailable

    house.door.answers = locked
    await house.person("mia.feld").says("INC-1042", "Help")
    assert house.teams.sent[-1].answer.status == 503
    house.door.answers = Quiet()
    assert (await house.teams.resend(house.teams.sent[-1])).status == 200
    assert house.person("mia.feld").directs() == []


async def test_two_edits_in_one_moment_are_two() -> None:
    clock = Clock(datetime(2026, 10, 23, 8, tzinfo=UTC))
    async with opened(clock=clock) as house:
        mia = house.person("mia.feld")
        message = await mia.says("one")
        await mia.edits(message, "two")
        await mia.edits(message, "three")
        keys = [heard.key for heard in house.door.heard if isinstance(heard, Edited)]
        assert len(set(keys)) == 2
