"""Judges the shape of rich_text blocks."""

from __future__ import annotations

import re

from playground.slack.protocol import Json
from playground.slack.validation import Judge

_FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "style"),
    "link": ("url", "text", "unsafe", "style"),
    "user": ("user_id", "style"),
    "channel": ("channel_id", "style"),
    "usergroup": ("usergroup_id", "style"),
    "emoji": ("name", "unicode", "skin_tone", "style"),
    "broadcast": ("range", "style"),
    "color": ("value", "style"),
    "date": ("timestamp", "format", "url", "fallback", "style"),
    "team": ("team_id", "style"),
}
_REQUIRED = {
    "link": "url", "user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id", "emoji": "name",
    "color": "value", "team": "team_id",
}  # fmt: skip
_POINTS = re.compile(r"[0-9a-f]{2,5}(-[0-9a-f]{2,5})*\Z")
_YEAR_3000 = 32_503_680_000
_STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}


def judge_rich_text(judge: Judge, where: str, block: Json) -> None:
    """A rich_text block: sections, lists, quotes and preformatted pieces of inline elements."""
    for number, value in enumerate(judge.items(f"{where}/elements", block.get("elements"), 0, 500)):
        place = f"{where}/elements/{number}"
        if not isinstance(value, dict):
            judge.no(place, "must be an object")
            continue
        match value.get("type"):
            case "rich_text_section":
                _judge_line(judge, place, value, ())
            case "rich_text_quote":
                _judge_line(judge, place, value, ("border",))
            case "rich_text_preformatted":
                _judge_line(judge, place, value, ("border", "language"))
            case "rich_text_list":
                _judge_list(judge, place, value)
            case other:
                judge.no(f"{place}/type", f"unsupported type: {other} in rich_text")


def _judge_list(judge: Judge, where: str, value: Json) -> None:
    judge.thing(where, value, ("style", "indent", "offset", "border", "elements"))
    judge.one_of(f"{where}/style", value.get("style"), ("bullet", "ordered"))
    judge.whole(where, value, "indent", 0, 8)
    for number, item in enumerate(judge.items(f"{where}/elements", value.get("elements"), 0, 500)):
        place = f"{where}/elements/{number}"
        if isinstance(item, dict) and item.get("type") == "rich_text_section":
            _judge_line(judge, place, item, ())
        else:
            judge.no(place, "must be a rich_text_section")


def _judge_line(judge: Judge, where: str, line: Json, more: tuple[str, ...]) -> None:
    judge.thing(where, line, ("elements", *more))
    for number, value in enumerate(judge.items(f"{where}/elements", line.get("elements"), 0, 1000)):
        _judge_inline(judge, f"{where}/elements/{number}", value)


def _judge_inline(judge: Judge, where: str, value: object) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str) or kind not in _FIELDS:
        judge.no(f"{where}/type", f"unsupported type: {kind} in a rich text section")
        return
    judge.thing(where, value, _FIELDS[kind])
    if kind == "text":
        judge.words(f"{where}/text", value.get("text"), 40_000)
    if kind in _REQUIRED:
        judge.words(f"{where}/{_REQUIRED[kind]}", value.get(_REQUIRED[kind]), 3000)
    if kind == "link" and "text" in value:
        judge.words(f"{where}/text", value["text"], 3000, 0)
    if kind == "emoji" and "unicode" in value and not _POINTS.match(str(value["unicode"])):
        judge.no(f"{where}/unicode", "must be code points such as 1f514")
    if kind == "broadcast":
        judge.one_of(f"{where}/range", value.get("range"), ("here", "channel", "everyone"))
    if kind == "date":
        judge.whole(where, {"timestamp": None} | value, "timestamp", 0, _YEAR_3000)
        judge.words(f"{where}/format", value.get("format"), 500)
        judge.maybe_words(where, value, "fallback", 500, 0)
    if "style" in value:
        style = judge.thing(f"{where}/style", value["style"], _STYLES)
        judge.flag(f"{where}/style", style or {}, *_STYLES)
