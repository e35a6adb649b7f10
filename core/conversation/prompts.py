"""What the desk offers when words alone do not do: the three big choices, forms behind a button, and its help."""

from __future__ import annotations

import json
from collections.abc import Callable

from core.commands import COMMANDS
from core.ui.cards import Action, Button, Card, say
from core.ui.text import plain, shorten

PREFILL = 1500
"""Bytes of typed words that a button carries to the form it opens; the rest of a button is its command."""


def prefill(text: str) -> dict[str, str | int | bool]:
    """The arguments of a button that opens a form with these words in it, as many as fit."""
    text = shorten(text, 500)
    while len(json.dumps(text, ensure_ascii=False).encode()) > PREFILL:
        text = shorten(text, len(text) * 2 // 3)
    return {"text": text} if text else {}


def choose_card(text: str = "", words: str = "") -> Card:
    """The three big choices, carrying what was typed; `words` is the key under which all of it is kept."""
    kept: dict[str, str | int | bool] = {"words": words} if words else {}
    carried = prefill(text.strip()) | kept
    asked: dict[str, str | int | bool] = {"item": "question"}
    return say(
        plain("What is it about?"),
        Button("Something is broken", Action("open_incident", carried), "primary", opens_form=True),
        Button("I need something", Action("open_request", kept), opens_form=True),
        Button("I have a question", Action("open_request", asked | carried), opens_form=True),
    )


def help_card(spell: Callable[[str], str] = str) -> Card:
    """Everything that can be typed, with an example each; `spell` says how it is typed here."""
    lines = [
        "/incident [what is wrong] reports a fault; /request [item] orders something; /ticket if you are not sure.",
        "/ticket mine, queue [team], next, risk, search <words>, INC-1042; /oncall; /desk explain INC-1042.",
        "In a ticket's thread, to Deskbell:",
    ]
    lines += [f"• {one.usage}: {one.help}" for key, one in COMMANDS.items() if one.words and key == one.name]
    return say(plain(spell("\n".join(lines))))
