"""Which words of a chat with one open ticket are plainly a new wish, in English and German, and which go on with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.conversation.new_wishes import is_new_wish
from core.tickets.ticket import Ticket
from tests.fakes.desk import shipped

PROJECTOR = replace(Ticket(), ref="INC-1000", title="Projector in Spree is dark", service="office")

NEW = [
    "Ich brauche einen neuen Laptop",
    "I need a new laptop",
    "Can I get Figma please",
    "Ich hätte gern Figma",
    "Could you also order Photoshop for me?",
    "Könnt ihr mir auch Photoshop bestellen?",
    "please order a headset",
    "Ich möchte ein Headset bestellen",
    "We need a shared mailbox for the fair",
    "question how do I book a room?",
    "How can I change my signature?",
    "Wie kann ich eine Vertretung eintragen?",
    "Wo finde ich die Reisekostenrichtlinie?",
    "VPN drops every hour",
    "no wifi in Berlin",
    "Mail kommt nicht an",
    "I got a phishing mail",
    "Mein Handy wurde gestohlen",
    "ERP orders are stuck",
]
SAME = [
    "it also happens at home",
    "Das passiert auch zuhause",
    "The projector is needed at 3 pm",
    "still dark, the lamp too",
    "same with my laptop",
    "Der Fehler kommt auch mit HDMI",
    "I need help by noon",
    "Ich brauche Hilfe bis Mittag",
    "please hurry",
    "How long will it take?",
    "wie kann ich dabei helfen?",
    "yes, since Monday",
    "ja, seit Montag",
    "Room 4, second floor",
    "I ordered it last year, order number 77",
    "How do I restart it meanwhile?",
    "We have a meeting at ten",
    "Er zeigt nur blau",
    "Slack me when you are there",
]


@pytest.mark.parametrize("said", NEW)
def test_plainly_something_else_is_a_new_wish(said: str) -> None:
    assert is_new_wish(shipped(), "mia.feld", said, PROJECTOR)


@pytest.mark.parametrize("said", SAME)
def test_all_else_goes_on_with_the_ticket(said: str) -> None:
    assert not is_new_wish(shipped(), "mia.feld", said, PROJECTOR)


def test_what_shares_a_word_with_the_ticket_goes_on_with_it() -> None:
    laptop = replace(PROJECTOR, title="My laptop is dead", service="workplace-it")
    assert not is_new_wish(shipped(), "mia.feld", "Ich brauche einen neuen Laptop", laptop)
    screen = replace(PROJECTOR, title="Screen flickers", service="identity")
    assert is_new_wish(shipped(), "mia.feld", "Ich brauche einen neuen Laptop", screen)
