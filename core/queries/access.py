"""Who has what: what was given by requests, as far as it is in force, ends soon, should have ended, or has ended.

What a private request gave is counted, and named to nobody here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.engine import Engine
from core.fulfilment.grants import Held
from core.fulfilment.graph import named
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.tickets.ticket import Ticket

SOON = timedelta(days=14)
REASON = "reason"
"""The question whose answer says nothing of what is given."""


@dataclass(frozen=True, slots=True)
class Access:
    """All of it, sorted out; each is in one list alone, the soonest or the latest first."""

    late: tuple[Held, ...]
    soon: tuple[Held, ...]
    in_force: tuple[Held, ...]
    unproved: tuple[Held, ...]
    proved: tuple[Held, ...]
    private: int = 0


def sorted_out(all_: Sequence[Held], now: datetime) -> Access:
    """What was given, as it stands at `now`."""
    held = [one for one in all_ if not one.private]
    dated = sorted((one for one in held if one.in_force and one.grant.until is not None), key=_until)
    ended = sorted((one for one in held if not one.in_force), key=_ended, reverse=True)
    return Access(
        late=tuple(one for one in dated if _until(one) <= now),
        soon=tuple(one for one in dated if now < _until(one) <= now + SOON),
        in_force=(
            *(one for one in dated if _until(one) > now + SOON),
            *(one for one in held if one.in_force and one.grant.until is None),
        ),
        unproved=tuple(one for one in ended if not one.grant.proof),
        proved=tuple(one for one in ended if one.grant.proof),
        private=len(all_) - len(held),
    )


def _until(one: Held) -> datetime:
    assert one.grant.until is not None
    return one.grant.until


def _ended(one: Held) -> datetime:
    assert one.grant.ended_at is not None
    return one.grant.ended_at


def extension_of(engine: Engine, tx: Transaction, task: Ticket) -> Held | None:
    """Where a task is to take something away on its day: the same, given anew until a later day, if it was.

    It is the same for the same person, of the same item, with the same answers but for days and the reason.
    """
    details = task.details
    request = engine.ticket(tx, details.parent) if isinstance(details, TaskDetails) else None
    step = named(request.plan, task.ref) if request is not None else None
    if request is None or step is None or not step.dated or step.begins is None:
        return None
    for one in tx.grants():
        later = one.in_force and one.grant.until is not None and one.grant.until > step.begins
        if later and one.person == request.beneficiary and one.ref != request.ref:
            other = engine.ticket(tx, one.ref)
            if _given(engine.policy, other) == _given(engine.policy, request):
                return one
    return None


def _given(policy: Policy, request: Ticket) -> object:
    """What a request is about, whenever that is."""
    details = request.details
    assert isinstance(details, RequestDetails)
    item = policy.ordered(details)
    told = {each.id for each in item.form if each.kind != "date"} if item else set()
    return details.item, {key: answer for key, answer in details.answers.items() if key in told and key != REASON}
