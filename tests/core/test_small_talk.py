"""How somebody asks how their tickets stand, in their own words: in English, in German, and with a slip in them."""

from __future__ import annotations

import pytest

from core.conversation.small_talk import asks_how_it_stands, is_greeting

ASKED = """
status; status?; what is the status of my ticket?; status update please; any updates; any news?; any progress yet?
can I get an update?; could you give me an update on my ticket; can you tell me the status of my request?
I need an update; where is my ticket?; wheres my ticket; where's my request?; how is my ticket doing?
how's my ticket going; what about my ticket?; what's up with my ticket?; whats happening with my ticket
hi, any news on my ticket?; show me my tickets; my open tickets; is it fixed yet?; is it fixed?
is my ticket done yet?
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


MORE = """
any updates on this; news?; eta; ETA?; what's the eta?; anything new?; anything new on this; how much longer?
how much longer will it take; do you have an update for me?; is there any news for me; when do I get an answer?
when will I hear back; where do we stand; how does it look?; how is it looking; what's going on?; still waiting
is anyone looking into this?; are you working on it?; ticketstatus; Ticket status; Sachstand?; Zwischenstand?
Wie steht's?; Wie stehts; wie sieht's aus?; und wie läuft es?; wie lange noch?; wie lange muss ich noch warten?
wann geht es weiter?; wann passiert was?; wann höre ich was?; wann bekomme ich eine Antwort?; geht es voran?
tut sich da was?; gibt es einen Zwischenstand?; ich warte noch; news on this; progress?; any progress for us
Hi Dana, any update?; hallo Frau Roth, gibt es was Neues?; updaet; udpate?; neuigkeitn?; update plz; any update???!!1
any luck?; any movement?; wie weit ist das?; whats teh status
"""
NO_MORE = """
news about the canteen; any updates on the printer; how much longer is the cable; wie lange noch der Akku hält
what's going on with the VPN; was ist los mit Outlook; wann geht es weiter mit dem Umbau?; eta server is down
how does it look on a Mac; I am still waiting for my laptop since May; how is it going with the Wi-Fi
updated; Updated!; updater; stats; statue; Hi Dana, any update on Excel?; new; newts; wie weit ist das Kabel
the status of the printer; Stand der Technik; wie läuft es mit SAP?; anything new in Excel
"""
WHEN = """
when will it be done?; when will it be ready?; when is it done?; when will this be fixed; when will that be resolved?
when will it be finished?; when will my ticket be done?; when is it going to be fixed?
when do you think it will be done?
by when will it be done?; how soon will it be fixed?; when can I expect it?; when can I expect an answer?
when can we expect a fix?; when will it work again?; when will it be working again?; when are you done?
when will you fix it?; when will someone look at it?; will it be done today?; will it be fixed soon?
any idea when it will be done?
do you know when it will be fixed?; can you tell me how long it will take?; how long will it take?
how long does it take?
how long is it going to take?; how long will it still take?; how long until it is fixed?
how long until it works again?
how many more days will it take?; will it take long?; how much longer will this take?
hi, how long will this take, please?
how long does that usually take?; is it going to take long?; when should I expect it?; when will it be back up?
wann ist es fertig?; wann ist das fertig?; wann wird es fertig?; wann wird das fertig sein?; wann ist es erledigt?
wann wird das behoben sein?; wann ist es so weit?; wann ist mein Ticket erledigt?; bis wann ist das fertig?
bis wann wird es behoben?
wie lange dauert das noch?; wie lange dauert es?; wie lange dauert das denn noch?; wie lange wird das noch dauern?
wie lange wird es dauern?; wie lange braucht ihr noch?; wie lange braucht ihr dafür?
wie lange muss ich denn noch warten?
dauert das noch lange?; dauert es noch länger?; wann geht es wieder?; wann funktioniert das wieder?
wann läuft es wieder?
wann seid ihr fertig?; wann seid ihr damit fertig?; wird das heute noch fertig?; schafft ihr das heute noch?
wisst ihr schon, wann es fertig ist?
weißt du, wie lange es noch dauert?; könnt ihr mir sagen, wann das fertig ist?; wann kann ich damit rechnen?
wann ist mit einer Lösung zu rechnen?
wann kümmert sich jemand darum?; wann wird das repariert?; und wie lange dauert das?
Hallo, wann ist das denn endlich fertig?
wie viel Zeit braucht ihr noch?; wann kann ich mit einer Antwort rechnen?; how long; how long?
"""
NOT_WHEN = """
when will the printer be back?; when will my laptop arrive?; how long will the installation of Excel take?
how long is the cable?
how long may I keep the laptop?; how long is my password valid?; when does my account expire?; since when is it fixed?
it takes too long; it takes very long to start; when it is done tell Jan; when will the VPN be up again?
how long have you worked here?
when I log in it takes long; when is the meeting?; it will be done; how long does it take to charge the battery?
when will it be done, my meeting is at three; das dauert zu lange; wie lange hält der Akku?
wie lange dauert das Update noch?
wann ist die Sitzung?; wann kommt der Techniker?; wann läuft mein Vertrag ab?; wie lange ist mein Passwort gültig?
wann wurde es behoben?
seit wann geht es wieder?; es dauert ewig; wann ist der Drucker fertig?; wie lange dauert das Hochfahren?
es ist fertig; do you know Dana?; any idea?; tell me
wann ist mein Laptop fertig?; do you know
"""
CALLED = {"dana": True, "emre": True, "roth": False}
GREETINGS = """
hi; Hi!; hello; hellooo; heyyy; hiii; hey there; Hello Deskbell; good morning; morning; evening; good day; g'day; hiya
howdy; yo; sup; what's up; ping; test; testing; how are you?; Hi, how are you; how are you doing today?
how's it going
who are you?; are you a bot?; what can you do?; anyone there?; is anyone here; Guten Morgen; Guten Tag; Moin
moin moin
Moinsen; Hallo; hallooo; Hallöchen; Servus; Grüß Gott; Grüß dich; Grüezi; Tach; Tag; Mahlzeit; n'Abend; Na?; huhu
Wie geht's?; Hallo, wie geht es euch?; wer bist du?; bist du ein Bot?; ist jemand da?; bonjour; salut; hola; 👋
Hi Dana; Hello @Dana; Moin Emre; Hallo Dana, guten Morgen; Hi Dana Roth; Guten Tag Frau Roth; hello Mr. Roth
hi guys; Hey folks; hi y'all; Hello IT; Hi IT-Team; Hallo liebes Team; hello robot; helo; gm; hiii!!1; Hello :)
Servus beinand; Moin zusammen!!!11; Hallo ;-); hi all 👋
"""
NO_GREETINGS = """
hi printer; hi roth; Hallo Roth; hi it is broken; hello team printer; hi support is down; 1!
hello kitty screensaver is broken; morning shift has no VPN; tag is missing; ping fails; test fails
how are you connected?; wie geht's dem Drucker; Hi Dana, the VPN is down; good morning, my laptop is dead; dana
hello world does not compile; are you a bot or my printer; ist jemand da, der den Drucker kennt; yo-yo; Tagesbericht
"""


@pytest.mark.parametrize("words", listed(MORE))
def test_short_words_and_impatient_ones_ask_how_it_stands(words: str) -> None:
    assert asks_how_it_stands(words)


@pytest.mark.parametrize("words", listed(NO_MORE))
def test_words_about_something_of_theirs_ask_for_that(words: str) -> None:
    assert not asks_how_it_stands(words)


@pytest.mark.parametrize("words", listed(WHEN))
def test_when_it_will_be_done_and_how_long_it_takes_asks_how_it_stands(words: str) -> None:
    assert asks_how_it_stands(words)
    assert asks_how_it_stands(words.upper())


@pytest.mark.parametrize("words", listed(NOT_WHEN))
def test_times_of_something_else_are_for_those_who_know_them(words: str) -> None:
    assert not asks_how_it_stands(words)


@pytest.mark.parametrize("words", listed(GREETINGS))
def test_a_greeting_is_one_in_both_languages(words: str) -> None:
    assert is_greeting(words, CALLED)
    assert is_greeting(words.title(), CALLED)


@pytest.mark.parametrize("words", listed(NO_GREETINGS))
def test_a_greeting_that_goes_on_is_none(words: str) -> None:
    assert not is_greeting(words, CALLED)
