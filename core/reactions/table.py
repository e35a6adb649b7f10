"""The one table of reactions: which events ask something of other records, and what.

An ask is stored as an errand where there are many, so it is a frozen dataclass of plain fields: `ref` names the record
that is asked, `decide` is what happens there. It is pure, refuses what may not be, and is idempotent: asked for what is
so already, it does nothing, so that two records which ask each other come to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.people import PersonId
from core.reactions import calling, fulfilling, going_on
from core.reactions.calling import CallAnew, CallOut, ProveTask, RecallCall, RunTask
from core.reactions.following_up import LeadOn, opened
from core.reactions.fulfilling import HaltTask, HandTask, HideTask, KeepSteps, MoveTask, NameTask, NoteStep, OpenTask
from core.reactions.going_on import GoOn, SettleAccess
from core.reactions.linking import LinkBack, linked
from core.reactions.merging import CloseInto, LetGo, TakeIn, absorbed, merged, unmerged
from core.tickets import events as e
from core.tickets.evolve import evolve
from core.tickets.ticket import Ticket

Ask = (
    LinkBack | TakeIn | CloseInto | LetGo | LeadOn | KeepSteps | OpenTask | MoveTask | HideTask | NameTask | HandTask
    | NoteStep | HaltTask | CallOut | RunTask | ProveTask | RecallCall | CallAnew | GoOn | SettleAccess
)  # fmt: skip
"""Everything that one record can ask of another. Stored by the name of its class, so a name stays."""

Reactions = Mapping[type[e.Event], Callable[[Ticket, Any], Sequence[Ask]]]
"""By event: from the ticket as it stood before it, and the event, to what is asked."""


def _all(*functions: Callable[[Ticket, Any], Sequence[Ask]]) -> Callable[[Ticket, Any], Sequence[Ask]]:
    """What several of them ask, in their order."""
    return lambda before, event: [ask for one in functions for ask in one(before, event)]


REACTIONS: Reactions = {
    e.Opened: _all(opened, fulfilling.opened),
    e.Linked: linked,
    e.Absorbed: absorbed,
    e.Merged: _all(merged, fulfilling.changed),
    e.Unmerged: _all(unmerged, fulfilling.changed),
    e.ApprovalGranted: _all(fulfilling.granted, calling.granted),
    e.ApprovalSuperseded: fulfilling.changed,
    e.ApprovalExpired: fulfilling.changed,
    e.Rejected: fulfilling.changed,
    e.AnswersChanged: _all(fulfilling.reordered, calling.reordered),
    e.RequesterChanged: calling.reordered,
    e.Cancelled: fulfilling.cancelled,
    e.Closed: fulfilling.closed,
    e.Held: fulfilling.changed,
    e.Resumed: fulfilling.resumed,
    e.AnswerTakenBack: fulfilling.changed,
    e.Converted: _all(fulfilling.converted, fulfilling.hidden),
    e.ServiceChanged: fulfilling.hidden,
    e.Transferred: _all(fulfilling.told, fulfilling.hidden, fulfilling.handed),
    e.StepsPlanned: _all(fulfilling.planned, going_on.planned),
    e.StepMoved: _all(fulfilling.stepped, going_on.moved),
    e.AccessGoesOn: going_on.went_on,
    **dict.fromkeys(
        (
            e.Claimed,
            e.Assigned,
            e.Unassigned,
            e.Started,
            e.TaskMoved,
            e.TaskAwaited,
            e.TaskAnswered,
            e.TaskCallLeft,
            e.ClockMarked,
            e.TaskNear,
        ),
        fulfilling.told,
    ),
    e.TaskCalled: _all(fulfilling.told, calling.called),
    e.StepLetRun: calling.let_run,
    e.StepToProve: calling.to_prove,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with whoever caused it, and when: it is decided in their name, at that instant."""

    ask: Ask
    actor: PersonId
    at: datetime


def react(before: Ticket, happened: Sequence[e.Happened], reactions: Reactions = REACTIONS) -> tuple[Asked, ...]:
    """What these events of a ticket ask of other records, in their order. `before` is the ticket without them."""
    if not any(type(entry.event) in reactions for entry in happened):
        return ()
    asked: list[Asked] = []
    for entry in happened:
        reaction = reactions.get(type(entry.event))
        if reaction is not None:
            asked += [Asked(ask, entry.actor, entry.at) for ask in reaction(before, entry.event)]
        before = evolve(before, entry)
    return tuple(asked)
