"""A fault becomes an order to which others have to agree, and an order that is worked on becomes a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.ticket import SlaClock, Ticket
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, TUESDAY, ordered, states
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, local, open_desk, refused, unseen

ANSWERS = {f"laptop:{key}": value for key, value in LAPTOP.items()}


def clock(ticket: Ticket, metric: str) -> SlaClock:
    return next(one for one in ticket.clocks if one.metric == metric)


async def wanted(desk: DeskHouse) -> str:
    """Mia's report turns out to be a wish for a laptop, an hour after Dana took it."""
    ref = await desk.person("mia").reports("P3")
    quiet(await desk.person("dana").presses("claim", ref))
    await desk.passes(hours=1)
    desk.checked = len(desk.said)
    quiet(await desk.person("dana").fills("convert", ref, item="laptop", **ANSWERS))
    return ref


async def test_what_has_to_be_agreed_to_waits_for_that_from_the_conversion_on() -> None:
    async with open_desk("2026-10-23 10:00 CEST") as desk:
        ref = await wanted(desk)
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.assignee) == ("pending_approval", desk.id_of("dana"))
        assert isinstance(ticket.details, RequestDetails)
        assert (ticket.details.answers, ticket.details.cost) == (LAPTOP, 1980)
        resolution, response = clock(ticket, "resolution"), clock(ticket, "response")
        assert (resolution.state, resolution.paused_for, resolution.elapsed) == ("paused", "approval", 0)
        assert (response.state, response.paused_for, response.elapsed) == ("paused", "approval", 3600)
        said = {one.kind: one for one in desk.said[desk.checked :]}
        assert said["approval"].to == "katrin"
        assert said["converted"].text.endswith(
            "as a request from now on: New laptop: Power 16. Others have to agree first."
        )
        assert set((await states(desk, ref)).values()) == {"blocked"}
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        quiet(await desk.person("finance.controller").presses("approve", ref, round=1))
        ticket = await desk.ticket(ref)
        assert (ticket.status, clock(ticket, "resolution").state, clock(ticket, "response").state) == (
            "in_fulfilment", "running", "running",
        )  # fmt: skip
        assert (await states(desk, ref))["order"] == "ready"


async def test_it_is_found_by_the_name_of_what_it_was_and_of_what_it_is() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await wanted(desk)
        assert ref == "INC-1000"
        for name in (ref, "REQ-1000"):
            assert "INC-1000" in read(shown(await desk.person("mia").sends(name)))
        quiet(await desk.person("lena").fills("change", ref, service="security-report"))
        assert refused(await desk.person("clara").sends("REQ-1000")) == unseen("REQ-1000")
        assert refused(await desk.person("mia").sends("TASK-1000")) == unseen("TASK-1000")


async def test_an_order_that_waited_for_a_yes_becomes_a_fault_which_nobody_has_to_agree_to() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.passes(hours=1)
        assert stands(desk, "approval")[1] == ["approve", "reject", "ask", "show"]
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        ticket = await desk.ticket(ref)
        assert (ticket.kind, ticket.status) == ("incident", "new")
        assert {one.metric: (one.state, one.elapsed) for one in ticket.clocks} == {
            "response": ("running", 0), "resolution": ("running", 0), "approval": ("cancelled", 0),
        }  # fmt: skip
        assert stands(desk, "approval")[1] == ["show"]
        edited = [one.card for one in desk.channels["slack"].taken if one.key.endswith(":answered") and one.card]
        assert "It is an incident now, so nobody has to agree." in " ".join(map(read, edited))
        refused(await desk.person("katrin").presses("approve", ref, round=1))
        assert set((await states(desk, ref)).values()) <= {"dropped"}


async def test_a_yes_to_the_order_before_is_none_to_the_one_after() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        quiet(await desk.person("lena").fills("convert", ref, item="laptop", **ANSWERS))
        assert "was changed since" in refused(await desk.person("katrin").presses("approve", ref, round=1))
        assert not await desk.events(ref, e.Approved)
        quiet(await desk.person("katrin").presses("approve", ref, round=2))
        assert len(await desk.events(ref, e.Approved)) == 1


async def test_what_nobody_has_to_agree_to_asks_for_it_once_it_costs_more_also_after_another_order() -> None:
    policy = shipped()
    licence = policy.catalog["software-licence"]
    by_hand = replace(licence, tasks=tuple(replace(task, automation=None) for task in licence.tasks))
    policy = replace(policy, catalog={**policy.catalog, licence.key: by_hand})
    async with open_desk(FRIDAY, policy=policy) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        cheap = {"software-licence:app": "Miro", "software-licence:reason": "For the new boards."}
        quiet(await desk.person("lena").fills("convert", ref, item="software-licence", **cheap))
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        form = opened(await desk.person("mia").presses("change_order", ref))
        quiet(await desk.person("mia").sends_form(form, app="Figma", reason="For the new boards."))
        assert (await desk.ticket(ref)).status == "pending_approval"


async def test_tasks_in_flight_are_dropped_with_a_word_on_what_is_to_be_undone_and_come_back_with_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", ORDER))
        form = opened(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        assert field(form, "undo").required
        assert field(form, "impact").value == "4"
        desk.checked = len(desk.said)
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2", undo="Send it back."))
        told = next(one for one in desk.said[desk.checked :] if one.kind == "step_dropped")
        assert (told.to, told.text.endswith("To be undone: Send it back.")) == ("nils", True)
        assert set((await states(desk, ref)).values()) == {"dropped"}
        ticket = await desk.ticket(ref)
        assert (ticket.ref, ticket.kind) == (ref, "incident")
        assert local(clock(ticket, "resolution").started_at) <= TUESDAY
        quiet(await desk.person("lena").fills("convert", ref, item="question"))
        assert await states(desk, ref) == {"answer": "ready"}


@pytest.mark.parametrize("said", ["convert to laptop", "convert laptop"])
async def test_words_that_name_an_item_with_questions_lead_to_its_form(said: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").reports()
        assert "New laptop has questions" in refused(await desk.person("dana").tells(ref, said))
        assert (await desk.ticket(ref)).kind == "incident"


async def test_private_answers_are_sealed_where_a_fault_becomes_an_order() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").reports()
        answers = ANSWERS | {"laptop:ship_to": "home", "laptop:address": "Elm Street 1, 10115 Berlin"}
        quiet(await desk.person("dana").fills("convert", ref, item="laptop", **answers))
        ticket = await desk.ticket(ref)
        assert isinstance(ticket.details, RequestDetails)
        assert (ticket.details.sealed, "address" in ticket.details.answers) == ({"address": 1}, False)
        for who in ("katrin", "finance.controller"):
            quiet(await desk.person(who).presses("approve", ref))
        assert "Elm Street 1" in read(shown(await desk.person("nils").presses("show_answers", ref)))


async def test_what_was_done_for_one_order_is_not_done_for_the_next() -> None:
    """The laptop that was ordered is not the one that is wanted now: also the same item is another order."""
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("finish", ORDER))
        assert (await states(desk, ref))["image"] == "ready"
        lena = desk.person("lena")
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        quiet(await lena.fills("convert", ref, item="laptop", **ANSWERS | {"laptop:model": "Standard 14"}))
        assert set((await states(desk, ref)).values()) == {"blocked"}
        quiet(await desk.person("katrin").presses("approve", ref, round=2))
        assert list((await states(desk, ref)).items())[:2] == [("order", "ready"), ("image", "blocked")]
        anew = (await desk.ticket(ref)).plan[0].ref
        assert anew != ORDER
        assert (await desk.ticket(ORDER)).status == "closed", "as history, of which nothing comes any more"
        quiet(await desk.person("nils").presses("finish", anew))
        assert (await states(desk, ref))["image"] == "ready"


async def test_an_order_is_called_by_what_is_ordered_and_who_decides_reads_that() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await wanted(desk)
        words = "VPN drops every hour"
        ticket = await desk.ticket(ref)
        assert (ticket.title, words in ticket.description) == ("New laptop: Power 16", True), "her words are not lost"
        asked = next(one for one in desk.said if one.kind == "approval")
        assert asked.text.startswith("Mia Feld asks for New laptop: Power 16, 1,980 EUR")
        lena = desk.person("lena")
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        assert (await desk.ticket(ref)).title == "New laptop: Power 16"
        quiet(await lena.fills("convert", ref, item="laptop", **ANSWERS | {"laptop:model": "Standard 14"}))
        ticket = await desk.ticket(ref)
        assert (ticket.title, "New laptop" in ticket.description) == ("New laptop: Standard 14", False)


async def test_of_two_who_convert_at_once_the_second_reads_who_did_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await wanted(desk)
        dana, lena = desk.person("dana"), desk.person("lena")
        order, fault = {"item": "laptop", **ANSWERS}, {"impact": "4", "urgency": "2"}
        assert refused(await lena.fills("convert", ref, **order)) == "Dana Roth made a request of INC-1000 already."
        quiet(await lena.fills("convert", ref, **fault))
        assert refused(await dana.fills("convert", ref, **fault)) == "Lena Vogt made an incident of INC-1000 already."
        assert "made an incident" in refused(await dana.tells(ref, "convert impact 4 urgency 2"))
        assert len(await desk.events(ref, e.Converted)) == 2
