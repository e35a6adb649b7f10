"""The unit of work in memory: a transaction works on a copy of all that is kept, which then takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from core.items import Item
from core.ports.outbox import Outbox
from core.ports.tickets import Store
from core.reactions.calling import CallOut
from tests.fakes.ports.chats import ChatsInMemory
from tests.fakes.ports.errands import ErrandsInMemory
from tests.fakes.ports.items import ItemsInMemory
from tests.fakes.ports.kept_values import ValuesInMemory
from tests.fakes.ports.outbox import NoticesInMemory, OutboxInMemory
from tests.fakes.ports.people import PeopleInMemory
from tests.fakes.ports.prompts import PromptsInMemory
from tests.fakes.ports.rota import RotaInMemory
from tests.fakes.ports.sealed import SealedInMemory
from tests.fakes.ports.source_words import SourcesInMemory
from tests.fakes.ports.tickets import TicketsInMemory

T = TypeVar("T")


class StoreWithOutbox(Store, Protocol):
    """All that is kept, as the core, delivery and the contracts see it."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def items(self) -> Mapping[str, Item]: ...


@dataclass
class TransactionInMemory(
    TicketsInMemory,
    NoticesInMemory,
    ErrandsInMemory,
    ChatsInMemory,
    PeopleInMemory,
    RotaInMemory,
    ValuesInMemory,
    SealedInMemory,
    ItemsInMemory,
    SourcesInMemory,
    PromptsInMemory,
):
    """Implements core.ports.tickets.Transaction: every field is a container of frozen values, or one itself."""

    def next_due(self) -> datetime | None:
        errands = (due_at for asked, due_at in self.errands.values() if not isinstance(asked.ask, CallOut))
        absences = (due_at for due_at, _ in self.absences_due)
        return min((at for at in (super().next_due(), *errands, *absences) if at is not None), default=None)

    def twin(self) -> TransactionInMemory:
        """The same again; what happens to one does not happen to the other."""
        return TransactionInMemory(**{name: copy(value) for name, value in vars(self).items()})


class StoreInMemory:
    """Implements core.ports.tickets.Store, with its outbox."""

    def __init__(self) -> None:
        self.outbox = OutboxInMemory(self)
        self._kept = TransactionInMemory()

    @property
    def items(self) -> Mapping[str, Item]:
        return self._kept.items

    async def transact(self, work: Callable[[TransactionInMemory], T]) -> T:
        await asyncio.sleep(0)  # as a real store: others go on meanwhile
        draft = self._kept.twin()
        outcome = work(draft)
        self._kept = draft
        return outcome

    async def read(self, work: Callable[[TransactionInMemory], T]) -> T:
        await asyncio.sleep(0)
        return work(self._kept.twin())
