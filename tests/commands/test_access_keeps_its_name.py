"""What was given is called what it was when it was given, at every door, whatever its order became since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from bot.access import rows, table
from core.items import ItemTask
from core.policy import Policy
from core.tickets.ticket import Ticket
from storage import codec, migrate, open_store
from storage.connecting import connected
from storage.opening import parse_address
from storage.packing import stored
from tests.commands.reading import quiet, read, shown
from tests.commands.test_ended_access import ACCESS, GRANT, LAST_DAY, REVOKE, TUESDAY
from tests.commands.test_ordered_already import already, form_of
from tests.commands.test_tasks import LAPTOP
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.storage.test_migrations import go_back

WAS = "Access to a system: erp"
OTHER = ACCESS | {"system": "web-shop"}
FAULT = {"impact": "4", "urgency": "2", "undo": "What was begun."}
BECAME = {
    "a fault": (),
    "another item": ({"item": "laptop", **{f"laptop:{key}": said for key, said in LAPTOP.items()}},),
    "a question": ({"item": "question"},),
    "the same item": ({"item": "access", **{f"access:{key}": said for key, said in OTHER.items()}},),
    "a fault once more": ({"item": "question"}, FAULT),
}  # fmt: skip
"""What an order that gave something is converted to, behind the fault that it is made first."""


def briefed() -> Policy:
    """Access with one more step, so that its order stays open once it gave something."""
    policy = shipped()
    item = policy.catalog["access"]
    brief = ItemTask("brief", "service-desk", needs=("grant",))
    return replace(policy, catalog={**policy.catalog, "access": replace(item, tasks=(*item.tasks, brief))})


async def _given(desk: DeskHouse) -> str:
    ref = await desk.person("mia").orders("access", **ACCESS)
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    quiet(await desk.person("sofia").presses("finish", GRANT))
    assert (await desk.ticket(ref)).open
    return ref


async def _becomes(desk: DeskHouse, ref: str, became: str) -> None:
    for each in (FAULT, *BECAME[became]):
        quiet(await desk.person("lena").fills("convert", ref, **each))


async def _everywhere(desk: DeskHouse) -> list[str]:
    """Where it is told of: the report of it all, what is found of it there by words, and the command line's table."""
    lena = desk.person("lena")
    told = [read(shown(await lena.types("request", f"admin access{words}"))) for words in ("", " erp", " access to")]
    [row] = table(await desk.store.read(lambda tx: rows(tx, desk.now)))[1:]
    return [*told, row]


@pytest.mark.parametrize("became", BECAME)
async def test_what_was_given_is_called_what_it_was_whatever_its_order_became(became: str, database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, policy=briefed(), store=store) as desk:
        ref = await _given(desk)
        await _becomes(desk, ref, became)
        assert all(WAS in each for each in await _everywhere(desk))
        assert ",access," in (await _everywhere(desk))[-1]
        assert f"{WAS} ends on Mon 9 Nov 2026" in read(shown(await desk.person("mia").sends(ref)))
        assert f"{WAS} ends on Mon 9 Nov 2026" in read(shown(await desk.person("lena").types("ticket", ref)))
        await desk.until(LAST_DAY)
        quiet(await desk.person("sofia").fills("finish", REVOKE, text="I looked in ERP."))
        told = [one.text for one in desk.said if one.kind == "step_came"]
        assert [f"{WAS} (" in each for each in told] == [True, True], told
        assert [("ends on Mon 9 Nov" in each, "has ended" in each) for each in told] == [(True, False), (False, True)]
        assert all(WAS in each for each in await _everywhere(desk))


async def test_whoever_it_was_ordered_for_reads_what_ends_as_it_was_given_to_them() -> None:
    async with open_desk(TUESDAY, policy=briefed()) as desk:
        ref = await desk.person("lena").orders("access", for_whom=desk.person("mia").speaker, **ACCESS)
        for who in ("katrin", "ines"):
            await desk.person(who).presses("approve", ref)
        quiet(await desk.person("sofia").presses("finish", GRANT))
        await _becomes(desk, ref, "another item")
        await desk.until(LAST_DAY)
        [told] = [one for one in desk.said if one.kind == "came_for"]
        assert (told.to, f"{WAS} (REQ-1000) ends on" in told.text) == ("mia", True)


async def test_what_an_order_became_is_not_taken_for_what_it_gave() -> None:
    """Nobody has the laptop that an order of access was converted to, nor asks anybody to keep that access."""
    async with open_desk(TUESDAY, policy=briefed()) as desk:
        ref, mia = await _given(desk), desk.person("mia")
        await _becomes(desk, ref, "another item")
        [asked] = already(await form_of(mia, "laptop"))
        assert asked.startswith(f"{ref} is under way already: New laptop")
        [has] = already(await form_of(mia, "access"))
        assert (has.startswith("You have this since"), f"{WAS} ({ref})" in has) == (True, True)
        quiet(await desk.person("katrin").presses("approve", ref, round=2))
        await mia.orders("laptop", **LAPTOP)
        await desk.until(LAST_DAY)
        assert not [one for one in desk.said if one.kind == "step_keeps"]


async def test_what_an_older_version_gave_is_called_what_it_was_after_the_move(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, policy=briefed(), store=store) as desk:
        ref = await _given(desk)
        await _becomes(desk, ref, "another item")
    connected(parse_address(database), lambda connection: go_back(connection, "0051"))
    connected(parse_address(database), _as_before)
    migrate(database)
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, policy=briefed(), store=store) as desk:
        assert all(WAS in each for each in await _everywhere(desk))
        assert f"{WAS} ends on Mon 9 Nov 2026" in read(shown(await desk.person("mia").sends(ref)))


def _as_before(connection: Connection) -> None:
    """The version before kept no names: orders are stored without them."""
    for ref, state in connection.execute(text("SELECT ref, state FROM tickets")).fetchall():
        ticket = codec.read(Ticket, state)
        plain = replace(ticket, plan=tuple(replace(task, given=None) for task in ticket.plan))
        row = {"ref": ref, "state": stored(codec.write(plain), connection.dialect.name)}
        connection.execute(text("UPDATE tickets SET state = :state WHERE ref = :ref"), row)
