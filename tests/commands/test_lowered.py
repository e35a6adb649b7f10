"""A promise that was broken, and the new date that a lower priority brings: both are said wherever it is shown."""

from __future__ import annotations

from tests.commands.reading import quiet, read, shown
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
    assert "was due" in read(desk.channels["slack"].stands[place, message])
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
