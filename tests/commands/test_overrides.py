"""Overrides in words: answered as they were understood, listed, and taken back as they were made."""

from __future__ import annotations

import pytest

from tests.commands.on_call import oncall, presses, who_is
from tests.commands.reading import buttons, read, shown
from tests.fakes.desk import DeskHouse, refused


async def test_an_override_is_answered_as_it_was_understood_and_taken_back_as_it_was_made(desk: DeskHouse) -> None:
    asked = ("wed 18-22", "wed 18-22", "wed 19-21", "wed 20-23")
    cards = [shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {each}")) for each in asked]
    said = [read(card) for card in cards]
    already = "Mara Jensen is on call for Infra primary already, from Wed 28 Oct {}:00 CET to Wed 28 Oct {}:00 CET."
    assert [already.format(18, 22) in said[1], already.format(19, 21) in said[2]] == [True, True]
    assert "Mara Jensen is on call for Infra primary from Wed 28 Oct 20:00 CET to Wed 28 Oct 23:00 CET." in said[3]
    given = "With what was given before, Mara stands in for Infra primary"
    whole = given + " from Wed 28 Oct 18:00 CET to Wed 28 Oct {}:00 CET."
    assert [one.count("With what was given before") for one in said] == [0, 0, 1, 1]
    assert (whole.format(22) in said[2], whole.format(23) in said[3]) == (True, True)
    backs = [one.action for one in buttons(cards[3]) if one.action.command == "take_back_override"]
    gone = read(shown(await presses(desk, "omar", backs[1])))
    assert (
        "Mara Jensen no longer stands in for Infra primary from Wed 28 Oct 20:00 CET to Wed 28 Oct 23:00 CET." in gone
    )
    assert "Mara still stands in for Infra primary from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET" in gone
    await desk.until("2026-10-28 22:30 CET")
    assert await who_is(desk, "infra-primary") != desk.id_of("mara")


@pytest.mark.parametrize("words", ["override remove", "remove", "override remove all", "override list", "override"])
async def test_what_names_no_override_lists_those_there_are_the_soonest_first(desk: DeskHouse, words: str) -> None:
    assert "Nobody stands in for anybody." in read(shown(await oncall(desk, "omar", words)))
    for when in ("fri 18-22", "wed 18-22", "thu 18-22"):
        shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {when}"))
    listed = read(shown(await oncall(desk, "omar", words))).partition("Standing in")[2]
    assert [listed.index(day) for day in ("Wed 28", "Thu 29", "Fri 30")] == sorted(
        listed.index(day) for day in ("Wed 28", "Thu 29", "Fri 30")
    )
    assert len((await desk.store.read(lambda tx: tx.rota())).overrides) == 3


async def test_of_two_that_overlap_the_one_is_taken_back_whose_time_is_named(desk: DeskHouse) -> None:
    for when in ("wed 18-22", "wed 20-23"):
        shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {when}"))
    assert refused(await oncall(desk, "omar", "remove ", desk.person("mara"), " wed 21-22")).startswith("More than one")
    said = read(shown(await oncall(desk, "omar", "remove ", desk.person("mara"), " wed 18-22")))
    assert "no longer stands in for Infra primary from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET" in said


async def test_override_remove_takes_back_as_remove_does(desk: DeskHouse) -> None:
    shown(await oncall(desk, "omar", "override ", desk.person("mara"), " wed 18-22"))
    said = read(shown(await oncall(desk, "omar", "override remove ", desk.person("mara"), " wed")))
    assert "Mara Jensen no longer stands in for Infra primary" in said


async def test_help_names_how_overrides_are_given_listed_and_taken_back(desk: DeskHouse) -> None:
    said = read(shown(await oncall(desk, "omar", "help")))
    assert "oncall [override <person> <when> | override list | remove <person>]" in said
    assert "override" not in read(shown(await oncall(desk, "mia", "help")))
