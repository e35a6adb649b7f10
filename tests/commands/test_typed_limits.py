"""Typed words behind a command have as much room as the field of its form, and nothing of them is cut in silence."""

from __future__ import annotations

import pytest

from tests.commands.reading import taken
from tests.fakes.desk import DeskHouse, refused

ROOM = {
    "change title": 120, "release": 1000, "escalate": 1000, "transfer infra": 1000, "prio impact 1 urgency 1": 200,
    "log 25m": 300, "assign emre:": 1000, "cancel withdrawn": 1000, "cancel not an incident": 1000,
}  # fmt: skip


@pytest.mark.parametrize("typed", ROOM)
async def test_words_longer_than_the_field_are_refused_with_its_limit(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    was, room = await desk.ticket(ref), ROOM[typed]
    told = refused(await desk.person("dana").tells(ref, f"{typed} {'long ' * 400}"[: len(typed) + 2 + room]))
    assert str(room) in told
    assert (await desk.ticket(ref)).version == was.version
    await desk.person("dana").tells(ref, f"{typed} {'x' * room}")
    assert (await desk.ticket(ref)).version > was.version
