"""Follow-up: a ticket that is over goes on as a new one, linked to it."""

from __future__ import annotations

from core.commands import reopen
from core.commands.desk.requester_words import continue_closed
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.ui.inbound import Quiet, Reply


def answer(asked: Asking) -> Reply:
    """Open it, once. Raises Refusal while the old one is not over."""
    engine, person, ref = asked.engine, asked.person.id, asked.ref
    old = asked.seen()
    reopen.allow(engine.policy, old, person)
    if not old.over:
        raise Refusal("not_over", ref=ref)
    if old.followed_up_by:
        raise Refusal("followed_up", ref=ref, by=old.followed_up_by[-1])
    continue_closed(engine, asked.tx, old, "", person, asked.at, asked.channel)
    return Quiet()


COMMAND = DeskCommand(
    name="follow_up",
    usage="(press Follow-up)",
    help="Go on with a closed ticket in a new one.",
    answer=answer,
    allow_on=reopen.allow,
)
