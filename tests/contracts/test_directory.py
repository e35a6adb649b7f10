"""What is promised of the directory (core.ports.people.Directory)."""

from __future__ import annotations

from itertools import count

import pytest

from bot.identity.people import PeopleDirectory
from core.people import Speaker
from core.ports.people import Directory
from tests.fakes.company import KnownPeople, shipped, speaker_of
from tests.fakes.instants import SetClock
from tests.fakes.ports.store import StoreInMemory
from tests.fakes.spoken import RecordingChannel
from tests.storage.stories import DANA, MIA, NOW


@pytest.fixture(params=["fake", "joined"])
def directory(request: pytest.FixtureRequest) -> Directory:
    if request.param == "fake":
        return KnownPeople()
    channels = {name: RecordingChannel(name, count()) for name in ("slack", "teams")}
    return PeopleDirectory(StoreInMemory(), shipped(), channels, SetClock(NOW))


async def test_a_speaker_is_the_person_of_the_verified_address_on_every_platform(directory: Directory) -> None:
    on_slack = await directory.identify(Speaker("slack", speaker_of(MIA)))
    on_teams = await directory.identify(Speaker("teams", speaker_of(MIA, "teams")))
    assert on_slack.id == on_teams.id == MIA
    assert (await directory.identify(Speaker("slack", speaker_of(DANA)))).id == DANA


async def test_whoever_was_identified_is_known_from_memory(directory: Directory) -> None:
    mia = await directory.identify(Speaker("slack", speaker_of(MIA)))
    assert directory.person(MIA) == mia
    assert mia.account("slack") == speaker_of(MIA)


def test_of_whom_nothing_is_known_the_name_is_made_from_the_address(directory: Directory) -> None:
    assert directory.person(MIA).name == "Mia Feld"
