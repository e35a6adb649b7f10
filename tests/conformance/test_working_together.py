"""What responders do with a ticket: claim, hold, move, escalate; one wins and everybody sees it."""

from __future__ import annotations

import asyncio

from tests.conformance.house import House


async def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(desk: House) -> None:
    mia, dana, emre = desk.people("mia", "dana", "emre")
    await mia.reports()
    await mia.receipt()
    hers, his = (await dana.card()).as_it_is_now(), (await emre.card()).as_it_is_now()
    await asyncio.gather(dana.presses(hers, "Claim"), emre.presses(his, "Claim"))
    assignee = (await desk.ticket()).assignee
    assert assignee in (dana.id, emre.id)
    first, lost = ("Dana", emre) if assignee == dana.id else ("Emre", dana)
    await mia.was_told(f"{first} has taken this.")
    await lost.was_answered(f"{first} claimed INC-1000")
    await desk.card().shows("IN PROGRESS", first)
    await desk.ends_quietly()


async def test_one_claim_wins_on_both_platforms(desk: House) -> None:
    """With a card on each platform, somebody of the same team may press on either."""
    mia, dana, sofia = desk.people("mia", "dana", "sofia")
    other = next((name for name in desk.seating.platforms if name != dana.platform), dana.platform)
    elsewhere = desk.person("sofia", on=other)
    await mia.reports()
    await mia.receipt()
    hers, theirs = (await dana.card()).as_it_is_now(), (await elsewhere.card()).as_it_is_now()
    await dana.presses(hers, "Claim")
    await desk.settles()
    await elsewhere.presses(theirs, "Claim")
    await elsewhere.was_answered("Dana claimed INC-1000")
    await mia.was_told("Dana has taken this.")
    await desk.card().shows("IN PROGRESS", "Dana Roth")
    assert sofia.id == elsewhere.id
    await desk.ends_quietly()


async def test_a_lead_gives_it_to_somebody_who_is_told_alone(desk: House) -> None:
    lena, emre = await desk.seats("lena", "emre")
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.tells("INC-1000", "assign @emre.aydin")
    await dana.was_answered("Only Lena Vogt, the lead, gives away what nobody has.", "Take it yourself with Claim")
    await lena.tells("INC-1000", "assign @emre.aydin")
    told = await emre.was_told("gave you INC-1000", "Lena")
    await desk.card().shows("Emre Aydin", "NEW")
    await emre.presses(told, "Ack")
    await mia.was_told("Emre has taken this.")
    await desk.card().shows("Emre Aydin", "IN PROGRESS")
    await desk.ends_quietly()


async def test_a_wait_for_the_vendor_is_told_with_its_date_and_ends_on_it(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.replies("INC-1000", "Your line is disturbed; I ask TeleNord.")
    await mia.was_told("Your line is disturbed; I ask TeleNord.")
    await desk.triage_thread().has("Your line is disturbed; I ask TeleNord.")
    await dana.fills("INC-1000", "Hold", reference="TN-881", until="2026-10-28")
    await mia.was_told("TeleNord is looking at it (their case TN-881)", "Next news from us by")
    receipt.shows("Waiting for TeleNord")
    await desk.card().shows("ON HOLD", "⏸ paused")
    await desk.card().offers("Resume", "Update date", "Resolve")
    await desk.until("2026-10-28 12:01 CET")
    await desk.triage_thread().has("please look again", "Dana")
    await desk.card().shows("IN PROGRESS")
    await desk.ends_quietly("due today")


async def test_commands_typed_in_the_triage_thread_do_what_the_buttons_do(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.tells("INC-1000", "claim")
    await mia.was_told("Dana has taken this.")
    await dana.tells("INC-1000", "hold vendor TN-881 2026-10-28")
    await mia.was_told("TN-881")
    await desk.card().shows("ON HOLD")
    await dana.tells("INC-1000", "resume")
    await desk.card().shows("IN PROGRESS")
    await dana.tells("INC-1000", "prio impact 3 urgency 1")
    await desk.triage_thread().has("Priority is now P2 (was P3)")
    await mia.was_told(
        "INC-1000 is more urgent than before. We answer by 10:30. We aim to fix it by Oct 23, 2026 10:00."
    )
    await dana.tells("INC-1000", "resolve new profile; please reconnect")
    asked = await mia.was_told("new profile; please reconnect")
    asked.has_buttons("Yes, it works", "No, still broken")
    await desk.card().shows("✔ P2", "RESOLVED")
    await desk.ends_quietly()


async def test_wrong_words_in_the_triage_thread_are_answered_for_their_writer_alone(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    for typed, answer in (
        ("@Deskbell reslove it works", "resolve"),
        ("@Deskbell hold vendor TN-881", "When do we look again?"),
        ("@Deskbell transfer infar dns is down", "Did you mean Infra?"),
        ("@Deskbell sing a song", "I do not know"),
        (">>", "Write your answer behind the >>"),
    ):
        await dana.notes("INC-1000", typed)
        await dana.was_answered(answer)
    assert (await desk.ticket()).status == "in_progress"
    await desk.ends_quietly()


async def test_a_transfer_moves_the_card_and_mutes_the_old_one(desk: House) -> None:
    mia, dana, mara = desk.people("mia", "dana", "mara")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.tells("INC-1000", "transfer infra needs a firewall change")
    await desk.card(team="infra").shows("VPN drops", "NEW")
    await desk.card().shows("Infra has it now")
    await desk.card().has_buttons()
    await desk.triage_thread(team="infra").has("needs a firewall change", "Dana")
    await mia.was_told("INC-1000 is with Infra now; nobody has taken it yet.")
    await mia.writes("It is slower now")
    await desk.triage_thread(team="infra").has("It is slower now")
    await desk.triage_thread().has_not("It is slower now")
    await mara.claims()
    await mia.was_told("Mara has taken this.")
    receipt.shows("Mara is working on it")
    await desk.card(team="infra").shows("Mara Jensen", "IN PROGRESS")
    await desk.card().agree()
    await desk.ends_quietly()


async def test_an_escalation_to_the_lead_is_seen_by_them_and_by_the_team(desk: House) -> None:
    (lena,) = await desk.seats("lena")
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    way = "Ask Lena Vogt, the lead, to step in"
    await dana.fills("INC-1000", "Escalate", way=way, reason="The whole of finance waits")
    told = await lena.was_told("INC-1000", "The whole of finance waits", "Dana")
    await desk.triage_thread().has("The whole of finance waits", "Lena")
    await lena.presses(told, "Ack")
    await desk.triage_thread().has("Lena")
    await desk.card().shows("Dana Roth")
    await desk.ends_quietly()


async def test_an_escalation_to_the_second_tier_takes_the_ticket_there(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.tells("INC-1000", "escalate the firewall drops it")
    await desk.card(team="infra").shows("NEW")
    await desk.triage_thread(team="infra").has("the firewall drops it", "Dana")
    await mia.was_told("INC-1000 is with Infra now; nobody has taken it yet.")
    await desk.card().shows("Infra has it now")
    receipt.shows("Waiting for someone")
    await desk.ends_quietly()
