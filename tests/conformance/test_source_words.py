"""A message that became a ticket, and what its author does with it afterwards."""

from __future__ import annotations

from core.ports.tickets import Search
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seen import Post

OLD, NEW = "The VPN drops every five minutes", "The printer eats every second page"


async def _made(desk: House) -> tuple[Someone, Post, Post]:
    mia = desk.person("mia")
    said = await mia.says_in("help", OLD)
    sheet = await mia.makes_a_ticket_of(said)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = said
    return mia, said, await mia.receipt()


async def _found(desk: House, words: str) -> bool:
    return bool(await desk.service.store.read(lambda tx: tx.search(Search(text=words))))


async def test_an_edit_changes_card_receipt_and_search_and_is_said_once_it_is_claimed(desk: House) -> None:
    mia, said, receipt = await _made(desk)
    dana = desk.person("dana")
    await desk.card().shows(OLD)
    await desk.stops()
    await desk.starts()
    await mia.edits(said, NEW)
    await desk.card().shows(NEW)
    await desk.card().does_not_show("VPN drops")
    receipt.shows(NEW)
    await desk.triage_thread().has_not("edited")
    assert (await _found(desk, OLD), await _found(desk, NEW)) == (False, True)

    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await mia.edits(said, f"{NEW}\nsince noon")
    await desk.triage_thread().has("Mia Feld edited the message that INC-1000 was made of")
    await desk.card().shows("since noon")
    await mia.edits(said, f"{NEW}\nsince noon")
    await desk.ends_quietly()


async def test_a_deletion_takes_the_words_and_leaves_the_ticket_until_it_is_undone(desk: House) -> None:
    mia, said, _ = await _made(desk)
    dana = desk.person("dana")
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await mia.deletes(said)
    await desk.triage_thread().has("Mia Feld deleted the message that INC-1000 was made of")
    await desk.card().shows("Deleted message")
    await desk.card().does_not_show("VPN drops")
    assert (await desk.ticket("INC-1000")).open
    assert not await _found(desk, OLD)
    if mia.platform == "teams":
        await mia.undeletes(said)
        await desk.card().shows(OLD)
        await desk.triage_thread().has("Mia Feld edited the message that INC-1000 was made of")
        assert (await desk.ticket("INC-1000")).title == OLD
    await desk.ends_quietly()


async def test_what_has_ended_is_changed_by_a_deletion_alone_and_nobody_is_told(desk: House) -> None:
    mia, said, _ = await _made(desk)
    dana = desk.person("dana")
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    asked = await mia.was_told("Does it work?")
    await mia.presses(asked, "Yes, it works")
    await desk.settles()
    desk.said_so_far()
    await mia.edits(said, NEW)
    await desk.card().shows(OLD)
    await mia.deletes(said)
    await desk.card().shows("Deleted message", "CLOSED")
    await desk.card().does_not_show("VPN drops")
    await desk.nothing_else_was_said()


async def test_a_title_that_somebody_chose_stays(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.says_in("help", OLD)
    sheet = await mia.makes_a_ticket_of(said)
    await sheet.fills(title="VPN trouble in Hamburg")
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = said
    await mia.receipt()
    await mia.edits(said, NEW)
    await desk.card().shows("VPN trouble in Hamburg", NEW)
    await mia.deletes(said)
    await desk.card().shows("VPN trouble in Hamburg", "The message was deleted.")
    await desk.ends_quietly()


async def test_an_edit_while_the_form_is_open_gives_way_to_what_was_typed_alone(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.says_in("help", OLD)
    sheet = await mia.makes_a_ticket_of(said)
    await sheet.fills(title="VPN trouble in Hamburg")
    await mia.edits(said, "The VPN is slow")
    await mia.edits(said, NEW)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = said
    await mia.receipt()
    await desk.card().shows("VPN trouble in Hamburg", NEW)
    await mia.edits(said, "It is the Berlin profile")
    await desk.card().shows("VPN trouble in Hamburg", "It is the Berlin profile")
    await desk.ends_quietly()


async def test_a_prompt_has_the_words_as_they_read_by_now_and_its_ticket_goes_on_to(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.types(OLD)
    offer = await mia.was_told("What is it about?")
    await mia.edits(said, NEW)
    sheet = await mia.opens(offer, "Something is broken")
    assert sheet.value("title") == NEW
    await mia.edits(said, f"{NEW}, again")
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await mia.receipt()
    await desk.card().shows(f"{NEW}, again")
    await mia.edits(said, OLD)
    await desk.card().shows(OLD)
    await desk.ends_quietly()


async def test_a_prompt_of_deleted_words_says_so(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.types(OLD)
    offer = await mia.was_told("What is it about?")
    seen = offer.as_it_is_now()
    await mia.deletes(said)
    await desk.settles()
    assert not offer.as_it_is_now().buttons
    for label in ("Something is broken", "I have a question"):  # who has it on the screen yet, as it was
        await mia.presses(seen, label)
        await mia.was_answered("You deleted that message, so nothing was made of it.")
    await desk.has_no("INC-1000")
    await desk.ends_quietly()


async def test_the_words_behind_a_command_follow_without_it(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.types(f"incident {OLD}")
    offer = await mia.was_told("One click")
    await mia.edits(said, f"incident {NEW}")
    sheet = await mia.opens(offer, offer.buttons[0])
    assert sheet.value("title") == NEW
    await desk.ends_quietly()


async def test_a_question_of_the_catalogue_follows_in_its_answer(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.types("How do I share a calendar with a guest?")
    offer = await mia.was_told("What is it about?")
    sheet = await mia.opens(offer, "I have a question")
    await sheet.is_taken()
    await mia.receipt("REQ-1000")
    await mia.edits(said, "How do I lend a laptop to a guest?")
    await desk.card("REQ-1000").shows("How do I lend a laptop to a guest?")
    await desk.card("REQ-1000").does_not_show("calendar")
    await mia.deletes(said)
    await desk.card("REQ-1000").shows("The message was deleted.")
    await desk.card("REQ-1000").does_not_show("laptop")
    await desk.ends_quietly()


async def test_one_of_several_messages_that_became_something_new_follows(desk: House) -> None:
    mia = desk.person("mia")
    for title in ("Screen flickers at my desk", "Phone is silent on all lines"):
        await mia.reports(title)
    await mia.receipt("INC-1000")
    await mia.receipt("INC-1001")
    await desk.card("INC-1000").posts()
    await desk.card("INC-1001").posts()
    first = await mia.types("My keyboard is wet")
    question = await mia.was_told("Which")
    await mia.types("It was the coffee")
    await mia.presses(question, "Something new")
    offer = await mia.was_told("What are these 2 messages about: “My keyboard is wet”; “It was the coffee”?")
    sheet = await mia.opens(offer, "Something is broken")
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await mia.receipt("INC-1002")
    await mia.edits(first, "My keyboard is broken")
    await desk.settles()
    ticket = await desk.ticket("INC-1002")
    assert (ticket.title, ticket.description) == ("My keyboard is broken", "My keyboard is broken\nIt was the coffee")
    await mia.deletes(first)
    await desk.settles()
    assert (await desk.ticket("INC-1002")).title == "It was the coffee"


async def test_long_words_below_the_card_are_taken_back_and_said_anew(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.says_in("help", f"{OLD}\n" + "old words here " * 60)
    sheet = await mia.makes_a_ticket_of(said)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await desk.triage_thread().has("old words here")
    await mia.edits(said, f"{OLD}\n" + "other words now " * 60)
    await desk.triage_thread().has("other words now")
    posts = [one for side in (await desk.triage_thread().posts()).values() for one in side if not one.gone]
    assert not [one.text for one in posts if "old words here" in one.text]
    await mia.deletes(said)
    await desk.settles()
    posts = [one for side in (await desk.triage_thread().posts()).values() for one in side if not one.gone]
    assert not [one.text for one in posts if "words" in one.text]
