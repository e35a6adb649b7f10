"""Noise rule 11 (experience.md section 6): not more than so many direct messages per ticket and hour to one person.

It holds for escalations as well: what is more is said together when the hour is over. Only pages of a P1 are never held
back. Words that are too long for one message count once, with their first part, and no other part is held back by
itself. What somebody heard is a small named value in the store, kept in the step that records that a message was said:
so all processes count together, and go on after a restart. No count is lost, since one of a person's messages is in
flight at a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.runtime.logs import record
from core.notifications.kinds import kind_of
from core.notifications.parts import part_of, parts_behind
from core.notifications.recipients import URGENT
from core.ports.outbox import Leased, Notice, Outbox
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket

LATER = ":later"
"""What the key of a notice ends with that was held back."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """When one person was written to about each ticket, by its number, in the last hour and perhaps before."""

    about: Mapping[str, Sequence[datetime]] = field(default_factory=dict)

    def until(self, notice: Notice, most: int, now: datetime, ticket: Ticket | None = None) -> datetime | None:
        """When this may be said of a ticket, where `most` are in an hour; None for at once."""
        kind = kind_of(notice)
        if not notice.person or notice.ticket is None or not kind.may_be_limited or part_of(notice) > 1:
            return None
        if kind.urgency == "page" and ticket is not None and ticket.priority == URGENT:
            return None
        heard = _recent(self.about.get(notice.ticket, ()), now)
        most = max(most, 1)
        return None if len(heard) < most else heard[-most] + _HOUR

    def then(self, said: Sequence[Notice], now: datetime) -> Heard:
        """The same after one message that said these; what is older than an hour is forgotten."""
        about = {ref: recent for ref, heard in self.about.items() if (recent := _recent(heard, now))}
        begun = (each.ticket for each in said if each.ticket is not None and part_of(each) == 1)
        for ref in set(begun):  # one message, however much it says
            about[ref] = [*about.get(ref, ()), now]
        return Heard(about)


def heard_by(tx: Transaction, notice: Notice) -> Heard:
    """What was heard by whom this is for; nothing where it is no direct message."""
    kept = tx.recall(_memo(notice)) if notice.person else None
    about: Mapping[str, Sequence[str]] = json.loads(kept) if kept else {}
    return Heard({ref: [datetime.fromisoformat(at) for at in heard] for ref, heard in about.items()})


async def put_off(outbox: Outbox, leased: Leased, until: datetime, now: datetime) -> None:
    """Let it be said later, with the parts of its words that follow it. Raises StorageUnavailable.

    As new notices, since one that is tried again holds up what its ticket says later, and with it a page.
    """
    notice, behind = leased.notice, parts_behind(leased.notice)
    after = await outbox.after(leased.id, now) if behind else ()
    every = [notice, *(each.notice for each in after if each.notice.key in behind)]
    later = [replace(each, key=f"{each.key}{LATER}", not_before=until) for each in every]
    await outbox.drop_moot(leased.id, now, [each.key for each in every[1:]], then=later)
    record("notice.postponed", key=notice.key, until=until.isoformat(), parts=len(every))


def heard_after(heard: Heard, said: Sequence[Notice], now: datetime) -> Mapping[str, str]:
    """What is to be kept of a direct message that said these. Nothing of any other, nor of a change of one."""
    if said[0].refresh or not said[0].person or all(kind_of(one).answers_them for one in said):
        return {}  # what tells somebody how their own words fare takes nothing of the hour from what they should know
    about = heard.then(said, now).about
    return {_memo(said[0]): json.dumps({ref: [at.isoformat() for at in times] for ref, times in about.items()})}


def _recent(heard: Sequence[datetime], now: datetime) -> Sequence[datetime]:
    return [at for at in heard if now - at < _HOUR]


def _memo(notice: Notice) -> str:
    return f"heard:{notice.to}"
