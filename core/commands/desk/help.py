"""Help: everything that can be typed, with an example each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from core.commands.registry import Asking, DeskCommand, Registry, Slash
from core.ui.cards import Card, say
from core.ui.inbound import Reply, Shown
from core.ui.text import plain


def answer(asked: Asking) -> Reply:
    """Say it as it is typed here."""
    return Shown(help_card(asked))


def help_card(asked: Asking) -> Card:
    """All of the registry that is typed, spelled for the asker's channel."""
    return say(plain(asked.engine.spell("\n".join(_lines(asked.registry)), asked.channel)))


def _lines(registry: Registry) -> Iterator[str]:
    of_desk = [one for one in registry.typed_to_the_desk() if one is not COMMAND]
    begins = "; ".join(f"{one.usage} {one.short}" for one in of_desk if one.short)
    yield f"{begins}."
    rest = [one.usage for one in of_desk if not one.short]
    yield "; ".join(_together(list(usages)) for _, usages in groupby(rest, lambda usage: usage.split()[0])) + "."
    yield "In a ticket's thread, to Deskbell:"
    for command in registry.typed_on_tickets():
        yield f"• {command.usage}: {command.help}"


def _together(usages: list[str]) -> str:
    """Usages that begin with the same slash command, which is said once: "/ticket mine, next"."""
    first, *others = usages
    return ", ".join((first, *(other.partition(" ")[2] for other in others)))


COMMAND = DeskCommand(
    name="help",
    words=("help",),
    usage="/desk help",
    help="What I can do.",
    example="help",
    answer=answer,
    slash=Slash("desk", "Look behind the desk", "[explain INC-1042 | help]", then="commands"),
    behind="nothing",
    stands_alone=True,
)
