"""Merge: two tickets about the same go on as one; Unmerge takes that back for half an hour (domain.md section 9).

The older one goes on unless somebody says otherwise. The other is closed as a duplicate, its promises are cancelled
(a breach that happened stays), and whoever asked for it follows the survivor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from core.commands.base import Command, ticket_blank
from core.commands.numbers import bare, find_tickets, look_up, picked, which_ticket
from core.engine import Engine
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.ports.tickets import Transaction
from core.reactions.merging import close_into, take_in
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, is_responder, need_owner, need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.forms import Choice
from core.ui.grammar import parse_ticket
from core.ui.reading import Arguments, Reading, Said, Values, one_of
from core.ui.text import clean, shorten

UNDO = timedelta(minutes=30)
Keep = Literal["older", "newer"]
KEEP: Mapping[Keep, Wording] = {"older": wording("merge_older"), "newer": wording("merge_newer")}


@dataclass(frozen=True, slots=True)
class Merge:
    """With which ticket, and which of both goes on."""

    ref: str
    keep: Keep = "older"


def decide(draft: Draft, to: Merge) -> None:
    """This ticket's side: it takes the other in, or is closed into it. The other's follows from what happened here."""
    other = look_up(draft, to.ref)
    ticket = draft.ticket
    if ticket.ref != other.ref:
        transitions.need_open(ticket)
    why = _refuse(ticket, other)
    if why is not None:
        raise why
    need_responder(draft.policy, other, draft.actor, field="number")
    older = _number(ticket) < _number(other)
    if older == (to.keep == "older"):
        take_in(draft, other.ref, _newcomers(draft, ticket, other), other.priority)
    else:
        close_into(draft, other.ref, _newcomers(draft, other, ticket))


def _refuse(ticket: Ticket, other: Ticket) -> Refusal | None:
    """Why an open ticket and another one do not go on as one; None where they may."""
    if other.ref == ticket.ref:
        return Refusal("merged_with_itself", field="number", ref=ticket.ref)
    if not other.open:
        return Refusal("other_over", field="number", ref=other.ref)
    if other.kind != ticket.kind:
        return Refusal("other_kind", field="number")
    if ticket.private or other.private:
        return Refusal("private_merge", field="number")
    return None


def find(engine: Engine, tx: Transaction, person: PersonId, typed: str, ticket: Ticket) -> tuple[Choice, ...]:
    """The tickets that this one can be merged with: both are changed, so both are theirs."""

    def fits(other: Ticket) -> bool:
        return _refuse(ticket, other) is None and is_responder(engine.policy, other, person)

    return find_tickets(engine, tx, person, typed, fits)


def _number(ticket: Ticket) -> int:
    return int(ticket.ref.rpartition("-")[2])


def _newcomers(draft: Draft, survivor: Ticket, merged: Ticket) -> tuple[PersonId, ...]:
    known = {*asking_people(draft.policy, survivor), *survivor.watchers}
    people = dict.fromkeys((merged.requester, merged.beneficiary, *merged.watchers))
    return tuple(one for one in people if one not in known)


def unjoin(draft: Draft, _: Merge) -> None:
    """Take a merge back while it is young: the ticket stands as it stood, and its promises ran on."""
    merge = draft.ticket.merged
    if merge is None:
        raise Refusal("not_merged", ref=draft.ticket.ref)
    draft.look(merge.into)
    if draft.at - merge.at > UNDO:
        raise Refusal("merge_stands", minutes=int(UNDO.total_seconds()) // 60)
    if draft.ticket.followed_up_by:
        raise Refusal("merge_continued", by=draft.ticket.followed_up_by[-1])
    draft.happen(e.Unmerged(merge.into))


def read_number(text: str, reading: Reading) -> str:
    """The number of a ticket, perhaps without its kind. Raises Refusal at the field `number`."""
    ref = bare(text) or parse_ticket(text, tuple(reading.policy.prefixes.values()))
    if ref is None:
        raise Refusal("no_ticket_number", field="number", text=shorten(text, 40))
    return ref


def read_words(said: Said, reading: Reading) -> Merge | None:
    """`merge INC-1039`, also `merge with INC-1039`."""
    words = [word for word in clean(said.text).split() if word.lower() not in ("with", "into")]
    return Merge(read_number(" ".join(words), reading)) if words else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """With which, and which goes on."""
    return ticket_blank(
        "merge", wording("merge_title", ref=ticket.ref), ticket, reading,
        *which_ticket(wording("merge_ticket"), wording("merge_number"), wording("merge_number_hint")),
        Question("keep", wording("merge_keep"), "radio", choices=options(KEEP), value="older"),
        submit=wording("merge_submit"),
    )  # fmt: skip


def read_form(values: Values, reading: Reading) -> Merge:
    """Both."""
    ref = read_number(picked(values, ask="no_merge_number"), reading)
    return Merge(ref, one_of(KEEP, values.get("keep")) or "older")


def _pressed(_: Arguments) -> Merge:
    return Merge("")


def _said(_: Said, __: Reading) -> Merge:
    return Merge("")


COMMAND = Command(
    name="merge",
    words=("merge",),
    usage="merge <number>",
    help="Go on with one ticket instead of two; the older one stays.",
    example="merge INC-1039",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    find=find,
    takes_ticket=True,
    group="others",
)

UNMERGE = Command(
    name="unmerge",
    words=("unmerge",),
    usage="unmerge",
    help="Take a merge back, within 30 minutes.",
    example="unmerge",
    allow=need_responder,
    decide=unjoin,
    read_press=_pressed,
    read_words=_said,
)
