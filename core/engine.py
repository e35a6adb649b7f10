"""The engine: one decision as one transaction.

Everything that changes a ticket goes through `Engine.run` or `Engine.open` inside `Store.transact`: let time catch
up, decide, let time catch up again, store the ticket with its events, its next instant and its notices.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.intake.opening import Opening, open_ticket
from core.lifecycle.agenda import next_instant, tick
from core.notifications.announce import announce
from core.notifications.kinds import shape_of
from core.people import PersonId
from core.policy import Policy
from core.ports.clock import Clock
from core.ports.error_log import ErrorLog
from core.ports.messages import Channel
from core.ports.people import Directory
from core.ports.places import Places
from core.ports.presenter import Presenter
from core.ports.tickets import Binding, Search, Store, Transaction
from core.spelling import without_slashes
from core.tickets.draft import Draft
from core.tickets.permissions import unknown
from core.tickets.ticket import OPEN, Ticket
from core.ui.reading import Reading

_OPEN = tuple(sorted(OPEN))


@dataclass(slots=True)
class Engine:
    """What the desk works with; `policy` is replaced when the settings change."""

    store: Store
    policy: Policy
    clock: Clock
    places: Places
    directory: Directory
    presenter: Presenter
    channels: Mapping[str, Channel]
    error_log: ErrorLog
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex)

    def now(self) -> datetime:
        """The present in whole seconds, UTC: open time is counted in whole seconds everywhere."""
        return self.clock.now().replace(microsecond=0)

    def moment(self, said_at: datetime) -> datetime:
        """The instant an action counts from: the platform's event time, never later than now (domain.md 1.3)."""
        return min(said_at.replace(microsecond=0), self.now())

    def reading(self) -> Reading:
        """What reading arguments needs, with a fresh id for a form."""
        return Reading(self.policy, self.now(), self.new_id())

    def spell(self, sentence: str, channel: str) -> str:
        """A sentence that says what to type, as it is typed on a channel."""
        known = self.channels.get(channel)
        return without_slashes(sentence) if known is not None and "commands" in known.capabilities.gaps else sentence

    def ticket(self, tx: Transaction, ref: str) -> Ticket:
        """The stored ticket. Raises Refusal when there is none of that number."""
        found = tx.ticket(ref)
        if found is None:
            raise unknown(ref)
        return found

    def run(
        self, tx: Transaction, ticket: Ticket, actor: PersonId, at: datetime, decide: Callable[[Draft], None]
    ) -> Ticket:
        """Decide something about a ticket at `at` and keep it. Returns the ticket afterwards."""
        draft = Draft(ticket, self.policy, at, actor, tx.overrides())
        draft.load = lambda person: tx.count(Search(assignee=person, statuses=_OPEN))
        tick(draft)
        decide(draft)
        tick(draft)
        self._keep(tx, ticket, draft)
        return draft.ticket

    def open(self, tx: Transaction, opening: Opening, at: datetime) -> Ticket:
        """Open a ticket and keep it; its home message, if it has one, leads back to it."""
        draft = open_ticket(opening, tx.next_number(), self.policy, at)
        draft.overrides = tx.overrides()
        tick(draft)
        self._keep(tx, Ticket(), draft)
        place, _, root = draft.ticket.home.partition("#")
        if root:
            tx.bind(Binding(draft.ticket.ref, "home", place, root))
        return draft.ticket

    def _keep(self, tx: Transaction, before: Ticket, draft: Draft) -> None:
        after = draft.ticket
        due_at = next_instant(after, self.policy)
        if not draft.happened and before.version == after.version:
            tx.save(before.version, after, (), due_at)
            return
        tx.save(before.version, after, draft.happened, due_at)
        said = announce(before, after, draft.happened, self.policy, self.places, self.now())
        # An emoji says nothing that is not said otherwise: where none can be set, none is asked for.
        tx.write_notices(
            [one for one in said if shape_of(one) != "react" or one.place is None or self.marks(one.place)]
        )

    def marks(self, place: str) -> bool:
        """Whether an emoji can be put on a message of a place (or `place#message`), as far as is known."""
        channel = self.channels.get(place.partition(":")[0])
        return channel is None or channel.capabilities.reactions
