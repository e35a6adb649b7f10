"""A laptop is to come to somebody's home: who brings it reads where that is, whoever does not is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import Keys, alone, read_key, rotate
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Sheet, Value
from tests.fakes.keys import KEY, OTHER

pytestmark = told_both_ways

STREET = "Canary Row 4711"
LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "home"}


async def texts(desk: House, looked: Someone) -> list[str]:
    """What stands in messages anywhere, but for those that only who looked sees, and that go."""
    theirs = {post.key for post in await looked.reads_alone()}
    return [post.text for side in desk.sides.values() for post in side.said() if post.key not in theirs]


def lets_in(desk: House, who: Someone) -> None:
    """Somebody of another team is let into the channel where the card stands."""
    channel = who.side.channel("service-desk", desk.policy)
    if who.platform == "teams":
        desk.teams.admin.admit(channel, who.handle)
        return
    space = desk.playground.slack.space
    found = space.find_channel(channel)
    assert found is not None
    found.members.add(space.find_person(who.handle).id)


async def test_the_address_is_read_by_who_brings_it_over_a_restart_and_another_key(
    desk: House, caplog: pytest.LogCaptureFixture
) -> None:
    (katrin,) = await desk.seats("katrin")
    mia, nils, femi = desk.people("mia", "nils", "femi")
    sheet = Sheet(await mia.side.asks_for(mia.handle, "request", "New laptop"))
    await sheet.fills(LAPTOP)
    await sheet.looks_again()
    await sheet.fills(address=STREET)
    await sheet.is_taken()
    await mia.receipt("REQ-1000")
    asked = await katrin.was_told("Mia Feld asks for New laptop")
    await katrin.presses(asked, "Approve")
    await mia.was_told("Katrin approved REQ-1000. Work on it begins.")
    await desk.triage_thread("REQ-1000").has("Order (TASK-1001) can begin now.")
    card = await nils.card("REQ-1000")
    await nils.presses(card, "Show address")
    await nils.was_answered(STREET, "Only you see this")

    lets_in(desk, femi)
    await femi.presses(card, "Show address")
    await femi.was_answered("Only Service Desk and Workplace may read the private answers of REQ-1000")

    await desk.stops()
    with alone(desk.settings.database_url):
        assert rotate(desk.settings.database_url, Keys(map(read_key, (OTHER, KEY)))).sealed == 1
    desk.settings = replace(desk.settings, secret_keys=(OTHER,))
    await desk.starts()
    await nils.presses(await nils.card("REQ-1000"), "Show address")
    await nils.was_answered(STREET)
    assert [one for one in await texts(desk, nils) if STREET in one] == []
    assert STREET not in caplog.text
    await desk.ends_quietly()
