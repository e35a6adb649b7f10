"""The app package is one that Teams takes: its manifest by Microsoft's own schema, and what the schema does not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapters.teams.manifest import SCHEMA, VERSION, manifest
from core.commands import REGISTRY
from tests.teams_cards.official import wrong_with_manifest

Json = dict[str, Any]

APP = "7d1f0000-0000-4000-8000-00000000bee1"


def described(base_url: str | None = "https://desk.example") -> Json:
    return manifest(APP, base_url)


@pytest.mark.parametrize("base_url", ["https://desk.example", "https://desk.example:8443/base", None])
def test_the_manifest_is_one_by_the_official_schema(base_url: str | None) -> None:
    found = described(base_url)
    assert wrong_with_manifest(found) == []
    assert found["$schema"] == SCHEMA
    assert f"/v{VERSION}/" in SCHEMA


def test_long_names_are_cut_to_what_the_schema_takes() -> None:
    assert wrong_with_manifest(manifest(APP, "https://desk.example", name="Deskbell of a company " * 20)) == []


SPOILT: dict[str, Callable[[Json], object]] = {
    "another version": lambda found: found.update(manifestVersion="1.0"),
    "an unknown property": lambda found: found.update(slashCommands=[]),
    "thirteen commands": lambda found: found["bots"][0]["commandLists"][0]["commands"].append(
        {"title": "x", "description": "x"}
    ),
    "an unknown scope": lambda found: found["bots"][0]["scopes"].append("moon"),
    "an id that is none": lambda found: found.update(id="deskbell"),
    "a long short name": lambda found: found["name"].update(short="x" * 31),
    "no icons": lambda found: found.pop("icons"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_official_schema_sees_what_is_wrong(spoil: Callable[[Json], object]) -> None:
    found = described()
    spoil(found)
    assert wrong_with_manifest(found) != []


def test_every_suggested_command_is_understood() -> None:
    suggested = {
        command["title"] for listed in described()["bots"][0]["commandLists"] for command in listed["commands"]
    }
    assert suggested - REGISTRY.words.keys() == {"home"}  # the channel itself answers it: tests/channels_teams


def test_the_bot_is_heard_in_private_channels() -> None:
    assert described()["supportsChannelFeatures"] == "tier1"
