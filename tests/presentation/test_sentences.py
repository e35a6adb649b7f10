"""Every sentence of the core has its words: each code a block, each block a code, each placeholder its value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.presentation import sample
from adapters.presentation.desk_words import DeskWords

CORE = Path(__file__).resolve().parents[2] / "core"
WORDS = DeskWords(sample.policy(), sample.SampleDirectory(), None).words
MAKERS = {"Refusal": "refusals", "phrase": "answers"}
"""What makes a sentence, to the template that has its words."""
READERS = ("text_of", "chosen")
"""Readers of form fields, whose `ask` is the code of a refusal."""


def sentences() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Template, code and names of the data of every sentence that the core says."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = {one.arg: one.value for one in node.keywords if one.arg}
            if node.func.id in MAKERS and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
                yield MAKERS[node.func.id], node.args[0].value, frozenset(given) - {"field"}
            elif node.func.id in READERS and isinstance(asked := given.get("ask"), ast.Constant):
                yield "refusals", asked.value, frozenset()


SAID = sorted(set(sentences()), key=lambda one: (one[0], one[1]))


@pytest.mark.parametrize(("template", "code", "names"), SAID, ids=lambda one: one if isinstance(one, str) else "")
def test_a_sentence_has_words_that_are_given_what_they_need(template: str, code: str, names: frozenset[str]) -> None:
    blocks = WORDS.blocks(template)
    assert code in blocks
    assert blocks[code] == names


@pytest.mark.parametrize("template", sorted(MAKERS.values()))
def test_no_block_is_left_that_nothing_says(template: str) -> None:
    assert set(WORDS.blocks(template)) == {code for where, code, _ in SAID if where == template}
