"""Keeping promises without anybody asking: time happens to tickets and absences that are due, errands are done."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import absences
from core.engine import Engine
from core.errands import work_off
from core.people import SYSTEM
from core.ports.tickets import Conflict, StorageUnavailable, Transaction

BATCH = 50
"""Due tickets in one transaction, at most. Where one is broken, each is then taken alone: it holds nobody up."""
FIRST = 10
"""How many at first: nobody hears of one before all of its transaction are decided and committed."""
SET_ASIDE = timedelta(minutes=5)


class _Undone(Exception):
    """What every rehearsal ends with: nothing of it is kept."""


async def rehearse(engine: Engine) -> None:
    """Decide what the next instant will bring to the ticket that it comes to, and undo it: nothing is said or stored.

    What is made on first use (calendars of a year, readers and writers of what is stored) is made by then, and not
    while somebody waits for the first promise after a start. Does nothing where that instant has come already. Raises
    StorageUnavailable.
    """
    try:
        await engine.store.transact(lambda tx: _rehearse(engine, tx))
    except (_Undone, Conflict):
        return


def _rehearse(engine: Engine, tx: Transaction) -> None:
    at = tx.next_due()
    if at is None or at <= engine.now():
        return
    for ref in tx.due(at, 1):
        engine.run(tx, engine.ticket(tx, ref), SYSTEM, at, lambda _: None)
    raise _Undone


async def sweep(engine: Engine, most: int) -> int:
    """Let time happen to `most` tickets that are due and to absences, then do errands.

    Returns how many; call again until it is 0.

    Raises StorageUnavailable when the database cannot take it now; nothing is lost, the instants stay due.
    """
    return await _sweep_tickets(engine, most) + await _sweep_absences(engine) + await work_off(engine)


async def _sweep_absences(engine: Engine) -> int:
    now = engine.now()
    due = await engine.store.read(lambda tx: tx.next_due())
    if due is None or due > now:
        return 0
    try:
        return await engine.store.transact(lambda tx: absences.take_up(engine, tx, now))
    except Conflict:
        return 1


async def _sweep_tickets(engine: Engine, most: int) -> int:
    now = engine.now()
    try:
        return await engine.store.transact(lambda tx: _sweep_batch(engine, tx, now, most))
    except Conflict:
        return 1
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # one broken ticket must not hold up the others' promises
        engine.error_log.bug("sweep.batch_failed", error)
    refs = await engine.store.read(lambda tx: tx.due(now, most))
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
