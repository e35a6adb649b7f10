"""Nudge: remind the requester of the open question now; it takes the place of the next planned reminder."""

from __future__ import annotations

from datetime import timedelta

from core.calendars.hours import add
from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner

AT_MOST_EVERY = timedelta(hours=4)
"""A question or reminder this recent is not nudged about: nobody is reminded twice with nothing new."""


def decide(draft: Draft, _: Nothing) -> None:
    """Send the next reminder now, naming the date. At most one is sent ahead of its time."""
    waiting = draft.ticket.hold
    if waiting is None or waiting.reason != "requester":
        raise Refusal("no_open_question", ref=draft.ticket.ref)
    office = draft.calendar(draft.policy.office)
    planned = [add(office, waiting.since, after) for after in draft.policy.lifecycle.remind_after]
    passed = [at for at in planned if at <= draft.at]
    if waiting.reminded > len(passed):
        raise Refusal("nudged")
    if draft.at - max([waiting.since, *passed]) < AT_MOST_EVERY:
        raise Refusal("nudged_too_soon")
    transitions.remind(draft, waiting.reminded + 1)


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
