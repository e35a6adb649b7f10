"""Reopen: "No, still broken", by those who asked or by the team, while the ticket is not closed."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.fulfilment import steps
from core.lifecycle import transitions
from core.naming import phrase_from
from core.people import PersonId
from core.policy import Policy
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.reading import Arguments, Reading, Said, Values
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Reopen:
    """Why, where it was said, and which of several tasks of a request was not done right."""

    reason: str = ""
    step: str = ""


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Those who asked, and the team."""
    if person not in asking_people(policy, ticket):
        need_responder(policy, ticket, person)


def decide(draft: Draft, why: Reopen) -> None:
    """Work goes on; the clock resumes with what it had."""
    if draft.ticket.open:
        raise Refusal("open_already", ref=draft.ticket.ref)
    if steps.needs_fault(draft.ticket) and not why.reason:
        raise Refusal("no_fault_said", field="reason")
    transitions.reopen(draft, why.reason)
    steps.do_again(draft, why.step)


def read_press(arguments: Arguments) -> Reopen | None:
    """A press gives no reason; the team's button asks for one with a form."""
    return None if arguments.get("ask") else Reopen()


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Why, if they say so; what is wrong with what no person did."""
    needed = steps.needs_fault(ticket) or len(steps.redoable(ticket)) == 1
    asks = wording("reopen_fault") if needed else wording("reopen_reason")
    why = Question("reason", asks, "long_text", required=needed, max_length=3000)
    wrong = {each.key: each.do or phrase_from(each.key) for each in steps.redoable(ticket)}
    known = (*options(wrong), *options({steps.ELSE: wording("reopen_something_else")}))
    which = [Question("step", wording("reopen_step"), "select", choices=known)] if len(wrong) > 1 else []
    return ticket_blank(
        "reopen", wording("reopen_title", ref=ticket.ref), ticket, reading, *which, why, submit=wording("reopen_submit")
    )


def read_form(values: Values, _: Reading) -> Reopen:
    """The reason, or none, and the task where one was asked for."""
    why, step = values.get("reason"), values.get("step")
    return Reopen(clean(why) if isinstance(why, str) else "", step if isinstance(step, str) else "")


def read_words(said: Said, _: Reading) -> Reopen:
    """`reopen [why]`."""
    return Reopen(clean(said.text))


COMMAND = Command(
    name="reopen",
    words=("reopen",),
    usage="reopen [why]",
    help="It is still broken: work goes on.",
    example="reopen it dropped again",
    allow=allow,
    decide=decide,
    read_press=read_press,
    read_words=read_words,
    form=form,
    read_form=read_form,
    by_askers=True,
    by_form_only=frozenset({"which_step", "no_fault_said"}),
)
