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
from core.tickets.subjects import find_named
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


def find_of_kind(policy: Policy, text: str, tickets: Sequence[Ticket]) -> Ticket | None:
    """The one ticket that is of the kind of trouble that words name, in either language ("Drucker", "toner").

    None where they name none, or several are.
    """
    meant = guess(text, policy.services)
    if meant is None:
        return None

    def is_of_it(ticket: Ticket) -> bool:
        called = guess(ticket.title, policy.services)
        if called is not None and called.category is not None and meant.category is not None:
            return (called.service, called.category) == (meant.service, meant.category)
        return (called.service if called is not None else ticket.service) == meant.service

    found = [one for one in tickets if is_of_it(one)]
    return found[0] if len(found) == 1 else None


_NEW_TICKET = r"(?:new|another|neues|neue|neuen|weiteres|anderes|noch ein) (?:ticket|tickets|request|anfrage|incident)"
_SOMETHING_NEW = (
    r"(?:something|sth|anything) (?:new|else|different)|(?:et)?was (?:neues|anderes)|sonst noch (?:et)?was"
    r"|(?:new|another|different|second|neues|anderes|weiteres|zweites|noch ein|neue|andere|weitere|noch eine)"
    r" (?:problem|issue|topic|thema|störung|stoerung|meldung|anliegen)"
)
_BEFORE = (
    r"(?:(?:hi|hello|hallo|hey|also|and|und|please|bitte|now|jetzt)[ ,]+)*"
    r"(?:(?:i|we|ich|wir) (?:have|need|want|got|habe|hab|haben|brauche|brauchen|möchte|will)"
    r"(?: to (?:open|create|report))? "
    r"|(?:open|create|make|raise|start|report|it's|it is|this is|that's|es ist|das ist) )?"
    r"(?:an? |ein(?:e|en)? |the )?"
)
_NEW = re.compile(
    rf"{_BEFORE}(?:{_NEW_TICKET}|{_SOMETHING_NEW})(?: (?:please|bitte|erstellen|aufmachen|öffnen|anlegen|melden))?"
    r"\s*(?:$|[.!]+\s*$|(?::|,|;|\.|!|-|\u2013|\u2014|\n)\s*(?P<behind>\S.*))",
    re.IGNORECASE | re.DOTALL,
)
"""Says that what follows is about no ticket yet, set apart from it: "another problem with it is ..." is a sentence."""


def read_new(text: str) -> str | None:
    """What stands behind words that say that it is something new, be it nothing; None where they say no such thing."""
    found = _NEW.fullmatch(text.strip())
    return (found["behind"] or "") if found else None
