"""What people do in Slack reaches the desk as neutral words, presses and forms, and its answer reaches them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.people import Speaker
from core.tickets.events import File
from core.ui.cards import Action, Button, Card, Section, say
from core.ui.inbound import Edited, MentionPart, OpenForm, Press, Shown, Words
from core.ui.text import plain
from playground.slack.screen import Form as SeenForm
from playground.slack.screen import Message
from tests.channels.house import TEAM, House
from tests.channels.samples import DANA, FORM, MIA, card_with, nothing


async def test_a_slash_command_reaches_the_desk_with_its_words_and_is_answered_in_private(house: House) -> None:
    house.door.answers = Shown(say(plain("Got it <!channel>")))
    seen = await house.person("mia.feld").types("/ticket find <vpn> & @dana.roth please", "#it-help")
    words = house.door.only(Words)
    assert words.speaker == MIA
    assert words.command == "ticket"
    assert words.to_bot
    assert words.where.place == house.place("#it-help")
    assert words.where.kind == "channel"
    assert words.parts == ("find <vpn> & ", MentionPart(DANA, "dana.roth"), " please")
    assert isinstance(seen, Message)
    assert seen.is_ephemeral
    assert "Got it <!channel>" in seen.text


async def test_a_command_whose_words_contain_payload_keeps_them(house: House) -> None:
    await house.person("mia.feld").types("/incident the payload is lost", "#it-help")
    assert house.door.only(Words).parts == ("the payload is lost",)


async def test_a_message_in_a_channel_is_heard_but_not_as_spoken_to_the_bot(house: House) -> None:
    said = await house.person("mia.feld").says("anyone seen the VPN?", "#it-help")
    await house.slack.settle()
    words = house.door.only(Words)
    assert not words.to_bot
    assert words.command is None
    assert words.where.message == said.ts
    assert words.where.thread is None
    assert words.key == f"slack:msg:T0NORD:{said.channel_id}:{said.ts}"
    assert f"{words.at.timestamp():.6f}" == said.ts


async def test_words_in_a_thread_name_its_root_and_files_come_by_name_and_link(house: House) -> None:
    mia = house.person("mia.feld")
    root = await mia.says("VPN drops", "#it-help")
    await mia.says("again", thread=root, files={"log.txt": b"..."})
    await house.slack.settle()
    words = house.door.heard[-1]
    assert isinstance(words, Words)
    assert words.where.thread == root.ts
    assert [file.name for file in words.files] == ["log.txt"]
    assert isinstance(words.files[0], File)
    assert words.files[0].url.startswith("http")


async def test_a_mention_is_heard_once_although_slack_tells_of_it_twice(house: House) -> None:
    bot = house.slack.slack.app.bot_user
    await house.person("mia.feld").says(f"<@{bot}> incident VPN drops", "#it-help")
    await house.slack.settle()
    assert {sent.payload["event"]["type"] for sent in house.slack.sent} == {"message", "app_mention"}
    words = house.door.only(Words)
    assert words.to_bot
    assert words.parts == ("incident VPN drops",)


async def test_a_direct_message_is_to_the_bot_and_answered_as_a_message(house: House) -> None:
    house.door.answers = Shown(say(plain("Hello Mia")))
    mia = house.person("mia.feld")
    await mia.says("help")
    await house.slack.settle()
    words = house.door.only(Words)
    assert words.to_bot
    assert words.where.kind == "direct"
    assert mia.direct.last.text == "Hello Mia"
    assert mia.ephemerals == []


async def test_a_direct_message_tells_whether_it_names_the_bot(house: House) -> None:
    bot = house.slack.slack.app.bot_user
    for said, named in (("withdraw", False), (f"<@{bot}> withdraw", True)):
        house.door.heard.clear()
        await house.person("mia.feld").says(said)
        await house.slack.settle()
        words = house.door.only(Words)
        assert (words.to_bot, words.mentioned, words.parts) == (True, named, ("withdraw",))


async def test_an_edited_direct_message_tells_whether_it_names_the_bot(house: House) -> None:
    mia, bot = house.person("mia.feld"), house.slack.slack.app.bot_user
    said = await mia.says("withdraw")
    for words, named in (("cancel", False), (f"<@{bot}> cancel", True)):
        house.door.heard.clear()
        await mia.edits(said, words)
        await house.slack.settle()
        edited = house.door.only(Edited)
        assert (edited.to_bot, edited.mentioned, edited.text) == (True, named, "cancel")


async def test_words_in_a_channel_are_answered_for_the_speakers_eyes_only_in_the_thread(house: House) -> None:
    house.door.answers = Shown(say(plain("Only you see this")))
    mia = house.person("mia.feld")
    root = await mia.says("VPN drops", "#it-help")
    await house.slack.settle()
    await mia.says("more", thread=root)
    await house.slack.settle()
    assert [message.thread_ts for message in mia.ephemerals] == [None, root.ts]


async def test_bots_joins_and_our_own_words_are_not_heard(house: House) -> None:
    await house.channel.deliver(house.post(house.place("#it-help"), "We said this"))
    house.slack.admin.invite("general")
    await house.slack.settle()
    assert house.door.heard == []


async def test_other_bots_and_what_slack_itself_changes_are_not_heard(house: House) -> None:
    said = {"type": "message", "channel": "C1", "channel_type": "channel", "ts": "1700000000.000100", "text": "hello"}
    before = {"user": "UMIAFELD", "ts": "1700000000.000100", "text": "see https://x.example"}
    bot = {"user": "UOTHER", "bot_id": "B9", "ts": "1700000000.000100"}
    changed = {"type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel"}
    deleted = changed | {"subtype": "message_deleted", "deleted_ts": "1700000000.000100"}
    for event in (
        said | {"user": "UOTHER", "bot_id": "B9"},
        said | {"user": "USLACKBOT"},
        said | {"user": "UMIAFELD", "subtype": "channel_topic"},
        said | {"subtype": "bot_message", "bot_id": "B9"},
        changed | {"message": before | {"attachments": [{}]}, "previous_message": before},
        changed | {"message": bot | {"text": "new"}, "previous_message": bot | {"text": "old"}},
        deleted | {"previous_message": bot},
        deleted,
        {"type": "reaction_added", "user": house.slack.slack.app.bot_user, "reaction": "ticket", "item": {}},
    ):
        await house.slack.send_raw("events_api", {"type": "event_callback", "event": event})
    assert [sent.answer.status for sent in house.slack.sent] == [200] * 9
    assert house.door.heard == []


FIRST, SECOND = ({"id": f"F{n}", "name": f"{n}.png", "permalink": f"https://f.example/{n}"} for n in (1, 2))
GONE, HIDDEN = {"id": "F1", "mode": "tombstone"}, {"id": "F1", "file_access": "check_file_info"}


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ([SECOND], ["slack:F2"]),
        ([], []),
        ([GONE, SECOND], ["slack:F2"]),
        ([HIDDEN], ["slack:F1"]),
        ([HIDDEN, SECOND], None),
        ([FIRST, SECOND], None),
    ],
    ids=["taken out", "all taken out", "deleted", "hidden", "all there, one hidden", "all there"],
)
async def test_an_edit_that_changes_files_alone_is_heard(
    house: House, files: list[dict[str, str]], left: list[str] | None
) -> None:
    said = {"user": "UMIAFELD", "ts": "1700000000.000100", "text": "Have a look"}
    event = {
        "type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
        "event_ts": "1700000009.000100", "message": said | {"files": files},
        "previous_message": said | {"files": [FIRST, SECOND]},
    }  # fmt: skip
    await house.slack.send_raw("events_api", {"type": "event_callback", "event": event})
    heard = [each for each in house.door.heard if isinstance(each, Edited)]
    assert all(each.words_stay for each in heard)
    assert [[file.source for file in each.files or ()] for each in heard] == ([] if left is None else [left])


async def test_a_card_with_replies_is_still_the_root_of_its_thread(house: House) -> None:
    place = house.place("#desk-triage")
    card = await house.channel.deliver(house.post(place, card_with(Button("Claim", Action("claim")))))
    await house.channel.deliver(house.post(place, "A line", key="k2", thread=card.message))
    dana = house.person("dana.roth")
    await dana.presses(dana.channel("#desk-triage").last, "Claim")
    where = house.door.only(Press).where
    assert (where.message, where.thread) == (card.message, None)


async def test_an_edit_is_heard_with_its_new_words_and_a_deletion_without(house: House) -> None:
    mia = house.person("mia.feld")
    said = await mia.says("VPN drops", "#it-help")
    await mia.edits(said, "VPN drops, says @dana.roth")
    await mia.deletes(said)
    await house.slack.settle()
    edited, deleted = (heard for heard in house.door.heard if isinstance(heard, Edited))
    heard = next(heard for heard in house.door.heard if isinstance(heard, Words))
    assert {edited.of, deleted.of} == {heard.key}  # either may be heard first
    assert edited.text == "VPN drops, says @Dana Roth"
    assert edited.where.message == said.ts
    assert edited.speaker == MIA
    assert deleted.text is None
    assert edited.key != deleted.key


async def test_an_edit_of_our_own_card_is_not_heard(house: House) -> None:
    receipt = await house.channel.deliver(house.post(house.place("#it-help"), "One"))
    edit = house.post(house.place("#it-help"), "Two")
    await house.channel.deliver(replace(edit, act="edit", message=receipt.message))
    await house.slack.settle()
    assert house.door.heard == []


async def test_a_button_says_its_action_and_where_it_was_pressed(house: House) -> None:
    action = Action("claim", {"ticket": "INC-1042"})
    receipt = await house.channel.deliver(house.post(house.place("#desk-triage"), card_with(Button("Claim", action))))
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.channel("#desk-triage").last, "Claim")
    press = house.door.only(Press)
    assert press.action == action
    assert press.speaker == DANA
    assert press.where.place == house.place("#desk-triage")
    assert press.where.message == receipt.message
    assert press.where.thread is None
    assert press.key.startswith(f"slack:press:T0NORD:{dana.channel('#desk-triage').id}:{receipt.message}:UDANAROTH:")
    assert nothing(seen)


async def test_a_refused_press_is_told_to_the_person_alone(house: House) -> None:
    house.door.answers = Shown(say(plain("Nils claimed INC-1042 two seconds before you.")), refusal=True)
    await house.channel.deliver(house.post(house.place("#desk-triage"), card_with(Button("Claim", Action("claim")))))
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.channel("#desk-triage").last, "Claim")
    assert isinstance(seen, Message)
    assert seen.is_ephemeral
    assert "Nils claimed" in seen.text
    assert house.person("nils.peters").ephemerals == []


async def test_what_is_secret_is_ephemeral_in_a_direct_conversation_as_well(house: House) -> None:
    await house.channel.deliver(house.post(f"direct:{DANA.id}", card_with(Button("Show", Action("show_answers")))))
    house.door.answers = Shown(say(plain("Elm Street 1")), secret=True)
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.direct.last, "Show")
    assert isinstance(seen, Message)
    assert (seen.is_ephemeral, seen.text) == (True, "Elm Street 1")
    assert "Elm Street 1" not in dana.direct.last.text


async def test_an_action_behind_more_is_pressed_like_a_button(house: House) -> None:
    more = tuple(Button(f"Act {n}", Action("prio", {"n": n})) for n in range(6))
    card = Card("A card", sections=(Section(plain("Words")),), more=more)
    await house.channel.deliver(house.post(house.place("#desk-triage"), card))
    dana = house.person("dana.roth")
    message = dana.channel("#desk-triage").last
    assert message.buttons == [f"More > Act {n}" for n in range(6)]
    await dana.presses(message, "Act 4")
    await dana.presses(message, "Act 4")
    assert [heard.action for heard in house.door.heard if isinstance(heard, Press)] == [Action("prio", {"n": 4})] * 2


async def test_a_message_shortcut_brings_the_message_along(house: House) -> None:
    jan = house.person("jan.brandt")
    said = await jan.says("printer is on fire, ask @dana.roth", "#it-help")
    await house.slack.settle()
    house.door.heard.clear()
    house.door.answers = OpenForm(FORM)
    seen = await house.person("mia.feld").shortcut("Create ticket", said)
    press = house.door.only(Press)
    assert isinstance(seen, SeenForm)
    assert press.action == Action("create_from_message")
    assert press.where.message == said.ts
    assert press.quoted is not None
    assert press.quoted.text == "printer is on fire, ask @Dana Roth"
    assert press.quoted.author == Speaker("slack", f"{TEAM}/UJANBRANDT")
    assert press.quoted.where.permalink is not None


async def test_the_global_shortcut_opens_a_form_or_a_modal_with_the_answer(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    assert isinstance(await house.person("mia.feld").shortcut("Report a problem"), SeenForm)
    house.door.answers = Shown(say(plain("The desk is closed")))
    seen = await house.person("jan.brandt").shortcut("Report a problem")
    assert isinstance(seen, SeenForm)
    assert "The desk is closed" in seen.text
    assert house.door.heard[-1].action == Action("open_incident")  # type: ignore[union-attr]


async def test_the_ticket_emoji_makes_a_press_that_quotes_the_message(house: House) -> None:
    jan, mia = house.person("jan.brandt"), house.person("mia.feld")
    root = await jan.says("printer is on fire", "#it-help")
    inside = await jan.says("second floor", thread=root)
    await mia.reacts(inside, "ticket")
    await mia.reacts(root, "eyes")
    await house.slack.settle()
    press = house.door.only(Press)
    assert press.action == Action("create_by_emoji")
    assert press.speaker == MIA
    assert press.where.thread == root.ts
    assert press.quoted is not None
    assert press.quoted.text == "second floor"
    assert not press.quoted.by_bot


async def test_the_app_home_shows_the_persons_page_and_its_buttons_work(house: House) -> None:
    house.door.page = card_with(Button("Report", Action("open_incident"), "primary"))
    mia = house.person("mia.feld")
    home = await mia.opens_home()
    assert home is not None
    assert "Words" in home.text
    house.door.answers = OpenForm(FORM)
    assert isinstance(await home.presses("Report"), SeenForm)
    press = house.door.only(Press)
    assert press.where.place == f"direct:{MIA.id}"
    assert press.where.kind == "direct"
    assert len(house.door.homes) == 2


async def test_typed_words_that_need_a_form_get_a_button_that_opens_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    await mia.says("incident VPN drops")
    await house.slack.settle()
    message = mia.direct.last
    assert isinstance(await mia.presses(message, "Something is broken"), SeenForm)
    assert house.door.only(Press).action == Action("open_incident", FORM.context)


async def test_a_command_between_two_people_is_not_taken_for_the_bots_own_conversation(house: House) -> None:
    mia = house.person("mia.feld")
    dm = await house.slack.hands.open_direct(mia.id, "UDANAROTH")
    await house.slack.hands.command(mia.id, dm.id, "/incident", "VPN drops")
    assert house.door.only(Words).where.place == f"direct:{MIA.id}"


async def test_whoever_looks_at_their_messages_with_the_app_is_there(house: House) -> None:
    event = {"type": "app_home_opened", "user": "UMIAFELD", "channel": "D1", "tab": "messages", "event_ts": "1.2"}
    await house.slack.send_raw("events_api", {"type": "event_callback", "event": event})
    assert house.moved == [(f"direct:{MIA.id}",)]
