"""The mark on a message that was sent to somebody: a clock while it is on its way, another sign once it was delivered.

The first mark comes with the decision; the others follow from what delivery saw, and are written with it. Where no mark
can be set, whoever wrote the message reads the same in one message of their own, which is edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.delivery.naming import brings
from core.notifications.kind import Kind
from core.notifications.kinds import kind_of
from core.notifications.marks import (
    DELIVERED,
    MARK_DELIVERED,
    MARK_OFF,
    SENT_BECAME,
    TAKEN,
    Reaction,
    SentBecame,
    sent_role,
)
from core.notifications.parts import is_last, part_of, role_of_part
from core.ports.bindings import Binding
from core.ports.outbox import DIRECT, Notice


def delivered(
    notices: Sequence[Notice], bound: Sequence[Binding], now: datetime, *, marks: Callable[[str], bool]
) -> list[Notice]:
    """The marks of messages whose words have all been said with these; `bound` is what was said before.

    `marks` says where marks can be set.
    """
    said = [notice for notice in notices if _marked(notice) and is_last(notice) and _stands(notice, bound)]
    found: list[Notice] = []
    for notice in said:
        if marks(_marked(notice)):
            if kind_of(notice).acts:  # edited words: their mark stands, or was taken off for good
                continue
            found += [_mark(notice, MARK_DELIVERED, DELIVERED, now), _mark(notice, MARK_OFF, TAKEN, now)]
        else:
            found.append(_in_words(notice, now, delivered=True))
    return found


def taken_back(notice: Notice, now: datetime) -> Iterator[Notice]:
    """What takes the mark off the message of a notice that can never be said, or says so in its stead."""
    if _marked(notice) and not kind_of(notice).acts:
        yield _mark(notice, MARK_OFF, TAKEN, now)
        yield _in_words(notice, now, delivered=False)


def _in_words(notice: Notice, now: datetime, *, delivered: bool) -> Notice:
    facts = notice.facts
    became = SentBecame(
        target=sent_role(str(facts.get("comment"))),
        person=notice.to.partition(":")[2],
        begins=str(facts.get("begins") or ""),
        delivered=delivered,
    )
    key = f"{brings(notice)}:{SENT_BECAME.name}:{'delivered' if delivered else 'lost'}"
    return SENT_BECAME.notice(became, ticket=notice.ticket, to=f"{DIRECT}{facts.get('author')}", key=key, at=now)


def _marked(notice: Notice) -> str:
    """The message (`place#message`) whose words the notice brings; empty where none is marked."""
    return str(notice.facts.get("mark") or "")


def _stands(notice: Notice, bound: Sequence[Binding]) -> bool:
    """Whether all parts before this last one were said to the requester: copies in triage rooms do not count."""
    homes = {each.place for each in bound if each.role == "requester"}
    rooms = {each.place for each in bound if each.role.startswith("triage:")} - homes
    roles = {each.role for each in bound if each.place not in rooms}
    whole = f"comment:{notice.facts.get('comment')}"
    return all(role_of_part(whole, number) in roles for number in range(1, part_of(notice)))


def _mark(notice: Notice, kind: Kind[Reaction], emoji: str, now: datetime) -> Notice:
    target = _marked(notice)
    return kind.notice(
        Reaction(target=target, emoji=emoji),
        ticket=notice.ticket,
        to=f"message:{target}",
        key=f"{brings(notice)}:{kind.name}",
        at=now,
        place=target.partition("#")[0],
    )
