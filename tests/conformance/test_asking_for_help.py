"""How a ticket begins, on every seating: the form, a message's menu, the catalogue; and who may see it."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways

pytestmark = told_both_ways


async def test_the_report_form_says_before_it_is_sent_what_will_be_promised(desk: House) -> None:
    mia = desk.person("mia")
    sheet = await mia.opens_report()
    assert sheet.value("title") == "VPN drops every 5 minutes"
    await mia.fills_report(sheet)
    await sheet.looks_again()
    sheet.says("This will be P3 Medium. We answer by", "12:00", "Oct 27, 2026", "10:00")
    await sheet.fills(impact="My team")
    await sheet.looks_again()
    sheet.says("This will be P2 High. We answer by", "10:30")
    await sheet.fills(impact="Just me")
    await sheet.is_taken()
    receipt = await mia.receipt()
    receipt.shows("INC-1000 VPN drops every 5 minutes", "Got it. ", "will answer by 12:00", "Waiting for someone")
    receipt.has_buttons("Add detail", "Withdraw")
    await desk.card().shows("🟡 P3 Medium", "NEW", "Mia Feld", "Just me", "Unassigned", "Answer by 12:00")
    await desk.card().offers("Claim", "Reply", "Assign", "Resolve", "Ask requester", "Priority")
    await desk.ends_quietly()


async def test_what_is_wrong_in_a_form_is_said_at_once_and_what_was_written_stays(desk: House) -> None:
    mia = desk.person("mia")
    sheet = await mia.opens_report("VPN")
    await mia.fills_report(sheet)
    await sheet.sends()
    assert sheet.is_open
    sheet.says("at least 8 characters")
    assert sheet.value("title") == "VPN"
    assert sheet.value("urgency") == "No, work has stopped"
    await sheet.fills(title="VPN is broken")
    await sheet.is_taken()
    await mia.receipt()
    await desk.card().shows("VPN is broken")
    await desk.ends_quietly()


async def test_company_wide_and_work_stopped_wants_a_tick_and_then_calls_somebody(desk: House) -> None:
    mia = desk.person("mia")
    sheet = await mia.opens_report("Checkout is down for everybody")
    await sheet.fills({
        "service": "Customer web shop", "category:web-shop": "Checkout", "impact": "The whole company",
        "urgency": "No, work has stopped",
    })  # fmt: skip
    await sheet.sends()
    assert sheet.is_open
    sheet.says("the on-call engineer is called at once")
    await desk.has_no("INC-1000")
    (priya,) = await desk.seats("priya")
    await sheet.fills(critical=True)
    await sheet.is_taken()
    await mia.receipt()
    await desk.card(team="infra").shows("🔴 P1")
    page = await priya.was_told("📟 P1 INC-1000", "You are on call")
    page.has_buttons("Ack", "Open")
    await priya.presses(page, "Ack")
    await mia.was_told("Priya has taken this.")
    await desk.card(team="infra").shows("IN PROGRESS", "Priya Nair")
    await desk.until("2026-10-22 10:04 CEST")
    await desk.ends_quietly()


async def test_a_message_becomes_a_ticket_once_and_its_thread_is_the_requesters(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    asked = await mia.says_in("help", "The VPN drops every five minutes since the update")
    sheet = await mia.makes_a_ticket_of(asked)
    assert sheet.value("title") == "The VPN drops every five minutes since the update"
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = asked
    receipt = await mia.receipt()
    receipt.shows("Got it")
    await desk.card().shows("Mia Feld", "The VPN drops every five minutes")
    assert await mia.reads() == [], "all is said where it was asked"

    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await mia.writes("It happens on Wi-Fi, too.")
    await desk.triage_thread().has("It happens on Wi-Fi, too.", "Mia Feld")
    await dana.replies("INC-1000", "Please try the cable once.")
    await mia.was_told("Please try the cable once.")
    await desk.triage_thread().has("Please try the cable once.")
    receipt.shows("Dana is working on it")

    await mia.uses("Create ticket", asked)
    await mia.was_answered("INC-1000")
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_a_message_becomes_one_ticket_when_two_forms_are_open(desk: House) -> None:
    mia, jan = desk.people("mia", "jan")
    asked = await mia.says_in("help", "The VPN drops every five minutes")
    hers, his = await mia.makes_a_ticket_of(asked), await jan.makes_a_ticket_of(asked)
    for who, sheet in ((mia, hers), (jan, his)):
        await who.fills_report(sheet)
    await hers.is_taken()
    await his.sends()
    his.says("Somebody just made a ticket of this message.")
    mia.threads["INC-1000"] = asked
    await mia.receipt()
    await desk.card().shows("Mia Feld")
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_an_order_from_the_catalogue_is_prepared_and_delivered(desk: House) -> None:
    mia, sofia = desk.people("mia", "sofia")
    await mia.orders("Question or advice", {"question": "How do I share a calendar with a guest?"})
    receipt = await mia.receipt("REQ-1000")
    receipt.shows("Got it")
    await desk.card("REQ-1000").shows("Mia Feld", "How do I share a calendar")
    await sofia.claims("REQ-1000")
    await mia.was_told("Sofia has taken this.")
    await sofia.replies("REQ-1000", "In the calendar, choose Share.")
    await mia.was_told("In the calendar, choose Share.")
    await desk.triage_thread("REQ-1000").has("In the calendar, choose Share.")
    sheet = await sofia.fills("REQ-1000", "Mark done", text="Explained how to share")
    assert not sheet.is_open, sheet.text
    asked = await mia.was_told("Did you get what you asked for?")
    asked.has_buttons("Yes, received", "No, not right")
    await mia.presses(asked, "Yes, received")
    await desk.card("REQ-1000").shows("CLOSED")
    receipt.shows("Closed")
    await desk.ends_quietly()


async def test_a_private_ticket_is_seen_by_its_people_alone(desk: House) -> None:
    mia, felix, dana = desk.people("mia", "felix", "dana")
    await mia.reports("I clicked a link in a strange mail", service="security-report", kind="Phishing", priority="P3")
    await mia.receipt()
    await desk.card(team="security").shows("I clicked a link")
    await felix.claims()
    await mia.was_told("Felix has taken this.")
    await felix.replies("INC-1000", "Please do not type your password anywhere.")
    await mia.was_told("Please do not type your password anywhere.")
    await desk.triage_thread(team="security").has("Please do not type your password anywhere.")
    await dana.commands("ticket INC-1000")
    await dana.was_answered("There is no INC-1000 that you may see.")
    for side in desk.sides.values():
        for name in ("help", "service-desk", "infra"):
            channel = side.channel(name, desk.policy)
            assert not [
                one.text for one in side.posts("katrin.stahl" if name == "help" else _lead(desk, name), channel)
            ]
    await desk.ends_quietly()


def _lead(desk: House, team: str) -> str:
    return desk.policy.teams[team].lead.partition("@")[0]


async def test_lists_and_questions_are_answered_for_whoever_asks(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    await mia.commands("ticket mine")
    await mia.was_answered("INC-1000", "Waiting for someone to pick this up")
    await dana.commands("ticket queue")
    await dana.was_answered("INC-1000", "Unassigned")
    await mia.commands("ticket queue")
    await mia.was_answered("for responders")
    await dana.commands("ticket next")
    await dana.was_answered("INC-1000", "Dana")
    await mia.was_told("Dana has taken this.")
    await dana.commands("desk explain INC-1000")
    await dana.was_answered("Berlin office", "What time will bring")
    await mia.commands("ticket INC-7777")
    await mia.was_answered("There is no INC-7777")
    await desk.card().shows("Dana Roth")
    await desk.ends_quietly()


async def test_four_clicks_at_most_lead_from_typed_words_to_a_ticket(desk: House) -> None:
    mia = desk.person("mia")
    clicks = 0
    if mia.platform == "slack":
        sheet = await mia.opens_report("vpn drops")
    else:
        await mia.types("incident vpn drops")
        sheet = await mia.opens(await mia.was_told("One click and the form is open."), "Report it")
        clicks += 1
    assert (sheet.value("service"), sheet.value("category:network")) == ("Network, Wi-Fi and VPN", "VPN")
    for answer in ({"impact": "Just me"}, {"urgency": "Only partly"}):
        await sheet.fills(answer)
        clicks += 1
    await sheet.is_taken()
    clicks += 1
    assert clicks <= 4
    await mia.receipt()
    await desk.card().shows("vpn drops", "Network, Wi-Fi and VPN › VPN")
    await desk.ends_quietly()


async def test_whoever_reports_what_others_have_follows_their_ticket_with_one_tick(desk: House) -> None:
    mia, jan = desk.people("mia", "jan")
    await mia.reports()
    await mia.receipt()
    sheet = await jan.opens_report("The VPN is gone")
    await sheet.looks_again()
    sheet.says(
        "1 person reported Network, Wi-Fi and VPN trouble in the last hour.",
        "Is it the same as INC-1000 “VPN drops every 5 minutes”?",
    )
    assert sheet.text.index("Is it the same as INC-1000 “VPN drops every 5 minutes”?") < sheet.text.index(
        "What is wrong?"
    ), "it stands at the top"
    await sheet.fills({"follow:INC-1000": True})
    await sheet.sends()
    await desk.settles()
    assert jan.id in (await desk.ticket()).watchers
    await desk.has_no("INC-1001")
    await desk.card().shows("VPN drops every 5 minutes")
