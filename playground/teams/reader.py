"""What a person reads: a message's markdown and a card's elements flattened to the words on their screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playground.teams.cards import elements_of, shown_cards
from playground.teams.protocol import CARD, FORWARDED, Json
from playground.teams.tenant import Person

_AT = re.compile(r"<at>(.*?)</at>", re.DOTALL)
_TAG = re.compile(r"</?(?:b|i|strong|em|p|div|span|pre|code|ul|ol|li|a|br|strike)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_STAMP = re.compile(r"\{\{(DATE|TIME)\(\s*([^,)\s]+)\s*(?:,\s*(\w+)\s*)?\)\}\}")
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]+)\)")
_STRONG = re.compile(r"(?<![\w\\])(\*\*|__)(?=\S)(.+?)(?<=\S)(?<!\\)\1(?!\w)")
_WEAK = re.compile(r"(?<![\w\\*_])([*_])(?=[^\s*_])(.+?)(?<=\S)(?<!\\)\1(?![\w*_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>&\"'$%,/:;=?@^])")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Reader:
    """One person's eyes: their time zone."""

    def __init__(self, viewer: Person) -> None:
        self.zone = ZoneInfo(viewer.tz)

    def message(self, activity: Json, card: Json | None, toggled: set[str]) -> str:
        """All that is to be read in a message: its text, its card (or this person's own), its files."""
        parts = [self.markdown(activity.get("text") or "", plain=activity.get("textFormat") == "plain")]
        if card is not None:
            parts.append(self.card(card, toggled))
        for attachment in activity.get("attachments", []):
            if attachment["contentType"] not in (CARD, FORWARDED, "text/html"):
                parts.append(str(attachment.get("name", "")))
        if forwarded := activity.get("forwarded"):
            parts.append(f"{forwarded['author']}: {forwarded['words']}")
        return "\n".join(part for part in parts if part)

    def card(self, card: Json, toggled: set[str]) -> str:
        """All words of a card that are not buttons, line by line, cards behind buttons too."""
        cards = [inner for _, inner in shown_cards(card, toggled)]
        lines = [line for inner in cards for element in elements_of(inner, toggled) for line in self._element(element)]
        return "\n".join(line for line in lines if line)

    def _element(self, element: Json) -> Iterator[str]:
        match element["type"]:
            case "TextBlock":
                yield self.markdown(element["text"])
            case "RichTextBlock":
                runs = (run if isinstance(run, str) else run["text"] for run in element["inlines"])
                yield self._stamps("".join(runs))
            case "FactSet":
                for fact in element["facts"]:
                    yield f"{self.markdown(fact['title'])} {self.markdown(fact['value'])}"
            case "Image":
                yield element.get("altText", "")
            case str(kind) if kind.startswith("Input."):
                yield self.markdown(element.get("label", ""))
                if kind == "Input.Toggle":
                    yield self.markdown(element["title"])

    def markdown(self, text: str, *, plain: bool = False) -> str:
        """Words without their marks: bold, italic, links, mentions, escapes; dates in this person's zone."""
        text = _AT.sub(r"\1", text)
        if plain:
            return text
        text = self._stamps(text)
        text = _LINK.sub(r"\1", text)
        for pattern in (_STRONG, _WEAK):
            text = pattern.sub(r"\2", text)
        return html.unescape(_ESCAPED.sub(r"\1", _TAG.sub("", text)))

    def _stamps(self, text: str) -> str:
        return _STAMP.sub(self._stamp, text)

    def _stamp(self, found: re.Match[str]) -> str:
        kind, written, form = found.groups()
        try:
            instant = datetime.fromisoformat(written)
        except ValueError:
            return found.group(0)
        local = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(self.zone)
        if kind == "TIME":
            return f"{local:%I:%M} {'AM' if local.hour < 12 else 'PM'}"
        day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
        match (form or "COMPACT").upper():
            case "SHORT":
                return f"{day[:3]}, {month[:3]} {local.day}, {local.year}"
            case "LONG":
                return f"{day}, {month} {local.day}, {local.year}"
            case _:
                return f"{local.month}/{local.day}/{local.year}"
