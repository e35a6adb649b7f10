"""The app asks for what the code needs and for nothing else: compared with what it calls and where it hears."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.teams import channel as teams
from adapters.teams.conversations import _KINDS
from adapters.teams.manifest import manifest
from adapters.teams.tokens import SCOPE

FOLDER = Path(teams.__file__).parent

OF_SCOPES: dict[str, set[str]] = {
    "personal": set(),
    "team": {"ChannelMessage.Read.Group"},
    "groupChat": {"ChatMessage.Read.Chat"},
}
"""What hearing messages without a mention needs, by where (Microsoft's page of resource-specific consent)."""
KIND_OF_SCOPE = {"personal": "direct", "team": "channel", "groupChat": "group"}


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py")))


def test_it_asks_to_read_messages_where_it_is_used_and_nowhere_else() -> None:
    described = manifest("7d1f0000-0000-4000-8000-00000000bee1", "https://desk.example")
    scopes = described["bots"][0]["scopes"]
    assert {KIND_OF_SCOPE[scope] for scope in scopes} == set(_KINDS.values())
    asked = [each["name"] for each in described["authorization"]["permissions"]["resourceSpecific"]]
    assert sorted(asked) == sorted(set().union(*(OF_SCOPES[scope] for scope in scopes)))


def test_it_calls_the_bot_connector_which_needs_no_consent_and_graph_for_managers_alone() -> None:
    assert SCOPE == "https://api.botframework.com/.default"
    spoken = {path.name for path in FOLDER.glob("*.py") if "graph_url" in path.read_text(encoding="utf-8")}
    assert spoken == {"settings.py", "managers.py"}
    asked = re.findall(r"v1\.0/[^\"?]*", (FOLDER / "managers.py").read_text(encoding="utf-8"))
    assert [re.sub(r"{.*}", "*", each) for each in asked] == ["v1.0/users/*/manager"]
    assert set(re.findall(r"https://(graph[a-z.-]+)", source())) == {"graph.microsoft.com"}
