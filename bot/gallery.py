"""`deskbell gallery`: every notice and page by its example, as words or as a platform draws it, and every command."""

from __future__ import annotations

import json
from collections.abc import Iterator

from adapters.presentation.gallery import examples, presenter
from core.commands import COMMANDS
from core.ui.cards import Card
from core.ui.text import flatten


def show(drawn: str | None = None) -> Iterator[str]:
    """The gallery, line by line; `drawn` is `slack` or `teams` for what is sent there, else words."""
    draw = {"slack": _blocks, "teams": _adaptive}.get(drawn or "", _words)
    for name, card in examples():
        yield f"== {name}"
        yield from draw(card)
        yield ""
    yield "== sentences"
    for template, code, text in presenter().sentences():
        yield f"{template}.{code}: {flatten(text)}"
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


def _adaptive(card: Card) -> Iterator[str]:
    from adapters.teams.render import activity

    yield json.dumps(activity(card, lambda _: None), indent=2)
