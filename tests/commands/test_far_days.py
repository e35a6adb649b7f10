"""A slip of the year is told at once, wherever a day is typed or chosen, and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.commands.reading import errors, opened, quiet, taken
from tests.fakes.company import Someone
from tests.fakes.desk import DeskHouse, refused

YEARS = ("9999-12-31", "2999-06-01", "2028-12-31")
ORDERS: list[tuple[str, str, str, Mapping[str, str]]] = [
    ("hr.ops", "offboarding", "last_day", {"person": "jan.kolb@nordlicht.example"}),
    ("mia", "laptop", "needed_by", {"model": "Standard 14", "ship_to": "berlin"}),
]


def said_of(day: str) -> str:
    return f"“{day}” is more than two years ahead. Check the year."


@pytest.mark.parametrize("on_teams", [False, True])
@pytest.mark.parametrize(("who", "item", "field", "values"), ORDERS)
async def test_an_order_says_so_at_its_field_and_keeps_the_rest(
    desk: DeskHouse, on_teams: bool, who: str, item: str, field: str, values: Mapping[str, str]
) -> None:
    someone = _on(desk.person(who), on_teams)
    form = opened(await someone.types("request", item))
    for day in YEARS:
        assert errors(await someone.sends_form(form, **values, **{field: day})) == {field: said_of(day)}
    quiet(await someone.sends_form(form, **values, **{field: "2026-11-30"}))


@pytest.mark.parametrize("on_teams", [False, True])
async def test_a_hold_says_so_in_its_form_and_in_words(desk: DeskHouse, on_teams: bool) -> None:
    ref = await taken(desk)
    dana = _on(desk.person("dana"), on_teams)
    for day in YEARS:
        form = opened(await dana.presses("hold", ref))
        given = {"reason": "vendor", "party": "TeleNord", "until": day}
        assert errors(await dana.sends_form(form, **given)) == {"until": said_of(day)}
        assert refused(await dana.tells(ref, f"hold vendor TN-1 until {day} 24:00")).startswith("“until ")


def _on(someone: Someone, on_teams: bool) -> Someone:
    return someone.on_teams if on_teams else someone
