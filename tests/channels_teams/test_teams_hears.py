"""What people write in Teams reaches the desk as the neutral things it is, once, and is answered rightly."""

from __future__ import annotations

import asyncio
import copy
from datetime import UTC, datetime

import pytest

from adapters.teams import inbound, responses
from adapters.teams.conversation_references import Reference
from core.phrases import phrase
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable
from core.ui.cards import say
from core.ui.inbound import Edited, Heard, MentionPart, OpenForm, Quiet, Reply, Shown, Submit, Words
from core.ui.text import plain
from playground.clock import Clock
from tests.channels_teams.house import House, opened
from tests.channels_teams.samples import ANSWER, CLAIM, FORM, shown
from tests.fakes.door import ScriptedDoor
from tests.fakes.phrasing import said
from tests.fakes.ports.conversation_references import ReferencesInMemory


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
@pytest.mark.parametrize("text", [None, "", "<at>Deskbell</at>&nbsp;hello"])
async def test_messages_with_holes_are_heard_or_left_but_never_fail(
    house: House, text: object, entities: object
) -> None:
    activity = house.activity(text=text, entities=entities)
    del activity["recipient"]
    assert (await house.posts(activity, house.signed)).status == 200
    said = "".join(map(str, house.door.only(Words).parts))
    assert "&nbsp;" not in said


@pytest.mark.parametrize(
    "hole",
    [{"text": 5}, {"entities": {}}, {"from": "Mia"}, {"attachments": [5]}, {"conversation": {"id": []}}],
    ids=str,
)
async def test_a_message_of_another_shape_than_microsofts_is_refused(house: House, hole: dict[str, object]) -> None:
    answer = await house.posts(house.activity(text="VPN drops") | hole, house.signed)
    assert answer.status == 400
    assert house.door.heard == []


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
    assert {edit.of for edit in edits} == {heard.key for heard in house.door.heard if isinstance(heard, Words)}


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
    assert house.person("mia.feld").thread(root).texts == [said(responses.NO_CHAT)]


@pytest.mark.parametrize("trouble", ["http_500", "http_502", "reset_before"])
async def test_who_cannot_be_answered_just_now_is_not_told_that_the_app_is_missing(house: House, trouble: str) -> None:
    house.door.answers = Shown(say(plain("SECRET"), CLAIM))
    house.teams.faults("send", trouble, times=1)
    root = await house.person("mia.feld").says("@Deskbell mine", "Help")
    assert house.person("mia.feld").thread(root).texts == [said(responses.UNWELL)]


async def test_the_word_home_shows_ones_own_page(house: House) -> None:
    await house.person("mia.feld").says("Home")
    assert house.door.heard == []
    assert [m.text for m in house.person("mia.feld").directs()] == ["Nothing waits for you."]


async def test_words_that_need_a_form_get_a_button_that_opens_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await house.person("mia.feld").says("incident")
    form = await house.person("mia.feld").directs()[-1].presses("Something is broken")
    assert form.title == "Something is broken"


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
    assert [m.text for m in house.person("mia.feld").directs()] == [said(phrase("not_saved"))]


@pytest.mark.parametrize("error", [StorageUnavailable(), RetryLater("who that is", 1.0)], ids=["full", "stranger"])
async def test_an_edit_that_cannot_be_taken_is_tried_until_it_can_since_nobody_does_it_twice(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(inbound, "AGAIN", (0.0, 0.0))
    monkeypatch.setattr(inbound, "LATER", (0.0, 0.0, 0.0))
    taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    tries = 0

    def locked(heard: Heard) -> Reply:
        nonlocal tries
        if isinstance(heard, Edited):
            tries += 1
            if tries <= 5:
                raise error
            taken.set_result(tries)
        return Quiet()

    house.door.answers = locked
    mia = house.person("mia.feld")
    await mia.deletes(await mia.says("My password is hunter2"))
    assert house.teams.sent[-1].answer.status == 503
    assert await asyncio.wait_for(taken, 10) == 6


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
        assert (await message.presses("Claim")).text == said(phrase("takes_longer"))
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


async def test_where_something_was_said_that_cannot_be_kept_now_it_is_heard_all_the_same() -> None:
    class Locked(ReferencesInMemory):
        async def find(self, key: str) -> Reference | None:
            raise RetryLater("the database does not answer", 1.0)

    async with opened(introduce=False, references=Locked()) as house:
        await house.person("mia.feld").says("hello")
        assert house.door.only(Words).parts == ("hello",)


# Chats of several people


async def test_in_a_group_chat_a_mention_is_for_us_and_a_quote_says_which_message(house: House) -> None:
    house.teams.admin.group("VPN war room", ["mia.feld", "dana.roth"])
    mia = house.person("mia.feld")
    await mia.says("no ticket, no mention", "VPN war room")
    await mia.says("@Deskbell mine", "VPN war room")
    sent = copy.deepcopy(house.teams.sent[-1].activity)
    mention = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">Deskbell</span>'
    content = '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1700000000001">x</blockquote>'
    content += f"<p>{mention}&nbsp;works &lt;now&gt;</p>"
    sent |= {"id": "1700000000002", "attachments": [{"contentType": "text/html", "content": content}]}
    await house.posts(sent, house.signed)
    asked, answered = house.door.heard
    assert isinstance(asked, Words)
    assert isinstance(answered, Words)
    assert (asked.where.kind, asked.where.flat, asked.where.thread, asked.to_bot) == ("group", True, None, True)
    assert answered.to_bot
    assert (answered.where.thread, answered.parts) == ("1700000000001", ("works <now>",))


async def test_only_a_channel_has_threads(house: House) -> None:
    await house.person("mia.feld").says("hello")
    await house.person("mia.feld").says("@Deskbell hello", "Help")
    assert [heard.where.flat for heard in house.door.heard if isinstance(heard, Words)] == [True, False]


async def test_a_dialog_remembers_whether_its_place_is_flat(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await house.person("mia.feld").says("incident")
    form = await house.person("mia.feld").directs()[-1].presses("Something is broken")
    house.door.answers = Quiet()
    await form.submits()
    where = house.door.only(Submit).where
    assert where
    assert where.flat
