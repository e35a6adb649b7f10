"""What one person was given by several orders ends once, on the latest of their days: whose promise that is.

It is the same for the same person where it is of the same task of the same item, with the same answers but for days,
files and the reason. Where nobody can tell, since an answer is private or the item is not known any more, it is another
thing: rather two promises to end it than none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from core.fulfilment import owing
from core.fulfilment.grants import given_by
from core.items import Item
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.agreed import Order
from core.tickets.plan import GoesOn, Plan, Task
from core.tickets.ticket import Ticket
from core.ui.text import shorten

REASON = "reason"
"""The question whose answer says nothing of what is given."""
_UNTOLD = ("date", "file")
_NAMES = ("text", "select", "number")
"""Questions whose answers are words of their own."""
_LONGEST = 30
"""Letters of one of them in the name of a step."""
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the task `key` of an order gave, and until when; `thing` is the same where the same was given."""

    order: Ticket
    key: str
    thing: Hashable
    end: Task | None

    @property
    def rank(self) -> tuple[datetime, datetime, str]:
        """Whose promise counts: the one that ends last, of two such the later order's."""
        until = self.end.begins if self.end else None
        return until or _NEVER, self.order.created_at or _NEVER, self.order.ref


def lasting(plan: Plan) -> frozenset[tuple[str, str, datetime | None]]:
    """What is in force by the tasks of a plan, with what ends it and when: of what is new here, others may hear."""
    return frozenset((task.key, end.ref if end else "", end.begins if end else None) for task, end in _held(plan))


def gone_on(policy: Policy, orders: Sequence[Order]) -> Iterator[e.AccessGoesOn]:
    """Which tasks need not take away what they were to, of all the `orders` that gave one person something."""
    given = [one for order in orders for one in _given(policy, order)]
    for order in orders:
        for end in owing.owed(order.record.plan):
            if not end.ref:
                continue
            mine = list(_given_until(policy, order, end))
            kept = [
                max((one for one in given if one.thing == each.thing), key=attrgetter("rank"), default=each)
                for each in mine
            ]
            if kept and all(one.rank > each.rank for one, each in zip(kept, mine, strict=True)):
                first = min(kept, key=attrgetter("rank"))
                until = first.end.begins if first.end else None
                yield e.AccessGoesOn(end.ref, GoesOn(first.order.ref, until))


def against(policy: Policy, step: Task, order: Order, others: Sequence[Order]) -> Iterator[Task]:
    """The tasks of other orders that take away what the `step` of an order gives, or give what it takes away."""
    mine = {_thing(policy, order, each) for each in _concerned(order.record.plan, step)}
    for other in others:
        for each in other.record.plan:
            if owing.undoes(each) == owing.undoes(step):
                continue
            if not mine.isdisjoint(_thing(policy, other, one) for one in _concerned(other.record.plan, each)):
                yield each


def _concerned(plan: Plan, step: Task) -> Plan:
    return tuple(each for each in plan if each.key in step.needs) if owing.undoes(step) else (step,)


def _given(policy: Policy, order: Order) -> Iterator[_Given]:
    """What an order gave that is in force, and that somebody is still to end, or nobody."""
    for task, end in _held(order.record.plan):
        yield _of(policy, order, task, end)


def _given_until(policy: Policy, order: Order, end: Task) -> Iterator[_Given]:
    """What a task is to take away: what was given, or may have been."""
    for task in order.record.plan:
        if task.key in end.needs and owing.has_given(task):
            yield _of(policy, order, task, end)


def _held(plan: Plan) -> Iterator[tuple[Task, Task | None]]:
    """What is in force, but for what nobody is to end since that was skipped: another order's day holds for that."""
    return (
        (task, end)
        for task, end in given_by(plan)
        if owing.in_force(task, end) and (end is None or owing.until(end) is not None)
    )


def _of(policy: Policy, order: Order, task: Task, end: Task | None) -> _Given:
    return _Given(order.record, task.key, _thing(policy, order, task), end)


def _thing(policy: Policy, order: Order, task: Task) -> Hashable:
    """What a task of an order gave, whenever that was."""
    agreed = order.agreed(task.ref)
    asked = _asked(policy, agreed.details) if agreed is not None else None
    return (*asked, task.key.removesuffix(f" {task.ref}")) if asked is not None else order.record.ref


def asked_for(policy: Policy, order: Ticket) -> Hashable:
    """What an order is about as it stands, whenever that is: the same where the same is asked for."""
    details = order.details
    asked = _asked(policy, details) if isinstance(details, RequestDetails) else None
    return order.ref if asked is None else asked


def _asked(policy: Policy, details: RequestDetails) -> tuple[str | None, frozenset[tuple[str, str]]] | None:
    """The item and the answers that say what is given; None where nobody can tell: that is like no other."""
    item = policy.ordered(details)
    if item is None or set(details.sealed) - {REASON}:
        return None
    told = [each for each in item.form if each.kind not in _UNTOLD and each.id != REASON]
    answers = {each.id: _read(each.kind, details.answers[each.id]) for each in told if each.id in details.answers}
    return details.item, frozenset(answers.items())


def told(item: Item, details: RequestDetails) -> tuple[str, ...]:
    """The answers that say what an order gives, as far as everybody may read them and they name no people."""
    asked = [each.id for each in item.form if each.kind in _NAMES and each.id != REASON]
    return tuple(shorten(details.answers[each], _LONGEST) for each in asked if details.answers.get(each))


def is_other(item: Item, was: RequestDetails, now: RequestDetails) -> bool:
    """Whether an order gives something else by what it answers now than by what it `was`; a private answer that was
    given anew is another one, whatever it says.
    """
    return any(
        _read(each.kind, was.answers.get(each.id, "")) != _read(each.kind, now.answers.get(each.id, ""))
        or was.sealed.get(each.id, 0) != now.sealed.get(each.id, 0)
        for each in item.form
        if each.kind not in _UNTOLD and each.id != REASON
    )


def _read(kind: str, answer: str) -> str:
    return " ".join(answer.split()).casefold() if kind in ("text", "long_text") else answer
