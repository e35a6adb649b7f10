"""Mine: what a person asked for that is not over and, of responders, what they work on."""

from __future__ import annotations

from collections.abc import Sequence

from core.commands.desk.listing import show_listings
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.tickets.permissions import is_staff
from core.tickets.ticket import Ticket
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List both, each under its heading."""
    return show(asked)


def show(asked: Asking, first: Sequence[Ticket] = ()) -> Reply:
    """The same, those tickets of theirs `first` that they named."""
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    own = lists.mine(engine, tx, person, first)
    return show_listings(asked, own, *([lists.working_on(tx, person)] if is_staff(engine.policy, person) else []))


COMMAND = DeskCommand(
    name="mine",
    words=("mine", "my tickets", "tickets"),
    usage="/ticket mine",
    help="My tickets: what I asked for, and what I work on.",
    example="mine",
    answer=answer,
    behind="nothing",
    stands_alone=True,
    changes=False,
)
