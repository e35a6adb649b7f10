"""Several tickets in one flat chat: which one words are about, wherever the responders sit."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import requesters_in_teams

pytestmark = requesters_in_teams

WHICH = "Which one is this about?"


async def _two_open(desk: House) -> Someone:
    mia = desk.person("mia")
    await mia.reports("VPN drops every 5 minutes")
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    for ref in ("INC-1000", "INC-1001"):
        await mia.receipt(ref)
        await desk.card(ref).posts()
    return mia


async def test_it_is_asked_once_and_the_answer_holds_for_half_an_hour_of_silence(desk: House) -> None:
    mia = await _two_open(desk)
    await mia.types("It is worse since noon")
    question = await mia.was_told(WHICH)
    question.offers("Something new")
    choice = next(label for label in question.buttons if "INC-1001" in label)
    await mia.presses(question, choice)
    await desk.settles()
    question.as_it_is_now().shows(WHICH, "INC-1001 has it.")
    await desk.triage_thread("INC-1001").has("It is worse since noon", "Mia Feld")

    await desk.until("2026-10-22 10:29 CEST")
    await mia.types("And now it is fully down")
    await desk.triage_thread("INC-1001").has("And now it is fully down")
    await desk.until("2026-10-22 10:58 CEST")
    await mia.types("Still down")
    await desk.triage_thread("INC-1001").has("Still down")
    await desk.triage_thread("INC-1000").has_not("down", "worse")
    await desk.until("2026-10-22 11:29 CEST")
    await mia.types("It is back for a minute")
    await mia.was_told(WHICH)
    await desk.ends_quietly()


async def test_a_number_in_the_words_says_which_also_for_what_follows_while_others_wait(desk: House) -> None:
    mia = await _two_open(desk)
    await mia.types("It is worse since noon")
    await mia.was_told(WHICH)
    await mia.types("INC-1000: it is the Berlin profile")
    await desk.settles()
    (line,) = [one for one in await mia.reads() if one.text.startswith("Added to INC-1000")]
    line.offers("Choose the ticket")
    await mia.types("Only there")
    for words in ("it is the Berlin profile", "Only there"):
        await desk.triage_thread("INC-1000").has(words, "Mia Feld")
    await mia.presses(line, "Choose the ticket")
    question = await mia.was_told("And which one is this about: “It is worse since noon”?")
    await mia.presses(question, next(label for label in question.buttons if "INC-1001" in label))
    await desk.triage_thread("INC-1001").has("It is worse since noon", "Mia Feld")
    await desk.triage_thread("INC-1001").has_not("Berlin", "Only there")
    await desk.ends_quietly()


async def test_two_messages_before_the_answer_are_both_kept_in_order(desk: House) -> None:
    mia = await _two_open(desk)
    await mia.types("First thing")
    question = await mia.was_told(WHICH)
    await mia.types("Second thing")
    await mia.was_told("This waits, too.")
    await mia.presses(question, next(label for label in question.buttons if "INC-1000" in label))
    await desk.settles()
    question.as_it_is_now().shows(WHICH, "INC-1000 has these 2 messages.")
    first = await desk.triage_thread("INC-1000").has("First thing")
    second = await desk.triage_thread("INC-1000").has("Second thing")
    for platform, post in first.items():
        assert post.key < second[platform].key
    await desk.ends_quietly()


async def test_the_question_survives_a_restart(desk: House) -> None:
    mia = await _two_open(desk)
    await mia.types("It is worse since noon")
    question = await mia.was_told(WHICH)
    await desk.settles()
    await desk.stops()
    await desk.starts()
    await mia.presses(question, next(label for label in question.buttons if "INC-1000" in label))
    await desk.settles()
    question.as_it_is_now().shows(WHICH, "INC-1000 has it.")
    await desk.triage_thread("INC-1000").has("It is worse since noon", "Mia Feld")
    await mia.types("Much worse")
    await desk.triage_thread("INC-1000").has("Much worse")
    await desk.ends_quietly()


async def test_something_new_opens_the_report_with_the_words(desk: House) -> None:
    mia = await _two_open(desk)
    await mia.types("My screen flickers since this morning")
    question = await mia.was_told(WHICH)
    await mia.presses(question, "Something new")
    await desk.settles()
    offer = await mia.was_told("What is it about?")
    sheet = await mia.opens(offer, "Something is broken")
    assert sheet.value("title") == "My screen flickers since this morning"
    await mia.fills_report(sheet, service="workplace-it", kind="Hardware")
    await sheet.is_taken()
    await mia.receipt("INC-1002")
    await desk.card("INC-1002").shows("My screen flickers")
    for ref in ("INC-1000", "INC-1001"):
        await desk.triage_thread(ref).has_not("flickers")
    await desk.ends_quietly()


async def test_without_an_open_ticket_words_are_offered_the_three_choices(desk: House) -> None:
    mia = desk.person("mia")
    await mia.types("my keyboard does not work any more")
    offer = await mia.was_told("What is it about?")
    offer.has_buttons("Something is broken", "I need something", "I have a question")
    sheet = await mia.opens(offer, "I have a question")
    assert sheet.value("question") == "my keyboard does not work any more"
    await desk.has_no("INC-1000")
    await desk.ends_quietly()


async def test_an_edit_in_the_chat_changes_the_copy_of_the_ticket_it_went_to(desk: House) -> None:
    mia = await _two_open(desk)
    said = await mia.types("INC-1001: since 9:05")
    copies = await desk.triage_thread("INC-1001").has("since 9:05")
    await mia.edits(said, "INC-1001: since 9:50")
    await desk.settles()
    for copy in copies.values():
        copy.shows("since 9:50")
        copy.does_not_show("9:05")
    await mia.deletes(said)
    await desk.settles()
    for copy in copies.values():
        copy.shows("message deleted")
    await desk.ends_quietly()
