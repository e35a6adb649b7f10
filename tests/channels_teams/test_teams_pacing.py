"""Teams' limits are kept before Teams has to enforce them, and only whoever is over them waits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.pacing import ASKING, HOUR, SPEAKING, TENANT, Pacing, Rules, hourly
from bot.delivery.pacing import MeterInMemory
from core.ports.channel import Outgoing, RetryLater
from core.ui.cards import say
from core.ui.text import plain
from playground.teams import limits
from tests.channels_teams.house import House, opened

PAUSES = st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.05, 0.3, 1.0, 1.9])
CALLS = st.lists(st.tuples(PAUSES, st.sampled_from("aaab"), st.booleans()), min_size=20, max_size=200)


@pytest.fixture
async def paced() -> AsyncIterator[House]:
    """A Teams in which the channel keeps its pace."""
    async with opened(paced=True) as found:
        yield found


def most_within(taken: list[float], seconds: float) -> int:
    """The most calls that any span of so many seconds holds."""
    return max((sum(1 for at in taken if start <= at < start + seconds - 1e-6) for start in taken), default=0)


@given(CALLS)
def test_no_span_of_time_holds_more_than_teams_allows(calls: list[tuple[float, str, bool]]) -> None:
    pacing, now = Pacing(), 1000.0
    taken: dict[tuple[str, bool], list[float]] = {}
    for pause, about, speaking in calls:
        now += pause
        if pacing.take(about, now, speaking=speaking) == 0:
            taken.setdefault((about, speaking), []).append(now)
    for (_, speaking), times in taken.items():
        rules: Rules = SPEAKING if speaking else ASKING
        assert all(most_within(times, seconds) <= most for seconds, most in rules)
    everything = sorted(at for times in taken.values() for at in times)
    assert all(most_within(everything, seconds) <= most for seconds, most in TENANT)


@given(CALLS)
def test_the_wait_that_is_told_is_enough_and_a_refused_call_does_not_count(
    calls: list[tuple[float, str, bool]],
) -> None:
    pacing, now = Pacing(), 1000.0
    for pause, about, speaking in calls:
        now += pause
        wait = pacing.take(about, now, speaking=speaking)
        if wait > 0:
            assert [pacing.take(about, now, speaking=speaking) for _ in range(9)] == [wait] * 9
            now += wait + 1e-6
            assert pacing.take(about, now, speaking=speaking) == 0


def test_fifty_calls_a_second_are_the_most_of_a_tenant_however_many_conversations_there_are() -> None:
    pacing = Pacing()
    waits = [pacing.take(str(number), 1000.0, speaking=True) for number in range(60)]
    assert waits == [0.0] * 50 + [1.0] * 10
    assert pacing.take("50", 1001.0, speaking=True) == 0


def test_an_hour_holds_so_many_and_other_conversations_have_their_own() -> None:
    pacing = Pacing()
    assert all(pacing.take("a", 2.0 * number, speaking=True) == 0 for number in range(1800))
    assert pacing.take("a", 3599.0, speaking=True) == pytest.approx(1.0)
    assert pacing.take("b", 3599.0, speaking=True) == 0
    assert pacing.take("a", 3599.0, speaking=False) == 0


def test_conversations_that_are_long_silent_are_forgotten() -> None:
    pacing = Pacing()
    for number in range(5000):
        pacing.take(str(number), number * 10.0, speaking=True)
    assert len(pacing._windows) < 4200


async def test_a_call_too_many_is_delayed_and_not_made(paced: House) -> None:
    place = paced.place("Desk Triage")
    said = await paced.channel.deliver(paced.post(place))
    again = Outgoing("edit", "k2", place, say(plain("Changed")), message=said.message)
    for _ in range(6):
        await paced.channel.deliver(again)
    asked = len(paced.teams.log.calls)
    connector = paced.channel._connector
    path = ("conversations", place.partition("/")[2], "activities", said.message)
    with pytest.raises(RetryLater) as caught:
        await connector.call("DELETE", paced.teams.service_url, *path, within=1.0)
    assert 0 < caught.value.after <= 1
    assert not caught.value.unknown
    assert len(paced.teams.log.calls) == asked
    await paced.channel.deliver(paced.post(paced.place("Infra Triage")))
    paced.now[0] += 2
    await paced.channel.deliver(again)


async def test_a_short_wait_is_waited(paced: House) -> None:
    place = paced.place("Desk Triage")
    connector = paced.channel._connector
    assert connector._pacing
    connector._pacing.rest(place.partition("/")[2], connector._now(), 0.05, speaking=True)
    before = connector._now()
    await paced.channel.deliver(paced.post(place))
    assert connector._now() - before >= 0.05


async def test_where_teams_asked_for_patience_nothing_is_called_meanwhile(paced: House) -> None:
    place = paced.place("Desk Triage")
    paced.teams.faults("create", "ratelimited", retry_after=17)
    for _ in range(2):
        with pytest.raises(RetryLater) as caught:
            await paced.channel.deliver(paced.post(place))
        assert 16 < caught.value.after <= 17
    assert len(paced.teams.log.of("create")) == 1
    await paced.channel.deliver(paced.post(paced.place("Infra Triage")))
    paced.now[0] += 17
    await paced.channel.deliver(paced.post(place))


def test_what_teams_itself_allows_is_what_we_keep() -> None:
    assert [tuple(rule) for rule in limits.SPEAKING] == list(SPEAKING)
    assert [tuple(rule) for rule in limits.ASKING] == list(ASKING)
    assert [tuple(rule) for rule in limits.WHOLE_TENANT] == list(TENANT)


def test_all_processes_together_say_no_more_in_an_hour_than_teams_allows() -> None:
    count = hourly("a")
    assert count.burst + HOUR / count.seconds == dict(SPEAKING)[3600]


async def test_patience_that_teams_asked_of_one_process_is_kept_by_the_other_and_in_that_conversation_alone() -> None:
    meter = MeterInMemory()  # as both have it
    async with opened(paced=True, meter=meter) as one, opened(paced=True, meter=meter) as other:
        place = one.place("Desk Triage")
        one.teams.faults("create", "ratelimited", retry_after=17)
        with pytest.raises(RetryLater):
            await one.channel.deliver(one.post(place))
        with pytest.raises(RetryLater) as caught:
            await other.channel.deliver(other.post(place))
        assert 16 < caught.value.after <= 17
        assert other.teams.log.of("create") == []
        await other.channel.deliver(other.post(other.place("Infra Triage")))
