"""Whether words in a chat are plainly a new wish, and not about the ticket that is open there.

A wrong yes costs one press, a wrong no hides a wish in somebody else's ticket; so only what is plain counts: an order
that names what can be ordered, a trouble that is clearly another service's, a question how something is done. Words
that point back ("it", "the same", "noch immer") or share a word with its title go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.intake.guessing import guess
from core.intake.wishes import in_small, wished_items
from core.people import PersonId
from core.policy import Policy
from core.tickets.subjects import Named, find_named
from core.tickets.ticket import Ticket

_ORDERS_ANYTHING = re.compile(
    r"\b(?:can|could|would|want to|like to|need to) (?:\w+ ){0,3}order (?!(?:it|that|this|one|them|now)\b)\w"
    r"|^(?:please )?(?:also )?order (?:me |us )?(?:an?|the|another|two|three|some|new)\b"
    r"|\b(?:könnt|könnte|könnten|kannst|können|möchte|will|würde|bitte)\b[^.!?]* \w[^.!?]* bestellen\b"
)
_HOW = re.compile(
    r"^(?:(?:hi|hello|hallo|hey|quick|another|question|frage|kurze|eine|noch)[ ,:-]+)*"
    r"(?:how (?:do|can|could|would|should) (?:i|we)|how to|where (?:do|can) (?:i|we)"
    r"|wie (?:kann|muss|soll|könnte) (?:ich|man)|wie (?:\w+e) ich"
    r"|wo (?:kann|finde|bekomme) (?:ich|man)|wie (?:bucht|macht|ändert|bekommt|bestellt) man)\b"
)
_POINTS_BACK = re.compile(
    r"\b(?:it|it's|its|this|that|these|those|them|same|again|still|es|das|dies\w*|damit|dabei|dazu|davon|dafür"
    r"|derselbe\w*|dasselbe|dieselbe\w*|wieder|immer noch|noch immer|ihn|inzwischen|meanwhile"
    r"|until then|solange|bis dahin"
    r"|the meantime)\b"
)


def is_new_wish(policy: Policy, person: PersonId, text: str, ticket: Ticket) -> bool:
    """Whether `person` plainly writes of something else than their `ticket`, which may be said beside it."""
    said = in_small(text)
    if find_named(text, (replace(ticket, service=""),), policy) is not None or _POINTS_BACK.search(said):
        return False
    if _HOW.search(said) or _ORDERS_ANYTHING.search(said):
        return True
    if wished_items(policy, person, text):
        return True
    meant = guess(text, policy.services)
    if meant is None or meant.category is None or meant.service == ticket.service:
        return False
    return meant.word is None or policy.services[meant.service].private


def named_by_kind(policy: Policy, text: str, tickets: Sequence[Ticket]) -> tuple[Named, ...]:
    """Those of the tickets that are of the kind of trouble that words name, in either language ("Drucker", "toner").

    Where none is of that kind, those about the same service.
    """
    meant = guess(text, policy.services)
    if meant is None:
        return ()

    called = [(one, guess(one.title, policy.services)) for one in tickets]
    same = [one for one, kind in called if kind and kind.category and kind == meant]
    service = [one for one, kind in called if (kind.service if kind else one.service) == meant.service]
    by = frozenset({meant.category or meant.service})
    return tuple(Named(one, by) for one in same or service)
