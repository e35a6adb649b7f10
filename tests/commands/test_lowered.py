"""A promise that was broken, and the date that its requester was told since: both are said wherever it is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.processes import Metric
from tests.commands.reading import errors, ids, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, local


async def test_after_a_lowering_a_broken_promise_says_when_it_broke_and_its_new_date(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").answers(ref, "I look at it."))
    broken = (await desk.stored_clock(ref, "resolution")).due_at
    assert broken is not None
    await desk.until(broken)
    await desk.passes(minutes=30)
    place, message = await desk.thread(ref, "triage:service-desk")
    assert "🔴 broken" in read(desk.channels["slack"].stands[place, message])
    quiet(await desk.person("lena").tells(ref, "prio impact 4 urgency 3 only a cable"))
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.breached_at, clock.live) == (broken, True)
    assert clock.due_at is not None
    assert clock.due_at > desk.now
    both = (f"{local(broken)[11:16]}", f"{local(clock.due_at)[11:16]}")
    card = read(desk.channels["slack"].stands[place, message])
    said = next(line for line in card.splitlines() if "new date" in line)
    assert said.count("broken") == 1
    assert all(instant in said for instant in both)
    told = read(shown(await desk.person("dana").types("desk", f"explain {ref}")))
    assert "broken, with a new date" in told
    assert all(instant in told for instant in both)
    listed = read(shown(await desk.person("dana").types("ticket", "queue")))
    assert "new date" in listed
    assert both[1] in listed


async def _everywhere(desk: DeskHouse, ref: str) -> list[str]:
    """A ticket as its team and its requester read it: their cards, the team's queue, `explain`, the compact view."""
    cards = [await desk.thread(ref, role) for role in ("triage:service-desk", "requester")]
    return [
        *(read(desk.channels[where[0].partition(":")[0]].stands[where]) for where in cards),
        read(shown(await desk.person("dana").types("ticket", "queue"))),
        read(shown(await desk.person("dana").types("desk", f"explain {ref}"))),
    ]


@pytest.mark.parametrize("lives", ["slack", "teams"])
@pytest.mark.parametrize("metric", ["response", "resolution"])
async def test_the_date_that_a_delay_named_is_said_beside_the_broken_one_until_it_has_gone_by(
    desk: DeskHouse, metric: Metric, lives: str
) -> None:
    desk.lives[desk.id_of("mia")] = lives
    ref = await desk.person("mia").reports("P3")
    broken = (await desk.stored_clock(ref, metric)).due_at
    assert broken is not None
    await desk.until(broken + timedelta(minutes=1))
    told = (await desk.ticket(ref)).expected
    assert told is not None
    assert told.by is not None
    both = f"{local(broken)[11:16]} CET", f"{local(told.by)[11:16]} CET"
    views = await _everywhere(desk, ref)
    if metric == "resolution":
        views.append(read(shown(await desk.person("mia").types("ticket", ref))))
    for words in views:
        assert all(instant in words for instant in both), words
    while (told := (await desk.ticket(ref)).expected) is not None and told.by is not None:
        await desk.until(told.by + timedelta(minutes=1))
    for words in await _everywhere(desk, ref):
        assert "new date" not in words


async def test_whoever_updates_the_requester_of_what_is_late_can_name_a_new_time(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    dana = desk.person("dana")
    quiet(await dana.presses("claim", ref))
    quiet(await dana.answers(ref, "I look at it."))
    assert "new_time" not in ids(opened(await dana.presses("send_update", ref)))
    broken = (await desk.stored_clock(ref, "resolution")).due_at
    assert broken is not None
    await desk.until(broken + timedelta(minutes=1))
    assert "new_time" in ids(opened(await dana.presses("send_update", ref)))
    said = "The part comes tomorrow."
    gone_by = await dana.fills("send_update", ref, text=said, new_time="yesterday 10:00")
    assert set(errors(gone_by)) == {"new_time"}
    since = len(desk.said)
    quiet(await dana.fills("send_update", ref, text=said, new_time="friday 17:00"))
    told = [one.text for one in desk.said[since:] if one.to == "requester"]
    assert len([text for text in told if "17:00 CET" in text]) == 1, told
    for words in await _everywhere(desk, ref):
        assert "Fri 30 Oct 17:00 CET" in words
        assert f"{local(broken)[11:16]} CET" in words
