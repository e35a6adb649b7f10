"""Dialogs and the inputs of cards: what stands in them at first, what is wrong with it, and what a press sends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playground.teams.cards import inputs_of
from playground.teams.installed_app import Command
from playground.teams.protocol import Json
from playground.teams.tenant import Conversation, Post

PEOPLE = "graph.microsoft.com/users"
_OMITTED_WHEN_EMPTY = ("Input.Number", "Input.ChoiceSet")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dialog came from: a button of `post`, or a message-extension command, maybe about a message."""

    where: Conversation
    post: Post | None = None
    command: Command | None = None
    about: Post | None = None
    context: str = "compose"


@dataclass(slots=True, eq=False)
class Dialog:
    """The dialog on one person's screen; there is one at most. A continue changes it, its values start anew."""

    id: str
    person: str
    origin: Origin
    title: str
    card: Json | None
    url: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    toggled: set[str] = field(default_factory=set)

    def show(self, title: str, card: Json | None, url: str | None) -> None:
        """Show this now."""
        self.title, self.card, self.url = title, card, url
        self.values = first_values(card) if card else {}
        self.errors = {}
        self.toggled = set()


def first_values(card: Json) -> dict[str, str]:
    """What stands in a card's inputs before anybody touches them."""
    found = {}
    for element in inputs_of(card, None):
        value = element.get("value")
        if element["type"] == "Input.Toggle":
            value = value if value is not None else element.get("valueOff", "false")
        found[element["id"]] = "" if value is None else str(value)
    return found


def gather(inputs: list[Json], values: dict[str, str]) -> dict[str, str]:
    """What an action sends of the inputs: strings, as Adaptive Cards has them; empty choices and numbers are absent."""
    return {
        element["id"]: value
        for element in inputs
        if (value := values.get(element["id"], "")) or element["type"] not in _OMITTED_WHEN_EMPTY
    }


def find_errors(inputs: list[Json], values: dict[str, str]) -> dict[str, str]:
    """What Teams itself does not let through, by the id of the input."""
    found = {}
    for element in inputs:
        value = values.get(element["id"], "")
        if not _is_valid(element, value):
            found[element["id"]] = str(element.get("errorMessage") or "This is not valid.")
    return found


def _is_valid(element: Json, value: str) -> bool:
    kind = element["type"]
    if kind == "Input.Toggle":
        return not element.get("isRequired") or value == element.get("valueOn", "true")
    if not value:
        return not element.get("isRequired")
    match kind:
        case "Input.Text":
            fits = len(value) <= element.get("maxLength", len(value))
            return fits and bool(re.search(element.get("regex", ""), value))
        case "Input.Number":
            try:
                number = float(value)
            except ValueError:
                return False
            return bool(element.get("min", number) <= number <= element.get("max", number))
        case "Input.Date" | "Input.Time":
            return str(element.get("min", value)) <= value <= str(element.get("max", value))
    return True


def dataset_of(element: Json) -> str | None:
    """The dataset that a choice set asks while one types."""
    data = element.get("choices.data")
    return str(data.get("dataset", "")) if isinstance(data, dict) else None
