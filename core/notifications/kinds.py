"""The kinds of notices: what shape each has, how urgent it is, and when saying it has become moot.

`announce` turns a decision's events into notices (`core.ports.outbox.Notice`). Words are the presenter's
(adapters/presentation), one template a kind. Rendering happens at delivery, from a notice's facts and the ticket as it
is then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.ports.outbox import FactValue, Notice
from core.tickets.ticket import DONE, Ticket

Shape = Literal["card", "line", "direct", "edit", "react", "delete"]
"""`card`: the one post edited in place; `line`: a message in the card's thread; `direct`: a message of its own;
`edit`, `react`, `delete`: act on an earlier message (fact `target`: a binding's role or a `place#message`)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: its shape, whether it may wait for working hours, and facts of an example."""

    name: str
    shape: Shape
    example: Mapping[str, FactValue] = field(default_factory=dict)
    urgent: bool = False
    role: str | None = None
    """What its message stands for afterwards (a binding's role), where a later notice acts on it."""


_AT = "2026-10-28T14:30:00+00:00"
_DANA, _MIA, _LENA = "dana.roth@nordlicht.example", "mia.feld@nordlicht.example", "lena.vogt@nordlicht.example"

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        # cards
        Kind("triage_card", "card"),
        Kind("requester_card", "card"),
        # the requester's thread
        Kind("claimed", "line", {"person": _DANA}),
        Kind("reply", "line", {"comment": "c1", "author": _DANA, "text": "Please reconnect once."}),
        Kind("question", "line", {"person": _DANA, "question": "Which VPN profile is selected, Berlin or Split?"}),
        Kind("vendor_hold", "line", {"party": "TeleNord", "reference": "TN-881", "until": _AT}),
        Kind("reminder", "line", {"count": 1, "question": "which VPN profile?", "closes_at": _AT}),
        Kind(
            "resolved",
            "line",
            {"text": "the VPN profile was reissued", "closes_at": _AT, "code": "fixed"},
            role="resolution",
        ),
        Kind("reopen_question", "line", {}, role="reopen_question"),
        Kind("cancelled", "line", {"by": _LENA, "reason": "not an incident"}),
        Kind("delay", "line", {"metric": "resolution", "estimate": _AT}),
        Kind("merged", "line", {"into": "INC-1031"}),
        Kind("unmerged", "line", {"into": "INC-1031"}),
        Kind("followed_up", "line", {"old": "INC-1001", "closed_at": _AT}),
        # the triage thread
        Kind(
            "relay",
            "line",
            {"comment": "c2", "author": _MIA, "text": "It dropped again.", "voice": "requester", "ping": _DANA},
        ),
        Kind("asked", "line", {"person": _DANA, "question": "Which VPN profile is selected?"}),
        Kind("reopened", "line", {"by": _MIA, "reason": "It dropped again", "ping": _DANA, "due_at": _AT}),
        Kind("resumed", "line", {"why": "date_reached", "ping": _DANA}),
        Kind(
            "raised",
            "line",
            {"old": "P3", "new": "P1", "by": _LENA, "reason": "whole company", "due_at": _AT, "floor": True},
        ),
        Kind(
            "moved", "line", {"from": "service-desk", "to": "infra", "by": _DANA, "reason": "needs a firewall change"}
        ),
        Kind("warning", "line", {"threshold": "resolution:75", "due_at": _AT, "to": (_DANA,), "late": None}),
        Kind("breach", "line", {"metric": "resolution", "due_at": _AT, "late": None}),
        Kind("call", "line", {"to": (_DANA,), "minutes": 0}),
        Kind("note", "line", {"comment": "c4", "author": _DANA, "text": "Firewall rule 12 looks odd."}),
        Kind("lead_called", "line", {"by": _DANA, "lead": _LENA, "reason": "the whole of finance waits"}),
        Kind("escalation_seen", "line", {"person": _LENA}),
        Kind("undelivered", "line", {"person": _LENA, "told": _DANA, "what": "page"}),
        # direct messages
        Kind("assigned", "direct", {"by": _LENA, "to": (_DANA,)}),
        Kind("escalated", "direct", {"by": _DANA, "to": (_LENA,), "reason": "the whole of finance waits"}),
        Kind(
            "page",
            "direct",
            {"to": (_DANA,), "tried": (), "minutes": 0, "next_minutes": 5, "team": "infra", "rung": "0:0"},
            urgent=True,
        ),
        Kind("step", "direct", {"to": (_DANA,), "tried": (), "minutes": 15, "rung": "0:1"}),
        Kind("warning_direct", "direct", {"threshold": "resolution:90", "due_at": _AT, "to": (_DANA,), "late": None}),
        Kind("breach_direct", "direct", {"metric": "resolution", "due_at": _AT, "to": (_DANA,), "late": None}),
        Kind("update_due", "direct", {"to": (_DANA,), "since": _AT}, urgent=True),
        Kind("watched_resolved", "direct", {"text": "the VPN profile was reissued", "code": "fixed", "private": False}),
        Kind("nobody_answered", "direct", {"tried": (_DANA, _LENA), "minutes": 80}, urgent=True),
        Kind("schedule_gap", "direct", {"schedule": "desk-duty", "filled_by": _LENA, "day": "2026-10-28"}),
        Kind(
            "lead_digest",
            "direct",
            {
                "team": "service-desk",
                "open": 14,
                "due": ("INC-1042 11:30",),
                "overdue": 1,
                "waiting": 3,
                "on_call": _DANA,
            },
        ),
        # acts on earlier messages
        Kind("settled", "edit", {"target": "resolution"}),
        Kind("reopen_answered", "edit", {"target": "reopen_question"}),
        Kind("moved_private", "edit", {"target": "requester"}),
        Kind(
            "relay_edit",
            "edit",
            {"target": "comment:c2", "comment": "c2", "author": _MIA, "text": "It dropped again, twice."},
        ),
        Kind("late_edit", "line", {"comment": "c2", "author": _MIA, "text": "It dropped again, twice."}),
        Kind("relay_delete", "edit", {"target": "comment:c2", "comment": "c2", "author": _MIA}),
        Kind("mark_delivered", "react", {"target": "slack:T1/C9#1.2", "emoji": "outbox_tray"}),
        Kind("thanks", "react", {"target": "slack:T1/C9#1.2", "emoji": "heart"}),
    )
}  # fmt: skip


def shape_of(notice: Notice) -> Shape:
    """The shape of a notice's kind."""
    return KINDS[notice.kind].shape


def redraws(notice: Notice) -> bool:
    """Whether this only redraws a card, so that several waiting ones are one."""
    return shape_of(notice) == "card"


def _told_more(ticket: Ticket, metric: str, percent: str, person: str) -> bool:
    """Whether a higher threshold of the clock has been told to this person, so that the lower one is stale."""
    return any((f"{metric}:{higher}", person) in ticket.told for higher in ("75", "90") if higher > percent)


def moot(notice: Notice, ticket: Ticket | None) -> bool:  # noqa: C901  # one arm per kind, nothing nested
    """Whether saying it now would be untrue or noise, because the ticket has moved on (experience.md section 6)."""
    if ticket is None:
        return False
    ladder_acked = ticket.ladder is None or ticket.ladder.acked
    match notice.kind:
        case "page" | "call" | "step":
            return not ticket.open or ladder_acked
        case "nobody_answered":
            return not ticket.open or ladder_acked
        case "assigned":
            return not ticket.open or f"direct:{ticket.assignee}" != notice.to
        case "update_due":
            since = str(notice.facts.get("since"))
            return not ticket.open or (ticket.last_public_at is not None and ticket.last_public_at.isoformat() > since)
        case "warning" | "warning_direct":
            metric, _, percent = str(notice.facts["threshold"]).partition(":")
            clock = ticket.clock(metric)
            if clock is None or clock.state != "running" or clock.breached_at is not None:
                return True
            to = notice.facts["to"]
            return isinstance(to, tuple) and all(_told_more(ticket, metric, percent, person) for person in to)
        case "breach" | "breach_direct" | "delay":
            clock = ticket.clock(str(notice.facts["metric"]))
            return clock is None or not clock.live
        case "reminder":
            return ticket.hold is None or ticket.hold.reason != "requester"
        case "question":
            return ticket.status in ("closed", "cancelled")
        case "resolved":
            return ticket.status not in DONE
        case "reopen_question":
            return ticket.status not in DONE
        case "claimed":
            return not ticket.open
        case "merged":
            return ticket.merged is None
        case "unmerged":
            return ticket.merged is not None
        case "escalated":
            return not ticket.open or f"direct:{ticket.escalated_to}" != notice.to
        case "watched_resolved":
            gone = ticket.open or ticket.status == "cancelled" or notice.to.partition(":")[2] not in ticket.watchers
            return gone or (ticket.private and not notice.facts.get("private"))
    return False
