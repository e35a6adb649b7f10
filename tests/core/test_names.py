"""People are found by the names that are typed, and nobody is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ui.names import people_called

PEOPLE = {
    "emre.aydin@x.example": ("Emre Aydin", "Emre Aydın", "emre.aydin"),
    "emre.kaya@x.example": ("Emre Kaya",),
    "zoe.muller@x.example": ("Zoë Müller-Lüdenscheidt",),
    "lukasz.grosz@x.example": ("Łukasz Groß",),
    "ann@x.example": ("Ann",),
    "ann.lee@x.example": ("Ann Lee",),
    "yuki@x.example": ("山田 太郎",),
}


@pytest.mark.parametrize(
    ("typed", "whom"),
    [
        ("emre aydin", ["emre.aydin"]),
        ("EMRE AYDIN", ["emre.aydin"]),
        ("Emre Aydın", ["emre.aydin"]),
        ("Aydin, Emre", ["emre.aydin"]),
        ("aydin", ["emre.aydin"]),
        ("emre.aydin", ["emre.aydin"]),
        ("emre.aydin@x.example", ["emre.aydin"]),
        ("E. Aydin", ["emre.aydin"]),
        ("emre a.", ["emre.aydin"]),
        ("emre", ["emre.aydin", "emre.kaya"]),
        ("Zoe Mueller Luedenscheidt", ["zoe.muller"]),
        ("zoe muller", ["zoe.muller"]),
        ("ZOË MÜLLER-LÜDENSCHEIDT", ["zoe.muller"]),
        ("Zoe\u0308 Mu\u0308ller", ["zoe.muller"]),
        ("lukasz gross", ["lukasz.grosz"]),
        ("ann", ["ann"]),
        ("ann lee", ["ann.lee"]),
        ("太郎", ["yuki"]),
        ("e a", ["emre.aydin"]),
        ("e", []),
        ("aydin aydin", []),
        ("emre peters", []),
        ("emr", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_name_means_whom_it_fits(typed: str, whom: list[str]) -> None:
    assert [person.partition("@")[0] for person in people_called(typed, PEOPLE)] == whom


@given(st.text(max_size=60))
def test_whatever_is_typed_means_known_people_or_nobody(typed: str) -> None:
    assert set(people_called(typed, PEOPLE)) <= set(PEOPLE)
