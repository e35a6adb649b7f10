"""No list of choices has two that read alike, however long or alike the names are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.ui.cards import Action, Button, say
from core.ui.forms import Choice, told_apart
from core.ui.text import apart, plain

names = st.lists(
    st.one_of(
        st.sampled_from(["Laptop", "Laptop (2)", "Laptop (3)"]),
        st.builds(lambda head, tail: f"{'Long name ' * head}{tail}", st.integers(5, 12), st.sampled_from("abcde")),
        st.text(min_size=1, max_size=90),
    ),
    max_size=12,
)


@given(names, st.sampled_from([20, 70, 75]))
def test_labels_differ_fit_and_stay_as_they_are_where_they_can(labels: list[str], limit: int) -> None:
    found = apart(labels, limit)
    assert len(set(found)) == len(labels)
    assert all(len(each) <= limit for each in found)
    if len(set(labels)) == len(labels) and all(len(each) <= limit for each in labels):
        assert list(found) == labels


def test_what_tells_long_names_apart_is_read() -> None:
    head = "Standard notebook for the people of the planning department in "
    assert [each[-7:] for each in apart([f"{head}Berlin, floor 2", f"{head}Berlin, floor 3"], 70)] == [
        "floor 2",
        "floor 3",
    ]


@given(names)
def test_the_buttons_of_a_question_and_the_options_of_a_field_differ(labels: list[str]) -> None:
    card = say(plain("Which one?"), *(Button(each, Action("show", {"n": n})) for n, each in enumerate(labels)))
    assert len({each.label for each in card.buttons}) == len(labels)
    options = told_apart(Choice(str(n), each) for n, each in enumerate(labels))
    assert len({each.label for each in options}) == len(labels)
    assert [each.value for each in options] == [str(n) for n in range(len(labels))]
