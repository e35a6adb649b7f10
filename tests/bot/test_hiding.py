"""However somebody outside spells a private answer that it repeats, nobody reads it; what it says besides stays."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.automations.hiding import HIDDEN, Private

Spelling = Callable[[str], str]
SPELLINGS: dict[str, Spelling] = {
    "as it is": str,
    "joined": lambda said: " ".join(said.split()),
    "run together": lambda said: "".join(said.split()),
    "apart": lambda said: said.replace(" ", " \n\t "),
    "small": str.lower,
    "large": str.upper,
    "no-break space": lambda said: said.replace(" ", "\xa0"),
    "HTML": html.escape,
    "HTML, all numbers": lambda said: "".join(f"&#{ord(each)};" for each in said),
    "HTML, ASCII": lambda said: said.encode("ascii", "xmlcharrefreplace").decode(),
    "address": quote,
    "address, all of it": lambda said: "".join(f"%{each:02X}" for each in said.encode()),
    "form": quote_plus,
    "JSON": json.dumps,
    "JSON, all of it": lambda said: json.dumps("".join(f"\\u{ord(each):04x}" for each in said)),
    "Python": lambda said: repr(said.encode()),
    "mail": lambda said: "".join(f"={each:02X}" for each in said.encode()),
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "Elm Street 1\n10115 Berlin": ("elm", "street", "10115", "berlin"),
    "Elm  Street 1 in Berlin": ("elm", "street", "berlin"),
    "Straße des 17. Juni 135, 10623 Berlin": ("stra", "juni", "135", "10623", "berlin"),
    "Miro, Figma": ("miro", "figma"),
    "Ann Lee": ("ann", "lee"),
    "0151 / 234567": ("0151", "234567"),
    "correct <horse> & 'battery' staple": ("correct", "horse", "battery", "staple"),
    "p@$$w0rd!": ("p@", "w0", "rd"),
    "北京市朝阳区建国路88号楼": ("北京", "朝阳", "建国", "88"),
    "Z " + "and a very long story of everything that happened " * 12: ("long", "story", "happened"),
}


@pytest.mark.parametrize("first", SPELLINGS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_private_answer_is_hidden_however_it_is_spelled(answer: str, first: str) -> None:
    for name, then in SPELLINGS.items():
        said = Private([answer]).taken_out_of(f"Xx: {then(SPELLINGS[first](answer))}. Yy")
        assert HIDDEN in said, name
        assert not [each for each in ANSWERS[answer] if each in said.casefold()], name
        assert said.startswith("Xx: "), name
        assert said.endswith("Yy"), name


@pytest.mark.parametrize("answer", ["Elm Street 1\n10115 Berlin", "Ann Lee", "p@$$w0rd!", "北京市朝阳区建国路88号楼"])
@pytest.mark.parametrize("spelling", ["as it is", "large", "address", "HTML", "JSON"])
def test_one_that_was_cut_is_hidden_as_far_as_it_goes(answer: str, spelling: str) -> None:
    for length in range(8, len(answer)):
        said = Private([answer]).taken_out_of(f"Xx {SPELLINGS[spelling](answer[:length])}")
        assert not [each for each in ANSWERS[answer] if each in said.casefold()], length


@pytest.mark.parametrize(
    ("answer", "said", "read"),
    [
        ("Elm Street 1, Berlin", "No courier goes to berlin.", "No courier goes to •••."),
        ("Elm Street 1, Berlin", '["Elm Street 1", "Berlin"] is far', '["•••"] is far'),
        ("Miro, Figma", "There is no seat of Figma left", "There is no seat of ••• left"),
        ("M", "No M in the store, nor in Munich", "No ••• in the store, nor in Munich"),
        ("No", "There is nothing here", "There is nothing here"),
        ("-", "TASK-1001 is done", "TASK-1001 is done"),
        ("Z", "", ""),
        ("\U0001f600!!", "Sad: \U0001f600!!", "Sad: •••"),
        ("We draw our plans with it.", "Grant 17 was made for mia.feld", "Grant 17 was made for mia.feld"),
    ],
)
def test_a_part_is_hidden_as_well_and_what_is_none_stays(answer: str, said: str, read: str) -> None:
    assert Private([answer]).taken_out_of(said) == read


@given(st.text(), st.lists(st.text(), max_size=3))
def test_whatever_is_said_of_whatever_is_private_something_is_read(said: str, answers: list[str]) -> None:
    read = Private(answers).taken_out_of(said)
    assert read == said or HIDDEN in read
    assert not any(len(each) >= 4 and each in read and HIDDEN not in each for each in answers)


@given(st.text(), st.binary(max_size=40))
def test_what_nothing_is_private_of_is_read_as_it_was_said(said: str, raw: bytes) -> None:
    for each in (said, quote(raw), repr(raw)):
        assert Private([]).taken_out_of(each) == each


@pytest.mark.parametrize(
    ("answer", "repeats", "gone"),
    [
        ("Jörg Müller vertreten", "User joerg.mueller was not found", "joerg mueller"),
        ("Groesse XL", "Größe unbekannt", "größe"),
        ("Größe XL für Übergang", "Groesse unbekannt, Uebergang", "groesse uebergang"),
        ("Søren Ångström", "No soeren.aangstroem here", "soeren aangstroem"),
        ("Krank seit 2026-11-09", "sick since 9 Nov 2026", "nov"),
        ("2026-11-09", "sick since 09.11.2026", "09 11 2026"),
        ("2026-11-09", "since November 9th", "november"),
        ("2026-12-01", "seit dem 1. Dezember", "dezember"),
    ],
)
def test_other_letters_and_days_as_people_write_them_are_hidden(answer: str, repeats: str, gone: str) -> None:
    said = Private([answer]).taken_out_of(repeats)
    assert HIDDEN in said
    assert not [each for each in gone.split() if each in said.casefold()], said
