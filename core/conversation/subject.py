"""What words in a chat with the desk are about, where no thread, no quote and no number says so (experience.md 5.4).

All that decides it is here: their tickets, what they chose there last, what waits and was asked, and the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.conversation.chosen import find_chosen, was_asked_since
from core.conversation.new_wishes import is_new_wish, named_by_kind
from core.people import PersonId
from core.policy import Policy
from core.ports.chats import STICKS, Chat
from core.tickets.subjects import find_named, name_another, named_in
from core.tickets.ticket import Ticket

AGAIN = timedelta(minutes=10)
"""So soon after the question it is still before the person's eyes: what is said then only hears that it waits."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a person, at an instant; `shows` where files came with them."""

    person: PersonId
    text: str
    at: datetime
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Goes:
    """They are about this ticket."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Asks:
    """It has to be asked which of these they are about, in this order, or they are about something new."""

    offered: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class IsNew:
    """They are about something new, with what waits: there is no ticket any more that they could be about."""


def decide(
    policy: Policy, said: Said, theirs: Sequence[Ticket], ended: Sequence[Ticket], chat: Chat
) -> Goes | Asks | IsNew | None:
    """What words are about: of `theirs`, the last spoken of first, or of those that `ended` lately.

    With one open ticket there is nothing to ask, nor where the last that they read was a question about one; but where
    that was the end of another, just now, it is asked: that may not be over. With several, what was chosen last holds,
    unless the words name others or something new, or another one was asked about since. None where there is nothing
    that they can be about.
    """
    text, at = said.text, said.at
    if not theirs:
        meant = find_named(text, ended, policy)
        may_be = tuple(one for one in ended if one is meant or one.merged or _just_ended(one, at))
        if len(may_be) == 1 and may_be[0].merged is not None:  # what is written on still reaches those who have it
            return Goes(may_be[0])
        if may_be:
            return Asks(may_be)
        return IsNew() if chat.waiting else None
    named = named_in(text, theirs, policy) or named_in(text, ended, policy)
    if not named and (over := _ended_last(theirs, ended, chat, said)) is not None:
        return Asks((over, *theirs))
    if len(theirs) == 1 and not name_another(named, theirs[0]) and not _is_new(policy, said, theirs[0]):
        return Goes(theirs[0])
    named = named or named_by_kind(policy, text, theirs)
    if not named and _asked_of_several(theirs, chat):
        return Asks(tuple(sorted(theirs, key=lambda one: one.asked_at is None)))
    answers = _asked_last(theirs, chat, said.person)
    if answers is not None and not name_another(named, answers):
        return Goes(answers)
    about = None if _waits_since(chat) else find_chosen(theirs, chat, at)
    if about is not None and not name_another(named, about) and (named or not _is_new(policy, said, about)):
        return Goes(about)
    if named:
        first = {one.ticket.ref: one.ticket for one in named}
        return Asks((*first.values(), *(one for one in theirs if one.ref not in first)))
    return Asks(tuple(sorted(theirs, key=lambda one: not was_asked_since(one, chat.since))))


def is_before_their_eyes(
    chat: Chat, offered: Sequence[Ticket], at: datetime, asked_else: datetime | None = None
) -> bool:
    """Whether the question that was asked last takes what is said now as well, with no need to ask anew.

    It was asked a moment ago, nothing was chosen since nor anything else asked (`asked_else`), and whatever could be
    chosen now can be chosen there.
    """
    asked = chat.asked_at
    if asked is None or not chat.asked_last or at - asked > AGAIN:
        return False
    if (chat.since is not None and chat.since >= asked) or (asked_else is not None and asked_else > asked):
        return False
    about = [frozenset(each.not_about) for each in chat.under(chat.asked_last)]
    left_out = frozenset.intersection(*about) if about else frozenset()
    over = [one for one in offered if one.over]
    if left_out or len(over) not in (0, len(offered)):  # what has ended is offered where it is named, or alone
        return False
    return all(
        (one.created_at is None or one.created_at <= asked) and (one.closed_at is None or one.closed_at < asked)
        for one in offered
    )


def last_told(ticket: Ticket, person: PersonId, *, spoke_of: bool = True) -> datetime | None:
    """When somebody was told something of a ticket last, be it its end, or (`spoke_of`) spoke of it; None where neither
    was.
    """
    spoken = dict(ticket.spoke).get(person) if spoke_of else None
    instants = (ticket.closed_at, ticket.resolved_at, ticket.last_public_at, spoken)
    return max((one for one in instants if one is not None), default=None)


def _ended_last(theirs: Sequence[Ticket], ended: Sequence[Ticket], chat: Chat, said: Said) -> Ticket | None:
    """What has just ended, if that is the last that they read, wrote or chose in the chat."""
    over = [one for one in ended if one.merged is None and _just_ended(one, said.at)]
    last = max(over, key=lambda one: one.closed_at or said.at, default=None)
    if last is None or last.closed_at is None:
        return None
    heard = (chat.since, *(at for one in theirs for at in (one.created_at, last_told(one, said.person))))
    return None if any(at is not None and at >= last.closed_at for at in heard) else last


def _just_ended(ticket: Ticket, at: datetime) -> bool:
    return ticket.closed_at is not None and at - ticket.closed_at <= STICKS


def _is_new(policy: Policy, said: Said, ticket: Ticket) -> bool:
    """Whether words are plainly of something else. A file shows what is known, and a question awaits any answer."""
    return ticket.asked_at is None and not said.shows and is_new_wish(policy, said.person, said.text, ticket)


def _waits_since(chat: Chat) -> bool:
    """Whether words wait for an answer that was asked for after the last choice: what comes next waits with them."""
    asked, since = chat.asked_at, chat.since
    return bool(chat.waiting) and asked is not None and since is not None and asked > since


def _asked_of_several(theirs: Sequence[Ticket], chat: Chat) -> bool:
    """Whether questions about several tickets are open, and they have not said since which one they speak of.

    An answer to the wrong one would end its wait for good.
    """
    asked = [one.asked_at for one in theirs if one.asked_at is not None]
    return len(asked) > 1 and (chat.since is None or chat.since < max(asked))


def _asked_last(theirs: Sequence[Ticket], chat: Chat, person: PersonId) -> Ticket | None:
    """The ticket about which they were asked something, if that is the last that they read or wrote in the chat."""
    asked = [(one.asked_at, one) for one in theirs if one.asked_at is not None]
    if not asked or chat.waiting:
        return None
    since, last = max(asked, key=lambda each: each[0])
    heard = (chat.since, *(at for one in theirs for at in (one.created_at, last_told(one, person))))
    return None if any(at is not None and at > since for at in heard) else last
