"""What the commands of waiting and handing over do: ask, hold, resume, nudge, date, priority, transfer."""

from __future__ import annotations

import pytest

from core.processes import IncidentDetails
from core.ui.forms import Filled, Form
from core.ui.inbound import OVERALL, FieldErrors, FormChanged, Shown
from tests.commands.reading import (
    buttons,
    errors,
    field,
    ids,
    kinds,
    opened,
    quiet,
    taken,
)
from tests.fakes.desk import DeskHouse, Someone, instant, refused

MIA, DANA, EMRE = "mia.feld", "dana.roth", "emre.aydin"


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
    assert again == {OVERALL: "INC-1000 waits already. Resume it first, then ask."}
    own = await desk.person("dana").reports()
    alone = errors(await desk.person("dana").fills("ask", own, text="Which?"))
    assert alone == {OVERALL: "You asked for this ticket yourself; there is nobody else to ask."}


async def changes(who: Someone, form: Form, **values: Filled | None) -> Form:
    """Answer fields and get the form redrawn, as a client does."""
    heard = FormChanged(who.speaker, who.desk.now, form.command, form.command_id, form.context, values)
    return opened(await who.desk.hears(heard))


@pytest.mark.parametrize(
    ("reason", "needed"), [("vendor", {"party", "until"}), ("change", {"reference"}), ("problem", {"reference"})]
)
async def test_the_hold_form_shows_what_its_reason_needs(desk: DeskHouse, reason: str, needed: set[str]) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    form = opened(await dana.presses("hold", ref))
    assert {one.id for one in form.fields if one.required} == {"reason", "party", "until"}
    form = await changes(dana, form, reason=reason, party="TeleNord", reference="TN-881", until="2026-10-28")
    assert {one.id for one in form.fields if one.required} == {"reason", *needed}
    kept = {one.id: one.value for one in form.fields}
    assert kept == {"reason": reason, "party": "TeleNord", "reference": "TN-881", "until": "2026-10-28"}


async def test_a_hold_that_comes_back_names_all_that_is_missing_and_asks_for_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3", service="office")
    emre = desk.person("emre")
    quiet(await emre.presses("claim", ref))
    reply = await emre.fills("hold", ref, reason="vendor", party="", reference="", until="")
    assert errors(reply) == {
        "party": "Which vendor? The requester is told who is looking at it.",
        "until": "When do we look again? Write the day, like “until Friday” or 2026-10-28.",
    }
    assert isinstance(reply, FieldErrors)
    assert reply.form is not None
    assert {one.id for one in reply.form.fields if one.required} == {"reason", "party", "until"}
    assert (await desk.ticket(ref)).hold is None


async def test_another_priority_needs_its_reason_at_once(desk: DeskHouse) -> None:
    ref = await taken(desk)
    lena = desk.person("lena")
    form = opened(await lena.presses("prio", ref))
    assert not next(one for one in form.fields if one.id == "reason").required
    form = await changes(lena, form, impact="4", urgency="1", override="P1", reason="")
    assert next(one for one in form.fields if one.id == "reason").required
    assert next(one for one in form.fields if one.id == "override").value == "P1"


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
    assert "TeleNord is looking at it (their case TN-881). Next news from us by Wed 28 Oct" in desk.said[-1].text


async def test_the_hold_form_is_prefilled_with_the_services_vendor(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").presses("hold", ref))
    assert ids(form) == ["reason", "party", "reference", "until"]
    assert field(form, "party").value == "TeleNord"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": None}, {"reason": "Choose what the ticket waits for."}),
        ({"reason": "vendor"}, {"until": "When do we look again? Write the day, like “until Friday” or 2026-10-28."}),
        (
            {"reason": "vendor", "until": "2026-10-20"},
            {"until": "That has passed already. Name a day or a time to come."},
        ),
        (
            {"reason": "vendor", "until": "2026-13-45"},
            {"until": "“2026-13-45” is on no calendar: check day and month, like 2026-10-28."},
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


async def test_a_date_that_is_left_empty_is_none(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("hold", ref, reason="change", party=None, reference="CHG-77", until=""))
    hold = (await desk.ticket(ref)).hold
    assert hold is not None
    assert hold.until is None


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
    assert desk.said[-1].text.startswith("PrintCo is looking at it. Next news from us by Fri 30 Oct")


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
    assert said == {"reason": "A request waits for its requester, for a vendor, or for its day."}


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
    assert "Fri 30 Oct" in desk.said[-1].text
    assert refused(await desk.person("dana").tells(ref, "date 2026-10-30")).startswith("That is the date already.")
    past = errors(await desk.person("dana").fills("update_date", ref, until="2026-10-26"))
    assert past == {"until": "That has passed already. Name a day or a time to come."}
    assert errors(await desk.person("dana").fills("update_date", ref, until=None)) == {"until": "Choose a date."}


# prio, transfer


@pytest.mark.parametrize("typed", ["prio impact 2 urgency 1", "priority urgency:1 impact=2 whole site is down"])
async def test_impact_and_urgency_move_the_priority(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    ticket = await desk.ticket(ref)
    assert ticket.priority == "P2"
    assert ticket.details == IncidentDetails(category="vpn", impact=2, urgency=1)
    assert kinds(desk, said) == ["raised triage:service-desk", "news requester"]


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
    (told,) = [one.text for one in desk.said[said:] if one.to == "requester"]
    assert told == f"{ref} is with Infra now; nobody has taken it yet.", "and not why, nor who moved it"


@pytest.mark.parametrize("typed", ["business-apps", "Business Apps", '"business apps"'])
async def test_a_transfer_takes_a_team_as_people_read_it(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, f"transfer {typed} it is an order in SAP"))
    ticket = await desk.ticket(ref)
    assert (ticket.team, ticket.assignee) == ("business-apps", None)
    assert any("it is an order in SAP" in str(one.facts) for one in desk.said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"team": None, "reason": "firewall"}, {"team": "Choose a team."}),
        ({"team": "infra", "reason": " "}, {"reason": "Write why, so that the new team knows what you found."}),
        ({"team": "service-desk", "reason": "firewall"}, {"team": "INC-1000 is with Service Desk already."}),
        ({"team": "infar", "reason": "firewall"}, {"team": "There is no team “infar”. Did you mean Infra?"}),
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
