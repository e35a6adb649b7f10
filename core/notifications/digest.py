"""Many promises at once, said in one message: which notices may be part of it, and what it then says.

When five hundred promises of a team run out in one minute, five hundred messages in as many threads are read by nobody.
What time brings is said of a ticket by itself while a handful waits; where more wait in one conversation, one message
names the most urgent tickets and counts the rest (`bot.delivery.digests` decides when). Whatever concerns a P1, and
every page, is said by itself. So is what waits where its ticket is no longer: its card there says where it went. A
private ticket is counted and never named, since nothing takes a title back out of what was said of many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.notifications.kind import DIGESTED, Digested, has_moved
from core.notifications.kinds import kind_of
from core.notifications.recipients import URGENT
from core.people import PersonId
from core.ports.outbox import Notice
from core.tickets.priority import rank
from core.tickets.ticket import Ticket
from core.ui.pages import Digest

LISTED = 7
"""How many tickets a digest names: as many as fit a screen, two lines and a button each. All stand in the lists that
its buttons lead to."""
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice, and the ticket it is about as it is now."""

    notice: Notice
    ticket: Ticket


def may_be_digested(notice: Notice, ticket: Ticket | None) -> bool:
    """Whether many of its sort are said in one message."""
    if ticket is None or ticket.priority == URGENT or has_moved(notice, ticket):
        return False
    return kind_of(notice).digested is not None


def digest_of(told: Sequence[Told]) -> Digest:
    """What is said of these at once. Needs at least one, each of which may be digested."""
    gravest: dict[str, Digested] = {}
    for each in told:
        says = kind_of(each.notice).digested
        if says is not None:
            gravest[each.ticket.ref] = min(gravest.get(each.ticket.ref, says), says, key=DIGESTED.index)
    count = Counter(gravest.values())
    tickets = {each.ticket.ref: each.ticket for each in told}.values()
    return Digest(
        over=count["over"],
        unanswered=count["unanswered"],
        near=count["near"],
        tickets=tuple(sorted((each for each in tickets if not each.private), key=_urgency)[:LISTED]),
        called=tuple(dict.fromkeys(person for each in told for person in _called(each.notice))),
        teams=() if all(_is_theirs(each) for each in told) else tuple(dict.fromkeys(each.team for each in tickets)),
    )


def _urgency(ticket: Ticket) -> tuple[int, datetime, str]:
    due = (clock.due_at for clock in ticket.clocks if clock.state == "running" and clock.due_at)
    return rank(ticket.priority), min(due, default=_NEVER), ticket.ref


def _is_theirs(told: Told) -> bool:
    """Whether it is said to the one person who has the ticket."""
    return told.notice.person == told.ticket.assignee


def _called(notice: Notice) -> tuple[PersonId, ...]:
    """Whom it calls by name where others read it; who is told directly need not be called."""
    to = notice.facts.get("to")
    return to if kind_of(notice).calls and not notice.person and isinstance(to, tuple) else ()
