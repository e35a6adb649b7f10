"""What would be shown on the spot, as a notice: for a channel whose reader is not looking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.notifications.direct import ANSWER, Answer
from core.people import PersonId
from core.ports.outbox import Notice
from core.ui.cards import Card
from core.ui.inbound import FieldErrors, Heard, Reply, Shown, Submit
from core.ui.text import flatten


def notice_of(heard: Heard, person: PersonId, reply: Reply, now: datetime, *, slashes: bool) -> Notice | None:
    """The reply as a notice to whoever spoke, the same for a repeat; None when there is nothing to say.

    `slashes` says whether people type slash commands where it is read.
    """
    match reply:
        case Shown(card=card):
            text = "\n".join(_lines(card, slashes))
        case FieldErrors(errors=errors):
            text = "\n".join(errors.values())
        case _:
            return None
    key = heard.command_id if isinstance(heard, Submit) else getattr(heard, "key", "")
    if not key:
        return None
    return ANSWER.notice(Answer(text), ticket=None, to=f"direct:{person}", key=f"answer:{key}", at=now)


def _lines(card: Card, slashes: bool) -> Iterator[str]:
    """A card's words, line by line, without its buttons."""
    if card.title:
        yield flatten(card.title, slashes=slashes)
    for section in card.sections:
        yield flatten(section.body, slashes=slashes)
        for fact in section.facts:
            yield f"{fact.label}: {flatten(fact.value, slashes=slashes)}"
