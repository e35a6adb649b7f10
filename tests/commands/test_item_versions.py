"""The catalog changes while forms are open and requests under way: at the desk's door, on a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.presentation import CardPresenter
from core.calendars.hours import Duration
from core.items import Item, version_of
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.processes import RequestDetails
from core.ui.inbound import OpenForm
from core.ui.text import flatten
from storage import Keys, open_store, read_key
from tests.commands.reading import opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, instant, open_desk, shipped
from tests.fakes.keys import KEY

FRIDAY = "2026-10-23 11:00 CEST"
LAPTOP = shipped().catalog["laptop"]
IN_MEMORY = "sqlite+aiosqlite:///:memory:"


@pytest.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    store = open_store(IN_MEMORY, now=lambda: instant(FRIDAY), keys=Keys([read_key(KEY)]))
    async with open_desk(FRIDAY, store=store) as house:
        yield house


async def changes(desk: DeskHouse, *items: Item) -> None:
    """The settings have these items, and no other."""
    before = desk.desk.engine.policy
    after = replace(before, catalog={each.key: each for each in items}, version="changed")
    desk.use(after)
    desk.desk.engine.presenter = CardPresenter(desk.desk.engine.policy, desk.desk.engine.directory)
    await desk.adopt(before)


@pytest.mark.parametrize("left", [(), (replace(LAPTOP, retired=True, form=(), tasks=(), fulfil=Duration(9, "bd")),)])
async def test_a_request_under_way_goes_on_as_it_was_ordered(desk: DeskHouse, left: tuple[Item, ...]) -> None:
    mia, nils = desk.person("mia"), desk.person("nils")
    ref = await mia.orders("laptop", model="Standard 14", ship_to="home", address="Elm Street 1")
    await changes(desk, *left)
    quiet(await desk.person("katrin").presses("approve", ref, round=1))
    assert (await desk.stored_clock(ref, "resolution")).target == LAPTOP.fulfil.open_seconds()
    ticket, now = await desk.ticket(ref), instant(FRIDAY)
    drawn = TRIAGE_CARD.notice(Facts(), ticket=ref, to="triage:service-desk", key="k", at=now)
    assert "home" in read(desk.desk.engine.presenter.notice(drawn, ticket, now))
    assert "Address: Elm Street 1" in read(shown(await nils.presses("show_answers", ref)))


async def test_a_version_is_kept_once_however_often_it_is_ordered(desk: DeskHouse) -> None:
    dearer = replace(LAPTOP, cost=replace(LAPTOP.cost, table={"Standard 14": 1200, "Power 16": 2100}))
    for item in (LAPTOP, LAPTOP, dearer):
        await changes(desk, item)
        await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
    rows = await desk.store.read(lambda tx: tx.sql.rows("SELECT version, item FROM item_versions", {}))  # type: ignore[attr-defined]
    assert sorted(rows) == sorted([(version_of(LAPTOP), "laptop"), (version_of(dearer), "laptop")])
    details = (await desk.ticket("REQ-1002")).details
    assert isinstance(details, RequestDetails)
    assert (details.version, details.cost) == (version_of(dearer), 1200)


async def test_nobody_orders_what_changed_behind_their_form_without_seeing_it(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("request", "laptop"))
    dearer = replace(LAPTOP, cost=replace(LAPTOP.cost, table={"Standard 14": 1200, "Power 16": 2100}))
    await changes(desk, dearer)
    values = {"model": "Power 16", "ship_to": "berlin"}
    reply = await mia.submits("open_request", values, dict(form.context), command_id=form.command_id)
    assert isinstance(reply, OpenForm)
    note, *_ = reply.form.fields
    assert "What you order here has changed" in flatten(note.text)
    assert any("2,100 EUR" in flatten(each.text) for each in reply.form.fields)
    quiet(await mia.submits("open_request", values, dict(reply.form.context), command_id=form.command_id))
    details = (await desk.ticket("REQ-1000")).details
    assert isinstance(details, RequestDetails)
    assert (details.cost, details.version) == (2100, version_of(dearer))
