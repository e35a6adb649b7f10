"""Other tickets beside one: picked where one is asked for, and those of the same requester."""

from __future__ import annotations

from random import Random

import pytest

from tests.commands.reading import commands, errors, field, ids, opened, quiet, read, shown, taken, tickets
from tests.fakes.desk import DeskHouse, refused


async def offered(desk: DeskHouse, who: str, command: str, typed: str, on: str) -> list[str]:
    found = await desk.desk.choices(desk.person(who).speaker, command, "other", typed, {"ticket": on})
    return [one.value for one in found]


async def test_a_ticket_is_picked_by_its_words_or_its_number(desk: DeskHouse) -> None:
    ref = await taken(desk)
    other = await desk.person("jan").reports(title="Printer jams on floor two")
    for command in ("merge", "link"):
        form = opened(await desk.person("dana").presses(command, ref))
        assert field(form, "other").search
        assert await offered(desk, "dana", command, "printer jams", ref) == [other]
        assert await offered(desk, "dana", command, "1001", ref) == [other]
        assert await offered(desk, "dana", command, "", ref) == [other]
    labels = await desk.desk.choices(desk.person("dana").speaker, "merge", "other", "printer", {"ticket": ref})
    assert [one.label for one in labels] == ["INC-1001 Printer jams on floor two"]


async def test_only_what_one_may_see_is_offered(desk: DeskHouse) -> None:
    ref = await taken(desk)
    secret = await desk.person("mia").reports(service="security-report", title="A strange link in a mail")
    assert secret not in await offered(desk, "dana", "merge", "strange link", ref)
    assert await offered(desk, "felix", "link", "strange link", ref) == [secret]
    assert await offered(desk, "tom", "merge", "", ref) == []


async def test_what_was_picked_is_merged_and_linked_and_a_number_still_does(desk: DeskHouse) -> None:
    ref = await taken(desk)
    other = await desk.person("jan").reports()
    quiet(await desk.person("dana").fills("link", ref, kind="related", other=other, number=None))
    assert (await desk.ticket(ref)).links == (("related", other),)
    quiet(await desk.person("dana").fills("link", ref, kind="caused", other=None, number="CHG-77"))
    assert errors(await desk.person("dana").fills("merge", ref, other=None, number=None)) == {
        "number": "Pick the other ticket, or write its number."
    }
    quiet(await desk.person("dana").fills("merge", ref, other=other, number=None, keep="older"))
    assert (await desk.ticket(other)).merged is not None


async def test_the_requesters_last_tickets_are_on_the_card_and_typed(desk: DeskHouse) -> None:
    older = [await desk.person("mia").reports(title=f"Trouble number {number}") for number in range(6)]
    ref = await taken(desk)
    assert "requester_tickets" in commands(shown(await desk.person("dana").presses("view", ref)))
    card = shown(await desk.person("dana").presses("requester_tickets", ref))
    assert "Last tickets of Mia Feld" in read(card)
    assert tickets(card) == older[:0:-1]
    assert tickets(shown(await desk.person("dana").types("ticket", f"others {ref}"))) == older[:0:-1]
    form = opened(await desk.person("dana").presses("more_actions", ref))
    assert "requester_tickets" in {one.value for one in field(form, "action").choices}
    assert tickets(shown(await desk.person("dana").fills("more_actions", ref, action="requester_tickets")))


async def test_a_requester_without_others_is_said_to_have_none_and_private_ones_stay_so(desk: DeskHouse) -> None:
    await desk.person("mia").reports(service="security-report", title="A strange link in a mail")
    ref = await taken(desk)
    said = read(shown(await desk.person("dana").presses("requester_tickets", ref)))
    assert "Mia has asked for nothing else that you may see." in said
    assert refused(await desk.person("femi").presses("requester_tickets", ref)).startswith("Only Service Desk")
    assert ids(opened(await desk.person("dana").presses("merge", ref))) == ["other", "number", "keep"]


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_offered_can_be_taken(desk: DeskHouse, seed: int) -> None:
    """A walk over desks with private, ended, merged and linked tickets of both kinds: no offer is ever refused."""
    chance, dana = Random(seed), desk.person("dana")
    refs = [await taken(desk) for _ in range(4)]
    refs += [await desk.person("jan").reports(title="VPN drops in Hall 3") for _ in range(3)]
    refs.append(await desk.person("mia").reports(service="security-report", title="VPN mail with a strange link"))
    quiet(await dana.fills("resolve", refs[0], code="fixed", text="The profile was reissued."))
    taken_up = 0
    for _ in range(24):
        ref, command, typed = chance.choice(refs), chance.choice(("merge", "link")), chance.choice(("", "vpn"))
        ticket, found = await desk.ticket(ref), await offered(desk, "dana", command, typed, ref)
        assert ref not in found
        assert not {other for _, other in ticket.links} & set(found) or command == "merge"
        if ticket.private or (command == "merge" and not ticket.open):
            continue
        for other in found:
            assert not (await desk.ticket(other)).private
            assert command == "link" or (await desk.ticket(other)).open
        if found and (command == "link" or ticket.assignee == dana.id):
            more = {"kind": "related"} if command == "link" else {"keep": chance.choice(("older", "newer"))}
            quiet(await dana.fills(command, ref, other=chance.choice(found), **more))
            taken_up += 1
    assert taken_up > 3


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_who_asks_for_it_now_reads_none_of_what_was_said_with_who_did_before(
    desk: DeskHouse, channel: str
) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("mia").writes(ref, "My pin is with my mother."))
    quiet(await desk.person("dana").answers(ref, "Thanks, Mia."))
    quiet(await desk.person("dana").tells(ref, "change requester ", desk.person("jan.kolb")))
    assert (await desk.ticket(ref)).requester == desk.id_of("jan.kolb")
    await desk.passes(minutes=5)
    quiet(await desk.person("dana").answers(ref, "Hello Jan, it goes on."))
    jan = desk.person("jan.kolb") if channel == "slack" else desk.person("jan.kolb").on_teams
    said = read(shown(await jan.sends(ref)))
    assert "Hello Jan, it goes on." in said
    assert "mother" not in said
    assert "Thanks, Mia." not in said
    team = read(shown(await desk.person("emre").sends(ref)))
    assert "mother" in team
