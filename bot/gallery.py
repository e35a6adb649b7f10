"""`deskbell gallery`: every notice and page by its example, as words or as Slack draws it, and every command."""

from __future__ import annotations

import json
from collections.abc import Iterator

from adapters.presentation.gallery import examples
from core.cards import Card
from core.commands import COMMANDS
from core.text import flatten


def show(*, as_slack: bool) -> Iterator[str]:
    """The gallery, line by line."""
    for name, card in examples():
        yield f"== {name}"
        yield from _blocks(card) if as_slack else _words(card)
        yield ""
    yield "== commands"
    for command in COMMANDS.values():
        yield f"{command.usage}: {command.help} ({command.example})"


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


def _blocks(card: Card) -> Iterator[str]:
    from adapters.slack.render import blocks

    yield json.dumps({"text": card.summary, "blocks": blocks(card, lambda _: None)}, indent=2)
