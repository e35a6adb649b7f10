"""What is nothing but thanks, by the table of its words, and what never is (domain.md section 10)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people import PersonId
from core.ui.slips import unstretched
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
    if word not in KNOWN and word not in called and unstretched(word, KNOWN) == word:
        assert not only_thanks(shipped(), f"{thanks}{between}{cased(word)}", MIA)


def test_no_entry_of_a_list_is_made_of_others_so_that_each_text_is_read_quickly() -> None:
    """Where any number may stand, two ways to read the same words would double with each of them."""
    for order in (clause.order for clause in CLAUSES):
        for name in (token[:-1] for token in order.split() if token.endswith("*")):
            entries = {each.strip() for each in WORDS[name].split(",")}
            made = {one for one in entries if " " in one and set(one.split()) <= entries}
            assert not made, f"{name}: {made}"


def listed(words: str) -> list[str]:
    """The sentences of a table, each between bars or at a line's end."""
    return [one.strip() for line in words.strip().splitlines() for one in line.split("|")]


SAID_BY_MANY = """
Thanks for your help, it's working again! | it's working | it's fixed | It's fixed, thank you so much | that's sorted
Thanks for your help | thank you for the help with the VPN | Thanks for the help with my laptop | thanks for the info
Danke für die schnelle Hilfe mit dem Drucker | Danke für die Hilfe bei Outlook | danke für die Rückmeldung
thanks for fixing my laptop so quickly | Thanks for sorting out the VPN | thank you for fixing the printer
Schönes WE | Danke und schönes WE! | schönen Resttag | Danke, dir auch | danke, euch auch! | You too! | Ebenso!
gleichfalls | thanks, same to you | likewise, thanks | got it, thanks | Roger, thanks | understood, thank you
Alles klar, danke | verstanden, danke | cool, thanks | thaks | thnx | thanx! | thanku | Dnake | danek | ta | lovely, ta
funzt wieder, danke | funzt wieder | tut wieder | erledigt danke | works now thanks | works thanks | fixed thanks Dana
läuft wieder danke | geht wieder danke dir | passt so, danke | läuft rund, danke | klappt's wieder
geht's wieder, danke
Perfect, thanks for the quick turnaround | thanks for the explanation | thanks for the advice | Danke für den Tipp
Danke für die Mühe | Danke für eure Geduld | vielen Dank für die Auskunft | Danke für den Hinweis
thanks for the heads up
cheers mate | thanks buddy | thanks both | danke Leute | thanks all of you | thanks a ton | thanks heaps | thanks loads
That did it, thanks | that worked! | that fixed it | that helped, thank you | das hat geholfen
Das hat geklappt, danke
Das war's, danke | daran lag's, danke | All sorted, thanks | back to normal again | it is sorted now
back to normal, thanks | it works here
works for me, thanks | geht bei mir wieder | repariert, danke | behoben, danke! | läuft wieder reibungslos | nice one
top notch service | 1A | Eins A Service | 10/10 | 5 stars | Supi | Super nett von euch | sehr nett, danke
you saved my day
you saved me! | much obliged | Merci vielmals | Bis Montag! | Danke, bis morgen | see you tomorrow, thanks | see ya
have a good one | Thanks, have a great one | talk soon | Danke und einen guten Start in die Woche | schönen Sonntag
Thanks for your efforts | thanks for the feedback | thank you for your assistance | Danke für euren Einsatz
Danke für die super Beratung | thanks for the swift response | Great job guys 👏 | THANK YOU SO MUCH!!! | ty | tysm
Danke dir, hat geklappt | Besten Dank und schönes Wochenende | Passt, danke | Top! | 👍👍👍 | ❤️ | Working now, cheers
Brilliant, all good | Awesome service as always | LG Mia | Viele Grüße, Mia | Danke & Gruß | okay danke | ok thanks
Klasse Service, weiter so | Kudos to the team | Ihr seid die Besten!! | You're a lifesaver
Great service,have a nice weekend!
Problem gelöst, vielen Dank | geht wieder :) | fixed, ty | thanks for the advice, Dana | thank you both
Danke für die Infos | well done, team | Danke euch beiden
 Guten Rutsch | thanks a million | danke vielmals | merci | grazie
Danke!!!1 | Danke!!!11 | THANKS!!!eins | thx a lot!!1 | thankss | thanksss | thxxx | dankeee | mercii | superrr, danke
thx alot
thank's | tyvm | Dankeschoen | nochmal danke | Danke im Voraus | thank you kindly | cheers mate | dziękuję
"""
MEANT_OTHERWISE = """
it works so so | works so so, thanks | läuft so lala | it was working | it's working now and then
thanks, it's so slow
it's | that's | it's not fixed | it's broken, thanks | thanks for the help with nothing
thanks for the help with my cat
thanks for your help with the VPN, it drops | Danke für die Hilfe mit dem Drucker, er klemmt | got it | understood
thanks but it still fails | works thanks to the workaround | works thanks, but slow | erledigt danke nicht | 1A broken
thanks, no change | thanks for the update, when is it done? | danke für nichts | thanks for fixing the wrong laptop
funzt nicht | tut nicht | tut weh | geht's wieder nicht | das hat nicht geholfen | that did not help
that worked yesterday
did it help? | back to normal slowness | up and down again | 2/10 | 0 stars | 1 star | we | with the vpn | mate
my vpn
the printer | so quickly gone | you too have no VPN? | bis Montag brauche ich es | see you tomorrow for the repair
have a good look | Danke, der Drucker | thanks for the info: it is down | thanks for the tip, it did nothing
passt nicht so
cool, it is broken again | roger, nothing works | 10/10 crashes | 5 stars if it worked | super nett, aber kaputt
Danke!!!1 geht nicht | danke 1 | thanks 11 | thanks!1000 is worse | danke, geht leider nicht | aaa | tyy
thanks but it is still broken | mess | danke, dass es wieder hängt
"""


@pytest.mark.parametrize("words", listed(SAID_BY_MANY))
def test_what_many_say_is_thanks(words: str) -> None:
    assert only_thanks(shipped(), words, MIA)


@pytest.mark.parametrize("words", listed(MEANT_OTHERWISE))
def test_what_says_more_than_thanks_is_none(words: str) -> None:
    assert not only_thanks(shipped(), words, MIA)


def test_the_tables_are_wide() -> None:
    assert len(set(listed(SAID_BY_MANY))) >= 150
    assert len(set(listed(MEANT_OTHERWISE))) >= 50
