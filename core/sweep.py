"""Keeping promises without anybody asking: time happens to the tickets that are due, and errands are done."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine import Engine
from core.errands import work_off
from core.people import SYSTEM
from core.ports.tickets import Conflict, StorageUnavailable, Transaction

BATCH = 50
"""Due tickets in one transaction; a broken one is then taken alone, so that it holds nobody up."""
SET_ASIDE = timedelta(minutes=5)


async def sweep(engine: Engine) -> int:
    """Let time happen to the tickets that are due, then do errands. Returns how many; call again until it is 0.

    Raises StorageUnavailable when the database cannot take it now; nothing is lost, the instants stay due.
    """
    return await _sweep_tickets(engine) + await work_off(engine)


async def _sweep_tickets(engine: Engine) -> int:
    now = engine.now()
    try:
        return await engine.store.transact(lambda tx: _sweep_batch(engine, tx, now, BATCH))
    except Conflict:
        return 1
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # one broken ticket must not hold up the others' promises
        engine.error_log.bug("sweep.batch_failed", error)
    refs = await engine.store.read(lambda tx: tx.due(now, BATCH))
    for ref in refs:
        await _sweep_one(engine, ref, now)
    return len(refs)


def _sweep_batch(engine: Engine, tx: Transaction, now: datetime, limit: int) -> int:
    refs = tx.due(now, limit)
    for ref in refs:
        engine.run(tx, engine.ticket(tx, ref), SYSTEM, now, lambda _: None)
    return len(refs)


async def _sweep_one(engine: Engine, ref: str, now: datetime) -> None:
    def alone(tx: Transaction) -> None:
        engine.run(tx, engine.ticket(tx, ref), SYSTEM, now, lambda _: None)

    def aside(tx: Transaction) -> None:
        ticket = engine.ticket(tx, ref)
        tx.save(ticket.version, ticket, (), now + SET_ASIDE)

    try:
        await engine.store.transact(alone)
    except Conflict:
        return  # somebody else just changed it; it is due still and comes again
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # it is set aside, reported, and tried again
        engine.error_log.bug("sweep.ticket_set_aside", error, ticket=ref)
        await engine.store.transact(aside)
