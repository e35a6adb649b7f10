"""A fault becomes an order to which others have to agree, and an order that is worked on becomes a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.lifecycle.sla import elapsed
from core.processes import IncidentDetails, RequestDetails
from core.tickets import events as e
from core.tickets.ticket import SlaClock, Ticket
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_redrawn_forms import redraws
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
        asked = said["approval"].text
        assert asked.startswith(
            "Dana Roth converted a report of Mia Feld’s to an order of New laptop: Power 16, 1,980 EUR"
        )
        assert "Mia Feld wrote: VPN drops every hour" in asked
        assert said["converted"].text.endswith(
            "as a request from now on, REQ-1000: New laptop: Power 16. Others have to agree first."
        )
        assert set((await states(desk, ref)).values()) == {"blocked"}
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        quiet(await desk.person("finance.controller").presses("approve", ref, round=1))
        ticket = await desk.ticket(ref)
        assert (ticket.status, clock(ticket, "resolution").state, clock(ticket, "response").state) == (
            "in_fulfilment", "running", "running",
        )  # fmt: skip
        assert (await states(desk, ref))["order"] == "ready"
        step = next(each for each in ticket.plan if each.key == "order")
        assert (await desk.ticket(step.ref)).title.endswith("(REQ-1000)"), "as what it is a step of is called by now"


async def test_it_is_found_by_the_name_of_what_it_was_and_of_what_it_is() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await wanted(desk)
        assert ref == "INC-1000"
        called = "REQ-1000, was INC-1000"
        for name in (ref, "REQ-1000", "search REQ-1000", "search INC-1000", "mine"):
            assert called in read(shown(await desk.person("mia").sends(name))), name
        assert called in read(shown(await desk.person("lena").types("ticket", "queue")))
        cards = [read(one.card) for one in desk.channels["slack"].taken if one.card and one.card.title]
        assert {each.count(called) > 0 for each in cards[-2:]} == {True}, "the team's card and that of whoever asked"
        quiet(await desk.person("lena").fills("change", ref, service="security-report"))
        assert refused(await desk.person("clara").sends("REQ-1000")) == unseen("REQ-1000")
        assert refused(await desk.person("mia").sends("TASK-1000")) == unseen("TASK-1000")


async def test_there_and_back_it_is_about_what_it_was_and_each_of_its_names_finds_it() -> None:
    async with open_desk(FRIDAY) as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        ref = await mia.reports("P3")
        quiet(await lena.fills("change", ref, service="email-collab", category="mail"))
        before = await desk.ticket(ref)
        quiet(await lena.fills("convert", ref, item="laptop", **ANSWERS))
        assert (await desk.ticket(ref)).service != before.service
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        after = await desk.ticket(ref)
        assert isinstance(before.details, IncidentDetails)
        assert isinstance(after.details, IncidentDetails)
        assert (after.service, after.team) == (before.service, before.team)
        assert after.details.category == before.details.category
        for name in (ref, "REQ-1000", "search REQ-1000", "search INC-1000"):
            assert after.title in read(shown(await mia.types("ticket", name))), name


SAYINGS = {
    "moved": lambda desk, ref: desk.person("dana").fills("transfer", ref, team="infra", reason="Theirs."),
    "given": lambda desk, ref: desk.person("lena").fills("assign", ref, to=desk.id_of("dana")),
    "called": lambda desk, ref: desk.person("dana").fills("escalate", ref, way="hierarchic", reason="Please look."),
    "ended": lambda desk, ref: desk.person("lena").fills("cancel", ref, reason="not_an_incident"),
    "refused in words": lambda desk, ref: desk.person("dana").tells(ref, "resume"),
    "refused by a press": lambda desk, ref: desk.person("dana").presses("nudge", ref),
    "logged": lambda desk, ref: desk.person("dana").tells(ref, "log 25m"),
    "a form": lambda desk, ref: desk.person("dana").presses("resolve", ref),
    "more": lambda desk, ref: desk.person("dana").presses("more_actions", ref),
}


@pytest.mark.parametrize("what", SAYINGS)
async def test_what_is_said_after_a_conversion_names_it_as_what_it_is(what: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        await desk.deliver()
        before = len(desk.said)
        answer = await SAYINGS[what](desk, ref)
        await desk.deliver()
        texts = " ".join([*(one.text for one in desk.said[before:]), str(answer)])
        for carried in ("INC-1000, was REQ-1000", "'ticket': 'REQ-1000'", "ticket='REQ-1000'", "ticket:REQ-1000"):
            texts = texts.replace(carried, "")
        assert "INC-1000" in texts
        assert "REQ-1000" not in texts
        said = [one.card for one in desk.channels["slack"].taken if one.card and one.card.ticket]
        assert said[-1].called == "INC-1000", "what stands above its words where there are no threads"


async def test_what_somebody_wrote_is_read_once_on_the_card_of_what_it_became() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").reports("P3", title="Badge reader dead")
        quiet(await desk.person("dana").presses("claim", ref))
        quiet(await desk.person("dana").tells(ref, "convert question"))
        await desk.deliver()
        drawn = read(shown(await desk.person("dana").sends("REQ-1000")))
        assert drawn.count("Badge reader dead") == 1
        (card,) = [each.card for each in desk.channels["slack"].taken[-1:] if each.card]
        assert read(card).count("Badge reader dead") <= 2, "its title, and the line that says what became of it"


async def test_an_order_that_waited_for_a_yes_becomes_a_fault_which_nobody_has_to_agree_to() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.passes(hours=1)
        assert stands(desk, "approval")[1] == ["approve", "reject", "ask", "show"]
        more = opened(await desk.person("lena").presses("more_actions", ref))
        assert "convert" in [choice.value for choice in field(more, "action").choices]
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        ticket = await desk.ticket(ref)
        assert (ticket.kind, ticket.status) == ("incident", "new")
        assert {one.metric: (one.state, one.elapsed) for one in ticket.clocks} == {
            "response": ("running", 0), "resolution": ("running", 0), "approval": ("cancelled", 0),
        }  # fmt: skip
        assert stands(desk, "approval")[1] == ["show"]
        edited = [one.card for one in desk.channels["slack"].taken if one.key.endswith(":answered") and one.card]
        (card,) = edited
        assert "It is an incident now, so nobody has to agree." in read(card)
        assert "New laptop: Power 16, 1,980 EUR (REQ-1000)" in read(card), "what she read stays"
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
        facts = await desk.store.read(lambda tx: tx.facts(ref))
        assert facts is not None
        assert facts.conversions == 2


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


@pytest.mark.parametrize("joined", [" ", ", ", ": "])
async def test_what_is_to_be_undone_can_be_typed_and_has_as_much_room_as_its_field(joined: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", ORDER))
        lena, was = desk.person("lena"), await desk.ticket(ref)
        told = refused(await lena.tells(ref, f"convert impact 4 urgency 2{joined}{'x' * 1001}"))
        assert told == "Nothing was done: these are 1001 characters, and there is room for 1000."
        assert (await desk.ticket(ref)).version == was.version
        assert "Write what has to be undone." in refused(await lena.tells(ref, "convert impact 4 and urgency 2"))
        await lena.tells(ref, f"convert impact 4{joined}urgency 2{joined}Send it back.")
        (done,) = await desk.events(ref, e.Converted)
        assert done.undo == "Send it back."


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
        assert "to an order of New laptop: Power 16, 1,980 EUR" in asked.text
        lena = desk.person("lena")
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        assert (await desk.ticket(ref)).title == words, "the fault that it is is called by her words"
        quiet(await lena.fills("convert", ref, item="laptop", **ANSWERS | {"laptop:model": "Standard 14"}))
        ticket = await desk.ticket(ref)
        assert (ticket.title, ticket.description) == ("New laptop: Standard 14", words)


QUESTION = {"question": "The VPN drops every hour.\nWhat can I do?"}
ACCESS = {"system": "erp", "role": "read", "until": "2026-11-09", "reason": "It says that I may not log in."}
TITLES: dict[str, tuple[str, dict[str, str], str, str]] = {
    "its words": ("question", QUESTION, "The VPN drops every hour.", QUESTION["question"]),
    "its reason": ("access", ACCESS, ACCESS["reason"], ACCESS["reason"]),
    "no words": ("laptop", LAPTOP, "New laptop: Power 16", ""),
}


@pytest.mark.parametrize("case", TITLES)
async def test_an_order_that_is_a_fault_is_called_by_what_was_said_and_loses_no_word(case: str) -> None:
    item, answers, title, description = TITLES[case]
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders(item, **answers)
        quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2"))
        ticket = await desk.ticket(ref)
        assert (ticket.title, ticket.description) == (title, description)


async def test_a_title_that_somebody_gave_stays_and_one_beside_other_words_is_not_lost() -> None:
    async with open_desk(FRIDAY) as desk:
        lena = desk.person("lena")
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        quiet(await lena.fills("change", ref, title="The laptop of the fair"))
        quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
        assert (await desk.ticket(ref)).title == "The laptop of the fair"
        ref = await desk.person("mia").reports(title="VPN drops every hour", detail="Since Monday.")
        quiet(await lena.fills("convert", ref, item="laptop", **ANSWERS))
        assert (await desk.ticket(ref)).description == "VPN drops every hour\nSince Monday."


ROWS: dict[str, tuple[str, dict[str, tuple[str, int]]]] = {
    # domain.md 7, "convert incident -> request": the ack ends, the answer keeps what it has, delivery is promised anew
    "to an order": ("order", {"response": ("running", 7200), "resolution": ("running", 0)}),
    "to an order that others agree to": ("agreed", {"response": ("paused", 7200), "resolution": ("paused", 0)}),
    # "convert request -> incident": an ack begins, the others carry what they have; what was paused is not counted
    "to a fault": ("fault", {"response": ("running", 7200), "resolution": ("running", 7200)}),
    "to a fault before others agreed": ("waiting", {"response": ("running", 0), "resolution": ("running", 0)}),
    "to a critical fault": ("critical", {"ack": ("running", 0), "response": ("running", 7200)}),
    "from a critical fault": ("calm", {"response": ("running", 7200), "resolution": ("running", 0)}),
    "and back": ("back", {"response": ("running", 10800), "resolution": ("running", 10800)}),
}


@pytest.mark.parametrize("row", ROWS)
async def test_the_clocks_of_a_conversion_are_those_of_the_table(row: str) -> None:
    way, clocks = ROWS[row]
    async with open_desk("2026-10-27 10:00 CET") as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        order, fault = {"item": "question", "question:question": "How is it done?"}, {"impact": "4", "urgency": "2"}
        if way in ("order", "agreed", "calm", "back"):
            ref = await mia.reports("P1" if way == "calm" else "P3")
        else:
            item, answers = ("laptop", LAPTOP) if way == "waiting" else ("question", QUESTION)
            ref = await mia.orders(item, **answers)
        await desk.passes(hours=2)
        now = {"agreed": {"item": "laptop", **ANSWERS}, "critical": {"impact": "1", "urgency": "1"}}
        now |= dict.fromkeys(("order", "back", "calm"), order)
        quiet(await lena.fills("convert", ref, **now.get(way, fault)))
        if way == "back":
            await desk.passes(hours=1)
            quiet(await lena.fills("convert", ref, **fault))
        ticket = await desk.ticket(ref)
        live = {one.metric: (one.state, elapsed(one, desk.policy, desk.now)) for one in ticket.clocks if one.live}
        assert {metric: now for metric, now in live.items() if metric in clocks} == clocks
        assert ("ack" in live) == (way == "critical"), "of the sample a P1 alone promises that somebody takes it"


async def test_of_two_who_convert_at_once_the_second_reads_who_did_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await wanted(desk)
        dana, lena = desk.person("dana"), desk.person("lena")
        order, fault = {"item": "laptop", **ANSWERS}, {"impact": "4", "urgency": "2"}
        assert refused(await lena.fills("convert", ref, **order)) == "Dana Roth made a request of it already: REQ-1000."
        quiet(await lena.fills("convert", ref, **fault))
        assert (
            refused(await dana.fills("convert", ref, **fault)) == "Lena Vogt made an incident of it already: INC-1000."
        )
        assert "made an incident" in refused(await dana.tells(ref, "convert impact 4 urgency 2"))
        assert len(await desk.events(ref, e.Converted)) == 2


async def test_the_form_says_who_will_have_to_agree_before_it_is_sent() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").reports()
        form = opened(await desk.person("dana").presses("convert", ref))
        form = await redraws(desk.person("dana"), form, item="laptop")
        form = await redraws(desk.person("dana"), form, **ANSWERS)
        said = field(form, "note:request_approvers").text
        assert all(name in str(said) for name in ("Katrin Stahl", "Finance Controller")), said


async def test_a_question_keeps_the_title_that_somebody_gave_and_the_service_it_is_about(desk: DeskHouse) -> None:
    words = "My Outlook shows no new mail since this morning. See <#C0004>"
    ref = await desk.person("mia").reports(title=words, service="email-collab", description=words)
    dana = desk.person("dana")
    quiet(await dana.presses("claim", ref))
    quiet(await dana.tells(ref, "change title Outlook gets no mail"))
    quiet(await dana.fills("convert", ref, item="question", **{"question:question": words}))
    ticket = await desk.ticket(ref)
    assert (ticket.kind, ticket.title) == ("request", "Question or advice: Outlook gets no mail")
    assert ticket.service == "email-collab"
