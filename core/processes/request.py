"""Request: somebody orders something of the catalog.

Where it is pre-approved its work begins with the order, else once the last of its approvers agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.processes.process import Buttons, Process

HOLDER = "person"
"""The question whose answer says whose it is what an order gives: of somebody who is new, by name."""


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What only a request has: the item and what its form asked.

    Answers that are for the fulfilment staff alone are not in here: they are kept sealed beside the ticket
    (`core.ports.sealed`), and `sealed` counts how often each of those fields was answered.
    `cost` is in the company's currency, each month where it is `monthly`, else once. `urgent` is why it is needed
    earlier than it is promised. `version` is of the item as it was ordered (`core.items.version_of`); empty in requests
    from before there were any. `signed_in` is the account (a speaker id) whose platform says who asked, and when, where
    the item wants that. `owes` are the fields whose required file the form could not take, `sent` how many files came
    with each comment of those who asked since then, `taken_back` which of these comments are deleted
    (`core.tickets.owed_files`).
    """

    kind: Literal["request"] = "request"
    item: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    sealed: Mapping[str, int] = field(default_factory=dict)
    cost: int = 0
    monthly: bool = False
    urgent: str = ""
    version: str = ""
    signed_in: str = ""
    signed_in_at: datetime | None = None
    owes: tuple[str, ...] = ()
    sent: Mapping[str, int] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()

    @property
    def holder(self) -> str:
        """Whose it is what the order gives or takes away, where it names that: a person, or somebody new by name."""
        return self.answers.get(HOLDER, "")


# A request's priority decides nothing, so it has no button for it.
_UNDER_WAY = (
    "hold", "log", "transfer", "assign", "escalate", "change", "convert", "link", "merge", "requester_tickets",
)  # fmt: skip
_TAKEN = (*_UNDER_WAY, "release", "cancel")
_ASKERS = ("add_detail", "change_order", "withdraw")
_ON_HOLD = ("reply", "note", "transfer", "escalate", "assign", "change", "convert", "requester_tickets")

REQUEST = Process(
    kind="request",
    prefix="REQ",
    initial="in_fulfilment",
    working="in_fulfilment",
    waiting="on_hold",
    done="fulfilled",
    closed="closed",
    cancelled="cancelled",
    moves={
        "pending_approval": {
            "in_fulfilment": ("approver",),
            "rejected": ("approver",),
            "expired": ("time",),
            "cancelled": ("requester", "owner"),
        },
        "in_fulfilment": {
            "pending_approval": ("requester",),
            "on_hold": ("owner",),
            "fulfilled": ("owner", "service_owner"),
            "cancelled": ("owner", "requester"),
        },
        "on_hold": {
            "in_fulfilment": ("owner", "requester", "time"),
            "fulfilled": ("owner", "service_owner", "time"),
            "cancelled": ("owner",),
        },
        "fulfilled": {
            "in_fulfilment": ("team", "requester"),
            "closed": ("requester", "time"),
        },
        "closed": {},
        "cancelled": {},
        "rejected": {},
        "expired": {},
    },
    hold_reasons=("requester", "vendor", "scheduled"),
    codes=("fulfilled",),
    promises=("response", "resolution"),
    promised_by="item",
    chased=False,
    buttons={
        "pending_approval": Buttons(("note",), ("convert", "requester_tickets"), _ASKERS),
        "in_fulfilment": Buttons(("reply", "ask", "fulfil"), ("note", *_UNDER_WAY, "release", "cancel"), _ASKERS),
        "on_hold": Buttons(("resume", "fulfil"), (*_ON_HOLD, "release", "cancel"), _ASKERS),
        "fulfilled": Buttons(("reopen",), ("log", "link"), ("confirm", "still_broken")),
        "closed": Buttons((), (), ("order_again",)),
        "cancelled": Buttons((), (), ("order_again",)),
        "rejected": Buttons((), (), ("resend",)),
        "expired": Buttons((), (), ("order_again",)),
    },
    unclaimed={
        "on_hold": Buttons(("resume", "fulfil"), (*_ON_HOLD, "cancel"), _ASKERS),
        "in_fulfilment": Buttons(("claim", "reply", "fulfil"), ("ask", "note", *_UNDER_WAY, "cancel"), _ASKERS),
    },
    approving="pending_approval",
    refused=("rejected", "expired"),
    while_waiting={"requester": ("nudge",), "vendor": ("update_date",)},
)
