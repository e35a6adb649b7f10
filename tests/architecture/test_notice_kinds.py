"""What is true of a kind of notice stands with the kind: nobody else knows kinds by their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import get_args

import pytest

from core.commands import REGISTRY
from core.notifications.kinds import KINDS
from core.processes import Status
from tests.architecture.rules import Finding
from tests.architecture.test_house import PACKAGES, ROOT, broken, files

# Words that name something else as well: a list of them alone is no list of kinds.
_ALSO = {*get_args(Status), *REGISTRY.tickets}


def find_kinds_by_name(source: str) -> Iterator[Finding]:
    """A kind of notice that is told from others by its name, or built from its name."""
    tree = ast.parse(source)
    typed = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=[right]) if _is_kind(left) and _names(right):
                yield Finding(node.lineno, f"{ast.unparse(node)} asks for a kind by name: ask the kind itself")
            case ast.Match(subject=subject, cases=cases) if _is_kind(subject):
                for case in cases:
                    if any(_names(one.value) for one in ast.walk(case.pattern) if isinstance(one, ast.MatchValue)):
                        yield Finding(case.pattern.lineno, f"{ast.unparse(case.pattern)} is a kind by name")
            case ast.Call(func=ast.Name(id="Notice"), args=[first, *_]) if _names(first):
                yield Finding(node.lineno, "a notice is built from its kind's value: KIND.notice(...)")
            case ast.Call(func=ast.Name(id="replace"), keywords=keywords):
                if any(one.arg == "kind" and _names(one.value) for one in keywords):
                    yield Finding(node.lineno, "a notice is made anew from its kind's value")
            case ast.Subscript(value=ast.Name(id="KINDS"), slice=key) if _names(key):
                yield Finding(node.lineno, f"{ast.unparse(node)} finds a kind by name: import its value")
            case ast.Set() | ast.List() | ast.Tuple() | ast.Dict() if id(node) not in typed:
                yield from _lists(node)


def _lists(node: ast.Set | ast.List | ast.Tuple | ast.Dict) -> Iterator[Finding]:
    items = node.keys if isinstance(node, ast.Dict) else node.elts
    texts = {one.value for one in items if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    if 1 < len(texts) == len(items) and texts <= set(KINDS) and texts - _ALSO:
        yield Finding(node.lineno, f"{ast.unparse(node)[:60]} lists kinds by name: say it with each kind")


def _is_kind(node: ast.expr) -> bool:
    """Whether this is the kind of something that may be a notice; `field` is always one of a form."""
    return isinstance(node, ast.Attribute) and node.attr == "kind" and ast.unparse(node.value) != "field"


def _names(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Constant) and one.value in KINDS for one in ast.walk(node))


@pytest.mark.parametrize(
    "source",
    [
        'x = notice.kind == "page"\n',
        'x = notice.kind not in ("page", "step")\n',
        'match each.notice.kind:\n    case "page" | "call":\n        pass\n',
        'x = Notice("undelivered", ref)\n',
        'x = replace(notice, kind="undelivered")\n',
        'x = KINDS["page"].shape\n',
        'ALWAYS = frozenset({"page", "breach_direct"})\n',
        'TONES = {"breach": "danger", "page": "danger"}\n',
    ],
)
def test_a_kind_asked_for_by_its_name_is_found(source: str) -> None:
    assert list(find_kinds_by_name(source))


@pytest.mark.parametrize(
    "source",
    [
        'x = field.kind in ("note", "files")\n',
        'x = ticket.kind == "incident"\n',
        'OVER = frozenset({"resolved", "cancelled"})\n',
        'x = ("reply", "note")\n',
        'End = Literal["resolved", "merged"]\n',
        'x = desk.say("triage_card", "body", facts)\n',
        "x = KINDS[notice.kind].shape\n",
    ],
)
def test_what_only_looks_like_a_kind_is_left_alone(source: str) -> None:
    assert list(find_kinds_by_name(source)) == []


def test_nobody_knows_a_kind_of_notice_by_its_name() -> None:
    kinds_own = ROOT / "core" / "notifications"
    paths = [path for path in files({".py"}, *PACKAGES, "docs", "bench") if kinds_own not in path.parents]
    assert broken(find_kinds_by_name, [path for path in paths if "playground" not in path.parts]) == []


def test_each_kind_has_a_name_of_its_own_and_facts_of_its_own_type() -> None:
    from core.notifications import (
        absence,
        approvals,
        beneficiary,
        cards,
        direct,
        marks,
        message_edits,
        promises,
        prompts,
        requester,
        steps,
        survey,
        triage,
    )
    from core.notifications import files as brought
    from core.notifications.kind import Kind

    found = [
        each.name
        for room in (
            marks,
            message_edits,
            cards,
            absence,
            approvals,
            beneficiary,
            steps,
            survey,
            direct,
            promises,
            prompts,
            requester,
            triage,
            brought,
        )
        for each in vars(room).values()
        if isinstance(each, Kind)
    ]
    assert sorted(found) == sorted(KINDS), "a name that two kinds share would hide one of them"


@pytest.mark.parametrize("room", ["bot/delivery", "core/notifications"])
def test_how_the_address_of_one_person_begins_is_written_once(room: str) -> None:
    """`DIRECT` of `core/ports/outbox.py`; whether a notice has such an address, its `person` says."""
    again = [str(each.relative_to(ROOT)) for each in (ROOT / room).rglob("*.py") if '"direct:' in each.read_text()]
    assert again == []
