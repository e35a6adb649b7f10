"""Resume: the wait is over by hand."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner


def decide(draft: Draft, _: Nothing) -> None:
    """End the hold; the clock runs on."""
    if not draft.ticket.waiting:
        raise Refusal("not_held", ref=draft.ticket.ref)
    transitions.resume(draft, "by_hand")


COMMAND = Command(
    name="resume",
    words=("resume",),
    usage="resume",
    help="End the hold; the clock runs on.",
    example="resume",
    allow=need_owner,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
)
