"""Two processes speak on one platform: what it asks of one of them, the other heeds, too."""

from __future__ import annotations

import pytest

from bot.delivery.pacing import MeterInMemory, Pace, Paces
from bot.delivery.routing import Route
from bot.delivery.sender import Attempt, Voice
from bot.runtime.metrics import Metrics
from core.ports.channel import RetryLater
from core.ports.pacing import Count
from core.ports.tickets import StorageUnavailable
from core.ui.cards import say
from core.ui.text import plain
from storage import AsyncStore, open_store
from tests.bot.platform import Platform
from tests.bot.worker import NOW


def voice(store: AsyncStore) -> Voice:
    """As the process that has this store speaks."""
    assert store.meter
    return Voice(Metrics(), paces=Paces(Pace(post=0.0, edit=2.0), store.meter))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_patience_that_a_platform_asked_of_one_process_is_kept_by_the_other(database: str):
    async with open_store(database, now=lambda: NOW) as store, open_store(database, now=lambda: NOW) as another:
        one, other = voice(store), voice(another)
        there = Route(Platform(["limited"]), "post", "slack:T1/C9", "triage:service-desk")
        elsewhere = Route(there.channel, "post", "slack:T1/C8", "triage:service-desk")
        assert (await one.turn(there, 0.0)).taken
        with pytest.raises(RetryLater) as limited:
            await one.say(Attempt("k", repeated=False), there, say(plain("Hello")))
        turn = await other.turn(there, 0.0)
        assert not turn.taken
        assert limited.value.after - 5 < turn.wait <= limited.value.after
        assert (await other.turn(elsewhere, 0.0)).taken


async def test_a_clear_no_for_now_stays_one_where_the_other_processes_cannot_be_told_of_it():
    class Cut(MeterInMemory):
        async def hold(self, count: Count, seconds: float) -> None:
            raise StorageUnavailable("the connection is lost")

    spoken = Voice(Metrics(), paces=Paces(Pace(post=0.0), Cut()))
    attempt = Attempt("k", repeated=False)
    with pytest.raises(RetryLater) as limited:
        await spoken.say(
            attempt, Route(Platform(["limited"]), "post", "slack:T1/C9", "triage:service-desk"), say(plain("Hello"))
        )
    assert not limited.value.unknown
    assert not attempt.open
