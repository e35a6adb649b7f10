"""The automations of the settings: who outside the desk does a task, and what has to be known before it is asked.

A task names one as `idp.assign_app`: the automation `idp`, asked for its action `assign_app`. What is asked, when, and
what becomes of the answer is `core.fulfilment.calling`'s; docs/automations.md is the contract of whoever answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_WAIT = 30
"""Seconds that an answer may take, at most."""


@dataclass(frozen=True, slots=True)
class Automation:
    """One of them. `name` is how people read it, `secret` the name of an environment variable, never the secret;
    `timeout` is in seconds.

    A `destructive` action waits until a person presses *Run*. `read_back` names for an action the one that says
    afterwards whether it is `gone`. Private answers are sent only where it is `sensitive`.
    """

    key: str
    name: str
    url: str
    secret: str
    timeout: int = 10
    destructive: frozenset[str] = frozenset()
    read_back: Mapping[str, str] = field(default_factory=dict)
    sensitive: bool = False


def declared(automations: Mapping[str, Automation], written: str) -> tuple[Automation, str] | None:
    """The automation and the action of a task's `idp.assign_app`; None where the settings declare no such one."""
    key, _, action = written.partition(".")
    found = automations.get(key)
    return (found, action) if found is not None and action else None
