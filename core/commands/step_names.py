"""What people call a step of a request, and which one stands first in what they type."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.naming import phrase_from
from core.tickets.plan import Plan, Task

_INTRODUCED = re.compile(r"^(?:the\s+)?(?:(?:step|task)\s+)?", re.IGNORECASE)
"""What may stand before the name of a step."""


def names_of(each: Task) -> Iterable[str]:
    """What a task is called."""
    return {name.casefold() for name in (each.key, phrase_from(each.key), each.do, each.ref) if name}


def spoken_of(plan: Plan, words: str) -> tuple[Task | None, str]:
    """The task whose name stands first in typed words, the longest wins, and what is said besides."""
    spoken = _INTRODUCED.sub("", words, count=1)
    fits = [(name, each) for each in plan for name in names_of(each) if _begins(spoken, name)]
    if not fits:
        return None, words
    name, found = max(fits, key=lambda fit: len(fit[0]))
    said = spoken[len(name) :].lstrip(" :,.-")
    return found, said if said.strip("!?") else ""


def _begins(said: str, name: str) -> bool:
    words = said.casefold()
    return words == name or (words.startswith(name) and not (words[len(name)].isalnum() or words[len(name)] == "_"))
