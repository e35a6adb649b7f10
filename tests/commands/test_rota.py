"""The rota: who stands in, said and taken back; who is away, so that others have their shifts and tickets."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from core.calendars.oncall import on_call
from core.ui.cards import Action
from core.ui.forms import Filled
from core.ui.inbound import Press, Reply, Where
from tests.commands.reading import buttons, errors, opened, quiet, read, shown, taken
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.instants import local
from tests.fakes.spoken import Said


async def oncall(desk: DeskHouse, who: str, *words: object) -> Reply:
    return await desk.person(who).types("oncall", *words)  # type: ignore[arg-type]


async def presses(desk: DeskHouse, who: str, action: Action) -> Reply:
    someone = desk.person(who)
    where = Where("slack:T1/D-chat", "direct", message="9.9")
    return await desk.hears(Press(someone.speaker, desk.now, desk.fresh("press"), where, action))


async def who_is(desk: DeskHouse, schedule: str) -> str | None:
    rota = await desk.store.read(lambda tx: tx.rota())
    return on_call(desk.policy.schedules[schedule], desk.now, rota).person


# standing in


async def test_the_answer_states_date_zone_and_schedule(desk: DeskHouse) -> None:
    card = shown(await oncall(desk, "omar", "override ", desk.person("jonas"), " fri 18:00-22:00"))
    assert "Jonas Weber is on call for Infra primary from Fri 30 Oct 18:00 CET to Fri 30 Oct 22:00 CET." in read(card)


async def test_an_override_of_tomorrow_is_none_of_today(desk: DeskHouse) -> None:
    shown(await oncall(desk, "omar", "override ", desk.person("mara"), " tomorrow 18:00-22:00"))
    await desk.until("2026-10-27 19:00 CET")
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")
    await desk.until("2026-10-28 19:00 CET")
    assert await who_is(desk, "infra-primary") == desk.id_of("mara")


async def test_hours_of_several_days_are_an_override_each(desk: DeskHouse) -> None:
    said = read(shown(await oncall(desk, "omar", "override ", desk.person("mara"), " wed-fri 18-22 infra secondary")))
    assert said.count("Mara Jensen is on call for Infra secondary") == 3


async def test_who_stands_in_may_be_typed_where_nobody_can_be_mentioned(desk: DeskHouse) -> None:
    for name, hour in (("jonas weber", 18), ("@Jonas", 19), ("jonas.weber", 20)):
        typed = f"oncall override {name} tomorrow {hour}-{hour + 1}"
        said = read(shown(await desk.person("omar").on_teams.sends(typed)))
        assert f"Jonas Weber is on call for Infra primary from Wed 28 Oct {hour}:00 CET" in said


async def test_a_word_that_is_no_time_keeps_nothing(desk: DeskHouse) -> None:
    for words in (" tomorow 18:00-22:00", " 18:00-22:00 on the primary", " 18:00-22:00 infra-tertiary"):
        assert refused(await oncall(desk, "omar", "override ", desk.person("jonas"), words)).startswith(
            "When? I do not"
        )
    assert (await desk.store.read(lambda tx: tx.rota())).overrides == ()


async def test_an_override_is_listed_and_taken_back_by_its_button_once(desk: DeskHouse) -> None:
    card = shown(await oncall(desk, "omar", "override ", desk.person("mara"), " 09:00-12:00"))
    (back,) = [one for one in buttons(card) if one.action.command == "take_back_override"]
    dana = refused(await presses(desk, "dana", back.action))
    assert dana == "Only the lead of Infra primary can change who is on call."
    said = read(shown(await presses(desk, "omar", back.action)))
    assert "Mara Jensen no longer stands in for Infra primary" in said
    assert refused(await presses(desk, "omar", back.action)).startswith("There is no such override.")
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")


async def test_an_override_that_is_asked_for_again_stands_already_and_a_longer_one_is_one_with_it(
    desk: DeskHouse,
) -> None:
    first, *others = "wed 18-22", "wed 18-22", "wed 19-21", "wed 20-23"
    shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {first}"))
    said = [read(shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {each}"))) for each in others]
    already = "Mara Jensen is on call for Infra primary already, from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET."
    assert [already in each for each in said] == [True, True, False]
    assert "Mara Jensen is on call for Infra primary from Wed 28 Oct 18:00 CET to Wed 28 Oct 23:00 CET." in said[-1]
    assert len((await desk.store.read(lambda tx: tx.rota())).overrides) == 1


async def test_an_override_is_taken_back_by_words_that_mean_one(desk: DeskHouse) -> None:
    shown(await oncall(desk, "omar", "override ", desk.person("mara"), " wed-thu 18-22"))
    assert refused(await oncall(desk, "omar", "remove ", desk.person("jonas"))).startswith("There is no such override.")
    assert refused(await oncall(desk, "omar", "remove ", desk.person("mara"))).startswith("More than one fits.")
    said = read(shown(await oncall(desk, "omar", "remove ", desk.person("mara"), " thu")))
    assert "no longer stands in for Infra primary from Thu 29 Oct 18:00 CET" in said


async def test_the_form_reads_the_same_words_and_refuses_at_their_field(desk: DeskHouse) -> None:
    form = opened(await presses(desk, "omar", Action("override")))
    answered: dict[str, Filled] = {"person": desk.person("mara").speaker, "schedule": "infra-primary"}
    omar = desk.person("omar")
    wrong = await omar.submits(form.command, {**answered, "when": "some day"}, form.context)
    assert list(errors(wrong)) == ["when"]
    kept = await omar.submits(form.command, {**answered, "when": "tomorrow 18-22"}, form.context)
    assert "from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET" in read(shown(kept))


async def test_words_that_are_none_of_the_rota_are_refused(desk: DeskHouse) -> None:
    assert refused(await oncall(desk, "omar", "swap with jonas")).startswith("Write `/oncall` alone, or")


# names that are also words of a time


def joined_by(desk: DeskHouse, *people: str, team: str = "service-desk") -> None:
    """A team has these members, too."""
    known = desk.policy.teams[team]
    grown = replace(known, members=(*known.members, *(f"{one}@nordlicht.example" for one in people)))
    desk.use(replace(desk.policy, teams={**desk.policy.teams, team: grown}))


async def absences(desk: DeskHouse) -> list[tuple[str, str, str]]:
    kept = (await desk.store.read(lambda tx: tx.rota())).absences
    return [(one.person.partition("@")[0], local(one.start), local(one.end)) for one in kept]


async def test_a_month_or_a_weekday_is_not_taken_for_a_colleague_of_that_name(desk: DeskHouse) -> None:
    joined_by(desk, "jan.vos", "may.lee", "april.king", "august.berg", "fri.olsen", "till.kern")
    for words, start, end in (
        ("21 Jan to 24 Jan", "2027-01-21 00:00 CET", "2027-01-25 00:00 CET"),
        ("3 May to 4 May", "2027-05-03 00:00 CEST", "2027-05-05 00:00 CEST"),
        ("1 April - 2. April", "2027-04-01 00:00 CEST", "2027-04-03 00:00 CEST"),
        ("2 August", "2027-08-02 00:00 CEST", "2027-08-03 00:00 CEST"),
        ("Fri", "2026-10-30 00:00 CET", "2026-10-31 00:00 CET"),
        ("till Fri", "2026-10-27 10:00 CET", "2026-10-30 00:00 CET"),
    ):
        shown(await oncall(desk, "dana", f"away {words}"))
        assert (await absences(desk))[-1] == ("dana.roth", start, end), words


async def test_a_colleague_called_like_a_month_is_named_with_an_at_or_in_full(desk: DeskHouse) -> None:
    joined_by(desk, "jan.vos")
    for words in ("@Jan 21 Jan to 22 Jan", "Jan Vos 23 Jan to 24 Jan", "25 Jan to 26 Jan @jan.vos"):
        shown(await oncall(desk, "lena", f"away {words}"))
    assert [(who, start[:10]) for who, start, _ in await absences(desk)] == [
        ("jan.vos", "2027-01-21"),
        ("jan.vos", "2027-01-23"),
        ("jan.vos", "2027-01-25"),
    ]


async def test_where_a_name_may_be_a_time_it_is_asked_who_is_meant(desk: DeskHouse) -> None:
    joined_by(desk, "jan.vos")
    shown(await oncall(desk, "lena", "away until friday"))
    for words in ("away jan until friday", "back jan", "override jan tomorrow 18-22", "remove jan"):
        assert refused(await oncall(desk, "lena", words)).startswith("Do you mean Jan Vos, or a time?"), words
    assert [who for who, _, _ in await absences(desk)] == ["lena.vogt"]


async def test_a_name_that_begins_like_a_month_is_none(desk: DeskHouse) -> None:
    assert refused(await oncall(desk, "dana", "away until 3 Marabel")).startswith("When? I do not")


async def test_back_with_a_name_that_nobody_has_ends_nobodys_absence(desk: DeskHouse) -> None:
    shown(await oncall(desk, "lena", "away until friday"))
    refused(await oncall(desk, "lena", "back jonasz"))
    assert len(await absences(desk)) == 1


# being away


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
        assert sorted(one.kind for one in desk.said[since:]) == ["away", "offered"]
        shown(await oncall(desk, "dana", "back"))
        await desk.deliver()


async def test_an_absence_that_is_said_again_is_known_and_a_longer_one_offers_nothing_twice(desk: DeskHouse) -> None:
    await taken(desk)
    shown(await oncall(desk, "dana", "away until friday"))
    assert refused(await oncall(desk, "dana", "away until thu")).startswith("Dana Roth is away then already.")
    said = read(shown(await oncall(desk, "dana", "away until saturday")))
    assert said.partition("\nAway\n")[2].count("Dana Roth") == 1, "she is away once, for longer"
    await desk.until("2026-10-30 12:00 CET")
    (offer,) = offers(desk)
    assert not [one for one in desk.edits if one.notice.facts["target"] == f"notice:{offer.notice.key}"]


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
    assert "Dana Roth" in read(shown(await oncall(desk, "lena", ""))).partition("Away")[2]
    assert refused(await oncall(desk, "emre", "away ", desk.person("dana"), " until friday")) == (
        "Only Dana, their lead and the owners of the catalog can say when they are away."
    )


async def test_who_comes_back_early_has_their_shifts_again(desk: DeskHouse) -> None:
    shown(await oncall(desk, "tomas", "away until thu"))
    assert "Tomas Novak is back." in read(shown(await oncall(desk, "tomas", "back")))
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")
    assert refused(await oncall(desk, "tomas", "back")) == "Tomas Novak is not away."


async def test_who_is_in_no_team_is_away_too_since_they_may_have_to_agree_to_something(desk: DeskHouse) -> None:
    assert "Mia Feld is away" in read(shown(await oncall(desk, "mia", "away until friday")))


# gaps


async def test_a_coming_gap_is_said_by_the_rota_with_whoever_leaves_it_and_to_their_lead(
    desk: DeskHouse,
) -> None:
    for who, words in (("mara", "thu"), ("jonas", "thu"), ("priya", "thu-fri"), ("tomas", "thu")):
        shown(await oncall(desk, who, f"away {words}"))
    said = read(shown(await oncall(desk, "omar", "")))
    assert (
        "Infra primary: Thu 29 Oct 00:00 CET to Fri 30 Oct 00:00 CET, Omar Haddad stands in"
        " (away: Mara Jensen, Jonas Weber, Priya Nair, Tomas Novak)"
    ) in said
    assert said.count("Nobody there") == 1
    told = [one.text for one in desk.said if one.kind == "away" and one.to == "omar"]
    assert "Infra primary has nobody from Thu 29 Oct 00:00 CET" in told[-1]
    assert not any("has nobody" in each for each in told[:-1])
    employee = read(shown(await oncall(desk, "mia", "")))
    assert "Omar Haddad stands in" in employee
    assert "away:" not in employee


async def test_where_all_shifts_are_somebodys_no_gap_is_said(desk: DeskHouse) -> None:
    shown(await oncall(desk, "mara", "away thu"))
    assert "Nobody there" not in read(shown(await oncall(desk, "omar", "")))


async def test_who_is_to_stand_in_while_they_are_away_is_named_so(desk: DeskHouse) -> None:
    shown(await oncall(desk, "mara", "away thu"))
    said = read(shown(await oncall(desk, "omar", "override ", desk.person("mara"), " thu 18:00-22:00")))
    assert "Mara Jensen is away from Thu 29 Oct 00:00 CET to Fri 30 Oct 00:00 CET." in said
    other = read(shown(await oncall(desk, "omar", "override ", desk.person("mara"), " fri 18:00-22:00")))
    assert "is away from" not in other
