"""Who has what: what was given by requests, as far as it is in force, ends soon, should have ended, or has ended.

What should have ended is late from the instant on by which it was to be taken away, as the task of that is. What a
private request gave is counted, and named to nobody here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.fulfilment import owing
from core.fulfilment.grants import Held
from core.fulfilment.graph import named
from core.intake.kept_longer import asked_to_keep
from core.items import Item
from core.notifications.recipients import Keeping
from core.people import PersonId
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.processes.request import HOLDER
from core.tickets.plan import Task
from core.tickets.ticket import Ticket

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Access:
    """All of it, sorted out; each is in one list alone, the soonest or the latest first."""

    late: tuple[Held, ...]
    soon: tuple[Held, ...]
    in_force: tuple[Held, ...]
    unproved: tuple[Held, ...]
    proved: tuple[Held, ...]
    private: int = 0


@dataclass(frozen=True, slots=True)
class ByHand:
    """What ended and no automation could read back: who wrote what shows that it did."""

    held: Held
    by: PersonId
    said: str


def shown_by_hand(tx: Transaction, unproved: Sequence[Held]) -> tuple[tuple[ByHand, ...], tuple[Held, ...]]:
    """What somebody showed by hand, and what nobody shows."""
    shown, left = [], []
    for one in unproved:
        found = _end_of(tx.ticket(one.ref), one)
        if found is not None and found.shown_by is not None:
            shown.append(ByHand(one, found.shown_by, found.said))
        else:
            left.append(one)
    return tuple(shown), tuple(left)


def removed_by_hand(tx: Transaction, one: Held) -> ByHand | None:
    """Which person took away what ended, and what they wrote of it or was read back then; None where none did.

    So it is where no automation takes it away, and where somebody said *Done by hand*.
    """
    end = _end_of(tx.ticket(one.ref), one)
    if one.in_force or end is None or end.goes_on is not None:
        return None
    if end.shown_by is not None:
        return ByHand(one, end.shown_by, end.said)
    task = tx.ticket(end.ref)
    details = task.details if task is not None else None
    call = details.call if isinstance(details, TaskDetails) else None
    if end.automation is None:
        return ByHand(one, end.assignee, end.said) if end.assignee is not None else None
    if call is not None and call.reads and call.asked:
        return ByHand(one, call.asked, " · ".join(filter(None, dict.fromkeys((end.said, end.proof)))))
    return None


def never_ends(tx: Transaction, one: Held) -> tuple[PersonId | None, str] | None:
    """Who said that nobody takes away what is in force, and why; None where somebody does, or no day was agreed to."""
    end = _end_of(tx.ticket(one.ref), one) if one.in_force and one.grant.until is None else None
    return (end.skipped_by, end.said) if end is not None and end.state == "skipped" else None


def looked_up(tx: Transaction, all_: Sequence[Held], now: datetime, items: Mapping[str, Item]) -> tuple[Held, ...]:
    """What was given, with whose it is by name and by when it is to be taken away, as far as that is to be looked up.

    `items` are those of the catalog; what was ordered of any other may be somebody's by name as well.
    """
    return tuple(_looked_up(tx, one, now) if _has_more(one, now, items) else one for one in all_)


def _has_more(one: Held, now: datetime, items: Mapping[str, Item]) -> bool:
    item = items.get(one.item)
    ends = one.in_force and one.grant.until is not None and one.grant.until <= now
    unsure = one.in_force and one.grant.granted_at is None
    return ends or unsure or item is None or any(each.id == HOLDER for each in item.form)


def _looked_up(tx: Transaction, one: Held, now: datetime) -> Held:
    order = tx.ticket(one.ref)
    details = order.details if order is not None else None
    holder = details.holder if isinstance(details, RequestDetails) else ""
    given = named(order.plan, one.grant.key) if order is not None else None
    maybe = given is not None and owing.may_give(given)
    return replace(one, holder=holder, due_at=_due(tx, _end_of(order, one)) if one.in_force else None, maybe=maybe)


def keeping(tx: Transaction, policy: Policy, one: Held) -> Keeping | None:
    """Who asks to keep longer what is in force; None where nobody does."""
    order = tx.ticket(one.ref) if one.in_force and one.grant.until is not None else None
    end = _end_of(order, one)
    return asked_to_keep(tx, policy, order, end) if order is not None and end is not None else None


def _end_of(order: Ticket | None, one: Held) -> Task | None:
    """The task of an order that takes it away, or did."""
    ends = (task for task in order.plan if task.dated and one.grant.key in task.needs) if order is not None else ()
    return next(iter(ends), None)


def _due(tx: Transaction, end: Task | None) -> datetime | None:
    """By when a task is to be done: its promise's instant; None while that stands, or before it begins."""
    if end is None:
        return None
    record = tx.ticket(end.ref) if end.ref else None
    clock = record.clock("resolution") if record is not None else None
    if clock is not None and clock.live:
        return clock.due_at
    if end.over:
        return end.begins  # nobody is to do it any more
    return end.due_at if end.current else None


def sorted_out(all_: Sequence[Held], now: datetime) -> Access:
    """What was given, as it stands at `now`, `looked_up` before. What goes on by another order is that order's, and did
    not end.
    """
    all_ = [one for one in all_ if not one.grant.goes_on]
    held = [one for one in all_ if not one.private]
    dated = sorted((one for one in held if one.in_force and one.grant.until is not None), key=_until)
    ended = sorted((one for one in held if not one.in_force), key=_ended, reverse=True)
    return Access(
        late=tuple(one for one in dated if _is_late(one, now)),
        soon=tuple(one for one in dated if _until(one) <= now + SOON and not _is_late(one, now)),
        in_force=(
            *(one for one in dated if _until(one) > now + SOON),
            *(one for one in held if one.in_force and one.grant.until is None),
        ),
        unproved=tuple(one for one in ended if not one.grant.proof),
        proved=tuple(one for one in ended if one.grant.proof),
        private=len(all_) - len(held),
    )


def _is_late(one: Held, now: datetime) -> bool:
    return _until(one) <= now and one.due_at is not None and one.due_at <= now


def _until(one: Held) -> datetime:
    assert one.grant.until is not None
    return one.grant.until


def _ended(one: Held) -> datetime:
    assert one.grant.ended_at is not None
    return one.grant.ended_at
