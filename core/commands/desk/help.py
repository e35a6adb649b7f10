"""Help: what whoever asks can type, as they may: an employee reads of nothing that would be refused to them.

All of it, or one command by its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from core.commands.base import Told
from core.commands.registry import AnyCommand, Asking, DeskCommand, Registry, Slash
from core.phrases import phrase
from core.queries.deciding import to_decide
from core.tickets.permissions import is_staff
from core.ui.cards import Card, say
from core.ui.inbound import Reply, Shown
from core.ui.text import Run, Text, ToType, plain


def answer(asked: Asking) -> Reply:
    """Say it as it is typed here: of the command whose word stands behind it, else of all."""
    return explain(asked, known_words(asked).get(asked.text.casefold()))


def is_asked(text: str) -> bool:
    """Whether words behind another command ask for help instead: `/incident help`, "release ?"."""
    return text.casefold().strip(" -?!") == "help" or text.strip() == "?"


def explain(asked: Asking, command: AnyCommand | None) -> Reply:
    """What one command does and how it is typed, with an example; all of help where it is none that they hear of."""
    if command is None or command.name == COMMAND.name or command not in known_words(asked).values():
        return Shown(help_card(asked))
    words, flat = asked.engine.presenter.words, asked.where is not None and asked.where.flat
    usage: Text = (*words(phrase("written_like")), Run(" "), *_typed(command.usage))
    if not isinstance(command, DeskCommand):
        staff = is_staff(asked.engine.policy, asked.person.id)
        usage = (*words(phrase("help_on_tickets", flat=flat, staff=staff)), Run(" "), *plain(command.usage))
    lines: list[Text] = [plain(command.help), usage, words(phrase("for_example", example=command.example))]
    if others := [word for word in command.words[1:] if word[:1].isalpha()]:
        lines.append(words(phrase("other_words", words=tuple(others))))
    return Shown(say(_lines(lines), slashes=asked.engine.slashes(asked.channel)))


def known_words(asked: Asking) -> Mapping[str, AnyCommand]:
    """The words of all commands that help tells whoever asks of, each with its command."""
    staff = is_staff(asked.engine.policy, asked.person.id)
    told = _told(asked, works=_looks_behind(asked))
    known = (*_desk_commands(asked.registry, told, staff=_looks_behind(asked)), *_on_tickets(asked, told, staff=staff))
    return {word: one for one in known for word in one.words}


def help_card(asked: Asking) -> Card:
    """What the asker may type of the registry, spelled for their channel."""
    engine, registry, person = asked.engine, asked.registry, asked.person.id
    staff, looks_behind = is_staff(engine.policy, person), _looks_behind(asked)
    told = _told(asked, works=looks_behind)
    words = engine.presenter.words
    lines = [
        *_to_the_desk(registry, told, staff=looks_behind),
        words(phrase("help_plainly")),
        words(phrase("help_on_tickets", flat=asked.where is not None and asked.where.flat, staff=staff)),
    ]
    lines += [plain(f"• {one.usage}: {one.help}") for one in _on_tickets(asked, told, staff=staff)]
    return say(_lines(lines), slashes=engine.slashes(asked.channel))


def _lines(lines: list[Text]) -> Text:
    return tuple(span for line in lines for span in (Run("\n"), *line))[1:]


def _looks_behind(asked: Asking) -> bool:
    policy, person = asked.engine.policy, asked.person.id
    return is_staff(policy, person) or policy.has_role(person, "admin")


def _on_tickets(asked: Asking, told: frozenset[Told], *, staff: bool) -> tuple[AnyCommand, ...]:
    return asked.registry.typed_on_tickets_by(told, staff=staff)


def _desk_commands(registry: Registry, told: frozenset[Told], *, staff: bool) -> list[DeskCommand]:
    return [one for one in registry.typed_to_the_desk() if one.told in told and (staff or not one.for_staff)]


def _told(asked: Asking, *, works: bool) -> frozenset[Told]:
    """Of which commands somebody hears: whoever decides nothing now need not read how that is done."""
    decides = bool(to_decide(asked.tx, asked.person.id).tickets)
    policy, person = asked.engine.policy, asked.person.id
    works = works or decides or person in policy.managers or person in policy.managers_of.values()
    return frozenset(("anybody", *(("workers",) if works else ()), *(("deciders",) if decides else ())))


def _to_the_desk(registry: Registry, told: frozenset[Told], *, staff: bool) -> Iterator[Text]:
    """What is typed to the desk: first what begins something, then the rest, one slash command said once."""
    of_desk = [one for one in _desk_commands(registry, told, staff=staff) if one is not COMMAND]
    yield _joined([(*_typed(one.usage), Run(f" {one.short}")) for one in of_desk if one.short])
    rest = [one.usage for one in of_desk if not one.short]
    yield _joined([_together(list(usages)) for _, usages in groupby(rest, lambda usage: usage.split()[0])])


def _joined(parts: list[Text]) -> Text:
    spans = [span for part in parts for span in (Run("; "), *part)]
    return (*spans[1:], Run("."))


def _together(usages: list[str]) -> Text:
    """Usages that begin with the same slash command, which is said once: "/ticket mine, next"."""
    first, *others = usages
    return (*_typed(first), *(Run(f", {other.partition(' ')[2]}") for other in others))


def _typed(usage: str) -> Text:
    """A usage as it is typed on a platform, what may be left out or filled in behind it."""
    found = _USAGE.fullmatch(usage)
    if found is None:
        return plain(usage)
    return (ToType(found[1], quoted=False), *plain(found[2]))


_USAGE = re.compile(r"/([^\[<]*[^\[< ])(.*)")


COMMAND = DeskCommand(
    name="help",
    words=("help",),
    usage="/desk help [command]",
    help="What I can do, or how one command is typed.",
    example="help release",
    answer=answer,
    slash=Slash("desk", help="Look behind the desk", usage="[explain INC-1042 | help]", then="commands"),
    behind="nothing",
    stands_alone=True,
)
