"""A card as plain text, the way the golden files keep it: spans spelled so that style, pings and times are seen."""

from __future__ import annotations

from core.ui.cards import Button, Card
from core.ui.text import Instant, Mention, Run, Text, ToType, flatten


def draw(card: Card) -> str:
    """Every part of a card, a line each."""
    lines = [f"summary: {card.summary}", f"tone: {card.tone}", f"ticket: {card.ticket}"]
    if card.title:
        lines.append(f"title: {spell(card.title)}")
    for section in card.sections:
        lines.append("---" if section.divider else "-")
        if section.body:
            lines.append(("muted: " if section.muted else "") + spell(section.body))
        lines += [f"[{fact.label}] {spell(fact.value)}" for fact in section.facts]
        lines += [_button(button) for button in section.buttons]
    if card.buttons or card.more:
        lines.append("=")
    lines += [_button(button) for button in card.buttons]
    lines += [f"more {_button(button)}" for button in card.more]
    return "\n".join(lines) + "\n"


def spell(text: Text) -> str:
    """Spans as one line of marks: **bold**, *italic*, `code`, {@ping}, {time}."""
    parts = []
    for span in text:
        match span:
            case Run():
                words = span.text.replace("\n", "\n  ")
                words = f"`{words}`" if span.code else words
                words = f"*{words}*" if span.italic else words
                words = f"**{words}**" if span.bold else words
                parts.append(f"[{words}]({span.href})" if span.href else words)
            case Mention():
                parts.append(f"{{@{span.person}}}")
            case Instant():
                parts.append(f"{{{span.words}}}")
            case ToType():
                parts.append(f"{{type {span.words}}}")
    return "".join(parts)


def read(card: Card) -> str:
    """Everything a person reads in a card, without styles and buttons."""
    parts = [flatten(card.title)]
    for section in card.sections:
        parts.append(flatten(section.body))
        parts += [f"{fact.label}: {flatten(fact.value)}" for fact in section.facts]
    return "\n".join(part for part in parts if part)


def labels(card: Card) -> list[str]:
    """What stands on the card's buttons, those behind "More" left out."""
    return [button.label for button in card.buttons]


def _button(button: Button) -> str:
    extra = (" form" if button.opens_form else "") + (f" confirm={button.confirm!r}" if button.confirm else "")
    return f"({button.label}) {button.style}{extra} {button.action.pack()}"
