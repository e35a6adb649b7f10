"""Nudge: remind the requester of the open question now, beside the planned reminders."""

from __future__ import annotations

from datetime import timedelta

from core import lifecycle
from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.deciding import Draft
from core.errors import Refusal
from core.permissions import need_owner

AT_MOST_EVERY = timedelta(hours=4)
"""A question that was asked this recently is not nudged: nobody is reminded twice with nothing new."""


def decide(draft: Draft, _: Nothing) -> None:
    """Send one more reminder, naming the date; planned ones stay planned."""
    waiting = draft.ticket.hold
    if waiting is None or waiting.reason != "requester":
        raise Refusal("no_question", f"{draft.ticket.ref} does not wait for its requester.", ticket=draft.ticket.ref)
    if draft.at - waiting.since < AT_MOST_EVERY:
        raise Refusal("too_soon", "The question is less than four hours old. Give them a moment.")
    lifecycle.remind(draft, waiting.reminded)


COMMAND = Command(
    name="nudge",
    words=("nudge", "remind"),
    usage="nudge",
    help="Remind the requester of your open question.",
    example="nudge",
    allow=need_owner,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
)
