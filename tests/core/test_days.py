"""Days as people write them behind a command: understood exactly, or refused with the words that were not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.ui.when.days import read_day, take_day

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 22, 10, 0, tzinfo=BERLIN)
"""A Thursday."""


def take(text: str) -> tuple[str | None, str]:
    at, rest = take_day(text, NOW, "Europe/Berlin")
    return (f"{at.astimezone(BERLIN):%a %Y-%m-%d %H:%M}" if at else None), rest


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("TN-881 until Friday", "Fri 2026-10-23 12:00", "TN-881"),
        ("until Friday, TN-881", "Fri 2026-10-23 12:00", ", TN-881"),
        ("until Friday 5pm", "Fri 2026-10-23 17:00", ""),
        ("until 5pm Friday", "Fri 2026-10-23 17:00", ""),
        ("until Friday at 5:30 pm", "Fri 2026-10-23 17:30", "") ,
        ("until tomorrow noon", "Fri 2026-10-23 12:00", ""),
        ("bis Freitag 14 Uhr", "Fri 2026-10-23 14:00", ""),
        ("bis übermorgen um 8:15 Uhr", "Sat 2026-10-24 08:15", ""),
        ("bis nächsten Montag", "Mon 2026-10-26 12:00", ""),
        ("bis Mo", "Mon 2026-10-26 12:00", ""),
        ("bis zum 26. Oktober", "Mon 2026-10-26 12:00", ""),
        ("until 5pm", "Thu 2026-10-22 17:00", ""),
        ("until 9:00", "Fri 2026-10-23 09:00", ""),
        ("until 22.10.", "Thu 2026-10-22 12:00", ""),
        ("until 1.8.", "Sun 2027-08-01 12:00", ""),
        ("until 21.10.2027", "Thu 2027-10-21 12:00", ""),
        ("until 29.2.", "Tue 2028-02-29 12:00", ""),
        ("TeleNord TN-881 28 Oct", "Wed 2026-10-28 12:00", "TeleNord TN-881"),
        ("in 2 weeks", "Thu 2026-11-05 12:00", ""),
        ("28.10. TN-881", "Wed 2026-10-28 12:00", "TN-881"),
        ("version 10.12. is out", None, "version 10.12. is out"),
        ("Mon Cheri ordered", None, "Mon Cheri ordered"),
        ("I think so", None, "I think so"),
        ("may be late", None, "may be late"),
    ],
)  # fmt: skip
def test_a_day_is_taken_out_of_the_words_with_all_that_is_said_of_it(text: str, at: str | None, rest: str) -> None:
    assert take(text) == (at, rest)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("until 21.10.", "day_over"),  # yesterday: nobody means next year
        ("until 1 Oct", "day_over"),
        ("until Friday or Monday", "no_day"),
        ("until monday morning", "no_day"),
        ("by Friday EOD", "no_day"),
        ("CHG-77 until 26/10/2026", "no_day"),
        ("until yesterday", "no_day"),
        ("bis Ende der Woche", "no_day"),
        ("until Fri-Mon", "no_day"),
        ("until 31 Feb", "no_such_day"),
        ("until Friday 25:00", "no_such_time"),
        ("until Friday 13pm", "no_such_time"),
    ],
)
def test_what_is_not_understood_is_refused_and_never_left_out(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        take(text)
    assert (refused.value.code, refused.value.field) == (code, None)


WORDS = st.sampled_from(
    ["until", "bis", "by", "Friday", "fri", "so", "morgen", "28", "Oct", "31.12.", "2026-11-01", "5pm", "14:00", "noon",
     "or", "-", "next", "in", "3", "days", "TN-881", ",", "um", "14", "Uhr", "zum", "29.2."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=40))
def test_no_word_is_lost_and_a_day_is_not_of_the_past(text: str) -> None:
    try:
        at, rest = take_day(text, NOW, "Europe/Berlin")
    except Refusal:
        return
    if at is None:
        assert rest == text
        return
    assert at.astimezone(BERLIN).date() >= NOW.date()
    assert all(word in text.split() or word in text for word in rest.split())
    try:
        assert read_day(text, NOW, "Europe/Berlin") == at
    except Refusal:
        assert rest
