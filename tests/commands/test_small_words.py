"""Few words to the desk in one table: small talk calls nobody, and whatever says more is never taken for it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.commands.chats import said_on, taken
from tests.fakes.desk import DeskHouse, sentence


class Heard(NamedTuple):
    """What is done with words while one ticket is open: how the answer begins, whether it has them, whom they call."""

    answer: str
    kept: bool = False
    calls: bool = False


HEARD = {
    "greeting": Heard("Hello Mia!"),
    "status": Heard("Your tickets"),
    "thanks": Heard("Added to INC-1000", kept=True),
    "words": Heard("Added to INC-1000", kept=True, calls=True),
}
TABLE = {
    "greeting": """
        Hi Dana | Hi Dana! | Moin zusammen | Hallo liebes Team | hi all 👋 | Hello :) | helo | hiii!!1
        Guten Tag Frau Roth | Hi guys | Moin Moin zusammen!! | Hallo Dana, guten Morgen
    """,
    "status": """
        any updaet? | updaet | udpate? | any update???!!1 | Hi Dana, any update? | moin, gibt's was Neues?
        status plz | wie weit ist das? | any luck? | whats teh status | hallo Frau Roth, wie ist der Stand?
        🙏 any news?
    """,
    "thanks": """
        Danke!!!1 | thx a lot!! | cheers mate | merci | thankss | dankeee 😊 | nochmal danke | Danke im Voraus
        thx alot!!1 | Thanks Dana Roth! | tyvm | 1000 Dank | danke 🙏🙏 | thank you!!!11
    """,
    "words": """
        Hi Dana, my screen is broken | Hi Dana my screen is broken | thanks but it is still broken
        danke, geht leider nicht | 1000 is worse | #1000 is worse | INC-1000 is worse | Moin zusammen, Outlook hängt
        moin drucker kaputt | thx but no | cheers but it is down | merci, mais non | nein danke | danke!!!1 geht nicht
        thanks 1000 times it broke | status 500 | status light is red | the update broke Outlook | updated
        Hi Dana, any update on Excel? | wie weit ist das Kabel | hello world does not start | hi it is broken
        still nothing | geht immer noch nicht | urgent!!!1 | ok | ja | ok but no | stats are wrong
        thanks, next problem: the mouse | Dana | /etc is full | hi VPN | thanks for nothing
        Hallo, ich brauche Hilfe mit dem Drucker | morning shift has no VPN | mine is broken, too | neue Maus
    """,
}  # fmt: skip
CASES = [
    (kind, words.strip())
    for kind, rows in TABLE.items()
    for row in rows.strip().splitlines()
    for words in row.split("|")
]


@pytest.mark.parametrize(("kind", "words"), CASES)
async def test_few_words_are_heard_as_what_they_are(desk: DeskHouse, kind: str, words: str) -> None:
    heard, ref = HEARD[kind], await taken(desk)
    since = len(desk.said)
    assert sentence(await desk.person("mia").on_teams.sends(words)).startswith(heard.answer)
    assert len(await said_on(desk, ref)) == heard.kept
    calls = [one.facts.get("ping") for one in desk.said[since:] if one.kind == "relay"]
    assert any(calls) is heard.calls


def test_the_table_is_wide_and_half_of_it_is_no_small_talk() -> None:
    assert len(set(CASES)) >= 75
    assert sum(kind == "words" for kind, _ in CASES) * 5 >= len(CASES) * 2
