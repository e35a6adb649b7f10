"""Carrying a command out, however it was asked for: by a press, by words or by a form."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from core.commands.base import Command
from core.engine import Workings
from core.people import PersonId
from core.ports import Transaction
from core.tickets.permissions import hide, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import plain

A = TypeVar("A")


def carry_out(
    works: Workings,
    tx: Transaction,
    command: Command[A],
    ticket: Ticket,
    person: PersonId,
    at: datetime,
    arguments: A,
) -> Reply:
    """Decide and keep it. The answer is the command's sentence where its effect shows nowhere. Raises Refusal."""
    other = _other(works, tx, command, ticket, person, arguments)
    if other is not None and command.meet is not None:
        arguments = command.meet(arguments, other, ticket)
    after = works.run(tx, ticket, person, at, lambda draft: command.decide(draft, arguments))
    beside = command.decide_other
    if other is not None and beside is not None:
        works.run(tx, other, person, at, lambda draft: beside(draft, arguments, ticket))
    return Shown(say(plain(command.answer(after)))) if command.answer else Quiet()


def _other(
    works: Workings, tx: Transaction, command: Command[A], ticket: Ticket, person: PersonId, arguments: A
) -> Ticket | None:
    """The other ticket that the command is about, if this person may see it. Raises Refusal."""
    ref = command.other(arguments, ticket) if command.other else None
    if ref is None:
        return None
    other = works.ticket(tx, ref)
    if not may_see(works.policy, other, person):
        raise hide(ref)
    return other
