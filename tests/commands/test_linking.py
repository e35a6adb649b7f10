"""Link: what a ticket has to do with another one or with a number elsewhere, kept on both sides where both are ours."""

from __future__ import annotations

import pytest

from core.ports.outbox import Notice
from core.tickets.events import Linked
from tests.commands.reading import errors, opened, quiet, read
from tests.fakes.desk import DeskHouse, refused, unseen


async def card(desk: DeskHouse, ref: str) -> str:
    """The words of the triage card as it is drawn now."""
    ticket = await desk.ticket(ref)
    notice = Notice("triage_card", ref, f"triage:{ticket.team}", "k", desk.now, desk.now)
    return read(desk.desk.engine.presenter.notice(notice, ticket, desk.now))


async def two(desk: DeskHouse) -> tuple[str, str]:
    one = await desk.person("mia").reports()
    return one, await desk.person("jan.kolb").reports(title="Wi-Fi is slow in Hamburg")


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("caused CHG-77", Linked("caused", "CHG-77")),
        ("caused by chg-77", Linked("caused", "CHG-77")),
        ("CHG-77", Linked("related", "CHG-77")),
        ("resolved by CHG-77", Linked("resolved", "CHG-77")),
        ("blocks inc 1001", Linked("blocks", "INC-1001", ours=True)),
        ("blocked by INC-1001", Linked("blocked", "INC-1001", ours=True)),
        ("related to TN-881", Linked("related", "TN-881")),
        ("Duplicates INC-1001", Linked("duplicates", "INC-1001", ours=True)),
        ("duplicate of inc 1001", Linked("duplicates", "INC-1001", ours=True)),
    ],
)
async def test_a_link_is_typed_in_any_of_these_ways(desk: DeskHouse, typed: str, linked: Linked) -> None:
    ref, _ = await two(desk)
    quiet(await desk.person("dana").tells(ref, f"link {typed}"))
    assert await desk.events(ref, Linked) == [linked]


async def test_the_triage_card_shows_the_links_and_the_requester_hears_nothing(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    drawn, said = len(desk.cards), len(desk.said)
    quiet(await desk.person("dana").tells(ref, "link caused CHG-77"))
    quiet(await desk.person("dana").tells(ref, f"link duplicates {other}"))
    assert "Linked: CHG-77 (caused), INC-1001 (duplicate of it)" in await card(desk, ref)
    assert "Linked: INC-1000 (its duplicate)" in await card(desk, other)
    assert len(desk.said) == said
    assert {kind for _, kind, _ in desk.cards[drawn:]} == {"triage_card"}


@pytest.mark.parametrize(
    ("kind", "back", "reads"),
    [
        ("related", "related", ("related", "related")),
        ("caused", "consequence", ("caused", "caused by this")),
        ("resolved", "resolves", ("resolved it", "resolved by this")),
        ("blocks", "blocked", ("blocked by this", "blocks it")),
        ("blocked", "blocks", ("blocks it", "blocked by this")),
        ("duplicates", "duplicate", ("duplicate of it", "its duplicate")),
    ],
)
async def test_our_own_tickets_are_linked_back(desk: DeskHouse, kind: str, back: str, reads: tuple[str, str]) -> None:
    ref, other = await two(desk)
    quiet(await desk.person("dana").fills("link", ref, kind=kind, number=other))
    assert (await desk.ticket(ref)).links == ((kind, other),)
    assert (await desk.ticket(other)).links == ((back, ref),)
    assert f"Linked: {other} ({reads[0]})" in await card(desk, ref)
    assert f"Linked: {ref} ({reads[1]})" in await card(desk, other)


async def test_a_better_link_replaces_the_first_one_on_both_sides(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    quiet(await desk.person("dana").fills("link", ref, kind="related", number=other))
    quiet(await desk.person("dana").fills("link", ref, kind="duplicates", number=other))
    assert (await desk.ticket(ref)).links == (("duplicates", other),)
    assert (await desk.ticket(other)).links == (("duplicate", ref),)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("INC-1000", "INC-1000 cannot be linked to itself."),
        (
            "INC-4711",
            unseen("INC-4711"),
        ),
        ("the change", "“the change” is no number: write it like INC-1042 or CHG-77."),
        ("<!channel>", "“<!channel>” is no number: write it like INC-1042 or CHG-77."),
    ],
)
async def test_what_cannot_be_linked_is_refused_in_the_form(desk: DeskHouse, number: str, why: str) -> None:
    ref, _ = await two(desk)
    assert refused(await desk.person("dana").fills("link", ref, kind="related", number=number)) == why
    assert (await desk.ticket(ref)).links == ()


async def test_the_same_link_twice_and_a_link_of_no_kind_are_refused(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    dana = desk.person("dana")
    quiet(await dana.fills("link", ref, kind="related", number=other))
    assert errors(await dana.fills("link", ref, kind="related", number=other)) == {
        "number": "INC-1000 is linked to INC-1001 already."
    }
    assert set(errors(await dana.fills("link", ref, kind="blames", number=other))) == {"kind"}
    assert [each.id for each in opened(await dana.presses("link", ref)).fields] == ["kind", "other", "number"]


async def test_a_private_ticket_is_neither_linked_nor_named_by_who_may_not_read_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    secret = await desk.person("mia").reports(service="security-report")
    said = refused(await desk.person("dana").fills("link", ref, kind="related", number=secret))
    assert said == unseen(secret)
    assert (await desk.ticket(secret)).links == ()


async def test_a_ticket_that_is_over_is_still_linked(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    quiet(await desk.person("mia").presses("withdraw", ref))
    quiet(await desk.person("dana").tells(ref, f"link caused {other}"))
    assert (await desk.ticket(other)).links == (("consequence", ref),)
