"""What is wrong in the settings, said so that it can be put right: file, line, key, sentence and fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SECRET_KEY = re.compile(
    r"token|secret|passwo?r?d|passwd|credential|api_?-?key|private_?-?key|signing_?-?key", re.IGNORECASE
)
"""Names under which a text is masked wherever it is shown."""

SECRET_VALUE = re.compile(
    r"xox[a-z]-|xapp-|-----BEGIN|gh[pousr]_\w{20}|sk-\w{16}|AKIA[0-9A-Z]{12}|://[^/\s:@]+:[^/\s@]+@"
)
"""Texts that are a secret by their looks: Slack's tokens, private keys, passwords in addresses."""

VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,99}")
"""Names of environment variables, by which a secret is named that does not stand in the file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `line` and `column` count from 1; line 0 means that it has no line of its own.

    An `error` keeps Deskbell from starting (or from taking the changed file), a `warning` is only shown.
    """

    file: str
    line: int
    key: str
    sentence: str
    fix: str = ""
    column: int = 0
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """The problem on one line, as `app.yaml:57 teams.infra.lead: "x" is not a person. Did you mean y?`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        line = " ".join(f"{where} {self.key}: {self.sentence} {self.fix}".split())
        return printable(line)


class SettingsError(Exception):
    """The settings cannot be used. `problems` are all that was found, in the file's order. Nothing was started."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, at least one."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def printable(text: str) -> str:
    """The text with a "?" for whatever a terminal would not draw, or would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def shown(text: str) -> str:
    """A text of the file in quotes for a message: short, on one line, and never a secret."""
    if SECRET_VALUE.search(text):
        return '"***"'
    line = printable(text)
    return f'"{line}"' if len(line) <= 60 else f'"{line[:57]}..."'


def meant(word: str, known: Iterable[str], otherwise: str = "", *, listed: int = 12) -> str:
    """The fix for an unknown name: the nearest known one, else the known ones, then `otherwise`."""
    names = sorted(set(known))
    folded = {name.lower(): name for name in names}
    # P6 is as near to P5 as to P1, and 80% to 90%: only words are misspelt.
    spelt = re.search(r"[^\W\d]{3}", word)
    near = difflib.get_close_matches(word.lower()[:80], folded, n=1, cutoff=0.6) if spelt else []
    if near:
        return f"Did you mean {folded[near[0]]}?"
    if otherwise:
        return otherwise
    if not names:
        return "None are defined yet."
    more = "" if len(names) <= listed else f" and {len(names) - listed} more"
    return f"Known: {', '.join(names[:listed])}{more}."
