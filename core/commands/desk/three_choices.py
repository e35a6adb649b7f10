"""Choose: the three big choices, for whoever is not sure what they need."""

from __future__ import annotations

import json

from core.commands.registry import Asking, DeskCommand, Slash
from core.engine import Engine
from core.phrases import phrase
from core.ui.cards import Action, Button, Card, say
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten

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


def answer(asked: Asking) -> Reply:
    """Ask which."""
    return Shown(choose_card(asked.engine, asked.text))


COMMAND = DeskCommand(
    name="choose",
    words=("ticket",),
    usage="/ticket",
    help="Not sure: three choices.",
    example="ticket",
    short="if you are not sure",
    answer=answer,
    slash=Slash(
        "ticket",
        help="Report, ask, or find a ticket",
        usage="[mine | queue | next | risk | INC-1042 | search words]",
        then="anything",
    ),
)
