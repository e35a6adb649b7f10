"""Every kind of notice there is, by its name. A kind stands in the module of whom it speaks to, and is found there.

`announce` turns a decision's events into notices (`core.ports.outbox.Notice`). Who holds a notice asks its kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from core.notifications import (
    absence,
    approvals,
    beneficiary,
    cards,
    direct,
    files,
    marks,
    message_edits,
    promises,
    prompts,
    requester,
    steps,
    survey,
    triage,
)
from core.notifications.kind import Kind, Shape
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket


def _kinds(module: ModuleType) -> Iterator[Kind[Any]]:
    """The kinds that a module names, in its order."""
    return (value for value in vars(module).values() if isinstance(value, Kind))


_MODULES = (
    cards,
    requester,
    triage,
    files,
    promises,
    direct,
    approvals,
    beneficiary,
    steps,
    survey,
    absence,
    message_edits,
    marks,
    prompts,
)
KINDS: dict[str, Kind[Any]] = {kind.name: kind for module in _MODULES for kind in _kinds(module)}


def kind_of(notice: Notice) -> Kind[Any]:
    """All that is true of a notice by its kind. Raises KeyError for one that no desk of this version writes."""
    return KINDS[notice.kind]


def shape_of(notice: Notice) -> Shape:
    """The shape of a notice's kind."""
    return kind_of(notice).shape


def redraws(notice: Notice) -> bool:
    """Whether this only redraws a card, so that several waiting ones are one."""
    return shape_of(notice) == "card"


_WORDS, _CARDS = timedelta(days=1), timedelta(days=1, hours=1)
"""How long words, and cards, may wait for what is more urgent. A day: delivery gives up after one, so nothing urgent
ever stands behind what an outage left."""


def due(notice: Notice) -> datetime:
    """By when it is due to be said, which is the order of its lane: the earliest first.

    What is urgent at once, words and then cards when they have waited for so long: so nothing starves.
    """
    if notice.urgent:
        return notice.not_before
    return notice.not_before + (_CARDS if redraws(notice) or notice.refresh else _WORDS)


def moot(notice: Notice, ticket: Ticket | None) -> bool:
    """Whether saying it now would be untrue or noise, because the ticket has moved on (experience.md section 6)."""
    return ticket is not None and kind_of(notice).is_moot(notice, ticket)
