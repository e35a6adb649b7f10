"""What was said to somebody stays theirs, also where the ticket turns out to be somebody else's before they read it."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_both_ways, told_everywhere
from tests.conformance.test_files import png

LONG = " ".join(f"secret{number}" for number in range(600))
in_teams = pytest.mark.parametrize("seating", [Seating("teams", "teams")], indirect=True, ids=str)


async def _claimed(desk: House) -> tuple[Someone, Someone, Someone]:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    await jan.types("help")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    return mia, dana, jan


def is_out(desk: House, someone: Someone) -> None:
    """Let nothing be posted where somebody reads, until it is healed."""
    if someone.platform == "slack":
        own = f"D0APPBOT{someone.handle.replace('.', '').upper()}"
        desk.playground.faults("chat.postMessage", "http_500", times=9999, where={"channel": own})
    else:
        own = desk.teams.teams.tenant.personal(desk.teams.person(someone.handle).person).id
        desk.teams.faults("send", "http_503", times=9999, where={"conversation": own})


async def _has_read_nothing_of(someone: Someone, *words: str) -> None:
    read = [one.text for one in await someone.reads()]
    assert not [one for one in read if any(each in one for each in words)], read


async def _goes_on_with_jan(desk: House, dana: Someone, jan: Someone) -> None:
    await dana.tells("INC-1000", "change requester jan brandt")
    assert (await desk.ticket()).requester == jan.id
    (await jan.receipt()).shows("INC-1000")


@told_everywhere
async def test_what_waits_for_whoever_asked_reaches_them_and_nobody_else(desk: House) -> None:
    mia, dana, jan = await _claimed(desk)
    is_out(desk, mia)
    await dana.notes("INC-1000", ">> Mia, your new password is hunter2", files={"payslip.png": png()})
    await dana.asks("INC-1000", "Mia, when were you born?")
    await desk.settles()
    await _goes_on_with_jan(desk, dana, jan)
    desk.playground.heal()
    await desk.until("2026-10-22 12:00 CEST")
    await mia.was_told("Mia, your new password is hunter2", "Dana")
    await mia.was_told("payslip.png")
    await _has_read_nothing_of(mia, "when were you born")
    await _has_read_nothing_of(jan, "hunter2", "payslip")
    await jan.was_told("when were you born?", "The ticket waits for your answer.")


@told_everywhere
async def test_what_is_changed_of_words_is_read_by_whom_they_were_said_to(desk: House) -> None:
    mia, dana, jan = await _claimed(desk)
    early = await dana.notes("INC-1000", ">> Mia, your PIN is 1234")
    late = await dana.notes("INC-1000", ">> Mia, your code is 4321")
    await mia.was_told("your PIN is 1234")
    await mia.was_told("your code is 4321")
    await _goes_on_with_jan(desk, dana, jan)
    await dana.edits(early, f">> Mia, {LONG}")
    await mia.was_told("secret500")
    await desk.until("2026-10-22 10:40 CEST")
    await dana.edits(late, ">> Mia, your code is 7777")
    await mia.was_told("Mia, your code is 7777", "edited")
    await _has_read_nothing_of(jan, "secret", "PIN", "code")
    for posts in (await desk.triage_thread().posts()).values():
        assert not [one.text for one in posts if "to Jan" in one.text]
    await dana.deletes(early)
    await desk.settles()
    await _has_read_nothing_of(mia, "secret")


@told_everywhere
async def test_whoever_is_asked_is_who_has_the_ticket(desk: House) -> None:
    mia, dana, jan = await _claimed(desk)
    await dana.asks("INC-1000", "Which card do you use?")
    asked = await mia.was_told("Which card do you use?", "The ticket waits for your answer.")
    await _goes_on_with_jan(desk, dana, jan)
    await desk.settles()
    now = asked.as_it_is_now()
    now.shows("You need not answer any more: the ticket goes on with Jan Brandt.")
    now.does_not_show("The ticket waits for your answer.")
    question = await jan.was_told("Which card do you use?", "The ticket waits for your answer.")
    await jan.side.says(jan.handle, "the blue one", under=question if jan.platform == "slack" else None)
    await desk.triage_thread().has("the blue one", "Jan Brandt")
    assert (await desk.ticket()).status == "in_progress"


@told_everywhere
async def test_an_answer_whose_sign_is_taken_off_before_anybody_has_it_stays_with_the_team(desk: House) -> None:
    mia, dana, _ = await _claimed(desk)
    is_out(desk, mia)
    said = await dana.notes("INC-1000", ">> the admin password is hunter2")
    await desk.settles()
    await dana.edits(said, "the admin password is hunter2")
    await desk.settles()
    desk.playground.heal()
    await desk.until("2026-10-22 12:00 CEST")
    await _has_read_nothing_of(mia, "hunter2")
    assert not said.reactions
    told = [one.text for one in await dana.reads() if "These words are for Mia" in one.text]
    assert all("They are not sent: they stay with your team." in one for one in told)
    assert len(told) == (dana.platform == "teams")
    assert [(one.text, one.public) for one in await desk.comments()][-1] == ("the admin password is hunter2", False)


@in_teams
async def test_words_that_are_deleted_while_they_wait_are_on_their_way_no_more(desk: House) -> None:
    mia, dana, _ = await _claimed(desk)
    is_out(desk, mia)
    said = await dana.notes("INC-1000", ">> a secret thing")
    how = await dana.was_told("These words are for Mia Feld", "They are on their way.")
    await dana.deletes(said)
    desk.playground.heal()
    await desk.until("2026-10-22 12:00 CEST")
    await _has_read_nothing_of(mia, "a secret thing")
    how.as_it_is_now().shows("↩", "You deleted them, so they are taken back.")


@told_both_ways
async def test_a_public_thread_keeps_what_was_said_in_it(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    await jan.types("help")
    message = await mia.says_in("help", "The VPN drops every five minutes in the office")
    sheet = await mia.makes_a_ticket_of(message)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = message
    await dana.claims()
    said = await dana.notes("INC-1000", ">> Mia, your PIN is 1234")
    await mia.was_told("your PIN is 1234")
    await _goes_on_with_jan(desk, dana, jan)
    await desk.until("2026-10-22 10:40 CEST")
    await dana.edits(said, ">> Mia, your PIN is 7777")
    await mia.was_told("Mia, your PIN is 7777", "edited")
    assert any("7777" in one.text for one in await mia.reads_under(message))
    await _has_read_nothing_of(jan, "PIN")
    await _has_read_nothing_of(mia, "PIN")


@told_both_ways
async def test_whoever_takes_the_sign_off_later_reads_who_has_the_words(desk: House) -> None:
    mia, dana, jan = await _claimed(desk)
    said = await dana.notes("INC-1000", ">> Mia, your PIN is 1234")
    await mia.was_told("your PIN is 1234")
    await _goes_on_with_jan(desk, dana, jan)
    await dana.edits(said, "Mia, your PIN is 1234")
    await desk.settles()
    alone = [one.text for one in (*await dana.reads_alone(), *await dana.reads())]
    assert [one for one in alone if "Mia has the words that you sent" in one], alone
    assert not [one for one in alone if "Jan has the words" in one]


@told_everywhere
async def test_a_ticket_that_comes_back_has_a_card_again_and_the_one_before_says_what_it_said(desk: House) -> None:
    mia, dana, jan = await _claimed(desk)
    await _goes_on_with_jan(desk, dana, jan)
    await desk.until("2026-10-22 10:30 CEST")
    await dana.tells("INC-1000", "change requester mia feld")
    await desk.settles()
    read = [one.as_it_is_now() for one in await mia.reads()]
    assert [one for one in read if "goes on with Jan Brandt" in one.text]
    assert not [one for one in read if "goes on with Mia Feld" in one.text]
    (card,) = [one for one in read if "INC-1000" in one.text and "Add detail" in one.buttons]
    card.shows("Dana")
    assert [one for one in await jan.reads() if "goes on with Mia Feld" in one.as_it_is_now().text]


@told_both_ways
async def test_the_copy_of_a_note_that_became_an_answer_by_an_edit_goes(desk: House) -> None:
    _, dana, _ = await _claimed(desk)
    note = await dana.notes("INC-1000", "her password is hunter2")
    noted = await desk.triage_thread().has("her password is hunter2")
    await dana.edits(note, ">> please reconnect once")
    replied = await desk.triage_thread().has("please reconnect once")
    assert [one.gone for one in noted.values() if one.key != note.key] == [True] * (len(noted) - 1)
    await dana.deletes(note)
    await desk.settles()
    for one in replied.values():
        if one.key != note.key:
            one.shows("message deleted")
            one.does_not_show("reconnect")


@pytest.mark.parametrize("button", ["Reply", "Ask requester"])
@told_everywhere
async def test_a_form_that_was_written_for_one_person_is_sent_to_no_other_unawares(desk: House, button: str) -> None:
    _, dana, jan = await _claimed(desk)
    sheet = await dana.opens(await dana.card(), button)
    sheet.says("Mia")
    await _goes_on_with_jan(desk, dana, jan)
    words = "Dear Mia, your salary file is back"
    await sheet.fills(text=words)
    await sheet.sends()
    await desk.settles()
    sheet.says("this was for Mia Feld, and Jan Brandt asked for INC-1000 by now")
    assert sheet.is_open
    await _has_read_nothing_of(jan, "salary")
    await sheet.fills(text="Dear Jan, please look again")
    await sheet.is_taken()
    await jan.was_told("Dear Jan, please look again")


@told_everywhere
async def test_an_answer_in_the_thread_that_a_ticket_left_reaches_who_has_it_or_its_writer_reads_that_not(
    desk: House,
) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    await jan.types("help")
    message = await mia.says_in("help", "The VPN drops every five minutes in the office")
    sheet = await mia.makes_a_ticket_of(message)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = message
    await dana.claims()
    await _goes_on_with_jan(desk, dana, jan)
    dana = desk.person("dana", on=mia.platform)
    before = (await desk.ticket()).first_response_at
    await dana.says_under(message, "Please reconnect once, I found it")
    await dana.was_answered("Not sent: INC-1000 goes on with Jan Brandt in their own conversation")
    assert ((await desk.ticket()).first_response_at, await desk.comments()) == (before, ())
    await _has_read_nothing_of(jan, "reconnect")
    await dana.says_under(message, ">> Please reconnect once")
    await jan.was_told("Please reconnect once", "Dana")
    await dana.says_under(message, "@Deskbell reply with looking")
    await jan.was_told("Hello Jan", "We write here as soon as we know more")
    assert not [one for one in await mia.reads_under(message) if "Hello Jan" in one.text]
    assert len(await desk.comments()) == 2
