"""What was said on a ticket, for whoever reads it later: a page at a time, and the last words beside a ticket."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from core.notifications.parts import between, split
from core.people import PersonId
from core.tickets import events as e
from core.tickets.talk import Spoken, talk
from core.ui.pages import Conversation
from core.ui.text import styled, styles_of

AT_ONCE, LETTERS = 12, 6_000
"""As many things, and as many letters, stand on one page: a message of either platform holds them."""
LAST = 3
"""As many of the last words stand beside a ticket."""


def page(log: Sequence[e.Happened], before: int | None = None) -> Conversation:
    """The last page of what the events of a ticket say, or the one that ends below the part numbered `before`."""
    parts = [part for one in talk(log) for part in _in_parts(one)]
    end = len(parts) if before is None else max(0, min(before, len(parts)))
    begin, letters = end, 0
    while begin and end - begin < AT_ONCE and (end == begin or letters + len(parts[begin - 1].text) <= LETTERS):
        begin -= 1
        letters += len(parts[begin].text)
    return Conversation(tuple(parts[begin:end]), begin)


def last_words(
    log: Sequence[e.Happened], *, notes: bool, asks: Collection[PersonId] | None = None
) -> tuple[Spoken, ...]:
    """The last things that were said, the oldest first, with the team's `notes` or without.

    Where those who `asks` for it now are to read them, without what was said while somebody else did: that stays
    theirs.
    """
    said = (one for one in talk(log) if notes or not one.note)
    return tuple(one for one in said if asks is None or one.whom in asks)[-LAST:]


def _in_parts(one: Spoken) -> Iterator[Spoken]:
    """What was said, in parts that fit a message each; its files stand with the first."""
    runs, at = styled(one.text, one.styles), 0
    for number, part in enumerate(split(one.text) or ("",)):
        at = one.text.index(part, at)
        yield replace(
            one, text=part, styles=styles_of(part, tuple(between(runs, at, at + len(part)))),
            files=() if number else one.files,
        )  # fmt: skip
        at += len(part)
