"""Incident: something is broken. Its priority comes from impact and urgency, and its promises from the priority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.processes.process import Buttons, Process


@dataclass(frozen=True, slots=True)
class IncidentDetails:
    """What only an incident has. `impact` and `urgency` run from 1 (most) to 4; `device` is an asset's number."""

    kind: Literal["incident"] = "incident"
    category: str | None = None
    impact: int | None = None
    urgency: int | None = None
    device: str | None = None


_UNDER_WAY = (
    "hold", "log", "prio", "transfer", "assign", "escalate", "change", "convert", "link", "merge", "requester_tickets",
)  # fmt: skip
_TAKEN = (*_UNDER_WAY, "release", "cancel")
_NEW = (
    "resolve", "ask", "assign", "prio", "transfer", "note", "escalate", "change", "convert", "link", "merge",
    "requester_tickets",
)  # fmt: skip
_ON_HOLD = ("reply", "note", "prio", "transfer", "escalate", "assign", "change", "convert", "requester_tickets")

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
            "cancelled": ("owner", "requester"),  # the requester, where it was put back and nobody has it
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
            ("claim", "reply"),
            (*_NEW, "release", "cancel"),
            ("add_detail", "withdraw"),
        ),
        "in_progress": Buttons(
            ("reply", "ask", "resolve"), ("note", *_UNDER_WAY, "release", "cancel"), ("add_detail",)
        ),
        "on_hold": Buttons(("resume", "resolve"), (*_ON_HOLD, "release", "cancel"), ("add_detail",)),
        "resolved": Buttons(("reopen",), ("log", "link"), ("confirm", "still_broken")),
        "closed": Buttons(("follow_up",), (), ("follow_up",)),
        "cancelled": Buttons(("follow_up",), (), ("follow_up",)),
    },
    unclaimed={
        "new": Buttons(("claim", "reply"), (*_NEW, "cancel"), ("add_detail", "withdraw")),
        "on_hold": Buttons(("resume", "resolve"), (*_ON_HOLD, "cancel"), ("add_detail",)),
        "in_progress": Buttons(
            ("claim", "reply", "resolve"), ("ask", "note", *_UNDER_WAY, "cancel"), ("add_detail", "withdraw")
        ),
    },
    while_waiting={"requester": ("nudge",), "vendor": ("update_date",)},
)
