"""The shipped app.yaml, to read and to spoil."""

from __future__ import annotations

from pathlib import Path

from bot.policy_file import Loaded, Problem, SettingsError, parse

PATH = Path(__file__).parents[2] / "app.yaml"
TEXT = PATH.read_text(encoding="utf-8")


def changed(*changes: tuple[str, str]) -> str:
    """The sample with each first text, which stands there exactly once, replaced by the second."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


def line_of(text: str, part: str) -> int:
    """The line in which `part` begins for the first time."""
    return text[: text.index(part)].count("\n") + 1


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with the text; empty when it is taken."""
    try:
        parse(text, "app.yaml")
    except SettingsError as error:
        return error.problems
    return ()


def loaded(*changes: tuple[str, str]) -> Loaded:
    """The sample with changes that keep it sound."""
    return parse(changed(*changes), "app.yaml")
