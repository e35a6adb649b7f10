"""`deskbell gallery`: every notice and page by its example, as words or as a platform draws it, and every command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from adapters.presentation.gallery import examples, presenter
from bot.channels import kind_of
from core.commands import REGISTRY
from core.commands.registry import Registry
from core.ui.cards import Card
from core.ui.text import flatten


def show(drawn: str | None = None, registry: Registry = REGISTRY) -> Iterator[str]:
    """The gallery, line by line; `drawn` is a channel for what is sent there, else words."""
    draw = _drawing(drawn)
    for name, card in examples():
        yield f"== {name}"
        yield from draw(card)
        yield ""
    yield "== sentences"
    for template, code, text in presenter().sentences():
        yield f"{template}.{code}: {flatten(text)}"
    yield ""
    yield "== commands"
    for command in registry.commands:
        yield f"{command.usage}: {command.help} ({command.example})"


def _drawing(channel: str | None) -> Callable[[Card], Iterator[str]]:
    kind = kind_of(channel or "")
    draw = kind.draw if kind is not None else None
    if draw is None:
        return _words
    return lambda card: iter((json.dumps(draw(card), indent=2),))


def _words(card: Card) -> Iterator[str]:
    if card.title:
        yield flatten(card.title)
    for section in card.sections:
        yield flatten(section.body)
        for fact in section.facts:
            yield f"{fact.label}: {flatten(fact.value)}"
    buttons = [f"[{button.label}]" for button in (*card.buttons, *card.more)]
    if buttons:
        yield " ".join(buttons)
