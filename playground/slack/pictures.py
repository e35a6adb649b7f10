"""Files in messages of the app: a block that shows a picture, a permalink in the text that shares a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from playground.slack.protocol import Json
from playground.slack.workspace import Workspace

_KINDS = frozenset({"image/png", "image/jpeg", "image/gif"})


_LINK = re.compile(r"<(https?://[^|<>]+)\|[^<>]*>")


def shared_files(space: Workspace, text: str, owner: str) -> list[Json]:
    """The files of `owner` whose permalinks stand in a text: Slack shares them where it is posted."""
    links = set(_LINK.findall(text))
    return [each for each in space.files.values() if each["user"] == owner and each["permalink"] in links]


def show_files(space: Workspace, blocks: Iterable[Json]) -> Iterator[str]:
    """Give the pictures of blocks the address at which people see them; complains of files that cannot be shown."""
    for number, block in enumerate(blocks):
        shown = block.get("slack_file") if block.get("type") == "image" else None
        if not isinstance(shown, dict):
            continue
        known = space.files.get(str(shown.get("id")))
        if known is None or known["mimetype"] not in _KINDS:
            yield f"[ERROR] invalid slack file [json-pointer:/blocks/{number}/slack_file]"
        else:
            block["slack_file"] = {"id": known["id"], "url": known["permalink"]}
