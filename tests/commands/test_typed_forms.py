"""What people type behind commands, as they would say it: in a ticket's thread on both platforms, and to the desk."""

from __future__ import annotations

import pytest

from core.processes import IncidentDetails
from core.tickets import events as e
from core.ui.inbound import Shown
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import buttons, quiet, taken
from tests.fakes.desk import DeskHouse, Someone, local, open_desk, refused, sentence


async def typed(who: Someone, ref: str, words: str) -> None:
    """Type a command to the desk with the ticket's number in it, where "#" stands."""
    first, _, rest = words.partition(" ")
    line = words.replace("#", ref) if "#" in words else f"{first} {ref} {rest}"
    reply = await who.sends(line)
    assert isinstance(reply, Shown), reply
    assert not reply.refusal, reply.card.summary


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("assign emre", ""),
        ("assign emre please look at the logs", "please look at the logs"),
        ("assign Emre Aydin, please look at the logs", "please look at the logs"),
        ("assign emre.aydin: urgent", "urgent"),
        ("assign Emre - you know printers", "you know printers"),
        ("reassign to emre", ""),
        ("reassign it to Emre", ""),
        ("give to emre", ""),
        ("give it to emre please look at the logs", "please look at the logs"),
        ("hand it over to emre", ""),
        ("hand over to emre: he knows it", "he knows it"),
        ("pass to emre", ""),
    ],
)
async def test_a_ticket_is_given_as_people_say_it_with_what_they_should_know(
    desk: DeskHouse, words: str, note: str
) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, words))
    (given,) = await desk.events(ref, e.Assigned)
    assert (given.person, given.note) == (desk.id_of("emre"), note)


async def test_a_note_stands_on_either_side_of_a_mention(desk: DeskHouse) -> None:
    for number, words in enumerate(
        (("assign ", "@", " please look at it"), ("assign to ", "@", ": please look at it"))
    ):
        ref = await taken(desk)
        emre = desk.person("emre")
        quiet(await desk.person("dana").tells(ref, *(emre if one == "@" else one for one in words)))
        (given,) = await desk.events(ref, e.Assigned)
        assert (number, given.person, given.note) == (number, emre.id, "please look at it")


@pytest.mark.parametrize(
    "words", ["give # to emre", "hand # over to emre", "reassign # to emre", "pass # to emre", "assign # emre"]
)
async def test_the_number_may_stand_where_it_is_said(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    await typed(desk.person("dana"), ref, words)
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")


@pytest.mark.parametrize("words", ["assign emre smith", "assign emre smith-jones", "assign sofie please look at it"])
async def test_nobody_is_guessed_from_half_a_name(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    assert "a note goes behind it, like" in refused(await desk.person("dana").tells(ref, words))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


@pytest.mark.parametrize(
    "words", ["assign me", "assign to me", "assign it to me, please", "give it to me", "reassign me"]
)
async def test_whoever_assigns_it_to_themselves_claims_it(desk: DeskHouse, words: str) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").tells(ref, words))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.acked_at) == (desk.id_of("dana"), desk.now)
    assert refused(await desk.person("emre").tells(ref, words)).startswith("Dana claimed")


async def test_a_lead_takes_it_from_somebody(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("lena").tells(ref, "assign me"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("lena")


@pytest.mark.parametrize(
    ("words", "service", "kind"),
    [
        ("change service erp orders", "erp", "orders"),
        ("change service vpn", "network", "vpn"),
        ("change service to Wi-Fi", "network", "wifi"),
        ("change service network lan", "network", "lan"),
        ("change service printer", "office", "printer"),
        ("change service rooms", "office", None),
        ("change service to web shop checkout", "web-shop", "checkout"),
        ("change category mfa", "identity", "mfa"),
    ],
)
async def test_a_service_is_known_by_a_part_of_its_name(
    desk: DeskHouse, words: str, service: str, kind: str | None
) -> None:
    ref = await desk.person("mia").reports(service="identity")
    quiet(await desk.person("lena").tells(ref, words))
    ticket = await desk.ticket(ref)
    assert isinstance(ticket.details, IncidentDetails)
    assert (ticket.service, ticket.details.category) == (service, kind)


@pytest.mark.parametrize(
    ("words", "names"),
    [("and", ("There is no service", "“ERP and finance”")), ("mail chat access", ("“mail chat access”",))],
)
async def test_a_service_that_nobody_knows_is_refused_with_those_there_are(
    desk: DeskHouse, words: str, names: tuple[str, ...]
) -> None:
    ref = await desk.person("mia").reports()
    said = refused(await desk.person("lena").tells(ref, f"change service {words}"))
    assert all(one in said for one in names), said


@pytest.mark.parametrize(
    ("words", "priority", "reason"),
    [
        ("prio high the warehouse waits", "P2", "the warehouse waits"),
        ("prio to P2: the warehouse waits", "P2", "the warehouse waits"),
        ("priority 2 the warehouse waits", "P2", "the warehouse waits"),
        ("prio critical because the plant stands still", "P1", "the plant stands still"),
    ],
)
async def test_a_priority_is_known_by_its_name(desk: DeskHouse, words: str, priority: str, reason: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("lena").tells(ref, words))
    (changed,) = await desk.events(ref, e.PriorityChanged)
    assert (changed.new, changed.source, changed.reason) == (priority, "override", reason)


async def test_a_priority_without_a_reason_is_refused_with_an_example_and_its_form(desk: DeskHouse) -> None:
    ref = await taken(desk)
    reply = await desk.person("lena").tells(ref, "prio high")
    assert "like “prio P2 the whole warehouse waits”" in refused(reply)
    assert isinstance(reply, Shown)
    assert [one.action.command for one in buttons(reply.card)] == ["prio"]


@pytest.mark.parametrize(
    ("words", "reference", "until"),
    [
        ("hold vendor TN-881 until friday", "TN-881", "2026-10-30 12:00 CET"),
        ("hold vendor TN-881 2026-10-28", "TN-881", "2026-10-28 12:00 CET"),
        ("hold for the vendor, TN-881, until 28 Oct 14:30", "TN-881", "2026-10-28 14:30 CET"),
        ("hold TeleNord TN-881 tomorrow", "TN-881", "2026-10-28 12:00 CET"),
        ("hold on telenord until Oct 30", None, "2026-10-30 12:00 CET"),
        ("hold vendor until next week", None, "2026-11-02 12:00 CET"),
        ("hold vendor TN-881 in 3 days", "TN-881", "2026-10-30 12:00 CET"),
        ("hold vendor until 30.10. at 9:00", None, "2026-10-30 09:00 CET"),
    ],
)
async def test_a_ticket_waits_until_a_day_as_it_is_said(
    desk: DeskHouse, words: str, reference: str | None, until: str
) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, words))
    (held,) = await desk.events(ref, e.Held)
    assert held.until is not None
    assert (held.reason, held.party, held.reference, local(held.until)) == ("vendor", "TeleNord", reference, until)


async def test_a_record_says_what_is_waited_for(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, "hold for CHG-77 until friday"))
    (held,) = await desk.events(ref, e.Held)
    assert (held.reason, held.reference) == ("change", "CHG-77")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("hold until friday", "What does the ticket wait for? Write it like “hold vendor TN-881 until Friday”"),
        ("hold the parts are on their way", "What does the ticket wait for?"),
        ("hold requester which laptop is it?", "To wait for the requester, ask them: “ask Which laptop is it?”"),
        ("hold waiting for customer", "To wait for the requester, ask them"),
        ("hold vendor TN-881", "When do we look again? Write the day, like “until Friday”"),
        ("hold vendor TN-881 until 30 Feb", "is on no calendar"),
        ("hold vendor TN-881 until friday 25:00", "is on no clock"),
        ("date soon", "I do not understand “soon” as one day or time. Write it like"),
        ("transfer", "Write it like: transfer <team> <why>"),
    ],
)
async def test_what_is_not_said_is_asked_for_with_an_example(desk: DeskHouse, words: str, said: str) -> None:
    ref = await taken(desk)
    before = (await desk.ticket(ref)).version
    assert said in sentence(await desk.person("dana").tells(ref, words))
    assert (await desk.ticket(ref)).version == before


@pytest.mark.parametrize(
    ("words", "team", "reason"),
    [
        ("transfer infra because the line is down", "infra", "the line is down"),
        ("transfer to infra: the line is down", "infra", "the line is down"),
        ("transfer it to the business apps team, orders hang", "business-apps", "orders hang"),
        ("transfer to workplace the printer is theirs", "workplace", "the printer is theirs"),
        ("transfer apps orders hang", "business-apps", "orders hang"),
    ],
)
async def test_a_team_is_known_as_it_is_called(desk: DeskHouse, words: str, team: str, reason: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, words))
    (moved,) = await desk.events(ref, e.Transferred)
    assert (moved.team, moved.reason) == (team, reason)


@pytest.mark.parametrize(
    ("words", "minutes", "note"),
    [
        ("log 25m", 25, ""),
        ("log 25 min on the profile", 25, "on the profile"),
        ("log time 1h 30m", 90, ""),
        ("log 1h30m profile", 90, "profile"),
        ("log 1.5h", 90, ""),
        ("log 2 hours and 10 minutes: profile", 130, "profile"),
        ("log 0,5 Stunden", 30, ""),
        ("log 1h30", 90, ""),
    ],
)
async def test_time_is_logged_as_it_is_said(desk: DeskHouse, words: str, minutes: int, note: str) -> None:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, words)
    (worked,) = await desk.events(ref, e.Worked)
    assert (worked.minutes, worked.note) == (minutes, note)


@pytest.mark.parametrize("words", ["log 1h 30", "log 1h 1h", "log 25", "log a while"])
async def test_time_that_may_mean_two_things_is_refused_with_an_example(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    assert "25m" in sentence(await desk.person("dana").tells(ref, words))
    assert await desk.events(ref, e.Worked) == []


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("escalate to the lead: nobody answers", "hierarchic"),
        ("escalate to 2nd level because nobody answers", "functional"),
        ("escalate nobody answers", "functional"),
    ],
)
async def test_it_is_escalated_where_the_words_say(desk: DeskHouse, words: str, way: str) -> None:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, words)
    (up,) = await desk.events(ref, e.Escalated)
    assert (up.way, up.reason) == (way, "nobody answers")


@pytest.mark.parametrize("words", ["close the profile was reissued", "solved: the profile was reissued"])
async def test_what_is_closed_by_who_works_on_it_is_resolved(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, words))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.resolution_text) == ("resolved", "the profile was reissued")


@pytest.mark.parametrize(
    "words", ["assign emre please look at the logs", "prio high the plant", "hold vendor TN-881 until friday"]
)
async def test_it_is_understood_on_the_other_platform_too(words: str) -> None:
    async with open_desk(TUESDAY_TEN, both=True) as desk:
        ref = await taken(desk)
        version = (await desk.ticket(ref)).version
        who = "lena" if words.startswith("prio") else "dana"
        quiet(await desk.person(who).on_teams.tells(ref, words))
        assert (await desk.ticket(ref)).version > version
