"""What is guessed from words in English and German, and which guess hangs on one word alone and is asked about."""

from __future__ import annotations

import pytest

from core.intake.guessing import guess
from core.intake.presetting import why_guessed
from core.ui.blanks import wording
from tests.fakes.desk import shipped

GUESSES: list[tuple[str, str | None, str | None, str | None]] = [
    ("Beamer", "office", "meeting_room", "Beamer"),
    ("Der Beamer in Raum 4 bleibt dunkel", "office", "meeting_room", "Beamer"),
    ("Herr Beamer braucht Hilfe", "office", "meeting_room", "Beamer"),
    ("projector shows no picture", "office", "meeting_room", "projector"),
    ("meeting room projector is dead", "office", "meeting_room", None),
    ("Meeting room 3 is too warm", "office", "meeting_room", None),
    ("Drucker", "office", "printer", "Drucker"),
    ("der Drucker druckt nur weisse Seiten", "office", "printer", "Drucker"),
    ("toner", "office", "printer", "toner"),
    ("toner is empty and there is a paper jam", "office", "printer", None),
    ("printer on floor 2 jams", "office", "printer", None),
    ("door", "office", "badge", "door"),
    ("my badge opens no door", "office", "badge", None),
    ("Die Tür geht nicht auf", None, None, None),
    ("vpn drops", "network", "vpn", None),
    ("VPN bricht ab", "network", "vpn", None),
    ("no wifi in Berlin", "network", "wifi", None),
    ("WLAN weg", "network", "wifi", "WLAN"),
    ("Kein Internet im Lager", "network", None, "Internet"),
    ("the network is slow", "network", None, None),
    ("cable", "network", "lan", "cable"),
    ("Outlook startet nicht", "email-collab", "mail", "Outlook"),
    ("outlook", "email-collab", "mail", "outlook"),
    ("Mail kommt nicht an", "email-collab", "mail", None),
    ("my calendar is empty", "email-collab", "calendar", None),
    ("Slack is down", "email-collab", "chat", "Slack"),
    ("Teams", "email-collab", "chat", "Teams"),
    ("our teams are waiting for the report", "email-collab", "chat", "teams"),
    ("password", "identity", "login", "password"),
    ("Passwort vergessen", "identity", "login", "Passwort"),
    ("I cannot log in", "identity", "login", None),
    ("MFA code is refused", "identity", "mfa", None),
    ("second factor does not come", "identity", "mfa", None),
    ("laptop", "workplace-it", None, "laptop"),
    ("Mein Laptop geht nicht an", "workplace-it", None, "Laptop"),
    ("the screen of my laptop flickers", "workplace-it", None, None),
    ("Bildschirm flackert", "workplace-it", None, "Bildschirm"),
    ("windows", "workplace-it", None, "windows"),
    ("the windows in our office do not close", None, None, None),
    ("ERP orders are stuck", "erp", "orders", None),
    ("Rechnungen fehlen im ERP", "erp", None, None),
    ("checkout fails in the web shop", "web-shop", "checkout", None),
    ("fraud", "security-report", "phishing", "fraud"),
    ("stolen", "security-report", "lost_device", "stolen"),
    ("verdächtige Mail", "security-report", "phishing", "verdächtige"),
    ("phishing mail", "security-report", "phishing", None),
    ("the report shows nothing", None, None, None),
    ("our security camera is dark", None, None, None),
    ("I have a security report", "security-report", None, None),
    ("it does not work", None, None, None),
    ("nichts geht", None, None, None),
    ("Hilfe", None, None, None),
    ("coffee machine leaks", None, None, None),
    ("der Aufzug steckt fest", None, None, None),
    ("Mein Bildschirm bleibt schwarz", "workplace-it", None, "Bildschirm"),
    ("Der Monitor flackert seit heute", "workplace-it", None, "Monitor"),
    ("Die Tastatur schreibt doppelte Buchstaben", "workplace-it", None, "Tastatur"),
    ("Meine Maus reagiert nicht", "workplace-it", None, "Maus"),
    ("Der Rechner startet nicht mehr", "workplace-it", None, "Rechner"),
    ("Das Netzteil vom Laptop ist kaputt", "workplace-it", None, None),
    ("Ich habe mein Passwort vergessen", "identity", "login", "Passwort"),
    ("Mein Konto ist gesperrt", "identity", "login", None),
    ("Ich kann mich nicht anmelden", "identity", "login", "anmelden"),
    ("Die Anmeldung bei SAP geht nicht", "identity", "login", "Anmeldung"),
    ("Kennwort abgelaufen", "identity", "login", "Kennwort"),
    ("Der Drucker im zweiten Stock druckt nicht", "office", "printer", "Drucker"),
    ("Papierstau im Drucker", "office", "printer", None),
    ("Das WLAN ist sehr langsam", "network", "wifi", "WLAN"),
    ("Kein Netz im Büro", "network", None, "Netz"),
    ("Das Internet ist langsam", "network", None, "Internet"),
    ("VPN bricht alle fünf Minuten ab", "network", "vpn", None),
    ("Der Fernzugriff geht nicht", "network", "vpn", "Fernzugriff"),
    ("Die Netzwerkdose an meinem Platz ist tot", "network", "lan", "Netzwerkdose"),
    ("Mein Postfach ist voll", "email-collab", "mail", "Postfach"),
    ("Outlook stürzt beim Start ab", "email-collab", "mail", "Outlook"),
    ("Im Kalender fehlen Termine", "email-collab", "calendar", "Kalender"),
    ("Zugriff verweigert auf dem Laufwerk", "identity", "permissions", None),
    ("Der Beamer im Besprechungsraum geht nicht", "office", "meeting_room", None),
    ("Meine Türkarte öffnet nicht", "office", "badge", "Türkarte"),
    ("Mein Laptop ist langsam", "workplace-it", None, "Laptop"),
    ("Mir fehlt die Berechtigung für den Ordner", "identity", "permissions", "Berechtigung"),
    ("Mein Laptop wurde gestohlen", "security-report", "lost_device", "gestohlen"),
    ("Verdächtige Mail bekommen", "security-report", "phishing", "Verdächtige"),
    ("Ich brauche eine neue Maus", "workplace-it", None, "Maus"),
    ("Der Akku hält nur eine Stunde", "workplace-it", None, "Akku"),
]
"""Words, the service and the kind that they mean, and the one word that a guess hangs on."""


@pytest.mark.parametrize(("words", "service", "kind", "word"), GUESSES)
def test_a_guess_says_on_which_one_word_it_hangs(
    words: str, service: str | None, kind: str | None, word: str | None
) -> None:
    found = guess(words, shipped().services)
    meant = (found.service, found.category, found.word) if found else (None, None, None)
    assert meant == (service, kind, word)


@pytest.mark.parametrize(("words", "service", "kind", "word"), GUESSES)
def test_the_form_asks_whether_a_guess_from_one_word_is_right(
    words: str, service: str | None, kind: str | None, word: str | None
) -> None:
    asks = wording("incident_service_word", text=word) if word else ""
    assert why_guessed({"title": words}, shipped(), ()) == asks, (service, kind)
