"""Recurring work, started by APScheduler, which holds no state of its own: digests, purge, a second look at everything.

Nothing here is a promise to anybody: those are tickets' instants (`bot.runtime.sweep`). Each job may run twice, in
one process or in several, with the effect of once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.runtime.logs import record_bug
from core.policy import Policy
from core.ports.clock import Clock
from core.ports.tickets import StorageUnavailable

Job = Callable[[], Awaitable[object]]
Moment = tuple[tuple[int, ...], time]
"""Weekdays 0-6 and a wall time."""

KEPT = timedelta(days=30)
"""How long receipts, settled notices, words set aside for a form and what was over of the rota are kept."""
_LATE_DIGEST = timedelta(hours=3)


@dataclass(slots=True)
class Jobs:
    """What recurs: the leads' `digest` and the `approvers`' at the settings' times, `purge` every night, `look` each
    half minute.
    """

    digest: Job
    approvers: Job
    purge: Job
    look: Job


@dataclass(slots=True)
class Schedule:
    """Starts the jobs. `caught_up` runs a digest whose time came while nobody looked (a restart, a push by hand)."""

    jobs: Jobs
    policy: Policy
    clock: Clock
    _scheduler: AsyncIOScheduler = field(init=False)
    _digests_until: datetime = field(init=False)

    def __post_init__(self) -> None:
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=ZoneInfo(self.policy.company.zone), job_defaults=defaults)
        self._digests_until = self.clock.now()

    @property
    def at_work(self) -> bool:
        """Whether the digests' time has come and they are not all written."""
        return any(self._is_due(moment) for _, moment, _ in self._digests())

    def _is_due(self, moment: Moment | None) -> bool:
        return digest_due(moment, self.policy.company.zone, self._digests_until, self.clock.now())

    @contextmanager
    def running(self) -> Iterator[None]:
        """The time in which jobs are started."""
        self.use(self.policy)
        self._scheduler.start()
        try:
            yield
        finally:
            self._scheduler.shutdown(wait=False)

    def use(self, policy: Policy) -> None:
        """Take the times from these settings."""
        self.policy = policy
        zone = ZoneInfo(policy.company.zone)
        self._add("purge", self.jobs.purge, CronTrigger(hour=3, minute=30, timezone=zone))
        self._add("look", self.jobs.look, IntervalTrigger(seconds=30, timezone=zone))
        for name, moment, _ in self._digests():
            if moment is not None:
                days, at = moment
                week = ",".join(str(day) for day in days)
                daily = CronTrigger(day_of_week=week, hour=at.hour, minute=at.minute, timezone=zone)
                self._add(name, self.caught_up, daily)
            elif self._scheduler.get_job(name):
                self._scheduler.remove_job(name)

    def _digests(self) -> tuple[tuple[str, Moment | None, Job], ...]:
        told = self.policy.notifications
        return (
            ("digest", told.lead_digest, self.jobs.digest), ("approvers", told.approver_digest, self.jobs.approvers),
        )  # fmt: skip

    def digested(self, last: datetime) -> None:
        """When the digests were last written; one of more than three hours ago is not caught up on."""
        self._digests_until = max(last, self.clock.now() - _LATE_DIGEST)

    async def caught_up(self) -> None:
        """Write the digests if their time has come since the last look, by the desk's clock."""
        now = self.clock.now()
        for _, moment, job in self._digests():
            if self._is_due(moment):
                await job()
        self._digests_until = now

    def _add(self, name: str, job: Job, trigger: CronTrigger | IntervalTrigger) -> None:
        self._scheduler.add_job(_safely(name, job), trigger, id=name, replace_existing=True)


def digest_due(moment: Moment | None, zone: str, after: datetime, until: datetime) -> bool:
    """Whether a digest of that time falls into the time after `after` and up to `until` (of the last day only)."""
    if moment is None:
        return False
    days, at = moment
    today = until.astimezone(ZoneInfo(zone))
    due = today.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today.weekday() in days and after < due <= until


def _safely(name: str, job: Job) -> Job:
    async def run() -> None:
        try:
            await job()
        except StorageUnavailable as error:
            logging.getLogger("deskbell").warning(
                "storage", extra={"action": f"{name}.storage", "fields": {"why": error}}
            )
        except Exception as error:  # noqa: BLE001  # the next turn must come whatever this one ran into
            record_bug(f"{name}.failed", error)

    return run
