"""Words reach the desk whole: names for ids, what was shared, what rich text says, files that Slack hides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.inbound_kit.parts import words_of
from adapters.slack.rich_text import BlockReader
from adapters.slack.words import Mrkdwn
from core.tickets.events import File
from core.ui.inbound import Edited, MentionPart, Press, Words
from core.ui.text import Run
from tests.channels.house import House
from tests.channels.samples import DANA

Json = dict[str, Any]
TS = "1700000000.000100"
LINK = "https://nordlicht.slack.com/archives/C1/p1700000000000200"
SHARED: Json = {
    "is_share": True, "is_msg_unfurl": True, "from_url": LINK, "author_name": "Emre Aydin", "author_id": "U9",
    "channel_id": "C1", "ts": "1700000000.000200", "fallback": "[November 14th] emre: The VPN drops",
    "text": "The VPN *drops*", "mrkdwn_in": ["text"], "footer": "Posted in #it-help",
}  # fmt: skip


def rich(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "block_id": "b", "elements": list(elements)}]


def section(*elements: Json, kind: str = "section", **more: Any) -> Json:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


async def hears(house: House, **message: Any) -> Words:
    """What the desk hears of a message in a channel."""
    event = {"type": "message", "channel": "C1", "channel_type": "channel", "ts": TS, "user": "UMIAFELD", "text": ""}
    await house.slack.send_raw("events_api", {"type": "event_callback", "event": event | message})
    return house.door.only(Words)


def read(words: Words) -> str:
    return "".join(part.text if isinstance(part, Run) else str(part) for part in words.parts)


async def test_a_channel_and_a_group_have_names_and_never_an_id(house: House) -> None:
    here = house.slack.slack.space.by_name["it-help"]
    words = await hears(house, text=f"ask in <#{here}> or <#{here}|>, not <#C0404040404>, or <!subteam^S0404040404>")
    assert read(words).startswith("ask in #it-help or #it-help, not #a channel that cannot be seen from here, or @")
    assert "0404040404" not in read(words)


async def test_rich_text_names_channels_people_and_everybody(house: House) -> None:
    here = house.slack.slack.space.by_name["it-help"]
    dana = house.person("dana.roth").member.id
    found = section(
        {"type": "channel", "channel_id": here}, text(" "), {"type": "user", "user_id": dana}, text(" "),
        {"type": "broadcast", "range": "here"}, text(" "), {"type": "usergroup", "usergroup_id": "S0404040404"},
    )  # fmt: skip
    words = await hears(house, text="x", blocks=rich(found))
    assert words.parts == ("#it-help ", MentionPart(DANA, ""), " @here @a group")


async def test_code_lists_quotes_and_emoji_are_what_the_author_saw(house: House) -> None:
    words = await hears(
        house,
        text="never read where there is rich text",
        blocks=rich(
            section(text("Run "), text("ip a", code=True), text(" "), text("now", bold=True), text(":")),
            section(text("if up:\n    ping"), kind="preformatted"),
            section(section(text("one")), section(text("two")), kind="list", style="ordered", indent=0),
            section(section(text("deep")), kind="list", style="bullet", indent=1),
            section(section(text("three")), kind="list", style="ordered", indent=0, offset=2),
            section(text("as she\nsaid"), kind="quote"),
            section(
                {"type": "emoji", "name": "tada"}, {"type": "emoji", "name": "x", "unicode": "1f600"},
                {"type": "emoji", "name": "our_own"},
                {"type": "link", "url": "https://x.example/a", "text": "the page"},
            ),
        ),
    )  # fmt: skip
    assert read(words) == (
        "Run ip a now:\nif up:\n    ping\n1. one\n2. two\n    ◦ deep\n3. three\n"
        "> as she\n> said\n🎉😀:our_own:the page (https://x.example/a)"
    )
    styles = [part for part in words.parts if isinstance(part, Run)]
    assert styles == [Run("ip a", code=True), Run("now", bold=True), Run("if up:\n    ping\n", pre=True)]


JUNK: list[Any] = [None, True, 5, -1, 10**5000, "", "abc", "d800", "0", [], [5], [[5]], {}, {"text": 5}, "9" * 5000]
BLOCKS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "one"}, "fields": [{"type": "plain_text", "text": "two"}]},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "one"}]]},
    {"type": "image", "title": {"type": "plain_text", "text": "one"}, "alt_text": "two"},
    *rich(section({"type": "emoji", "name": "tada", "unicode": "1f389"}, {"type": "link", "url": "https://x.example"})),
    *rich(section(section(text("one")), kind="list", style="ordered", offset=2, indent=1)),
    *rich(section({"type": "broadcast", "range": "here"}, {"type": "date", "fallback": "today"}, kind="quote")),
]  # fmt: skip


def junk_everywhere(found: Any) -> Iterator[Any]:
    """The same, once for each value within it and each sort of junk in its place."""
    yield from JUNK
    if isinstance(found, dict):
        for name, value in found.items():
            yield from (found | {name: other} for other in junk_everywhere(value))
    elif isinstance(found, list):
        for at, value in enumerate(found):
            yield from ([*found[:at], other, *found[at + 1 :]] for other in junk_everywhere(value))


def test_blocks_of_any_shape_can_be_read() -> None:
    reader = BlockReader(Mrkdwn("T1", "UBOT", {}))
    for block in BLOCKS:
        for other in junk_everywhere(block):
            said = "".join(map(words_of, reader.read([other])))
            assert said.encode("utf-8").decode() == said, other


def test_what_slack_adds_to_rich_text_is_read_by_its_words() -> None:
    found = rich(
        section(text("see "), {"type": "canvas", "text": "Runbook"}, text(", "), {"type": "workflow", "name": "Leave"},
                text(", "), {"type": "thing", "url": "https://x.example"}, text(", "), {"type": "unheard_of"})
    )  # fmt: skip
    said = "".join(map(words_of, BlockReader(Mrkdwn("T1", "UBOT", {})).read(found)))
    assert said == "see Runbook, Leave, https://x.example, …"


async def test_a_message_that_only_shares_another_has_its_words_its_author_and_its_link(house: House) -> None:
    words = await hears(house, attachments=[SHARED])
    assert read(words) == f"> The VPN drops\n(shared from Emre Aydin: {LINK})"


@pytest.mark.parametrize(
    ("attachment", "meant"),
    [
        ({"title": "Disk full", "title_link": "https://m.example", "text": "srv-1 at 99 %"},
         "> Disk full\n> srv-1 at 99 %\n(shared: https://m.example)"),
        ({"pretext": "Alarm", "fields": [{"title": "Host", "value": "srv-1"}, {"value": "99 %"}]},
         "> Alarm\n> Host: srv-1\n> 99 %"),
        ({"fallback": "A plain line", "color": "danger"}, "> A plain line"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Down"}},
                     {"type": "section", "text": {"type": "mrkdwn", "text": "see <https://x.example|it>"},
                      "fields": [{"type": "plain_text", "text": "P1"}]},
                     {"type": "context", "elements": [{"type": "image", "alt_text": "a chart"}]}]},
         "> Down\n> see it (https://x.example)\n> P1\n> a chart"),
        ({"title": "giphy", "image_url": "https://x.example/a.gif", "footer": "by Giphy"},
         "> giphy\n> https://x.example/a.gif\n> by Giphy"),
        ({"blocks": [{"type": "image", "alt_text": "a cat", "image_url": "https://x.example/cat.png"},
                     {"type": "video", "title": {"type": "plain_text", "text": "How to"}, "alt_text": "a film",
                      "video_url": "https://x.example/embed", "title_url": "https://x.example/watch"}]},
         "> a cat\n> https://x.example/cat.png\n> How to\n> a film\n> https://x.example/watch"),
        ({**SHARED, "text": "", "fallback": "", "message_blocks": [{"message": {"blocks": rich(section(text("Hi")))}}]},
         f"> Hi\n(shared from Emre Aydin: {LINK})"),
        ({**SHARED, "text": "", "fallback": ""},
         f"(Something was shared from Emre Aydin that cannot be read here: {LINK})"),
        ({"id": 1, "color": "D0D0D0"}, "(Part of this message cannot be read here. Open it where it was written.)"),
    ],
)  # fmt: skip
async def test_every_kind_of_attachment_is_read_or_named(house: House, attachment: Json, meant: str) -> None:
    assert read(await hears(house, attachments=[attachment])) == meant


async def test_shared_words_stand_below_ones_own_and_call_nobody(house: House) -> None:
    dana = house.person("dana.roth").member.id
    shared = SHARED | {"text": f">> ask <@{dana}>\nresolve"}
    words = await hears(house, text="Look:", attachments=[shared, {"from_url": "https://w.example", "title": "A page"}])
    assert read(words) == f"Look:\n> >> ask @Dana Roth\n> resolve\n(shared from Emre Aydin: {LINK})"
    assert all(not isinstance(part, MentionPart) for part in words.parts)


async def test_a_link_to_a_message_brings_its_words_when_slack_shows_them(house: House) -> None:
    before = {"type": "message", "user": "UMIAFELD", "ts": TS, "text": f"<{LINK}>"}
    event = {
        "type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
        "event_ts": "1700000001.000100", "message": before | {"attachments": [SHARED]}, "previous_message": before,
    }  # fmt: skip
    await house.slack.send_raw("events_api", {"type": "event_callback", "event": event})
    assert house.door.only(Edited).text == f"{LINK}\n> The VPN drops\n(shared from Emre Aydin: {LINK})"


async def test_the_ticket_emoji_on_a_shared_message_brings_the_shared_words(house: House) -> None:
    message = {"type": "message", "user": "UMIAFELD", "ts": TS, "text": "", "attachments": [SHARED]}
    body = {
        "type": "message_action", "callback_id": "create_from_message", "user": {"id": "UMIAFELD"},
        "trigger_id": "t.1", "action_ts": TS, "channel": {"id": "C1", "name": "it-help"}, "message": message,
        "response_url": "https://hooks.slack.invalid/x", "team": {"id": "T0NORD"},
    }  # fmt: skip
    await house.slack.send_raw("interactive", body)
    quoted = house.door.only(Press).quoted
    assert quoted is not None
    assert quoted.text.startswith("> The VPN drops\n")


async def test_a_file_that_the_event_hides_is_asked_for(house: House) -> None:
    mia = house.person("mia.feld")
    said = await mia.says("see", "#it-help", files={"log.txt": b"..."})
    await house.slack.settle()
    known = said.raw["files"][0]
    house.door.heard.clear()
    hidden = {"id": known["id"], "mode": "file_access", "file_access": "check_file_info"}
    words = await hears(house, subtype="file_share", files=[hidden])
    assert words.files == (File("log.txt", known["permalink"], f"slack:{known['id']}"),)


@pytest.mark.parametrize(
    ("file", "meant"),
    [
        ({"id": "F0404040404", "mode": "file_access", "file_access": "check_file_info"},
         "(A file that cannot be opened from here.)"),
        ({"id": "F1", "mode": "hidden_by_limit"},
         "(A file that cannot be opened from here.)"),
        ({"id": "F1", "mode": "tombstone"}, "(A file that was deleted.)"),
        ({"id": "F1", "name": "audio.m4a", "permalink": "https://s.example/F1", "subtype": "slack_audio",
          "transcription": {"status": "complete", "preview": {"content": "The VPN drops", "has_more": True}}},
         "> The VPN drops…\n(said in a voice message)"),
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_opened_and_a_voice_message_are_never_left_out(
    house: House, file: Json, meant: str
) -> None:
    assert read(await hears(house, subtype="file_share", files=[file])) == meant


async def test_what_somebody_shares_by_hand_arrives_with_its_words_author_and_files(house: House) -> None:
    said = await house.person("emre.aydin").says("The VPN *drops*", "#it-help", files={"log.txt": b"..."})
    await house.slack.settle()
    house.door.heard.clear()
    await house.person("mia.feld").shares(said, words="see")
    words = house.door.only(Words)
    assert read(words).startswith("see\n> The VPN drops\n(shared from Emre Aydin: http")
    assert [file.name for file in words.files] == ["log.txt"]
