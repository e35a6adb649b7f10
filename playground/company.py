"""Reads the company that comes with the playground: its people stand here, the rest in each platform's own folder."""

from __future__ import annotations

import json
from pathlib import Path

from playground.protocol import Json

_HERE = Path(__file__).parent


def load(name: str, folder: Path) -> Json:
    """A definition that lies in a platform's folder, or a file by its path, with the people it names by `people_of`."""
    path = Path(name) if name.endswith(".json") else folder / f"{name}.json"
    definition: Json = json.loads(path.read_text(encoding="utf-8"))
    if "people_of" in definition:
        company = _HERE / f"{definition['people_of']}.json"
        definition["people"] = json.loads(company.read_text(encoding="utf-8"))["people"]
    return definition
