"""A link between two of our tickets stands on both: the other one is asked for the same link as it has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket

REVERSE: Mapping[e.LinkKind, e.LinkKind] = {
    "related": "related",
    "caused": "consequence",
    "consequence": "caused",
    "resolved": "resolves",
    "resolves": "resolved",
    "blocks": "blocked",
    "blocked": "blocks",
    "duplicates": "duplicate",
    "duplicate": "duplicates",
}
"""By how one ticket stands to another: how that one stands to it."""


@dataclass(frozen=True, slots=True)
class LinkBack:
    """`ref` is linked to `to`, as `kind` says that it stands to it."""

    ref: str
    kind: e.LinkKind
    to: str

    def decide(self, draft: Draft) -> None:
        """Link, unless the very link is there. Allowed in any state, to whoever could link the first one."""
        if (self.kind, self.to) not in draft.ticket.links:
            draft.happen(e.Linked(self.kind, self.to, ours=True))


def linked(ticket: Ticket, event: e.Linked) -> tuple[LinkBack, ...]:
    """The reverse link; a number of another system has nobody to ask."""
    return (LinkBack(event.ref, REVERSE[event.kind], ticket.ref),) if event.ours else ()
