"""How urgent a ticket is: impact and urgency through the company's matrix (domain.md, section 3).

An override by a lead and the P1 of a declared major incident are facts of the ticket, not of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, get_args

from core.policy import Priority

Matrix: TypeAlias = Mapping[int, tuple[Priority, ...]]
"""Impact 1-4 -> priorities by urgency 1-4, worst first: `matrix[impact][urgency - 1]`."""

PRIORITIES: tuple[Priority, ...] = get_args(Priority)


UNASKED_IMPACT, UNASKED_URGENCY = 4, 3
"""What counts of a ticket whose requester was not asked: one person, who can go on somehow."""


def derive(matrix: Matrix, impact: int | None, urgency: int | None, vip_bump: int = 0) -> Priority:
    """The priority of an impact and urgency, both 1 (worst) to 4; None where nobody was asked.

    `vip_bump` raises the urgency of a VIP by so many steps, but never makes a P1 of what was none, and never lowers.
    Raises ValueError for an impact or urgency that the matrix does not have.
    """
    impact = UNASKED_IMPACT if impact is None else impact
    urgency = UNASKED_URGENCY if urgency is None else urgency
    row = matrix.get(impact)
    if row is None or not 1 <= urgency <= len(row):
        raise ValueError(f"There is no impact {impact} with urgency {urgency} in the priority matrix.")
    plain = row[urgency - 1]
    bumped = row[max(1, urgency - max(0, vip_bump)) - 1]
    if not is_raise(plain, bumped):
        return plain
    return "P2" if bumped == "P1" else bumped


def rank(priority: Priority) -> int:
    """1 for P1 (most urgent) to 5 for P5. Raises ValueError for anything else."""
    if priority not in PRIORITIES:
        raise ValueError(f"{priority!r} is no priority: use P1 to P5.")
    return PRIORITIES.index(priority) + 1


def is_raise(old: Priority, new: Priority) -> bool:
    """Whether `new` is more urgent than `old`."""
    return rank(new) < rank(old)
