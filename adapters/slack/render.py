"""A neutral card as Block Kit. Structure only: every word comes from the card, and every word is rich or plain text.

Tone is not drawn: its symbol and word already stand in the card's text, and a coloured bar would need attachments,
which Slack folds away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from adapters.slack.text import MOST_WORDS, Accounts, Ink, bold
from core.ui.cards import Button, Card, Fact, Section
from core.ui.text import Run, Text, flatten, harmless, shorten

Json: TypeAlias = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ROW = 25
"""Elements in an actions block."""
MENU = 5
"""Options in an overflow menu."""
OPTION_VALUE = 150
"""Characters in an option's value (slack_sdk's and blockkit's limit; older documentation says 75)."""

PRESS = "press:"
"""How the action_id of everything that carries a packed `Action` begins."""

_MUTED = 2000
_SHORT_FACT = 40


def plain(words: str, limit: int, otherwise: str = "…") -> Json:
    """A plain_text object, which Slack never parses; never empty, at most `limit` characters."""
    return {"type": "plain_text", "text": shorten(harmless(words).strip(), limit) or otherwise, "emoji": False}


def blocks(card: Card, account_of: Accounts, *, most: int = MESSAGE_BLOCKS, broadcast: bool = False) -> list[Json]:
    """The card as at most `most` blocks; sections that do not fit give way to an ellipsis, the buttons stay.

    `broadcast` pings everyone who is here, ahead of the title. Raises ValueError when an action does not fit a button.
    """
    ink = Ink(account_of, MOST_WORDS - _labels(card))
    presses = _Presses(card.ticket)
    body: list[Json] = []
    if broadcast:
        body.append({"type": "rich_text", "elements": [_here()]})
    if title := ink.block(bold(card.title)):
        body.append(title)
    for section in card.sections:
        body.extend(_section(section, ink, presses))
    tail = presses.rows(card.buttons, card.more, card.all_more)
    room = most - len(tail)
    if len(body) > room:
        body = [*body[: room - 1], {"type": "context", "elements": [plain("…", 1)]}]
    drawn = body + tail
    return drawn or [ink.block((Run(card.summary),)) or {"type": "context", "elements": [plain(card.summary, 2000)]}]


def image(file: str, name: str) -> Json:
    """An uploaded picture as a block; `name` is what a screen reader says of it."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": shorten(harmless(name), 2000) or "…"}


def _labels(card: Card) -> int:
    """Characters that the buttons take, with the questions before a press."""
    buttons = [*card.buttons, *card.more, *(button for section in card.sections for button in section.buttons)]
    return sum(min(len(text), 300) for button in buttons for text in (button.label, *_question(button)))


def _question(button: Button) -> tuple[str, ...]:
    return (button.label, button.confirm, button.label) if button.confirm is not None else ()


def _here() -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}


def _section(section: Section, ink: Ink, presses: _Presses) -> Iterator[Json]:
    if section.divider:
        yield {"type": "divider"}
    if body := _muted(section.body, ink) if section.muted and _is_plain(section.body) else ink.block(section.body):
        yield body
    if facts := ink.block(*_fact_lines(section.facts)):
        yield facts
    yield from presses.rows(section.buttons, ())


def _is_plain(text: Text) -> bool:
    """Whether nothing is lost when this text is drawn small and without spans."""
    words = "".join(span.text for span in text if isinstance(span, Run))
    return all(isinstance(span, Run) and not span.href for span in text) and len(words) <= _MUTED


def _muted(text: Text, ink: Ink) -> Json | None:
    words = ink.take(harmless(flatten(text)).strip())
    return {"type": "context", "elements": [plain(words, _MUTED)]} if words else None


def _fact_lines(facts: Sequence[Fact]) -> list[Text]:
    """Facts as lines, two short ones side by side: fields of a section would need mrkdwn for what people typed."""
    lines: list[Text] = []
    waiting: Text = ()
    for fact in facts:
        drawn: Text = (Run(f"{fact.label} ", bold=True), *fact.value)
        short = len(flatten(drawn)) <= _SHORT_FACT and "\n" not in flatten(drawn)
        if waiting and short:
            lines.append((*waiting, Run("   ·   "), *drawn))
            waiting = ()
            continue
        if waiting:
            lines.append(waiting)
            waiting = ()
        if short:
            waiting = drawn
        else:
            lines.append(drawn)
    return [*lines, waiting] if waiting else lines


class _Presses:
    """Draws the buttons of one message or view, each with an action_id of its own."""

    def __init__(self, ticket: str | None) -> None:
        self._ticket = ticket
        self._count = 0

    def rows(self, buttons: Sequence[Button], more: Sequence[Button], all_more: Button | None = None) -> list[Json]:
        """Rows of buttons, the "More" ones behind one overflow menu at their end.

        A menu holds five options (a select would hold more, but would not let the same one be chosen twice): the first
        four of many, and `all_more`, which leads to all. Without it there are several menus. What a menu cannot hold
        (a long payload, a question before the press) is a button.
        """
        hidden = [button for button in more if button.confirm is None and len(button.action.pack()) <= OPTION_VALUE]
        if len(hidden) == 1:
            hidden = []
        shown = [*buttons, *(button for button in more if button not in hidden)]
        if len(hidden) > MENU and all_more is not None:
            hidden = [*hidden[: MENU - 1], all_more]
        elements = [*map(self._button, shown), *map(self._menu, _evenly(hidden, MENU))]
        return [
            {"type": "actions", "elements": elements[start : start + ROW]} for start in range(0, len(elements), ROW)
        ]

    def _next_id(self) -> str:
        self._count += 1
        return f"{PRESS}{self._count}"

    def _button(self, button: Button) -> Json:
        drawn: Json = {
            "type": "button",
            "action_id": self._next_id(),
            "text": plain(button.label, 75),
            "value": button.action.pack(),
        }
        if button.style != "default":
            drawn["style"] = button.style
        if self._ticket:
            drawn["accessibility_label"] = shorten(harmless(f"{button.label} {self._ticket}").strip(), 75) or "…"
        if button.confirm is not None:
            drawn["confirm"] = {
                "title": plain(button.label, 100),
                "text": plain(button.confirm, 300),
                "confirm": plain(button.label, 30),
                "deny": plain(button.back, 30),
            }
        return drawn

    def _menu(self, buttons: Sequence[Button]) -> Json:
        options = [{"text": plain(button.label, 75), "value": button.action.pack()} for button in buttons]
        return {"type": "overflow", "action_id": self._next_id(), "options": options}


def _evenly(buttons: Sequence[Button], most: int) -> list[Sequence[Button]]:
    """Buttons in as few groups of at most `most` as possible, none of them left with one."""
    groups = -(-len(buttons) // most)
    bounds = [len(buttons) * number // groups for number in range(groups + 1)] if groups else [0]
    return [buttons[start:end] for start, end in pairwise(bounds)]
