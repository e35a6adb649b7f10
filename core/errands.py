"""Errands: what was asked of many records at once, worked off in batches, each once, whoever dies in between.

An errand leaves the store in the transaction that keeps its effect. An expected no of the record that is asked is an
answer like another, and the errand is done. But its cause stands, without its other side: that is noted, and whoever
asked is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.engine import Engine
from core.errors import Refusal
from core.notifications.direct import ANSWER, Answer
from core.people import SYSTEM
from core.phrases import phrase
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.reactions.table import Asked
from core.ui.text import flatten

BATCH = 20
"""Errands in one transaction; where one of them is broken, each is then taken alone."""
SET_ASIDE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A record said no to what was asked of it."""

    asked: Asked
    why: Refusal


async def work_off(engine: Engine) -> int:
    """Do some of the errands that wait. Returns how many were taken; call again until it is 0.

    Raises StorageUnavailable when the database cannot take it now; nothing is lost, they wait.
    """
    now = engine.now()
    waiting = await engine.store.read(lambda tx: tx.due_errands(now, BATCH))
    if not waiting:
        return 0
    try:
        taken, refused = await engine.store.transact(lambda tx: _do_batch(engine, tx, now))
    except Conflict:
        return 1
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # one broken errand must not hold up the others
        engine.error_log.bug("errands.batch_failed", error)
        for number in waiting:
            await _do_alone(engine, number, now)
        return len(waiting)
    _note(engine, refused)
    return taken


def _do_batch(engine: Engine, tx: Transaction, now: datetime) -> tuple[int, list[_Refused]]:
    numbers = tx.due_errands(now, BATCH)
    outcomes = [_do(engine, tx, number) for number in numbers]
    return len(numbers), [refused for refused in outcomes if refused is not None]


def _do(engine: Engine, tx: Transaction, number: int) -> _Refused | None:
    """Do one, unless somebody has; a refusal leaves nothing of it behind, since the engine keeps only what is whole."""
    asked = tx.take_errand(number)
    if asked is None:
        return None
    try:
        engine.carry_out(tx, asked)
    except Refusal as why:
        if asked.actor != SYSTEM:
            tx.write_notices([_tell(engine, asked, why)])
        return _Refused(asked, why)
    return None


def _tell(engine: Engine, asked: Asked, why: Refusal) -> Notice:
    """What whoever asked hears of a no that came after their command was done."""
    no = flatten(engine.presenter.refusal(why))
    said = Answer(flatten(engine.presenter.words(phrase("refused_later", ref=asked.ask.ref, text=no))))
    key = f"refused:{asked.ask.ref}:{engine.new_id()}"
    return ANSWER.notice(said, ticket=None, to=f"direct:{asked.actor}", key=key, at=engine.now())


async def _do_alone(engine: Engine, number: int, now: datetime) -> None:
    try:
        refused = await engine.store.transact(lambda tx: _do(engine, tx, number))
    except Conflict:
        return  # somebody else just changed the record; the errand waits still and comes again
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # it is set aside, reported, and tried again
        engine.error_log.bug("errands.errand_set_aside", error, errand=number)
        await engine.store.transact(lambda tx: tx.set_errand_aside(number, now + SET_ASIDE))
        return
    _note(engine, [refused] if refused is not None else [])


def _note(engine: Engine, refused: list[_Refused]) -> None:
    for each in refused:
        asks = type(each.asked.ask).__name__
        engine.error_log.note("errands.refused", ticket=each.asked.ask.ref, asked=asks, why=each.why.code)
