"""Who reads a notice: whom it was addressed to when it was decided, whoever the ticket names by the time it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.routing import GONE
from core.notifications.kind import Kind
from core.notifications.kinds import KINDS
from core.notifications.withdrawing import is_of_before
from core.policy import Policy
from core.ports.bindings import FORMER, Binding
from core.ports.outbox import INSTEAD, Notice
from core.tickets.changing import changed
from core.tickets.ticket import Ticket
from tests.bot.test_verdict import ticket
from tests.bot.virtual import simulate
from tests.bot.worker import DANA, LENA, MIA, NOW, REF, notice, policy, world

JAN = "jan.kolb@nordlicht.example"
WORDS = {"reply", "late_edit", "kept_going", "picture"}
"""What is said to whoever had asked, also where somebody else has the ticket by then: words, and what goes with them.

All else that a requester is told says how the ticket stands, asks or reminds: the card of whoever has it says so.
"""


def _of(somebody: str) -> Ticket:
    """The ticket, where everybody whom it names is the same."""
    return changed(ticket(), requester=somebody, beneficiary=somebody, logged_by=somebody, assignee=somebody,
                   watchers=(somebody,))  # fmt: skip


def _example(kind: Kind[Any], to: str) -> Notice:
    return Notice(kind.name, REF, to, "n1", NOW, NOW, kind.example_facts)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("instead", [False, True])
def test_whoever_had_asked_reads_what_was_said_to_them_and_no_more_of_the_ticket(
    kind: Kind[Any], instead: bool
) -> None:
    said = _example(kind, f"requester:{MIA}")
    if instead:  # their thread could not be reached, so it is said in their chat
        said = replace(said, to=f"direct:{MIA}", facts={**said.facts, INSTEAD: "requester", GONE: "slack:T1/C9"})
    assert is_of_before(said, _of(JAN)) is not (kind.name in WORDS or kind.acts)
    assert not is_of_before(said, _of(MIA))


def _lead(of: Policy) -> str:
    return of.team("service-desk").lead


READERS: dict[tuple[str, str], str | Callable[[Policy], str]] = {
    # the requester, the beneficiary, the assignee, an approver, a watcher: whom it was said to
    ("reply", f"requester:{MIA}"): MIA,
    ("kept_for", f"direct:{MIA}"): MIA,
    ("ended_for", f"direct:{MIA}"): MIA,
    ("assigned", f"direct:{DANA}"): DANA,
    ("approval", f"direct:{LENA}"): LENA,
    ("watched_resolved", f"direct:{DANA}"): DANA,
    # a team without a room: whoever leads it when it is said, where its card stands as well
    ("triage_card", "triage:service-desk"): _lead,
}


@pytest.mark.parametrize(("kind", "to"), READERS)
@pytest.mark.parametrize("private", [False, True])
def test_a_notice_goes_to_whom_it_was_addressed_to(kind: str, to: str, private: bool) -> None:
    async def story() -> None:
        async with world(running=False) as there:
            there.rooms.found = False
            said = replace(notice(kind, to, key="n1"), place=None)
            theirs = Binding(REF, "requester", f"slack:T1/D-{JAN.partition('@')[0]}", "7.0")
            route = await there.delivery.addresses.route(said, changed(_of(JAN), home="direct", private=private),
                                                         [theirs])  # fmt: skip
            reader = READERS[kind, to]
            person = reader if isinstance(reader, str) else reader(policy())
            assert route is not None
            assert route.place.endswith(person.partition("@")[0])

    simulate(story)


def test_what_is_said_to_whoever_had_asked_stands_below_the_card_that_they_had() -> None:
    async def story() -> None:
        async with world(running=False) as there:
            mias, jans = "slack:T1/D-mia.feld", "slack:T1/D-jan.kolb"
            bound = [
                Binding(REF, "requester", jans, "7.0"),
                Binding(REF, "requester", mias, "6.0", "6.0"),
                Binding(REF, f"{FORMER}{MIA}", mias, "6.0", "6.0"),
            ]
            said = notice("reply", f"requester:{MIA}", key="n1", comment="c1", author=DANA, text="Hm.")
            route = await there.delivery.addresses.route(said, changed(_of(JAN), home="direct"), bound)
            assert route is not None
            assert (route.place, route.thread) == (mias, "6.0")

    simulate(story)
