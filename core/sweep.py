"""Keeping promises without anybody asking: time happens to the tickets that are due."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine import Engine
from core.people import SYSTEM
from core.ports.tickets import Conflict, StorageUnavailable, Transaction

BATCH = 50
"""Due tickets in one transaction; a broken one is then taken alone, so that it holds nobody up."""
SET_ASIDE = timedelta(minutes=5)


async def sweep(works: Engine) -> int:
    """Let time happen to the tickets that are due. Returns how many were taken; call again until it is 0.

    Raises StorageUnavailable when the database cannot take it now; nothing is lost, the instants stay due.
    """
    now = works.now()
    try:
        return await works.store.transact(lambda tx: _sweep_batch(works, tx, now, BATCH))
    except Conflict:
        return 1
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # one broken ticket must not hold up the others' promises
        works.reports.bug("sweep.batch_failed", error)
    refs = await works.store.read(lambda tx: tx.due(now, BATCH))
    for ref in refs:
        await _sweep_one(works, ref, now)
    return len(refs)


def _sweep_batch(works: Engine, tx: Transaction, now: datetime, limit: int) -> int:
    refs = tx.due(now, limit)
    for ref in refs:
        works.run(tx, works.ticket(tx, ref), SYSTEM, now, lambda _: None)
    return len(refs)


async def _sweep_one(works: Engine, ref: str, now: datetime) -> None:
    def alone(tx: Transaction) -> None:
        works.run(tx, works.ticket(tx, ref), SYSTEM, now, lambda _: None)

    def aside(tx: Transaction) -> None:
        ticket = works.ticket(tx, ref)
        tx.save(ticket.version, ticket, (), now + SET_ASIDE)

    try:
        await works.store.transact(alone)
    except Conflict:
        return  # somebody else just changed it; it is due still and comes again
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # it is set aside, reported, and tried again
        works.reports.bug("sweep.ticket_set_aside", error, ticket=ref)
        await works.store.transact(aside)
