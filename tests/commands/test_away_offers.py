"""Whoever is away: their tickets are offered to others, ladders pass them over, and it ends when they are back."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.commands.on_call import joined_by, oncall, who_is
from tests.commands.reading import buttons, quiet, read, shown, taken
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.spoken import Said

# standing in


async def test_whoever_is_away_is_passed_over_by_ladders_until_they_are_back_by_themselves(desk: DeskHouse) -> None:
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")
    said = read(shown(await oncall(desk, "tomas", "away until thu 9:00")))
    assert "Tomas Novak is away from Tue 27 Oct" in said
    assert "to Thu 29 Oct 09:00 CET." in said
    assert "Infra primary: Mara Jensen has the shift." in said
    await desk.person("mia").reports("P1", service="web-shop")
    assert [one.to for one in desk.said if one.kind == "page"][:1] == ["mara"]
    await desk.until("2026-10-29 09:00 CET")
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")


async def test_their_tickets_are_offered_and_whoever_takes_one_has_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("emre").presses("claim", ref)) != ""
    since = len(desk.said)
    shown(await oncall(desk, "dana", "away until monday"))
    said = [one for one in desk.said[since:] if one.kind in ("offered", "away")]
    assert [one.kind for one in said].count("offered") >= 1
    assert {one.to for one in said if one.kind == "away"} == {"lena"}
    quiet(await desk.person("emre").presses("claim", ref))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")


def offers(desk: DeskHouse, since: int = 0) -> list[Said]:
    return [one for one in desk.said[since:] if one.kind == "offered"]


async def test_an_absence_that_begins_later_is_told_at_once_and_offered_once_when_it_begins(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = read(shown(await oncall(desk, "dana", "away 21 Dec to 24 Dec")))
    assert "1 ticket will be offered to others then." in said
    await desk.deliver()
    assert offers(desk) == []
    (told,) = [one for one in desk.said if one.kind == "away"]
    assert told.to == "lena"
    assert "is away from Mon 21 Dec" in told.text
    assert "offered to their team then: " + ref in told.text
    await desk.until("2026-12-20 23:59 CET")
    assert offers(desk) == []
    await desk.until("2026-12-21 00:00 CET")
    (offer,) = offers(desk)
    assert f"Who takes {ref} over?" in offer.text
    async with open_desk("2026-12-21 00:01 CET", store=nullcontext(desk.store), started=2) as again:
        await again.passes(hours=20)
        assert offers(again) == []
    quiet(await desk.person("emre").presses("claim", ref))


async def test_whoever_is_back_has_their_tickets_offered_no_more_but_the_line_stays(desk: DeskHouse) -> None:
    ref = await taken(desk)
    shown(await oncall(desk, "dana", "away until friday"))
    await desk.deliver()
    (offer,) = offers(desk)
    shown(await oncall(desk, "dana", "back"))
    await desk.deliver()
    (edit,) = [one for one in desk.edits if one.notice.facts["target"] == f"notice:{offer.notice.key}"]
    assert edit.text == offer.text
    (drawn,) = [each.card for each in desk.channels["slack"].taken if each.key == edit.message and each.card]
    assert not buttons(drawn)
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


async def test_an_offer_ends_with_the_absence(desk: DeskHouse) -> None:
    await taken(desk)
    shown(await oncall(desk, "dana", "away until thu 9:00"))
    await desk.until("2026-10-29 08:59 CET")
    targets = {f"notice:{one.notice.key}" for one in offers(desk)}
    assert not targets & {one.notice.facts["target"] for one in desk.edits}
    await desk.until("2026-10-29 09:00 CET")
    assert targets <= {one.notice.facts["target"] for one in desk.edits}


@pytest.mark.parametrize("ends", ["taken", "back"])
async def test_what_an_outage_held_back_offers_nothing_that_is_no_longer_to_be_had(desk: DeskHouse, ends: str) -> None:
    ref = await taken(desk)
    desk.delivers = False
    shown(await oncall(desk, "dana", "away until thu 9:00"))
    if ends == "taken":
        quiet(await desk.person("emre").presses("claim", ref))
    else:
        shown(await oncall(desk, "dana", "back"))
    desk.delivers = True
    await desk.passes(seconds=5)
    cards = desk.channels["slack"].stands.values()
    offered = [card for card in cards if f"Who takes {ref} over?" in card.summary]
    assert len(offered) == (0 if ends == "taken" else 1)
    assert not [button for card in offered for button in buttons(card)]


async def test_an_offer_loses_its_button_when_it_is_taken_in_an_outage(desk: DeskHouse) -> None:
    ref = await taken(desk)
    shown(await oncall(desk, "dana", "away until thu 9:00"))
    await desk.deliver()
    stands = desk.channels["slack"].stands
    [at] = [key for key, card in stands.items() if f"Who takes {ref} over?" in card.summary]
    assert buttons(stands[at])
    desk.delivers = False
    quiet(await desk.person("emre").presses("claim", ref))
    desk.delivers = True
    await desk.passes(seconds=5)
    assert not buttons(stands[at])


async def test_the_same_absence_after_a_return_tells_again(desk: DeskHouse) -> None:
    await taken(desk)
    for _ in range(2):
        since = len(desk.said)
        shown(await oncall(desk, "dana", "away today"))
        await desk.deliver()
        assert sorted(one.kind for one in desk.said[since:] if one.kind != "on_duty") == ["away", "offered"]
        shown(await oncall(desk, "dana", "back"))
        await desk.deliver()


@pytest.mark.parametrize(("first", "then"), [("friday", "saturday"), ("saturday", "friday")])
async def test_the_newer_word_about_an_absence_is_true_everywhere(desk: DeskHouse, first: str, then: str) -> None:
    await taken(desk)
    shown(await oncall(desk, "dana", f"away until {first} delegate paul.brandt"))
    assert refused(await oncall(desk, "dana", f"away until {first}")).startswith("Dana Roth is away then already.")
    before = len(desk.said)
    said = read(shown(await oncall(desk, "dana", f"away until {then} delegate emre.aydin")))
    days = {"friday": "Fri 30 Oct 00:00 CET", "saturday": "Sat 31 Oct 00:00 CET"}
    assert f"to {days[then]}, instead of to {days[first]}." in said
    away = said.partition("\nAway\n")[2]
    assert (away.count("Dana Roth"), days[first] in away) == (1, False), "she is away once, as she said last"
    await desk.deliver()
    heard = {one.to: one.text for one in desk.said[before:]}
    assert "instead of until" in heard["lena"]
    assert "comes to you" in heard["emre"]
    assert "comes to Emre Aydin, not to you any more" in heard["paul"]
    old, new = offers(desk)
    assert [one for one in desk.edits if one.notice.facts["target"] == f"notice:{old.notice.key}"]
    assert not [one for one in desk.edits if one.notice.facts["target"] == f"notice:{new.notice.key}"]
    await desk.until("2026-10-30 12:00 CET" if then == "friday" else "2026-10-31 12:00 CET")
    assert not await desk.store.transact(lambda tx: [each for each in tx.rota().absences if each.end > desk.now])


async def test_back_alone_says_that_somebody_is_back(desk: DeskHouse) -> None:
    for words in (("desk", "back"), ("oncall", "back")):
        shown(await oncall(desk, "dana", "away until friday"))
        assert "Dana Roth is back." in read(shown(await desk.person("dana").types(*words)))
    shown(await oncall(desk, "dana", "away until friday"))
    assert "Dana Roth is back." in read(shown(await desk.person("dana").sends("back")))


async def test_a_part_of_an_absence_and_one_that_begins_later_take_nothing_of_it_back(desk: DeskHouse) -> None:
    shown(await oncall(desk, "dana", "away until 2026-11-04"))
    assert refused(await oncall(desk, "dana", "away 2026-10-29")).startswith("Dana Roth is away then already.")
    shown(await oncall(desk, "dana", "away 2026-11-06 until 2026-11-09"))
    known = await desk.store.transact(lambda tx: list(tx.rota().absences))
    assert len(known) == 2


async def test_a_lead_is_told_of_tickets_that_they_may_not_see_as_a_number_alone(desk: DeskHouse) -> None:
    joined_by(desk, "dana.roth", team="security")
    ref = await taken(desk)
    private = await desk.person("mia").reports("P3", service="security-report")
    quiet(await desk.person("dana").presses("claim", private))
    shown(await oncall(desk, "dana", "away until friday"))
    (told,) = [one for one in desk.said if one.kind == "away" and one.to == "lena"]
    assert f"offered to their team: {ref} and 1 more." in told.text
    assert private not in told.text


async def test_a_lead_sees_who_is_away_and_may_say_so_for_their_team_alone(desk: DeskHouse) -> None:
    shown(await oncall(desk, "lena", "away ", desk.person("dana"), " until friday"))
    assert "Dana Roth" in read(shown(await oncall(desk, "lena", "all"))).partition("Away")[2]
    assert refused(await oncall(desk, "emre", "away ", desk.person("dana"), " until friday")) == (
        "Only Dana, Lena Vogt and the owners of the catalog can say when they are away."
    )


async def test_who_comes_back_early_has_their_shifts_again(desk: DeskHouse) -> None:
    shown(await oncall(desk, "tomas", "away until thu"))
    assert "Tomas Novak is back." in read(shown(await oncall(desk, "tomas", "back")))
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")
    assert refused(await oncall(desk, "tomas", "back")) == "Tomas Novak is not away."


async def test_who_is_in_no_team_is_away_too_since_they_may_have_to_agree_to_something(desk: DeskHouse) -> None:
    assert "Mia Feld is away" in read(shown(await oncall(desk, "mia", "away until friday")))


# gaps
