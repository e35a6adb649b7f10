"""What a person reads: blocks, mrkdwn and dates flattened to the words on their screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playground.slack.markup import unescape
from playground.slack.protocol import Json
from playground.slack.workspace import Member, Workspace

_ANGLE = re.compile(r"<([^<>]+)>")
_MARKS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Reader:
    """One person's eyes: their names for people and channels, their time zone."""

    def __init__(self, space: Workspace, viewer: Member) -> None:
        self.space = space
        self.zone = ZoneInfo(viewer.tz)

    def message(self, message: Json) -> str:
        """All that is to be read in a message: its blocks, or else its text, then attachments and files."""
        blocks = message.get("blocks")
        parts = [self.blocks(blocks)] if blocks else [self.mrkdwn(message.get("text", ""))]
        for attachment in message.get("attachments", []):
            parts += [self.mrkdwn(attachment.get("text", "")), self.blocks(attachment.get("blocks", []))]
        parts += [file["name"] for file in message.get("files", [])]
        return "\n".join(part for part in parts if part)

    def blocks(self, blocks: list[Json]) -> str:
        """All words of these blocks that are not buttons, line by line."""
        return "\n".join(line for block in blocks for line in self._block(block) if line)

    def _block(self, block: Json) -> Iterator[str]:
        match block.get("type"):
            case "section":
                yield self.text(block.get("text"))
                yield from (self.text(field) for field in block.get("fields", []))
            case "header":
                yield self.text(block.get("text"))
            case "context":
                yield " ".join(self.text(e) if e["type"] != "image" else e["alt_text"] for e in block["elements"])
            case "input":
                yield self.text(block.get("label"))
                yield self.text(block.get("hint"))
            case "image":
                yield self.text(block.get("title"))
                yield block.get("alt_text", "")
            case "rich_text":
                yield from (self._rich(piece) for piece in block.get("elements", []))
            case "markdown":
                yield str(block.get("text", ""))

    def text(self, text: Json | None) -> str:
        """A text object."""
        if not text:
            return ""
        words: str = text.get("text", "")
        return self.mrkdwn(words) if text.get("type") == "mrkdwn" else words

    def mrkdwn(self, text: str) -> str:
        """Slack's markup as it looks, with mentions and dates resolved."""
        return unescape(_MARKS.sub(r"\2", _ANGLE.sub(self._token, text)))

    def _token(self, found: re.Match[str]) -> str:
        body, _, label = found.group(1).partition("|")
        if body.startswith("!date^"):
            return self._date_token(body, label)
        match body[0]:
            case "@":
                return self._name(body[1:])
            case "#":
                return self._channel(body[1:])
            case "!":
                return "@" + body[1:].split("^")[0]
        return label or body

    def _date_token(self, body: str, fallback: str) -> str:
        parts = body.split("^")
        try:
            return self.date(int(parts[1]), parts[2])
        except (ValueError, IndexError, OverflowError):
            return fallback

    def _name(self, user: str) -> str:
        member = self.space.members.get(user)
        return f"@{member.real_name}" if member else f"@{user}"

    def _channel(self, channel: str) -> str:
        known = self.space.channels.get(channel)
        return f"#{known.name}" if known else f"#{channel}"

    def _rich(self, piece: Json) -> str:
        if piece.get("type") == "rich_text_list":
            ordered = piece.get("style") == "ordered"
            lines = [self._line(item) for item in piece.get("elements", [])]
            return "\n".join(f"{n}. {line}" if ordered else f"• {line}" for n, line in enumerate(lines, start=1))
        return self._line(piece)

    def _line(self, line: Json) -> str:
        return "".join(self._inline(element) for element in line.get("elements", []))

    def _inline(self, element: Json) -> str:
        match element["type"]:
            case "text":
                return str(element["text"])
            case "link":
                return str(element.get("text") or element["url"])
            case "user":
                return self._name(element["user_id"])
            case "channel":
                return self._channel(element["channel_id"])
            case "emoji":
                return _emoji(element)
            case "broadcast":
                return "@" + str(element["range"])
            case "date":
                return self.date(element["timestamp"], element["format"])
            case "usergroup":
                known = self.space.groups.get(str(element["usergroup_id"]), {})
                return "@" + str(known.get("handle", "group"))
        return ""

    def date(self, timestamp: int, form: str) -> str:
        """A date in this person's zone, e.g. `{date_short} at {time}`."""
        at = datetime.fromtimestamp(timestamp, UTC).astimezone(self.zone)
        now = self.space.clock.now().astimezone(self.zone)
        days = (at.date() - now.date()).days
        near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(days)
        long = f"{_LONG_DAYS[at.weekday()]}, {_LONG_MONTHS[at.month - 1]} {at.day}, {at.year}"
        short = f"{_MONTHS[at.month - 1]} {at.day}, {at.year}"
        plain = f"{_LONG_MONTHS[at.month - 1]} {at.day}, {at.year}"
        values = {
            "date_num": at.strftime("%Y-%m-%d"), "date_slash": at.strftime("%m/%d/%Y"), "date": plain,
            "date_short": short, "date_long": long, "date_pretty": near or plain, "date_short_pretty": near or short,
            "date_long_pretty": near or long, "time": at.strftime("%H:%M"), "time_secs": at.strftime("%H:%M:%S"),
            "day_divider_pretty": near or f"{_DAYS[at.weekday()]}, {short}", "ago": _ago((now - at).total_seconds()),
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found.group(1), found.group()), form)


def _emoji(element: Json) -> str:
    if points := element.get("unicode"):
        return "".join(chr(int(point, 16)) for point in str(points).split("-"))
    return f":{element['name']}:"


def _ago(seconds: float) -> str:
    minutes = int(abs(seconds) // 60)
    size = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    return f"{size} ago" if seconds >= 0 else f"in {size}"
