"""Another ticket as people name it: picked from a list, "INC-1042", or 1042 alone, which one of any kind may have."""

from __future__ import annotations

from collections.abc import Callable

from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, PROCESSES
from core.queries import lists
from core.tickets.draft import Draft
from core.tickets.permissions import may_see
from core.tickets.ticket import Ticket
from core.ui.blanks import Question, Wording
from core.ui.forms import Choice
from core.ui.reading import Values, text_of
from core.ui.text import shorten

_OPEN = tuple(sorted(OPEN))
_MOST, _LONGEST = 50, 70
"""Tickets that are offered at once, and letters of each."""


def issued(policy: Policy) -> tuple[str, ...]:
    """How the numbers of this desk's tickets begin."""
    return tuple(prefix for kind, prefix in policy.prefixes.items() if kind in PROCESSES)


def bare(text: str) -> str | None:
    """The digits of a number without its kind: "1042" and "#1042"; None for anything else."""
    digits = text.strip().rstrip(".,;").removeprefix("#")
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


def need_known(typed: str) -> None:
    """Raise Refusal where words are a number alone, with which they named no ticket that they may see."""
    if (number := bare(typed)) is not None:
        raise Refusal("no_such_number", number=str(int(number)))


def which_ticket(label: Wording, or_number: Wording, hint: Wording) -> tuple[Question, Question]:
    """The fields that ask for another ticket: picked from those that fit typed words, or by its number."""
    return (
        Question("other", label, "select", required=False, search=True),
        Question("number", or_number, "text", required=False, max_length=40, hint=hint),
    )


def picked(values: Values, *, ask: str) -> str:
    """The ticket that was picked, else the number that was written. Raises the Refusal `ask` where neither was."""
    ticket = values.get("other")
    return ticket if isinstance(ticket, str) and ticket else text_of(values, "number", ask=ask)


def find_tickets(
    engine: Engine, tx: Transaction, person: PersonId, typed: str, fits: Callable[[Ticket], bool]
) -> tuple[Choice, ...]:
    """The tickets with some words, or of some number, that a person may see; without words their teams' open ones.

    Only such as `fits` says: nobody is offered what would be refused.
    """
    if len(typed.strip()) > 1:
        found = lists.search(engine, tx, person, typed, fits=fits).tickets
    else:
        teams = tuple(team.key for team in engine.policy.teams_of(person))

        def suits(ticket: Ticket) -> bool:
            return may_see(engine.policy, ticket, person) and fits(ticket)

        found = tx.search(Search(teams=teams, statuses=_OPEN, suits=suits, limit=_MOST))
    return tuple(Choice(one.ref, shorten(f"{one.ref} {one.title}", _LONGEST)) for one in found)


def look_up(draft: Draft, number: str) -> Ticket:
    """The ticket of a number; of a bare one the ticket's own kind comes first.

    Raises Refusal at the field of the number where there is none that they may see.
    """
    own = draft.policy.prefixes[draft.ticket.kind]
    prefixes = sorted(issued(draft.policy), key=lambda each: each != own)
    refs = [number] if bare(number) is None else [f"{prefix}-{number}" for prefix in prefixes]
    for ref in refs:
        try:
            return draft.look(ref)
        except Refusal as refusal:
            if refusal.code != "no_ticket":
                raise
    raise Refusal("no_other_ticket", field="number", ref=refs[0])
