"""What the desk offers when words alone do not do: the three big choices, forms behind a button, and its help."""

from __future__ import annotations

import json

from core.commands import COMMANDS
from core.engine import Engine
from core.phrases import phrase
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


def choose_card(engine: Engine, text: str = "", words: str = "") -> Card:
    """The three big choices, carrying what was typed; `words` is the key under which all of it is kept."""
    kept: dict[str, str | int | bool] = {"words": words} if words else {}
    carried = prefill(text.strip()) | kept
    asked: dict[str, str | int | bool] = {"item": "question"}
    label = engine.presenter.label
    return say(
        engine.presenter.words(phrase("what_about")),
        Button(label("incident"), Action("open_incident", carried), "primary", opens_form=True),
        Button(label("request"), Action("open_request", kept), opens_form=True),
        Button(label("question"), Action("open_request", asked | carried), opens_form=True),
    )


def help_card(engine: Engine, channel: str) -> Card:
    """Everything that can be typed on a channel, with what each does."""
    lines = [f"\n• {one.usage}: {one.help}" for key, one in COMMANDS.items() if one.words and key == one.name]
    text = (*engine.presenter.words(phrase("help")), *plain("".join(lines)))
    return say(text, slashes=engine.slashes(channel))
