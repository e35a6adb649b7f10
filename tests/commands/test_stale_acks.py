"""Accept and Ack on a card of another hour: whoever has the ticket by now goes on being called, and is named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from core.people import PersonId
from tests.commands.reading import kinds, quiet, refused_card
from tests.fakes.desk import DeskHouse, Someone, open_desk

Way: TypeAlias = Callable[[DeskHouse, str], Awaitable[None]]
AT = "2026-10-27 10:00 CET"


async def _hand(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre"), note="hurry"))


async def _given_on(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    quiet(await desk.person("lena").tells(ref, "assign ", desk.person("sofia")))


async def _given_by_the_lead(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("lena").tells(ref, "assign ", desk.person("emre")))
    quiet(await desk.person("lena").tells(ref, "assign ", desk.person("sofia")))


async def _taken_back_and_given(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    quiet(await desk.person("dana").presses("give_back", ref))
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("sofia")))


async def _handed_to_another(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("sofia")))


async def _open_again(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").tells(ref, "assign ", desk.person("sofia")))
    quiet(await desk.person("sofia").presses("ack", ref))
    quiet(await desk.person("sofia").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    quiet(await desk.person("mia").presses("reopen", ref))


async def _escalated(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("sofia")))
    quiet(await desk.person("sofia").fills("escalate", ref, way="hierarchic", reason="needs a decision"))


WAYS: dict[str, tuple[Way, str]] = {
    "handed over, then given to another": (_given_on, "emre"),
    "given, then given to another": (_given_by_the_lead, "emre"),
    "taken back, then handed to another": (_taken_back_and_given, "emre"),
    "handed to another": (_handed_to_another, "emre"),
    "theirs before": (_handed_to_another, "dana"),
    "open again": (_open_again, "nils"),
}


async def _heard(way: Way, who: str | None, typed: bool = False) -> tuple[list[str], str, PersonId | None, bool]:
    """Who is called in a quarter of an hour, what the press is answered, who has it, whether the calling ended."""
    async with open_desk(AT) as desk:
        ref = await desk.person("mia").reports("P1", service="email-collab")
        quiet(await desk.person("dana").presses("claim", ref))
        await way(desk, ref)
        told = ""
        if who is not None:
            person = desk.person(who)
            reply = await (person.types("ticket", f"ack {ref}") if typed else person.presses("ack", ref))
            told = refused_card(reply)
        ticket, said = await desk.ticket(ref), len(desk.said)
        await desk.passes(minutes=14)
        assert ticket.ladder is not None
        return kinds(desk, said), told, ticket.assignee, ticket.ladder.acked


@pytest.mark.parametrize("typed", [False, True], ids=["pressed", "typed"])
@pytest.mark.parametrize("way", WAYS)
async def test_whoever_neither_has_it_nor_is_called_for_it_moves_nothing(way: str, typed: bool) -> None:
    does, who = WAYS[way]
    called, *_ = await _heard(does, None)
    after, told, has, ended = await _heard(does, who, typed)
    assert "Sofia" in told
    assert (after, has, ended) == (called, "sofia.lang@nordlicht.example", False)
    assert called, "somebody is called for what nobody takes"


async def test_whoever_is_called_for_what_another_has_ends_the_calling() -> None:
    async with open_desk(AT) as desk:
        ref = await desk.person("mia").reports("P1", service="email-collab")
        quiet(await desk.person("dana").presses("claim", ref))
        await _handed_to_another(desk, ref)
        said = len(desk.said)
        await desk.passes(minutes=6)
        called = [one.to for one in desk.said[said:] if one.kind == "page"]
        assert called
        quiet(await desk.person(called[0]).presses("ack", ref))
        ticket = await desk.ticket(ref)
        assert ticket.ladder is not None
        assert (ticket.ladder.acked, ticket.assignee) == (True, desk.id_of("sofia"))


async def test_whoever_was_called_as_who_had_it_is_not_called_for_the_next_one() -> None:
    async with open_desk(AT) as desk:
        ref = await desk.person("mia").reports("P2", service="email-collab")
        ticket = await desk.ticket(ref)
        assert ticket.ladder is not None
        (duty,) = ticket.ladder.tried
        for given in (duty, desk.id_of("sofia")):
            quiet(await desk.person("lena").fills("assign", ref, person=given))
        assert "Sofia" in refused_card(await Someone(desk, duty).presses("ack", ref))
        after = await desk.ticket(ref)
        assert after.ladder is not None
        assert not after.ladder.acked


async def test_the_lead_who_is_asked_for_help_sees_that_and_the_assignee_goes_on_being_called() -> None:
    async with open_desk(AT) as desk:
        ref = await desk.person("mia").reports("P1", service="email-collab")
        quiet(await desk.person("dana").presses("claim", ref))
        await _escalated(desk, ref)
        ticket = await desk.ticket(ref)
        assert ticket.escalated_to == desk.id_of("lena")
        quiet(await desk.person("lena").presses("ack", ref))
        ticket = await desk.ticket(ref)
        assert ticket.ladder is not None
        assert (ticket.escalated_to, ticket.ladder.acked) == (None, False)
