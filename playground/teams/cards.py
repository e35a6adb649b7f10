"""Adaptive Cards 1.5 as Teams takes them: a list of complaints, each with the path of its place, and walks over a card.

Judged as far as is cheap: known elements and actions, what must be there, unique input ids, choices. Stricter than
Teams where it would only leave something out: an unknown element needs a `fallback`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from playground.teams.protocol import Json

MOST_ACTIONS = 6
MOST_VIEWERS = 60
_BEFORE_EXECUTE = ("1.0", "1.1", "1.2", "1.3")
_WORDS = "words"
_LIST = "list"
_ELEMENTS: dict[str, dict[str, str]] = {
    "TextBlock": {"text": _WORDS},
    "Image": {"url": _WORDS},
    "Media": {"sources": _LIST},
    "RichTextBlock": {"inlines": _LIST},
    "ActionSet": {"actions": _LIST},
    "Container": {"items": _LIST},
    "ColumnSet": {"columns": _LIST},
    "FactSet": {"facts": _LIST},
    "ImageSet": {"images": _LIST},
    "Table": {"rows": _LIST},
    "Input.Text": {"id": _WORDS},
    "Input.Number": {"id": _WORDS},
    "Input.Date": {"id": _WORDS},
    "Input.Time": {"id": _WORDS},
    "Input.Toggle": {"id": _WORDS, "title": _WORDS},
    "Input.ChoiceSet": {"id": _WORDS},
}
_HELD = {"Column": {}, "TableRow": {"cells": _LIST}, "TableCell": {"items": _LIST}, "TextRun": {"text": _WORDS}}
_ACTIONS: dict[str, dict[str, str]] = {
    "Action.Execute": {},
    "Action.Submit": {},
    "Action.OpenUrl": {"url": _WORDS},
    "Action.ShowCard": {"card": "card"},
    "Action.ToggleVisibility": {"targetElements": _LIST},
}
# Where children stand, and what stands there: elements, or one kind that is known by its place.
_CHILDREN = {"items": "", "columns": "Column", "cells": "TableCell", "rows": "TableRow"}
_ENUMS = {
    "size": {"default", "small", "medium", "large", "extralarge", "auto", "stretch"},
    "weight": {"lighter", "default", "bolder"},
    "color": {"default", "dark", "light", "accent", "good", "warning", "attention"},
    "spacing": {"default", "none", "small", "medium", "large", "extralarge", "padding"},
    "horizontalAlignment": {"left", "center", "right"},
    "fontType": {"default", "monospace"},
}
_OPENS = re.compile(r"(https?://|mailto:|tel:|msteams:)\S", re.IGNORECASE)
_SHOWS = re.compile(r"(https?://\S|data:image/)", re.IGNORECASE)
_STRINGS = {"id", "label", "placeholder", "errorMessage", "altText", "regex"}
_CONTAINER_STYLES = {"default", "emphasis", "good", "attention", "warning", "accent"}
_STYLES = {
    "TextBlock": {"default", "heading", "columnheader"},
    "Container": _CONTAINER_STYLES,
    "ColumnSet": _CONTAINER_STYLES,
    "Column": _CONTAINER_STYLES,
    "TableCell": _CONTAINER_STYLES,
    "TableRow": _CONTAINER_STYLES,
    "Image": {"default", "person"},
    "Input.Text": {"text", "tel", "url", "email", "password"},
    "Input.ChoiceSet": {"compact", "expanded", "filtered"},
    "Action": {"default", "positive", "destructive"},
}


class CardJudge:
    """Collects what is wrong with one card."""

    def __init__(self, *, in_dialog: bool = False) -> None:
        self.complaints: list[str] = []
        self._in_dialog = in_dialog
        self._inputs: set[str] = set()
        self._executes = True

    def no(self, where: str, why: str) -> None:
        """Complain about the thing at this place."""
        self.complaints.append(f"{where}: {why}")

    def card(self, where: str, card: object, *, inner: bool = False) -> None:
        """A whole card, or one inside Action.ShowCard."""
        if not isinstance(card, dict):
            self.no(where, "must be an object")
            return
        if card.get("type") != "AdaptiveCard":
            self.no(where, f"type must be AdaptiveCard, not {card.get('type')!r}")
        version = card.get("version")
        if (version is not None or not inner) and version not in ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5"):
            self.no(where, f"version must be 1.0 to 1.5, not {version!r}")
        if not inner:
            self._executes = version not in _BEFORE_EXECUTE
        self._elements(f"{where}.body", card.get("body", []))
        self._actions(f"{where}.actions", card.get("actions", []))
        self._select(where, card)
        if "refresh" in card and not self._executes:
            self.no(f"{where}.refresh", "needs a card of version 1.4 or 1.5")
        elif "refresh" in card:
            self._refresh(f"{where}.refresh", card["refresh"])
        entities = card.get("msteams", {}).get("entities", []) if isinstance(card.get("msteams", {}), dict) else None
        if not isinstance(entities, list):
            self.no(f"{where}.msteams", "entities must be a list in an object")
            return
        for number, entity in enumerate(entities):
            self._mention(f"{where}.msteams.entities[{number}]", entity)

    def _mention(self, where: str, entity: object) -> None:
        mentioned = entity.get("mentioned") if isinstance(entity, dict) and entity.get("type") == "mention" else None
        if not isinstance(mentioned, dict) or not mentioned.get("id") or not mentioned.get("name"):
            self.no(where, "must be a mention with the id and name of who is mentioned")
        elif not isinstance(entity, dict) or not str(entity.get("text", "")).startswith("<at>"):
            self.no(where, "its text must be <at>name</at>")

    def _refresh(self, where: str, refresh: object) -> None:
        if not isinstance(refresh, dict) or not isinstance(refresh.get("action"), dict):
            self.no(where, "must have an action")
            return
        if refresh["action"].get("type") != "Action.Execute":
            self.no(f"{where}.action", "must be an Action.Execute")
        viewers = refresh.get("userIds", [])
        if not isinstance(viewers, list) or not all(isinstance(viewer, str) for viewer in viewers):
            self.no(f"{where}.userIds", "must be a list of ids")
        elif len(viewers) > MOST_VIEWERS:
            self.no(f"{where}.userIds", f"no more than {MOST_VIEWERS} people can have a view of their own")

    def _elements(self, where: str, elements: object, only: str = "") -> None:
        if not isinstance(elements, list):
            self.no(where, "must be a list")
            return
        for number, element in enumerate(elements):
            self._element(f"{where}[{number}]", element, only)

    def _element(self, where: str, element: object, only: str) -> None:
        if not isinstance(element, dict):
            self.no(where, "must be an object")
            return
        kind = str(element.get("type", only))
        known = _HELD.get(kind) if only else _ELEMENTS.get(kind)
        if known is None:
            self._stands_in(where, element, only, f"there is no element {kind!r} in a card of version 1.5")
            return
        self._needs(where, element, known)
        self._styles(where, element, kind)
        for name, holds in _CHILDREN.items():
            if name in element and not (kind == "Table" and name == "columns"):
                self._elements(f"{where}.{name}", element[name], holds)
        if kind == "ActionSet":
            self._actions(f"{where}.actions", element.get("actions"))
        if kind == "FactSet":
            self._pairs(f"{where}.facts", element.get("facts"), ("title", "value"))
        if kind == "Image" and element.get("url") and not _SHOWS.match(str(element["url"])):
            self.no(where, "url must be a whole address or data of an image")
        if kind == "RichTextBlock":
            inlines = element.get("inlines")
            for number, run in enumerate(inlines if isinstance(inlines, list) else []):
                if not isinstance(run, str):
                    self._element(f"{where}.inlines[{number}]", run, "TextRun")
        if kind.startswith("Input."):
            self._input(where, element, kind)
        self._select(where, element)

    def _stands_in(self, where: str, element: Json, only: str, why: str) -> None:
        if isinstance(element.get("fallback"), dict):
            self._element(f"{where}.fallback", element["fallback"], only)
        elif element.get("fallback") != "drop":
            self.no(where, why)

    def _needs(self, where: str, holder: Json, needs: dict[str, str]) -> None:
        for name in _STRINGS & holder.keys():
            if not isinstance(holder[name], str):
                self.no(where, f"{name} must be a string")
        for name, kind in needs.items():
            value = holder.get(name)
            if kind == _WORDS and name in _STRINGS & holder.keys() and not isinstance(value, str):
                continue  # said above
            if kind == _WORDS and (not isinstance(value, str) or (not value and name != "text")):
                self.no(where, f"{name} must be a string that is not empty")
            elif kind == _LIST and not isinstance(value, list):
                self.no(where, f"{name} must be a list")

    def _styles(self, where: str, element: Json, kind: str) -> None:
        for name, allowed in (*_ENUMS.items(), ("style", _STYLES.get(kind, set()))):
            value = element.get(name)
            if name == "size" and kind == "Image":
                continue
            if value is not None and allowed and str(value).lower() not in allowed:
                self.no(where, f"{name} cannot be {value!r}")

    def _input(self, where: str, element: Json, kind: str) -> None:
        name = str(element.get("id"))
        if name in self._inputs:
            self.no(where, f"there are two inputs with the id {name!r}")
        self._inputs.add(name)
        if element.get("isRequired") and not element.get("errorMessage"):
            self.no(where, "a required input needs an errorMessage")
        if element.get("value") is not None and kind != "Input.Number" and not isinstance(element["value"], str):
            self.no(where, "value must be a string")
        if kind == "Input.ChoiceSet":
            if "choices.data" not in element or "choices" in element:
                self._pairs(f"{where}.choices", element.get("choices"), ("title", "value"))
            data = element.get("choices.data")
            if data is not None and not (isinstance(data, dict) and data.get("type") == "Data.Query"):
                self.no(f"{where}.choices.data", "must be a Data.Query with a dataset")

    def _pairs(self, where: str, pairs: object, names: tuple[str, ...]) -> None:
        if not isinstance(pairs, list):
            self.no(where, "must be a list")
            return
        for number, pair in enumerate(pairs):
            if not isinstance(pair, dict) or not all(isinstance(pair.get(name), str) for name in names):
                self.no(f"{where}[{number}]", f"must have {' and '.join(names)}, both strings")

    def _select(self, where: str, holder: Json) -> None:
        if "selectAction" in holder:
            self._action(f"{where}.selectAction", holder["selectAction"], titled=False)

    def _actions(self, where: str, actions: object) -> None:
        if not isinstance(actions, list):
            self.no(where, "must be a list")
            return
        primary = [a for a in actions if not isinstance(a, dict) or a.get("mode", "primary") == "primary"]
        if len(primary) > MOST_ACTIONS:
            self.no(where, f"Teams shows no more than {MOST_ACTIONS} actions; give the others mode secondary")
        for number, action in enumerate(actions):
            self._action(f"{where}[{number}]", action)

    def _action(self, where: str, action: object, *, titled: bool = True) -> None:
        if not isinstance(action, dict):
            self.no(where, "must be an object")
            return
        kind = str(action.get("type"))
        if kind not in _ACTIONS:
            if isinstance(action.get("fallback"), dict):
                self._action(f"{where}.fallback", action["fallback"], titled=False)
            elif action.get("fallback") != "drop":
                self.no(where, f"there is no action {kind!r} in a card of version 1.5")
            return
        if kind == "Action.Execute" and not self._executes:
            self.no(where, "Action.Execute needs a card of version 1.4 or 1.5")
        if self._in_dialog and kind == "Action.Execute":
            self.no(where, "a dialog's card takes Action.Submit, not Action.Execute")
        if titled and not isinstance(action.get("title"), str):
            self.no(where, "title must be a string")
        self._needs(where, action, _ACTIONS[kind])
        self._styles(where, {"style": action.get("style")}, "Action")
        if kind == "Action.OpenUrl" and action.get("url") and not _OPENS.match(str(action["url"])):
            self.no(where, "url must be a whole address: https, mailto, tel or msteams")
        if kind == "Action.ToggleVisibility":
            self._targets(f"{where}.targetElements", action.get("targetElements"))
        if kind == "Action.ShowCard":
            self.card(f"{where}.card", action.get("card"), inner=True)
        if kind in ("Action.Execute", "Action.Submit"):
            self._submits(where, action, kind)

    def _targets(self, where: str, targets: object) -> None:
        for number, target in enumerate(targets if isinstance(targets, list) else []):
            name = target.get("elementId") if isinstance(target, dict) else target
            if not isinstance(name, str):
                self.no(f"{where}[{number}]", "must be the id of an element")

    def _submits(self, where: str, action: Json, kind: str) -> None:
        data = action.get("data")
        if data is not None and not isinstance(data, dict | str):
            self.no(f"{where}.data", "must be an object or a string")
        if kind == "Action.Execute" and not isinstance(action.get("verb", ""), str):
            self.no(f"{where}.verb", "must be a string")
        fallback = action.get("fallback")
        if isinstance(fallback, dict):
            self._action(f"{where}.fallback", fallback)
        elif fallback not in (None, "drop"):
            self.no(f"{where}.fallback", "must be an action or drop")


def complaints(card: object, *, in_dialog: bool = False) -> list[str]:
    """What is wrong with this card, nothing when Teams would take it."""
    judge = CardJudge(in_dialog=in_dialog)
    judge.card("card", card)
    return judge.complaints


# walks over a card that was taken


def is_shown(element: Json, toggled: set[str] | None) -> bool:
    """True when an element is visible, given the ids that this person toggled; with None everything is."""
    return toggled is None or bool(element.get("isVisible", True)) != (element.get("id") in toggled)


def elements_of(holder: Json, toggled: set[str] | None) -> Iterator[Json]:
    """Every visible element below, outer before inner, in reading order; cards behind Action.ShowCard left out."""
    places = {"body": ""} if holder.get("type") == "AdaptiveCard" else _CHILDREN
    for name, kind in places.items():
        if name == "columns" and holder.get("type") == "Table":
            continue
        for given in holder.get(name, []):
            element = _known({"type": kind, **given}, _ELEMENTS.keys() | _HELD.keys())
            if element and is_shown(element, toggled):
                yield element
                yield from elements_of(element, toggled)


def _known(thing: Json, kinds: Collection[str]) -> Json | None:
    """The thing itself, or what stands in for it where this version does not know it."""
    if thing.get("type") in kinds:
        return thing
    fallback = thing.get("fallback")
    return _known(fallback, kinds) if isinstance(fallback, dict) else None


def shown_cards(card: Json, toggled: set[str] | None) -> Iterator[tuple[str, Json]]:
    """The card itself and the cards behind its buttons, with the label that opens them."""
    yield "", card
    for label, action in _plain_actions(card, toggled):
        if action["type"] == "Action.ShowCard":
            for inner, below in shown_cards(action["card"], toggled):
                yield f"{label} > {inner}" if inner else label, below


def _plain_actions(card: Json, toggled: set[str] | None) -> Iterator[tuple[str, Json]]:
    for element in elements_of(card, toggled):
        yield from _labelled(element.get("actions", []) if element["type"] == "ActionSet" else [])
        yield from _labelled([element["selectAction"]] if "selectAction" in element else [])
    yield from _labelled([card["selectAction"]] if "selectAction" in card else [])
    yield from _labelled(card.get("actions", []))


def _labelled(actions: list[Json]) -> Iterator[tuple[str, Json]]:
    for given in actions:
        action = _known(given, _ACTIONS)
        if action:
            yield str(action.get("title") or given.get("title") or ""), action


def actions_of(card: Json, toggled: set[str] | None) -> list[tuple[str, Json]]:
    """Everything that can be pressed with its label, "More > Hold" for what stands behind a card's button."""
    found = []
    for opener, inner in shown_cards(card, toggled):
        for label, action in _plain_actions(inner, toggled):
            if action["type"] != "Action.ShowCard" and action.get("isEnabled", True):
                found.append((f"{opener} > {label}" if opener else label, action))
    return found


def inputs_of(card: Json, toggled: set[str] | None) -> list[Json]:
    """Every visible input, those behind buttons too, in reading order."""
    cards = [inner for _, inner in shown_cards(card, toggled)]
    return [e for inner in cards for e in elements_of(inner, toggled) if str(e["type"]).startswith("Input.")]


def inputs_for(card: Json, action: Json) -> list[Json]:
    """The inputs that go with an action: those of the card and of the inner card that it stands in, hidden ones too."""
    if action.get("associatedInputs") == "none":
        return []
    inner = next((c for _, c in shown_cards(card, None) if any(a is action for _, a in _plain_actions(c, None))), card)
    cards = [card] if inner is card else [card, inner]
    return [e for one in cards for e in elements_of(one, None) if str(e["type"]).startswith("Input.")]
