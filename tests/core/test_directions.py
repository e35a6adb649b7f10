"""What people insert keeps to itself: no name turns our words around, no sign that nobody sees breaks a number."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ui.grammar import find_ticket_refs, parse, parse_ticket
from core.ui.text import Run, in_place, isolate, isolated, one_name

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Mia\u202e Feld", "Mia Feld"),
        ("\u2067Mia\u200b Feld\u2069", "Mia Feld"),
        ("Mia\nFeld\t", "Mia Feld"),
        ("\u3164\u200b\ufeff", ""),
        ("a\u200cb", "ab"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f469\u200d\U0001f4bb Mia", "\U0001f469\u200d\U0001f4bb Mia"),
        ("Zoë Ærø 北京", "Zoë Ærø 北京"),
    ],
)
def test_a_name_has_nothing_that_nobody_sees_and_keeps_its_own_script(given: str, kept: str) -> None:
    assert one_name(given) == kept


@given(st.text(st.sampled_from("ab \n\u05d0" + TURNS), max_size=30))
def test_whatever_directions_a_text_has_they_end_with_it(text: str) -> None:
    for line in isolate(text).split("\n"):
        depth = 0
        for at, sign in enumerate(line):
            if unicodedata.bidirectional(sign) in ("LRI", "RLI", "FSI"):
                depth += 1
            elif sign == "\u2069":
                depth -= 1
                assert depth >= 0
                assert depth > 0 or at == len(line) - 1, "something of the text stands outside its isolate"
        assert depth == 0
        if any(sign in line for sign in TURNS[:5]):
            assert line.startswith("\u2068")


@given(st.lists(st.tuples(st.text(st.sampled_from("ab \n\u05d0" + TURNS), max_size=8), st.booleans()), max_size=6))
def test_a_line_in_several_styles_is_isolated_as_one(pieces: list[tuple[str, bool]]) -> None:
    runs = tuple(Run(words, bold=bold) for words, bold in pieces)
    kept = isolated(runs)
    assert "".join(run.text for run in kept) == isolate("".join(run.text for run in runs))
    assert [run.bold for run in kept] == [run.bold for run in runs]


@given(st.text(st.sampled_from("ab/:\u05d0" + TURNS), max_size=20))
def test_an_address_is_as_it_was_where_it_is_no_part_of_a_sentence(text: str) -> None:
    address = f"https://x.example/{text}"
    assert in_place(address) == address
    assert in_place(isolate(address)).startswith("https://x.example/")


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_words_of_one_direction_are_as_they_were(text: str) -> None:
    assert isolate(text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "INC\u20111042", "INC\u22121042", "\uff29\uff2e\uff23\uff0d\uff11\uff10\uff14\uff12",
        "IN\u200bC-10\u206042", "\u0406N\u0421-1042", "INC\u00ad-1042",
    ],
)  # fmt: skip
def test_a_number_is_found_whatever_signs_it_is_pasted_with(typed: str) -> None:
    assert parse_ticket(typed) == "INC-1042"
    assert find_ticket_refs(f"see {typed}, please") == ["INC-1042"]
    assert parse([f"claim {typed}"], {"claim": "claim"}).ticket == "INC-1042"
