"""The words people begin with, and what they ask for; which of them are only the beginning of a sentence."""

from __future__ import annotations

from core.commands import COMMANDS, WORDS
from core.ui.grammar import Typed, parse_ticket

QUESTIONS = {
    "incident": "open_incident",
    "report": "open_incident",
    "request": "open_request",
    "order": "open_request",
    "ticket": "choose",
    "mine": "mine",
    "my tickets": "mine",
    "queue": "queue",
    "board": "queue",
    "next": "next",
    "risk": "risk",
    "search": "search",
    "find": "search",
    "oncall": "oncall",
    "on call": "oncall",
    "explain": "explain",
    "show": "show",
    "help": "help",
}
"""Words that are not about one ticket, to what they ask for."""

VOCABULARY = {**WORDS, **QUESTIONS}

GREETINGS = frozenset({"hello", "hallo", "hi", "hey"})
"""Words that look like `help` and are none."""

AS_WORDS = {"reply"}
"""Commands that mean in the requester's thread what any words mean there."""
ASKERS = {"withdraw", "confirm", "reopen"}
"""Commands of those who asked. Any other words of theirs are words, whatever they begin with: "fixed, thanks"."""
_NOTHING_BEHIND = {"help", "mine", "next", "risk"}
"""Questions behind which nothing stands: "next week is fine" is a sentence."""
_ABOUT_ONE = {"show", "explain"}
"""Questions behind which a number stands."""
_STAFFS = {"queue", "oncall", "search"}
"""Questions whose words only responders add: of others "find attached" is a sentence."""
ALONE = {"follow", "unfollow"}
"""Commands of anybody, where nothing stands behind them: "follow up on this" is a sentence."""
SHORT = {"help", "mine", "show", "explain"}
"""Questions that stand alone, so that no sentence to the desk is mistaken for one."""


def asks_the_desk(typed: Typed, prefixes: tuple[str, ...], *, staff: bool) -> bool:
    """Whether words in a flat chat are a command or a question, and not a sentence that begins like one."""
    behind = bool(typed.rest.strip())
    if typed.command is None:
        return False
    if typed.command in COMMANDS:
        if typed.ticket is not None or parse_ticket(typed.words.rpartition(" ")[2], prefixes) is not None:
            return True
        return not behind if typed.command in ASKERS else staff
    if typed.command in _NOTHING_BEHIND:
        return not behind
    if typed.command in _ABOUT_ONE:
        return not behind or typed.ticket is not None
    return staff or not behind or typed.command not in _STAFFS
