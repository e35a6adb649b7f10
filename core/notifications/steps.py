"""What teams hear of the tasks of a request, beside the cards that show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.fulfilment.steps import is_early
from core.notifications.examples import AT, DANA, LENA, MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.processes import TaskDetails
from core.processes.calls import Halt
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Ready(Facts):
    """Which tasks can begin, each by its name and its number; `ping` are those whose they are.

    `again` where it was done, and was not right, as `by` says, and `why` where that is to be read there; without
    `again` they said so before the order was changed. `due_at` is when the first of them is due. `runs` where one waits
    for a person to let it run.
    """

    tasks: tuple[str, ...]
    refs: tuple[str, ...]
    ping: tuple[PersonId, ...] = ()
    again: bool = False
    due_at: datetime | None = None
    runs: bool = False
    by: PersonId | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Failed(Facts):
    """Who said that it cannot be done as it is, and why; `itself` where no person did."""

    by: PersonId
    reason: str
    itself: bool = False


Ending = Literal["cancelled", "withdrawn", "converted", "changed", "merged", "rejected", "expired", "done", ""]
"""Why a task of a request is not needed any more; empty where nobody can tell (an older desk did not keep it)."""


@dataclass(frozen=True, slots=True)
class Dropped(Facts):
    """Whose request is over or asks for it no more, by whom, and what is to be undone, where somebody said so.

    `why` that is so; `into` is what the request was converted to, or what it was merged into. `on_its_day` where
    another task takes away what it gave.
    """

    by: PersonId
    undo: str
    why: Ending = ""
    into: str = ""
    on_its_day: bool = False


@dataclass(frozen=True, slots=True)
class Undo(Facts):
    """Which finished tasks are to be undone, each by its name and its number; `ping` are those who did them.

    `undo` is what `by` said of that; nothing where nobody had to, or where what is private would be said.
    """

    by: PersonId
    tasks: tuple[str, ...]
    refs: tuple[str, ...]
    ping: tuple[PersonId, ...] = ()
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Late(Facts):
    """Who outside did it although it is not wanted like that any more, and their note, where they left one."""

    outside: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unread(Facts):
    """Who outside does not say in words that can be read whether something is gone, how often in a row, and why the
    last time.
    """

    outside: str
    times: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class There(Facts):
    """Who outside says that what was to end is there still, when, in which words; `to` who said that it is gone."""

    outside: str
    read_at: datetime
    note: str = ""
    to: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeps(Facts):
    """By which order `person` asks to keep what a task takes away, `until` then (None: without an end).

    `people` decide about it. `over`: nothing came of that order.
    """

    order: str
    person: PersonId
    until: datetime | None = None
    people: tuple[PersonId, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Early(Facts):
    """Until when the request waits, of which all steps are done."""

    until: datetime | None


def _taken_up(waiting: Waiting[Ready], ticket: Ticket) -> bool:
    return not any(task.state == "ready" and task.ref in waiting.facts.refs for task in ticket.plan)


def _decided(_: Waiting[Failed], ticket: Ticket) -> bool:
    return not ticket.failed


def _halted(_: Waiting[Failed], ticket: Ticket) -> Halt:
    return ticket.details.halt if isinstance(ticket.details, TaskDetails) else ""


STEP_READY = Kind(
    "step_ready",
    "line",
    Ready(tasks=("image", "asset"), refs=("TASK-1044", "TASK-1045"), by=MIA, why="The badge does not open the door."),
    words="why",
    moot=_taken_up,
    discreet=True,
    drawn_on="steps",
)
STEP_UNDO = Kind(
    "step_undo",
    "line",
    Undo(by=LENA, tasks=("badge",), refs=("TASK-1044",), undo="Take the badge back."),
    words="undo",
    discreet=True,
    drawn_on="steps",
)
STEPS_EARLY = Kind(
    "steps_early",
    "line",
    Early(until=AT),
    moot=lambda _, ticket: not is_early(ticket),
    settled=lambda _, ticket: not is_early(ticket),
    buttons=Buttons(asked=("resume",)),
    drawn_on="steps_early",
)
STEP_FAILED = Kind(
    "step_failed",
    "direct",
    Failed(by=DANA, reason="The model is sold out."),
    words="reason",
    moot=_decided,
    settled=_decided,
    came_of=_halted,
    buttons=Buttons(asked=("retry", "skip"), ever=("show",)),
    tone="warning",
    drawn_on="failed_step",
)
STEP_LATE = Kind(
    "step_late",
    "direct",
    Late(outside="The identity provider", note="Miro for mia.feld"),
    words="note",
    buttons=Buttons(ever=("show",)),
    tone="warning",
    drawn_on="dropped_step",
)
STEP_UNREAD = Kind(
    "step_unread",
    "line",
    Unread(outside="The identity provider", times=5, why="The identity provider refused to do it: Try on Monday."),
    words="why",
    moot=lambda _, ticket: not ticket.open,
    buttons=Buttons(ever=("show",)),
    tone="warning",
    drawn_on="failed_step",
)
STEP_THERE = Kind(
    "step_there",
    "line",
    There(outside="The identity provider", read_at=AT, note="Role reader in ERP"),
    words="note",
    moot=lambda _, ticket: not ticket.open,
    buttons=Buttons(ever=("show",)),
    tone="warning",
    drawn_on="failed_step",
)
STEP_KEEPS = Kind(
    "step_keeps",
    "line",
    Keeps(order="REQ-1050", person=DANA, until=AT, people=(LENA,)),
    moot=lambda _, ticket: not ticket.open,
    buttons=Buttons(ever=("show",)),
    drawn_on="dropped_step",
)
STEP_DROPPED = Kind(
    "step_dropped",
    "direct",
    Dropped(by=LENA, undo="Send the laptop back to the shop.", why="cancelled"),
    words="undo",
    buttons=Buttons(ever=("show",)),
    drawn_on="dropped_step",
)
