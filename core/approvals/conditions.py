"""Whether a stage of approval is needed: its `when`, by cost or by an answer of the form (`cost > 1500`)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping

from core.items import Item
from core.processes import RequestDetails

WHEN = re.compile(r"(cost|cost_once|cost_month|cost_year|field\.[a-z0-9_-]+)\s*(>=|<=|==|!=|>|<)\s*(\S.*)")
"""How a condition is written: what is compared, how, with what."""

_COMPARES: Mapping[str, Callable[[float | str, float | str], bool]] = {
    ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


def holds(when: str | None, details: RequestDetails) -> bool:
    """Whether the condition of a stage holds for what is asked for; without one it does.

    Numbers are compared as numbers, everything else (dates as `2026-11-09`) as it is written. What was not answered is
    nothing of what it is compared with: only `!=` holds for it. Raises ValueError for what is no condition.
    """
    if when is None:
        return True
    found = WHEN.fullmatch(when)
    if found is None:
        raise ValueError(f"{when!r} is not a condition.")
    of, compares, wanted = found.groups()
    if of.startswith("cost"):
        return _COMPARES[compares](cost(of, details), int(wanted))
    given = details.answers.get(of.removeprefix("field."))
    if given is None:
        return compares == "!="
    number, other = _number(given), _number(wanted.strip())
    if number is not None and other is not None:
        return _COMPARES[compares](number, other)
    return _COMPARES[compares](given, wanted.strip())


def hangs_on_answers(when: str | None, item: Item, details: RequestDetails) -> bool:
    """Whether an answer that is not there yet decides if a condition holds. Raises ValueError as `holds` does."""
    if when is None:
        return False
    found = WHEN.fullmatch(when)
    if found is None:
        raise ValueError(f"{when!r} is not a condition.")
    of = found[1]
    field = item.cost.by if of.startswith("cost") else of.removeprefix("field.")
    return field is not None and not details.answers.get(field)


def cost(of: str, details: RequestDetails) -> int:
    """What a request costs in the company's currency: `cost` as the catalog says it, once or a month; `cost_year` the
    twelve months of what is paid monthly.
    """
    match of:
        case "cost_once":
            return 0 if details.monthly else details.cost
        case "cost_month":
            return details.cost if details.monthly else 0
        case "cost_year":
            return details.cost * 12 if details.monthly else details.cost
    return details.cost


def _number(written: str) -> float | None:
    return float(written) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", written) else None
