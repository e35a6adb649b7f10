"""A neutral card as an Adaptive Card 1.5. Structure only: every word comes from the card.

A press is `Action.Execute` with a fallback for old clients; what opens a form must say so before it is pressed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from adapters.teams.text import MOST_WORDS, Accounts, Ink, Look, readable
from adapters.teams.words import escape, fallback, inert
from core.people import PersonId
from core.ui.cards import KEEP, VIEW, Action, Button, Card, Fact, Section, Tone
from core.ui.text import Run, Text, flatten, plain, shorten

Json: TypeAlias = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
LARGEST = 72_000
"""Bytes of a card as Teams weighs it: an activity, which holds little else, stays below 80 kB."""
ROW = 6
"""Buttons that Teams shows in one row; it drops what is more."""
LABEL = 75
PRESS = "deskbell"
"""Under which a button's data holds the packed `Action`."""

_TONES: dict[Tone, str] = {"good": "good", "warning": "warning", "danger": "attention", "muted": "emphasis"}
_STYLES = {"primary": "positive", "danger": "destructive"}
_FACT = 300


def label(words: str, limit: int = LABEL, otherwise: str = "…") -> str:
    """Words for where Teams never parses any; never empty, at most `limit` characters."""
    return shorten(" ".join(inert(words).split()), limit) or otherwise


def attachment(card: Json) -> Json:
    """A card as it stands in an activity or a dialog."""
    return {"contentType": CARD, "content": card}


def size(card: Json) -> int:
    """Bytes of a card as Teams weighs it: in UTF-16 (Teams' documentation, message size)."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def draw(
    card: Card,
    account_of: Accounts,
    *,
    in_dialog: bool = False,
    about: str | None = None,
    viewers: Sequence[str] = (),
) -> Json:
    """The card as Teams draws it. A dialog knows only `Action.Submit`; `about` names the ticket in a flat chat.

    `viewers` are the `29:` ids of those for whom Teams asks by itself for a view of their own, at most sixty.
    Where words are too much with their styles they lose those; what still is too much gives way to an ellipsis, the
    buttons stay. Raises ValueError when the buttons alone are too large,
    or an action does not fit.
    """
    for words, with_styles in ((MOST_WORDS, True), (MOST_WORDS, False), (4000, False), (1000, False), (100, False)):
        drawn = _draw(card, Ink(account_of, words, styled=with_styles), in_dialog=in_dialog, about=about)
        if viewers and card.ticket:
            drawn["refresh"] = _refresh(card.ticket, viewers)
        if size(drawn) <= LARGEST:
            return drawn
    raise ValueError(f"the card {card.summary[:40]!r} has more buttons than Teams takes")


def _refresh(ticket: str, viewers: Sequence[str]) -> Json:
    """How Teams asks for the card as one person sees it; pressed by nobody, so that it has no id and no fallback."""
    data = {PRESS: Action(VIEW, {"ticket": ticket, "card": "triage"}).pack()}
    return {
        "action": {"type": "Action.Execute", "title": "Refresh", "verb": VIEW, "data": data},
        "userIds": list(viewers),
    }


def names_somebody(activity: Json) -> bool:
    """Whether an activity of ours names people, by a ping or as viewers."""
    cards = [each["content"] for each in activity["attachments"]]
    return any(card.get("refresh") or card["msteams"].get("entities") for card in cards)


def nobody(_: PersonId) -> str:
    """The account of everybody, where nobody is to be named."""
    return "nobody"


def whole(body: list[Json], actions: list[Json], ink: Ink) -> Json:
    """Elements and buttons as a card."""
    card: Json = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "body": body}
    if actions:
        card["actions"] = actions
    card["msteams"] = {"width": "Full"} | ({"entities": ink.entities} if ink.pinged else {})
    return card


def _draw(card: Card, ink: Ink, *, in_dialog: bool, about: str | None) -> Json:
    presses = Presses(in_dialog)
    body: list[Json] = []
    first = flatten(card.sections[0].body) if card.sections else ""
    if about and about not in f"{flatten(card.title)} {card.summary} {first}":
        body += ink.block(plain(about), Look(muted=True))
    if title := ink.block(card.title, Look(bold=True, large=True)):
        style = _TONES.get(card.tone)
        body.append({"type": "Container", "items": title} | ({"style": style, "bleed": True} if style else {}))
    for section in card.sections:
        body.extend(_section(section, ink, presses))
    *rows, last = presses.rows(card.buttons, card.more) or [[]]
    body += [{"type": "ActionSet", "actions": row} for row in rows]
    if not body:
        words = label(card.summary, 2000)
        body.append({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]})
    return whole(body, last, ink)


def _section(section: Section, ink: Ink, presses: Presses) -> Iterator[Json]:
    drawn = ink.block(section.body, Look(muted=section.muted))
    drawn += draw_facts(section.facts, ink)
    drawn += [{"type": "ActionSet", "actions": row} for row in presses.rows(section.buttons, ())]
    if drawn and section.divider:
        drawn[0] |= {"separator": True, "spacing": "Medium"}
    yield from drawn


def draw_facts(facts: Sequence[Fact], ink: Ink) -> list[Json]:
    """Facts in two columns; a value of several lines stands below its label."""
    short: list[Json] = []
    long: list[Json] = []
    for fact in facts:
        words = flatten(fact.value)
        if not readable(fact.value) and not fact.label.strip():
            continue
        if "\n" in words or len(words) > _FACT:
            long += ink.block((Run(f"{fact.label}\n", bold=True), *fact.value))
        else:
            short.append({"title": escape(label(fact.label, 100)), "value": ink.markdown(fact.value)})
    return ([{"type": "FactSet", "facts": short}] if short else []) + long


class Presses:
    """Draws the buttons of one card, each with an id of its own."""

    def __init__(self, in_dialog: bool) -> None:
        self._in_dialog = in_dialog
        self._count = 0

    def rows(self, buttons: Sequence[Button], more: Sequence[Button]) -> list[list[Json]]:
        """Rows of buttons; those behind "More" stand in the last row's menu. None when there are no buttons."""
        shown = [self.draw(button) for button in buttons]
        hidden = [self.draw(button) | {"mode": "secondary"} for button in more]
        rows = [shown[start : start + ROW] for start in range(0, len(shown), ROW)]
        if not rows:
            return [hidden] if hidden else []
        rows[-1] += hidden
        return rows

    def draw(self, button: Button) -> Json:
        """One button; one that asks before the press unfolds the question with the real button below it."""
        if button.confirm is None:
            return self._press(button)
        ink = Ink(lambda _: None, 500)
        question = ink.block(plain(button.confirm)) or ink.block(plain(label(button.label)))
        kept = Action(KEEP, button.action.arguments)
        ways = [self._press(button), *([self._press(Button(button.back, kept))] if button.back else [])]
        inner = {"type": "AdaptiveCard", "version": VERSION, "body": question, "actions": ways}
        return self._styled({"type": "Action.ShowCard", "id": self._next_id(), "card": inner}, button)

    def _next_id(self) -> str:
        self._count += 1
        return f"press{self._count}"

    def _press(self, button: Button) -> Json:
        packed = button.action.pack()
        data: Json = {PRESS: packed}
        submit: Json = {"type": "Action.Submit"}
        if self._in_dialog:
            return self._styled({**submit, "id": self._next_id(), "data": data, "associatedInputs": "none"}, button)
        if button.opens_form:
            data["msteams"] = {"type": "task/fetch"}
            return self._styled({**submit, "id": self._next_id(), "data": data}, button)
        drawn = {"type": "Action.Execute", "id": self._next_id(), "verb": label(button.action.command), "data": data}
        return self._styled({**drawn, "fallback": self._styled({**submit, "data": data}, button)}, button)

    @staticmethod
    def _styled(action: Json, button: Button) -> Json:
        style = _STYLES.get(button.style)
        return action | {"title": label(button.label)} | ({"style": style} if style else {})


def activity(
    card: Card,
    account_of: Accounts,
    *,
    about: str | None = None,
    loud: bool = False,
    viewers: Sequence[str] = (),
) -> Json:
    """The message activity of a card, alone: text beside it would be sent as a second message without an id."""
    said: Json = {
        "type": "message",
        "summary": fallback(card.summary),
        "attachments": [attachment(draw(card, account_of, about=about, viewers=viewers))],
    }
    if loud:
        said |= {"importance": "high", "channelData": {"notification": {"alert": True}}}
    return said


def sentence(text: Text) -> str:
    """A card's words on one line, for where Teams shows nothing else."""
    return label(flatten(text, slashes=False), 400)
