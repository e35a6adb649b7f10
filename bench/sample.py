"""A desk filled with open tickets, for figures that depend on how many there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.policy_file import load
from core.agenda import next_instant
from core.intake.opening import Opening, open_ticket
from core.policy import Policy
from core.processes import IncidentDetails
from storage.store import AsyncStore
from storage.transaction import SqlTransaction

ROOT = Path(__file__).parent.parent
CHUNK = 2_000


def policy() -> Policy:
    """The shipped sample company."""
    return load(ROOT / "app.yaml").policy


async def fill(store: AsyncStore, rules: Policy, count: int, at: datetime) -> None:
    """Put `count` open P4 incidents into the store, opened at `at`, none of them due soon."""

    def some(tx: SqlTransaction, first: int, last: int) -> None:
        for _ in range(first, last):
            opening = Opening(
                title="Printer jams on the second floor",
                service="office",
                requester="mia.feld@nordlicht.example",
                logged_by="mia.feld@nordlicht.example",
                source="slack_command",
                details=IncidentDetails(category="printer", impact=4, urgency=3),
            )
            draft = open_ticket(opening, tx.next_number(rules.first_number), rules, at)
            due = next_instant(draft.ticket, rules) or at + timedelta(days=30)
            tx.save(0, draft.ticket, draft.happened, due)

    for start in range(0, count, CHUNK):
        end = min(start + CHUNK, count)
        await store.transact(lambda tx, start=start, end=end: some(tx, start, end))  # type: ignore[misc]  # bound at once


def spread(values: list[float]) -> str:
    """Median, 99th percentile and maximum of milliseconds, as one readable figure."""
    ordered = sorted(values)
    p50 = ordered[len(ordered) // 2]
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {ordered[-1]:.2f} ms ({len(ordered)} times)"
