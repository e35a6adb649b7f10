"""Who has what: what was given by requests, as far as it is in force, ends soon, should have ended, or has ended.

What a private request gave is counted, and named to nobody here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.fulfilment.grants import Held
from core.people import PersonId
from core.ports.tickets import Transaction

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
        request = tx.ticket(one.ref)
        ends = [task for task in request.plan if task.dated and one.grant.key in task.needs] if request else []
        found = next((task for task in ends if task.shown_by is not None), None)
        if found is not None and found.shown_by is not None:
            shown.append(ByHand(one, found.shown_by, found.said))
        else:
            left.append(one)
    return tuple(shown), tuple(left)


def sorted_out(all_: Sequence[Held], now: datetime) -> Access:
    """What was given, as it stands at `now`. What goes on by another order is that order's, and did not end."""
    all_ = [one for one in all_ if not one.grant.goes_on]
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
