"""What the registry promises: nobody beside it matches on a command's name, and one place hides a ticket."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core.commands import REGISTRY

ROOT = Path(__file__).parents[2]
NAMES = {*REGISTRY.tickets, *REGISTRY.desk, *REGISTRY.slashes}
SAYS_MORE = "core/commands/desk/source_message.py"
"""A public message whose ticket is not theirs: it has one, which they see anyway, is all they are told."""


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def matched_names(source: str) -> Iterator[str]:
    """Each comparison of a command with the name of one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, comparators=comparators):
                about: str = ast.unparse(node)
                compared: list[ast.AST] = [left, *comparators]
            case ast.Match(subject=subject, cases=cases):
                about = ast.unparse(subject)
                compared = [case.pattern for case in cases]
            case _:
                continue
        constants = [each for one in compared for each in ast.walk(one) if isinstance(each, ast.Constant)]
        named = sorted({one.value for one in constants if isinstance(one.value, str)} & NAMES)
        if "command" in about and named:
            yield f"line {node.lineno}: {', '.join(named)}"


def hidden_here(source: str) -> Iterator[str]:
    """Each refusal of somebody who may not see a ticket."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.If(test=test, body=[ast.Raise(), *_]) if "not may_see(" in ast.unparse(test):
                yield f"line {node.lineno}"


def test_nothing_in_the_core_matches_on_the_name_of_a_command() -> None:
    found = [(path, each) for path, source in sources("core") for each in matched_names(source)]
    assert found == []


def test_a_match_on_a_name_would_be_found() -> None:
    assert list(matched_names('if typed.command == "oncall": ...'))
    assert list(matched_names('if action.command in ("open_incident", "x"): ...'))
    assert list(matched_names('match sent.command:\n    case "open_request":\n        ...'))
    assert not list(matched_names('if bound.role == "home": ...'))


def test_one_place_says_that_somebody_may_not_see_a_ticket() -> None:
    found = {path for path, source in sources("core", "adapters", "bot") for _ in hidden_here(source)}
    assert found == {"core/tickets/permissions.py", SAYS_MORE}
