"""Words people begin with: which are a command to the desk, which only begin a sentence, and which were mistyped."""

from __future__ import annotations

from core.commands.registry import Registry
from core.errors import Refusal
from core.ui.grammar import Typed, did_you_mean, parse_ticket
from core.ui.text import shorten

GREETINGS = frozenset({"hello", "hallo", "hi", "hey"})
"""Words that look like `help` and are none."""


def asks_the_desk(registry: Registry, typed: Typed, prefixes: tuple[str, ...], *, staff: bool) -> bool:
    """Whether words in a flat chat are a command or a question, and not a sentence that begins like one."""
    if typed.command is None:
        return False
    behind = bool(typed.rest.strip())
    on_ticket = registry.tickets.get(typed.command)
    if on_ticket is not None:
        if typed.ticket is not None or parse_ticket(typed.words.rpartition(" ")[2], prefixes) is not None:
            return True
        return not behind if on_ticket.by_askers else staff
    match registry.desk[typed.command].behind:
        case "nothing":
            return not behind
        case "number":
            return not behind or typed.ticket is not None
        case "of_staff":
            return staff or not behind
        case "anything":
            return True


def suggest_words(registry: Registry, unknown: str) -> Refusal:
    """An unknown word with what it may have been, in words that can be typed."""
    words = {name: word for word, name in reversed(tuple(registry.words.items()))}
    near = tuple(words[name] for name in did_you_mean(unknown, registry.words) if name in words)
    return Refusal("unknown_command", text=shorten(unknown, 60), near=near)


def suggest_commands(registry: Registry, typed: Typed, text: str) -> Refusal:
    """An unknown word in a ticket's thread, with what can be written there."""
    near = did_you_mean(typed.unknown, registry.ticket_words) if typed.unknown else []
    known = tuple(one.words[0] for one in registry.typed_on_tickets())
    unknown = shorten(typed.unknown or text, 60)
    return Refusal("unknown_here", text=unknown, near=near[0] if near else None, known=known)
