"""Sentences of employees that begin with a command's word, and commands that read like a sentence."""

from __future__ import annotations

import pytest

from tests.commands.chats import said_on, taken
from tests.commands.reading import read, shown, went
from tests.commands.talking import public, say, spot
from tests.fakes.desk import DeskHouse

SENTENCES = """\
P1 claimed but unanswered since an hour
claim says it is denied
search is broken in SharePoint
Search does not work
find it attached
find the log attached
order of the icons changed
order is wrong in the report
order 4711 never arrived
report shows nothing
Report is empty again
request was denied by the proxy
request times out
incident happened again
ticket is still open
ticket was closed by mistake
note that it is worse on Wi-Fi
ask Dana please
hold on, it works again
resume does not help
date is wrong on my laptop
prio is high for me
priority please, we cannot work
change of password fails
edit mode is locked
escalate this please
link does not open
merge of cells fails
resolve this soon please
done, but still slow
fixed it myself
cancel it please
withdraw it please
confirm dialog never closes
reopen it please
follow up please
take your time
release is installed
reply all is missing in Outlook
update is stuck at 30 %
next to the kitchen
risk of data loss
show stopper for us
history is empty
queue is long today
on call all night
remind me tomorrow
give back the laptop when?
deliver it to room 3
mine is broken since yesterday
my tickets are lost""".splitlines()
LOOKED_FOR = ("search my old ticket", "Search vpn profile berlin", "find my old ticket", "search printer please help")


@pytest.mark.parametrize("said", SENTENCES)
async def test_a_sentence_goes_to_the_ticket_word_by_word(desk: DeskHouse, said: str) -> None:
    ref = await taken(desk)
    went(await desk.person("mia").on_teams.sends(said))
    assert await said_on(desk, ref) == [said]
    assert (await desk.ticket(ref)).status == "in_progress"


@pytest.mark.parametrize("said", ["log in fails", "help me with the printer", "transfer of mailbox fails"])
async def test_a_sentence_that_is_plainly_of_another_service_is_asked_about(desk: DeskHouse, said: str) -> None:
    ref = await taken(desk)
    asked = shown(await desk.person("mia").on_teams.sends(said))
    assert [ref in one.label for one in asked.buttons] == [True, False]
    assert asked.buttons[-1].label == "Something new"
    assert await said_on(desk, ref) == []


@pytest.mark.parametrize("said", ["report is empty", "order 4711 never arrived", "ticket is still open"])
async def test_without_a_ticket_it_is_asked_what_a_sentence_is_about(desk: DeskHouse, said: str) -> None:
    for who in (desk.person("mia"), desk.person("mia").on_teams):
        asked = shown(await who.sends(said))
        assert asked.summary == "What is it about?"
        assert any(said in str(one.action.arguments) for one in asked.buttons)


@pytest.mark.parametrize("said", LOOKED_FOR)
async def test_words_to_look_for_are_looked_for_and_said_to_nobody(desk: DeskHouse, said: str) -> None:
    ref = await taken(desk)
    before = len(desk.said)
    answer = shown(await desk.person("mia").on_teams.sends(said))
    assert "Tickets with “" in read(answer), read(answer)
    assert (await said_on(desk, ref), desk.said[before:]) == ([], [])


@pytest.mark.parametrize("said", LOOKED_FOR)
async def test_in_a_tickets_thread_the_bot_looks_for_them_as_well(desk: DeskHouse, said: str) -> None:
    ref = await public(desk)
    before = len(desk.said)
    where = await spot(desk, ref, "requester", "71.0")
    assert "Tickets with “" in read(shown(await say(desk.person("mia"), where, said, to_bot=True)))
    assert (await said_on(desk, ref), desk.said[before:]) == ([], [])
