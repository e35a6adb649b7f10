"""A request goes by the item as it was ordered, whatever the settings say later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.hours import Duration
from core.items import Cost, Item, ItemField, ItemTask, Stage, version_of
from core.lifecycle import sla
from core.processes import RequestDetails
from core.tickets.permissions import fulfilling_teams
from core.tickets.sensitive import sensitive_fields
from core.tickets.ticket import Ticket
from storage import codec
from tests.fakes.company import shipped

LAPTOP = shipped().catalog["laptop"]
_OF_THE_WAY_THERE = ("who", "words", "category", "retired", "verify")

CHANGES: dict[str, Callable[[Item], Item]] = {
    "name": lambda item: replace(item, name="Notebook"),
    "service": lambda item: replace(item, service="identity"),
    "cost": lambda item: replace(item, cost=Cost(fixed=1)),
    "fulfil": lambda item: replace(item, fulfil=Duration(9, "bd")),
    "preapproved": lambda item: replace(item, preapproved=not item.preapproved),
    "form": lambda item: replace(item, form=(*item.form, ItemField("colour", "text", "Colour"))),
    "tasks": lambda item: replace(item, tasks=(ItemTask("order", "infra"),)),
    "stages": lambda item: replace(item, stages=(Stage("manager", "any", ("requester.manager",)),)),
    "private": lambda item: replace(item, private=not item.private),
    "about": lambda item: replace(item, about="Fast."),
    "includes": lambda item: replace(item, includes=("Dock",)),
    "excludes": lambda item: replace(item, excludes=("Bag",)),
    "key": lambda item: replace(item, key="notebook"),
}


def test_every_setting_of_an_item_is_part_of_its_version_but_how_it_is_found_and_by_whom() -> None:
    assert {each.name for each in fields(Item)} == CHANGES.keys() | set(_OF_THE_WAY_THERE)
    changed = [version_of(change(LAPTOP)) for change in CHANGES.values()]
    assert len({version_of(LAPTOP), *changed}) == len(changed) + 1
    found = replace(LAPTOP, who=("hr.ops",), words=("mac",), category="hardware", retired=True, verify="call_back")
    assert version_of(found) == version_of(LAPTOP)


@given(st.permutations(["Standard 14", "Power 16"]))
def test_the_order_in_which_a_table_is_written_makes_no_version(order: list[str]) -> None:
    table = {each: LAPTOP.cost.table[each] for each in order}
    assert version_of(replace(LAPTOP, cost=replace(LAPTOP.cost, table=table))) == version_of(LAPTOP)


@pytest.mark.parametrize("key", sorted(shipped().catalog))
def test_an_item_comes_back_as_it_was_kept(key: str) -> None:
    item = shipped().catalog[key]
    kept = codec.read(Item, codec.write(item))
    assert kept == item
    assert version_of(kept) == version_of(item)


@pytest.mark.parametrize("now", [{}, {"laptop": replace(LAPTOP, fulfil=Duration(9, "bd"), tasks=(), form=())}])
def test_promise_tasks_and_fields_are_those_of_the_version_that_was_ordered(now: dict[str, Item]) -> None:
    version = version_of(LAPTOP)
    policy = replace(shipped(), catalog=now, versions={version: LAPTOP})
    details = RequestDetails(item="laptop", answers={"model": "Power 16"}, sealed={"address": 1}, version=version)
    ticket = Ticket(ref="REQ-1000", details=details, service="workplace-it", team="service-desk")
    assert policy.ordered(details) == LAPTOP
    assert sla.promised(policy, ticket).resolution == LAPTOP.fulfil
    assert fulfilling_teams(policy, ticket) == ("service-desk", "workplace")
    assert sensitive_fields(policy, details) == ("address",)


def test_a_request_from_before_there_were_versions_goes_by_the_rules_that_were_kept_for_it() -> None:
    was = replace(LAPTOP, fulfil=Duration(3, "bd"))
    policy = replace(shipped(), versions={"was:laptop": was})
    assert policy.ordered(RequestDetails(item="laptop")) == was
    assert policy.ordered(RequestDetails(item="access")) == policy.catalog["access"]
    assert policy.ordered(RequestDetails()) is None
