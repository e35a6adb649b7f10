"""Approvals: what waits for one's decision, decided on the spot; each decision is answered with what waits next."""

from __future__ import annotations

from dataclasses import replace

from core.approvals import state
from core.commands import approve
from core.commands.base import A, Command, carry_out
from core.commands.desk import home
from core.commands.registry import Asking, DeskCommand
from core.commands.written_for import need_same_reader, written_for
from core.phrases import Phrase, phrase
from core.queries.deciding import to_decide
from core.tickets.called import name_of
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import Card
from core.ui.inbound import Quiet, Reply, Shown, Submit
from core.ui.on_demand import APPROVALS, page_of, stand_on

WORDS = ("approvals", "my approvals")


def is_asked(text: str) -> bool:
    """Whether words behind `/request` ask for the list, and not for something of the catalog."""
    return text.strip().casefold() in WORDS


def answer(asked: Asking) -> Reply:
    """List them, the longest first."""
    return Shown(draw_list(asked))


def approve_next(asked: Asking) -> Reply:
    """Agree to what stood in the list, and show what waits next. Raises Refusal."""
    page = page_of(asked.arguments)
    return _decide(asked, page, asked.ref, approve.APPROVE, approve.read_press(asked.arguments), yes=True)


def reject_form(asked: Asking) -> Reply:
    """Ask why not. Raises Refusal where it is not theirs to decide."""
    ticket, seen = asked.seen(), asked.arguments.get("round")
    state.need_decider(ticket, asked.person.id, seen if isinstance(seen, int) else None)
    return asked.engine.open_form(written_for(asked.engine, asked.tx, _reject_form(asked, ticket), ticket))


def _reject_form(asked: Asking, ticket: Ticket) -> Blank:
    return replace(approve.form(ticket, asked.engine.reading()), command="reject_next")


def reject_next(asked: Asking, sent: Submit) -> Reply:
    """Say no to what stood in the list, and show what waits next. Raises Refusal."""
    no = approve.read_form({**sent.context, **asked.values}, asked.engine.reading())
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    ref = str(sent.context.get("ticket", ""))
    ticket = engine.seen(tx, ref, person)
    blank = replace(_reject_form(asked, ticket), command_id=sent.command_id)
    need_same_reader(engine, tx, blank, ticket, person, sent.context, asked.values)
    return _decide(asked, page_of(sent.context), ref, approve.REJECT, no, yes=False)


def _decide(asked: Asking, page: str, ref: str, command: Command[A], said: A, *, yes: bool) -> Reply:
    """Decide, and show what waits next where it was pressed: the list, or the page that has it among others."""
    engine, person = asked.engine, asked.person.id
    ticket = engine.seen(asked.tx, ref, person)
    command.allow(engine.policy, ticket, person)
    carry_out(engine, asked.tx, command, ticket, person, asked.at, said)
    done = phrase("decided_next", ref=name_of(ticket, engine.policy), title=ticket.title, yes=yes)
    if not engine.looks(asked.channel):
        return Shown(draw_list(asked, done))
    match page:
        case "approvals":
            return Quiet(pressed=draw_list(asked, done))
        case "home":
            return Quiet(pressed=home.draw_page(asked, done))
        case _:  # a list of an older desk, which does not know that it is one
            return Shown(draw_list(asked, done))


def draw_list(asked: Asking, *said: Phrase) -> Card:
    """What waits for one's decision as it is now, below what was just `said`."""
    listing = to_decide(asked.tx, asked.person.id, *said)
    return stand_on(asked.engine.presenter.listing(listing, asked.engine.now()), APPROVALS)


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
    room={"text": approve.LONGEST},
    allow_on=approve.allow,
    changes=False,
    typed_as=lambda arguments: f"reject {arguments.get('ticket', '')}",
)
