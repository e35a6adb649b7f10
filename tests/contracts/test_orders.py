"""What is promised of what stands beside an order: private answers (core.ports.sealed), items (core.ports.items)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from core.items import Item, version_of
from core.ports.tickets import Transaction
from core.processes import RequestDetails
from core.tickets.events import StepMoved, StepsPlanned
from core.tickets.plan import Task
from tests.fakes.company import shipped
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import DANA, LENA, MIA, open_ticket


class Undone(Exception):
    """The transaction is undone."""


async def test_an_answer_is_its_tickets_and_fields_until_another_is_in_its_place(
    store: StoreWithOutbox,
) -> None:
    def seal(tx: Transaction, answer: str | None) -> None:
        tx.seal("REQ-1000", "address", answer)

    def look(tx: Transaction) -> tuple[str | None, ...]:
        places = (("REQ-1000", "address"), ("INC-1000", "address"), ("REQ-1000", "iban"), ("REQ-1001", "address"))
        return tuple(tx.unseal(ref, field) for ref, field in places)

    def undone(tx: Transaction) -> None:
        seal(tx, "Oak Lane 2")
        raise Undone

    await store.transact(partial(seal, answer="Elm Street 1"))
    with pytest.raises(Undone):
        await store.transact(undone)
    assert await store.read(look) == ("Elm Street 1", "Elm Street 1", None, None)
    await store.transact(partial(seal, answer="Oak Lane 2"))
    assert (await store.read(look))[0] == "Oak Lane 2"
    await store.transact(partial(seal, answer=None))
    assert await store.read(look) == (None, None, None, None)


async def test_an_answer_is_known_as_it_stood_at_each_version_of_its_ticket(store: StoreWithOutbox) -> None:
    said = {0: "Elm Street 1", 4: "Oak Lane 2", 9: None, 12: "Ash Row 3"}

    def seal(tx: Transaction) -> None:
        for version, answer in said.items():
            tx.seal("REQ-1000", "address", answer, version)

    await store.transact(seal)
    stood = await store.read(lambda tx: [tx.unseal("INC-1000", "address", at) for at in (0, 3, 4, 8, 9, 11, 12, 99)])
    elm, oak, ash = said[0], said[4], said[12]
    assert stood == [elm, elm, oak, oak, None, None, ash, ash]
    assert await store.read(lambda tx: tx.unseal("REQ-1000", "address")) == ash


async def test_an_item_is_kept_once_and_known_to_whoever_reads_a_ticket_that_names_it(store: StoreWithOutbox) -> None:
    laptop = shipped().catalog["laptop"]
    version = version_of(laptop)
    details = RequestDetails(item="laptop", version=version)
    ticket = await store.transact(partial(open_ticket, details=details, status="in_fulfilment"))
    for item in (laptop, replace(laptop, name="Another")):
        await store.transact(partial(_keep, version=version, item=item))
    await store.read(lambda tx: tx.ticket(ticket.ref))
    assert store.items[version] == laptop


async def test_what_one_person_was_given_is_theirs_whoever_asked_for_it(store: StoreWithOutbox) -> None:
    given = StepMoved(Task("grant", "infra", endless=True, state="done"))

    def fill(tx: Transaction) -> list[str]:
        planned, ordered = StepsPlanned((Task("grant", "infra", endless=True),)), RequestDetails(item="access")
        people = ((MIA, MIA), (LENA, MIA), (MIA, LENA))
        return [
            open_ticket(
                tx, planned, given, details=ordered, status="in_fulfilment", requester=by, beneficiary=whose
            ).ref
            for by, whose in people
        ]

    refs = await store.transact(fill)
    held = await store.read(lambda tx: {one: tx.grants(one) for one in (MIA, LENA, DANA)})
    assert {one: [each.ref for each in found] for one, found in held.items()} == {
        MIA: refs[:2],
        LENA: refs[2:],
        DANA: [],
    }
    assert await store.read(lambda tx: [one for one in tx.grants() if one.person == MIA]) == [*held[MIA]]


def _keep(tx: Transaction, version: str, item: Item) -> None:
    tx.keep_item(version, item)
