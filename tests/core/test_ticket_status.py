"""How somebody asks how one ticket of theirs stands, which they call by what it is about, in English and German."""

from __future__ import annotations

import pytest

from core.conversation.small_talk import asks_how_it_stands, is_greeting
from tests.core.test_small_talk import listed

ASKED = """
What is the status of my ticket about the vpn?; what's the status of my VPN ticket; status of my printer ticket?
any news on my ticket about the printer?; any update on my laptop order?
any updates regarding my request for Figma?; where is my ticket for the docking station?; where is my headset order?
is my ticket about the badge fixed yet?; has my ticket about the projector been resolved yet?
when will my ticket about the Wi-Fi be fixed?; is anyone working on my ticket about Outlook?
has anyone looked at my ticket?; has anyone looked at my printer ticket yet?
did anybody look at my ticket about the scanner?; has somebody seen my ticket?; what's happening with my VPN ticket?
what about my ticket with the broken screen?; how is my ticket about the shared mailbox doing?
how's it going with my laptop request?; can you tell me the status of my ticket about the vpn?
could you give me an update on my ticket about SAP?; do you have any news about my order for a second screen?
who is working on my ticket?; who is working on my VPN ticket?; is my ticket being worked on?
what's the latest on my ticket about the printer?; how far along is my ticket?
is there any progress on my phone order?; Hi, any news on my ticket about the vpn?
what is going on with my ticket regarding the ERP?; any news on the VPN ticket?; has my request been approved yet?
did someone pick up my ticket about the mouse?; when will my laptop order be ready?
Wie steht es um mein VPN-Ticket?; wie steht's um mein Ticket zum VPN?; Was ist der Stand meines Tickets zum Drucker?
hat sich schon jemand mein ticket angeschaut?; Hat sich schon jemand mein Drucker-Ticket angesehen?
hat schon jemand mein Ticket gesehen?; hat sich schon jemand um mein Ticket gekümmert?
Gibt es Neuigkeiten zu meinem VPN-Ticket?; gibt es etwas Neues zu meinem Ticket wegen des Druckers?
wie sieht es mit meiner Laptop-Bestellung aus?; wo bleibt meine Laptopbestellung?; wie weit ist mein Druckerticket?
was macht mein Ticket über Outlook?; was ist mit meinem Ticket wegen der Tastatur?; Status meines VPN-Tickets?
wie ist der Status von meinem Ticket zum Thema VPN?; arbeitet schon jemand an meinem Ticket zum Drucker?
kümmert sich jemand um mein VPN-Ticket?; wann ist mein Ticket zum Beamer erledigt?
ist mein Drucker-Ticket schon fertig?; wurde mein Ticket schon bearbeitet?; wird mein Ticket schon bearbeitet?
ist mein Ticket schon in Bearbeitung?; wer bearbeitet mein Ticket?; wer kümmert sich um mein VPN-Ticket?
Wie ist der Stand bei meiner Anfrage zu Figma?; wann wird meine Störung mit dem WLAN behoben?
Hallo, wie steht es um mein Ticket zum VPN?; könnt ihr mir sagen, wie es um mein VPN-Ticket steht?
tut sich was bei meinem Ticket zum Drucker?; in welchem Status ist mein Ticket?
welchen Status hat mein Ticket zum VPN?; geht es mit meinem VPN-Ticket voran?
could you please check the status of my ticket about the printer?; I wonder what the status of my printer ticket is
can someone tell me how my VPN ticket is going?; please give me an update on my ticket for the laptop
what's the progress on my request for a monitor?; has there been any progress on my vpn ticket?
how's my VPN request coming along?; when can I expect news on my printer ticket?
any luck with my ticket about the vpn?; update on my printer ticket please
Was gibt es Neues zu meinem Ticket zum Drucker?; was tut sich bei meinem VPN-Ticket?; Wo steht mein Ticket?
wie läuft es mit meinem Druckerticket?; Ich wollte fragen, wie der Stand bei meinem VPN-Ticket ist
gibt's schon was zu meinem Ticket wegen VPN?; wie ist der aktuelle Stand meiner Bestellung?
Ist mein Ticket angekommen?; habt ihr mein Ticket gesehen?; habt ihr euch mein Ticket schon angeschaut?
hat jemand schon was zu meinem Drucker-Ticket?; wann kümmert ihr euch um mein VPN-Ticket?
wann wird mein VPN-Ticket bearbeitet?; did you get my ticket about the vpn?
have you had a chance to look at my ticket?; have you looked at my ticket yet?; is my ticket still open?
is my vpn ticket open?; where do we stand with my laptop order?; where are we on my VPN ticket?
how long will my laptop order take?; when will my headset order arrive?
wie lange dauert meine Laptop-Bestellung noch?; wann kommt meine Bestellung?
what happened to my ticket about the vpn?; whats the status on the printer ticket
"""
ASKED_OTHERWISE = """
what is the current state of my ticket; what is the status on this?; what's the status of that?; any eta on my ticket?
what is the eta of my order?; könntest du mir ein Update geben?; könnt ihr uns bitte kurz ein Update geben?
Könnten Sie mir einen Zwischenstand zu meinem Ticket geben?; kann mir jemand ein Update geben?
wie schaut es aus mit meinem Ticket; wie sieht's aus mit meiner Bestellung?; Bitte um Status; bitte um ein kurzes Update
Bitte um Rückmeldung zu meinem Ticket; Kurzes Update?; quick update?; quick status on my ticket?
kann mir jemand sagen, wie der Stand ist?; könnt ihr mir sagen, wie der Status ist?; Wo ist mein Ticket geblieben?
wo bleibt meine Bestellung denn?; who has my ticket?; which tickets do I have; which open tickets do I have?
what tickets have I got open?; do I have any open tickets?; have I got any tickets open?; habe ich offene Tickets?
habe ich noch Tickets offen?; welche Tickets habe ich?; welche offenen Tickets habe ich gerade?
is my order on its way?; are my orders on their way yet?; has my order been shipped?; was my order delivered yet?
ist meine Bestellung schon unterwegs?; wurde meine Bestellung schon verschickt?; ist meine Bestellung geliefert worden?
is there a solution yet?; is there any fix yet?; have you found a solution?; gibt es schon eine Lösung?
habt ihr inzwischen eine Lösung gefunden?
"""
NOT_ASKED_EITHER = """
I have no answer from the mail server; there is no reply from the printer; my order was delivered to the wrong room
my order was delivered broken; wurde meine Bestellung storniert?; I have two open tickets; ich habe offene Tickets
which ticket machine do I have to use?; what is the status of the server?; what is the status code 503?; eta is wrong
is there a fix for the login page?; is there a solution for my printer?; gibt es eine Lösung für meinen Drucker?
bitte um Zugriff auf SAP; bitte um ein Update von Windows; bitte um Rückruf; könnt ihr mir Zugriff geben?
könntest du mir ein Update von Office geben?; can you give me an update of Windows?; a quick update broke my laptop
kurzes Update hat meinen Laptop zerstört; still no network; still nothing; immer noch kein Netz; noch keine Maus da
no reply; no answer; who has my laptop?; who has my ticket printer?; wo ist mein Laptop geblieben?
wie sieht es aus mit meinem Laptop, der ist kaputt; das Update ist fehlgeschlagen; status page is down
nothing works; it is on its way to break; has my laptop been delivered to Berlin?; do I have to open a ticket?
how many tickets can I sell?; habe ich ein Problem?; habe ich Zugriff auf SAP?
"""
NOT_ASKED = """
my ticket about the vpn is still broken; my VPN ticket can be closed; please close my ticket about the printer
my ticket about the vpn; the printer ticket, please; mein VPN-Ticket; add this to my ticket about the vpn
the status light of my printer is red; what is the status of the printer?; where is my parking ticket?
where is my train ticket?; any news on my pull request?; where is my purchase order form?
my order form does not open; what is the vpn address for my ticket system?; where is my ticket printer?
is my printer fixed to the wall?; has anyone seen my laptop?; has anyone looked at the printer?
did anybody find my badge?; who is working on floor 3?; who is working on the VPN?
has anyone the number of the canteen?; any news on the printer?; is the printer order dialog broken?
the ticket machine in the lobby is broken; my ticket about the vpn has the wrong title
when will my laptop be ready?; my request for Figma was for two people; the order for the laptop should go to Split
I need my order before Friday; is my ticket about the vpn a duplicate of the one from Jan?
can you move my ticket about the vpn to Infra?; was my VPN ticket about Berlin or Split?
someone looked at my ticket but the printer jams again; mein Ticket zum VPN kann zu
mein VPN-Ticket ist falsch zugeordnet; bitte schließt mein Ticket zum Drucker; wie steht es um den Drucker?
hat sich schon jemand den Drucker angeschaut?; hat jemand mein Ladekabel gesehen?; wer kümmert sich um die Drucker?
wo ist mein Bahnticket?; wo bleibt meine Krankmeldung?; was bedeutet meine Fehlermeldung?
meine Laptop-Bestellung soll nach Split; in welchem Stock ist mein Drucker?; was ist mit meiner Anmeldung?
könnt ihr mein Ticket zum VPN schließen?; wer hat mein Passwort geändert?; wird mein Laptop schon geladen?
jemand hat sich mein Ticket angeschaut, aber es geht nicht; wie ist der Stand der Sonne?
zu meinem Ticket zum VPN: es geht wieder nicht
"""


@pytest.mark.parametrize("words", [*listed(ASKED), *listed(ASKED_OTHERWISE)])
def test_whatever_the_ticket_is_called_by_it_is_asked_how_it_stands(words: str) -> None:
    assert asks_how_it_stands(words)
    assert asks_how_it_stands(words.upper())
    assert not is_greeting(words, {})


@pytest.mark.parametrize("words", [*listed(NOT_ASKED), *listed(NOT_ASKED_EITHER)])
def test_words_that_name_a_ticket_and_say_something_or_ask_for_something_else(words: str) -> None:
    assert not asks_how_it_stands(words)


@pytest.mark.parametrize("words", ["my " * 60, "my ticket about " * 9])
def test_words_that_nearly_ask_are_read_at_once(words: str) -> None:
    assert not asks_how_it_stands(f"{words} x!")
