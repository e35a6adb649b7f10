"""Incident: something is broken. Its priority comes from impact and urgency, and its promises from the priority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.processes.process import Buttons, Process


@dataclass(frozen=True, slots=True)
class IncidentDetails:
    """What only an incident has. `impact` and `urgency` run from 1 (most) to 4."""

    kind: Literal["incident"] = "incident"
    category: str | None = None
    impact: int | None = None
    urgency: int | None = None


_UNDER_WAY = ("hold", "prio", "transfer", "merge", "link", "escalate", "log", "assign", "cancel")

INCIDENT = Process(
    kind="incident",
    prefix="INC",
    initial="new",
    working="in_progress",
    waiting="on_hold",
    done="resolved",
    closed="closed",
    cancelled="cancelled",
    moves={
        "new": {
            "in_progress": ("team",),
            "on_hold": ("owner",),
            "resolved": ("owner", "service_owner"),
            "cancelled": ("owner", "requester"),
        },
        "in_progress": {
            "on_hold": ("owner",),
            "resolved": ("owner", "service_owner"),
            "cancelled": ("owner",),
        },
        "on_hold": {
            "in_progress": ("owner", "requester", "time"),
            "resolved": ("owner", "service_owner", "time"),
            "cancelled": ("owner",),
        },
        "resolved": {
            "in_progress": ("team", "requester"),
            "closed": ("requester", "time"),
        },
        "closed": {},
        "cancelled": {},
    },
    hold_reasons=("requester", "vendor", "change", "problem"),
    codes=("fixed", "workaround", "known_error", "no_fault", "duplicate"),
    promises=("ack", "response", "resolution"),
    promised_by="priority",
    chased=True,
    buttons={
        "new": Buttons(
            ("claim", "reply", "assign"),
            ("prio", "ask", "note", "transfer", "merge", "link", "escalate", "cancel"),
            ("add_detail", "withdraw"),
        ),
        "in_progress": Buttons(("reply", "ask", "resolve"), ("note", *_UNDER_WAY), ("add_detail",)),
        "on_hold": Buttons(
            ("resume", "resolve"),
            ("reply", "note", "prio", "transfer", "escalate", "assign", "cancel"),
            ("add_detail",),
        ),
        "resolved": Buttons(("reopen",), ("log", "link"), ("confirm", "still_broken")),
        "closed": Buttons(("follow_up",), (), ("follow_up",)),
        "cancelled": Buttons(("follow_up",), (), ("follow_up",)),
    },
    unclaimed={
        "in_progress": Buttons(("claim", "reply", "resolve"), ("ask", "note", *_UNDER_WAY), ("add_detail",)),
    },
    while_waiting={"requester": ("nudge",), "vendor": ("update_date",)},
)
