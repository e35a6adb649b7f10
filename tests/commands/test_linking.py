"""Link: what a ticket has to do with another one or with a number elsewhere, kept on both sides where both are ours."""

from __future__ import annotations

import pytest

from core.ports.outbox import Notice
from core.tickets.events import Linked
from tests.commands.reading import errors, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, refused


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
    said = read(shown(await desk.person("dana").fills("link", ref, kind="duplicates", number=other)))
    assert said.startswith(f"On {ref}, {other} is noted as “duplicate of it” now, no longer as “related”")
    assert (await desk.ticket(ref)).links == (("duplicates", other),)
    assert (await desk.ticket(other)).links == (("duplicate", ref),)


@pytest.mark.parametrize("on_teams", [False, True])
async def test_whoever_replaces_a_link_by_words_is_told_on_either_platform(desk: DeskHouse, on_teams: bool) -> None:
    ref, other = await two(desk)
    dana = desk.person("dana").on_teams if on_teams else desk.person("dana")
    for number in (other, "CHG-77"):
        quiet(await dana.tells(ref, f"link blocks {number}"))
        assert "no longer as “blocked by this”" in read(shown(await dana.tells(ref, f"link caused by {number}")))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("convert impact 9 urgency 99", "impact 9"),
        ("convert to incident impact 1 urgency 0", "urgency 0"),
        ("prio impact 9", "impact 9"),
        ("prio impact 2 urgency 10", "urgency 10"),
    ],
)
async def test_a_level_that_there_is_not_is_named(desk: DeskHouse, typed: str, named: str) -> None:
    ref, _ = await two(desk)
    quiet(await desk.person("dana").presses("claim", ref))
    said = refused(await desk.person("dana").tells(ref, typed))
    assert said == f"There is no “{named}”: impact and urgency go from 1, the highest, to 4."


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("INC-1000", "INC-1000 cannot be linked to itself."),
        ("INC-4711", "There is no INC-4711 that you may see. Check the number, or look for the ticket by its words."),
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
    assert said == f"There is no {secret} that you may see. Check the number, or look for the ticket by its words."
    assert (await desk.ticket(secret)).links == ()


@pytest.mark.parametrize("command", ["link", "merge"])
async def test_whatever_is_wrong_with_another_tickets_number_stands_at_the_number(
    desk: DeskHouse, command: str
) -> None:
    ref, other = await two(desk)
    secret = await desk.person("mia").reports(service="security-report")
    order = await desk.person("mia").orders("question", question="How do I share a calendar?")
    dana = desk.person("dana")
    wrong = {"", "4711", "#4711", "INC-4711", "REQ-4711", secret, secret.removeprefix("INC-"), ref, "the printer's"}
    if command == "merge":
        quiet(await dana.fills("cancel", other, reason="withdrawn"))
        wrong |= {order, other}
    for number in wrong:
        found = errors(await dana.fills(command, ref, kind="related", number=number))
        assert set(found) == {"number"}, (number, found)


async def test_a_ticket_that_is_over_is_still_linked(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    quiet(await desk.person("mia").presses("withdraw", ref))
    quiet(await desk.person("dana").tells(ref, f"link caused {other}"))
    assert (await desk.ticket(other)).links == (("consequence", ref),)


SAID = {
    "fixed by INC-1001": ("resolved", "INC-1001"),
    "is fixed by CHG-77": ("resolved", "CHG-77"),
    "resolved by inc 1001": ("resolved", "INC-1001"),
    "caused by chg-77.": ("caused", "CHG-77"),
    "was caused by 1001": ("caused", "INC-1001"),
    "due to CHG-77": ("caused", "CHG-77"),
    "blocks #1001": ("blocks", "INC-1001"),
    "is blocked by INC-1001": ("blocked", "INC-1001"),
    "is a duplicate of INC-1001": ("duplicates", "INC-1001"),
    "related to TN-881": ("related", "TN-881"),
    "verursacht durch CHG-77": ("caused", "CHG-77"),
}


@pytest.mark.parametrize("said", SAID)
async def test_a_link_is_said_without_its_word(desk: DeskHouse, said: str) -> None:
    ref, _ = await two(desk)
    await desk.person("dana").tells(ref, said)
    ticket = await desk.ticket(ref)
    assert ticket.links == (SAID[said],)
    assert ticket.open


@pytest.mark.parametrize("door", ["chat", "teams", "slash"])
@pytest.mark.parametrize("said", list(SAID)[:2])
async def test_a_link_is_said_of_a_number_in_a_chat_and_behind_a_slash_command(
    desk: DeskHouse, said: str, door: str
) -> None:
    ref, _ = await two(desk)
    dana = desk.person("dana")
    match door:
        case "chat":
            await dana.sends(f"INC-1000 {said}")
        case "teams":
            await dana.on_teams.sends(f"inc 1000: {said}")
        case _:
            await dana.types("ticket", f"1000 {said}")
    assert (await desk.ticket(ref)).links == (SAID[said],)


@pytest.mark.parametrize("said", ["INC-1001 fixes INC-1000", "1001 resolved 1000", "INC-1001 löst INC-1000"])
async def test_a_link_that_is_said_of_the_other_one_is_that_ones(desk: DeskHouse, said: str) -> None:
    ref, other = await two(desk)
    await desk.person("dana").sends(said)
    assert (await desk.ticket(ref)).links == (("resolved", other),)
    assert (await desk.ticket(other)).links == (("resolves", ref),)


async def test_more_than_a_number_is_no_link(desk: DeskHouse) -> None:
    ref, _ = await two(desk)
    dana = desk.person("dana")
    for said in ("caused by error 5", "blocks the door", "related to the printer of room 5"):
        await dana.tells(ref, said)
    quiet(await dana.tells(ref, "fixed by a new cable"))
    assert await desk.events(ref, Linked) == []
    assert (await desk.ticket(ref)).status == "resolved"


async def test_whoever_asked_only_says_so(desk: DeskHouse) -> None:
    ref, other = await two(desk)
    await desk.person("mia").sends(f"{ref} blocks {other}")
    assert await desk.events(ref, Linked) == []
