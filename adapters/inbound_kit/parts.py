"""Typed words as they are put together from what a platform sends: words, their styles, and mentions, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.people import Speaker
from core.ui.inbound import MentionPart, Parts
from core.ui.text import Run, is_seen

PLAIN = Run("")
"""No style at all."""


@dataclass(slots=True)
class Writing:
    """Collects parts; what stands in one style is one part, and plain words are a `str`."""

    parts: list[str | Run | MentionPart] = field(default_factory=list)

    def say(self, words: str, style: Run = PLAIN) -> None:
        """Add words in a style."""
        last = self.parts[-1] if self.parts else None
        if not words:
            return
        if style == PLAIN:
            if isinstance(last, str):
                self.parts[-1] = last + words
            else:
                self.parts.append(words)
        elif isinstance(last, Run) and replace(last, text="") == style:
            self.parts[-1] = replace(last, text=last.text + words)
        else:
            self.parts.append(replace(style, text=words))

    def mention(self, speaker: Speaker, name: str = "") -> None:
        """Add a person."""
        self.parts.append(MentionPart(speaker, name))

    def begin_line(self) -> None:
        """Go on in a line of its own, unless one has just begun."""
        if self.parts and not words_of(self.parts[-1]).endswith("\n"):
            self.say("\n")

    def read(self) -> Parts:
        """The parts without space at either end."""
        return trimmed(tuple(self.parts))


def quote(parts: Parts, into: Writing) -> None:
    """Add words that somebody else said, each line with its sign: none of them is ever taken for a command.

    Nothing where they say nothing.
    """
    if not is_seen("".join(map(words_of, parts))):
        return
    into.begin_line()
    into.say("> ")
    for part in parts:
        if isinstance(part, str):
            into.say(part.replace("\n", "\n> "))
        elif isinstance(part, Run):
            into.say(part.text.replace("\n", "\n> "), replace(part, text=""))
        else:
            into.parts.append(part)
    into.say("\n")


def words_of(part: str | Run | MentionPart, names: Mapping[str, str] | None = None) -> str:
    """A part as it is read; a name in `names` wins over the one that it carries."""
    match part:
        case Run(text=words):
            return words
        case MentionPart(speaker=speaker, name=name):
            return f"@{(names or {}).get(speaker.id) or name}"
        case _:
            return part


def trimmed(parts: Parts) -> Parts:
    """The parts without space at either end. Code keeps the indentation of its first line."""
    found = list(parts)
    while found and not isinstance(found[0], MentionPart) and not _starts(found[0]):
        del found[0]
    while found and not isinstance(found[-1], MentionPart) and not _ends(found[-1]):
        del found[-1]
    if found and not isinstance(found[0], MentionPart):
        found[0] = _starts(found[0])
    if found and not isinstance(found[-1], MentionPart):
        found[-1] = _ends(found[-1])
    return tuple(found)


def _starts(part: str | Run) -> str | Run:
    """A part without space before it; falsy where it is nothing else."""
    if isinstance(part, str):
        return part.lstrip()
    words = part.text.lstrip("\n") if part.pre else part.text.lstrip()
    return replace(part, text=words) if words.strip() else ""


def _ends(part: str | Run) -> str | Run:
    """A part without space behind it; falsy where it is nothing else."""
    if isinstance(part, str):
        return part.rstrip()
    return replace(part, text=part.text.rstrip()) if part.text.strip() else ""


def read_aloud(parts: Parts, names: Mapping[str, str] | None = None) -> tuple[str, tuple[Run, ...]]:
    """Typed words as text, with people by name, and the runs of the same words; no runs where none has a style."""
    runs = tuple(part if isinstance(part, Run) else Run(words_of(part, names)) for part in parts)
    text = "".join(run.text for run in runs)
    return text, runs if any(isinstance(part, Run) for part in parts) else ()
