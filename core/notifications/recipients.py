"""Addresses what one decision has to say: who hears it, on which platforms, and when that is polite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from core.calendars.hours import is_open, next_opening
from core.notifications.facts import F
from core.notifications.kind import Kind
from core.notifications.marks import Reaction
from core.notifications.message_edits import MOVED_PRIVATE, OnMessage, answered
from core.notifications.parts import in_parts, role_of_part
from core.people import PersonId
from core.policy import Policy, Priority
from core.ports.bindings import Binding
from core.ports.outbox import DIRECT, REQUESTER, Notice
from core.ports.places import Places
from core.processes import RequestDetails
from core.tickets.comments import Comment
from core.tickets.events import Happened
from core.tickets.ticket import Ticket

R = TypeVar("R", bound=Reaction)

LATE = timedelta(minutes=30)
"""A notice later than this says so (domain.md section 7)."""
_AT_ONCE = timedelta(minutes=1)
URGENT: Priority = "P1"
"""Whatever concerns such a ticket is said before what can wait."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """By which order `person` asks to keep something, `until` then (None: without an end); `people` decide about it."""

    order: str
    person: PersonId
    until: datetime | None
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Others:
    """What is told of other records: the order of a task; until when whoever orders something has the same already;
    when it is taken away by another order, which may have given it, from whoever has it; who asks to keep what a task
    takes away; which tasks are at taking away what an order asks to keep.
    """

    order: Callable[[], Ticket | None] = lambda: None
    has_until: Callable[[], datetime | None] = lambda: None
    ends_by_another: Callable[[], datetime | None] = lambda: None
    keeping: Callable[[], Keeping | None] = lambda: None
    taking_away: Callable[[], Sequence[Ticket]] = tuple


NONE = Others()


@dataclass(slots=True)
class Announcer:
    """Collects the notices of one decision. `now` is when we speak, each event's `at` when it happened.

    `cards` looks up the cards of the ticket: where one stands that is another team's, a team had it before.
    `others` looks up what is told of other records, `log` all that happened to this one before, `said_to` who had asked
    when a comment was written.
    """

    before: Ticket
    after: Ticket
    policy: Policy
    places: Places
    now: datetime
    cards: Callable[[], Sequence[Binding]] = tuple
    others: Others = NONE
    log: Callable[[], Sequence[Happened]] = tuple
    said_to: Callable[[str], PersonId] = lambda _: ""
    said: list[Notice] = field(default_factory=list)
    seq: int = 0

    @property
    def whom(self) -> PersonId | None:
        """Whom a task is for, of somebody who is new by name; None of any other record, which knows that itself, and
        where nobody is to read it.
        """
        order = self.others.order() if self.after.process.of_parent else None
        if order is None or order.private:
            return None
        return (order.details.holder if isinstance(order.details, RequestDetails) else "") or order.beneficiary

    def requester(
        self,
        kind: Kind[F],
        facts: F,
        at: datetime,
        *,
        anew: bool = False,
        part: int = 1,
        of: str = "",
        whom: PersonId = "",
    ) -> None:
        """Say something in the requester's thread; `part` tells apart what is about several parts of one message.

        `of` tells apart what is said of several earlier messages at once. `whom` is who had asked when what it is about
        was said, where that is somebody else by now.

        Nothing where they hear of its parent alone.
        """
        if self.after.process.of_parent:
            return
        place = None if self.after.home == "direct" else self.after.home.partition("#")[0]
        to = f"{REQUESTER}{whom}" if whom else self._home
        self._write(kind, facts, to, at, place, anew=anew, part=part, below=of)

    def triage(
        self, kind: Kind[F], facts: F, at: datetime, *, team: str | None = None, anew: bool = False, part: int = 1
    ) -> None:
        """Say something in the triage thread, on every platform where the team has one; `part` as for requesters.

        What stands on its parent's card has none of its own.
        """
        if self.after.process.of_parent and kind.shape == "card":
            return
        team = team or self.after.team
        for place in self.places.triage(team) or (None,):
            self._write(kind, facts, f"triage:{team}", at, place, anew=anew, part=part)

    def below(self, other: Ticket, kind: Kind[F], facts: F, at: datetime) -> None:
        """Say something in the triage thread of another record, which is open."""
        for place in self.places.triage(other.team) or (None,):
            to = f"triage:{other.team}"
            key = f"{self.after.ref}:{self.seq}:{kind.name}:{other.ref}:{place or to}"
            urgent = other.priority == URGENT
            self.said.append(
                kind.notice(
                    facts, ticket=other.ref, to=to, key=key, at=at, not_before=self._polite(kind, to, at), place=place,
                    urgent=urgent,
                )
            )  # fmt: skip

    def copy(self, said: Comment, kind: Kind[F], facts: F, at: datetime, *, part: int = 1) -> None:
        """Say something in every triage thread in which a comment does not stand as it was written.

        What changes a copy reaches the threads of teams that had the ticket as well.
        """
        team = self.after.team
        for place in self.places.triage(team) or (None,):
            if not self._stands(said, place):
                self._write(kind, facts, f"triage:{team}", at, place, part=part)
        for former, place in self.former() if kind.acts else ():
            if not self._stands(said, place):
                self._write(kind, facts, f"triage:{former}", at, place, part=part)

    def former(self) -> Iterator[tuple[str, str]]:
        """Other teams in whose places a card of the ticket stands, with these."""
        own = self.places.triage(self.after.team)
        for card in self.cards():
            team = card.role.removeprefix("triage:")
            if team not in (card.role, self.after.team) and team in self.policy.teams and card.place not in own:
                yield team, card.place

    def everywhere(self, kind: Kind[F], facts: F, at: datetime, *, part: int = 1) -> None:
        """Change something below the card of the ticket's team, and below those of teams that had it."""
        self.triage(kind, facts, at, part=part)
        for former, place in self.former():
            self._write(kind, facts, f"triage:{former}", at, place, part=part)

    def carried(self, kind: Kind[F], facts: F, at: datetime, place: str | None, *, of: str, part: int = 1) -> None:
        """Say in one triage thread of the ticket's team what was said before it had the ticket; `of` names what."""
        once = f"{self.after.ref}:{self.seq}:carried:{of}"
        self._write(kind, facts, f"triage:{self.after.team}", at, place, once=once, part=part)

    def _stands(self, said: Comment, place: str | None) -> bool:
        here = said.said_in.partition("#")[0] if said.said_in else None
        if here is None or place == here:
            return here is not None
        if said.public and (said.voice != "responder" or said.at_home):
            return False
        # Said by the team, but in none of its rooms: that is somebody's own chat, where a card stands instead of there.
        rooms = any(here in self.places.triage(team) for team in self.policy.teams)
        return not rooms and (place is None or place.partition(":")[0] == here.partition(":")[0])

    def direct(
        self, kind: Kind[F], facts: F, person: PersonId, at: datetime, *, once: str | None = None, below: str = ""
    ) -> None:
        """Say something to one person; unless it is a page, it waits for working hours. `once` as for admins.

        `below` names what follows the message of that, which goes when that does.
        """
        self._write(kind, facts, f"{DIRECT}{person}", at, None, once=once, below=below)

    def redraw(self, said: Notice, *, asks: bool) -> None:
        """Let an earlier message to one person read as `said`, with its buttons where it still `asks`."""
        self.said.append(replace(answered(said, self.now, asks=asks), key=f"{said.key}:reads:{self.seq}"))

    def waits_since(self, kind: Kind[F], to: str, at: datetime) -> datetime | None:
        """Until when what was to be said at `at` waits for working hours; None where it need not any more."""
        quiet = self.policy.notifications.quiet_calendar
        if quiet is None or not kind.waits(to) or self.after.priority in self.policy.notifications.quiet_except:
            return None
        calendar = self.policy.calendars[quiet]
        opens = at if is_open(calendar, at - timedelta(seconds=1)) else next_opening(calendar, at)
        return opens if opens > self.now else None

    def admins(self, kind: Kind[F], facts: F, at: datetime, *, once: str | None = None) -> None:
        """Tell the admin channel, or every admin where there is none. What has the same `once` is told only once."""
        rooms = self.places.admin()
        for place in rooms:
            self._write(kind, facts, "admins", at, place, once=once)
        if not rooms:
            for person in self.policy.roles.get("admin", ()):
                self._write(kind, facts, f"{DIRECT}{person}", at, None, once=once)

    def leave(self, at: datetime) -> None:
        """Take what the requester's card says out of the public thread that the ticket came from."""
        place = self.before.home.partition("#")[0]
        self._write(MOVED_PRIVATE, OnMessage(target="requester"), self._home, at, place)

    def react(self, kind: Kind[R], reaction: R, at: datetime) -> None:
        """Put an emoji on a message (`place#message`)."""
        place = reaction.target.partition("#")[0]
        self._write(kind, reaction, f"message:{reaction.target}", at, place)

    def late(self, at: datetime) -> datetime | None:
        """The instant of noticing, when that is more than half an hour after `at`."""
        return self.now if self.now - at > LATE else None

    @property
    def _home(self) -> str:
        return f"{REQUESTER}{self.after.requester}"

    def _write(
        self,
        kind: Kind[F],
        facts: F,
        to: str,
        at: datetime,
        place: str | None,
        *,
        once: str | None = None,
        anew: bool = False,
        part: int = 1,
        below: str = "",
    ) -> None:
        key = role_of_part(f"{once or f'{self.after.ref}:{self.seq}'}:{kind.name}:{place or to}", part)
        key = f"{key}:{below}" if below else key
        not_before = self._polite(kind, to, at)
        ref, urgent = self.after.ref, self.after.priority == URGENT
        notice = kind.notice(
            facts, ticket=ref, to=to, key=key, at=at, not_before=not_before, place=place, urgent=urgent, anew=anew
        )
        self.said += in_parts(notice, kind.words)

    def _polite(self, kind: Kind[F], to: str, at: datetime) -> datetime:
        """When it may be said. What falls on the very second of closing time is still said then."""
        quiet = self.policy.notifications.quiet_calendar
        if quiet is None or not kind.waits(to) or self.after.priority in self.policy.notifications.quiet_except:
            return self.now
        calendar = self.policy.calendars[quiet]
        if self.now - at < _AT_ONCE and is_open(calendar, at - timedelta(seconds=1)):
            return self.now
        return next_opening(calendar, self.now)
