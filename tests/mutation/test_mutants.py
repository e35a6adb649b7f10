"""The tool that doubts the tests, on a module of a few lines."""

from __future__ import annotations

import ast

from tests.mutation.mutants import mutants, mutated

SOURCE = '''"""Words that stay."""

LIMIT: int = 3


def may(count: int, *, strict: bool = False) -> bool:
    """Whether that many are taken."""
    if strict and count == 0:
        raise ValueError("no " + "one")
    return not count > LIMIT
'''


def test_each_change_is_made_alone_and_only_to_what_runs():
    made = [(each.line, each.before, each.after) for each in mutants(SOURCE)]
    assert made == [
        (3, "3", "4"),
        (6, "False", "True"),
        (8, "strict and count == 0", "not (strict and count == 0)"),
        (8, "strict and count == 0", "strict or count == 0"),
        (8, "count == 0", "count != 0"),
        (8, "0", "1"),
        (10, "return not count > LIMIT", "return None"),
        (10, "not count > LIMIT", "count > LIMIT"),
        (10, "count > LIMIT", "count >= LIMIT"),
    ]
    assert [each.line for each in mutants(SOURCE) if each.outside] == [3, 6]
    for each in mutants(SOURCE):
        changed = ast.unparse(mutated(SOURCE, each.number))
        assert changed != ast.unparse(ast.parse(SOURCE))
        compile(changed, "a mutant", "exec")


def test_a_mutant_does_what_it_says():
    number = next(each.number for each in mutants(SOURCE) if each.after == "count >= LIMIT")
    names: dict[str, object] = {}
    exec(compile(mutated(SOURCE, number), "a mutant", "exec"), names)
    may = names["may"]
    assert callable(may)
    assert may(2)
    assert not may(3)
