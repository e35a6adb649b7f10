"""Follow-up: a ticket that is over goes on as a new one, linked to it; an order as another order, by its form."""

from __future__ import annotations

from core.commands import reopen
from core.commands.desk.requester_words import continue_closed, gone_on
from core.commands.desk.source_message import show_ticket
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.fulfilment.offered import ordered_anew
from core.tickets.ticket import Ticket
from core.ui.inbound import Quiet, Reply


def answer(asked: Asking) -> Reply:
    """Open it, once: whoever presses again is shown what continues the old one, as is whoever pressed elsewhere.

    Raises Refusal while the old one is not over.
    """
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    old = asked.seen()
    reopen.allow(engine.policy, old, person)
    if old.followed_up_by:
        return show_ticket(asked, gone_on(engine, tx, old, person).ref)
    if not old.over:
        raise Refusal("not_over", ref=old.ref)
    if ordered_anew(old):  # no fault is made of what nobody said is broken: the card has what there is
        return show_ticket(asked, old.ref)
    new = continue_closed(engine, tx, old, person, asked.at, asked.channel)
    return Quiet() if _sees_it(asked, new) else show_ticket(asked, new.ref)


def _sees_it(asked: Asking, new: Ticket) -> bool:
    """Whether whoever pressed looks at where the requester or the team is told of the new ticket."""
    where = asked.where
    if where is None or (where.kind == "direct" and new.home == "direct"):
        return True
    places = (new.home.partition("#")[0], *asked.engine.places.triage(new.team))
    return where.place in places


COMMAND = DeskCommand(
    name="follow_up",
    usage="(press Follow-up)",
    help="Go on with a closed ticket in a new one.",
    answer=answer,
    allow_on=reopen.allow,
)
