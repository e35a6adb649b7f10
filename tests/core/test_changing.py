"""A value with some fields changed is what the standard library makes of it, and stays as frozen."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.hours import Calendar
from core.tickets.changing import changed
from core.tickets.ticket import Ticket
from tests.core.test_properties import ENOUGH
from tests.fakes.playing import Story, play_out, stories

FIELDS = tuple(each.name for each in fields(Ticket))


@ENOUGH
@given(stories(late=True), st.sets(st.sampled_from(FIELDS)))
def test_a_changed_ticket_is_what_the_standard_library_makes_of_it(story: Story, names: set[str]):
    play = play_out(story)
    old, new = play.states[0], play.ticket
    changes: dict[str, Any] = {name: getattr(new, name) for name in names}
    made = changed(old, **changes)
    assert made == replace(old, **changes)
    assert [hash(clock) for clock in made.clocks] == [hash(replace(clock)) for clock in made.clocks]
    assert repr(made) == repr(replace(old, **changes))
    assert old == play.states[0], "the ticket it was made from stays as it was"
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == copy.copy(made) == made


def test_a_changed_ticket_is_as_frozen_as_any():
    made = changed(Ticket(), title="VPN drops")
    with pytest.raises(FrozenInstanceError):
        made.title = "something else"  # type: ignore[misc]  # that is what is refused


def test_a_field_that_there_is_not_cannot_be_changed():
    with pytest.raises(AttributeError):
        changed(Ticket(), colour="red")  # type: ignore[call-arg]  # mypy knows the fields, too


def test_what_is_more_than_its_slots_is_left_to_the_standard_library():
    @dataclass(frozen=True)
    class Loose:
        name: str = ""

    for value in (Loose(), Calendar("always", "UTC", always=True)):
        with pytest.raises(TypeError, match=r"dataclasses\.replace"):
            changed(value, name="x")
