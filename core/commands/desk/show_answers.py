"""Show answers: what the fulfilment staff alone may read of a request, for the eyes of one of them.

Each look is an event of the ticket, which says who looked at which fields and never what stands there. What was read
is nowhere kept: not as a receipt, and never as a notice.
"""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.processes import RequestDetails, TaskDetails
from core.tickets import events as e
from core.tickets.permissions import fulfils, need_fulfiller, need_sight
from core.tickets.sensitive import sensitive_fields
from core.tickets.ticket import Ticket
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show them, and write down who looked. Raises Refusal, also where no key of the desk opens any of them."""
    engine, ticket, person = asked.engine, _request(asked), asked.person.id
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


def _request(asked: Asking) -> Ticket:
    """The request whose answers they are, also where one of its tasks is meant. Raises Refusal where it is not theirs.

    A team that has a task of a private request reads what that task needs, though it may not see the request.
    """
    engine, person = asked.engine, asked.person.id
    ticket = engine.ticket(asked.tx, asked.ref)
    if isinstance(ticket.details, TaskDetails):
        need_sight(engine.policy, ticket, person)
        ticket = engine.ticket(asked.tx, ticket.details.parent)
    if not fulfils(engine.policy, ticket, person):
        need_sight(engine.policy, ticket, person)
    return ticket


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
