"""Until when what is ordered is wanted: the day on which one of its steps takes it away again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.calendars.hours import wall_instant
from core.policy import Policy
from core.processes import Details, RequestDetails


def is_over_at(details: Details, policy: Policy) -> datetime | None:
    """The instant with which that day is over where the company is, of several days the last; None without one."""
    item = policy.ordered(details)
    if item is None or not isinstance(details, RequestDetails):
        return None
    days = [details.answers[task.on] for task in item.tasks if task.on and task.needs and task.on in details.answers]
    if not days:
        return None
    after = date.fromisoformat(max(days)) + timedelta(days=1)
    return wall_instant(policy.company.zone, datetime.combine(after, time()))
