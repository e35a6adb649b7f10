"""What is promised of the company's places (core.ports.places)."""

from __future__ import annotations

from itertools import count

import pytest

from bot.identity.places import KnownPlaces as ResolvedPlaces
from core.ports.places import Places
from tests.fakes.company import KnownPlaces, place_of, shipped
from tests.fakes.ports.store import StoreInMemory
from tests.fakes.spoken import RecordingChannel


class WithoutAdmins(RecordingChannel):
    """Slack without the admin channel that the settings name."""

    async def resolve(self, written: str) -> str | None:
        return None if written == "#desk-admin" else await super().resolve(written)


async def opened(kind: str, *, admin: bool = True) -> Places:
    if kind == "fake":
        return KnownPlaces(shipped(), admin=admin)
    slack = (RecordingChannel if admin else WithoutAdmins)("slack", count())
    places = ResolvedPlaces(shipped(), {"slack": slack})
    await places.refresh(StoreInMemory())
    return places


@pytest.fixture(params=["fake", "resolved"])
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


async def test_a_team_a_request_channel_and_the_admins_have_the_addresses_of_their_places(kind: str) -> None:
    places = await opened(kind)
    assert places.triage("service-desk") == (place_of("#desk-triage"),)
    assert places.admin() == (place_of("#desk-admin"),)
    assert places.team_reading(place_of("#it-help")) == "service-desk"


async def test_a_place_that_is_no_request_channel_is_read_by_no_team(kind: str) -> None:
    places = await opened(kind)
    assert places.team_reading(place_of("#desk-triage")) is None
    assert places.team_reading("slack:T1/C-elsewhere") is None


async def test_an_admin_channel_that_was_not_found_is_none(kind: str) -> None:
    assert (await opened(kind, admin=False)).admin() == ()
