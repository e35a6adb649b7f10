"""Requests from before there were versions, and from before there was a key: what the next start makes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.policy_file import load
from bot.rules import keep_unversioned, rules_in, with_versions
from bot.secret_keys import seal_older
from bot.settings import Settings
from core.calendars.hours import Duration
from core.processes import RequestDetails
from storage import AsyncStore, open_store
from tests.bot import sample
from tests.databases import lay_out
from tests.fakes.keys import KEY
from tests.storage.stories import NOW, open_ticket

LAPTOP = RequestDetails(item="laptop", answers={"model": "Standard 14", "ship_to": "home", "address": "Elm Street 1"})
GONE = RequestDetails(item="pony", answers={"name": "Bella"})


@pytest.fixture
def database(tmp_path: Path) -> str:
    return lay_out(tmp_path / "desk.db")


@pytest.fixture
async def store(database: str) -> AsyncIterator[AsyncStore]:
    """A desk with requests that an older version opened."""
    async with open_store(database, now=lambda: NOW) as opened:
        for details in (LAPTOP, GONE):
            await opened.transact(partial(open_ticket, details=details, status="in_fulfilment"))
        for name, value in (("unversioned", "yes"), ("sealing", "0")):
            await opened.transact(lambda tx, name=name, value=value: tx.remember(name, value))  # type: ignore[misc]  # bound at once
        yield opened


async def test_older_requests_go_by_the_rules_of_the_last_start_and_by_no_later_ones(store: AsyncStore) -> None:
    loaded = load(sample.PATH)
    was = loaded.policy
    laptop = was.catalog["laptop"]
    later = replace(was, catalog={"laptop": replace(laptop, fulfil=Duration(9, "bd"))})
    await keep_unversioned(store, was)
    await keep_unversioned(store, later)
    policy = with_versions(replace(loaded, policy=later), store).policy
    ticket = await store.read(lambda tx: tx.ticket("INC-1000"))
    assert ticket is not None
    assert policy.ordered(ticket.details) == laptop


async def test_older_answers_are_sealed_and_all_of_an_item_that_nobody_knows_any_more(
    store: AsyncStore, database: str
) -> None:
    seal_older(Settings(sample.PATH, database, "127.0.0.1", 0, {}, (KEY,)), load(sample.PATH), NOW)
    kept = [await store.read(lambda tx, ref=ref: tx.ticket(ref)) for ref in ("INC-1000", "INC-1001")]  # type: ignore[misc]  # bound at once
    assert [one.details for one in kept if one is not None] == [
        replace(LAPTOP, answers={"model": "Standard 14", "ship_to": "home"}, sealed={"address": 1}),
        replace(GONE, answers={}, sealed={"name": 1}),
    ]


@pytest.mark.parametrize("keeping", ["the settings of the last start", "the item as it was ordered"])
@pytest.mark.parametrize("now", ["asked no more", "not private any more"])
async def test_an_older_answer_is_as_private_as_it_was_when_it_was_given(
    store: AsyncStore, database: str, keeping: str, now: str
) -> None:
    loaded = load(sample.PATH)
    if keeping == "the settings of the last start":
        await store.transact(lambda tx: tx.remember("settings", sample.TEXT))
    else:
        await keep_unversioned(store, loaded.policy)
    laptop = loaded.policy.catalog["laptop"]
    left = tuple(each for each in laptop.form if each.id != "address")
    form = left if now == "asked no more" else tuple(replace(each, sensitive=False) for each in laptop.form)
    today = replace(loaded.policy, catalog={"laptop": replace(laptop, form=form)})
    seal_older(Settings(sample.PATH, database, "127.0.0.1", 0, {}, (KEY,)), replace(loaded, policy=today), NOW)
    ticket = await store.read(lambda tx: tx.ticket("INC-1000"))
    assert ticket is not None
    assert ticket.details == replace(LAPTOP, answers={"model": "Standard 14", "ship_to": "home"}, sealed={"address": 1})


def test_rules_that_cannot_be_read_any_more_are_none() -> None:
    assert rules_in(None) is None
    assert rules_in("version: 0") is None
