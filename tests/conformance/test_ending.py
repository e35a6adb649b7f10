"""How a ticket ends and how it comes back, with each platform asking and responding."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import SCORES, Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post

pytestmark = told_both_ways

DIGEST = "due today"


async def _resolved(desk: House) -> tuple[Someone, Someone, Post, Post]:
    """Mia has reported, Dana has claimed and resolved: both, the receipt and the question; all of it heard."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    asked = await mia.was_told("Does it work?", "a new profile is there")
    await desk.card().shows("RESOLVED")
    return mia, dana, receipt, asked


async def test_yes_it_works_closes_it_and_its_buttons_become_those_of_how_it_was(desk: House) -> None:
    mia, _, receipt, asked = await _resolved(desk)
    await mia.confirms(asked)
    await desk.settles()
    asked.shows("Great, closed.")
    asked.has_buttons(*SCORES)
    receipt.shows("Closed")
    receipt.has_buttons("Follow-up")
    await desk.card().shows("CLOSED")
    await desk.card().has_buttons("Follow-up")
    await desk.ends_quietly()


async def test_no_still_broken_brings_it_back_to_whoever_had_it(desk: House) -> None:
    mia, _, receipt, asked = await _resolved(desk)
    await mia.says_still_broken(asked)
    await desk.triage_thread().has("still broken", "Dana")
    asked.shows("open again")
    asked.has_buttons()
    receipt.shows("Dana is working on it")
    await desk.card().shows("IN PROGRESS", "Dana Roth")
    await desk.ends_quietly()


async def test_a_press_on_an_outdated_question_changes_nothing_and_says_so(desk: House) -> None:
    mia, _, _, asked = await _resolved(desk)
    old = asked.as_it_is_now()
    await mia.confirms(asked)
    await desk.settles()
    before = await desk.ticket()
    await mia.says_still_broken(old)
    await mia.was_answered("INC-1000")
    assert (await desk.ticket()).status == before.status == "closed"
    await desk.ends_quietly()


async def test_thanks_are_only_thanks(desk: House) -> None:
    mia, _, _, asked = await _resolved(desk)
    await mia.writes("Danke!")
    await desk.triage_thread().has("Danke!", "Mia Feld")
    assert (await desk.ticket()).status == "resolved"
    asked.has_buttons("Yes, it works", "No, still broken")
    await desk.until("2026-10-28 10:01 CET")
    await desk.card().shows("CLOSED")
    if mia.platform == "teams":  # where no heart can be set, a sentence says it
        await mia.was_told("You are welcome!")
    await mia.was_told("How was it with INC-1000")
    await desk.ends_quietly(DIGEST)


async def test_words_to_a_resolved_ticket_are_asked_about_and_reopen_it_by_a_press(desk: House) -> None:
    mia, _, _, _ = await _resolved(desk)
    await mia.writes("It dropped again at noon")
    await desk.triage_thread().has("It dropped again at noon")
    question = await mia.was_told("Is it still broken?")
    question.has_buttons("Reopen INC-1000", "Just a comment")
    assert (await desk.ticket()).status == "resolved"
    await mia.presses(question, "Reopen INC-1000")
    await desk.triage_thread().has("still broken", "Dana")
    await desk.card().shows("IN PROGRESS")
    await desk.ends_quietly()


async def test_just_a_comment_leaves_it_resolved(desk: House) -> None:
    mia, _, _, _ = await _resolved(desk)
    await mia.writes("The new profile is called Split, by the way")
    await desk.triage_thread().has("The new profile is called Split, by the way")
    question = await mia.was_told("Is it still broken?")
    await mia.presses(question, "Just a comment")
    await desk.settles()
    assert (await desk.ticket()).status == "resolved"
    await desk.ends_quietly()


async def test_the_staff_reopen_it_and_the_requester_sees_that_it_goes_on(desk: House) -> None:
    _, dana, receipt, asked = await _resolved(desk)
    await dana.tells("INC-1000", "reopen it fails for the second user")
    await desk.triage_thread().has("Dana reopened INC-1000", "it fails for the second user")
    await desk.card().shows("IN PROGRESS")
    asked.shows("open again")
    receipt.shows("Dana is working on it")
    await desk.ends_quietly()


async def test_words_after_the_close_are_asked_about_and_a_follow_up_goes_on_in_the_same_place(desk: House) -> None:
    mia, dana, _, asked = await _resolved(desk)
    await mia.confirms(asked)
    await desk.settles()
    await mia.follows_up("It is back: the VPN drops again")
    await desk.triage_thread().has("It is back: the VPN drops again", "Mia Feld")
    question = await mia.was_told("INC-1000 was closed on", "Is it broken again?")
    question.has_buttons("Open a follow-up", "Just a comment")
    await desk.has_no("INC-1001")
    old = question.as_it_is_now()
    await mia.presses(question, "Open a follow-up")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    await mia.receipt("INC-1001")
    question.shows("Is it broken again?", "INC-1001 goes on with it.")
    question.has_buttons()
    await desk.card("INC-1001").shows("It is back: the VPN drops again", "Follow-up of INC-1000", "NEW")
    await desk.card().shows("CLOSED", "Continues in INC-1001")
    await mia.writes("and on Wi-Fi, too", "INC-1001")
    await desk.triage_thread("INC-1001").has("and on Wi-Fi, too", "Mia Feld")
    await dana.claims("INC-1001")
    await mia.was_told("Dana has taken this.")
    await mia.presses(old, "Open a follow-up")
    await mia.was_answered("INC-1001", "Dana is working on it")
    await desk.has_no("INC-1002")
    await desk.ends_quietly()


async def test_just_a_comment_after_the_close_opens_nothing(desk: House) -> None:
    mia, _, _, asked = await _resolved(desk)
    await mia.confirms(asked)
    await desk.settles()
    await mia.follows_up("The new profile is called Split, by the way")
    await desk.triage_thread().has("The new profile is called Split, by the way", "Mia Feld")
    question = await mia.was_told("Is it broken again?")
    await mia.presses(question, "Just a comment")
    await desk.settles()
    question.shows("INC-1000 was closed on", "Is it broken again?", "Noted as a comment: INC-1000 stays closed.")
    question.has_buttons()
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_thanks_after_the_close_are_thanked_for_and_nothing_else(desk: House) -> None:
    mia, _, receipt, asked = await _resolved(desk)
    await mia.confirms(asked)
    await desk.settles()
    thanks = await mia.says_under(receipt, "Great service, have a nice weekend!")
    await desk.settles()
    if mia.platform == "teams":  # where no heart can be set, a sentence says it
        await mia.was_told("You are welcome!")
    else:
        assert thanks.reactions == {"heart"}
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_the_follow_up_button_works_once(desk: House) -> None:
    mia, _, receipt, asked = await _resolved(desk)
    await mia.confirms(asked)
    await desk.settles()
    old = receipt.as_it_is_now()
    sheet = await mia.opens_if_asked(receipt, "Follow-up")
    if sheet is not None:
        await sheet.fills(text="It is back")
        await sheet.is_taken()
    assert (await desk.ticket("INC-1001")).follow_up_of == "INC-1000"
    await desk.card("INC-1001").shows("Follow-up of INC-1000")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    await mia.receipt("INC-1001")
    again = await mia.opens_if_asked(old, "Follow-up")
    if again is not None:
        await again.fills(text="It is back")
        await again.sends()
    await desk.has_no("INC-1002")
    desk.said_so_far()
    await desk.ends_quietly()


async def test_a_requester_takes_back_what_nobody_has_begun(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports()
    receipt = await mia.receipt()
    await desk.card().posts()
    await mia.presses(receipt, "Withdraw")
    await desk.card().shows("CANCELLED")
    assert (await desk.ticket()).status == "cancelled"
    receipt.does_not_show("Waiting for someone")
    await desk.ends_quietly()
