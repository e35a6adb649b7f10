"""Impact and urgency through the shipped matrix, and what a VIP changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tickets.priority import PRIORITIES, Matrix, derive, is_raise, rank

LEVELS = (1, 2, 3, 4)
SHIPPED: Matrix = {
    1: ("P1", "P2", "P2", "P3"),
    2: ("P2", "P2", "P3", "P4"),
    3: ("P2", "P3", "P4", "P4"),
    4: ("P3", "P4", "P4", "P5"),
}
levels = st.sampled_from(LEVELS)
cells = st.sampled_from(PRIORITIES)
any_matrix = st.lists(st.tuples(cells, cells, cells, cells), min_size=4, max_size=4).map(
    lambda rows: dict(zip(LEVELS, rows, strict=True))
)


@pytest.mark.parametrize("impact", LEVELS)
@pytest.mark.parametrize("urgency", LEVELS)
def test_a_priority_is_the_cell_of_its_impact_and_urgency(impact, urgency):
    assert derive(SHIPPED, impact, urgency) == SHIPPED[impact][urgency - 1]


def test_the_corners_agree_with_what_people_know():
    assert derive(SHIPPED, 1, 1) == "P1"
    assert derive(SHIPPED, 4, 4) == "P5"


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, "P1"), (1, 2, "P2"), (1, 4, "P2"), (2, 3, "P2"), (3, 2, "P2"), (4, 2, "P3"), (4, 4, "P4"), (4, 1, "P3")],
)
def test_a_vip_raises_urgency_one_step_but_never_to_p1(impact, urgency, priority):
    assert derive(SHIPPED, impact, urgency, vip_bump=1) == priority


def test_a_vip_whose_step_would_be_p1_gets_p2():
    steep: Matrix = {1: ("P1", "P3", "P4", "P5"), 2: ("P2",) * 4, 3: ("P3",) * 4, 4: ("P4",) * 4}
    assert derive(steep, 1, 2, vip_bump=1) == "P2"


@given(any_matrix, levels, levels, st.integers(0, 3))
def test_a_vip_never_gets_less_and_never_a_p1_that_others_would_not(matrix, impact, urgency, bump):
    plain, vip = derive(matrix, impact, urgency), derive(matrix, impact, urgency, bump)
    assert rank(vip) <= rank(plain)
    assert (vip == "P1") <= (plain == "P1")


@given(levels, levels, levels, levels, st.integers(0, 1))
def test_worse_is_never_less_urgent_in_the_shipped_matrix(i1, i2, u1, u2, bump):
    worse = derive(SHIPPED, min(i1, i2), min(u1, u2), bump)
    assert rank(worse) <= rank(derive(SHIPPED, max(i1, i2), max(u1, u2), bump))


@pytest.mark.parametrize(("impact", "urgency"), [(0, 1), (5, 1), (1, 0), (1, 5), (1, -1)])
def test_an_impact_or_urgency_off_the_matrix_is_an_error(impact, urgency):
    with pytest.raises(ValueError, match=f"impact {impact} with urgency {urgency}"):
        derive(SHIPPED, impact, urgency)


def test_priorities_rank_from_one_to_five():
    assert [rank(each) for each in PRIORITIES] == [1, 2, 3, 4, 5]


def test_a_raise_is_towards_p1():
    assert is_raise("P3", "P1")
    assert not is_raise("P1", "P3")
    assert not is_raise("P2", "P2")
