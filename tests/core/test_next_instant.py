"""The next instant is the agenda's first under whatever rules, also where it is asked for only up to an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from core.agenda import agenda, next_instant
from core.calendars.hours import Calendar, advance, soonest
from core.policy import Policy, SlaRules, WarnAt
from tests.core.test_hours_counted import calendars, instants
from tests.core.test_properties import ENOUGH
from tests.fakes.company import shipped
from tests.fakes.playing import Story, play_out, stories

OPEN = ((0, 360),), ((540, 1020),), ((480, 720), (780, 1020)), ((1320, 1680),), ((0, 1440),)
"""Hours of a day on which something is due sooner or later."""


@st.composite
def rules(draw: st.DrawFn) -> Policy:
    """The sample company with other hours, and other warnings."""
    company = shipped()
    drawn = {
        name: Calendar(name, draw(st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"])), tuple(hours))
        for name in company.calendars
        if (hours := draw(st.lists(st.sampled_from(OPEN), min_size=7, max_size=7)))
    }
    each: tuple[WarnAt, ...] = (50, 75, 90)
    warned = draw(st.sets(st.sampled_from(each)))
    return replace(company, calendars=drawn, rules=SlaRules(warn_at=tuple(sorted(warned))))


@ENOUGH
@given(stories(late=True), rules(), rules(), st.timedeltas(timedelta(hours=-1), timedelta(days=9)))
def test_the_next_instant_is_the_agendas_first_also_after_the_rules_have_changed(
    story: Story, old: Policy, new: Policy, ahead: timedelta
):
    play = play_out(story, policy=old)
    for ticket in play.states:
        for policy in (old, new):
            first = min((due.at for due in agenda(ticket, policy)), default=None)
            assert next_instant(ticket, policy) == first
            for until in (story.start + ahead, *([first, first - timedelta(seconds=1)] if first else [])):
                asked = next_instant(ticket, policy, until)
                assert asked == (first if first is not None and first <= until else None)


@given(calendars(), instants, st.integers(0, 3 * 86_400), st.integers(0, 999_999))
def test_open_time_passes_no_faster_than_time(calendar: Calendar, start, seconds: int, micros: int):
    assume(any(calendar.weekly))
    begin = start + timedelta(microseconds=micros)
    assert soonest(begin, seconds) <= advance(calendar, begin, seconds)
