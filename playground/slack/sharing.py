"""A message that somebody shares, as Slack attaches it to their own."""

from __future__ import annotations

from playground.slack.protocol import Json
from playground.slack.slack import Slack
from playground.slack.workspace import Channel


def shared(slack: Slack, channel: Channel, message: Json) -> Json:
    """The attachment that shows a message of a channel, with its files, to whoever reads it elsewhere."""
    author = slack.space.members.get(str(message.get("user")))
    name = author.real_name if author is not None else slack.app.name
    words = str(message.get("text") or "")
    found: Json = {
        "id": 1, "is_share": True, "is_msg_unfurl": True, "mrkdwn_in": ["text"], "text": words,
        "from_url": slack.space.permalink(channel, message["ts"], slack.address), "ts": message["ts"],
        "channel_id": channel.id, "channel_team": slack.space.team_id, "author_name": name,
        "author_id": message.get("user"), "fallback": f"{name}: {words}", "footer": f"Posted in {channel.spoken_name}",
    }  # fmt: skip
    if message.get("blocks"):
        blocks = {"team": slack.space.team_id, "channel": channel.id, "ts": message["ts"]}
        found["message_blocks"] = [blocks | {"message": {"blocks": message["blocks"]}}]
    return found | ({"files": message["files"]} if message.get("files") else {})
