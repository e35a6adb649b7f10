"""Whoever is put on call reads when, where and by whom, by hand and since somebody is away; also when it is over."""

from __future__ import annotations

import pytest

from tests.commands.on_call import oncall
from tests.commands.reading import shown
from tests.fakes.desk import DeskHouse


def told(desk: DeskHouse) -> dict[str, str]:
    """What each person read of shifts since it was last looked at, by their first name."""
    new, desk.checked = desk.said[desk.checked :], len(desk.said)
    said = [(one.to.partition(".")[0], one.text) for one in new if one.kind == "on_duty"]
    assert len({who for who, _ in said}) == len(said), said
    return dict(said)


@pytest.mark.parametrize("by", ["omar", "lena"])
@pytest.mark.parametrize("lives", ["slack", "teams"])
async def test_whoever_is_put_on_call_by_hand_reads_it_once_and_so_when_it_is_taken_back(
    desk: DeskHouse, lives: str, by: str
) -> None:
    desk.lives[desk.id_of("priya")] = lives
    holder = desk.person("priya")
    name = desk.policy.name_of(desk.id_of(by))
    desk.checked = len(desk.said)
    shown(await oncall(desk, by, "override ", holder, " wed 18-22"))
    stretch = "Infra primary from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET"
    read = told(desk)
    assert read["priya"] == f"You are on call for {stretch}. Arranged by {name}."
    assert ("omar" in read) == (by != "omar")
    assert read.get("omar", "") in ("", f"Priya Nair is on call for {stretch}. Arranged by {name}.")
    shown(await oncall(desk, by, "override ", holder, " wed 18-22"))  # it stands already
    assert told(desk) == {}
    shown(await oncall(desk, by, "remove ", holder, " wed"))
    gone = "You are not on call for Infra primary any more from Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET."
    assert told(desk)["priya"] == f"{gone} Arranged by {name}."


async def test_whoever_has_the_shift_of_somebody_away_reads_it_and_that_it_is_over(desk: DeskHouse) -> None:
    desk.checked = len(desk.said)
    shown(await oncall(desk, "tomas", "away until friday"))
    read = told(desk)
    assert set(read) == {"mara", "omar"}
    assert read["mara"].startswith("You are on call for Infra primary from ")
    assert read["mara"].endswith(", since Tomas Novak is away.")
    assert read["omar"] == read["mara"].replace("You are", "Mara Jensen is")
    shown(await oncall(desk, "lena", "away back ", desk.person("tomas")))
    read = told(desk)
    assert set(read) == {"mara", "tomas", "omar"}
    assert read["mara"].endswith(", since Tomas Novak is not away then. Arranged by Lena Vogt.")
