"""Approve and reject: whoever has to agree to a request decides, from the message that asked them or in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from core.approvals import machine, state
from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Arguments, Reading, Said, Values, text_of
from core.ui.text import clean, styles_of

LONGEST = 1000
"""Characters of a reason, however it is said."""


@dataclass(frozen=True, slots=True)
class Yes:
    """`round` is what they saw when they pressed, None for words: what is asked for now. `note` is what they add."""

    round: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class No:
    """Why not, in `styles`; `round` as for a yes."""

    reason: str
    styles: tuple[str, ...] = ()
    round: int | None = None


def allow(_: Policy, ticket: Ticket, person: PersonId) -> None:
    """Who has a say in the stage that is being decided. Raises Refusal with what is so instead."""
    state.need_decider(ticket, person)


def approve(draft: Draft, yes: Yes) -> None:
    """Say yes; where it was the last that is needed, work begins."""
    machine.approve(draft, draft.actor, yes.round, yes.note)


def reject(draft: Draft, no: No) -> None:
    """Say no, with a reason that the requester reads."""
    machine.reject(draft, draft.actor, no.reason, no.styles, no.round)


def said_typed(ticket: Ticket, person: PersonId) -> Phrase:
    """What somebody decided, and who decides next."""
    runs = ticket.approval.stages if ticket.approval else ()
    mine = [vote for run in runs for vote in run.votes if vote.person == person]
    last = max(mine, key=lambda vote: vote.at)
    said = next((vote.reason for vote in mine if vote.at == last.at and vote.reason), "")
    people = tuple(one for one in state.awaited(ticket) if one != person)
    return phrase(
        "decided_typed", ref=ticket.ref, title=ticket.title, yes=last.yes, text=said, people=people,
        person=ticket.requester, over=ticket.over,
    )  # fmt: skip


def _words(said: Said) -> str:
    """What is said beside a decision. Raises Refusal where that is another number: each is decided by itself."""
    text = clean(said.text)
    if text and all(_NUMBER.fullmatch(word) for word in text.split()):
        raise Refusal("one_decision", ref=said.ticket.ref if said.ticket else "")
    return text


_NUMBER = re.compile(r"(?:and|und|&|,)|#?\d{3,},?|[a-z]{2,8}-\d+,?", re.IGNORECASE)


def read_press(arguments: Arguments) -> Yes:
    """What they saw goes along."""
    return Yes(_round(arguments.get("round")))


def read_yes(said: Said, _: Reading) -> Yes:
    """`approve [what to add]`."""
    return Yes(note=_words(said))


def read_no(said: Said, _: Reading) -> No | None:
    """`reject <reason>`. Raises Refusal where the reason is longer than its form takes."""
    text = _words(said)
    if len(text) > LONGEST:
        raise Refusal("reason_too_long", limit=LONGEST)
    return No(text, styles_of(text, said.runs)) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """The reason."""
    why = Question("text", wording("reject_reason"), "long_text", max_length=LONGEST, hint=wording("reject_hint"))
    blank = ticket_blank(
        "reject", wording("reject_title", ref=ticket.ref), ticket, reading, why, submit=wording("reject_submit")
    )
    seen = ticket.approval.round if ticket.approval else 0
    return replace(blank, context={**blank.context, "round": seen})


def read_form(values: Values, _: Reading) -> No:
    """The reason, not empty."""
    return No(text_of(values, "text", ask="no_reject_reason"), round=_round(values.get("round")))


def _round(given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) else None


APPROVE = Command(
    name="approve",
    words=("approve",),
    usage="approve [what to add]",
    help="Agree to what somebody asks for. They and whoever decides next read what you add.",
    example="approve for the CAD desk only",
    allow=allow,
    decide=approve,
    read_press=read_press,
    read_words=read_yes,
    stands_alone=True,
    by_deciders=True,
    says_typed=said_typed,
    read_by_requester=True,
    told="deciders",
    kind="request",
)
REJECT = Command(
    name="reject",
    words=("reject",),
    usage="reject <reason>",
    help="Say no to what somebody asks for. They read the reason.",
    example="reject Please use the pool model until January.",
    allow=allow,
    decide=reject,
    read_words=read_no,
    form=form,
    read_form=read_form,
    by_deciders=True,
    says_typed=said_typed,
    read_by_requester=True,
    told="deciders",
    kind="request",
)
