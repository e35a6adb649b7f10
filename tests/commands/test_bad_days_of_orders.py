"""Bad days of an order, each with its sentence, and after each the order goes on to its end: none is lost.

A file that is too large for the other platform is told in `tests/conformance/test_files.py`, a process that is killed
between decision and call in `tests/storage/test_calls.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from core.absences import look_again
from core.approvals import state
from core.items import Stage
from core.people import Person
from core.ports.tickets import Transaction
from core.processes import RequestDetails
from core.tickets import events as e
from core.ui.inbound import Quiet
from core.ui.text import flatten
from tests.bot import sample
from tests.commands.reading import errors, field, opened, quiet
from tests.commands.test_automations import run_for
from tests.commands.test_private_answers import keyless
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import Receiver, asked_at, caller, in_flight, receiver, result, says

MORNING = "2026-10-22 10:00 CEST"
LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
HOME = {"model": "Standard 14", "ship_to": "home", "address": "Canary Row 4711"}
ACCESS = {"system": "erp", "role": "read", "until": "2026-11-09", "reason": "I close the books there."}
LICENCE = {"app": "Miro", "reason": "We draw our plans with it."}

Day = Callable[[DeskHouse, Receiver], Awaitable[tuple[str, str]]]
"""Lets it happen; what somebody reads of it, and which order it happened to."""


def selling(desk: DeskHouse, **changes: object) -> None:
    """The laptop is another item from now on."""
    item = replace(desk.policy.catalog["laptop"], **changes)  # type: ignore[arg-type]
    desk.use(replace(desk.policy, catalog={**desk.policy.catalog, "laptop": item}))


async def ordered_at_last(
    desk: DeskHouse, item: str, wrong: Mapping[str, str], right: Mapping[str, str]
) -> tuple[str, str]:
    """What is said of wrong answers at their fields; the form is open still, and takes the right ones."""
    form = opened(await desk.person("mia").types("request", item))
    said = errors(await desk.person("mia").sends_form(form, **wrong))
    quiet(await desk.person("mia").sends_form(form, **right))
    return " ".join(said.values()), await desk.newest()


async def two_in_one_second(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    selling(desk, stages=(Stage("either", "any", (desk.id_of("katrin"), desk.id_of("omar"))),))
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    both = desk.person("katrin"), desk.person("omar").on_teams
    said = await asyncio.gather(*(one.presses("approve", ref, round=1) for one in both))
    assert isinstance(said[0], Quiet)
    return refused(said[1]), ref


async def a_card_from_before_a_change(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    form = opened(await desk.person("mia").presses("change_order", ref))
    quiet(await desk.person("mia").sends_form(form, model="Standard 14", ship_to="berlin"))
    return refused(await desk.person("katrin").presses("approve", ref, round=1)), ref


async def an_approver_who_leaves(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    gone = Person(desk.id_of("katrin"), "Katrin Stahl", "Europe/Berlin", active=False)

    def leaves(tx: Transaction) -> None:
        tx.save_person(gone, desk.now)
        look_again(desk.desk.engine, tx, desk.now)

    await desk.store.transact(leaves)
    await desk.deliver()
    assert (desk.said[-1].kind, desk.said[-1].to) == ("approval", "omar")
    return desk.said[-1].text, ref


async def an_item_that_is_retired(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    selling(desk, retired=True)
    return refused(await desk.person("mia").types("request", "laptop")), ref


async def a_choice_that_goes_while_it_is_open(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    mia, item = desk.person("mia"), desk.policy.catalog["laptop"]
    ref = await mia.orders("laptop", **LAPTOP)
    models = replace(item.form[0], options=("Standard 14",))
    selling(desk, form=(models, *item.form[1:]), cost=replace(item.cost, table={"Standard 14": 1150}))
    form = opened(await mia.presses("change_order", ref))
    said = flatten(field(form, "note:order_again").text)
    assert "EUR" not in said, "what it costs hangs on what is chosen"
    assert errors(await mia.sends_form(form, **LAPTOP)) == {"model": "Choose one of: Standard 14."}
    assert isinstance(details := (await desk.ticket(ref)).details, RequestDetails)
    assert (details.answers, details.cost) == (LAPTOP, 1980), "what was ordered goes on as it was ordered"
    return said, ref


async def a_choice_without_a_price(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    form = desk.policy.catalog["laptop"].form
    selling(desk, form=(replace(form[0], options=("Tiny", *form[0].options)), *form[1:]))
    return await ordered_at_last(desk, "laptop", {**LAPTOP, "model": "Tiny"}, LAPTOP)


async def a_day_that_has_passed(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    return await ordered_at_last(desk, "access", {**ACCESS, "until": "2026-10-21"}, ACCESS)


async def a_key_that_is_lost(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    ref = await desk.person("mia").orders("laptop", **HOME)
    quiet(await desk.person("katrin").presses("approve", ref))
    await keyless(desk)
    return refused(await desk.person("nils").presses("show_answers", ref)), ref


async def no_key_at_all(desk: DeskHouse, _: Receiver) -> tuple[str, str]:
    await keyless(desk)
    form = opened(await desk.person("mia").types("request", "laptop"))
    said = refused(await desk.person("mia").sends_form(form, **HOME))
    quiet(await desk.person("mia").sends_form(form, **LAPTOP))
    return said, await desk.newest()


async def asked(
    desk: DeskHouse, idp: Receiver, *answers: object, hours: float = 0, minutes: float = 0
) -> tuple[str, str]:
    """What stands beside a task that somebody outside does, after these answers."""
    ref = await desk.person("mia").orders("software-licence", **LICENCE)
    idp.next_ = list(answers)  # type: ignore[arg-type]
    await run_for(desk, idp, hours=hours, minutes=minutes)
    return (await desk.ticket(ref)).plan[0].said, ref


async def an_answer_that_comes_twice(desk: DeskHouse, idp: Receiver) -> tuple[str, str]:
    ref = await desk.person("mia").orders("software-licence", **LICENCE)
    idp.next_ = [result(result="done", note="Seat 17")]
    async with in_flight(desk):
        await desk.passes(minutes=2)  # its lease has lapsed: another process calls, too
        await caller(desk).settle()
    assert idp.keys == ["TASK-1001.1", "TASK-1001.1"]
    assert len(await desk.events("TASK-1001", e.TaskAnswered)) == 1
    return (await desk.ticket(ref)).plan[0].said, ref


async def an_hour_of_errors(desk: DeskHouse, idp: Receiver) -> tuple[str, str]:
    _, ref = await asked(desk, idp, says(500, "down"), hours=1)
    idp.next_ = [result(result="done", note="Seat 17")]
    await run_for(desk, idp, minutes=6)
    assert len(set(idp.keys)) == 1
    return (await desk.ticket(ref)).plan[0].said, ref


async def garbage(desk: DeskHouse, idp: Receiver) -> tuple[str, str]:
    return await asked(desk, idp, says(200, "<html>Welcome</html>"), result(result="done"))


async def no_answer_ever(desk: DeskHouse, idp: Receiver) -> tuple[str, str]:
    usual = desk.policy
    desk.use(asked_at(idp.url, usual, timeout=0.02))  # three dozen calls are waited for
    said, ref = await asked(desk, idp, None, hours=2, minutes=40)
    desk.use(usual)
    idp.next_ = [result(result="done")]
    return said, ref


DAYS: list[tuple[Day, str]] = [
    (two_in_one_second, "REQ-1000 was approved by Katrin Stahl already, Thu 22 Oct 10:00 CEST."),
    (a_card_from_before_a_change,
     "Mia Feld changed REQ-1000, Thu 22 Oct 10:00 CEST. Look at what is asked for now, and decide again in the message "
     "that asks you."),
    (an_approver_who_leaves, "Katrin Stahl left the company, so you decide."),
    (an_item_that_is_retired, "New laptop can no longer be ordered. See what there is with “/request”."),
    (a_choice_that_goes_while_it_is_open, "Please answer again: Model."),
    (a_choice_without_a_price, "Tiny has no price yet. Choose another, or ask your service desk to add one."),
    (a_day_that_has_passed, "Earliest is Thu 22 Oct."),
    (a_key_that_is_lost,
     "The private answers of REQ-1000 cannot be read with the key that the desk has. Nothing is lost: ask an admin for "
     "the key from before, or ask the requester again."),
    (no_key_at_all,"Deskbell has no key to keep your private answers safe, so nothing was taken. Tell an admin."),
    (an_answer_that_comes_twice, "Seat 17"),
    (an_hour_of_errors, "Seat 17"),
    (garbage,
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    (no_answer_ever,
     "The identity provider gave no usable answer for two hours. Whether it did something is not known."),
]  # fmt: skip


@pytest.mark.parametrize(("day", "sentence"), DAYS, ids=[day.__name__ for day, _ in DAYS])
async def test_each_bad_day_has_its_sentence_and_the_order_goes_on_to_its_end(day: Day, sentence: str) -> None:
    async with receiver() as idp, open_desk(MORNING, policy=asked_at(idp.url, shipped())) as desk:
        said, ref = await day(desk, idp)
        assert sentence in said
        await comes_to_its_end(desk, ref)


async def comes_to_its_end(desk: DeskHouse, ref: str) -> None:
    """Whoever is asked agrees, whoever leads does each step, a call that failed is made once more; it is received."""
    while (ticket := await desk.ticket(ref)).approving:
        decider = state.awaited(ticket)[0].partition("@")[0]
        quiet(await desk.person(decider).presses("approve", ref))
    while (ticket := await desk.ticket(ref)).status == ticket.process.working:
        task = next(each for each in ticket.plan if each.current)
        lead = desk.policy.team(task.team).lead.partition("@")[0]
        quiet(await desk.person(lead).presses("retry" if task.state == "failed" else "finish", task.ref))
        await caller(desk).settle()
    assert ticket.status == "fulfilled"
    quiet(await desk.person("mia").presses("confirm", ref))
    assert (await desk.ticket(ref)).status == "closed"


def test_steps_in_a_circle_are_told_before_anybody_can_order_them() -> None:
    text = sample.changed(('do: "Verify identity: manager', 'needs: [reset], do: "Verify identity: manager'))
    (problem,) = [each for each in sample.problems(text) if each.key == "catalog.password-reset.tasks"]
    assert (problem.sentence, problem.fix) == (
        "wait for each other in a circle: verify, reset.",
        "Drop one of their needs.",
    )
