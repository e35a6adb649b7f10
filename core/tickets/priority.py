"""How urgent a ticket is: impact and urgency through the company's matrix (domain.md, section 3).

An override by a lead and the P1 of a declared major incident are facts of the ticket, not of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

Matrix: TypeAlias = Mapping[int, tuple[str, ...]]
"""Impact 1-4 -> priorities by urgency 1-4, worst first: `matrix[impact][urgency - 1]`."""

PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
LEVELS = (1, 2, 3, 4)


def freeze(rows: Mapping[int, tuple[str, ...] | list[str]]) -> Matrix:
    """A read-only matrix of what a settings file says. Raises ValueError with the first of `problems`."""
    matrix = MappingProxyType({impact: tuple(row) for impact, row in rows.items()})
    for problem in problems(matrix):
        raise ValueError(problem)
    return matrix


def derive(matrix: Matrix, impact: int, urgency: int, vip_bump: int = 0) -> str:
    """The priority of an impact and urgency, both 1 (worst) to 4.

    `vip_bump` raises the urgency of a VIP by so many steps, but never makes a P1 of what was none, and never lowers.
    Raises ValueError for an impact or urgency that the matrix does not have.
    """
    row = matrix.get(impact)
    if row is None or not 1 <= urgency <= len(row):
        raise ValueError(f"There is no impact {impact} with urgency {urgency} in the priority matrix.")
    plain = row[urgency - 1]
    bumped = row[max(1, urgency - max(0, vip_bump)) - 1]
    if not is_raise(plain, bumped):
        return plain
    return "P2" if bumped == "P1" else bumped


def rank(priority: str) -> int:
    """1 for P1 (most urgent) to 5 for P5. Raises ValueError for anything else."""
    if priority not in PRIORITIES:
        raise ValueError(f"{priority!r} is no priority: use P1 to P5.")
    return PRIORITIES.index(priority) + 1


def is_raise(old: str, new: str) -> bool:
    """Whether `new` is more urgent than `old`."""
    return rank(new) < rank(old)


def is_monotone(matrix: Matrix) -> bool:
    """Whether a worse impact or urgency never gives a lesser priority, in both directions."""
    rows = [[rank(cell) for cell in matrix[impact]] for impact in sorted(matrix)]
    lines = [*rows, *zip(*rows, strict=True)]
    return all(worse <= milder for line in lines for worse, milder in pairwise(line))


def problems(matrix: Matrix) -> list[str]:
    """What does not hold together in a matrix, one sentence each; empty when all is well."""
    if tuple(sorted(matrix)) != LEVELS or any(len(row) != len(LEVELS) for row in matrix.values()):
        return ["The priority matrix needs rows for impact 1 to 4, each with four priorities for urgency 1 to 4."]
    unknown = sorted({str(cell) for row in matrix.values() for cell in row if cell not in PRIORITIES})
    if unknown:
        return [f"The priority matrix holds {', '.join(unknown)}: use P1 to P5."]
    if not is_monotone(matrix):
        return [
            "The priority matrix gives a lesser priority to a worse impact or urgency somewhere: reorder its cells."
        ]
    return []
