"""What a ticket was opened with turns out to be otherwise: title, service, requester, kind of record."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.items import version_of
from core.processes import IncidentDetails, RequestDetails
from core.tickets import events as e
from core.ui.inbound import FormChanged, Quiet, Shown, Submit
from tests.commands.reading import commands, edits, errors, field, ids, kinds, opened, quiet, read, shown, taken
from tests.commands.talking import HOME, public, say, spot
from tests.fakes.desk import DeskHouse, refused, unseen

# title


async def test_a_title_is_changed_and_both_cards_and_one_line_say_so(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said, drawn = len(desk.said), len(desk.cards)
    quiet(await desk.person("dana").tells(ref, "change title to VPN drops in Hamburg"))
    assert (await desk.ticket(ref)).title == "VPN drops in Hamburg"
    assert kinds(desk, said) == ["changed triage:service-desk"]
    assert desk.said[-1].text == "Dana changed INC-1000: its title is “VPN drops in Hamburg”."
    assert sorted(kind for _, kind, _ in desk.cards[drawn:]) == ["requester_card", "triage_card"]
    found = shown(await desk.person("dana").types("ticket", "search hamburg"))
    assert "VPN drops in Hamburg" in read(found)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("change title To Do app is broken", "To Do app is broken"),
        ("change title: Is the VPN down in Hamburg?", "Is the VPN down in Hamburg?"),
        ("change title is the VPN down?", "is the VPN down?"),
        ("change title to To Do app is broken", "To Do app is broken"),
    ],
)
async def test_a_title_keeps_its_own_first_word(desk: DeskHouse, typed: str, title: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, typed))
    assert (await desk.ticket(ref)).title == title


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("change title short", "Please write at least 8 characters so we know what to look at."),
        ("change title VPN drops every hour", "INC-1000 says so already. Write or choose something else."),
        (
            "change service netwrok",
            "There is no service “netwrok”. One of: “Laptops and desktops”, “Network, Wi-Fi and VPN”,",
        ),
        ("change service network", "INC-1000 says so already."),
        (
            "change requester Rumpelstilz",
            "I know nobody called “Rumpelstilz”. Mention them, or choose them by Change on the card.",
        ),
    ],
)
async def test_what_cannot_be_so_is_refused_with_what_to_do(desk: DeskHouse, typed: str, why: str) -> None:
    ref = await taken(desk)
    before = await desk.ticket(ref)
    assert refused(await desk.person("dana").tells(ref, typed)).startswith(why)
    assert await desk.ticket(ref) == before


async def test_words_that_do_not_say_enough_lead_to_the_form(desk: DeskHouse) -> None:
    ref = await taken(desk)
    for typed in ("change", "change title", "change everything now"):
        assert commands(shown(await desk.person("dana").tells(ref, typed))) == ["change"]


# service


async def test_another_service_of_the_team_brings_its_promises_and_keeps_what_was_counted(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.passes(minutes=30)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "change service identity mfa"))
    ticket = await desk.ticket(ref)
    assert (ticket.service, ticket.team, ticket.assignee) == ("identity", "service-desk", desk.id_of("dana"))
    assert ticket.details == IncidentDetails(category="mfa", impact=4, urgency=1)
    response = ticket.clock("response")
    assert response is not None
    assert response.elapsed == 1800
    assert kinds(desk, said) == ["changed triage:service-desk"]
    assert desk.said[-1].text == "Dana changed INC-1000: its service is Accounts and access › MFA."


async def test_a_service_of_another_team_moves_it_there_with_that_services_promises(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "change service to erp orders"))
    ticket = await desk.ticket(ref)
    assert (ticket.service, ticket.team, ticket.assignee, ticket.handoff_count) == ("erp", "business-apps", None, 1)
    promised = ticket.clock("response")
    assert promised is not None
    assert promised.promised == 3600, "P3 of business-critical is to be answered within an hour"
    assert sorted(kinds(desk, said)) == ["moved triage:business-apps", "news requester"]
    assert next(one.text for one in desk.said[said:] if one.kind == "moved") == (
        "Dana moved INC-1000 from Service Desk to Business Apps: it is about ERP and finance."
    )


async def test_what_the_second_tier_has_stays_there(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, "transfer infra needs a firewall change"))
    quiet(await desk.person("omar").tells(ref, "change service email-collab mail"))
    assert (await desk.ticket(ref)).team == "infra"


async def test_a_private_service_takes_it_out_of_the_public_thread(desk: DeskHouse) -> None:
    ref = await public(desk)
    before = len(desk.edits)
    quiet(await desk.person("dana").tells(ref, "change service security-report phishing"))
    ticket = await desk.ticket(ref)
    assert (ticket.private, ticket.home, ticket.team) == (True, "direct", "security")
    assert edits(desk, before).count("moved_private requester") == 1
    assert refused(await desk.person("dana").presses("show", ref)) == unseen(ref)


async def test_the_form_shows_the_kinds_of_the_chosen_service(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    form = opened(await dana.presses("change", ref))
    assert ids(form) == ["title", "service", "category:network", "requester"]
    changed = FormChanged(
        dana.speaker, desk.now, "change", form.command_id, form.context, {"title": "VPN is slow", "service": "identity"}
    )
    drawn = opened(await desk.hears(changed))
    assert ids(drawn) == ["title", "service", "category:identity", "requester"]
    assert (field(drawn, "title").value, drawn.command_id) == ("VPN is slow", form.command_id)
    values = {"title": "VPN is slow", "service": "identity", "category:identity": "login"}
    quiet(await dana.submits("change", values, drawn.context))
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.service) == ("VPN is slow", "identity")
    assert isinstance(ticket.details, IncidentDetails)
    assert ticket.details.category == "login"


async def test_a_form_changes_only_what_was_changed_in_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").presses("change", ref))
    quiet(await desk.person("lena").tells(ref, "change title VPN drops in Hamburg"))
    sent = {"title": "VPN drops every hour", "service": "identity", "category:identity": "mfa"}
    quiet(await desk.person("dana").submits("change", sent, form.context))
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.service) == ("VPN drops in Hamburg", "identity")


async def test_two_forms_at_once_both_have_their_effect(desk: DeskHouse) -> None:
    ref = await taken(desk)
    forms = [(who, opened(await desk.person(who).presses("change", ref))) for who in ("dana", "lena")]
    news = ({"title": "VPN drops in Hamburg"}, {"title": "VPN drops every hour", "service": "identity"})
    sent = [
        Submit(desk.person(who).speaker, desk.now, "change", form.command_id, form.context, values)
        for (who, form), values in zip(forms, news, strict=True)
    ]
    replies = await asyncio.gather(*(desk.desk.hear(one) for one in sent))
    assert all(isinstance(reply, Quiet) for reply in replies)
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.service) == ("VPN drops in Hamburg", "identity")


# requester


async def test_whoever_asked_after_all_gets_the_card_and_who_did_not_reads_whose_it_is(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said, changed, drawn = len(desk.said), len(desk.edits), len(desk.cards)
    quiet(await desk.person("dana").fills("change", ref, requester=desk.id_of("jan.kolb")))
    ticket = await desk.ticket(ref)
    assert (ticket.requester, ticket.beneficiary) == (desk.id_of("jan.kolb"), desk.id_of("jan.kolb"))
    assert kinds(desk, said) == ["changed triage:service-desk"]
    assert desk.said[-1].text == "Dana changed INC-1000: Jan Kolb asked for it."
    assert edits(desk, changed) == ["requester_changed requester"]
    assert desk.edits[-1].text == "INC-1000 VPN drops every hour goes on with Jan Kolb."
    assert [kind for _, kind, _ in desk.cards[drawn:]].count("requester_card") == 1
    stand = await desk.store.read(lambda tx: tx.bindings(ref, "requester"))
    assert {one.place for one in stand if one.thread is None} == {"slack:T1/D-jan.kolb"}
    quiet(await desk.person("dana").fills("reply", ref, text="Please reconnect once."))
    answer = next(one.message for one in desk.said if one.kind == "reply")
    assert {one.place for one in desk.channels["slack"].taken if one.key == answer} == {"slack:T1/D-jan.kolb"}
    assert "INC-1000" in read(shown(await desk.person("jan.kolb").types("ticket", "mine")))


async def test_whoever_has_to_do_with_the_ticket_is_known_by_name(desk: DeskHouse) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "home", desk.message())
    quiet(await say(desk.person("tom"), where, "I have the same."))
    quiet(await desk.person("dana").tells(ref, "change requester to Tom Berg"))
    assert (await desk.ticket(ref)).requester == desk.id_of("tom")


async def test_the_requester_may_be_changed_back(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("change", ref, requester=desk.id_of("jan.kolb")))
    quiet(await desk.person("dana").fills("change", ref, requester=desk.id_of("mia")))
    stand = await desk.store.read(lambda tx: tx.bindings(ref, "requester"))
    assert {one.place for one in stand if one.thread is None} == {"slack:T1/D-mia.feld"}


async def test_whoever_works_on_it_is_not_who_asked_for_it_until_a_colleague_has_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.id_of("dana")
    why = "Dana Roth works on INC-1000. Hand it to a colleague first."
    assert errors(await desk.person("dana").fills("change", ref, requester=dana)) == {"requester": why}
    assert refused(await desk.person("dana").tells(ref, "change requester ", desk.person("dana"))) == why
    assert (await desk.ticket(ref)).requester == desk.id_of("mia")
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre")))
    quiet(await desk.person("emre").fills("change", ref, requester=dana))
    assert (await desk.ticket(ref)).requester == dana


async def test_a_public_thread_is_left_for_the_chat_of_who_asked(desk: DeskHouse) -> None:
    ref = await public(desk)
    changed = len(desk.edits)
    quiet(await desk.person("dana").tells(ref, "change requester ", desk.person("jan.kolb")))
    assert (await desk.ticket(ref)).home == "direct"
    assert edits(desk, changed) == ["requester_changed requester"]
    said = len(desk.said)
    where = await spot(desk, ref, "home", desk.message())
    quiet(await say(desk.person("mia"), where, "It is Jan's, thanks."))
    assert kinds(desk, said) == ["relay triage:service-desk"], "what is written there still reaches the team"
    assert where.place == HOME.partition("#")[0]


# kind


MAILBOX = {"address": "sales", "members": "mia.feld"}


async def test_an_incident_becomes_a_request_that_keeps_its_number_and_its_people(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.passes(hours=1)
    said = len(desk.said)
    form = opened(await desk.person("dana").fills("convert", ref, item="shared-mailbox"))
    assert ids(form) == [
        "item",
        "shared-mailbox:note:request_about",
        "shared-mailbox:note:request_scope",
        *(f"shared-mailbox:{key}" for key in MAILBOX),
    ]
    answers: dict[str, str] = {f"shared-mailbox:{key}": value for key, value in MAILBOX.items()}
    quiet(await desk.person("dana").fills("convert", ref, item="shared-mailbox", **answers))
    ticket = await desk.ticket(ref)
    assert (ticket.ref, ticket.kind, ticket.status) == ("INC-1000", "request", "in_fulfilment")
    version = version_of(desk.policy.catalog["shared-mailbox"])
    assert ticket.details == RequestDetails(item="shared-mailbox", answers=MAILBOX, version=version)
    assert (ticket.assignee, ticket.requester) == (desk.id_of("dana"), desk.id_of("mia"))
    resolution, response = ticket.clock("resolution"), ticket.clock("response")
    assert resolution is not None
    assert response is not None
    assert (resolution.elapsed, resolution.target, resolution.started_at) == (0, 8 * 3600, desk.now)
    assert (response.elapsed, response.state) == (3600, "running")
    assert sorted(kinds(desk, said)) == ["changed triage:service-desk", "converted requester"]
    told = next(one.text for one in desk.said[said:] if one.kind == "converted")
    assert told.startswith(
        "We treat INC-1000 VPN drops every hour as a request from now on, REQ-1000: Shared mailbox or list: sales. "
        "Expected by "
    )
    line = next(one.text for one in desk.said[said:] if one.kind == "changed")
    assert line == (
        "Dana changed INC-1000: it is a request now, REQ-1000, its title is “Shared mailbox or list: sales”, "
        "its service is E-mail and chat."
    )


async def test_a_request_becomes_an_incident_for_which_they_have_waited_since_they_ordered(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="Why does the printer jam?")
    await desk.passes(minutes=20)
    quiet(await desk.person("dana").tells(ref, "convert impact 4 urgency 1"))
    ticket = await desk.ticket(ref)
    assert (ticket.ref, ticket.kind, ticket.status, ticket.priority) == (ref, "incident", "new", "P3")
    assert {clock.metric: clock.elapsed for clock in ticket.clocks} == {"response": 1200, "resolution": 1200}


async def test_what_waits_goes_on_waiting_where_the_other_kind_can(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    ticket = await desk.ticket(ref)
    assert ticket.waiting
    assert ticket.hold is not None
    resolution = ticket.clock("resolution")
    assert resolution is not None
    assert (resolution.state, resolution.paused_for) == ("paused", "requester")
    other = await taken(desk)
    quiet(await desk.person("dana").tells(other, "hold change CHG-77"))
    quiet(await desk.person("dana").fills("convert", other, item="question"))
    moved = await desk.ticket(other)
    assert (moved.waiting, moved.hold, moved.status) == (False, None, "in_fulfilment")


async def test_a_promise_that_was_broken_before_stays_broken_in_the_figures(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 10:01 CET")
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    facts = await desk.store.read(lambda tx: tx.facts(ref))
    assert facts is not None
    assert facts.resolution_misses == 1
    resolution = (await desk.ticket(ref)).clock("resolution")
    assert resolution is not None
    assert (resolution.state, resolution.elapsed, resolution.breached_at) == ("running", 0, None)


async def test_converting_twice_is_the_same_again_with_other_promises(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    quiet(await desk.person("dana").fills("convert", ref, impact="4", urgency="1"))
    ticket = await desk.ticket(ref)
    assert (ticket.kind, ticket.status, ticket.priority) == ("incident", "in_progress", "P3")
    assert [one.details.kind for one in await desk.events(ref, e.Converted)] == ["request", "incident"]
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    await desk.passes(days=14)
    assert (await desk.ticket(ref)).over


async def test_a_promise_goes_on_where_it_was_when_an_incident_comes_back_from_being_a_request(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-28 15:00 CET")
    before = (await desk.ticket(ref)).clock("resolution")
    assert before is not None
    assert "75" in before.marks
    said = len(desk.said)
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    await desk.passes(minutes=10)
    quiet(await desk.person("dana").fills("convert", ref, impact="4", urgency="1"))
    ticket = await desk.ticket(ref)
    after = ticket.clock("resolution")
    assert after is not None
    assert before.due_at == after.due_at
    assert (after.elapsed, after.target, after.marks) == (13 * 3600 + 600, before.target, before.marks)
    told = kinds(desk, said)
    await desk.until("2026-10-28 16:20 CET")
    assert kinds(desk, said) == told, "nobody is warned of a threshold twice"


async def test_a_broken_promise_is_not_made_anew_by_converting_there_and_back(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 10:01 CET")
    broken = (await desk.ticket(ref)).clock("resolution")
    assert broken is not None
    assert broken.breached_at is not None
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    said = len(desk.said)
    quiet(await desk.person("dana").fills("convert", ref, impact="4", urgency="1"))
    await desk.passes(minutes=1)
    again = (await desk.ticket(ref)).clock("resolution")
    assert again is not None
    assert (again.breached_at, again.marks) == (broken.breached_at, broken.marks)
    assert again.due_at is not None
    assert again.due_at < desk.now, "no time is won"
    assert "breach" not in " ".join(kinds(desk, said))


async def test_an_incident_that_comes_back_unclaimed_is_to_be_acknowledged_again(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P1")
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("dana")))
    quiet(await desk.person("dana").fills("convert", ref, item="question"))
    quiet(await desk.person("dana").fills("convert", ref, impact="1", urgency="1"))
    ack = (await desk.ticket(ref)).clock("ack")
    assert ack is not None
    assert ack.state == "running"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"item": "Choose what you need."}),
        ({"item": "offboarding"}, {"item": "Leaver can only be ordered by those it is meant for."}),
    ],
)
async def test_only_what_the_requester_may_order_is_ordered(
    desk: DeskHouse, values: dict[str, str], wrong: dict[str, str]
) -> None:
    ref = await taken(desk)
    said = errors(await desk.person("dana").fills("convert", ref, **{"item": None} | values))
    assert set(said) == set(wrong)
    assert said["item"].startswith(wrong["item"])


async def test_a_converted_request_asks_for_what_an_incident_needs(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="Why does the printer jam?")
    assert ids(opened(await desk.person("dana").presses("convert", ref))) == ["impact", "urgency"]
    reply = await desk.person("dana").tells(ref, "convert impact 4")
    assert refused(reply) == "Choose who is affected, and whether they can keep working."
    assert isinstance(reply, Shown)
    assert commands(reply.card) == ["convert"]


async def test_an_unclaimed_critical_ticket_that_becomes_a_request_pages_nobody_any_more(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P1")
    quiet(await desk.person("lena").fills("convert", ref, item="question"))
    said = len(desk.said)
    await desk.until(desk.now + timedelta(hours=3))
    assert not {"page", "step", "call", "nobody_answered"} & {one.kind for one in desk.said[said:]}
