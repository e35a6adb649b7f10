"""A file is carried or told the same, whether it is of the message itself or of what it forwards or quotes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.teams.message import files_of
from core.ui.inbound import Words
from tests.channels_teams.house import House
from tests.channels_teams.test_teams_reads import FORWARDED, READER, UNTOLD, hears, html, words_of

Json = dict[str, Any]
URL = "https://x.example/log.txt"
HIDDEN = "(A file that cannot be opened from here.)"
PLACE = '<attachment id="f1"></attachment>'
VOICE = '<span itemscope itemtype="http://schema.skype.com/AudioMessage" src="x">play</span>'
# What stands in the words, what beside them; what is said of it, whether it is carried, what its sender reads.
FILES: dict[str, tuple[str, list[Json], str, bool, str | None]] = {
    "sent": (PLACE, [{"id": "f1", "contentType": "reference", "contentUrl": URL, "name": "log.txt"}], "", True, None),
    "sound": ("", [{"contentType": "audio/mp4", "contentUrl": URL, "name": "log.txt"}], "", True, None),
    "film": ("", [{"contentType": "video/mp4", "contentUrl": URL, "name": "log.txt"}], "", True, None),
    "picture beside": ("", [{"contentType": "image/png", "contentUrl": URL, "name": "log.txt"}], "", True, None),
    "leading nowhere": (PLACE, [{"id": "f1", "contentType": "reference", "name": "log.txt"}], HIDDEN, False,
                        "share_file_again"),
    "untold": (PLACE, [], UNTOLD, False, "send_file_in_chat"),
    "voice": (VOICE, [], "(A voice message. Listen to it where it was sent.)", False, None),
    "picture in words": ("<img src='x'>", [], "(a picture)", False, None),
    "described picture": ("<img src='x' alt='the error'>", [], "the error", False, None),
    "film in words": ("<video src='x'></video>", [], "(A video. Watch it where it was sent.)", False, None),
}  # fmt: skip


def own(words: str, beside: list[Json]) -> list[Json]:
    return [html(f"<p>see <b>it</b></p>{words}"), *beside]


def forwarded(words: str, beside: list[Json]) -> list[Json]:
    content = FORWARDED | {"originalMessageContent": f"<p>see <b>it</b></p>{words}"}
    return [{"id": "m1", "contentType": "forwardedMessageReference", "content": json.dumps(content)}, *beside]


def forwarded_whole(words: str, beside: list[Json]) -> list[Json]:
    content = FORWARDED | {"originalMessageContent": f"<p>see <b>it</b></p>{words}", "attachments": beside}
    return [{"id": "m1", "contentType": "forwardedMessageReference", "content": json.dumps(content)}]


def forwarded_alone(words: str, beside: list[Json]) -> list[Json]:
    content = FORWARDED | {"originalMessageContent": words, "messagePreview": ""}
    return [{"id": "m1", "contentType": "forwardedMessageReference", "content": json.dumps(content)}, *beside]


STANDINGS: dict[str, Callable[[str, list[Json]], list[Json]]] = {
    "own": own,
    "forwarded": forwarded,
    "forwarded whole": forwarded_whole,
    "forwarded alone": forwarded_alone,
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("standing", STANDINGS)
async def test_a_file_is_carried_or_told_wherever_it_stands(house: House, standing: str, kind: str) -> None:
    words, beside, says, is_carried, advice = FILES[kind]
    heard: Words = await hears(house, "", *STANDINGS[standing](words, beside))
    assert words_of(heard).count(says) == 1 or not says
    assert [(file.name, file.url) for file in heard.files] == ([("log.txt", URL)] if is_carried else [])
    assert (heard.unread.code if heard.unread else None) == advice


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("standing", [*STANDINGS, "quoting"])
def test_a_message_of_the_menu_tells_the_same(standing: str, kind: str) -> None:
    words, beside, says, is_carried, _ = FILES[kind]
    if standing == "own":
        payload: Json = {"body": {"contentType": "html", "content": f"<p>see</p>{words}"}, "attachments": beside}
    elif standing == "quoting":
        quote = {"messageId": "1", "messagePreview": "The VPN drops", "messageSender": FORWARDED["messageSender"]}
        body = f'<attachment id="m1"></attachment><p>this</p>{words}'
        quoted = {"id": "m1", "contentType": "messageReference", "content": json.dumps(quote)}
        payload = {"body": {"contentType": "html", "content": body}, "attachments": [quoted, *beside]}
        assert "> The VPN drops\n(shared from Emre Aydin)" in READER.payload(payload)
    else:
        body = '<attachment id="m1"></attachment>'
        payload = {
            "body": {"contentType": "html", "content": body}, "attachments": STANDINGS[standing](words, beside)
        }  # fmt: skip
    assert READER.payload(payload).count(says) == 1 or not says
    carried = [(file.name, file.url) for file in files_of(payload, "https://smba.example")]
    assert carried == ([("log.txt", URL)] if is_carried else [])
