"""Answers to a question with buttons, as people type them: what is one, and what says more than that."""

from __future__ import annotations

import pytest

from core.ui.yes_no import read_answer
from tests.core.test_thanks import MIA
from tests.fakes.company import shipped


def read(words: str, *, ordered: bool = False) -> str:
    return " ".join(sorted(read_answer(shipped(), words, MIA, ordered=ordered)))


ANSWERS = {
    "yes": "yes | ja | Yep! | ja danke | yes. | yess | yse | jaa | Jaaa!!! | yes it does | ja 👍 | yes :) | yes thanks"
    " | 👍 | 👍🏽 | :+1::skin-tone-2: | ✅ | all good, yes | Ja, alles gut | jo | jawohl | Yes, thank you so much",
    "works": "it works | Works now | works | it wroks | geht wieder | läuft | Perfekt, läuft wieder | thx, works now."
    " | fixed | sorted, thanks | Funktioniert wieder, danke!",
    "works yes": "Yes, it works | YES IT WORKS | Ja, geht wieder, danke | yes works great | ja, es funktioniert",
    "no": "no | nein | Nope | nien | noo | leider nein | not yet | noch nicht | nein leider nicht | 👎 | :-1: | ❌"
    " | no 🙁",
    "broken": "still broken | geht nicht | geht immer noch nicht | not working | doesn't work | Still doesn’t work"
    " | funktioniert leider nicht | immer noch kaputt | It is still broken | same problem | stil broken",
    "broken no": "No, still broken | no still broken | nein, geht nicht | no it doesn't work | Nein, immer noch defekt",
    "": "thanks | Thank you! | ok | ok thanks | great | yes but it is slow | yes? | works now? no | no thanks | no news"
    " | nein danke | no problem | it works, except on Wi-Fi | yes it works but slow | now | note | nothing | hello"
    " | It dropped again. | jan | eyes | yesterday it worked | thanks 👍 | no idea | ja aber | nie | Does it work?"
    " | works so so",
}  # fmt: skip


@pytest.mark.parametrize(("meant", "listed"), ANSWERS.items())
def test_an_answer_is_read_in_both_languages_and_through_slips(meant: str, listed: str) -> None:
    said = [one.strip() for one in listed.split("|")]
    assert {one: read(one) for one in said} == dict.fromkeys(said, meant)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("got it", "works"), ("Yes, received", "works yes"), ("angekommen", "works"), ("ja, bekommen", "works yes"),
        ("not arrived", "broken"), ("No, not right", "broken no"), ("noch nicht angekommen", "broken"),
        ("yes I did", "yes"), ("the wrong one", "broken"),
    ],
)  # fmt: skip
def test_of_an_order_people_say_whether_they_got_it(words: str, meant: str) -> None:
    assert read(words, ordered=True) == meant
