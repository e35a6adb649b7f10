"""Files that people share in messages and put into forms."""

from __future__ import annotations

import base64
from urllib.parse import quote

from playground.slack.protocol import Json, NotPossible
from playground.slack.slack import Slack
from playground.slack.workspace import Channel


def store_file(slack: Slack, user: str, channel: Channel | None, file: Json) -> Json:
    """Keep a file `{name, content_b64, mimetype}`; returns Slack's object of it. Without a channel it is in a form."""
    try:
        content = base64.b64decode(str(file.get("content_b64", "")), validate=True)
    except ValueError:
        raise NotPossible("The file could not be read.") from None
    name = str(file.get("name") or "file")
    kind = str(file.get("mimetype") or "application/octet-stream")
    return new_file(slack, user, channel, slack.space.next_id("F"), name, kind, content)


def new_file(
    slack: Slack, user: str, channel: Channel | None, identity: str, name: str, kind: str, content: bytes
) -> Json:
    """Keep these bytes; returns Slack's object of the file."""
    private = f"{slack.address}/files-pri/{slack.space.team_id}-{identity}/{quote(name, safe='')}"
    known: Json = {
        "id": identity, "created": int(slack.clock.now().timestamp()), "name": name, "title": name, "mimetype": kind,
        "filetype": name.rpartition(".")[2].lower(), "pretty_type": kind, "user": user, "size": len(content),
        "mode": "hosted", "is_external": False, "is_public": channel is not None and channel.kind == "public",
        "url_private": private, "url_private_download": private, "file_access": "visible",
        "permalink": f"{slack.address}/files/{user}/{identity}/{quote(name, safe='')}",
        "channels": [channel.id] if channel else [],
    }  # fmt: skip
    slack.space.files[identity] = known
    slack.space.contents[identity] = content
    return known


def take_upload(slack: Slack, ticket: str, content: bytes) -> bool:
    """The bytes of an upload, at the address that was given for it. False: they are not those that were told of."""
    upload = slack.space.uploads.get(ticket)
    if upload is None or len(content) != upload.length:
        return False
    upload.content = content
    return True


def keep_uploads(slack: Slack, user: str, values: object) -> object:
    """The state of inputs with the files in it kept: new ones stored, known ones named by Slack's own objects."""
    if not isinstance(values, dict):
        return values
    return {
        block: {action: _kept(slack, user, state) for action, state in inner.items()}
        for block, inner in values.items()
        if isinstance(inner, dict)
    }


def _kept(slack: Slack, user: str, state: object) -> object:
    if not isinstance(state, dict) or state.get("type") != "file_input":
        return state
    kept: list[Json] = []
    for file in state.get("files") or []:
        known = slack.space.files.get(str(file.get("id")))
        if known is not None and known["user"] == user:
            kept.append(known)
        elif "content_b64" in file:
            kept.append(store_file(slack, user, None, file))
    return state | {"files": kept}
