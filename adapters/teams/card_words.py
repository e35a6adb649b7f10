"""The words of a card that somebody sent or an app posted: Adaptive Cards, and the older kinds.

A card is read all through, so an element that Teams adds later has its words, too. What is to be seen and has no words
(a picture without a description, a film, an unknown element) is told as something that was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.inbound_kit.links import link
from adapters.teams import ids

Json: TypeAlias = dict[str, Any]

_WORDS = (
    "title", "subtitle", "subTitle", "activityTitle", "activitySubtitle", "displayName", "label", "legend", "key",
    "text", "activityText", "description", "badge", "subject", "abstract", "display", "codeSnippet", "altText", "alt",
    "placeholder", "quantity", "price", "x", "value", "y", "subLabel", "xAxisTitle", "yAxisTitle", "tax", "vat",
    "total", "tooltip",
)  # fmt: skip
"""What is words where it is a text or a number; its order is that in which an element is read."""
_ORDER = {name: at for at, name in enumerate(_WORDS)}
_LINES = ("inlines", "lines")
"""Lists whose texts are words themselves."""
_SUMS = {"tax": "Tax", "vat": "VAT", "total": "Total"}
"""What Teams calls the sums of a receipt."""
_UNSEEN = (
    "data", "msteams", "metadata", "refresh", "authentication", "backgroundImage", "fallback", "requires", "verb",
    "targetElements", "targets", "channelData", "entities", "layouts",
)  # fmt: skip
"""What no reader sees: what a press sends, and how the card is drawn."""
_INSTEAD = ("fallbackText", "summary")
"""What is said for a card that says nothing else."""
_TAPS = ("selectAction", "tap")
_ACTIONS = (*_TAPS, "inlineAction", "actions", "buttons", "potentialAction", "moreActions", "menuActions")
_PICTURES = ("images", "image", "heroImage", "activityImage", "media", "sources")
_IN_A_LINE = ("facts", "data", "segments", "values")
_CODES = ("Input.ChoiceSet", "Input.Toggle")
"""Inputs whose value is for machines; what it stands for is read beside."""
_SILENT = (
    "AdaptiveCard", "Container", "Column", "ColumnSet", "ActionSet", "TextBlock", "RichTextBlock", "TextRun", "FactSet",
    "Fact", "ImageSet", "Table", "TableRow", "TableCell", "TableColumnDefinition", "Carousel", "CarouselPage", "Icon",
    "IconRun", "Input.Text", "Input.Date", "Input.Time", "Input.Number", "Data.Query", "resultItem", "section",
)  # fmt: skip
"""Elements that may show nothing, or nothing of their own."""
_DEEPEST = 60
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class CardWords:
    """What can be read in a card, line by line; `left_out` where more than that is to be seen."""

    lines: Sequence[str]
    left_out: bool


def words_in(card: Json, hides: Callable[[str], bool]) -> CardWords:
    """Reads a card of any kind. An address that it `hides` is left out."""
    reader = _Reader(hides)
    lines = reader.element(card, "")
    if not lines:
        lines = [said for name in _INSTEAD if (said := ids.word(card, name).strip())][:1]
    return CardWords(lines, reader.left_out)


class _Reader:
    def __init__(self, hides: Callable[[str], bool]) -> None:
        self.left_out = False
        self._hides = hides

    def element(self, found: Json, place: str, depth: int = 0) -> list[str]:
        """The lines of one element, which stands in a place of that name."""
        if depth > _DEEPEST:
            self.left_out = True
            return []
        if place in _ACTIONS:
            return [*self._action(found), *self._inner(found, depth)]
        own, inner = self._own(found, place), self._inner(found, depth)
        if place in _IN_A_LINE or "value" in found or "y" in found:
            own = [": ".join(own)] if own else []
        elif "price" in found or "quantity" in found:
            own = [" | ".join(own)] if own else []
        if "inlines" in found or "cells" in found:
            inner = [row] if (row := ("" if "inlines" in found else " | ").join(inner)) else []
        lines = self._linked(own, found) + inner
        if place == "inlines" and lines:
            lines = [" ".join(lines)]
        return lines or self._nothing_in(found, place, depth)

    def _own(self, found: Json, place: str) -> list[str]:
        hidden = {"value"} if place == "choices" or ids.word(found, "type") in _CODES else set[str]()
        if _said(found.get("value")):
            hidden.add("placeholder")
        own = [
            f"{_SUMS[name]}: {said}" if name in _SUMS else said
            for name in _WORDS
            if name not in hidden and (said := _said(found.get(name)))
        ]
        if "value" in found and place != "choices" and (name := ids.word(found, "name").strip()):
            own.insert(0, name)
        return own

    def _linked(self, own: list[str], found: Json) -> list[str]:
        """An element's words, with what a press on it does: its name, and the address to which it leads."""
        for tap in (found[name] for name in _TAPS if isinstance(found.get(name), dict)):
            said = [*self._action(tap if not own else {**tap, "url": "", "value": ""}), *self._inner(tap, 0)]
            own = [*own[:-1], link(self._address(tap), own[-1]), *said] if own else said
        return own

    def _action(self, found: Json) -> Iterator[str]:
        title = next((said for name in ("title", "name", "text") if (said := ids.word(found, name).strip())), "")
        said = link(self._address(found), f"[{title}]" if title else "")
        yield from (each for each in (said, ids.word(found, "tooltip").strip()) if each)

    def _address(self, action: Json) -> str:
        """Where an action leads; empty where it leads to no page, or to one that is nobody's to read."""
        targets = (ids.word(each, "uri") for each in ids.objects(action.get("targets")))
        found = (url.strip() for url in (ids.word(action, "url"), ids.word(action, "value"), *targets))
        return next((url for url in found if url.startswith(("https://", "http://")) and not self._hides(url)), "")

    def _inner(self, found: Json, depth: int) -> list[str]:
        lines: list[str] = []
        for name in sorted(found, key=lambda name: _ORDER.get(name, len(_ORDER))):
            held = found[name]
            is_chart = name == "data" and isinstance(held, list)
            if name in _TAPS or (name in _UNSEEN and not is_chart):
                continue
            for each in held if isinstance(held, list) else [held]:
                if isinstance(each, dict):
                    lines += self.element(each, name, depth + 1)
                elif isinstance(each, str) and name in _LINES:
                    lines.append(each)
        return lines

    def _nothing_in(self, found: Json, place: str, depth: int) -> list[str]:
        kind, instead = ids.word(found, "type"), found.get("fallback")
        if isinstance(instead, dict) and (lines := self.element(instead, place, depth + 1)):
            return lines
        if place in _PICTURES or (kind and kind not in _SILENT and not kind.startswith("Action.")):
            self.left_out = True
        return []


def _said(found: object) -> str:
    """A text or a number as words."""
    if isinstance(found, str):
        return found if found.strip() else ""
    if isinstance(found, bool) or not isinstance(found, int | float):
        return ""
    return f"{found}" if -_LARGEST < found < _LARGEST else ""
