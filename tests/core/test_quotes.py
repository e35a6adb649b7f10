"""What is quoted of a conversation: a few words around what was looked for, on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tickets.finding import QUOTED, extract, fold, part, wanted_words

LONG = (
    "We looked at the printer. " * 20 + "Then she kicked the scanner, which is why it hums now. " + "It is old. " * 20
)


@pytest.mark.parametrize(
    ("text", "word", "quoted"),
    [
        ("Please swap the toner.", "toner", "Please swap the toner."),
        ("  Please\nswap\tthe toner. ", "swap", "Please swap the toner."),
        ("Die Straße ist gesperrt", "strasse", "Die Straße ist gesperrt"),
        ("公司网络坏了", wanted_words("网络")[0], "公司网络坏了"),
        ("", "toner", ""),
    ],
)
def test_a_few_words_are_quoted_as_they_are(text: str, word: str, quoted: str) -> None:
    assert extract(text, word) == quoted


def test_of_many_words_those_around_it_are_quoted() -> None:
    quoted = extract(LONG, "kicked")
    assert quoted == "…at the printer. Then she kicked the scanner, which is why it hums now. It is…"
    assert extract(LONG, "looked").startswith("We looked at the printer.")
    assert extract(LONG + "At last it works", "works").endswith("At last it works")


def test_a_word_of_two_letters_is_quoted_where_one_begins_with_it() -> None:
    text = "submitted " * 30 + "it hums"
    assert extract(text, "it").endswith("it hums")


@given(before=st.text(max_size=200), word=st.text(min_size=3, max_size=40), after=st.text(max_size=200))
def test_whatever_was_said_the_quote_is_short_and_of_it(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    quoted = extract(text, next(iter(wanted_words(word)), "x"))
    assert len(quoted) <= QUOTED + 2
    assert quoted.strip("…").strip() in " ".join(text.split()) or "…" in text


@given(before=st.sampled_from(["", LONG, "short"]), word=st.from_regex(r"[a-zß]{3,20}", fullmatch=True))
def test_the_quote_holds_what_was_looked_for(before: str, word: str) -> None:
    (wanted,) = wanted_words(word)
    assert part(wanted) in fold(extract(f"{before} {word} {LONG}", wanted))
