"""Prompts that ask no more: what they said stays, their buttons go, and one small line says why."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.ports.prompts import Over


@dataclass(frozen=True, slots=True)
class Ended(Facts):
    """The prompt (`place#message`), what it `said`, and why it asks no more; `ref` is the ticket that is its answer."""

    target: str
    said: str
    why: Over
    ref: str = ""


PROMPT_OVER = Kind(
    "prompt_over",
    "edit",
    Ended(target="slack:T1/D1#1.2", said="Which one is this about?", why="answered", ref="INC-1042"),
    urgency="refresh",
)
"""Whatever ended it but its own button, which whoever pressed it sees at once."""
