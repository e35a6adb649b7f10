"""Microsoft's own schemas as judges, and what Teams adds to them: see schemas/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator, Draft7Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from tests.channels_teams.judges import everything

Json = dict[str, Any]

SCHEMAS = Path(__file__).parent / "schemas"


def _any_of(judge: Validator, alternatives: Any, given: Any, schema: Any) -> Iterator[ValidationError]:
    """`anyOf`, in which nothing is tried that is for an element of another type: it would be refused, at great length.

    An alternative refers to the definition of its type, which bears its name.
    """
    kind = given.get("type") if isinstance(given, dict) else None
    others = [{"$ref": f"#/definitions/{name}"} for name in _types() if kind and name != kind]
    tried = [each for each in alternatives if each.get("allOf", [None])[0] not in others]
    yield from Draft6Validator.VALIDATORS["anyOf"](judge, tried or alternatives, given, schema)


@cache
def _types() -> tuple[str, ...]:
    """The types of elements and actions, each the name of a definition that takes no other."""
    known = json.loads((SCHEMAS / "adaptive-card-1.5.json").read_text(encoding="utf-8"))["definitions"]
    return tuple(
        name for name, each in known.items() if each.get("properties", {}).get("type", {}).get("enum") == [name]
    )


CardValidator = extend(Draft6Validator, {"anyOf": _any_of})
"""Judges as the draft of the schema does, in a fraction of the time."""


@cache
def _validator(name: str, kind: type[Validator]) -> Validator:
    return kind(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


def wrong_with_card(card: Json) -> list[str]:
    """What the schema of Adaptive Cards 1.5 says against a card, without what Teams alone knows."""
    return _complaints(_validator("adaptive-card-1.5.json", CardValidator), without_teams(card))


def wrong_with_manifest(manifest: Json) -> list[str]:
    """What the schema of the app manifest says.

    It calls itself a draft 4 but uses `const`, which only later drafts know and which all that read it honour.
    """
    return _complaints(_validator("teams-manifest.json", Draft7Validator), manifest)


def without_teams(card: Json) -> Json:
    """A card as the schema knows it.

    `msteams` and the picker of people are documented by Teams alone; a list that is searched by typing ("filtered")
    is documented for 1.5 but was forgotten in its schema.
    """
    bare = deepcopy(card)
    for each in everything(bare):
        if each.get("type") == "AdaptiveCard":
            each.pop("msteams", None)
        if each.get("type") == "Input.ChoiceSet":
            each.pop("choices.data", None)
            if each.get("style") == "filtered":
                each["style"] = "compact"
    return bare


def _complaints(judge: Validator, given: Json) -> list[str]:
    return [_says(error) for error in judge.iter_errors(given)]


def _says(error: Any) -> str:
    found = best_match([error]) or error
    return f"{'/'.join(map(str, found.absolute_path))}: {found.message[:200]}"
