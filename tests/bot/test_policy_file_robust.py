"""No text whatever makes the parser fail in another way than by saying what is wrong."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.policy_file import Loaded, Problem, SettingsError, parse, reader, render
from tests.bot import sample

LINES = sample.TEXT.splitlines()
PIECES = """
    ~ null {} [] { ] ' " : - # &a *a << !!binary | > 0 -1 1e9 .nan true off 75% 9999-12-31 0001-01-01 24:00-00:00
    00:00-24:00 today+9999cd 999999bd 999999h 1cd 2d schedule: role: field. field..owner @ a@ x@y.z ## / a/b ../.. ٣
    P1 default {extends:standard} (?P<a Etc/../UTC Europe [[[[]]]] 99999999999999999999999999
"""
SPACED = ["", " ", "!!int x", "\0", "\x85", "\u2028", "{? a : b}", "extends: standard", "cost > 1", "x == y"]
JUNK = st.sampled_from(PIECES.split() + SPACED)
WORDS = JUNK | st.text(max_size=12)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """The sample with up to four lines cut, doubled, moved, or with a word of theirs replaced."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        match draw(st.sampled_from(["drop", "double", "move", "indent", "cut", "word", "word", "word", "value"])):
            case "drop":
                del lines[place]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), line)
            case "move":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], line
            case "indent":
                lines[place] = " " * draw(st.integers(0, 6)) + line.lstrip()
            case "cut":
                lines[place] = line[: draw(st.integers(0, len(line)))]
            case "value":
                key, colon, _ = line.partition(":")
                lines[place] = f"{key}{colon} {draw(WORDS)}"
            case _:
                pieces = line.replace(",", " , ").replace("{", " { ").replace("}", " } ").replace("[", " [ ").split(" ")
                pieces[draw(st.integers(0, len(pieces) - 1))] = draw(WORDS)
                lines[place] = " ".join(pieces)
    return "\n".join(lines)


def judge(text: str) -> None:
    """Parse it: either it is a policy that prints as itself, or every problem can be put right."""
    try:
        loaded = parse(text)
    except SettingsError as error:
        found = error.problems
    else:
        assert parse(render(loaded)).policy == loaded.policy
        assert all(warning.fix and warning.severity == "warning" for warning in loaded.warnings)
        return
    assert found
    for problem in found:
        assert problem.severity == "error"
        assert problem.fix
        assert problem.key
        assert problem.line >= 1
        assert str(problem).isprintable()


@given(spoiled())
@settings(max_examples=60)
def test_a_spoiled_sample_is_refused_in_words_or_taken(text: str):
    judge(text)


@given(st.text(max_size=200))
@example("? a\n: b")
@example("[a]: b")
@example("\ufeff")
@example("%YAML 9.9\n---\nversion: 1")
@example("{}")
@example(": :")
@example("- &a [*a]")
def test_any_text_at_all_is_refused_in_words(text: str):
    judge(text)


def read(text: str) -> Loaded | tuple[Problem, ...]:
    try:
        return parse(text)
    except SettingsError as error:
        return error.problems


@given(spoiled())
@settings(max_examples=20)
@example(sample.TEXT)
def test_where_libyaml_is_missing_the_same_is_read_and_the_same_is_wrong(text: str):
    with patch.object(reader, "_LIBYAML", None):
        without = read(text)
    assert read(text) == without
