"""Ask requester: a public question in the same action as the hold; the clock waits where the policy says so."""

from __future__ import annotations

from core.approvals import machine, state
from core.commands.base import Command, ticket_blank
from core.commands.reply import Spoken
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, is_responder, need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.text import clean, styles_of


def decide(draft: Draft, words: Spoken) -> None:
    """Ask and wait. The question is a public reply, so it also answers; refused while it is empty, or nobody is there.

    Whoever has to agree to it may ask first, too; that stops nothing.
    """
    ticket = draft.ticket
    if not words.text:
        raise Refusal("no_question", field="text")
    if ticket.requester in draft.staffing().left:
        raise Refusal("asked_left", ref=ticket.ref, person=ticket.requester, approval=ticket.approving)
    if ticket.approving:
        machine.ask_requester(draft, draft.actor, words.text, words.styles)
        return
    transitions.need_open(ticket)
    if draft.actor in asking_people(draft.policy, ticket):
        raise Refusal("ask_yourself")
    if ticket.waiting:
        raise Refusal("ask_while_waiting", ref=ticket.ref)
    transitions.answered(draft)
    transitions.hold(draft, e.Held("requester", question=words.text, styles=words.styles))


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Who has it, or who has to agree to it first; whoever had to is told what was decided. Raises Refusal."""
    decided = ticket.approval is not None and person in ticket.approval.people
    if ticket.approving or (decided and not is_responder(policy, ticket, person)):
        state.need_decider(ticket, person)
    else:
        need_owner(policy, ticket, person)


def read_words(said: Said, _: Reading) -> Spoken | None:
    """`ask <question>`; the empty question is refused."""
    text = clean(said.text)
    return Spoken(text, said_in=said.said_in, styles=styles_of(text, said.runs)) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """The question."""
    text = Question("text", wording("ask_text", person=ticket.requester), "long_text", max_length=3000)
    return ticket_blank(
        "ask", wording("ask_title", ref=ticket.ref), ticket, reading, text, submit=wording("ask_submit")
    )


def read_form(values: Values, _: Reading) -> Spoken:
    """The question, not empty."""
    return Spoken(text_of(values, "text", ask="no_question"))


def answer(ticket: Ticket, _: Reading) -> Phrase | None:
    """What an approver reads: nothing else on their screen tells that it was asked, or where they are answered."""
    return phrase("asked_first_sent", person=ticket.requester, ref=ticket.ref) if ticket.approving else None


COMMAND = Command(
    name="ask",
    words=("ask",),
    usage="ask <question>",
    help="Ask the requester and let the ticket wait for the answer.",
    example="ask Which VPN profile is selected, Berlin or Split?",
    allow=allow,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    answer=answer,
    by_deciders=True,
    read_by_requester=True,
    group="talk",
)
