"""Whatever became of an order and its tasks: what their cards, forms and messages offer is not refused by the rules."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.presentation.buttons import OFFERS
from core.commands import REGISTRY
from core.commands.steps import Step
from core.errors import Refusal
from core.fulfilment.offered import offered
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.inbound import OpenForm
from tests.fakes.desk import DeskHouse, open_desk

START = "2026-11-02 10:00 CET"
REF, GRANT, REVOKE = "REQ-1000", "TASK-1001", "TASK-1002"
ACCESS = {"system": "erp", "role": "read", "until": "2026-11-09", "reason": "I close the books there."}
ABOUT_STEPS = ("finish", "retry", "run", "skip", "fail")
WHY = "I looked: it is so."
ACTS: dict[str, tuple[str, str, str]] = {
    "fails": ("sofia", GRANT, "fail ERP is down."),
    "tries": ("lena", GRANT, "retry"),
    "skips": ("lena", GRANT, "skip She has it."),
    "finishes": ("lena", GRANT, "finish"),
    "begins": ("sofia", GRANT, "claim"),
    "holds": ("lena", REF, "hold scheduled 2026-11-06"),
    "resumes": ("lena", REF, "resume"),
    "not right": ("mia", REF, "reopen"),
    "takes away": ("lena", REVOKE, f"finish {WHY}"),
    "fails to": ("lena", REVOKE, "fail ERP is down."),
}
WRITES, LATER, AGREES, A_DAY, DAYS = "orders to write", "orders for longer", "agrees", "a day", "days"

acts = st.lists(st.sampled_from((*ACTS, WRITES, LATER, AGREES, A_DAY, DAYS)), min_size=1, max_size=12)


class _Undone(Exception):
    """What every trial ends with: nothing of it is kept."""


async def _do(desk: DeskHouse, act: str) -> None:
    """Somebody does something, or time passes; an expected no changes nothing."""
    if act in (A_DAY, DAYS):
        await desk.passes(days=1 if act == A_DAY else 8)
    elif act in (WRITES, LATER):
        change = {"role": "write"} if act == WRITES else {"until": "2026-12-18"}
        form = await desk.person("lena").presses("change_order", REF)
        if isinstance(form, OpenForm):
            await desk.person("lena").sends_form(form.form, **{**ACCESS, **change})
    elif act == AGREES:
        for who in ("katrin", "ines"):
            await desk.person(who).presses("approve", REF)
    elif await desk.store.read(lambda tx: tx.ticket(ACTS[act][1])) is not None:
        who, ref, words = ACTS[act]
        command, _, more = words.partition(" ")
        await desk.person(who).sends(f"{command} {ref} {more}".strip())


def _ways(desk: DeskHouse, tx: Transaction, ticket: Ticket, person: str) -> Iterator[tuple[str, Step]]:
    """What its buttons would ask for about steps, for somebody who may: of its request, with each step of the form."""
    buttons = offered(ticket)
    names = dict.fromkeys(OFFERS[name].command for name in (*buttons.staff, *buttons.more))
    for name in names:
        if name not in ABOUT_STEPS or not REGISTRY.may(desk.policy, ticket, person, name):
            continue
        form = REGISTRY.tickets[name].form
        if ticket.ref != REF or form is None:
            yield name, Step(reason=WHY)
            continue
        blank = form(ticket, desk.desk.engine.reading())
        assert isinstance(blank, Blank)
        steps = [choice.value for each in blank.questions if each.id == "step" for choice in each.choices]
        assert steps, (name, "it is offered, and there is no step for it")
        yield from ((name, Step(step, WHY)) for step in steps)


def _standing(desk: DeskHouse) -> Iterator[tuple[str, str]]:
    """What the messages and cards that stand anywhere have buttons for: the record and the command."""
    for channel in desk.channels.values():
        for card in channel.stands.values():
            for button in (*card.buttons, *card.more):
                if button.action.command in ABOUT_STEPS:
                    yield str(button.action.arguments["ticket"]), button.action.command


async def _nothing_offered_is_refused(desk: DeskHouse) -> None:
    lena = desk.id_of("lena")
    records = [one for one in await desk.store.read(lambda tx: [tx.ticket(ref) for ref in (REF, GRANT, REVOKE)]) if one]
    engine = desk.desk.engine

    def ways(tx: Transaction) -> list[tuple[str, str, Step]]:
        found = [(one.ref, *way) for one in records for way in _ways(desk, tx, one, lena)]
        buttons = [(ref, name) for ref, name in _standing(desk) if ref != REF]  # those of the order open a form
        return found + [(ref, name, Step(reason=WHY)) for ref, name in buttons]

    for ref, name, step in await desk.store.read(ways):

        def tried(tx: Transaction, ref: str = ref, name: str = name, step: Step = step) -> None:
            command = REGISTRY.tickets[name]
            engine.run(tx, engine.ticket(tx, ref), lena, desk.now, lambda draft: command.decide(draft, step))
            raise _Undone

        try:
            await desk.store.transact(tried)
        except _Undone:
            continue
        except Refusal as no:
            pytest.fail(f"{name} {step.key} is offered on {ref}, and refused: {no.code}")


async def _play(story: list[str]) -> None:
    async with open_desk(START) as desk:
        await desk.person("mia").orders("access", **ACCESS)
        await _do(desk, AGREES)
        for act in story:
            await _do(desk, act)
            await desk.passes(minutes=1)
            await _nothing_offered_is_refused(desk)


@settings(max_examples=25, deadline=None)
@given(acts)
@example(["fails", WRITES, AGREES])
@example(["fails", DAYS, LATER, AGREES])
@example(["fails", "holds", "resumes", DAYS])
@example(["begins", DAYS, "fails"])
@example(["finishes", "not right", DAYS])
def test_whatever_became_of_an_order_nothing_about_its_steps_is_offered_that_would_be_refused(
    story: list[str],
) -> None:
    asyncio.run(_play(story))
