"""Teams without channel-wide consent: words without a mention are not heard; buttons and mentions are."""

from __future__ import annotations

from playground.teams.installed_app import HEARS_CHANNELS
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import requesters_in_teams, responders_in_teams


async def _claimed(desk: House) -> tuple[Someone, Someone]:
    """Mia has reported, Dana has claimed; all of it is heard."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await desk.card().posts()
    return mia, dana


@responders_in_teams
async def test_in_a_triage_thread_a_mention_and_the_buttons_do_what_plain_words_cannot(desk: House) -> None:
    mia, dana = await _claimed(desk)
    desk.teams.admin.rsc(HEARS_CHANNELS, on=False)
    await dana.notes("INC-1000", "She uses the old client.")
    await dana.notes("INC-1000", ">> Please reconnect once.")
    assert (await desk.comments()) == ()
    await desk.nothing_else_was_said()

    await dana.replies_by_button("INC-1000", "Please restart the client.")
    await mia.was_told("Please restart the client.", "Dana")
    await desk.triage_thread().has("Please restart the client.", "Dana Roth")
    await dana.fills("INC-1000", "Note", text="Her laptop is from 2019.")
    await desk.triage_thread().has("Her laptop is from 2019.", "Dana")
    await dana.tells("INC-1000", ">> And try the cable.")
    await mia.was_told("And try the cable.", "Dana")
    await dana.was_answered("These words are for ")
    await desk.said_in_other_triage_threads(dana, "And try the cable.")
    await dana.tells("INC-1000", "resolve a new profile is there")
    await mia.was_told("Does it work?", "a new profile is there")
    await desk.card().shows("RESOLVED")
    await desk.ends_quietly()


@responders_in_teams
async def test_with_the_consent_back_plain_words_in_a_triage_thread_are_heard_again(desk: House) -> None:
    mia, dana = await _claimed(desk)
    desk.teams.admin.rsc(HEARS_CHANNELS, on=False)
    await dana.notes("INC-1000", "Nobody hears this.")
    desk.teams.admin.rsc(HEARS_CHANNELS)
    await dana.notes("INC-1000", "She uses the old client.")
    await desk.triage_thread().has("She uses the old client.")
    await dana.replies("INC-1000", "Please reconnect once.")
    await mia.was_told("Please reconnect once.", "Dana")
    await desk.triage_thread().has("Please reconnect once.")
    texts = [each.text for each in (await desk.comments())]
    assert texts == ["She uses the old client.", "Please reconnect once."]
    await desk.ends_quietly()


@requesters_in_teams
async def test_in_the_thread_of_ones_own_message_only_a_mention_is_heard_until_the_consent_is_back(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    desk.teams.admin.rsc(HEARS_CHANNELS, on=False)
    asked = await mia.says_in("help", "The VPN drops every five minutes")
    sheet = await mia.makes_a_ticket_of(asked)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = asked
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await desk.card().posts()
    await mia.writes("It is worse since noon")
    assert (await desk.comments()) == ()
    await desk.nothing_else_was_said()

    await mia.writes("@Deskbell it is worse on Wi-Fi")
    await desk.triage_thread().has("it is worse on Wi-Fi", "Mia Feld")
    desk.teams.admin.rsc(HEARS_CHANNELS)
    await mia.writes("And now it is gone")
    await desk.triage_thread().has("And now it is gone", "Mia Feld")
    await desk.triage_thread().has_not("since noon")
    await desk.ends_quietly()


@requesters_in_teams
async def test_the_chat_with_deskbell_needs_no_consent(desk: House) -> None:
    mia, _ = await _claimed(desk)
    desk.teams.admin.rsc(HEARS_CHANNELS, on=False)
    await mia.writes("It happens on Wi-Fi, too.")
    await desk.triage_thread().has("It happens on Wi-Fi, too.", "Mia Feld")
    await desk.ends_quietly()
