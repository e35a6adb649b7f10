"""Status in plain words with its subject, in the chat with the desk: who has a ticket of that name reads how it stands.

A wrong yes keeps words from the team, a wrong no asks once more: what may be said of the thing itself is asked about.
"""

from __future__ import annotations

import pytest

from core.ui.inbound import Shown
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import quiet, shown, tickets
from tests.core.test_small_talk import listed
from tests.fakes.desk import DeskHouse, Someone

OF_ALL = """
still nothing?; any eta on my ticket?; still no answer?; immer noch nichts?; when's it gonna be fixed
when's it gonna be fixed?; any eta?; is there an ETA yet?; nothing yet?; no news yet?; no update so far?
still no reply from you?; noch nichts?; noch immer nichts?; immer noch keine Antwort?; noch keine Rückmeldung von euch?
keine Neuigkeiten?; nichts Neues?; hi, still nothing?; hat schon jemand auf mein Ticket geschaut?
"""
OF_VPN = """
status vpn; VPN status; status of the VPN?; status: vpn; vpn eta?; any news on my VPN ticket?; any news on the VPN?
any news about my vpn?; hat schon jemand auf mein VPN-Ticket geschaut?; tut sich was bei meinem VPN?
tut sich was beim VPN?; is anyone working on the VPN?; is somebody looking into the VPN issue yet?
has anyone looked at the VPN?; did anybody look into my VPN problem?; who is working on the VPN?
is the VPN fixed yet?; is the VPN back yet?; when will the VPN be fixed?; when's the vpn gonna be fixed?
when will you fix the VPN?; any idea when the VPN will be back?; how far are you with the VPN?
what's happening with the VPN?; what's the latest on the VPN?; any progress with my VPN?
gibt's was Neues zum VPN?; gibt es Neuigkeiten bei meinem VPN?; wie weit seid ihr mit dem VPN?; Status VPN-Problem
wie steht's um mein VPN?; kümmert sich jemand um mein VPN?; arbeitet jemand am VPN?; wann geht das VPN wieder?
wann wird das VPN repariert?; ist das VPN schon behoben?; still no news on the VPN ticket?
"""
OF_PRINTER = """
is anyone working on the printer?; Wie weit seid ihr mit dem Drucker?; status printer; printer status?
status Drucker; hat sich schon jemand den Drucker angeschaut?; gibt es was Neues zum Drucker?
any update on the broken printer?; is the printer working again?; are you guys looking at the printer?
wann ist der Drucker wieder da?; wisst ihr, wann der Drucker wieder geht?; Status Druckerticket
"""
NO_STATUS = """
status light is red; the status page is down; status printer offline; status of the printer: offline; nothing works
the printer shows status 5; printer status light blinks; status code 500 on the vpn page; vpn status error 619
where is the printer?; wo ist der Drucker?; where is the printer on floor 2?; has anyone seen the printer paper?
is the printer broken?; is the VPN down?; what about the printer?; what is the VPN?; how is the VPN set up?
is anyone working on the weekend?; is anyone working on floor 3?; who is working on the budget?
still nothing; still no answer from the server; no answer from the VPN gateway; nothing happens when I print
no connection yet; noch nichts gedruckt; immer noch kein WLAN?; still no internet?; still no VPN?
any news on the VPN? it is down again; is anyone working on the printer, it jams again
is anyone working on the printer because I need it; any news on my raise?; any update for Windows?
update the printer driver; new printer status page, please; was macht der Drucker?; das VPN geht nicht
wann ist die Wartung?; wie weit ist der Drucker weg?; gibt es neue Drucker?; gibt es einen neuen Drucker?
the printer is working again; is the scanner fixed yet?; wie weit seid ihr mit dem Umbau?; any news on the canteen?
the VPN client says status unknown; I have no status; my vpn status is disconnected; status vpn disconnected
is my printer connected to the VPN?; kein Update möglich?; when does the VPN disconnect?; wann druckt der Drucker?
"""


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def test_the_table_is_as_long_as_it_is_to_be() -> None:
    asked, others = (*listed(OF_ALL), *listed(OF_VPN), *listed(OF_PRINTER)), listed(NO_STATUS)
    assert len(set(asked)) > 60
    assert len(set(others)) > 50


async def test_who_asks_how_it_goes_on_reads_all_of_theirs(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    for words in listed(OF_ALL):
        assert tickets(shown(await mia.sends(words))) == [printer, vpn], words
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([], [])


@pytest.mark.parametrize(("table", "which"), [(OF_VPN, 0), (OF_PRINTER, 1)], ids=["vpn", "printer"])
async def test_what_is_asked_about_by_its_name_stands_first(
    desk: DeskHouse, mia: Someone, table: str, which: int
) -> None:
    both = await two(desk)
    for words in listed(table):
        assert tickets(shown(await mia.sends(words))) == [both[which], both[1 - which]], words
    assert (await said_on(desk, both[0]), await said_on(desk, both[1])) == ([], [])


async def test_with_one_ticket_open_it_is_read_as_well(desk: DeskHouse, mia: Someone) -> None:
    vpn = await taken(desk)
    for words in (*listed(OF_ALL), *listed(OF_VPN)):
        assert tickets(shown(await mia.sends(words))) == [vpn], words
    assert await said_on(desk, vpn) == []


async def test_words_about_the_thing_are_no_question_how_it_goes_on(desk: DeskHouse, mia: Someone) -> None:
    await two(desk)
    for words in listed(NO_STATUS):
        reply = await mia.sends(words)
        assert not isinstance(reply, Shown) or not reply.card.summary.startswith("Your tickets"), words


async def test_with_one_ticket_open_they_reach_the_team(desk: DeskHouse, mia: Someone) -> None:
    vpn = await taken(desk)
    kept = ["VPN status error 619", "still no VPN?", "still nothing", "any news on the VPN? it is down again"]
    for words in kept:
        await mia.sends(words)
    assert [one for one in await said_on(desk, vpn) if one in kept] == kept


@pytest.mark.parametrize("words", ["still nothing?", "no answer yet?", "immer noch nichts?"])
async def test_what_may_answer_a_question_is_an_answer(desk: DeskHouse, mia: Someone, words: str) -> None:
    vpn, _ = await two(desk)
    quiet(await desk.person("dana").fills("ask", vpn, text="Does anything reach the server?"))
    await mia.sends(words)
    assert await said_on(desk, vpn) == [words]


async def test_a_name_of_nothing_of_theirs_is_asked_about(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    card = shown(await mia.sends("is anyone working on the scanner?"))
    assert card.summary == "Which one is this about?"
    await chooses(mia, printer)
    assert await said_on(desk, printer) == ["is anyone working on the scanner?"]
    assert await said_on(desk, vpn) == []
