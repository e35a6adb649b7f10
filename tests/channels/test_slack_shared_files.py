"""A file is carried or told the same, whether it is of the message itself or of what that shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.tickets.events import File
from core.ui.inbound import Edited, Words
from tests.channels.house import House
from tests.channels.test_slack_reads import LINK, SHARED, TS, hears, read

Json = dict[str, Any]
Standing = Callable[[Json], Json]
ADVICE = "share_file_again"
PLAIN = {"id": "F1", "name": "log.txt", "permalink": "https://s.example/F1"}
SPOKEN = PLAIN | {"subtype": "slack_audio", "transcription": {
    "status": "complete", "preview": {"content": "The VPN drops\nsince nine", "has_more": True}}}  # fmt: skip

FILES: dict[str, tuple[Json, tuple[str, ...], bool, str | None]] = {
    "known": (PLAIN, (), True, None),
    "voice": (SPOKEN, ("The VPN drops\nsince nine…\n(said in a voice message)",), True, None),
    "unknown": ({"id": "F0404040404", "file_access": "check_file_info"},
                ("(A file that cannot be opened from here.)",), False, ADVICE),
    "over the limit": ({"id": "F1", "mode": "hidden_by_limit"},
                       ("(A file that cannot be opened from here.)",), False, ADVICE),
    "deleted": ({"id": "F1", "mode": "tombstone"}, ("(A file that was deleted.)",), False, None),
}  # fmt: skip
WITHOUT: Json = {**SHARED, "text": "", "fallback": ""}
STANDINGS: dict[str, Standing] = {
    "own": lambda file: {"subtype": "file_share", "text": "see", "files": [file]},
    "shared": lambda file: {"text": "see", "attachments": [SHARED | {"files": [file]}]},
    "shared, without words": lambda file: {"attachments": [WITHOUT | {"files": [file]}]},
    "linked": lambda file: {"text": f"<{LINK}>", "attachments": [SHARED | {"is_share": False, "files": [file]}]},
    "whole": lambda file: {
        "attachments": [WITHOUT | {"message_blocks": [{"message": {"text": "see", "files": [file]}}], "files": [file]}]
    },
    "shared in what is shared": lambda file: {"attachments": [SHARED | {"attachments": [WITHOUT | {"files": [file]}]}]},
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("standing", STANDINGS)
async def test_a_file_is_carried_or_told_wherever_it_stands(house: House, standing: str, kind: str) -> None:
    file, says, is_carried, advice = FILES[kind]
    words = await hears(house, **STANDINGS[standing](file))
    _is_told(words, read(words), says, is_carried, advice)
    if standing.startswith(("shared", "linked", "whole")):
        assert f"(shared from Emre Aydin: {LINK})" in read(words)
        assert "Something was shared" not in read(words)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("standing", STANDINGS)
async def test_an_edit_tells_the_same(house: House, standing: str, kind: str) -> None:
    file, says, is_carried, advice = FILES[kind]
    before = {"type": "message", "user": "UMIAFELD", "ts": TS, "text": "before"}
    message = before | {"text": "after"} | STANDINGS[standing](file)
    message.pop("subtype", None)
    event = {
        "type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
        "event_ts": "1700000001.000100", "message": message, "previous_message": before,
    }  # fmt: skip
    await house.slack.send_raw("events_api", {"type": "event_callback", "event": event})
    edited = house.door.only(Edited)
    _is_told(edited, edited.text or "", says, is_carried, advice)


def _is_told(heard: Words | Edited, text: str, says: tuple[str, ...], is_carried: bool, advice: str | None) -> None:
    bare = "\n".join(re.sub("^(> )*", "", line) for line in text.splitlines())
    assert all(bare.count(said) == 1 for said in says)
    if is_carried:
        assert heard.files == (File("log.txt", "https://s.example/F1", "slack:F1"),)
    assert (heard.unread.code if heard.unread else None) == advice


async def test_a_hidden_file_of_what_is_shared_is_asked_for(house: House) -> None:
    said = await house.person("emre.aydin").says("see", "#it-help", files={"log.txt": b"..."})
    await house.slack.settle()
    known = said.raw["files"][0]
    house.door.heard.clear()
    hidden = {"id": known["id"], "mode": "file_access", "file_access": "check_file_info"}
    words = await hears(house, attachments=[SHARED | {"files": [hidden]}])
    assert words.files == (File("log.txt", known["permalink"], f"slack:{known['id']}"),)
    assert words.unread is None


async def test_more_names_than_can_be_asked_for_are_said_in_words(house: House) -> None:
    unknown = [f"C04040404{n:02}" for n in range(25)]
    groups = [f"S04040404{n:02}" for n in range(25)]
    people = [f"U04040404{n:02}" for n in range(25)]
    channels = " ".join(f"<#{id}>" for id in unknown)
    words = read(await hears(house, text=channels + " " + " ".join(f"<!subteam^{id}>" for id in groups)))
    assert words.count("#a channel that cannot be seen from here") == 25
    assert words.count("@a group") == 25
    house.door.heard.clear()
    shared = SHARED | {"text": " ".join(f"<@{id}>" for id in people)}
    words = read(await hears(house, ts="1700000009.000100", attachments=[shared]))
    assert words.count("@someone") == 25
    assert "04040404" not in words
