"""What becomes of a notice whose turn it is, before anything is said: decided in one place, from what is known of it.

What may have landed is looked up first, whatever became of its ticket since: what stands there is kept in mind, so that
a later change finds it, and what does not stand there is judged as if nobody had tried to say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.known import Known
from core.notifications.digest import may_be_digested
from core.notifications.kinds import kind_of
from core.notifications.readings import is_back, is_gone
from core.notifications.withdrawing import is_unsaid
from core.policy import Policy
from core.ports.outbox import Leased, Notice
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Say:
    """It is said."""


@dataclass(frozen=True, slots=True)
class Drop:
    """It is not said: it would be untrue or noise by now, or those whom it is for may not read it."""


@dataclass(frozen=True, slots=True)
class Clear:
    """Nothing is said by it: what takes back each message of this ticket is a notice of its own."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Later:
    """Whom it is for has heard enough of its ticket until then (noise rule 11)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NextDigest:
    """Its conversation has had a digest, and hears no promise until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class LookFirst:
    """An earlier try may have landed: it is looked up under its own key. Where it did not, this becomes of it."""

    otherwise: Say | Drop | Later | NextDigest


Verdict = Say | Drop | Clear | Later | NextDigest | LookFirst


def verdict(leased: Leased, known: Known, policy: Policy, now: datetime, pulling: Sequence[Leased] = ()) -> Verdict:
    """What becomes of it; `pulling` is what its ticket says after it, where its turn came early because of that."""
    otherwise = untried(leased.notice, known, policy, now, pulling)
    if leased.unknown and not isinstance(otherwise, Clear):  # which says nothing that could have landed
        return LookFirst(otherwise)
    return otherwise


def untried(
    notice: Notice, known: Known, policy: Policy, now: datetime, pulling: Sequence[Leased] = ()
) -> Say | Drop | Clear | Later | NextDigest:
    """The same where it is known that no earlier try landed."""
    ticket = known.ticket
    if is_gone(notice, known.reads, known.bound) or is_unsaid(policy, notice, ticket) or is_back(notice, known.reads):
        return Drop()
    if ticket is not None and kind_of(notice).clears:
        return Clear(ticket)
    if (until := held(notice, known, policy, now)) is not None:
        return Later(until)
    # What pulled it forward waits with it, or else is why it is said now.
    waits = all(not each.unknown and may_be_digested(each.notice, ticket) for each in pulling)
    if known.pause is not None and known.pause > now and may_be_digested(notice, ticket) and waits:
        return NextDigest(known.pause)
    return Say()


def held(notice: Notice, known: Known, policy: Policy, now: datetime) -> datetime | None:
    """Until when whom it is for has heard enough of its ticket; None where it may be said."""
    return known.heard.until(notice, policy.notifications.dm_per_ticket_per_hour, now, known.ticket)
