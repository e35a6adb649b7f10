"""What time itself brings: a promise that comes near or is broken, and the ladder's calls until somebody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.lifecycle.escalation import Lack
from core.notifications.examples import AT, DANA, LENA, PAGED_AT
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting, has_moved
from core.people import PersonId
from core.processes import Metric
from core.tickets.events import THRESHOLDS
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Warned(Facts):
    """The share of a clock that is used (`resolution:75`), its due time, whom it concerns; `late` if noticed late.

    `whom` a task is for, of whose order its record knows nothing.
    """

    threshold: str
    due_at: datetime | None
    to: tuple[PersonId, ...]
    late: datetime | None = None
    whom: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Breached(Facts):
    """Which clock passed its time, when; `late` when that was noticed late, `whom` a task is for."""

    metric: Metric
    due_at: datetime | None
    late: datetime | None = None
    whom: PersonId | None = None


@dataclass(frozen=True, slots=True)
class BreachedDirect(Facts):
    """The same, with whom it concerns."""

    metric: Metric
    due_at: datetime | None
    to: tuple[PersonId, ...]
    late: datetime | None = None
    whom: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Delayed(Facts):
    """Which clock passed its time, when we expect it instead, if we can say, and how often they hear of it by now."""

    metric: Metric
    estimate: datetime | None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling(Facts):
    """What the ticket is called for (`lack`), `since` when, who has it (`holder`), in which `turn` of the ladder."""

    since: datetime | None = None
    lack: Lack = "answer"
    holder: PersonId | None = None
    turn: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Calling):
    """Who is called, after so many minutes of the ladder's own hours."""

    to: tuple[PersonId, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Calling):
    """Who is paged and was before them, and when the next are paged.

    `minutes` are those of the ladder's own hours until now, `rung` is written `round:step`. An older desk wrote in how
    many minutes (`next_minutes`) the next were paged, which nobody is told any more.
    """

    to: tuple[PersonId, ...]
    tried: tuple[PersonId, ...]
    minutes: int
    team: str
    rung: str
    next_minutes: int | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped(Calling):
    """Who is told that somebody is called, and who was before them; `minutes` and `rung` as of a page."""

    to: tuple[PersonId, ...]
    tried: tuple[PersonId, ...]
    minutes: int
    rung: str


@dataclass(frozen=True, slots=True)
class UpdateDue(Facts):
    """Who has not written, since when."""

    to: tuple[PersonId, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class NobodyAnswered(Facts):
    """Everybody the ladder called, how long that took, and what for."""

    tried: tuple[PersonId, ...]
    minutes: int
    lack: Lack = "answer"


@dataclass(frozen=True, slots=True)
class ScheduleGap(Facts):
    """On which day nobody was on call in a schedule, and who was asked instead."""

    schedule: str
    filled_by: PersonId | None
    day: str


def _answered(_: Waiting[Called] | Waiting[Paged] | Waiting[Stepped] | Waiting[NobodyAnswered], ticket: Ticket) -> bool:
    return not ticket.open or ticket.ladder is None or ticket.ladder.acked


def _called_in_vain(waiting: Waiting[Called], ticket: Ticket) -> bool:
    """Somebody answered, or another team has it, whose own ladder calls."""
    return has_moved(waiting.notice, ticket) or _answered(waiting, ticket)


def _written_since(waiting: Waiting[UpdateDue], ticket: Ticket) -> bool:
    if not ticket.open:
        return True
    return ticket.last_public_at is not None and ticket.last_public_at > waiting.facts.since


def _warned_enough(waiting: Waiting[Warned], ticket: Ticket) -> bool:
    """The clock runs no more or is broken, or everybody concerned was told of a higher share."""
    facts = waiting.facts
    metric, mark = THRESHOLDS[facts.threshold]
    clock = ticket.clock(metric)
    if clock is None or clock.state != "running" or clock.breached_at is not None:
        return True
    higher = [f"{metric}:{share}" for share in ("75", "90") if share > mark]
    return all(any((share, person) in ticket.told for share in higher) for person in facts.to)


def _clock_over(waiting: Waiting[Breached] | Waiting[BreachedDirect] | Waiting[Delayed], ticket: Ticket) -> bool:
    clock = ticket.clock(waiting.facts.metric)
    return clock is None or not clock.live


def _told_later(waiting: Waiting[Delayed], ticket: Ticket) -> bool:
    """It runs no more, or they hear of it once more meanwhile."""
    return _clock_over(waiting, ticket) or (ticket.expected is not None and ticket.expected.count > waiting.facts.count)


# in the requester's thread
DELAY = Kind("delay", "line", Delayed(metric="resolution", estimate=AT), moot=_told_later)

# in the triage thread
WARNING = Kind(
    "warning",
    "line",
    Warned(threshold="resolution:75", due_at=AT, to=(DANA,)),
    hurries=True,
    digested="near",
    moot=_warned_enough,
    calls=True,
    buttons=Buttons(fix=("set_hold",), open=("update_requester",), claim=True),
    tone="warning",
)
BREACH = Kind(
    "breach",
    "line",
    Breached(metric="resolution", due_at=AT),
    hurries=True,
    digested="over",
    moot=_clock_over,
    tells_holder=True,
    buttons=Buttons(open=("send_update", "transfer"), claim=True),
    tone="danger",
)
CALL = Kind(
    "call",
    "line",
    Called(to=(DANA,), minutes=0, since=PAGED_AT),
    hurries=True,
    digested="unanswered",
    moot=_called_in_vain,
    calls=True,
    settled=_answered,
    buttons=Buttons(asked=("ack",)),
    drawn_on="critical",
)

# to one person
PAGE = Kind(
    "page",
    "direct",
    Paged(
        to=(DANA,),
        tried=(),
        minutes=0,
        team="infra",
        rung="0:0",
        next_at=PAGED_AT + timedelta(minutes=5),
        since=PAGED_AT,
    ),
    urgency="page",
    moot=_answered,
    settled=_answered,
    buttons=Buttons(asked=("ack",), ever=("show",)),
    tone="danger",
    drawn_on="critical",
)
STEP = Kind(
    "step",
    "direct",
    Stepped(to=(DANA,), tried=(), minutes=15, rung="0:1", since=PAGED_AT),
    hurries=True,
    digested="unanswered",
    moot=_answered,
    settled=_answered,
    buttons=Buttons(asked=("ack",), ever=("show",)),
    drawn_on="critical",
)
WARNING_DIRECT = Kind(
    "warning_direct",
    "direct",
    Warned(threshold="resolution:90", due_at=AT, to=(DANA,)),
    hurries=True,
    digested="near",
    moot=_warned_enough,
    buttons=Buttons(ever=("show",), claim=True),
    tone="warning",
)
BREACH_DIRECT = Kind(
    "breach_direct",
    "direct",
    BreachedDirect(metric="resolution", due_at=AT, to=(DANA,)),
    worded_as=BREACH.name,
    hurries=True,
    digested="over",
    moot=_clock_over,
    tells_holder=True,
    buttons=Buttons(open=("send_update", "transfer"), ever=("show",), claim=True),
    tone="danger",
)
UPDATE_DUE = Kind(
    "update_due",
    "direct",
    UpdateDue(to=(DANA,), since=AT),
    urgency="page",
    moot=_written_since,
    settled=_written_since,
    buttons=Buttons(asked=("send_update",), ever=("show",)),
    drawn_on="critical",
)
NOBODY_ANSWERED = Kind(
    "nobody_answered",
    "direct",
    NobodyAnswered(tried=(DANA, LENA), minutes=80),
    discreet=True,
    urgency="page",
    moot=_answered,
    buttons=Buttons(ever=("show",)),
    tone="danger",
    drawn_on="critical",
)
SCHEDULE_GAP = Kind(
    "schedule_gap",
    "direct",
    ScheduleGap(schedule="desk-duty", filled_by=LENA, day="2026-10-28"),
    discreet=True,
)
