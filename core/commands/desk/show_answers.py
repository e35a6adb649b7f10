"""Show answers: what the fulfilment staff alone may read of a request, for the eyes of one of them.

Each look is an event of the ticket, which says who looked at which fields and never what stands there. What was read
is nowhere kept: not as a receipt, and never as a notice.
"""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.permissions import need_fulfiller
from core.tickets.sensitive import sensitive_fields
from core.tickets.ticket import Ticket
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show them, and write down who looked. Raises Refusal, also where no key of the desk opens any of them."""
    engine, ticket, person = asked.engine, asked.seen(), asked.person.id
    need_fulfiller(engine.policy, ticket, person)
    read = _read(asked, ticket)
    if not read:
        raise Refusal("nothing_sealed", ref=ticket.ref)
    if not engine.looks(asked.channel):
        raise Refusal("look_elsewhere", ref=ticket.ref)
    opened = tuple(field for field, value in read.items() if value is not None)
    if not opened:
        raise Refusal("answers_unreadable", ref=ticket.ref)
    engine.run(asked.tx, ticket, person, asked.at, lambda draft: draft.happen(e.AnswersRead(opened)))
    return Shown(engine.presenter.private_answers(ticket, read), secret=True)


def _read(asked: Asking, ticket: Ticket) -> dict[str, str | None]:
    """What was answered, by field; None where it cannot be read."""
    details = ticket.details
    if not isinstance(details, RequestDetails):
        return {}
    return {
        field: asked.tx.unseal(ticket.ref, field) if field in details.sealed else details.answers.get(field)
        for field in sensitive_fields(asked.engine.policy, details)
    }


COMMAND = DeskCommand(
    name="show_answers",
    usage="the button Show private answers",
    help="What only those who fulfil a request may read; each look is written down.",
    answer=answer,
    allow_on=need_fulfiller,
    for_staff=True,
)
