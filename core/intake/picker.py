"""The first form of `/request`: which item, found by words, the person's usual ones first."""

from __future__ import annotations

from collections.abc import Sequence

from core.intake.catalog import orderable
from core.intake.finding_items import find_items, find_near
from core.intake.wishes import searched_items
from core.people import PersonId
from core.policy import Policy
from core.ports.tickets import Transaction
from core.ui.blanks import Blank, Question, options, wording
from core.ui.forms import Choice
from core.ui.reading import Arguments, Reading

FOUND = 100
"""Items that are offered for what is typed."""
LISTED = 15
"""Items that stand in the picker before anybody types; Teams shows no more at once."""
LAST = 50
"""Tickets of a person that are looked at for what is usual."""


def usual_items(tx: Transaction, person: PersonId) -> tuple[str, ...]:
    """What a person ordered lately, by the items' keys: the most often ordered first, then the newest."""
    ordered = tx.ordered_by(person, LAST)
    return tuple(sorted(ordered, key=lambda key: (ordered[key].count, ordered[key].last), reverse=True))


def find_choices(
    policy: Policy, person: PersonId, typed: str, usual: Sequence[str] = (), words: str = ""
) -> tuple[Choice, ...]:
    """What `person` may order of what is typed, best first, at most `FOUND`.

    Before anything is typed, what the `words` mean that came along stands first, then what is usual.
    """
    offered = orderable(policy, person)
    if not typed.strip():
        usual = (*(item.key for item in searched_items(policy, person, words)), *usual)
    found = find_items(offered, typed, usual) or find_near(offered, typed, policy.services, usual)
    return tuple(Choice(item.key, item.name) for item in found[:FOUND])


def choose_form(
    reading: Reading, person: PersonId, context: Arguments, usual: Sequence[str] = (), words: str = ""
) -> Blank:
    """The picker. What the `words` that came along mean stands first, then what is usual; the rest is found by typing.

    Where these words mean one item, it is chosen already.
    """
    offered = find_choices(reading.policy, person, "", usual, words)[:LISTED]
    meant = searched_items(reading.policy, person, words)
    what = Question(
        "item", wording("request_item"), "select", hint=wording("request_item_hint"), search=True,
        choices=options({choice.value: choice.label for choice in offered}),
        value=meant[0].key if len(meant) == 1 else None,
    )  # fmt: skip
    title, further = wording("request_title"), wording("request_next")
    return Blank("open_request", title, (what,), reading.command_id, submit=further, context=context)
