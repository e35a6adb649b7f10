"""What every command does, from a press, from typed words and from its form, and when it is refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from core import events as e
from core.commands import COMMANDS, WORDS
from core.commands.base import Command
from core.heard import Shown
from tests.commands.reading import buttons, errors, field, ids, kinds, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, instant, refused, sentence

MIA, DANA, EMRE = "mia.feld", "dana.roth", "emre.aydin"


async def taken(desk: DeskHouse, priority: str = "P3") -> str:
    """A ticket of Mia's that Dana works on."""
    ref = await desk.person("mia").reports(priority)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def resolved(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    return ref


async def closed(desk: DeskHouse) -> str:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    return ref


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
    assert refused(await desk.person("lena").tells(ref, "assign ", desk.person("mia"))).startswith("Mia Feld is not")


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
    assert said == {"text": "INC-1000 is over. Open a follow-up instead."}


# ask, hold, resume, nudge, date


async def test_a_question_answers_and_waits_in_one_message(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "ask Which VPN profile is selected, Berlin or Split?"))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.hold and ticket.hold.reason) == ("on_hold", "requester")
    assert (await desk.stored_clock(ref, "resolution")).state == "paused"
    assert (await desk.stored_clock(ref, "response")).state == "met"
    assert kinds(desk, said) == ["question requester", "asked triage:service-desk"]


async def test_a_question_is_not_empty_not_doubled_and_not_to_oneself(desk: DeskHouse) -> None:
    ref = await taken(desk)
    empty = errors(await desk.person("dana").fills("ask", ref, text=""))
    assert empty == {"text": "Write the question: the requester sees it, and the ticket waits for the answer."}
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    again = errors(await desk.person("dana").fills("ask", ref, text="And which city?"))
    assert again == {"text": "INC-1000 waits already. Resume it first, then ask."}
    own = await desk.person("dana").reports()
    alone = errors(await desk.person("dana").fills("ask", own, text="Which?"))
    assert alone == {"text": "You asked for this ticket yourself; there is nobody else to ask."}


@pytest.mark.parametrize("typed", ["hold vendor TN-881 2026-10-28", "hold vendor 28.10. TN-881"])
async def test_a_vendor_hold_by_words_names_the_services_vendor_case_and_date(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    hold = (await desk.ticket(ref)).hold
    assert hold is not None
    assert (hold.reason, hold.party, hold.reference) == ("vendor", "TeleNord", "TN-881")
    assert hold.until == instant("2026-10-28 12:00 CET")
    assert kinds(desk, said) == ["vendor_hold requester"]
    assert "TeleNord is looking at it (their case TN-881). Next news from us by Wed 28 Oct 12:00" in desk.said[-1].text


async def test_the_hold_form_is_prefilled_with_the_services_vendor(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").presses("hold", ref))
    assert ids(form) == ["reason", "party", "reference", "until"]
    assert field(form, "party").value == "TeleNord"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": None}, {"reason": "Choose what the ticket waits for."}),
        ({"reason": "vendor"}, {"until": "When do we look again? Write the date, like 2026-10-28."}),
        (
            {"reason": "vendor", "until": "2026-10-20"},
            {"until": "That date has passed. Choose one in the future."},
        ),
        (
            {"reason": "vendor", "until": "2026-13-45"},
            {"until": '"2026-13-45" is on no calendar: check day and month, like 2026-10-28.'},
        ),
        ({"reason": "change"}, {"reference": "Which change? Write its number, like CHG-77."}),
        ({"reason": "problem"}, {"reference": "Which problem? Write its number, like PRB-77."}),
    ],
)
async def test_a_hold_says_which_field_is_missing(
    desk: DeskHouse, values: dict[str, str | None], said: dict[str, str]
) -> None:
    ref = await taken(desk)
    sent = {"party": None, "reference": None, "until": None} | values
    assert errors(await desk.person("dana").fills("hold", ref, **sent)) == said
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_a_vendor_that_the_service_does_not_have_is_named_by_form(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(service="office")
    paul = desk.person("paul")
    said = "Which vendor? The requester is told who is looking at it."
    reply = await paul.tells(ref, "hold vendor 2026-10-30")
    assert refused(reply) == said
    assert isinstance(reply, Shown)
    assert [button.action.command for button in buttons(reply.card)] == ["hold"]
    sent: dict[str, str | None] = {"reason": "vendor", "reference": None, "until": "2026-10-30"}
    assert errors(await paul.fills("hold", ref, party=" ", **sent)) == {"party": said}
    quiet(await paul.fills("hold", ref, party="PrintCo", **sent))
    assert desk.said[-1].text.startswith("PrintCo is looking at it. Next news from us by Fri 30 Oct 12:00")


async def test_a_form_made_up_by_hand_invents_no_reason(desk: DeskHouse) -> None:
    ref = await taken(desk)
    sent = {"party": None, "reference": None, "until": None}
    assert errors(await desk.person("dana").fills("hold", ref, reason="weather", **sent)) == {
        "reason": "Choose what the ticket waits for."
    }


async def test_a_ticket_on_hold_waits_only_once(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, "hold vendor TN-881 2026-10-28"))
    assert refused(await desk.person("dana").tells(ref, "hold vendor TN-882 2026-10-29")) == (
        "INC-1000 waits already. Resume it first."
    )


async def test_an_internal_hold_needs_a_record_and_work_that_has_begun(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = refused(await desk.person("dana").tells(ref, "hold change CHG-77"))
    assert said == "Claim INC-1000 first; then it can wait for a change."
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").tells(ref, "hold change CHG-77"))
    hold = (await desk.ticket(ref)).hold
    assert hold is not None
    assert (hold.reason, hold.reference) == ("change", "CHG-77")


async def test_a_request_waits_for_its_requester_or_a_vendor_only(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    said = errors(await desk.person("dana").fills("hold", ref, reason="change", reference="CHG-77", until=None))
    assert said == {"reason": "A request waits for its requester or for a vendor."}


async def test_resume_ends_any_wait_and_only_a_wait(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    quiet(await desk.person("dana").presses("resume", ref))
    assert (await desk.ticket(ref)).status == "in_progress"
    assert refused(await desk.person("dana").tells(ref, "resume")) == "INC-1000 is not on hold."


async def test_a_nudge_sends_the_next_reminder_ahead_of_its_time_but_once(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("dana").presses("nudge", ref)) == "INC-1000 does not wait for its requester."
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    early = refused(await desk.person("dana").presses("nudge", ref))
    assert early == "They were asked less than four hours ago. Give them a moment."
    await desk.until("2026-10-27 15:00 CET")
    said = len(desk.said)
    quiet(await desk.person("dana").presses("nudge", ref))
    assert kinds(desk, said) == ["reminder requester"]
    assert desk.said[-1].text.startswith("We still need your answer on INC-1000")
    again = refused(await desk.person("dana").presses("nudge", ref))
    assert again == "They were reminded ahead of time already. Give them a moment."
    await desk.until("2026-11-04 10:00 CET")
    reminders = [one.text for one in desk.said if one.kind == "reminder"]
    assert len(reminders) == len(set(reminders)) == 2
    assert (await desk.ticket(ref)).resolution_code == "no_response"


async def test_a_vendors_new_date_is_told_and_the_same_date_is_not(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("dana").tells(ref, "date 2026-10-30")) == "INC-1000 does not wait for a date."
    quiet(await desk.person("dana").tells(ref, "hold vendor TN-881 2026-10-28"))
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "date 2026-10-30"))
    assert kinds(desk, said) == ["vendor_hold requester"]
    assert "Fri 30 Oct 12:00" in desk.said[-1].text
    assert refused(await desk.person("dana").tells(ref, "date 2026-10-30")).startswith("That is the date already.")
    past = errors(await desk.person("dana").fills("update_date", ref, until="2026-10-26"))
    assert past == {"until": "That date has passed. Choose one in the future."}
    assert errors(await desk.person("dana").fills("update_date", ref, until=None)) == {"until": "Choose a date."}


# prio, transfer


@pytest.mark.parametrize("typed", ["prio impact 2 urgency 1", "priority urgency:1 impact=2 whole site is down"])
async def test_impact_and_urgency_move_the_priority(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    ticket = await desk.ticket(ref)
    assert (ticket.priority, ticket.impact, ticket.urgency) == ("P2", 2, 1)
    assert kinds(desk, said) == ["raised triage:service-desk"]


async def test_a_priority_that_stays_is_said_so_at_the_field(desk: DeskHouse) -> None:
    ref = await taken(desk, "P3")
    said = errors(await desk.person("dana").fills("prio", ref, impact="4", urgency="1", override=None, reason=None))
    assert said == {"impact": "INC-1000 is P3 already."}


async def test_a_request_has_no_impact_and_urgency(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    said = refused(await desk.person("dana").fills("prio", ref, impact="1", urgency="2"))
    assert said == "A request has its own promise; only incidents have impact and urgency."


async def test_a_vips_raise_survives_a_change_of_impact(desk: DeskHouse) -> None:
    desk.people.vips.add(desk.id_of("mia"))
    ref = await desk.person("mia").reports("P4")
    assert (await desk.ticket(ref)).priority == "P3"
    quiet(await desk.person("dana").tells(ref, "prio impact 3"))
    assert (await desk.ticket(ref)).priority == "P2"


async def test_a_transfer_clears_the_assignee_and_tells_the_new_team(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "transfer infra needs a firewall change"))
    ticket = await desk.ticket(ref)
    assert (ticket.team, ticket.assignee, ticket.handoff_count) == ("infra", None, 1)
    assert kinds(desk, said)[0] == "moved triage:infra"
    assert not [one for one in desk.said[said:] if one.to == "requester"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"team": None, "reason": "firewall"}, {"team": "Choose a team."}),
        ({"team": "infra", "reason": " "}, {"reason": "Write why, so that the new team knows what you found."}),
        ({"team": "service-desk", "reason": "firewall"}, {"team": "INC-1000 is with Service Desk already."}),
        ({"team": "infar", "reason": "firewall"}, {"team": "There is no team infar. Did you mean infra?"}),
    ],
)
async def test_a_transfer_needs_another_team_and_a_reason(
    desk: DeskHouse, values: dict[str, str | None], said: dict[str, str]
) -> None:
    ref = await taken(desk)
    assert errors(await desk.person("dana").fills("transfer", ref, **values)) == said


async def test_the_transfer_form_offers_the_services_second_tier(desk: DeskHouse) -> None:
    ref = await taken(desk)
    team = field(opened(await desk.person("dana").presses("transfer", ref)), "team")
    assert team.value == "infra"
    assert "service-desk" not in {choice.value for choice in team.choices}


# resolve, fulfil, cancel, withdraw


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("resolve the profile was reissued", "fixed", "the profile was reissued"),
        ("done: reconnect once", "fixed", "reconnect once"),
        ("resolve workaround use the office network", "workaround", "use the office network"),
    ],
)
async def test_resolve_by_words(desk: DeskHouse, typed: str, code: str, text: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.resolution_code, ticket.resolution_text) == ("resolved", code, text)
    assert kinds(desk, said) == ["resolved requester"]


async def test_resolve_by_form_needs_a_text(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert ids(opened(await desk.person("dana").presses("resolve", ref))) == ["code", "text"]
    said = errors(await desk.person("dana").fills("resolve", ref, code="fixed", text="ok"))
    assert said == {"text": "Write what was done: the requester reads this."}


async def test_a_broken_promise_wants_its_reason(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 12:00 CET")
    form = opened(await desk.person("dana").presses("resolve", ref))
    assert "breach_reason" in ids(form)
    why = "The promise was broken: choose why, so that it can be learned from."
    sent = {"code": "fixed", "text": "Reissued."}
    assert errors(await desk.person("dana").fills("resolve", ref, **sent, breach_reason=None)) == {"breach_reason": why}
    by_words = await desk.person("dana").tells(ref, "resolve Reissued.")
    assert refused(by_words) == why
    assert isinstance(by_words, Shown)
    assert [button.action.command for button in buttons(by_words.card)] == ["resolve"]
    quiet(await desk.person("dana").fills("resolve", ref, **sent, breach_reason="volume"))
    assert (await desk.ticket(ref)).breach_reason == "volume"


async def test_a_resolve_form_that_was_overtaken_by_the_breach_asks_for_the_reason_and_keeps_the_words(
    desk: DeskHouse,
) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 12:00 CET")
    again = opened(await desk.person("dana").fills("resolve", ref, code="workaround", text="Use the office network."))
    assert field(again, "text").value == "Use the office network."
    assert field(again, "code").value == "workaround"
    assert field(again, "breach_reason").required


async def test_resolving_what_nobody_has_takes_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "resolve the profile was reissued"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
    assert kinds(desk, said) == ["resolved requester"]


async def test_a_request_is_fulfilled_without_a_code(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    form = opened(await desk.person("dana").presses("fulfil", ref))
    assert (ids(form), form.submit) == (["text"], "Mark done")
    quiet(await desk.person("dana").tells(ref, "fulfil Share it in the calendar's settings."))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.resolution_code) == ("fulfilled", "fulfilled")
    quiet(await desk.person("mia").presses("confirm", ref))
    assert (await desk.ticket(ref)).status == "closed"


@pytest.mark.parametrize("typed", ["cancel not an incident", "cancel not_an_incident", "cancel Not-an-incident"])
async def test_staff_cancel_with_a_reason_that_the_requester_can_read(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    assert (await desk.ticket(ref)).status == "cancelled"
    assert kinds(desk, said) == ["cancelled requester"]
    assert desk.said[-1].text.startswith("Dana cancelled INC-1000: not an incident.")


async def test_cancel_needs_one_of_its_reasons_and_an_open_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert errors(await desk.person("dana").fills("cancel", ref, reason=None)) == {
        "reason": "Choose why: not an incident, withdrawn."
    }
    assert refused(await desk.person("dana").tells(ref, "cancel boring")) == "Choose why: not an incident, withdrawn."
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    said = refused(await desk.person("dana").fills("cancel", ref, reason="withdrawn"))
    assert said == "INC-1000 is resolved, so it cannot become cancelled."


async def test_the_requester_withdraws_while_nobody_has_taken_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("mia").presses("withdraw", ref))
    ticket = await desk.ticket(ref)
    assert ticket.status == "cancelled"
    assert {clock.state for clock in ticket.clocks} == {"cancelled"}
    other = await taken(desk)
    said = refused(await desk.person("mia").presses("withdraw", other))
    assert said == f"Somebody is working on {other} already. Write in its thread that you no longer need it."


async def test_what_somebody_was_given_or_has_claimed_is_no_longer_withdrawn(desk: DeskHouse) -> None:
    given = await desk.person("mia").reports()
    quiet(await desk.person("lena").presses("assign", given, person=desk.id_of("dana")))
    order = await desk.person("mia").orders("question", question="How do I share a calendar?")
    quiet(await desk.person("dana").presses("claim", order))
    for ref in (given, order):
        assert refused(await desk.person("mia").presses("withdraw", ref)).startswith("Somebody is working on")
        assert (await desk.ticket(ref)).open


# confirm, reopen, just a comment, follow-up


async def test_yes_it_works_closes(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("confirm", ref)) == "INC-1000 is not resolved yet."
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.confirmed) == ("closed", True)


async def test_no_still_broken_reopens_at_once_and_pings_the_assignee(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = len(desk.said)
    quiet(await desk.person("mia").presses("reopen", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_count) == ("in_progress", 1)
    again = next(one for one in desk.said[said:] if one.kind == "reopened")
    assert again.facts["ping"] == desk.id_of("dana")


async def test_staff_reopen_with_a_reason(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("nils").tells(ref, "reopen it dropped again"))
    assert [entry.event for entry in await desk.happened(ref, e.Reopened)] == [e.Reopened("it dropped again")]


async def test_an_open_ticket_is_not_reopened_and_a_closed_one_never(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("reopen", ref)) == "INC-1000 is open already."
    other = await closed(desk)
    said = refused(await desk.person("mia").presses("reopen", other))
    assert said == f"{other} is closed. Open a follow-up instead."


async def test_just_a_comment_leaves_it_resolved(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = refused(await desk.person("mia").presses("just_comment", ref))
    assert said == "Nothing is open to answer on INC-1000."
    quiet(await desk.person("mia").writes(ref, "How did you find it?"))
    assert (await desk.ticket(ref)).reopen_offered
    quiet(await desk.person("mia").presses("just_comment", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_offered) == ("resolved", False)


async def test_the_follow_up_button_opens_one_linked_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("follow_up", ref)) == (
        "INC-1000 is not closed: write in its thread."
    )
    old = await closed(desk)
    quiet(await desk.person("mia").presses("follow_up", old))
    new = await desk.newest()
    assert (await desk.ticket(new)).follow_up_of == old
    assert (await desk.ticket(old)).followed_up_by == (new,)
    assert refused(await desk.person("mia").presses("follow_up", old)) == f"{new} continues {old} already."


async def test_detail_is_added_by_form(desk: DeskHouse) -> None:
    ref = await taken(desk)
    opened(await desk.person("mia").presses("add_detail", ref))
    said = len(desk.said)
    quiet(await desk.person("mia").fills("add_detail", ref, text="Only on Wi-Fi."))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    assert errors(await desk.person("mia").fills("add_detail", ref, text="")) == {"text": "Write what you want to add."}
    over = await closed(desk)
    assert errors(await desk.person("mia").fills("add_detail", over, text="And now?")) == {
        "text": f"{over} is over. Open a follow-up instead."
    }


async def test_show_opens_the_compact_card(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for_staff = shown(await desk.person("dana").presses("show", ref))
    assert "Claim" in read(for_staff)
    for_mia = shown(await desk.person("mia").presses("show", ref))
    assert "Claim" not in read(for_mia)
    assert "Waiting for someone to pick this up" in read(for_mia)


# help and usage


def typed_commands() -> list[Command[object]]:
    return [command for name, command in COMMANDS.items() if command.words and name == command.name]


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
async def test_every_typed_command_explains_itself_when_it_lacks_something(
    desk: DeskHouse, command: Command[object]
) -> None:
    ref = await taken(desk)
    if command.read_press is not None and command.name != "assign":
        return  # a word alone is enough
    reply = await desk.person("lena").tells(ref, command.words[0])
    assert isinstance(reply, Shown)
    text = sentence(reply)
    assert command.usage in text
    assert command.example in text
    assert [button.action.command for button in buttons(reply.card)] == [command.name]
    opened(await desk.person("lena").presses(command.name, ref))


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
def test_every_typed_command_has_help_usage_and_an_example_that_begins_with_it(command: Command[object]) -> None:
    assert command.help.endswith(".")
    assert command.usage
    assert any(command.example.casefold().startswith(word) for word in command.words)


def test_no_two_commands_answer_to_one_word() -> None:
    words = [word for command in typed_commands() for word in command.words]
    assert len(words) == len(set(words)) == len(WORDS)


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
async def test_a_command_without_a_ticket_asks_which_one_in_a_word_that_works(
    desk: DeskHouse, command: Command[object]
) -> None:
    said = refused(await desk.person("dana").sends(command.words[0]))
    assert said == f"Which ticket? Write it like `{command.words[0]} INC-1042`."


async def test_a_number_that_is_none_says_how_to_find_one(desk: DeskHouse) -> None:
    said = "There is no INC-9999. `/ticket mine` lists yours, `/ticket search <words>` finds others."
    assert refused(await desk.person("dana").sends("claim INC-9999")) == said
    assert refused(await desk.person("dana").types("ticket", "INC-9999")) == said


async def test_the_moment_of_an_action_is_the_platforms_own_but_never_the_future(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await desk.passes(minutes=10)
    quiet(await desk.person("dana").presses("claim", ref, at="2026-10-27 10:07 CET"))
    assert (await desk.ticket(ref)).acked_at == instant("2026-10-27 10:07 CET")
    other = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", other, at="2026-10-27 18:00 CET"))
    acked: datetime | None = (await desk.ticket(other)).acked_at
    assert acked == desk.now
