"""What the commands of taking and answering do, from a press, from typed words and from a form."""

from __future__ import annotations

import pytest

from core.ui.inbound import OVERALL
from tests.commands.reading import (
    closed,
    errors,
    field,
    kinds,
    opened,
    quiet,
    resolved,
    shown,
    taken,
)
from tests.fakes.desk import DeskHouse, refused

MIA, DANA, EMRE = "mia.feld", "dana.roth", "emre.aydin"


# claim and ack


@pytest.mark.parametrize("word", ["claim", "ack", "take", "acknowledge"])
async def test_claiming_takes_the_ticket_and_tells_the_requester_once(desk: DeskHouse, word: str) -> None:
    ref = await desk.person("mia").reports()
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, word))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.status) == (desk.id_of("dana"), "in_progress")
    assert kinds(desk, said) == ["claimed requester"]
    assert desk.said[-1].text == "Dana has taken this."


@pytest.mark.parametrize("typed", ["claim INC-1000", "INC-1000 claim", "Inc 1000 Claim!", "claim inc1000"])
async def test_a_direct_message_names_the_ticket_first_or_last(desk: DeskHouse, typed: str) -> None:
    ref = await desk.person("mia").reports()
    card = shown(await desk.person("dana").sends(typed))
    assert card.ticket == ref
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


async def test_the_number_may_stand_at_the_very_end(desk: DeskHouse) -> None:
    ref = await taken(desk)
    shown(await desk.person("dana").sends(f"resolve The profile was reissued. {ref}"))
    assert (await desk.ticket(ref)).resolution_text == "The profile was reissued."


async def test_the_slash_command_takes_a_ticket_command(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    shown(await desk.person("dana").types("ticket", f"claim {ref}"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


async def test_a_ticket_that_the_lead_assigned_is_acknowledged_by_its_assignee(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("dana")))
    assert (await desk.stored_clock(ref, "ack")).state == "running"
    quiet(await desk.person("dana").presses("ack", ref))
    assert (await desk.stored_clock(ref, "ack")).state == "met"
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_whoever_answers_a_ticket_that_the_lead_assigned_has_begun_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("dana")))
    quiet(await desk.person("dana").answers(ref, "Please reconnect once."))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.assignee, ticket.acked_at) == ("in_progress", desk.id_of("dana"), desk.now)


@pytest.mark.parametrize("command", ["claim", "ack", "ask", "hold", "prio", "transfer", "assign"])
async def test_work_on_a_resolved_ticket_asks_for_its_reopening(desk: DeskHouse, command: str) -> None:
    ref = await resolved(desk)
    who = desk.person("lena" if command == "assign" else "dana")
    values = {
        "ask": {"text": "Which?"},
        "hold": {"reason": "vendor", "until": "2026-10-30"},
        "prio": {"impact": "1", "urgency": "2"},
        "transfer": {"team": "infra", "reason": "firewall"},
        "assign": {"person": desk.id_of("emre")},
    }.get(command)
    reply = await (who.fills(command, ref, **values) if values else who.presses(command, ref))
    assert refused(reply) == "INC-1000 is resolved. Reopen it first."


@pytest.mark.parametrize("command", ["claim", "ack"])
async def test_work_on_a_closed_ticket_points_to_the_follow_up(desk: DeskHouse, command: str) -> None:
    ref = await closed(desk)
    assert refused(await desk.person("dana").presses(command, ref)) == "INC-1000 is closed. Open a follow-up instead."


# assign


async def test_the_lead_assigns_by_form(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    form = opened(await desk.person("lena").presses("assign", ref))
    assert {choice.label for choice in field(form, "person").choices} >= {"Dana Roth", "Emre Aydin", "Lena Vogt"}
    said = len(desk.said)
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("emre")))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")
    assert kinds(desk, said) == ["assigned emre"]


@pytest.mark.parametrize("place", ["thread", "direct", "slash"])
async def test_the_lead_assigns_by_mention(desk: DeskHouse, place: str) -> None:
    ref = await desk.person("mia").reports()
    lena, emre = desk.person("lena"), desk.person("emre")
    if place == "thread":
        quiet(await lena.tells(ref, "assign ", emre))
    elif place == "direct":
        shown(await lena.sends(f"{ref} assign ", emre))
    else:
        shown(await lena.types("ticket", f"assign {ref} ", emre))
    assert (await desk.ticket(ref)).assignee == emre.id


async def test_an_assignment_names_somebody_of_the_team_who_has_it_not_already(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = errors(await desk.person("lena").fills("assign", ref, person=desk.id_of("mara")))
    assert said == {"person": "Mara Jensen is not in Service Desk. Transfer the ticket first."}
    said = errors(await desk.person("lena").fills("assign", ref, person=desk.id_of("dana")))
    assert said == {"person": "INC-1000 is with Dana Roth already."}
    said = errors(await desk.person("lena").fills("assign", ref, person=None))
    assert said == {"person": "Choose who takes the ticket."}
    assert (
        refused(await desk.person("lena").tells(ref, "assign ", desk.person("mia")))
        == "Mia Feld is in no team. Name a responder."
    )


async def test_nobody_is_assigned_more_than_the_teams_limit(desk: DeskHouse) -> None:
    limit = desk.policy.teams["service-desk"].wip_limit
    assert limit
    lena, emre = desk.person("lena"), desk.id_of("emre")
    refs = [await desk.person("mia").reports() for _ in range(limit + 1)]
    for ref in refs[:limit]:
        quiet(await lena.fills("assign", ref, person=emre))
    said = errors(await lena.fills("assign", refs[limit], person=emre))
    assert said == {"person": "Emre Aydin has 12 open tickets, which is this team's limit. Choose somebody else."}
    await desk.person("emre").fills("resolve", refs[0], code="fixed", text="It was unplugged.")
    quiet(await lena.fills("assign", refs[limit], person=emre))


# reply, note


async def test_a_reply_by_form_reaches_both_threads_and_answers(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    form = opened(await desk.person("dana").presses("reply", ref))
    assert field(form, "text").label == "What do you want to tell Mia?"
    said = len(desk.said)
    quiet(await desk.person("dana").fills("reply", ref, text="Please reconnect once."))
    assert kinds(desk, said) == ["reply requester", "relay triage:service-desk"]
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.first_response_at) == (desk.id_of("dana"), desk.now)
    assert errors(await desk.person("dana").fills("reply", ref, text="  ")) == {"text": "Write what you want to say."}


async def test_send_update_is_a_reply(desk: DeskHouse) -> None:
    ref = await taken(desk)
    opened(await desk.person("dana").presses("send_update", ref))
    quiet(await desk.person("dana").fills("send_update", ref, text="Still on it."))
    assert "Still on it." in desk.said[-2].text


async def test_a_note_by_form_stays_inside(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("nils").fills("note", ref, text="Rule 12 looks odd."))
    assert kinds(desk, said) == ["note triage:service-desk"]
    assert (await desk.ticket(ref)).first_response_at is None
    assert errors(await desk.person("nils").fills("note", ref, text="")) == {"text": "Write the note."}


async def test_a_note_typed_in_a_direct_message_is_copied_for_the_team(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    shown(await desk.person("nils").sends(f"note {ref} Rule 12 looks odd."))
    assert kinds(desk, said) == ["note triage:service-desk"]


async def test_a_closed_ticket_is_noted_but_not_replied_to(desk: DeskHouse) -> None:
    ref = await closed(desk)
    quiet(await desk.person("dana").fills("note", ref, text="Was a firewall rule."))
    said = errors(await desk.person("dana").fills("reply", ref, text="By the way"))
    assert said == {OVERALL: "Not sent: INC-1000 is over. Open a follow-up instead."}
