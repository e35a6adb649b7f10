"""The mark on a message that was sent to somebody: a clock while it is on its way, another sign once it was delivered.

The first mark comes with the decision; the others follow from what delivery saw, and are written with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.notifications.kind import Kind
from core.notifications.message_edits import DELIVERED, MARK_DELIVERED, MARK_OFF, TAKEN, Reaction
from core.notifications.parts import is_last, part_of, role_of_part, whole_key
from core.ports.bindings import Binding
from core.ports.outbox import Notice


def delivered(notices: Sequence[Notice], bound: Sequence[Binding], now: datetime) -> list[Notice]:
    """The marks of messages whose words have all been said with these; `bound` is what was said before."""
    said = [notice for notice in notices if _marked(notice) and is_last(notice) and _stands(notice, bound)]
    marks: list[Notice] = []
    for notice in said:
        marks += [_mark(notice, MARK_DELIVERED, DELIVERED, now), _mark(notice, MARK_OFF, TAKEN, now)]
    return marks


def taken_back(notice: Notice, now: datetime) -> Iterator[Notice]:
    """What takes the mark off the message of a notice that can never be said."""
    if _marked(notice):
        yield _mark(notice, MARK_OFF, TAKEN, now)


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
        key=f"{whole_key(notice)}:{kind.name}",
        at=now,
        place=target.partition("#")[0],
    )
