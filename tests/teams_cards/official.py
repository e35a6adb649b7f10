"""Microsoft's own schemas as judges, and what Teams adds to them: see schemas/README.md."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator, Draft7Validator
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator

from tests.channels_teams.judges import everything

Json = dict[str, Any]

SCHEMAS = Path(__file__).parent / "schemas"


@cache
def _validator(name: str, kind: type[Validator]) -> Validator:
    return kind(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


def wrong_with_card(card: Json) -> list[str]:
    """What the schema of Adaptive Cards 1.5 says against a card, without what Teams alone knows."""
    return _complaints(_validator("adaptive-card-1.5.json", Draft6Validator), without_teams(card))


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
