"""Approvals: what waits for one's decision, decided on the spot; each decision is answered with what waits next."""

from __future__ import annotations

from dataclasses import replace

from core.commands import approve
from core.commands.base import A, Command, carry_out
from core.commands.desk.listing import show_listing
from core.commands.registry import Asking, DeskCommand
from core.phrases import Phrase, phrase
from core.queries.deciding import to_decide
from core.ui.inbound import Reply, Submit

WORDS = ("approvals", "my approvals")


def is_asked(text: str) -> bool:
    """Whether words behind `/request` ask for the list, and not for something of the catalog."""
    return text.strip().casefold() in WORDS


def answer(asked: Asking) -> Reply:
    """List them, the longest first."""
    return _show(asked)


def approve_next(asked: Asking) -> Reply:
    """Agree to what stood in the list, and show what waits next. Raises Refusal."""
    return _decide(asked, asked.ref, approve.APPROVE, approve.read_press(asked.arguments), yes=True)


def reject_form(asked: Asking) -> Reply:
    """Ask why not. Raises Refusal where it is not theirs to decide."""
    ticket = asked.seen()
    approve.allow(asked.engine.policy, ticket, asked.person.id)
    return asked.engine.open_form(replace(approve.form(ticket, asked.engine.reading()), command="reject_next"))


def reject_next(asked: Asking, sent: Submit) -> Reply:
    """Say no to what stood in the list, and show what waits next. Raises Refusal."""
    no = approve.read_form({**sent.context, **asked.values}, asked.engine.reading())
    return _decide(asked, str(sent.context.get("ticket", "")), approve.REJECT, no, yes=False)


def _decide(asked: Asking, ref: str, command: Command[A], said: A, *, yes: bool) -> Reply:
    engine, person = asked.engine, asked.person.id
    ticket = engine.seen(asked.tx, ref, person)
    command.allow(engine.policy, ticket, person)
    carry_out(engine, asked.tx, command, ticket, person, asked.at, said)
    return _show(asked, phrase("decided_next", ref=ticket.ref, title=ticket.title, yes=yes))


def _show(asked: Asking, *said: Phrase) -> Reply:
    return show_listing(asked, to_decide(asked.tx, asked.person.id, *said))


COMMAND = DeskCommand(
    name="approvals",
    words=(*WORDS, "request approvals"),
    usage="/request approvals",
    help="What waits for my decision, to decide on the spot.",
    example="approvals",
    answer=answer,
    behind="nothing",
    told="deciders",
    changes=False,
)
APPROVE_NEXT = DeskCommand(
    name="approve_next",
    usage="(press Approve in the list)",
    help="Agree, and see what waits next.",
    answer=approve_next,
    allow_on=approve.allow,
    typed_as=lambda arguments: f"approve {arguments.get('ticket', '')}",
)
REJECT_NEXT = DeskCommand(
    name="reject_next",
    usage="(press Reject in the list)",
    help="Say no, and see what waits next.",
    answer=reject_form,
    submit=reject_next,
    allow_on=approve.allow,
    changes=False,
    typed_as=lambda arguments: f"reject {arguments.get('ticket', '')}",
)
