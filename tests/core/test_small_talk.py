"""How somebody asks how their tickets stand, in their own words: in English, in German, and with a slip in them."""

from __future__ import annotations

import pytest

from core.conversation.small_talk import asks_how_it_stands

ASKED = """
status; status?; what is the status of my ticket?; status update please; any updates; any news?; any progress yet?
can I get an update?; could you give me an update on my ticket; can you tell me the status of my request?
I need an update; where is my ticket?; wheres my ticket; where's my request?; how is my ticket doing?
how's my ticket going; what about my ticket?; what's up with my ticket?; whats happening with my ticket
hi, any news on my ticket?; show me my tickets; my open tickets; is it fixed yet?; is it fixed?; is my ticket done yet?
when will it be fixed?; when will my request be ready; has my ticket been resolved yet
is anyone working on my ticket?; has anybody looked at it yet?; has anything happened yet?; what's new?
Was macht mein Ticket?; Wie ist der Stand?; Wie ist der Stand der Dinge?; wie weit ist mein Ticket
Wo bleibt meine Bestellung?; Gibt es was Neues?; gibt's schon Neuigkeiten?; gibt es ein Update zu meinem Ticket?
Irgendwelche Neuigkeiten?; Wie sieht es mit meiner Anfrage aus?; wie siehts mit meinem Ticket aus
wie siehts aus mit meinem Ticket?; Ist es fertig?; ist meine Bestellung fertig; how is it going with my request?
Was ist mit meinem Ticket?; was ist aus meiner Anfrage geworden?; Hallo, was macht meine Bestellung?; meine Tickets
zeig mir meine offenen Tickets; wann ist es fertig?; ist mein Ticket schon erledigt?
arbeitet schon jemand an meinem Ticket?; tut sich was?; Neuigkeiten?
"""
SLIPS = """
wheres my tiket?; where is my tickt; whre is my ticket; what is the staus of my ticket; any udpates?
any upates on my ticket; stauts of my request; where is my reqeust?; any nwes?; where are my tikets
status of my incidnet; was macht mein Tiket?; wie ist der Stadn?; Was macht meine Anfarge?; gibt es Neuigkeitn?
wo bleibt meine Bestelung?
"""
NOT_ASKED = """
where is the printer?; where is my laptop?; where is my mouse; how is the VPN set up?; what is my password?
what about the printer; my ticket printer jams; the ticket machine is broken; any news about the printer?
any printer on floor 2?; show my screen; status light is red; the status page is down; an update broke my laptop
windows update fails; update my phone number, please; my order form does not open; is the VPN done yet
I need an updated laptop; new request; new laptop; my report is empty; is my report ready yet?; where is my report
new update; was macht mein Drucker?; wo ist mein Laptop?; wo bleibt der Techniker
der Stand der Batterie ist niedrig; wie ist das Wetter?; neue Tastatur; gibt es neue Laptops?; neues Passwort
ist es laut; stand by; where is my tractor; staus; stauts; tiket; hello; thanks
"""


def listed(words: str) -> list[str]:
    """The sentences of a table, each between semicolons or at a line's end."""
    return [one.strip() for line in words.strip().splitlines() for one in line.split("; ")]


@pytest.mark.parametrize("words", listed(ASKED))
def test_words_that_ask_how_it_stands(words: str) -> None:
    assert asks_how_it_stands(words)
    assert asks_how_it_stands(words.upper())


@pytest.mark.parametrize("words", listed(SLIPS))
def test_a_slip_of_the_hand_asks_all_the_same(words: str) -> None:
    assert asks_how_it_stands(words)


@pytest.mark.parametrize("words", listed(NOT_ASKED))
def test_words_that_ask_for_something_else(words: str) -> None:
    assert not asks_how_it_stands(words)
