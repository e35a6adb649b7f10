"""Whoever does tasks by itself, outside the desk: asked for one action, it answers what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from core.automations import Automation
from core.processes.calls import Outcome

MOST_LETTERS = 500
"""Letters of a note, or of a proof, that people read."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One call. `key` is the same however often it has to be repeated; `at` is signed with it.

    `body` is plain JSON: the request and what was answered. `reads`: whether something is gone, and nothing is done.
    `private` are answers that nobody may read in what comes back; they are not sent.
    """

    automation: Automation
    action: str
    key: str
    at: datetime
    body: Mapping[str, object] = field(default_factory=dict, repr=False)
    reads: bool = False
    private: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it; `pending` where it is at it.

    `note` and `proof` are its own words as they came: nobody reads them before what is private is taken out.
    """

    outcome: Outcome | Literal["pending"]
    note: str = field(default="", repr=False)
    proof: str = field(default="", repr=False)


class NoAnswer(Exception):
    """It did not answer, or not now: it may be asked again, not before `after` seconds where it says so."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        """Say why, for the log."""
        super().__init__(why)
        self.after = after


class Automations(Protocol):
    """Calls automations."""

    async def call(self, asking: Asking) -> Answered:
        """Ask once. Raises NoAnswer where it is to be asked again."""
        ...
