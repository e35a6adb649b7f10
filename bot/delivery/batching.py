"""What waited is said together: the night's messages for one person are one message at the next opening.

Domain.md section 8 (quiet hours), experience.md section 6, rule 11 (the hour's limit). The head of a lane takes along
what stands right behind it, so that the order of the lane stays. What it takes along is settled before it speaks: the
outbox marks each as carried by the head, in one step, and from then on they share its fate. Said or found by the
head's key: all are done. Known not to be said: all wait again. Nobody knows: they stay with it, and the lookup decides
for all. Given up: all are parked, and each is told to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.delivery.digests import is_digest
from bot.delivery.direct_limit import LATER
from core.notifications.kinds import kind_of
from core.phrases import Phrase, phrase
from core.ports.bindings import BESIDE, Binding
from core.ports.outbox import Notice
from core.ui.cards import Card, Section, Tone
from core.ui.text import Text, flatten, plain

MOST = 10
"""How many are taken along at most."""
LOOK = 25
"""How far behind the head is looked: some of what stands there is moot."""

_BLOCKS, _CHARACTERS = 40, 6000
"""What one message holds everywhere: Slack draws 50 blocks, and cuts what is longer."""
_TONES: tuple[Tone, ...] = ("danger", "warning", "good", "neutral", "muted")


def waited(notice: Notice) -> bool:
    """Whether it was held back until now and may be said with others. What is merely a moment late was not.

    A page is said by itself, unless the hour's limit has held it back.
    """
    kind = kind_of(notice)
    held = kind.may_be_limited and notice.key.endswith(LATER)
    return (kind.may_merge or held) and notice.not_before - notice.at >= timedelta(minutes=1)


def fits(cards: Sequence[Card]) -> bool:
    """Whether all these are short enough for one message."""
    sections = _sections(cards)
    blocks = sum(1 + each.divider + bool(each.facts) + (len(each.buttons) + 4) // 5 for each in sections)
    words = sum(len(flatten(text)) for each in sections for text in (each.body, *(fact.value for fact in each.facts)))
    return blocks <= _BLOCKS and words <= _CHARACTERS


def one_card(cards: Sequence[Card], phrasing: Callable[[Phrase], Text]) -> Card:
    """These cards as one, each below the other with its own buttons. Needs at least one; one alone stays as it is."""
    first, *rest = cards
    if not rest:
        return first
    tickets = {each.ticket for each in cards}
    return Card(
        summary=flatten(phrasing(phrase("and_more", text=first.summary, count=len(rest)))),
        title=first.title,
        sections=_sections(cards),
        tone=min((each.tone for each in cards), key=_TONES.index),
        ticket=first.ticket if len(tickets) == 1 else None,
    )


def _sections(cards: Sequence[Card]) -> tuple[Section, ...]:
    """All of them, each card's below those of the one before; the first one's title stays the title."""
    first, *rest = cards
    return (*_parts(replace(first, title=())), *(part for each in rest for part in _below(each)))


def one_ticket(notices: Sequence[Notice]) -> bool:
    """Whether all are about the same ticket: an answer to a message about several would belong to none of them."""
    return len({each.ticket for each in notices}) == 1


def bindings(heard: Binding, notices: Sequence[Notice]) -> tuple[Binding, ...]:
    """What the message stands for besides its head; `heard` is the head's own binding."""
    return tuple(replace(heard, role=f"notice:{each.key}") for each in notices)


def beside(notices: Sequence[Notice], place: str, message: str) -> tuple[Binding, ...]:
    """By what each notice finds the message that says them all, where they are not of one ticket.

    None for a digest, which says nothing in the words of each, and where no button of any goes one day.
    """
    if is_digest(notices) or not message or not any(kind_of(each).loses for each in notices):
        return ()
    return tuple(Binding(each.ticket or "", f"{BESIDE}{each.key}", place, message) for each in notices)


def _below(card: Card) -> list[Section]:
    first, *rest = _parts(card)
    return [replace(first, divider=True), *rest]


def _parts(card: Card) -> list[Section]:
    """A card as sections, its buttons with the last of them."""
    parts = [*([Section(card.title)] if card.title else []), *card.sections] or [Section(plain(card.summary))]
    last = parts[-1]
    return [*parts[:-1], replace(last, buttons=(*last.buttons, *card.buttons, *card.more))]
