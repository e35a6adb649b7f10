"""Forms cut into pages: nothing is left out, nothing moves, and what is for the fulfilment staff comes last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.answers import asked_of
from core.intake.form_pages import FIELDS, ROOM, cut, fits_a_page, page_at, page_of, weight
from core.items import ItemField

KINDS = ("text", "long_text", "select", "date", "user", "users", "number", "file")


@st.composite
def forms(draw: st.DrawFn) -> tuple[ItemField, ...]:
    """Any form that the settings reader lets through."""
    form: list[ItemField] = []
    for number in range(draw(st.integers(0, 130))):
        kind = draw(st.sampled_from(KINDS))
        options = ("yes", "no") if kind == "select" else ()
        controls = [each for each in form if each.options]
        hangs = draw(st.booleans()) and controls
        show_if = (draw(st.sampled_from(controls)).id, draw(st.sampled_from(("yes", "no")))) if hangs else None
        staff = kind != "file" and draw(st.integers(0, 40)) == 0
        form.append(
            ItemField(f"f{number}", kind, f"Field {number}", options=options, show_if=show_if, sensitive=staff)  # type: ignore[arg-type]
        )
    return tuple(form) if fits_a_page(form) else ()


@given(forms(), st.data())
def test_every_field_that_is_asked_stands_on_one_page_and_next_leads_through_all(
    form: tuple[ItemField, ...], data: st.DataObject
) -> None:
    values = {each.id: data.draw(st.sampled_from(["yes", "no", None])) for each in form if each.options}
    page, seen = page_at(form, 0, values), []
    while True:
        seen.append(page)
        if page.after is None:
            break
        following = page_at(form, page.after, values)
        assert page_at(form, following.before, values) == page
        page = following
    assert sorted(each.id for one in seen for each in one.fields) == sorted(each.id for each in asked_of(form, values))
    assert [(one.place, one.of) for one in seen] == [(number + 1, len(seen)) for number in range(len(seen))]
    assert all(page_of(form, each.id) == one.number for one in seen for each in one.fields)


@given(forms())
def test_no_page_is_more_than_a_platform_shows_and_what_is_for_the_staff_is_asked_last(
    form: tuple[ItemField, ...],
) -> None:
    pages = cut(form)
    assert [each for page in pages for each in page if each.sensitive] == [each for each in pages[-1] if each.sensitive]
    for page in pages:
        assert len(page) <= FIELDS
        assert sum(map(weight, page)) <= ROOM or len(page) == 1
        assert [each.id for each in form if each in page] == [each.id for each in page]


@pytest.mark.parametrize(("fields", "pages"), [(0, 1), (1, 1), (30, 1), (31, 2), (120, 4)])
def test_short_questions_are_thirty_a_page(fields: int, pages: int) -> None:
    assert len(cut([ItemField(f"f{each}", "number", f"Number {each}") for each in range(fields)])) == pages


def test_what_hangs_on_a_field_that_is_not_asked_is_not_asked_either() -> None:
    form = (
        ItemField("a", "select", "A", options=("x", "y")),
        ItemField("b", "select", "B", options=("x", "y"), show_if=("a", "x")),
        ItemField("c", "text", "C", show_if=("b", "x")),
    )
    assert [each.id for each in asked_of(form, {"a": "y", "b": "x"})] == ["a"]
    assert [each.id for each in asked_of(form, {"a": "x", "b": "x"})] == ["a", "b", "c"]
