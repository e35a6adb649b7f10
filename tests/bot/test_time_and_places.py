"""The sweep, recurring work, places and people: what runs beside the desk."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.identity.people import PeopleDirectory
from bot.identity.places import KnownPlaces
from bot.runtime import logs
from bot.runtime.jobs import digest_due
from bot.runtime.metrics import Metrics
from bot.runtime.sweep import Sweeper
from bot.runtime.wakeup import Bell
from core.people import Profile, Speaker
from core.ports.channel import Rejected, RetryLater
from core.ports.tickets import StorageUnavailable
from storage import open_store
from tests.bot.platform import Platform
from tests.bot.virtual import LoopClock, counted, passes, simulate
from tests.bot.worker import DANA, LENA, NOW, policy


class Ticking:
    """A desk with tickets due at these seconds, and a database that sometimes fails."""

    def __init__(self, due: Sequence[float], trouble: Sequence[Exception] = ()) -> None:
        self.due = sorted(due)
        self.trouble = list(trouble)
        self.taken: list[tuple[float, int]] = []
        self.reads: list[float] = []
        self.rehearsed = 0
        self.asked: list[int] = []

    def _passed(self) -> float:
        return asyncio.get_running_loop().time()

    async def read(self, work):
        self.reads.append(self._passed())
        return NOW + timedelta(seconds=self.due[0]) if self.due else None

    async def rehearse(self) -> None:
        self.rehearsed += 1

    async def sweep(self, most: int) -> int:
        self.asked.append(most)
        if self.trouble:
            raise self.trouble.pop()
        ready = [at for at in self.due if at <= self._passed()][:2]
        self.due = self.due[len(ready) :]
        if ready:
            self.taken.append((self._passed(), len(ready)))
        return len(ready)


async def _sweeps(desk: Ticking, seconds: float, ring: Sequence[float] = ()) -> Sweeper:
    sweeper = Sweeper(desk, desk, LoopClock(NOW), Metrics())  # type: ignore[arg-type]  # the part of a store it needs
    for at in ring:
        asyncio.get_running_loop().call_later(at, sweeper.bell.ring)
    running = asyncio.create_task(sweeper.run())
    await passes(seconds)
    sweeper.stop()
    await running
    return sweeper


def test_the_sweep_sleeps_until_the_next_instant_and_takes_all_that_is_due():
    async def story():
        desk = Ticking([5.0, 5.0, 5.0, 12.5])
        await _sweeps(desk, 20)
        assert desk.taken == [(5.0, 2), (5.0, 1), (12.5, 1)]
        assert desk.asked == [10, 20, 10]  # few at first, so that they are said while the rest is decided
        assert desk.rehearsed == 1

    simulate(story)


def test_a_commit_wakes_the_sweep_for_an_earlier_instant():
    async def story():
        desk = Ticking([29.0])
        asyncio.get_running_loop().call_later(3.0, lambda: desk.due.insert(0, 4.0))
        await _sweeps(desk, 10, ring=[3.0])
        assert desk.taken == [(4.0, 1)]

    simulate(story)


def test_without_a_wake_up_the_sweep_looks_every_half_minute():
    async def story():
        desk = Ticking([])
        asyncio.get_running_loop().call_later(3.0, lambda: desk.due.append(4.0))
        await _sweeps(desk, 40)
        assert desk.taken == [(30.0, 1)]

    simulate(story)


def test_trouble_in_a_sweep_is_tried_again_and_stops_nothing(caplog):
    async def story():
        desk = Ticking([5.0], [StorageUnavailable("locked"), ZeroDivisionError()])
        sweeper = await _sweeps(desk, 20)
        assert desk.taken == [(9.0, 1)]
        assert sweeper.well

    simulate(story)
    assert [each.getMessage() for each in caplog.records] == ["sweep.failed", "sweep.storage_unavailable"]


@pytest.mark.parametrize(
    ("after", "until", "due"),
    [
        ("2026-10-27 07:49", "2026-10-27 07:50", True),  # Tuesday 08:50 in Berlin
        ("2026-10-27 07:50", "2026-10-27 07:51", False),
        ("2026-10-27 07:40", "2026-10-27 07:49", False),
        ("2026-10-24 06:00", "2026-10-24 09:00", False),  # Saturday
        ("2026-10-23 06:49", "2026-10-23 06:50", True),  # still summer time
        ("2026-10-20 06:00", "2026-10-23 12:00", True),
    ],
)
def test_the_digest_is_due_at_its_wall_time_on_its_days(after: str, until: str, due: bool):
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (after, until))
    assert digest_due(policy().notifications.lead_digest, policy().company.zone, first, last) is due


def test_places_are_resolved_once_each_and_what_is_missing_names_its_fallback():
    async def story():
        platform = Platform()
        asked: list[str] = []

        async def resolve(written: str) -> str | None:
            asked.append(written)
            return None if written == "#apps-triage" else f"slack:T1/{written[1:]}"

        platform.resolve = resolve  # type: ignore[method-assign]
        async with counted(open_store("sqlite+aiosqlite:///:memory:", now=lambda: NOW)) as store:
            places = KnownPlaces(policy(), {"slack": platform})
            await places.refresh(store)
            assert places.triage("service-desk") == ("slack:T1/desk-triage",)
            assert places.triage("business-apps") == ()
            assert places.admin() == ("slack:T1/desk-admin",)
            assert places.team_reading("slack:T1/it-help") == "service-desk"
            assert len(asked) == len(set(asked))
            [missing] = places.missing
            assert "Ines Kruse is told directly instead." in str(missing)

    simulate(story)


def test_a_platform_that_is_down_at_the_start_leaves_the_places_of_the_last_start():
    async def story():
        platform = Platform()
        async with counted(open_store("sqlite+aiosqlite:///:memory:", now=lambda: NOW)) as store:
            found = await KnownPlaces(policy(), {"slack": platform}).refresh(store)
            await store.transact(found.keep)

            async def down(written: str) -> str | None:
                raise RetryLater("down", 5.0)

            platform.resolve = down  # type: ignore[method-assign]
            places = KnownPlaces(policy(), {"slack": platform})
            await places.refresh(store)
            assert places.triage("service-desk") == ("slack:T1/desk-triage",)
            assert places.passing

    simulate(story)


def test_only_a_room_that_was_not_known_before_is_new():
    async def story():
        slack, teams = Platform(), Platform()

        async def resolve(written: str) -> str | None:
            return "teams:t/19:desk" if written == "IT/Desk Triage" else None

        teams.resolve = resolve  # type: ignore[method-assign]
        async with counted(open_store("sqlite+aiosqlite:///:memory:", now=lambda: NOW)) as store:

            async def fresh(*, kept: bool, **on: Platform) -> Mapping[str, Sequence[str]]:
                found = await KnownPlaces(policy(), on).refresh(store)
                if kept:
                    await store.transact(found.keep)
                return found.fresh

            first = await fresh(kept=False, slack=slack)
            assert first["service-desk"] == ["slack:T1/desk-triage"]
            assert await fresh(kept=True, slack=slack) == first, "nobody has moved in yet"
            assert await fresh(kept=True, slack=slack) == {}
            assert await fresh(kept=True, slack=slack, teams=teams) == {"service-desk": ["teams:t/19:desk"]}
            assert await fresh(kept=True, slack=slack, teams=teams) == {}

    simulate(story)


async def _directory(platform: Platform):
    store = counted(open_store("sqlite+aiosqlite:///:memory:", now=lambda: NOW))
    return store, PeopleDirectory(store, policy(), {"slack": platform}, LoopClock(NOW))


def test_a_speaker_is_the_verified_address_and_is_asked_for_once():
    async def story():
        platform = Platform()
        asked = []

        async def profile(speaker: Speaker) -> Profile:
            asked.append(speaker)
            return Profile(speaker, "Dana Roth", "Dana.Roth@Nordlicht.example", "Europe/Madrid")

        platform.profile = profile  # type: ignore[method-assign]
        store, directory = await _directory(platform)
        dana = await directory.identify(Speaker("slack", "slack:T1/U1"))
        again = await directory.identify(Speaker("slack", "slack:T1/U1"))
        fresh = PeopleDirectory(store, policy(), {"slack": platform}, LoopClock(NOW))
        kept = await fresh.identify(Speaker("slack", "slack:T1/U1"))
        assert dana == again == kept
        assert (dana.id, dana.zone, dana.account("slack")) == (DANA, "Europe/Madrid", "slack:T1/U1")
        assert len(asked) == 1
        await store.close()

    simulate(story)


def test_a_display_name_joins_nobody():
    async def story():
        platform = Platform()

        async def profile(speaker: Speaker) -> Profile:
            return Profile(speaker, "Dana Roth", None)

        platform.profile = profile  # type: ignore[method-assign]
        store, directory = await _directory(platform)
        somebody = await directory.identify(Speaker("slack", "slack:T1/U7"))
        assert somebody.id == "slack:T1/U7"
        assert somebody.id not in policy().responders
        await store.close()

    simulate(story)


def test_somebody_without_a_profile_may_still_ask_and_a_platform_that_is_down_says_so():
    async def story():
        platform = Platform()

        async def rejected(speaker: Speaker) -> Profile:
            raise Rejected("user_not_visible")

        async def down(speaker: Speaker) -> Profile:
            raise RetryLater("down", 5.0)

        platform.profile = rejected  # type: ignore[method-assign]
        store, directory = await _directory(platform)
        assert (await directory.identify(Speaker("slack", "slack:T1/U7"))).id == "slack:T1/U7"
        platform.profile = down  # type: ignore[method-assign]
        with pytest.raises(RetryLater):
            await directory.identify(Speaker("slack", "slack:T1/U8"))
        await store.close()

    simulate(story)


def test_an_account_is_looked_up_by_address_and_an_absent_one_not_again_at_once():
    async def story():
        platform = Platform()
        asked = []

        async def account(email: str) -> str | None:
            asked.append(email)
            return None if email == LENA else "slack:T1/UDANA"

        platform.account = account  # type: ignore[method-assign]
        store, directory = await _directory(platform)
        assert await directory.account(DANA, "slack") == "slack:T1/UDANA"
        assert directory.account_of(DANA, "slack") == "slack:T1/UDANA"
        assert await directory.account(LENA, "slack") is None
        assert await directory.account(LENA, "slack") is None
        assert asked == [DANA, LENA]
        await passes(601)
        await directory.account(LENA, "slack")
        assert asked == [DANA, LENA, LENA]
        assert await directory.account("slack:T1/U9", "slack") == "slack:T1/U9"
        await store.close()

    simulate(story)


def test_a_bell_rung_from_another_thread_wakes_its_listener():
    async def story():
        bell = Bell()
        rung = asyncio.create_task(bell.wait(None))
        await asyncio.to_thread(bell.ring)
        await rung

    asyncio.run(story())


def test_log_lines_mask_secrets_and_keep_what_people_typed_on_one_line():
    stream = io.StringIO()
    logs.set_up(["s3cr3t-of-slack"], stream=stream)
    logs.record("notice.said", logging.WARNING, key="a\nFAKE ERROR s3cr3t-of-slack xoxb-12345678")
    try:
        raise ValueError("s3cr3t-of-slack %s %d")
    except ValueError as error:
        code = logs.record_bug("notice.failed", error, key="k")
    said = stream.getvalue()
    assert "s3cr3t" not in said
    assert "xoxb-1" not in said
    assert said.splitlines()[0].endswith('WARNING notice.said key="a\\nFAKE ERROR *** ***12345678"')
    assert f"code={code}" in said
