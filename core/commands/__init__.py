"""Everything people can ask for on a ticket, one module each. Adding a command is one file and one line here."""

from __future__ import annotations

from typing import Any

from core.commands import (
    ack,
    add_detail,
    ask,
    assign,
    cancel,
    claim,
    confirm,
    escalate,
    follow,
    fulfil,
    hold,
    just_comment,
    link,
    log,
    merge,
    note,
    nudge,
    prio,
    reopen,
    reply,
    resolve,
    resume,
    transfer,
    update_date,
    withdraw,
)
from core.commands.base import Command
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.ticket import Ticket

_ALL: tuple[Command[Any], ...] = (
    claim.COMMAND,
    ack.COMMAND,
    assign.COMMAND,
    reply.COMMAND,
    note.COMMAND,
    ask.COMMAND,
    hold.COMMAND,
    resume.COMMAND,
    nudge.COMMAND,
    update_date.COMMAND,
    prio.COMMAND,
    transfer.COMMAND,
    escalate.COMMAND,
    log.COMMAND,
    link.COMMAND,
    merge.COMMAND,
    merge.UNMERGE,
    resolve.COMMAND,
    fulfil.COMMAND,
    cancel.COMMAND,
    withdraw.COMMAND,
    confirm.COMMAND,
    reopen.COMMAND,
    just_comment.COMMAND,
    add_detail.COMMAND,
    follow.COMMAND,
    follow.UNFOLLOW,
)

COMMANDS: dict[str, Command[Any]] = {command.name: command for command in _ALL}
"""By name, as buttons and forms carry it. `send_update` is the button word for a reply."""
COMMANDS["send_update"] = reply.COMMAND

WORDS: dict[str, str] = {word: command.name for command in _ALL for word in command.words}
"""What people type in a thread, to the command's name."""


def may(policy: Policy, ticket: Ticket, person: PersonId, name: str) -> bool:
    """Whether a person may press the button of that name on a ticket. What is no command of a ticket is anybody's."""
    command = COMMANDS.get(name)
    allow = reopen.allow if name == "follow_up" else command.allow if command else None
    if allow is None:
        return True
    try:
        allow(policy, ticket, person)
    except Refusal:
        return False
    return True
