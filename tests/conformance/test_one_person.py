"""One person with accounts on both platforms, and one of whom nobody can tell: what each hears, sees and may."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import requesters_on_slack


def _both(desk: House, name: str) -> tuple[Someone, Someone]:
    """Somebody where the seating puts them, and the same person on the other platform."""
    here = desk.person(name)
    there = next(platform for platform in desk.seating.platforms if platform != here.platform)
    return here, desk.person(name, on=there)


async def test_a_ticket_stays_where_its_requester_was_first_told_of_it(desk: House) -> None:
    here, there = _both(desk, "mia")
    dana = desk.person("dana")
    await here.reports()
    await here.receipt()
    await desk.card().posts()
    await there.commands("ticket mine")
    await there.was_answered("INC-1000")
    await dana.claims()
    await here.was_told("Dana has taken this.")
    # Asked on the other platform from now on, they are told there of what is asked there.
    await there.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    await there.receipt("INC-1001")
    await desk.card("INC-1001").shows("Mia Feld")
    await dana.claims("INC-1001")
    await there.was_told("Dana has taken this.")
    await dana.replies("INC-1000", "Please reconnect once.")
    await here.was_told("Please reconnect once.")
    await desk.triage_thread().has("Please reconnect once.")
    await desk.ends_quietly()


async def test_words_about_a_ticket_are_heard_on_either_platform(desk: House) -> None:
    here, there = _both(desk, "mia")
    await here.reports()
    await here.receipt()
    await desk.card().posts()
    await there.types("INC-1000: it happens on Wi-Fi, too")
    await desk.triage_thread().has("it happens on Wi-Fi, too", "Mia Feld")
    assert (await desk.comments())[-1].author == here.id
    await desk.ends_quietly()


async def test_a_responder_is_told_once_where_they_last_spoke(desk: House) -> None:
    (lena,) = await desk.seats("lena")
    here, there = _both(desk, "dana")
    mia = desk.person("mia")
    for number, (first, last) in enumerate(((here, there), (there, here))):
        ref = f"INC-{1000 + number}"
        for each in (first, last):
            await each.types("help")
            await each.was_told("On a ticket")
        await mia.reports(f"VPN drops every {number + 4} minutes")
        await mia.receipt(ref)
        await desk.card(ref).posts()
        await lena.tells(ref, "assign @dana.roth")
        told = await last.was_told(f"gave you {ref}")
        await last.presses(told, "Ack")
        await mia.was_told("Dana has taken this.")
        await desk.card(ref).shows("Dana Roth", "IN PROGRESS")
    await desk.ends_quietly()


async def test_the_same_person_may_press_on_the_other_platform_too(desk: House) -> None:
    here, there = _both(desk, "dana")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await here.claims()
    await mia.was_told("Dana has taken this.")
    await there.resolves("INC-1000", "a new profile is there")
    await mia.was_told("Does it work?")
    ticket = await desk.ticket()
    assert (ticket.status, ticket.assignee) == ("resolved", here.id)
    await desk.ends_quietly()


async def test_who_cannot_be_joined_is_two_persons_and_nothing_leaks_between_them(desk: House) -> None:
    here, there = _both(desk, "hugo")
    dana = desk.person("dana")
    await here.reports("My screen flickers", service="workplace-it", kind="Hardware")
    await here.receipt()
    await desk.card().shows("My screen flickers")
    await there.commands("ticket mine")
    await there.was_answered("You have no open tickets.")
    await there.commands("ticket INC-1000")
    await there.was_answered("There is no INC-1000 that you may see.")
    await there.types("INC-1000: it flickers less now")
    await there.was_answered("INC-1000")
    await desk.triage_thread().has_not("flickers less")

    await there.reports("My mouse is dead", service="workplace-it", kind="Hardware")
    await there.receipt("INC-1001")
    await desk.card("INC-1001").shows("My mouse is dead")
    first, second = await desk.ticket(), await desk.ticket("INC-1001")
    assert first.requester != second.requester
    assert {first.requester.partition(":")[0], second.requester.partition(":")[0]} == {"slack", "teams"}
    await dana.claims("INC-1001")
    await there.was_told("Dana has taken this.")
    await dana.claims()
    await here.was_told("Dana has taken this.")
    await desk.ends_quietly()


async def test_a_namesake_with_another_address_sees_nothing_of_theirs(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    twin = {"handle": "mia.feld2", "real_name": "Mia Feld", "email": "mia.feld@elsewhere.example"}
    if mia.platform == "teams":
        desk.playground.admin.arrive(**twin)
        await desk.playground.person("mia.feld2").joins("#it-help")
    else:
        await desk.teams.admin.arrive(**twin)
    there = next(platform for platform in desk.seating.platforms if platform != mia.platform)
    stranger = Someone(desk, "mia.feld2", "mia.feld@elsewhere.example", desk.sides[there])
    await stranger.commands("ticket mine")
    await stranger.was_answered("You have no open tickets.")
    await stranger.commands("ticket INC-1000")
    await stranger.was_answered("There is no INC-1000 that you may see.")
    await desk.ends_quietly()


@requesters_on_slack
async def test_what_was_said_in_their_chat_instead_of_a_closed_channel_stays_there_and_is_kept_up_to_date(
    desk: House,
) -> None:
    here, there = _both(desk, "mia")
    dana = desk.person("dana")
    asked = await here.says_in("help", "The VPN drops every five minutes")
    sheet = await here.makes_a_ticket_of(asked)
    await sheet.fills(service="Network, Wi-Fi and VPN", impact="Just me", urgency="Only partly")
    await sheet.is_taken()
    await desk.card().shows("The VPN drops every five minutes")
    desk.playground.admin.archive("it-help")
    await desk.settles()
    await dana.claims()
    first = await here.was_told("Dana has taken this.")
    await there.types("INC-1000 it happens on Wi-Fi, too")
    await desk.triage_thread().has("it happens on Wi-Fi, too")
    await dana.resolves("INC-1000", "a new profile is there")
    told = await here.was_told("Does it work?")
    assert told.platform == first.platform
    told.has_buttons("Yes, it works", "No, still broken")
    told.shows("Closes by itself")
    await there.types("INC-1000 thanks a lot")
    await desk.settles()
    await there.commands("ticket INC-1000")
    card = await there.was_answered("We think this is fixed")
    assert card is not None
    await there.presses(card, "Yes, it works")
    await desk.card().shows("CLOSED")
    await desk.settles()
    told.as_it_is_now().shows("Great, closed.")
    told.as_it_is_now().does_not_show("Closes by itself")
