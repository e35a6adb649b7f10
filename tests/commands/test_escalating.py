"""Escalate: up to the second tier, or the lead is told; neither touches a promise."""

from __future__ import annotations

import pytest

from core.tickets.events import Escalated, EscalationSeen, Transferred
from tests.commands.reading import commands, errors, field, kinds, opened, quiet
from tests.fakes.desk import DeskHouse, open_desk, refused

WHY = "the whole of finance waits"


async def taken(desk: DeskHouse, service: str = "network") -> str:
    ref = await desk.person("mia").reports(service=service)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def test_functional_goes_to_the_second_tier_as_a_transfer_does(desk: DeskHouse) -> None:
    ref = await taken(desk)
    before, said = await desk.ticket(ref), len(desk.said)
    quiet(await desk.person("dana").fills("escalate", ref, way="functional", reason=WHY))
    ticket = await desk.ticket(ref)
    assert (ticket.team, ticket.assignee, ticket.handoff_count) == ("infra", None, 1)
    assert ticket.clocks == before.clocks
    assert ticket.ladder is not None
    assert ticket.ladder.team == "infra"
    assert await desk.events(ref, Escalated) == [Escalated("functional", WHY, "infra")]
    assert len(await desk.events(ref, Transferred)) == 1
    assert sorted(kinds(desk, said)) == ["moved triage:infra", "news requester"]


async def test_hierarchic_tells_the_lead_at_once_with_the_reason_and_a_line_in_the_thread(desk: DeskHouse) -> None:
    ref = await taken(desk)
    before, said = await desk.ticket(ref), len(desk.said)
    quiet(await desk.person("dana").fills("escalate", ref, way="hierarchic", reason=WHY))
    ticket = await desk.ticket(ref)
    assert (ticket.team, ticket.assignee, ticket.clocks) == ("service-desk", desk.id_of("dana"), before.clocks)
    assert sorted(kinds(desk, said)) == ["escalated lena", "lead_called triage:service-desk"]
    told = next(one for one in desk.said if one.kind == "escalated")
    assert told.text.startswith(f"⬆ Dana asks for you on {ref} VPN drops every hour: {WHY}. Fix by ")
    card = desk.desk.engine.presenter.notice(told.notice, ticket, desk.now)
    assert commands(card) == ["ack", "show"]
    assert await desk.events(ref, Escalated) == [Escalated("hierarchic", WHY, desk.id_of("lena"))]


async def test_the_lead_acknowledges_and_the_thread_hears_so(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("escalate", ref, way="hierarchic", reason=WHY))
    assert refused(await desk.person("nils").presses("ack", ref))
    said = len(desk.said)
    quiet(await desk.person("lena").presses("ack", ref))
    assert kinds(desk, said) == ["escalation_seen triage:service-desk"]
    assert desk.said[-1].text == "Lena has seen the escalation and is on it."
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.escalated_to) == (desk.id_of("dana"), None)
    assert await desk.events(ref, EscalationSeen) == [EscalationSeen(desk.id_of("lena"))]
    assert refused(await desk.person("lena").presses("ack", ref))


async def test_the_lead_who_acknowledges_what_nobody_has_takes_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("nils").fills("escalate", ref, way="hierarchic", reason=WHY))
    quiet(await desk.person("lena").presses("ack", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.escalated_to) == (desk.id_of("lena"), None)


@pytest.mark.parametrize(("service", "team"), [("network", "infra"), ("workplace-it", "service-desk")])
async def test_typed_it_goes_up_where_there_is_an_up_and_else_to_the_lead(
    desk: DeskHouse, service: str, team: str
) -> None:
    ref = await taken(desk, service)
    quiet(await desk.person("dana").tells(ref, f"escalate {WHY}"))
    ticket = await desk.ticket(ref)
    assert ticket.team == team
    assert ticket.escalated_to == (None if team == "infra" else desk.id_of("lena"))


async def test_at_the_second_tier_it_goes_to_that_teams_lead(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, f"escalate {WHY}"))
    quiet(await desk.person("jonas").tells(ref, "escalate the line is cut"))
    assert (await desk.ticket(ref)).escalated_to == desk.id_of("omar")


async def test_what_cannot_be_escalated_is_refused_with_what_can(desk: DeskHouse) -> None:
    ref = await taken(desk, "workplace-it")
    dana = desk.person("dana")
    said = errors(await dana.fills("escalate", ref, way="functional", reason=WHY))
    assert said == {"way": "There is no second tier for Laptops and desktops. Escalate to the lead."}
    assert "reason" in errors(await dana.fills("escalate", ref, way="hierarchic", reason="  "))
    assert "way" in errors(await dana.fills("escalate", ref, way="sideways", reason=WHY))
    lena = desk.person("lena")
    assert "You lead Service desk yourself." in refused(
        await lena.fills("escalate", ref, way="hierarchic", reason=WHY)
    ).replace("Desk", "desk")
    quiet(await dana.fills("escalate", ref, way="hierarchic", reason=WHY))
    assert (
        refused(await dana.fills("escalate", ref, way="hierarchic", reason=WHY)) == "Lena Vogt has been told already."
    )
    up = await taken(desk)
    quiet(await dana.fills("escalate", up, way="functional", reason=WHY))
    reply = await desk.person("omar").fills("escalate", up, way="functional", reason=WHY)
    assert refused(reply) == f"{up} is with Infra, the second tier, already."


async def test_only_the_assignee_or_the_lead_hand_it_up_but_any_responder_may_ask_the_lead(desk: DeskHouse) -> None:
    ref = await taken(desk)
    nils = desk.person("nils")
    assert refused(await nils.fills("escalate", ref, way="functional", reason=WHY)).startswith("INC-1000 is with Dana")
    quiet(await nils.fills("escalate", ref, way="hierarchic", reason=WHY))
    assert refused(await desk.person("femi").fills("escalate", ref, way="hierarchic", reason=WHY))


async def test_the_form_offers_only_the_ways_there_are(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").presses("escalate", ref))
    assert [one.label for one in field(form, "way").choices] == [
        "Hand it to Infra", "Ask Lena Vogt, the lead, to step in",
    ]  # fmt: skip
    other = await taken(desk, "workplace-it")
    form = opened(await desk.person("dana").presses("escalate", other))
    assert [one.value for one in field(form, "way").choices] == ["hierarchic"]


async def test_at_night_the_lead_is_told_in_the_morning_unless_it_is_over_by_then() -> None:
    async with open_desk("2026-10-27 16:00 CET") as desk:
        ref, done = await taken(desk), await taken(desk)
        await desk.until("2026-10-27 19:00 CET")
        for one in (ref, done):
            quiet(await desk.person("dana").fills("escalate", one, way="hierarchic", reason=WHY))
        quiet(await desk.person("dana").fills("resolve", done, code="fixed", text="Reissued."))
        await desk.until("2026-10-28 09:00 CET")
        assert [one.line for one in desk.said if one.kind == "escalated"] == ["2026-10-28 09:00 CET escalated lena"]


async def test_a_transfer_and_a_resolution_end_an_escalation(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("escalate", ref, way="hierarchic", reason=WHY))
    quiet(await desk.person("lena").fills("transfer", ref, team="infra", reason="yours after all"))
    assert (await desk.ticket(ref)).escalated_to is None
    assert refused(await desk.person("lena").presses("ack", ref))
