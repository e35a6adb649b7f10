"""The composition root: builds every part once, gives each what it needs, and runs them together.

Start: database, channels, places, people, the agenda if the rules changed, then delivery, sweep and recurring work, and
HTTP last, so that nothing is heard before it can be answered. Stop: the other way round.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from adapters.automations import HttpAutomations
from adapters.channel_kind import Listener, Surroundings, WrongSecret
from adapters.inbound_kit.link import LinkState
from adapters.presentation import CardPresenter
from adapters.web import Checks, listening, web_app
from bot import channels as registry
from bot import doctor
from bot.automations import Caller
from bot.delivery.coming_back import ComingBack
from bot.delivery.files import Files
from bot.delivery.pacing import MeterInMemory, Pace, Paces
from bot.delivery.routing import Addresses
from bot.delivery.sender import Patience, Voice
from bot.delivery.worker import Delivery
from bot.identity.people import PeopleDirectory
from bot.identity.place_watch import PlaceNews, PlaceWatch
from bot.identity.places import KnownPlaces, Resolved
from bot.identity.standing import StandingWatch
from bot.policy_file import Loaded, Problem, SettingsError
from bot.presenter import presenter_of
from bot.rules import keep_unversioned, rules_in, with_versions
from bot.runtime import readiness
from bot.runtime.clock import WallClock
from bot.runtime.gate import Gate
from bot.runtime.jobs import KEPT, Jobs, Schedule
from bot.runtime.logs import ErrorRecords, record, record_bug
from bot.runtime.metrics import Metrics
from bot.runtime.policy_lock import StoreInTurn, Turns
from bot.runtime.sweep import Sweeper
from bot.runtime.wakeup import Bell
from bot.secret_keys import keys_of, load_rules
from bot.settings import Settings
from bot.starting import CannotStart, cannot_listen
from core.desk import Desk
from core.engine import Engine, transact_again
from core.policy import Policy
from core.ports.automations import Automations
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from storage import AsyncStore, Conversations, open_store

_RULES = "settings"
_DIGESTS = "digests"
_ADOPTING = 3
"""How often new rules are worked out again when another process stored others meanwhile."""


@dataclass(slots=True)
class Service:
    """A bot, built but not started. `running` starts it and gives its address."""

    settings: Settings
    loaded: Loaded
    clock: Clock
    store: AsyncStore
    listeners: Mapping[str, Listener]
    channels: Mapping[str, Channel]
    metrics: Metrics
    directory: PeopleDirectory
    places: KnownPlaces
    engine: Engine
    desk: Desk
    delivery: Delivery
    sweeper: Sweeper
    gate: Gate
    turns: Turns
    place_watch: PlaceWatch
    caller: Caller
    failed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a loop ended that never should: the process is of no use any more."""
    schedule: Schedule = field(init=False)

    def __post_init__(self) -> None:
        leads, approvers = (partial(self._digest, write) for write in (self.desk.morning, self._remind))
        self.schedule = Schedule(Jobs(leads, approvers, self._purge, self._look), self.engine.policy, self.clock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """The time in which the bot serves; gives where HTTP listens. Raises CannotStart with a sentence."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.store.close)
            for name, listener in self.listeners.items():
                await self._start_listening(stack, name, listener)
            await self._prepare()
            stack.push_async_callback(_ended, self._work(self.delivery.run(), "delivery"), self.delivery.stop)
            stack.push_async_callback(_ended, self._work(self.sweeper.run(), "sweep"), self.sweeper.stop)
            stack.push_async_callback(_ended, self._work(self.caller.run(), "automations"), self.caller.stop)
            standing = StandingWatch(self.engine, self.directory, self.channels)
            for name, watch in (("places", self.place_watch), ("standing", standing)):
                task = self._work(watch.run(), name)
                stack.push_async_callback(_ended, task, task.cancel)
            stack.enter_context(self.schedule.running())
            stack.enter_context(self._woken())
            listening_in = self._work(self.store.listen(), "neighbours")
            stack.push_async_callback(_ended, listening_in, listening_in.cancel)
            self.gate.open()
            routes = [route for listener in self.listeners.values() for route in listener.routes()]
            checks = Checks(self.problems, self.metrics.page)
            try:
                address = await stack.enter_async_context(
                    listening(web_app(routes, checks), self.settings.host, self.settings.port)
                )
            except OSError as error:
                where = f"{self.settings.host}:{self.settings.port}"
                raise CannotStart(cannot_listen(where, error)) from error
            record("service.ready", address=address, database=self.settings.database_shown)
            yield address
            record("service.stopping")

    async def reload(self) -> tuple[Problem, ...]:
        """Take the changed settings file, or refuse it whole; what is wrong with it is returned.

        What the new rules make of the open tickets is stored first. Only then everything that goes by rules is given
        the new ones, all at once and while nothing is being decided.
        """
        async with self.place_watch.alone:
            return await self._reload()

    async def _reload(self) -> tuple[Problem, ...]:
        config = str(self.settings.config)
        try:
            loaded = with_versions(load_rules(self.settings), self.store)
            presenter = presenter_of(loaded, self.directory, self.clock)
            resolved = await self.places.look(self.store, loaded.policy)
            changed = await self._adopt(loaded, lambda: self._take(loaded, presenter, resolved))
        except SettingsError as error:
            return _refused(error.problems)
        except (StorageUnavailable, Conflict) as error:
            fix = "Have the file taken again once the database answers."
            return _refused((Problem(config, 0, "database", f"cannot take the new rules now: {error}.", fix),))
        await self.place_watch.move_in(resolved)
        record("settings.taken", version=loaded.policy.version, open=changed)
        return ()

    def _take(self, loaded: Loaded, presenter: CardPresenter, resolved: Resolved) -> None:
        """Put new rules in force everywhere. Channels ask the engine for them each time."""
        policy = loaded.policy
        self.places.take(resolved)
        self.directory.use(policy)
        self.engine.presenter = presenter
        self.desk.use(policy)
        self.delivery.use(policy, presenter)
        self.schedule.use(policy)
        self.loaded = loaded

    async def problems(self) -> tuple[str, ...]:
        """What keeps the bot from working now; empty when it is ready."""
        return await readiness.problems(self.store, self.delivery, self.sweeper, self.links, self.clock.now())

    def links(self) -> Mapping[str, LinkState | None]:
        """How each channel's connection stands."""
        return {name: listener.link for name, listener in self.listeners.items()}

    async def _start_listening(self, stack: AsyncExitStack, name: str, listener: Listener) -> None:
        try:
            await stack.enter_async_context(listener.running())
        except WrongSecret as error:
            sentence = f"{name.capitalize()} refuses {error.variable} ({error.why}): copy it anew, then start again."
            raise CannotStart(sentence) from error

    async def _prepare(self) -> None:
        async with self.place_watch.alone:  # a signal that comes meanwhile finds the rules of the start in force
            found = await self.places.refresh(self.store)
            await self.directory.warm()
            await self._adopt_changed_rules()
            await self.place_watch.move_in(found)
        if self.settings.database_url.startswith("sqlite"):
            await self.delivery.recover()
        digests = await self.store.read(lambda tx: tx.recall(_DIGESTS))
        if digests is None:
            await self._remember(_DIGESTS, self.clock.now().isoformat())
        else:
            self.schedule.digested(datetime.fromisoformat(digests))
            await self.schedule.caught_up()

    async def _remind(self) -> int:
        return await self.desk.remind_approvers() + await self.desk.remind_writers()

    async def _digest(self, write: Callable[[], Awaitable[int]]) -> None:
        await write()
        await self._remember(_DIGESTS, self.clock.now().isoformat())

    async def _adopt_changed_rules(self) -> None:
        """Work the next instants out anew when the settings are not those they were worked out with."""
        stored = await self.store.read(lambda tx: tx.recall(_RULES))
        await keep_unversioned(self.store, rules_in(stored) or self.loaded.policy)
        if stored == self.loaded.source:
            return
        try:
            open_tickets = await self._adopt(self.loaded)
        except Conflict as error:
            raise CannotStart("Other processes change tickets all the time. Start again in a minute.") from error
        record("settings.adopted", version=self.loaded.policy.version, open=open_tickets)

    async def _adopt(self, loaded: Loaded, take: Callable[[], None] = lambda: None) -> int:
        """Work the open tickets out anew under these rules, from those that they were worked out with: the stored ones,
        which another process may have changed since ours were read. Raises Conflict when that goes on and on.

        All is worked out beside everybody. Only while it is stored and `take` puts the rules in force nobody decides.
        At the start every ticket is stored, since the program may be another one than the last time.
        """
        for _ in range(_ADOPTING - 1):
            try:
                return await self._adopt_once(loaded, take)
            except Conflict:
                continue  # other rules were stored meanwhile, or tickets change all the time
        return await self._adopt_once(loaded, take)

    async def _adopt_once(self, loaded: Loaded, take: Callable[[], None]) -> int:
        before = await self.store.read(lambda tx: tx.recall(_RULES))
        keep = await self.desk.work_out(
            self._rules_before(before, loaded), None if loaded is self.loaded else loaded.policy
        )

        def exchange(tx: Transaction) -> int:
            if tx.hold(_RULES) != before:
                raise Conflict("other rules were stored meanwhile")
            tx.remember(_RULES, loaded.source)
            return keep(tx)

        async with self.turns.alone():
            changed = await transact_again(self.store, exchange)
            take()
            return changed

    def _rules_before(self, stored: str | None, loaded: Loaded) -> Policy | None:
        """The rules that the clocks were last run with, or None where no clock is to be run with others."""
        if stored == self.loaded.source:
            return self.loaded.policy
        if stored == loaded.source:
            # Another process has run the clocks with these very rules. What we decided since went by ours, so that
            # every ticket's next instant is stored again.
            return None
        return rules_in(stored)

    async def _remember(self, name: str, value: str) -> None:
        def keep(tx: Transaction) -> None:
            tx.remember(name, value)

        await self.store.transact(keep)

    def _work(self, run: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(run, name=name)

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                record_bug(f"{name}.ended", error)
                self.failed.set()

        task.add_done_callback(ended)
        return task

    @contextmanager
    def _woken(self) -> Iterator[None]:
        """Commits wake delivery and sweep, and so does a clock that is pushed by hand."""

        def wake() -> None:
            self.delivery.bell.ring()
            self.sweeper.bell.ring()
            self.caller.bell.ring()

        self.store.on_commit(wake)
        subscribe = getattr(self.clock, "subscribe", None)
        if subscribe is None:
            yield
            return
        pushes: set[asyncio.Task[None]] = set()

        def pushed() -> None:
            wake()
            task = asyncio.create_task(self.schedule.caught_up())
            pushes.add(task)
            task.add_done_callback(pushes.discard)

        end = subscribe(pushed)
        try:
            yield
        finally:
            end()

    async def _look(self) -> None:
        """The net below the wake-ups: look at everything, count what waits, ask again for places."""
        self.delivery.bell.ring()
        self.sweeper.bell.ring()
        self.metrics.waiting.set(await self.store.outbox.pending())
        self.metrics.parked.set(len(await self.store.outbox.parked()))
        await self.delivery.coming_back.look()
        await self.place_watch.look_again()
        await self.desk.end_old_prompts()

    async def _purge(self) -> None:
        purged = await self.store.purge(self.clock.now() - KEPT)
        record("store.purged", **asdict(purged))

    async def _findings(self) -> tuple[str, ...]:
        return await doctor.findings(self.store, self.engine.policy, self.places, self.clock.now(), by_id=False)


def _refused(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    record("settings.refused", logging.ERROR, problems="; ".join(map(str, problems)))
    return problems


async def _ended(task: asyncio.Task[None], stop: Callable[[], object]) -> None:
    """Let a loop end by itself, whatever it ended with: that was logged."""
    stop()
    await asyncio.gather(task, return_exceptions=True)


def build(
    settings: Settings,
    loaded: Loaded,
    *,
    clock: Clock | None = None,
    pace: Pace | None = None,
    patience: Patience | None = None,
    steady: Callable[[], float] = time.monotonic,
    automations: Automations | None = None,
) -> Service:
    """Everything wired, nothing started; call it inside the event loop. The database must be up to date.
    `clock` is the desk's, `steady` real seconds that never jump; `automations` are those that are played.

    Raises SettingsError (a template is broken) and CannotStart.
    """
    clock = clock or WallClock()
    try:
        store = open_store(settings.database_url, now=clock.now, keys=keys_of(settings))
    except (StorageUnavailable, ValueError) as error:
        raise CannotStart(f"The database cannot be used: {error}") from error
    loaded = with_versions(loaded, store)
    policy = loaded.policy
    channels: dict[str, Channel] = {}
    directory = PeopleDirectory(store, policy, channels, clock)
    presenter = presenter_of(loaded, directory, clock)
    turns = Turns()
    moved = PlaceNews(Bell())
    gate = Gate(directory.met, moved.seen)
    places = KnownPlaces(policy, channels)
    engine = Engine(StoreInTurn(store, turns), policy, clock, places, directory, presenter, channels, ErrorRecords())
    around = Surroundings(
        lambda: engine.policy, lambda said: engine.presenter.words(said),  # noqa: PLW0108 rules bring another presenter
        directory.account_of, Conversations(store), clock, gate, moved, store.meter, steady,
    )  # fmt: skip
    built = registry.build(settings.channels, around)
    channels |= {name: each.channel for name, each in built.items()}
    listeners = {name: each.listener for name, each in built.items()}
    metrics = Metrics(lambda: {name: listener.link for name, listener in listeners.items()})
    desk = Desk(engine)
    gate.lead_to(desk)
    addresses = Addresses(policy, places, channels, directory)
    paces = Paces(pace or Pace(), store.meter or MeterInMemory())
    voice = Voice(metrics, patience or Patience(), paces, Files(channels))
    delivery = Delivery(
        store.outbox, store, desk, presenter, addresses, directory, places, policy, clock, metrics, voice,
    )  # fmt: skip
    sweeper = Sweeper(desk, store, clock, metrics)
    service = Service(
        settings, loaded, clock, store, listeners, channels, metrics, directory, places, engine, desk, delivery,
        sweeper, gate, turns, PlaceWatch(desk, places, store, delivery.coming_back, clock, moved, directory),
        Caller(engine, automations or HttpAutomations(settings.secret_of), metrics),
    )  # fmt: skip
    desk.findings = service._findings
    return service


async def examine(settings: Settings, loaded: Loaded) -> tuple[str, ...]:
    """What `deskbell doctor` finds: the platforms are asked, nothing is said and nothing is heard."""
    service = build(replace(settings, channels=registry.asking(settings.channels)), loaded)
    found: list[str] = [] if service.channels else ["No channel is on: its secrets are not in the environment."]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(service.store.close)
        for name, listener in service.listeners.items():
            await service._start_listening(stack, name, listener)
        await service.places.refresh(service.store)
        found += await doctor.findings(service.store, loaded.policy, service.places, now := service.clock.now())
        found += await doctor.database_drift(service.store, service.clock)
        for asked in (doctor.people_without_account, doctor.open_triage):
            found += await asked(loaded.policy, service.channels)
        found += [one for url in registry.clock_urls(settings.channels) for one in await doctor.clock_drift(url, now)]
        await ComingBack(service.store.outbox, service.clock).back(None)  # for the bot that runs
    return tuple(found)
