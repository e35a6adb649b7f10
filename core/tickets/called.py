"""What a ticket is called: its number, with the prefix of the kind of record that it is by now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import Refusal
from core.phrases import Phrase
from core.policy import Policy
from core.processes import INCIDENT, REQUEST, TicketKind
from core.tickets.ticket import Ticket

_CONVERTED = (INCIDENT.kind, REQUEST.kind)
"""What is made of each other."""


def name_of(ticket: Ticket, policy: Policy) -> str:
    """What a ticket is called as the kind of record that it is by now; the number stays."""
    return name_as(ticket.ref, ticket.kind, policy)


def names_of(ticket: Ticket, policy: Policy) -> frozenset[str]:
    """Every name that a ticket ever had: as what it was opened, as what it is, and as what it was between them."""
    kinds = _CONVERTED if ticket.converted_by is not None else ()
    return frozenset((ticket.ref, name_of(ticket, policy), *(name_as(ticket.ref, kind, policy) for kind in kinds)))


def name_as(ref: str, kind: TicketKind, policy: Policy) -> str:
    """What the ticket of that number is called as a record of that `kind`.

    Where the settings changed its prefix it stays as it was opened: nobody would find it by another.
    """
    prefix, _, number = ref.rpartition("-")
    return f"{policy.prefixes.get(kind, prefix)}-{number}" if prefix in policy.prefixes.values() else ref


def called(sentence: Phrase, ticket: Ticket, policy: Policy) -> Phrase:
    """A sentence that names a ticket by its number, with what it is called by now."""
    name = name_of(ticket, policy)
    if name == ticket.ref or ticket.ref not in sentence.data.values():
        return sentence
    return Phrase(sentence.code, {key: name if said == ticket.ref else said for key, said in sentence.data.items()})


@contextmanager
def speaking_of(ticket: Ticket | None, policy: Policy) -> Iterator[None]:
    """What is refused about a ticket meanwhile names it as it is called by now; None where it is about none.

    Whoever may not see it reads the name that they gave it, and nothing of another one.
    """
    try:
        yield
    except Refusal as refusal:
        if ticket is not None:
            call_by_name(refusal, ticket, policy)
        raise


def call_by_name(refusal: Refusal, ticket: Ticket, policy: Policy) -> Refusal:
    """The refusal, and all that goes with it, naming the ticket as it is called by now."""
    for each in (refusal, *refusal.also):
        if each.code != "no_ticket":
            each.phrase = called(each.phrase, ticket, policy)
    return refusal
