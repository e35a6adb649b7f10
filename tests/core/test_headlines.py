"""The title that is made of what people write: its first sentence that says something."""

from __future__ import annotations

import pytest

from core.intake.titles import beside_title, headline

TITLES = [
    ("The printer jams", "The printer jams"),
    ("Hi\nAlso, my printer is on fire. It burns.", "My printer is on fire."),
    ("Hello Dana, the VPN drops every hour. Since noon.", "The VPN drops every hour."),
    ("Dear Mr. Smith, my badge is lost", "My badge is lost"),
    ("Guten Morgen zusammen, der Drucker druckt nicht mehr. Danke!", "Der Drucker druckt nicht mehr."),
    ("Hi Deskbell! I cannot log in.", "I cannot log in."),
    ("hi my printer is broken, please help", "My printer is broken, please help"),
    ("also the printer is loud", "The printer is loud"),
    ("And one more thing: Outlook crashes", "Outlook crashes"),
    ("Außerdem: das WLAN ist weg", "Das WLAN ist weg"),
    ("Außerdem geht das WLAN nicht", "Außerdem geht das WLAN nicht"),
    ("1001\nIt is slow again since noon", "It is slow again since noon"),
    ("#1001: still broken today", "Still broken today"),
    ("INC-1001\nAnd also: Outlook crashes at start.", "Outlook crashes at start."),
    ("1001 again\nThe dock does not charge.", "The dock does not charge."),
    ("INC-1001 is still broken", "INC-1001 is still broken"),
    ("hmm\nMy phone screen broke.", "My phone screen broke."),
    ("z.B. geht Teams nicht. Outlook auch nicht.", "z.B. geht Teams nicht."),
    ("Hi\nVPN", "VPN"),
    ("hi", "hi"),
    ("1001 again", "1001 again"),
    ("> The VPN drops\n(shared from Emre Aydin)", "The VPN drops"),
    ("", ""),
]


@pytest.mark.parametrize(("words", "title"), TITLES)
def test_a_title_is_the_first_sentence_that_says_something(words: str, title: str) -> None:
    assert headline(words) == title


@pytest.mark.parametrize(("words", "title"), TITLES)
def test_a_description_has_all_that_the_title_leaves_out_and_is_never_the_same(words: str, title: str) -> None:
    beside = beside_title(words)
    assert beside.lstrip("> ") != title or not title
    assert beside or words.lstrip("> ") == title
    assert beside in (words, "") or (words.startswith(">") and beside == "(shared from Emre Aydin)")
