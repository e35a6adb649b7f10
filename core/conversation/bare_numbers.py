"""A ticket's number without its kind, as people type it: "assign 1003 Emre" is about INC-1003, where there is one.

Only where a ticket is asked for: by the number alone, behind (or before) a command on a ticket, or in a question how
it stands. Any other number is a word like all others: "1003 is what the display says".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.commands.base import Command, is_of_askers
from core.commands.numbers import bare, issued
from core.conversation.small_talk import asks_how_it_stands
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import names_ticket
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff, may_see
from core.ui.grammar import Typed, parse

_AMONG = 8
"""So many words are looked at: a number that stands behind more of them belongs to a sentence."""
_WORD = re.compile(r"\S+")
_ENDING = ".,:;!?"


def spell_out(engine: Engine, tx: Transaction, spoke: Utterance) -> Utterance:
    """What was typed, with the number of the ticket that it asks for written out; as it was where it asks for none.

    What the person may not see is no ticket of theirs, so that nobody learns that there is one.
    """
    first = spoke.parts[0] if spoke.parts else ""
    if not isinstance(first, str):
        return spoke
    for start, digits in _candidates(first):
        ref = _find(engine, tx, spoke, digits)
        if ref is not None:
            spelled = replace(spoke, parts=(_written(first, start, digits, ref), *spoke.parts[1:]))
            if _asks_for(engine, tx, spelled, ref):
                return spelled
    return spoke


def need_own_words(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed, ref: str
) -> None:
    """Refuse words to the requester of `ref` that begin with another ticket's number: that one may be meant."""
    first = next(iter(typed.rest.split()), "").rstrip(_ENDING)
    if not command.read_by_requester or typed.ticket_leads or bare(first) is None:
        return
    other = _find(engine, tx, spoke, first)
    if other is not None and other != ref:
        raise Refusal("another_number", ref=ref, to=other, word=typed.said)


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


def _number(digits: str) -> int:
    return int(digits.removeprefix("#"))


def _find(engine: Engine, tx: Transaction, spoke: Utterance, digits: str) -> str | None:
    """The ticket of that number, if the person may see it; all kinds share one row of numbers."""
    for prefix in issued(engine.policy):
        ticket = tx.ticket(f"{prefix}-{_number(digits)}")
        if ticket is not None and may_see(engine.policy, ticket, spoke.person.id):
            return ticket.ref
    return None


def _asks_for(engine: Engine, tx: Transaction, spelled: Utterance, ref: str) -> bool:
    """Whether words with the number written out ask for that ticket."""
    prefixes = tuple(engine.policy.prefixes.values())
    typed = parse(spelled.parts, spelled.registry.words, prefixes)
    if typed.ticket == ref:
        if typed.command is None:
            alone = not typed.words.strip(_ENDING)
            return spelled.bound is None and (alone or asks_how_it_stands(spelled.text, (ref,)))
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
