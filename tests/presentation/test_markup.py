"""The tiny HTML of the words: what it may say, and that nothing else gets through."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.markup import MarkupError, check, parse
from core.ui.text import Instant, Mention, Run, flatten

TIMES = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).times


def read(markup: str):
    return parse(markup, name=lambda person: person.split("@")[0].capitalize(), when=TIMES.instant)


def test_styles_become_runs_and_nest() -> None:
    assert read("a <b>b <i>c</i></b> <code>d</code>") == (
        Run("a "), Run("b ", bold=True), Run("c", bold=True, italic=True), Run(" "), Run("d", code=True),
    )  # fmt: skip


def test_a_line_break_is_a_newline_and_joins_its_neighbours() -> None:
    assert read("a<br>b\nc") == (Run("a\nb\nc"),)


def test_a_link_carries_its_address() -> None:
    assert read('<a href="https://desk.example/?a=1&amp;b=2">here</a>') == (
        Run("here", href="https://desk.example/?a=1&b=2"),
    )


def test_a_mention_names_the_person() -> None:
    assert read('<mention person="emre@nordlicht.example"> hello') == (
        Mention("emre@nordlicht.example", "Emre"),
        Run(" hello"),
    )


def test_a_time_carries_the_company_zone_as_fallback() -> None:
    (span,) = read('<time at="2026-10-28T14:30:00+00:00" style="time">')
    assert span == Instant(datetime(2026, 10, 28, 14, 30, tzinfo=UTC), "time", "15:30 CET")
    assert flatten((span,)) == "15:30 CET"


def test_a_time_across_the_clock_change_names_its_own_abbreviation() -> None:
    assert flatten(read('<time at="2026-10-25T00:30:00+00:00">')) == "Sun 25 Oct 02:30 CEST"
    assert flatten(read('<time at="2026-10-25T01:30:00+00:00">')) == "Sun 25 Oct 02:30 CET"


@pytest.mark.parametrize(
    ("markup", "line", "why"),
    [
        ("a\n<script>", 2, "not allowed"),
        ("<img>", 1, "not allowed"),
        ('<b onclick="x">', 1, "no attribute"),
        ("<a href=https://x>", 1, "no tag"),
        ("<a>x</a>", 1, "needs href"),
        ('<mention person="a" person="b">', 1, "once"),
        ("1 < 2", 1, "no tag"),
        ("<!-- x -->", 1, "no tag"),
        ("<B>x</B>", 1, "no tag"),
        ("</br>", 1, "stands alone"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_its_line(markup: str, line: int, why: str) -> None:
    for look in (check, read):
        with pytest.raises(MarkupError, match=why) as caught:
            look(markup)
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<b>x", "never closed"),
        ("x</b>", "closes nothing"),
        ("<b><i>x</b></i>", "closes nothing"),
        ('<time at="soon">', "no instant"),
        ('<time at="2026-10-28T14:30:00">', "offset"),
        ('<time at="2026-10-28T14:30:00+00:00" style="long">', "time, day or full"),
        ('<a href="javascript:alert(1)">x</a>', "begins with"),
        ('<a href="java&#10;script:x">x</a>', "begins with"),
    ],
)
def test_what_only_a_rendering_shows_is_refused_then(markup: str, why: str) -> None:
    with pytest.raises(MarkupError, match=why):
        read(markup)


def test_a_bare_ampersand_is_refused_because_it_could_eat_a_value() -> None:
    with pytest.raises(MarkupError, match="&amp;"):
        check("\n Q&A")
    check("Q&amp;A &lt; &#10003;")


@given(st.text())
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    assert read(escape(words)) == ((Run(words),) if words else ())


@given(st.text(alphabet='<>/="&;ab itmeco\n'))
def test_any_markup_is_read_or_refused_and_never_fails_otherwise(markup: str) -> None:
    try:
        read(markup)
    except MarkupError as error:
        assert 1 <= error.line <= markup.count("\n") + 1  # noqa: PT017  # either outcome is right; the line never lies
