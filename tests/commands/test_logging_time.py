"""Log: time spent on a ticket, added up, shown to staff, and moving nothing."""

from __future__ import annotations

import pytest

from core.commands.log import read_minutes
from core.errors import Refusal
from core.tickets.events import Worked
from tests.commands.reading import errors, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, refused, sentence


@pytest.mark.parametrize(
    ("typed", "work"),
    [
        ("25m", Worked(25)),
        ("25m traced the tunnel", Worked(25, "traced the tunnel")),
        ("2h", Worked(120)),
        ("1h30m with TeleNord", Worked(90, "with TeleNord")),
        ("1h 30m with TeleNord", Worked(90, "with TeleNord")),
        ("24h", Worked(1440)),
        ("1H 5 minutes too long", Worked(60, "5 minutes too long")),
        ("2 h 15 min patched", Worked(135, "patched")),
        ("1h30", Worked(90)),
        ("1:30 patched", Worked(90, "patched")),
        ("half an hour", Worked(30)),
        ("half an hour patched", Worked(30, "patched")),
        ("a half hour: patched", Worked(30, "patched")),
        ("an hour and a half", Worked(90)),
        ("an hour", Worked(60)),
        ("a quarter of an hour patched", Worked(15, "patched")),
        ("eine halbe Stunde", Worked(30)),
    ],
)
async def test_what_is_typed_is_kept_as_minutes_and_what(desk: DeskHouse, typed: str, work: Worked) -> None:
    ref = await desk.person("mia").reports()
    before = await desk.ticket(ref)
    said = sentence(await desk.person("dana").tells(ref, f"log {typed}"))
    spelled = " ".join(
        f"{count} {unit}" for count, unit in zip(divmod(work.minutes, 60), ("h", "min"), strict=True) if count
    )
    assert said == f"Logged: {spelled} on INC-1000 so far."
    assert await desk.events(ref, Worked) == [work]
    after = await desk.ticket(ref)
    assert (after.worked, after.clocks, after.status) == (work.minutes, before.clocks, "new")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0m", "No time is nothing to log: write it like 25m, 2h or 1h30m."),
        ("25h", "That is more than a day: log each day by itself."),
        ("1441m", "That is more than a day: log each day by itself."),
        ("25", "“25” is no time spent: write it like 25m, 2h or 1h30m."),
        ("1d", "“1d” is no time spent: write it like 25m, 2h or 1h30m."),
        ("-5m", "“-5m” is no time spent: write it like 25m, 2h or 1h30m."),
        ("1bd", "Time spent is in hours and minutes: write it like 25m, 2h or 1h30m."),
        ("90s", "Time spent is in hours and minutes: write it like 25m, 2h or 1h30m."),
        ("100h", "That is more than a day: log each day by itself."),
        ("1h 1h", "“1h 1h” is no time spent: write it like 25m, 2h or 1h30m."),
        ("1h 30", "“1h 30” is no time spent: write it like 25m, 2h or 1h30m."),
        ("1:75", "“1:75” is no time spent: write it like 25m, 2h or 1h30m."),
        ("in fails", "“in” is no time spent: write it like 25m, 2h or 1h30m."),
    ],
)
async def test_what_is_no_time_spent_is_refused_with_how_to_write_it(desk: DeskHouse, typed: str, why: str) -> None:
    ref = await desk.person("mia").reports()
    assert refused(await desk.person("dana").tells(ref, f"log {typed}")) == why
    assert (await desk.ticket(ref)).worked == 0


def test_no_day_of_minutes_is_refused_and_one_more_minute_is() -> None:
    assert read_minutes("24h") == 1440
    with pytest.raises(Refusal) as refusal:
        read_minutes("24h1m")
    assert refusal.value.field == "time"


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("25 min", 25), ("25m", 25), ("1h 30m", 90), ("1 h 30 min", 90), ("1.5 hours", 90), ("2 Stunden", 120)],
)
async def test_the_form_takes_a_time_however_it_is_written(desk: DeskHouse, written: str, minutes: int) -> None:
    ref = await desk.person("mia").reports()
    await desk.person("dana").fills("log", ref, time=written, note=None)
    assert await desk.events(ref, Worked) == [Worked(minutes)]


async def test_the_form_does_the_same_and_points_at_its_field(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    dana = desk.person("dana")
    assert [each.id for each in opened(await dana.presses("log", ref)).fields] == ["time", "note"]
    assert errors(await dana.fills("log", ref, time="soon", note=None)) == {
        "time": "“soon” is no time spent: write it like 25m, 2h or 1h30m."
    }
    assert set(errors(await dana.fills("log", ref, time=" ", note=None))) == {"time"}
    assert (
        sentence(await dana.fills("log", ref, time="1 h 30 m", note="tunnel"))
        == "Logged: 1 h 30 min on INC-1000 so far."
    )
    assert await desk.events(ref, Worked) == [Worked(90, "tunnel")]


async def test_the_total_is_staffs_to_see_and_also_grows_after_the_end(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for who, time in (("dana", "25m"), ("nils", "1h")):
        await desk.person(who).tells(ref, f"log {time}")
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    drawn, said = len(desk.cards), len(desk.said)
    assert sentence(await desk.person("dana").tells(ref, "log 5m wrote it up")).startswith("Logged: 1 h 30 min")
    assert [kind for _, kind, _ in desk.cards[drawn:]] == ["triage_card"]
    assert len(desk.said) == said
    assert "Time spent: 1 h 30 min" in read(shown(await desk.person("dana").presses("show", ref)))
    assert "Time spent: 1 h 30 min" in read(shown(await desk.person("dana").types("desk", f"explain {ref}")))
    assert "Time spent" not in read(shown(await desk.person("mia").presses("show", ref)))


async def test_a_sentence_that_begins_with_log_is_a_sentence(desk: DeskHouse) -> None:
    card = shown(await desk.person("mia").sends("log in fails since this morning"))
    assert card.summary == "What is it about?"
