"""What is nothing but thanks, by the table of its words, and what never is (domain.md section 10)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people import PersonId
from core.ui.thanks import only_polite, only_thanks, says_it_works
from core.ui.thanks_words import CLAUSES, WORDS
from tests.fakes.desk import shipped

MIA = PersonId("mia.feld@nordlicht.example")
ALONE = sorted({like for clause in CLAUSES if clause.alone for like in clause.like})
BESIDE = sorted({like for clause in CLAUSES if not clause.alone for like in clause.like})

PEOPLE_WRITE = (
    "Thanks!", "thx", "Thank you so much, Dana!", "thanks dana", "Danke dir :)", "Vielen lieben Dank euch allen 🙏",
    "Great service, have a nice weekend!", "Super, läuft wieder. Danke!", "Perfect, works like a charm. Thanks a lot!",
    "You guys rock 🎉", "👍", ":+1::skin-tone-3:", "🙏🏽🙏🏽", "<3", "Top Arbeit, schönen Feierabend",
    "Bis bald und danke",
    "Thanks for the quick fix\nBest regards\nMia", "Hallo zusammen, vielen Dank für die schnelle Hilfe. LG Mia",
    "MANY THANKS", "It works now, thank you and have a great day", "merci & tschüss", "Alles gut jetzt, danke",
    "Kudos team", "Das ging echt fix, klasse!", "problem solved, cheers", ":heart: :tada:",
    "thank you for fixing this", "Alles wieder gut, danke", "No problem, thanks", "Many thanks to the team",
    "Frohe Weihnachten!", "grazie", "Merci beaucoup", "thanks a lot for sorting out the problem!", "Merry Christmas",
    "Danke, Lena und Emre", "THANKS DANA", "Thanks @Dana Roth", "thanks, mia",
    "Thanks Dana Roth", "Thank you for your patience, team", "Happy holidays!", "Hut ab!",
)  # fmt: skip
NOT_THANKS = (
    "thanks, but it still fails", "Danke, aber es geht immer noch nicht", "thanks for nothing", "works now? no",
    "is it fixed?", "It is back.", "ok", "yes", "hi", "Good morning", "Guten Tag zusammen", "thanks broken",
    "danke kaputt", ":rage:", "👎",
    "great, it dropped again", "super, jetzt geht gar nichts mehr", "thanks anyway", "it works, except on Wi-Fi",
    "thank you, one more thing: the printer", "danke. und der drucker?", "läuft nicht", "it works not", "no thanks",
    "Thanks! When will it be back?", "thanks in advance for fixing the printer", "🙂 no", "", "   ", "?", "...",
    "Danke, Absturz", "Perfekt, Stromausfall", "Thanks. Printer", "thanks, VPN", "Danke, Wieder", "Thanks, Nope",
    "Thanks Urgent", "Thanks. Same.", "Thanks Dana. Printer", "Danke Dana Absturz", "LG Drucker", "Hi Dana",
    "no problem",
    "thanks for fixing nothing", "thanks for not fixing this", "thanks, no problem solved yet", "thanks, roth",
    "have a look at the printer", "nice try", "good question", "not good", "Thanks Error", "bye bye laptop",
)  # fmt: skip

COMPLAINTS = (
    "but it still fails", "it dropped again", "aber es geht nicht", "the printer jams", "still broken",
    "when will it work?",
    "leider nicht", "es hängt wieder", "not fixed", "can you look again", "INC-1042 is open", "error 0x80",
    "see the file",
)  # fmt: skip


@pytest.mark.parametrize("words", [*ALONE, *PEOPLE_WRITE])
def test_thanks_are_only_thanks(words: str) -> None:
    assert only_thanks(shipped(), words, MIA)


@pytest.mark.parametrize("words", [*BESIDE, *NOT_THANKS])
def test_anything_else_is_no_thanks(words: str) -> None:
    assert not only_thanks(shipped(), words, MIA)


@given(
    st.lists(st.sampled_from(ALONE), min_size=1, max_size=3), st.sampled_from([", ", ". ", "! ", "\n", " 🙏 ", " and "])
)
def test_thanks_upon_thanks_are_thanks_in_any_case_and_with_any_marks(said: list[str], between: str) -> None:
    words = between.join(said)
    assert only_thanks(shipped(), words, MIA)
    assert only_thanks(shipped(), words.upper(), MIA)
    assert only_thanks(shipped(), f"{words} 👍", MIA)


@given(
    st.sampled_from(ALONE),
    st.sampled_from(COMPLAINTS),
    st.sampled_from([", ", ". ", " ", " - ", "\n", " 🙏 "]),
    st.booleans(),
)
def test_thanks_with_a_complaint_are_no_thanks(thanks: str, complaint: str, between: str, first: bool) -> None:
    words = (complaint, thanks) if first else (thanks, complaint)
    assert not only_thanks(shipped(), between.join(words), MIA)


@pytest.mark.parametrize(
    ("words", "works"),
    [
        ("it works now", True), ("geht wieder, danke", True), ("problem solved", True), ("All good now!", True),
        ("works now", True), ("erledigt", True), ("thanks!", False), ("👍", False), ("well done", False),
        ("it does not work", False),
    ],
)  # fmt: skip
def test_that_something_works_is_more_than_thanks(words: str, works: bool) -> None:
    assert says_it_works(shipped(), words, MIA) is works


@pytest.mark.parametrize(
    ("words", "polite"),
    [
        ("thanks", True), ("Thank you so much, Dana 🙏", True), ("👍", True), ("danke, schönes Wochenende", True),
        ("yes, thanks", False), ("ok thanks", False), ("it works now", False), ("perfect", False),
        ("the third floor, thanks", False),
    ],
)  # fmt: skip
def test_mere_thanks_say_neither_yes_nor_that_it_works(words: str, polite: bool) -> None:
    assert only_polite(shipped(), words, MIA) is polite


KNOWN = {word for listed in WORDS.values() for each in listed.split(",") for word in each.split()}


@given(
    st.sampled_from(ALONE),
    st.sampled_from([", ", ". ", "! ", " ", "\n"]),
    st.from_regex(r"[a-z]{3,9}", fullmatch=True),
    st.sampled_from([str.lower, str.title, str.upper]),
)
def test_a_word_that_is_not_in_the_table_makes_it_no_thanks_in_any_case(
    thanks: str, between: str, word: str, cased: Callable[[str], str]
) -> None:
    called = {name for one in {*shipped().responders, *shipped().managers, MIA} for name in re.findall(r"\w+", one)}
    if word not in KNOWN and word not in called:
        assert not only_thanks(shipped(), f"{thanks}{between}{cased(word)}", MIA)


def test_no_entry_of_a_list_is_made_of_others_so_that_each_text_is_read_quickly() -> None:
    """Where any number may stand, two ways to read the same words would double with each of them."""
    for order in (clause.order for clause in CLAUSES):
        for name in (token[:-1] for token in order.split() if token.endswith("*")):
            entries = {each.strip() for each in WORDS[name].split(",")}
            made = {one for one in entries if " " in one and set(one.split()) <= entries}
            assert not made, f"{name}: {made}"
