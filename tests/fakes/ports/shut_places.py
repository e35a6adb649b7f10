"""What was parked in memory because a place was shut: it waits again, or for one that was made in its stead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.notifications.kinds import kind_of
from core.ports.outbox import Notice
from tests.fakes.ports.waiting import Waiting

if TYPE_CHECKING:
    from core.tickets.ticket import Ticket


@dataclass
class ShutPlacesInMemory:
    """Implements that part of the outbox on what `NoticesInMemory` keeps."""

    notices: dict[int, Waiting] = field(default_factory=dict)
    shut: dict[int, str] = field(default_factory=dict)
    """Those that were parked because a place was shut, and which; empty where nobody knows."""

    if TYPE_CHECKING:  # of the transaction

        def ticket(self, ref: str) -> Ticket | None: ...

    def bring_back(self, now: datetime, since: datetime, places: Collection[str] | None) -> int:
        open_again = [id for id, place in sorted(self.shut.items()) if places is None or not place or place in places]
        return self._try_anew(open_again, now, since)

    def bring_back_for(
        self, refused_by: Collection[str], now: datetime, since: datetime, without: Collection[str]
    ) -> int:
        open_again = [id for id, place in sorted(self.shut.items()) if place in refused_by]
        for id in open_again:
            one = self.notices[id]
            facts = {name: fact for name, fact in one.notice.facts.items() if name not in without}
            self.notices[id] = replace(one, notice=replace(one.notice, facts=facts))
        return self._try_anew(open_again, now, since)

    def bring_back_first(self, place: str, now: datetime, since: datetime) -> int:
        waits = [self.notices[id] for id in sorted(self._refused(place, since))]
        first = min(waits, key=lambda one: (one.notice.refresh, one.id), default=None)
        return self._try_anew([first.id], now, since) if first else 0

    def refusing(self, since: datetime) -> list[str]:
        return list(dict.fromkeys(place for place in self.shut.values() if self._refused(place, since)))

    def move(self, before: str, after: str, since: datetime) -> int:
        moved = 0
        for id in self._refused(before, since):
            one = self.notices[id]
            notice, kind = one.notice, kind_of(one.notice)
            ticket = self.ticket(notice.ticket) if notice.ticket else None
            if notice.place != before:
                continue
            if kind.acts or kind.shape == "card" or (notice.ticket and not (ticket and ticket.open)):
                self.notices[id] = replace(one, state="moot")
                del self.shut[id]
                continue
            self.notices[id], self.shut[id] = replace(one, notice=replace(notice, place=after)), after
            moved += 1
        return moved

    def _refused(self, place: str, since: datetime) -> list[int]:
        return [id for id, by in self.shut.items() if by == place and self.notices[id].notice.at >= since]

    def _try_anew(self, open_again: Sequence[int], now: datetime, since: datetime) -> int:
        back = [one for id in open_again if (one := self.notices[id]).notice.at >= since]
        self.shut = {id: place for id, place in self.shut.items() if id not in {one.id for one in back}}
        last = {refreshed(one.notice): one.id for one in back if one.notice.refresh}
        outdated = {one.id for one in back if last.get(refreshed(one.notice), one.id) != one.id}
        outdated |= {
            one.id
            for one in back
            if one.notice.refresh
            and any(each.left and refreshed(each.notice) == refreshed(one.notice) for each in self.notices.values())
        }
        self.notices |= {id: replace(self.notices[id], state="moot") for id in outdated}
        again = [one for one in back if one.id not in outdated]
        for one in again:
            notice = replace(one.notice, not_before=now)
            due_at = one.due + (now - one.notice.not_before)
            self.notices[one.id] = Waiting(one.id, notice, due_at)
        return len(again)


def refreshed(notice: Notice) -> tuple[str, str | None, str, str]:
    return notice.kind, notice.ticket, notice.to, notice.lane
