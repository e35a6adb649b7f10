"""What a person's standing is by what each platform told, and when: the arithmetic of `settled`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.people import BELIEVED, SOMETIME, SURE, Person, Standing, settled

NOW = datetime(2026, 10, 22, 7, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
KNOWN = Person("katrin@example", "Katrin", "UTC", manager="ines@example", away_until=LATER)
GONE = replace(KNOWN, active=False)


def told(channel: str, active: bool | None, *, ago: timedelta = timedelta()) -> Standing:
    return Standing(channel, NOW - ago, active)


@pytest.mark.parametrize(
    ("known", "before", "heard", "silent", "active"),
    [
        (KNOWN, [], [told("slack", False)], [], False),
        (KNOWN, [], [told("slack", False), told("teams", True)], [], True),
        (KNOWN, [], [told("slack", False)], ["teams"], True),
        (KNOWN, [told("teams", True, ago=SURE / 2)], [told("slack", False)], ["teams"], True),
        (KNOWN, [told("teams", True, ago=SURE)], [told("slack", False)], ["teams"], False),
        (KNOWN, [told("teams", True, ago=SURE / 2)], [told("slack", False), told("teams", None)], [], False),
        (KNOWN, [told("slack", False, ago=SURE)], [], [], True),
        (KNOWN, [], [told("slack", None)], [], True),
        (GONE, [], [], [], False),
        (GONE, [], [told("slack", None)], [], False),
        (GONE, [], [told("slack", True)], ["teams"], True),
    ],
)
def test_an_open_account_is_enough_and_a_platform_that_does_not_tell_is_believed_for_a_day(
    known: Person, before: list[Standing], heard: list[Standing], silent: list[str], active: bool
) -> None:
    assert settled(replace(known, standings=tuple(before)), heard, NOW, silent).active is active


def test_what_is_not_told_stays_and_what_is_told_to_be_none_goes() -> None:
    untold = told("slack", True)
    assert settled(KNOWN, [untold], NOW).manager == "ines@example", "an older desk kept no words"
    assert settled(KNOWN, [untold], NOW).away_until == LATER
    named = replace(untold, manager="omar@example", manager_at=NOW, away_until=NOW + SURE, away_at=NOW)
    first = settled(KNOWN, [named], NOW)
    assert (first.manager, first.away_until) == ("omar@example", NOW + SURE)
    second = settled(first, [untold, replace(told("teams", True), manager_at=NOW, away_at=NOW)], NOW)
    assert (second.manager, second.away_until) == ("omar@example", NOW + SURE)
    none = settled(second, [replace(untold, manager_at=NOW, away_at=NOW)], NOW)
    assert (none.manager, none.away_until) == (None, None)


def test_a_word_is_believed_for_a_month_where_another_platform_says_otherwise() -> None:
    at = NOW - BELIEVED
    old = Standing("slack", at, True, manager="omar@example", manager_at=at, away_until=LATER, away_at=at)
    newer = replace(told("teams", True), manager_at=NOW, away_at=NOW)
    both = settled(replace(KNOWN, standings=(old,)), [newer], NOW)
    assert (both.manager, both.away_until) == (None, None)
    alone = settled(settled(KNOWN, [old], at), [], NOW)
    assert (alone.manager, alone.away_until) == ("omar@example", LATER)


def test_an_absence_of_which_nobody_knows_the_end_is_believed_for_a_day_without_news() -> None:
    away = replace(told("slack", True), away_until=SOMETIME, away_at=NOW)
    known = settled(KNOWN, [away], NOW)
    assert (known.away_until, known.is_there(NOW + BELIEVED)) == (SOMETIME, False)
    assert settled(known, [], NOW + SURE / 2).away_until == SOMETIME
    assert settled(known, [], NOW + SURE).away_until is None
