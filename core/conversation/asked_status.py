"""Whether words to the desk ask how tickets of theirs stand, and of which of these by name.

What is asked by that word, or of "my ticket", is plain to anybody (`small_talk`). "Is anyone working on the printer?"
asks it of whoever has an open ticket about one; "still nothing?" where nothing was asked of them that it may answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.commands.desk.which_ticket import find_theirs
from core.conversation.small_talk import asks_how_it_stands, asks_impatiently, names_asked_about, words_that_name
from core.intake.guessing import guess
from core.people import PersonId
from core.policy import Policy
from core.ports.tickets import Transaction
from core.tickets.subjects import named_in
from core.tickets.ticket import Ticket


def find_asked(
    policy: Policy, tx: Transaction, person: PersonId, text: str, refs: Iterable[str] = ()
) -> tuple[Ticket, ...] | None:
    """The tickets of theirs that somebody names who asks how tickets stand; none of them where they mean all.

    None where they do not ask that, or say more. `refs` are the numbers in the words.
    """
    plain = asks_how_it_stands(text, refs)
    theirs = find_theirs(tx, person)
    if plain:
        return _meant(policy, words_that_name(text), theirs)
    if named := names_asked_about(text, lambda word: bool(_called(policy, word, theirs))):
        return _meant(policy, named, theirs)
    awaits = any(one.asked_at is not None or one.done for one in theirs)
    return () if asks_impatiently(text) and theirs and not awaits else None


def _meant(policy: Policy, words: Iterable[str], theirs: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Those that most of the words name."""
    named = [one.ref for word in words for one in _called(policy, word, theirs)]
    most = max(map(named.count, named), default=0)
    return tuple(one for one in theirs if most and named.count(one.ref) == most)


def _called(policy: Policy, word: str, theirs: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Those that a word names, by their title or service, or by their kind of trouble in either language."""
    if named := named_in(word, theirs, policy):
        return tuple(one.ticket for one in named)
    kind = guess(word, policy.services)
    if kind is None or kind.category is None:
        return ()
    return tuple(one for one in theirs if guess(one.title, policy.services) == kind)
