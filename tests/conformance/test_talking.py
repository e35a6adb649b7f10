"""What is said between the two sides of a ticket, on every seating: words, files, edits, deletions, who hears what."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_everywhere

pytestmark = told_everywhere


async def _claimed(desk: House) -> tuple[Someone, Someone]:
    """Mia has reported, Dana has claimed; all of it is heard."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await desk.card().posts()
    return mia, dana


async def test_words_cross_in_both_directions_and_stand_once_in_each_place(desk: House) -> None:
    mia, dana = await _claimed(desk)
    await mia.writes("It happens on Wi-Fi, too.")
    await desk.triage_thread().has("It happens on Wi-Fi, too.", "Mia Feld", "Dana")
    await dana.replies("INC-1000", "Please try the cable once.")
    await mia.was_told("Please try the cable once.", "Dana")
    await desk.triage_thread().has("Please try the cable once.")
    await dana.replies_by_button("INC-1000", "And restart the client.")
    await mia.was_told("And restart the client.", "Dana")
    await desk.triage_thread().has("And restart the client.", "Dana Roth")
    await dana.notes("INC-1000", "She uses the old client.")
    await desk.triage_thread().has("She uses the old client.")
    await dana.fills("INC-1000", "Note", text="Her laptop is from 2019.")
    await desk.triage_thread().has("Her laptop is from 2019.", "Dana")
    await desk.ends_quietly()


async def test_an_edit_follows_to_every_copy_within_ten_minutes_and_is_added_after(desk: House) -> None:
    mia, dana = await _claimed(desk)
    said = await mia.writes("It drops at 9:05")
    copies = await desk.triage_thread().has("It drops at 9:05")
    reply = await dana.replies("INC-1000", "Please use port 443")
    told = await mia.was_told("Please use port 443")
    theirs = await desk.triage_thread().has("Please use port 443")

    await desk.until("2026-10-22 10:03 CEST")
    await mia.edits(said, "It drops at 9:50")
    await dana.edits(reply, ">> Please use port 8443")
    await desk.settles()
    for copy in copies.values():
        copy.shows("It drops at 9:50")
        copy.does_not_show("9:05")
    told.shows("Please use port 8443")
    for copy in theirs.values():
        copy.shows("Please use port 8443")
    await desk.nothing_else_was_said()

    await desk.until("2026-10-22 10:30 CEST")
    await mia.edits(said, "It drops at 10:50")
    await desk.triage_thread().has("It drops at 10:50", "edited", "Mia Feld")
    await dana.edits(reply, ">> Please use port 9443")
    await mia.was_told("Please use port 9443", "edited", "Dana")
    for copy in copies.values():
        copy.shows("It drops at 9:50")
    told.shows("Please use port 8443")
    await desk.said_in_other_triage_threads(dana, "Please use port 9443")
    await desk.ends_quietly()


async def test_a_deletion_follows_to_every_copy(desk: House) -> None:
    mia, dana = await _claimed(desk)
    said = await mia.writes("My password is hunter2")
    copies = await desk.triage_thread().has("My password is hunter2")
    reply = await dana.replies("INC-1000", "Please change it now")
    told = await mia.was_told("Please change it now")
    replied = await desk.triage_thread().has("Please change it now")
    note = await dana.notes("INC-1000", "she wrote her password")
    noted = await desk.triage_thread().has("she wrote her password")
    await mia.deletes(said)
    await dana.deletes(reply)
    await dana.deletes(note)
    await desk.settles()
    own = {reply.key, note.key}
    for copy in [told, *copies.values(), *replied.values(), *noted.values()]:
        if copy.key not in own:
            copy.shows("message deleted")
            copy.does_not_show("hunter2", "change it", "password")
    await desk.ends_quietly()


async def test_an_edit_of_a_note_stays_with_the_team(desk: House) -> None:
    _, dana = await _claimed(desk)
    note = await dana.notes("INC-1000", "my first thought")
    copies = await desk.triage_thread().has("my first thought")
    await dana.edits(note, "my second thought")
    await desk.settles()
    for copy in copies.values():
        copy.shows("my second thought")
        copy.does_not_show("my first")
    await desk.ends_quietly()


async def test_a_third_person_in_a_public_thread_is_heard_but_does_not_answer(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    asked = await mia.says_in("help", "The VPN drops every five minutes")
    sheet = await mia.makes_a_ticket_of(asked)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = jan.threads["INC-1000"] = asked
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.asks("INC-1000", "Which profile is selected?")
    await mia.was_told("Which profile is selected?")
    await desk.triage_thread().has("Which profile is selected?")
    await jan.writes("I have that, too!")
    await desk.triage_thread().has("I have that, too!", "Jan Brandt (colleague)")
    assert (await desk.ticket()).status == "on_hold"
    await mia.writes("Berlin")
    await desk.triage_thread().has("Berlin", "Mia Feld")
    await desk.card().shows("IN PROGRESS")
    await desk.ends_quietly()


async def test_a_deletion_that_is_undone_brings_the_words_back_to_every_copy(desk: House) -> None:
    mia, dana = await _claimed(desk)
    said = await mia.writes("It drops at `9:15`")
    copies = await desk.triage_thread().has("It drops at", "9:15")
    reply = await dana.replies("INC-1000", "Please use port 8443")
    told = await mia.was_told("Please use port 8443")
    for person, post, seen in ((mia, said, [*copies.values()]), (dana, reply, [told])):
        if person.platform != "teams":
            continue  # Slack has no way back
        await person.deletes(post)
        await desk.settles()
        for copy in seen:
            copy.shows("message deleted")
        await desk.until("2026-10-22 10:15 CEST" if person is mia else "2026-10-22 10:30 CEST")
        await person.undeletes(post)
        await desk.settles()
        for copy in seen:
            copy.shows("9:15" if person is mia else "port 8443")
            copy.does_not_show("message deleted")


async def test_what_people_write_is_words_and_nothing_else(desk: House) -> None:
    mia, dana = await _claimed(desk)
    nasty = "<!channel> *bold* _it_ [a](http://b.example) {{DATE(2026-01-01)}} `code` <b>b</b> # one"
    # Slack's own signs are styles once its client has sent them: they set words off, and are none.
    slacks = "<!channel> bold it [a](http://b.example) {{DATE(2026-01-01)}} code <b>b</b> # one"
    await mia.writes(nasty)
    await desk.triage_thread().has(slacks if mia.platform == "slack" else nasty, "Mia Feld")
    again = slacks if dana.platform == "slack" else nasty
    await dana.replies("INC-1000", f"again {nasty}")
    await mia.was_told(f"again {again}")
    await desk.triage_thread().has(f"again {again}")
    await dana.resolves("INC-1000", f"fixed {nasty}")
    await mia.was_told(f"fixed {nasty}")
    await desk.card().shows(nasty)
    await desk.ends_quietly()


async def test_a_reply_from_their_own_chat_reaches_the_requester_and_every_triage_thread(desk: House) -> None:
    mia, dana = await _claimed(desk)
    said = await dana.types("reply INC-1000 The core switch is restarting")
    await mia.was_told("The core switch is restarting", "Dana")
    await desk.triage_thread().has("The core switch is restarting")
    if dana.platform == "teams":
        await dana.was_answered("INC-1000 These words are for Mia Feld", "Delivered.")
    else:
        assert said.reactions == {"outbox_tray"}
    await desk.ends_quietly()


async def test_a_command_that_an_edit_adds_is_not_carried_out_and_its_author_is_told(desk: House) -> None:
    _, dana = await _claimed(desk)
    said = await dana.notes("INC-1000", "I look into it")
    await desk.triage_thread().has("I look into it")
    await dana.edits(said, "@Deskbell resolve it works")
    await dana.was_answered("Nothing was done: a command that is added by an edit is not carried out.")
    await desk.card().shows("IN PROGRESS")
    await desk.ends_quietly()
