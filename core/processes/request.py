"""Request: somebody orders something of the catalog. It is pre-approved, so that its work begins with the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.processes.process import Buttons, Process


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What only a request has: the item, what its form asked, how many answers are for the fulfilment staff alone.

    `cost` is in the company's currency.
    """

    kind: Literal["request"] = "request"
    item: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    sensitive: int = 0
    cost: int = 0


# A request's priority decides nothing, so it has no button for it.
_UNDER_WAY = ("hold", "transfer", "merge", "link", "escalate", "log", "assign", "cancel")

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
        "in_fulfilment": {
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
    },
    hold_reasons=("requester", "vendor"),
    codes=("fulfilled",),
    promises=("response", "resolution"),
    promised_by="item",
    chased=False,
    buttons={
        "in_fulfilment": Buttons(("reply", "ask", "fulfil"), ("note", *_UNDER_WAY), ("add_detail",)),
        "on_hold": Buttons(
            ("resume", "fulfil"),
            ("reply", "note", "transfer", "escalate", "assign", "cancel"),
            ("add_detail",),
        ),
        "fulfilled": Buttons(("reopen",), ("log", "link"), ("confirm", "still_broken")),
        "closed": Buttons(("follow_up",), (), ("follow_up",)),
        "cancelled": Buttons(("follow_up",), (), ("follow_up",)),
    },
    unclaimed={
        "in_fulfilment": Buttons(("claim", "reply", "fulfil"), ("ask", "note", *_UNDER_WAY), ("add_detail",)),
    },
    while_waiting={"requester": ("nudge",), "vendor": ("update_date",)},
)
