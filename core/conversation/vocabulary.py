"""Words people begin with: which are a command to the desk, which only begin a sentence, and which were mistyped."""

from __future__ import annotations

import re

from core.commands.base import is_of_askers
from core.commands.desk import search
from core.commands.registry import Registry
from core.ui.grammar import Typed, parse_ticket
from core.ui.slips import near_words
from core.ui.when.stretch import begins_with_time, is_of_time

_DAY = 4
"""So many words are "back" and a day, or a person and a day."""
FEW = 2
"""So many words behind "find" or "search" are what is looked for; more of them may be a sentence."""
_OF_SENTENCES = re.compile(
    r"(?:an?|and|are|attached|be|can|cannot|did|do|does|for|here|his|in|is|its?|me|my|no|not|of|on|that|the|them|this|to"
    r"|was|we|what|you|your|anbei|das|der|die|doch|ein|es|hier|ich|im|ist|kein|mal|mein|mir|nicht|noch|und|uns)[.,!?]*"
)
"""Words of which sentences are made, and names of things are not."""
_GOES_ON = re.compile(
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?:n['\u2019]?t| not)?|cannot"
    r"|(?:ca|wo)n['\u2019]?t|of|still|never|always|again|just|keeps?|kept|shows?|showed|says?|said|fails?|failed|stops?"
    r"|stopped|happens|happened|times|timed|comes|came|gives|gave|takes|took|gets|got|goes|went|looks|opens|crashes|crashed"
    r"|disappeared|ist|war|sind|waren|hat|hatte|wird|wurde|kann|geht|ging|funktioniert|zeigt|sagt|fehlt|kommt|kam|steht"
    r"|dauert)[.,!?]*",
    re.IGNORECASE,
)
"""What goes on behind a noun: "report is empty" says something about a report, "report printer" reports one."""
_A_TICKET = re.compile(r"\b(?:tickets?|incidents?|requests?|orders?)\b", re.IGNORECASE)


PLAIN_WORDS = {"status": "mine"}
"""What is no command and asks the desk all the same, with the command that it asks for."""
GERMAN = {
    "hilfe": "help", "meine": "mine", "meine tickets": "mine", "störung": "incident", "stoerung": "incident",
    "bestellen": "request", "bestellung": "request", "anfrage": "request", "abwesend": "away", "folgen": "follow",
    "zurückziehen": "withdraw", "zurueckziehen": "withdraw", "stornieren": "withdraw", "abbrechen": "cancel",
    "bestätigen": "confirm", "genehmigen": "approve", "freigeben": "approve", "ablehnen": "reject",
    "nachfragen": "ask", "rückfrage": "ask", "rueckfrage": "ask", "genehmigungen": "approvals",
    "meine genehmigungen": "approvals", "freigaben": "approvals", "meine freigaben": "approvals",
}  # fmt: skip
"""What is a command where it stands alone, with the word of that command; anything behind it makes it a sentence."""
GERMAN_OF_STAFF = {"erledigt": "done", "fertig": "done", "gelöst": "done", "behoben": "fixed"}
"""What is a command of responders where it stands alone in their thread; requesters say it of how it stands."""
OF_DECIDERS = frozenset(("approve", "reject", "ask"))
"""Commands whose German words may stand before a number and what is said beside it."""
_OF_THEIR_OWN = frozenset(("stats", "states", "statue", "statues"))
"""Words that are near "status" and are no slip of it."""


def asks_the_desk(registry: Registry, typed: Typed, prefixes: tuple[str, ...], *, staff: bool) -> bool:
    """Whether words in a flat chat are a command or a question, and not a sentence that begins like one."""
    if typed.command is None:
        return False
    behind = bool(typed.rest.strip())
    on_ticket = registry.tickets.get(typed.command)
    if on_ticket is not None:
        if typed.ticket is not None or parse_ticket(typed.words.rpartition(" ")[2], prefixes) is not None:
            return True
        return not behind if on_ticket.by_askers else staff or is_of_askers(on_ticket, typed.rest)
    match registry.desk[typed.command].behind:
        case "nothing":
            return not behind
        case "number":
            return not behind or typed.ticket is not None
        case "of_staff":
            return staff or not behind
        case "rota":
            comes_back = typed.rest.casefold().startswith("back") and len(typed.rest.split()) <= _DAY
            return staff or not behind or typed.rest.casefold().startswith("away") or comes_back
        case "few":
            return staff or not behind or _is_looked_for(typed)
        case "time":
            first = typed.rest.split(maxsplit=1)[:1]
            comes_back = any(is_of_time(word) or word.casefold().rstrip(".!") == "back" for word in first)
            return not behind or comes_back or begins_with_time(typed.rest)
        case "anything":
            return not goes_on(typed.rest)


def names_ticket(registry: Registry, typed: Typed) -> bool:
    """Whether a command of the desk asks for the ticket behind it: such as needs one, or "ticket INC-1042" itself."""
    few = not typed.words or are_few(typed.words)
    return shows_ticket(registry, typed) or (registry.desk[typed.command or ""].behind == "number" and few)


def shows_ticket(registry: Registry, typed: Typed) -> bool:
    """Whether words are "ticket INC-1042": what `/ticket INC-1042` is elsewhere."""
    command = registry.desk.get(typed.command or "")
    takes_any = command is not None and command.slash is not None and command.slash.then == "anything"
    return takes_any and typed.ticket is not None and not typed.words


def goes_on(behind: str) -> bool:
    """Whether the words behind a command's word make a sentence of both, as in "order 4711 was never delivered"."""
    said = behind.split(maxsplit=2)
    verb = said[1:2] if said and said[0].isdigit() else said[:1]
    return any(_GOES_ON.fullmatch(one) for one in verb)


def _is_looked_for(typed: Typed) -> bool:
    """Whether somebody looks for what stands behind: "search" says so of itself, "find it attached" does not."""
    if typed.said == search.COMMAND.words[0]:
        return not goes_on(typed.rest)
    return are_few(typed.rest) or _A_TICKET.search(typed.rest) is not None


def are_few(text: str) -> bool:
    """Whether words are few enough to be looked for, and read like no sentence."""
    said = text.casefold().split()
    return 0 < len(said) <= FEW and not any(_OF_SENTENCES.fullmatch(one) for one in said)


def find_near(registry: Registry, unknown: str, *, staff: bool) -> tuple[str, ...]:
    """The words a person of that role can type that `unknown` is a slip of, each command once."""
    known = {**registry.words_of(staff=staff), **({} if unknown.casefold() in _OF_THEIR_OWN else PLAIN_WORDS)}
    return tuple({known[word]: word for word in near_words(unknown, known)}.values())
