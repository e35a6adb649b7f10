"""An override or an absence is taken back by what says which one: its day, its time, or the line that lists it."""

from __future__ import annotations

import pytest

from core.ui.inbound import Shown
from tests.commands.on_call import oncall, presses
from tests.commands.reading import buttons, read, shown
from tests.fakes.desk import DeskHouse, refused

NIGHT, EVENING = "28.10. 22:00 - 29.10. 6:00", "29.10. 18:00-22:00"


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("thu", "Thu 29 Oct 18:00"),  # and not the night that ends then
        ("thu 18:00", "Thu 29 Oct 18:00"),
        ("thursday 18-22", "Thu 29 Oct 18:00"),
        ("Infra primary: Mara Jensen, Thu 29 Oct 18:00 CET to Thu 29 Oct 22:00 CET", "Thu 29 Oct 18:00"),
        ("wed", "Wed 28 Oct 22:00"),
        ("tomorrow", "Wed 28 Oct 22:00"),
        ("Oct 28, 2026 10:00 PM to Oct 29, 2026 6:00 AM", "Wed 28 Oct 22:00"),
        ("thu 5:00-6:00", "Wed 28 Oct 22:00"),
    ],
)
async def test_an_override_is_taken_back_by_its_day_its_time_or_its_line(
    desk: DeskHouse, words: str, gone: str
) -> None:
    for when in (NIGHT, EVENING):
        shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {when}"))
    typed = words if "Mara" in words else f"mara {words}"
    said = read(shown(await desk.person("omar").types("oncall", f"remove {typed}")))
    assert f"Mara Jensen no longer stands in for Infra primary from {gone} CET" in said


async def test_two_overrides_of_one_day_are_asked_about_and_pressed_or_typed(desk: DeskHouse) -> None:
    for when in ("wed 8-10", "wed 18-22"):
        shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {when}"))
    asked = await oncall(desk, "omar", "remove ", desk.person("mara"), " wed")
    typed = "oncall remove Mara Jensen Wed 28 Oct 08:00 CET to Wed 28 Oct 10:00 CET Infra primary"
    said = f"More than one fits. Which one? Press it, or write it as it stands there, like “/{typed}”."
    assert refused(asked) == said
    assert isinstance(asked, Shown)
    labels = [one.label for one in buttons(asked.card)]
    assert labels == [
        f"Mara, Wed 28 Oct {begin}:00 CET to Wed 28 Oct {end}:00 CET, Infra primary"
        for begin, end in (("08", "10"), ("18", "22"))
    ]
    assert "no longer stands in" in read(shown(await presses(desk, "omar", buttons(asked.card)[1].action)))
    shown(await oncall(desk, "omar", "override ", desk.person("mara"), " wed 18-22"))
    left = read(shown(await desk.person("omar").types("oncall", typed.removeprefix("oncall "))))
    assert "from Wed 28 Oct 08:00 CET to Wed 28 Oct 10:00 CET" in left


async def test_an_absence_is_ended_by_the_line_that_lists_it_and_no_other_with_it(desk: DeskHouse) -> None:
    for when in ("wed 8:00 - wed 12:00", "wed 18:00 - thu 6:00"):
        shown(await desk.person("dana").types("away", when))
    back = await desk.person("dana").types("away", "back Wed 28 Oct 08:00 CET to Wed 28 Oct 12:00 CET")
    assert "not away until" not in read(shown(back))
    (left,) = (await desk.store.read(lambda tx: tx.rota())).absences
    assert f"{left.start:%d %H:%M}" == "28 17:00"


async def test_two_overrides_that_begin_together_have_buttons_that_tell_them_apart(desk: DeskHouse) -> None:
    for when in ("wed 18-22", "wed 18:00 - thu 6:00"):
        shown(await oncall(desk, "omar", "override ", desk.person("mara"), f" {when}"))
    asked = await oncall(desk, "omar", "remove ", desk.person("mara"))
    assert isinstance(asked, Shown)
    offered = {one.label: one.action for one in buttons(asked.card)}
    assert len(offered) == 2
    longer = next(action for label, action in offered.items() if "Thu 29 Oct 06:00" in label)
    assert "to Thu 29 Oct 06:00 CET" in read(shown(await presses(desk, "omar", longer)))
