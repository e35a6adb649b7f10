"""Calls automations: the calls that decisions left as errands, each until it is answered, with its one key.

A call is leased as its errand is set aside, made outside of any transaction, and what came of it is kept in the one
that removes the errand. Whoever dies in between leaves the lease to lapse, and the same key is called again. Who does
not answer is asked again, later each time, as delivery does; after GIVE_UP the task has failed, and people decide.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.automations.asking import NotAsked, asking, told
from bot.automations.turns import has_turn
from bot.automations.wording import lacking, why
from bot.delivery.sender import Patience
from bot.runtime.fault_points import crash_point
from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from bot.runtime.wakeup import Bell
from core.engine import Engine
from core.fulfilment import answering, calling
from core.fulfilment.calling import automation_of
from core.fulfilment.calls import Dropped, TooLate, Waits, call_of, standing
from core.people import SYSTEM
from core.phrases import Phrase, phrase
from core.ports.automations import Answered, Asking, Automations, NoAnswer
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.processes import TaskDetails, parent_of
from core.processes.calls import NO, Outcome
from core.reactions.calling import CallOut
from core.reactions.table import Asked
from core.tickets.ticket import Ticket
from core.ui.text import flatten

GIVE_UP = timedelta(hours=2)
"""How long one that does not answer is asked again."""
_AT_LEAST = 3
"""Tries, however long the desk itself was away."""
MOST_PATIENT = timedelta(days=1)
"""How long one may say that it is at it."""
LEASE = timedelta(seconds=90)
_SOONEST, _LATEST = 60.0, 900.0
"""Seconds until one that is at it is asked how far it is: as long again as it has been, between these."""
_AT_ONCE = 16
_FALLBACK, _AFTER_TROUBLE = 30.0, 2.0


@dataclass(slots=True)
class Caller:
    """The loop. `bell` wakes it; `stop` ends it once the calls that are under way are over."""

    engine: Engine
    automations: Automations
    metrics: Metrics
    patience: Patience = field(default_factory=lambda: Patience(first=2.0))
    bell: Bell = field(default_factory=Bell)
    _stopping: bool = False
    _taking: bool = False
    _calls: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def at_work(self) -> bool:
        """Whether calls are being made, or leased to be made."""
        return self._taking or bool(self._calls)

    def stop(self) -> None:
        """Call nobody more."""
        self._stopping = True
        self.bell.ring()

    async def run(self) -> None:
        """Call until stopped. Trouble with the database is waited out; a bug of one call stops no other."""
        try:
            while not self._stopping:
                try:
                    wait = await self.look()
                except (StorageUnavailable, Conflict) as error:
                    wait = _AFTER_TROUBLE
                    record("automations.storage_unavailable", logging.WARNING, why=str(error))
                except Exception as error:  # noqa: BLE001  # tasks must go on being called whatever one look ran into
                    wait = _AFTER_TROUBLE
                    self.metrics.bugs.labels("automations").inc()
                    record_bug("automations.look_failed", error)
                await self.bell.wait(wait)
        finally:
            await self._land()

    async def _land(self) -> None:
        """Let the calls that are under way end; the lease of one that cannot lapses, and its key is called again."""
        if self._calls:
            _, late = await asyncio.wait(self._calls, timeout=self.patience.farewell)
            for call in late:
                call.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def look(self) -> float:
        """Begin the calls that are due; seconds until there may be more."""
        store = self.engine.store
        room = _AT_ONCE - len(self._calls)
        if room > 0:
            self._taking = True
            try:
                for number in await store.transact(lambda tx: self._lease(tx, room)):
                    self._begin(number)
            finally:
                self._taking = False
        due = await store.read(lambda tx: tx.next_call())
        if due is None or len(self._calls) >= _AT_ONCE:
            return _FALLBACK
        return min(max((due - self.engine.clock.now()).total_seconds(), 0.05), _FALLBACK)

    async def settle(self) -> None:
        """Make every call that is due, and wait for what comes of it."""
        await self.look()
        while self._calls:
            await asyncio.gather(*self._calls)
            await self.look()

    def _lease(self, tx: Transaction, room: int) -> tuple[int, ...]:
        now = self.engine.now()
        numbers = tx.due_calls(now, room)
        for number in numbers:
            tx.set_errand_aside(number, now + LEASE)
        return numbers

    def _begin(self, number: int) -> None:
        call = asyncio.create_task(self._call(number), name=f"call {number}")
        self._calls.add(call)

        def over(_: asyncio.Task[None]) -> None:
            self._calls.discard(call)
            if not call.cancelled() and (error := call.exception()) is not None:
                # Not even its failure could be kept: its lease lapses, or it is left alone for a day.
                self.metrics.bugs.labels("automations").inc()
                record_bug("automations.failed", error, errand=number)
            self.bell.ring()

        call.add_done_callback(over)

    async def _call(self, number: int) -> None:
        try:
            await self._make(number)
        except (StorageUnavailable, Conflict) as error:
            record("automations.left", logging.WARNING, errand=number, why=str(error))

    async def _make(self, number: int) -> None:
        try:
            asked, ask = await self.engine.transact(lambda tx: self._prepare(tx, number))
            if asked is None or ask is None:
                return
            if isinstance(ask, NotAsked):
                await self._not_asked(number, asked, ask)
            else:
                await self._once(number, asked, ask)
        except (StorageUnavailable, Conflict):
            raise
        except Exception as error:  # noqa: BLE001  # a bug in one call must not be made for ever, nor stop the others
            self.metrics.bugs.labels("automations").inc()
            record_bug("automations.call_failed", error, errand=number)
            await self._break(number)

    async def _break(self, number: int) -> None:
        """A fault of our own: it is made again later each time, as notices are; after so many the task has failed.

        Where that cannot be kept either, it is left alone for a day.
        """
        now = self.engine.now()
        asked = await self.engine.store.read(lambda tx: tx.errand(number))
        if asked is None or not isinstance(ask := asked.ask, CallOut):
            return
        if ask.broke + 1 < self.patience.tries:
            wait = self.patience.wait(ask.broke, 0.0, unknown=False)
            return await self._put_off(number, replace(ask, broke=ask.broke + 1), asked, now, wait)
        await self.engine.transact(lambda tx: tx.set_errand_aside(number, now + MOST_PATIENT))
        task = await self.engine.store.read(lambda tx: self.engine.ticket(tx, ask.ref))
        found = automation_of(self.engine.policy, task.details) if isinstance(task.details, TaskDetails) else None
        said = self._said(Answered("broken"), "broken", found[0].name if found else ask.ref)
        return await self._keep(number, asked, "broken", said)

    def _prepare(self, tx: Transaction, number: int) -> tuple[Asked | None, Asking | NotAsked | None]:
        """What is to be asked; none where nobody waits for it: then the errand is done."""
        asked = tx.errand(number)
        if asked is None or not isinstance(asked.ask, CallOut):
            return None, None
        task = self.engine.ticket(tx, asked.ask.ref)
        request, now = self.engine.ticket(tx, parent_of(task.details)), self.engine.now()
        stands = standing(self.engine.policy, request, task, asked.ask.key, now)
        if isinstance(stands, Dropped):
            tx.take_errand(number)
            return None, None
        if isinstance(stands, TooLate):
            found = automation_of(self.engine.policy, task.details) if isinstance(task.details, TaskDetails) else None
            said = phrase("call_too_late", outside=found[0].name if found else task.ref, unknown=stands.asked)
            self._take(tx, number, task.ref, answering.Answer(asked.ask.key, "too_late", self._words(said)))
            return None, None
        if isinstance(stands, Waits) or not has_turn(self.engine, tx, task):
            return None, None  # its lease lapses, and it is looked at again
        ask = asking(self.engine, tx, task)
        if ask is not None:
            self.engine.run(tx, task, SYSTEM, now, partial(calling.leave, at_it=asked.ask.at_it is not None))
        return asked, ask

    async def _once(self, number: int, asked: Asked, ask: Asking) -> None:
        name = ask.automation.name
        crash_point("before-calling")
        try:
            answered = await self.automations.call(ask)
        except NoAnswer as error:
            return await self._again(number, asked, name, error)
        crash_point("after-calling")
        record("automation.answered", key=ask.key, automation=ask.automation.key, outcome=answered.outcome)
        if answered.outcome == "pending":
            return await self._patiently(number, asked, name)
        if answered.outcome == "unsigned":
            return await self._not_asked(number, asked, NotAsked("unsigned", name))
        outcome, read = answered.outcome, told(answered, ask)
        proof = read.proof or (self._words(phrase("call_gone", outside=name)) if outcome == "gone" else "")
        await self._keep(number, asked, outcome, self._said(read, outcome, name), proof)
        return None

    async def _not_asked(self, number: int, asked: Asked, lack: NotAsked) -> None:
        """Nobody can be asked as things are. What came of it where it was asked before is as little known as ever."""
        ask = asked.ask
        assert isinstance(ask, CallOut)
        said = self._words(lacking(lack.outcome, lack.outside))
        if ask.tries or ask.at_it:
            return await self._keep(number, asked, "broken", f"{said} {self._words(phrase('call_before'))}")
        return await self._keep(number, asked, lack.outcome, said)

    def _said(self, answered: Answered, outcome: Outcome, name: str) -> str:
        said = why(outcome, name, answered.note)
        return answered.note if said is None else self._words(said)

    def _words(self, said: Phrase) -> str:
        return flatten(self.engine.presenter.words(said))

    async def _keep(self, number: int, asked: Asked, outcome: Outcome, said: str, proof: str = "") -> None:
        """Make it the task's, in the transaction that removes the errand; once, whoever else has called meanwhile."""
        ask = asked.ask
        assert isinstance(ask, CallOut)
        answer = answering.Answer(ask.key, outcome, said, proof)
        await self.engine.transact(lambda tx: self._take(tx, number, ask.ref, answer))

    def _take(self, tx: Transaction, number: int, ref: str, answer: answering.Answer) -> Ticket | None:
        if tx.take_errand(number) is None:
            return None
        task, now = self.engine.ticket(tx, ref), self.engine.now()
        if answer.outcome in NO and (call := call_of(task)) is not None and call.unsure:
            said = answer.said.rstrip(". ") + ". " if answer.said else ""
            answer = replace(answer, said=said + self._words(phrase("call_before")))
        return self.engine.run(tx, task, SYSTEM, now, lambda draft: answering.take(draft, answer))

    async def _patiently(self, number: int, asked: Asked, name: str) -> None:
        """It is at it: it is asked with the same key what came of it, for a day at most."""
        now, ask = self.engine.now(), asked.ask
        assert isinstance(ask, CallOut)
        at_it = ask.at_it or now
        if now - at_it >= MOST_PATIENT:
            return await self._keep(number, asked, "undecided", self._said(Answered("undecided"), "undecided", name))
        return await self._put_off(
            number, replace(ask, at_it=at_it, tries=0, since=None), asked, now, _until_asked_again(now - at_it)
        )

    async def _again(self, number: int, asked: Asked, name: str, error: NoAnswer) -> None:
        now, ask = self.engine.now(), asked.ask
        assert isinstance(ask, CallOut)
        since = ask.since or now
        record("automation.no_answer", logging.WARNING, key=ask.key, why=str(error), tries=ask.tries + 1)
        if now - since >= GIVE_UP and ask.tries >= _AT_LEAST:
            return await self._keep(number, asked, "silent", self._said(Answered("silent"), "silent", name))
        wait = self.patience.wait(ask.tries, error.after, unknown=False)
        return await self._put_off(number, replace(ask, tries=ask.tries + 1, since=since), asked, now, wait)

    async def _put_off(self, number: int, ask: CallOut, asked: Asked, now: datetime, seconds: float) -> None:
        later = replace(asked, ask=ask)

        def put_off(tx: Transaction) -> None:
            if tx.take_errand(number) is not None:
                tx.write_errands([later], now + timedelta(seconds=max(math.ceil(seconds), 1)))

        await self.engine.transact(put_off)


def _until_asked_again(at_it: timedelta) -> float:
    return min(max(at_it.total_seconds(), _SOONEST), _LATEST)
