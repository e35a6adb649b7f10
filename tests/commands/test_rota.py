"""The rota: who stands in, said and taken back; who is away, so that others have their shifts and tickets."""

from __future__ import annotations

import pytest

from core.ui.cards import Action
from core.ui.forms import Filled
from tests.commands.on_call import joined_by, oncall, presses, who_is
from tests.commands.reading import buttons, errors, kinds, opened, read, shown
from tests.fakes.desk import DeskHouse, refused
from tests.fakes.instants import local

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
    assert dana == "Only Omar Haddad can change who is on call for Infra primary. Write to Omar."
    said = read(shown(await presses(desk, "omar", back.action)))
    assert "Mara Jensen no longer stands in for Infra primary" in said
    assert refused(await presses(desk, "omar", back.action)).startswith("There is no such override.")
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")


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
    assert refused(await oncall(desk, "omar", "swap with jonas")).startswith("Write “/oncall” alone, or")


# names that are also words of a time


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


async def test_who_comes_in_whose_place_is_said_and_only_who_stands_in_is_listed(desk: DeskHouse) -> None:
    omar = desk.person("omar")
    await omar.types("oncall", "override infra-primary @mara.jensen sat-sun")
    said = read(shown(await omar.types("oncall", "override infra-primary @priya.nair sat-sun")))
    assert "Priya Nair is on call for Infra primary from" in said
    assert ", instead of Mara Jensen." in said
    listed = read(shown(await omar.types("oncall", "override list"))).partition("Standing in")[2]
    assert "Priya Nair" in listed
    assert "Infra primary: Mara Jensen" not in listed


async def test_whoever_is_on_call_on_two_schedules_at_once_is_told_of(desk: DeskHouse) -> None:
    omar = desk.person("omar")
    await omar.types("oncall", "override infra-secondary @mara.jensen sat-sun")
    said = read(shown(await omar.types("oncall", "override infra-primary @mara.jensen sat-sun")))
    assert "Mara is on call for Infra secondary then, too." in said


@pytest.mark.parametrize("words", ["infra-primary", "infra primary"])
async def test_one_schedule_is_shown_alone(desk: DeskHouse, words: str) -> None:
    said = read(shown(await desk.person("omar").types("oncall", words)))
    assert "Infra primary" in said
    assert "Infra secondary" not in said
    assert "Desk duty" not in said


async def test_whoever_was_told_of_an_absence_is_told_when_it_is_over_before_its_time(desk: DeskHouse) -> None:
    dana, said = desk.person("dana"), len(desk.said)
    await dana.types("away", "until friday delegate paul.brandt")
    await dana.types("away", "back")
    assert [one for one in kinds(desk, said) if "returned" in one] == ["returned lena", "returned paul"]
    told = [one.card.summary for one in desk.channels["slack"].taken if one.card and "returned" in one.key]
    assert all(one.startswith("Dana Roth is back, and not away until") for one in told)


@pytest.mark.parametrize(
    ("typed", "back"),
    [
        ("away from 2026-11-02 until 2026-11-06", "Emre is back on Fri 6 Nov 2026."),
        ("away from 2026-11-02 to 2026-11-06", "Emre is back on Sat 7 Nov 2026."),
        ("away from monday to wednesday", "Emre is back on Thu 5 Nov 2026."),
    ],
)
async def test_whole_days_away_are_answered_with_the_day_they_are_back(desk: DeskHouse, typed: str, back: str) -> None:
    assert back in read(shown(await oncall(desk, "emre", typed)))
