"""Words keep the styles that they were typed in, wherever a command or a sign was taken off before them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.ui.text import Run, styled, styles_of

RUNS = (
    Run(">> run "),
    Run("ip a", code=True),
    Run(" "),
    Run("now", True, True),
    Run("\n"),
    Run("x", pre=True),
)
runs_of_any_kind = st.lists(
    st.builds(Run, st.text(min_size=1, max_size=5), bold=st.booleans(), code=st.booleans(), pre=st.booleans()),
    max_size=6,
)


def test_what_is_left_of_the_words_keeps_its_styles() -> None:
    words = "run ip a now\nx"
    assert styles_of(words, RUNS) == ("4-8 code", "9-12 bold italic", "13-14 pre")
    assert styled(words, styles_of(words, RUNS)) == (Run("run "), *RUNS[1:])


def test_words_that_were_never_said_have_no_style() -> None:
    assert styles_of("something else", RUNS) == ()
    assert styled("something else", ()) == (Run("something else"),)


def test_styles_of_other_words_and_of_a_newer_desk_are_left_out() -> None:
    assert styled("abc", ("0-9 bold", "1-2 blink code", "x", "2-1 bold")) == (Run("a"), Run("b", code=True), Run("c"))


@given(runs_of_any_kind)
def test_styled_words_are_always_the_words(runs: list[Run]) -> None:
    words = "".join(run.text for run in runs)
    found = styled(words, styles_of(words, runs))
    assert "".join(run.text for run in found) == words
    assert [(sign, run.code) for run in found for sign in run.text] == [(s, run.code) for run in runs for s in run.text]
