"""Link: this ticket has to do with another one, or with a number of another system (a change, a vendor's case)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from core.commands.base import Command, ticket_blank
from core.commands.numbers import bare, find_tickets, issued, look_up, picked, which_ticket
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.forms import Choice
from core.ui.grammar import parse_ticket
from core.ui.reading import Reading, Said, Values, chosen, one_of
from core.ui.text import clean, shorten

ChosenLink = Literal["related", "caused", "resolved", "blocks", "blocked", "duplicates"]
"""The links that somebody can choose; the others are the reverse of these."""
KINDS: Mapping[ChosenLink, Wording] = {
    "related": wording("link_related"),
    "caused": wording("link_caused"),
    "resolved": wording("link_resolved"),
    "blocks": wording("link_blocks"),
    "blocked": wording("link_blocked"),
    "duplicates": wording("link_duplicates"),
}
_WORDS: Mapping[str, ChosenLink] = {
    "related": "related",
    "relates": "related",
    "caused": "caused",
    "resolved": "resolved",
    "fixed": "resolved",
    "blocks": "blocks",
    "blocked": "blocked",
    "duplicates": "duplicates",
    "duplicate": "duplicates",
}
_FILLERS = frozenset({"to", "by", "of"})
_NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,9}-[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Link:
    """How, and to which number; `ours` when it is one of our tickets, which then gets the reverse link."""

    kind: ChosenLink
    ref: str
    ours: bool


def decide(draft: Draft, to: Link) -> None:
    """Link, once; another kind of link to the same number takes its place. Allowed in any state."""
    ticket = draft.ticket
    if to.ours:
        to = replace(to, ref=look_up(draft, to.ref).ref)
    if to.ref == ticket.ref:
        raise Refusal("linked_to_itself", field="number", ref=ticket.ref)
    if (to.kind, to.ref) in ticket.links:
        raise Refusal("linked_already", field="number", ref=ticket.ref, to=to.ref)
    draft.happen(e.Linked(to.kind, to.ref, to.ours))


def replaced(was: Ticket, ticket: Ticket) -> Phrase | None:
    """That another kind of link to the same number stood there before; None where none did."""
    before = {ref: kind for kind, ref in was.links}
    return next(
        (
            phrase("link_replaced", ref=ticket.ref, to=to, way=kind, was=before[to])
            for kind, to in ticket.links
            if before.get(to, kind) != kind
        ),
        None,
    )


def find(engine: Engine, tx: Transaction, person: PersonId, typed: str, ticket: Ticket) -> tuple[Choice, ...]:
    """The tickets that this one is not and has no link to."""
    has = {ticket.ref, *(ref for _, ref in ticket.links)}
    return find_tickets(engine, tx, person, typed, lambda other: other.ref not in has)


def read_number(text: str, policy: Policy) -> tuple[str, bool]:
    """A number, of a ticket here perhaps without its kind, and whether it is one's. Raises Refusal at `number`."""
    if own := bare(text) or parse_ticket(text, issued(policy)):
        return own, True
    number = text.strip().rstrip(".,;").upper()
    if not _NUMBER.fullmatch(number):
        raise Refusal("no_number", field="number", text=shorten(text, 40))
    return number, False


def read_words(said: Said, reading: Reading) -> Link | None:
    """`link [related|caused|resolved|blocks|blocked|duplicates] <number>`."""
    words = [word for word in clean(said.text).split() if word.lower() not in _FILLERS]
    if not words:
        return None
    kind = _WORDS.get(words[0].lower().rstrip(":"))
    rest = words[1:] if kind else words
    return Link(kind or "related", *read_number(" ".join(rest), reading.policy)) if rest else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """How, and to what."""
    return ticket_blank(
        "link", wording("link_title", ref=ticket.ref), ticket, reading,
        Question("kind", wording("link_kind", ref=ticket.ref), "select", choices=options(KINDS), value="related"),
        *which_ticket(wording("link_ticket"), wording("link_number"), wording("link_number_hint")),
        submit=wording("link_submit"),
    )  # fmt: skip


def read_form(values: Values, reading: Reading) -> Link:
    """Both, not empty."""
    kind = one_of(KINDS, chosen(values, "kind", ask="no_link_kind"))
    if kind is None:
        raise Refusal("unknown_link_kind", field="kind", kinds=tuple(KINDS))
    return Link(kind, *read_number(picked(values, ask="no_link_number"), reading.policy))


COMMAND = Command(
    name="link",
    words=("link",),
    usage="link <related|caused|resolved|blocks|blocked|duplicates> <number>",
    help="Note what this ticket has to do with another one, or with a change.",
    example="link caused CHG-77",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    find=find,
    takes_ticket=True,
    tells_of=replaced,
    group="others",
)
