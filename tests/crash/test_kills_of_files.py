"""Killed anywhere between fetching a file, uploading it and showing it: each is shown in its place, exactly once."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import pytest

from bot.runtime.fault_points import POINTS
from core.notifications.facts import stored
from core.notifications.files import Brought
from core.ports.outbox import Notice
from playground.slack.files import new_file
from storage import open_store
from tests.bot.worker import MIA
from tests.crash.slack_scene import Scene, slack_scene

PNG = b"\x89PNG\r\n\x1a\n" + bytes(3000)
FILES = {
    "0.png": PNG,
    "1.log": b"10:34 the tunnel drops\n",
    "2.pdf": b"%PDF-1.7\xff" + bytes(3000),
    "3.png": PNG + b"3",
}


@pytest.fixture
async def scene(tmp_path: Path):
    async with slack_scene(tmp_path) as scene:
        yield scene


async def shared(scene: Scene) -> None:
    """Files of every kind that somebody shared are to be shown to the requester, below what was said."""
    await scene.decides(tickets=1, lines=1)
    slack, now = scene.slack.slack, scene.slack.clock.now().replace(microsecond=0)
    story = []
    for number, (name, content) in enumerate(FILES.items()):
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        file = new_file(slack, "UDANAROTH", None, f"F00SHARED{number}", name, kind, content)
        facts = stored(Brought(file["name"], file["permalink"], f"slack:{file['id']}", f"comment:c0:file:{number}"))
        key = f"INC-1000 file {number}"
        story.append(Notice("picture", "INC-1000", f"requester:{MIA}", key, now, now, facts, None))
    async with open_store(scene.database, now=scene.slack.clock.now) as store:
        await store.transact(lambda tx: tx.write_notices(story))
    scene.wanted += story


def shown(scene: Scene) -> list[bytes]:
    """What the bots showed, file by file."""
    space = scene.slack.slack.space
    messages = [channel.messages[ts] for channel in space.channels.values() for ts in channel.order]
    found = []
    for message in messages:
        blocks = [block["slack_file"] for block in message.get("blocks", []) if block["type"] == "image"]
        found += [space.contents[file["id"]] for file in (*blocks, *message.get("files", []))]
    return found


async def test_a_kill_at_any_point_shows_each_file_once_and_loses_none(scene: Scene):
    await shared(scene)
    await scene.dies_until_all_is_said([f"{point}:3" for point in POINTS])
    scene.holds()
    assert shown(scene) == list(FILES.values())
    assert scene.deaths >= 2


async def test_kills_while_slack_takes_no_upload_or_drops_the_message_repeat_nothing(scene: Scene):
    await shared(scene)
    scene.slack.faults("upload", "http_500")
    scene.slack.faults("files.completeUploadExternal", "reset_after", skip=1)
    scene.slack.faults("chat.postMessage", "reset_after", skip=4)
    scene.slack.faults("files.info", "http_500", skip=3)
    await scene.dies_until_all_is_said([f"{point}:4" for point in POINTS])
    scene.holds()
    assert shown(scene) == list(FILES.values())
