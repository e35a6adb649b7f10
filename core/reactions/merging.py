"""A merge has two sides, whichever of them it was said on: one ticket is closed into the other, which takes it in."""

from __future__ import annotations

from dataclasses import dataclass

from core.lifecycle import escalation, sla, transitions
from core.people import PersonId
from core.policy import Priority
from core.reactions.linking import REVERSE
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class TakeIn:
    """`ref` goes on for `merged`, of that `priority`, as well, with the watchers who come from there."""

    ref: str
    merged: str
    newcomers: tuple[PersonId, ...] = ()
    priority: Priority | None = None

    def decide(self, draft: Draft) -> None:
        """Take it in, unless this very decision has (then this side was decided first); an older link is no merge."""
        ticket = draft.ticket
        need_responder(draft.policy, ticket, draft.actor)
        transitions.need_open(ticket)
        if e.Absorbed not in {
            type(one.event) for one in draft.happened if getattr(one.event, "ref", "") == self.merged
        }:
            take_in(draft, self.merged, self.newcomers, self.priority)


@dataclass(frozen=True, slots=True)
class CloseInto:
    """`ref` goes on as `survivor`, where `newcomers` watch from now on."""

    ref: str
    survivor: str
    newcomers: tuple[PersonId, ...] = ()

    def decide(self, draft: Draft) -> None:
        """Close it as a duplicate, unless it is merged into that very ticket."""
        ticket = draft.ticket
        if ticket.merged is not None and ticket.merged.into == self.survivor:
            return
        need_responder(draft.policy, ticket, draft.actor)
        transitions.need_open(ticket)
        close_into(draft, self.survivor, self.newcomers, taken_in=True)


@dataclass(frozen=True, slots=True)
class LetGo:
    """`merged` is no part of `ref` any longer, and `leavers`, who had come with it, watch no more.

    `link` is how `ref` is linked to it beside the merge: only what the merge made goes.
    """

    ref: str
    merged: str
    leavers: tuple[PersonId, ...] = ()
    link: e.LinkKind | None = None

    def decide(self, draft: Draft) -> None:
        """Let it go with its people, unless both are gone."""
        ticket = draft.ticket
        linked = [kind for kind, ref in ticket.links if ref == self.merged]
        if linked != ([self.link] if self.link else []) or set(self.leavers) & set(ticket.watchers):
            draft.happen(e.Released(self.merged, self.leavers, self.link))


def take_in(draft: Draft, merged: str, newcomers: tuple[PersonId, ...], priority: Priority | None) -> None:
    """The survivor's side of a merge with a ticket of that priority."""
    draft.happen(e.Absorbed(merged, newcomers, priority))


def close_into(draft: Draft, survivor: str, newcomers: tuple[PersonId, ...], *, taken_in: bool = False) -> None:
    """The other side: closed as a duplicate, without promises (a breach that happened stays)."""
    draft.happen(e.Merged(survivor, newcomers, taken_in))
    sla.cancel(draft, "merged")
    escalation.end(draft, "merged")


def absorbed(ticket: Ticket, event: e.Absorbed) -> tuple[CloseInto, ...]:
    """What was taken in is closed."""
    return (CloseInto(event.ref, ticket.ref, event.newcomers),)


def merged(ticket: Ticket, event: e.Merged) -> tuple[TakeIn, ...]:
    """What a ticket was closed into takes it in, unless that is what closed it: an errand's answer comes later."""
    return () if event.taken_in else (TakeIn(event.into, ticket.ref, event.newcomers, ticket.priority),)


def unmerged(ticket: Ticket, event: e.Unmerged) -> tuple[LetGo, ...]:
    """The survivor loses what the merge made, and those who came with it; `ticket` is merged still.

    A merge leaves this side's links alone, so that they say how the two are linked beside it.
    """
    leavers = ticket.merged.newcomers if ticket.merged is not None else ()
    beside = next((REVERSE[kind] for kind, ref in ticket.links if ref == event.into), None)
    return (LetGo(event.into, ticket.ref, leavers, beside),)
