"""Long words in parts: each fits a message, and together they are what was said."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.notifications.parts import LONGEST, MOST_LINES, in_parts, split
from core.ports.outbox import Notice
from core.ui.text import styled

NOW = datetime(2026, 10, 22, 8, tzinfo=UTC)
_LETTERS = st.text(max_size=200)
_LONG = st.builds(
    lambda pieces, times: "".join(pieces) * times,
    st.lists(st.one_of(_LETTERS, st.sampled_from(["\n", " ", "é", "👩‍💻", "x" * 700])), max_size=20),
    st.integers(1, 200),
)


@given(_LONG)
def test_joined_the_parts_are_what_was_said_whatever_the_characters(words: str) -> None:
    parts = split(words)
    assert "".join("".join(parts).split()) == "".join(words.split())
    assert "".join(parts) == words or any(not words[at : at + LONGEST].strip() for at in range(len(words)))


@given(_LONG)
def test_each_part_fits_a_message_and_says_something(words: str) -> None:
    for part in split(words):
        assert len(part) <= LONGEST
        assert part.count("\n") <= MOST_LINES
        assert part.strip()


def test_a_part_ends_behind_a_line_or_else_behind_a_word() -> None:
    lines = split("\n".join("a line of words" for _ in range(400)))
    assert all(part.endswith("words\n") for part in lines[:-1])
    words = split(" ".join("word" for _ in range(2_000)))
    assert all(part.endswith("word ") for part in words[:-1])


def test_what_is_drawn_as_one_character_is_not_parted() -> None:
    for sign in ("👩‍💻", "é", "👍🏽"):
        parts = split("x" + sign * 3_000)
        assert "".join(parts) == "x" + sign * 3_000
        assert all(part.removeprefix("x").startswith(sign) for part in parts)


def test_each_part_keeps_its_own_styles() -> None:
    words = "plain words " * 300 + "bold words " * 300
    notice = Notice("relay", "INC-1", "triage:x", "k", NOW, NOW, {"text": words, "styles": ("3600-6900 bold",)})
    parts = list(in_parts(notice, "text"))
    runs = [run for part in parts for run in styled(str(part.facts["text"]), part.facts["styles"])]  # type: ignore[arg-type]
    assert "".join(run.text for run in runs if run.bold) == "bold words " * 300
    assert "".join(run.text for run in runs if not run.bold) == "plain words " * 300


def test_short_words_are_one_part_and_no_words_are_none() -> None:
    assert split("It drops again.") == ("It drops again.",)
    assert split("") == ()
