"""Other ways to the desk, each platform asking: a mention, a bare number, a message's menu; merging and following."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways

pytestmark = told_both_ways


async def test_a_mention_in_a_channel_offers_the_choices_with_what_was_typed(desk: House) -> None:
    mia = desk.person("mia")
    await mia.says_in("help", "@Deskbell the coffee machine says error 17")
    offer = await mia.was_answered("What is it about?")
    assert offer is not None
    offer.has_buttons("Something is broken", "I need something", "I have a question")
    sheet = await mia.opens(offer, "Something is broken")
    assert sheet.value("title") == "the coffee machine says error 17"
    await mia.fills_report(sheet, service="office", kind="Printer", priority="P5")
    await sheet.is_taken()
    await mia.receipt()
    await desk.card(team="workplace").shows("the coffee machine says error 17", "P5")
    await desk.ends_quietly()


async def test_words_in_a_channel_that_are_not_for_the_desk_are_left_alone(desk: House) -> None:
    mia, jan = desk.people("mia", "jan")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    for words in ("Lunch at 12?", "INC-1000 is that the VPN again?", "INC-4711"):
        await jan.says_in("help", words)
    await desk.ends_quietly()


async def test_a_bare_number_shows_its_ticket_to_whoever_wrote_it(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    await mia.says_in("help", "inc-1000")
    hers = await mia.was_answered("VPN drops every 5 minutes")
    await dana.says_in("help", "INC-1000")
    theirs = await dana.was_answered("VPN drops every 5 minutes")
    assert hers is not None
    assert theirs is not None
    assert "Claim" not in hers.buttons
    theirs.offers("Claim")
    await dana.presses(theirs, "Claim")
    await mia.was_told("Dana has taken this.")
    (await dana.sees_become(theirs)).shows("IN PROGRESS", "Dana Roth")
    await desk.card().shows("Dana Roth")
    await desk.ends_quietly()


async def test_ticket_actions_on_a_message_of_a_triage_thread(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    note = await dana.notes("INC-1000", "Looks like the concentrator.")
    await desk.triage_thread().has("Looks like the concentrator.")
    shown = await dana.acts_on("Ticket actions", note)
    assert {"Claim", "Reply"} <= {label.rpartition(" > ")[2] for label in shown.buttons}
    dana.answer = await shown.presses("Claim")
    await mia.was_told("Dana has taken this.")
    await desk.card().shows("Dana Roth")
    stray = await dana.says_in("help", "Lunch?")
    await dana.uses("Ticket actions", stray)
    await dana.was_answered("no ticket on this message")
    desk.said_so_far()
    await desk.ends_quietly()


async def test_merging_two_tickets_goes_on_with_the_older_one(desk: House) -> None:
    mia, jan, dana = desk.people("mia", "jan", "dana")
    await mia.reports()
    await jan.reports("VPN is down for me, too")
    await mia.receipt()
    await jan.receipt("INC-1001")
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.tells("INC-1001", "merge INC-1000")
    await desk.settles()
    assert (await desk.ticket("INC-1001")).merged is not None
    await jan.was_told("INC-1000")
    await desk.card("INC-1001").shows("INC-1000", "CLOSED")
    await jan.follows_up("It is the same here", "INC-1001")
    await desk.triage_thread().has("It is the same here", "Jan Brandt")
    await desk.triage_thread("INC-1001").has_not("It is the same here")
    await desk.ends_quietly()


async def test_whoever_follows_a_ticket_hears_once_that_it_is_done(desk: House) -> None:
    mia, jan, dana = desk.people("mia", "jan", "dana")
    await mia.reports()
    await mia.receipt()
    asked = await jan.opens_report("VPN drops for me, too, it seems")
    await jan.fills_report(asked)
    await asked.looks_again()
    asked.says("INC-1000")
    await asked.fills({"follow:INC-1000": True})
    await asked.sends()
    await desk.has_no("INC-1001")
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.was_told("Does it work?")
    await jan.was_told_somewhere("a new profile is there")
    desk.said_so_far()
    await desk.card().shows("RESOLVED")
    await desk.ends_quietly()


async def test_after_an_outage_each_promise_is_told_of_once(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports(priority="P2")
    await mia.receipt()
    await desk.card().posts()
    await desk.triage_thread().has("needs somebody")
    await desk.nothing_else_was_said()
    await desk.stops()
    desk.clock.advance(2 * 3600)
    await desk.starts()
    await desk.triage_thread().has("passed its answer time", "noticed", "after an outage")
    await mia.was_told("taking longer than we promised")
    desk.said_so_far()
    await desk.stops()
    await desk.starts()
    await desk.ends_quietly()


async def test_a_title_that_begins_with_a_platforms_name_is_a_title(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports(f"{mia.platform}: nothing arrives here")
    assert (await desk.ticket()).title == f"{mia.platform}: nothing arrives here"
