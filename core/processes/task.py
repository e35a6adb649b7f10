"""Task: one step of a request that a team does, a record with a parent.

Its states are those of `core.fulfilment.graph` (domain.md section 5). It stands on its request's card, so it has none
of its own, and those who asked hear of the request alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.processes.calls import Halt, Seen, TaskCall
from core.processes.process import Buttons, Process


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What only a task has: the request it is a step of, its key there, and the team that has that request.

    `begins` is the instant before which it may not begin, where it waits for a date; `said` why it was skipped or
    failed, what is to be undone, or what its `automation` says of it. `awaits`: that waits until a person lets it run.
    `call` is its last one, and `seen` what reading back found last, where what was to end is there still. `dated_at` is
    since when it waits for its date, if not from the first, and `near` the date of which it was told that it is near.
    `halt` is what keeps people from it.
    """

    kind: Literal["task"] = "task"
    parent: str = ""
    key: str = ""
    desk: str = ""
    begins: datetime | None = None
    said: str = ""
    automation: str = ""
    awaits: bool = False
    call: TaskCall | None = None
    seen: Seen | None = None
    dated_at: datetime | None = None
    near: datetime | None = None
    halt: Halt = ""


_MORE = ("note", "assign", "hold", "log", "transfer", "escalate")
_END = ("skip", "fail")
_LATER = Buttons((), ("note", "skip"))
_OVER = Buttons(())

TASK = Process(
    kind="task",
    prefix="TASK",
    initial="ready",
    working="in_progress",
    waiting="on_hold",
    done="done",
    closed="closed",
    failed="failed",
    cancelled="cancelled",
    moves={
        "blocked": {
            "ready": ("time",),
            "waiting_date": ("time",),
            "done": ("owner",),
            "skipped": ("owner",),
            "cancelled": ("time",),
        },
        "waiting_date": {
            "blocked": ("time",),
            "ready": ("time",),
            "done": ("time",),
            "skipped": ("owner",),
            "cancelled": ("time",),
        },
        "ready": {
            "blocked": ("time",),
            "in_progress": ("team",),
            "on_hold": ("owner",),
            "done": ("owner",),
            "skipped": ("owner",),
            "failed": ("owner",),
            "cancelled": ("time",),
        },
        "in_progress": {
            "blocked": ("time",),
            "on_hold": ("owner",),
            "done": ("owner",),
            "skipped": ("owner",),
            "failed": ("owner",),
            "cancelled": ("time",),
        },
        "on_hold": {
            "blocked": ("time",),
            "in_progress": ("owner", "time"),
            "done": ("owner",),
            "skipped": ("owner",),
            "failed": ("owner",),
            "cancelled": ("time",),
        },
        "failed": {
            "ready": ("owner",),
            "done": ("owner", "time"),
            "skipped": ("owner",),
            "cancelled": ("time",),
        },
        "done": {
            "ready": ("team", "requester"),
            "closed": ("requester", "time"),
        },
        "skipped": {},
        "closed": {},
        "cancelled": {},
    },
    hold_reasons=("vendor",),
    codes=("fulfilled",),
    promises=("resolution",),
    promised_by="task",
    chased=False,
    buttons={
        "blocked": _LATER,
        "waiting_date": _LATER,
        "ready": Buttons(("finish",), (*_MORE, "release", *_END)),
        "in_progress": Buttons(("finish",), (*_MORE, "release", *_END)),
        "on_hold": Buttons(("resume", "finish"), ("note", "assign", "transfer", "escalate", "release", *_END)),
        "failed": Buttons(("retry", "skip"), ("note", "assign", "transfer", "escalate")),
        "done": _OVER,
        "skipped": _OVER,
        "closed": _OVER,
        "cancelled": _OVER,
    },
    unclaimed={
        "ready": Buttons(("claim", "finish"), (*_MORE, *_END)),
        "in_progress": Buttons(("claim", "finish"), (*_MORE, *_END)),
        "on_hold": Buttons(("resume", "finish"), ("note", "assign", "transfer", "escalate", *_END)),
    },
    refused=("skipped",),
    while_waiting={"vendor": ("update_date",)},
    later=("blocked", "waiting_date"),
    of_parent=True,
    instead={
        "resolve": "finish",
        "fulfil": "finish",
        "cancel": "skip",
        **dict.fromkeys(
            (
                "reply", "send_update", "ask", "nudge", "prio", "change", "convert", "merge", "unmerge", "link",
                "withdraw", "confirm", "reopen", "just_comment", "add_detail", "approve", "reject", "follow",
                "unfollow", "keep_going",
            ),
            "",
        ),
    },
)  # fmt: skip
