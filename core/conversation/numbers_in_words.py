"""The numbers of tickets in what people type: with their kind or without, alone, first, or anywhere in a sentence.

A number without its kind, "assign 1003 Emre", is about INC-1003, where there is one that the person may see. It is
written out only where a ticket is asked for: by the number alone, behind (or before) a command on a ticket, or in a
question how it stands. Any other number is a word like all others: "1003 is what the display says"; one with its sign
at the beginning ("#1003 is slow") is a ticket's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.commands.base import is_of_askers
from core.commands.numbers import bare, issued
from core.conversation.small_talk import are_signs, asks_how_it_stands
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import names_ticket
from core.engine import Engine
from core.people import PersonId
from core.ports.tickets import Transaction
from core.tickets.permissions import asking_people, is_staff, may_see
from core.ui.grammar import parse, parse_ticket
from core.ui.yes_no import read_answer

_AMONG = 8
"""So many words are looked at: a number that stands behind more of them belongs to a sentence."""
_WORD = re.compile(r"\S+")
_ENDING = ".,:;!?"
_NOUN = re.compile(
    r"(?:(?:the|my|das|mein)\s+)?(?:tickets?|incident|request|number|nummer|nr\.?|no\.?)\s+", re.IGNORECASE
)
_FIRST = re.compile(rf"#?([0-9]{{1,12}})(?=[\s{re.escape(_ENDING)}]|$)[{re.escape(_ENDING)}]*\s*")


def spell_out(engine: Engine, tx: Transaction, spoke: Utterance) -> Utterance:
    """What was typed, with the number of the ticket that it asks for written out; as it was where it asks for none.

    What the person may not see is no ticket of theirs, so that nobody learns that there is one.
    """
    first = spoke.parts[0] if spoke.parts else ""
    if not isinstance(first, str):
        return spoke
    for start, digits in _candidates(first):
        ref = find_bare(engine, tx, spoke.person.id, digits)
        if ref is not None:
            leads = digits.startswith("#") and not first[:start].strip()
            spelled = replace(spoke, parts=(_written(first, start, digits, ref), *spoke.parts[1:]))
            if (leads and _is_addressed_so(tx, spoke)) or _asks_for(engine, tx, spelled, ref):
                return spelled
    return spoke


def _is_addressed_so(tx: Transaction, spoke: Utterance) -> bool:
    """Whether a number with its sign says whose the words behind it are: in no thread, while no others wait for it."""
    return spoke.bound is None and not tx.chat(spoke.person.id, spoke.words.where.place).waiting


def write_out(text: str, ref: str) -> str | None:
    """The words with the first bare number among them that is `ref`'s written out; None where they have none."""
    number = int(ref.rpartition("-")[2])
    found = next((one for one in _candidates(text) if _number(one[1]) == number), None)
    return _written(text, *found, ref) if found else None


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    """The bare numbers among the first words, each with where it begins; "#1003" with its sign."""
    for _, found in zip(range(_AMONG), _WORD.finditer(text), strict=False):
        word = found[0].rstrip(_ENDING)
        if bare(word) is not None:
            yield found.start(), word


def _written(text: str, start: int, digits: str, ref: str) -> str:
    return f"{text[:start]}{ref}{text[start + len(digits) :]}"


def is_number(word: str) -> bool:
    """Whether a word is a ticket's number, with its kind or without."""
    return bare(word) is not None or parse_ticket(word) is not None


def _number(digits: str) -> int:
    return int(digits.removeprefix("#"))


def find_bare(engine: Engine, tx: Transaction, person: PersonId, digits: str) -> str | None:
    """The ticket of that number, if the person may see it; all kinds share one row of numbers."""
    for prefix in issued(engine.policy):
        ticket = tx.ticket(f"{prefix}-{_number(digits)}")
        if ticket is not None and may_see(engine.policy, ticket, person):
            return ticket.ref
    return None


def _asks_for(engine: Engine, tx: Transaction, spelled: Utterance, ref: str) -> bool:
    """Whether words with the number written out ask for that ticket."""
    prefixes = tuple(engine.policy.prefixes.values())
    typed = parse(spelled.parts, spelled.registry.words, prefixes)
    if typed.ticket == ref:
        if typed.command is None:
            alone = not typed.words.strip(_ENDING) or are_signs(typed.words)
            answers = bool(read_answer(engine.policy, typed.words, spelled.person.id))
            return spelled.bound is None and (alone or answers or asks_how_it_stands(spelled.text, (ref,)))
        on_ticket = spelled.registry.tickets.get(typed.command)
        if on_ticket is None:
            return names_ticket(spelled.registry, typed)
        if spelled.bound is not None and not typed.ticket_leads:
            return False  # in a ticket's thread a number behind the command is a part of its words
        if is_of_askers(on_ticket, typed.words) or is_staff(engine.policy, spelled.person.id):
            return True
        ticket = tx.ticket(ref)
        asked = ticket.approval.people if ticket is not None and ticket.approval is not None else ()
        return on_ticket.by_deciders and spelled.person.id in asked  # what comes too late is refused in its words
    return spelled.bound is None and asks_how_it_stands(spelled.text, (ref,))


def without_noun(text: str, *, anywhere: bool = False) -> str:
    """Words without the noun before a number ("ticket 1003"): at their beginning, or the first one `anywhere`."""
    return _NOUN.sub("", text, count=1) if anywhere or _NOUN.match(text) else text


def number_first(engine: Engine, tx: Transaction, person: PersonId, text: str) -> tuple[str, str] | None:
    """The ticket with whose number words begin, and the words behind it; None where they begin with none.

    A number without its kind is only that of a ticket which the person may see.
    """
    whole = parse(text, {}, issued(engine.policy))
    if whole.ticket is not None:
        return whole.ticket, whole.words
    first = _FIRST.match(text)
    ref = find_bare(engine, tx, person, first[1]) if first else None
    return (ref, text[first.end() :]) if first and ref else None


def read_numbers(engine: Engine, tx: Transaction, spoke: Utterance, *, everywhere: bool) -> tuple[str, tuple[str, ...]]:
    """What was said with the numbers of tickets written out, and these tickets, each once.

    Digits alone count as the first word, or `everywhere`; they and "#1003" only where the person may see that ticket.
    """
    refs: dict[str, None] = {}
    prefixes = "|".join(map(re.escape, issued(engine.policy)))
    number = re.compile(
        rf"(?<![\w.,-])(?:(?P<prefix>{prefixes})[\s\u2010-\u2013-]?(?P<full>[0-9]{{1,12}})"
        rf"|(?:(?P<called>{_NOUN.pattern})#?|(?P<sign>#))?(?P<digits>[0-9]{{1,12}}))(?![\w-]|[.,]\d)",
        re.IGNORECASE,
    )

    def written(found: re.Match[str]) -> str:
        if found["full"]:
            ref: str | None = f"{found['prefix'].upper()}-{int(found['full'])}"
        elif everywhere or found["called"] or found["sign"] or not text[: found.start()].strip():
            ref = find_bare(engine, tx, spoke.person.id, found["digits"])
        else:
            ref = None
        if ref is None:
            return found[0]
        refs[ref] = None
        return f"{found['called'] or ''}{ref}"

    text = spoke.text
    return number.sub(written, text), tuple(refs)


def find_own(engine: Engine, tx: Transaction, person: PersonId, text: str) -> str | None:
    """The ticket with whose number words begin, where it is one of theirs and something stands behind; else None."""
    first = number_first(engine, tx, person, without_noun(text))
    ticket = tx.ticket(first[0]) if first else None
    theirs = ticket is not None and person in asking_people(engine.policy, ticket)
    return ticket.ref if ticket is not None and theirs and first and first[1].strip() else None
