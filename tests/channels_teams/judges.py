"""What an Adaptive Card 1.5 in Teams may be, by Microsoft's documentation; and what a reader makes of Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from playground.teams.cards import complaints

Json = dict[str, Any]

ELEMENTS = {
    "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "FactSet", "Container", "ActionSet", "Input.Text",
    "Input.Number", "Input.Date", "Input.Toggle", "Input.ChoiceSet",
}  # fmt: skip
ACTIONS = {"Action.Execute", "Action.Submit", "Action.ShowCard", "Action.OpenUrl"}
OTHERS = {"mention", "task/fetch", "Data.Query"}


def everything(found: object) -> Iterator[Json]:
    """Every object in a card, outer before inner."""
    if isinstance(found, dict):
        yield found
        for each in found.values():
            yield from everything(each)
    elif isinstance(found, list):
        for each in found:
            yield from everything(each)


def wrong_with(card: Json, *, in_dialog: bool = False) -> list[str]:
    """What Teams would not take, or show otherwise than meant."""
    found = complaints(card, in_dialog=in_dialog)
    objects = list(everything(card))
    kinds = {each["type"] for each in objects if "type" in each}
    found += [f"{kind} is not of 1.5" for kind in kinds - ELEMENTS - ACTIONS - OTHERS]
    ids = [each["id"] for each in objects if "id" in each and "mentioned" not in each and "name" not in each]
    found += ["an id stands twice"] if len(ids) != len(set(ids)) else []
    if len(json.dumps(card, ensure_ascii=False).encode()) > 70_000:
        found.append("too large")
    for each in objects:
        if each.get("type") in ACTIONS and "title" in each and not 0 < len(each["title"]) <= 75:
            found.append(f"a label of {len(each['title'])} characters")
        if each.get("type") == "RichTextBlock" and not "".join(run["text"] for run in each["inlines"]).strip():
            found.append("a block of nothing")
        if each.get("type") == "TextRun" and ("\n" in each["text"] or "\0" in each["text"]):
            found.append("a line break in a run")
    return found


def marks_in(markdown: str) -> list[str]:
    """What in a text is live Markdown: a sign without its backslash, but for our own times and pings.

    Quotes and the signs `, ; % ?` mean nothing to any reader.
    """
    rest = re.sub(r"\{\{(DATE|TIME)\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(,SHORT)?\)\}\}", "", markdown)
    rest = re.sub(r"<at>[\w …]+</at>", "", rest)
    rest = re.sub(r"\\[!-/:-@\[-`{-~]", "", rest)
    return re.findall(r"[!#$&(-+\--/:<=>@\[-`{-~]", rest)
