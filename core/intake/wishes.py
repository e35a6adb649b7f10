"""What words wish for: whether they ask for something at all, and which items of the catalog they name.

It opens nothing. It decides what is offered first, and what stands at the top of the picker.
"""

from __future__ import annotations

import re

from core.intake.catalog import orderable
from core.intake.finding_items import find_items, find_near
from core.intake.guessing import count_said
from core.items import Item
from core.people import PersonId
from core.policy import Policy

_ORDERS = re.compile(
    r"\b(?:order|bestell\w*|request|beantrag\w*)\b"
    r"|\b(?:i|we)(?:'d| would)? (?:also |now |then )?(?:need|want|like)\b|\bget me\b"
    r"|\b(?:can|could|may) (?:i|we|you) (?:please |also )*(?:have|get|give)\b"
    r"|\b(?:brauche?n?|bräuchten?|benötigen?|möchten?|hätten?|wünschen?|bekomm\w*|kriegen?|besorg\w*)\b"
)
_NAMED_ALONE = r"(?:(?:an?|one|another|eine?n?|noch eine?n?) )?(?:{})(?:[,.!]| please| bitte| asap| (?:for|für) .+)*"
_LEAST = 4
"""Letters of a word of an item's name that names it."""
_FEW = 3
"""Items that are offered at once: where words name more, they name none."""
_LONGEST = 100
"""Letters of words that are looked for as they were typed; of a sentence only the names in it."""
QUESTION = "question"
"""The item that any words may be meant for."""


def orders(text: str) -> bool:
    """Whether words ask for something: "I need", "könnt ihr mir ... besorgen"."""
    return _ORDERS.search(in_small(text)) is not None


def named_items(policy: Policy, person: PersonId, text: str) -> tuple[Item, ...]:
    """What `person` may order of what the words name, most of it first."""
    return tuple(item for item, _ in _counted(policy, person, text))


def wished_items(policy: Policy, person: PersonId, text: str) -> tuple[Item, ...]:
    """What words plainly ask for: the items that an order names best, or whose name is all that was said."""
    counted = _counted(policy, person, text)
    if not orders(text):
        counted = [(item, count) for item, count in counted if _is_all(text, item)]
    best = tuple(item for item, count in counted if count == counted[0][1])
    return best if len(best) <= _FEW else ()


def searched_items(policy: Policy, person: PersonId, text: str) -> tuple[Item, ...]:
    """What the picker shows first of words that came along with it."""
    named = named_items(policy, person, text)
    if named or len(text) > _LONGEST or not text.strip():
        return named
    offered = orderable(policy, person)
    return find_items(offered, text) or find_near(offered, text, policy.services)


def _counted(policy: Policy, person: PersonId, text: str) -> list[tuple[Item, int]]:
    offered = [item for item in orderable(policy, person) if item.key != QUESTION]
    counts = count_said(text, [names_of_item(item) for item in offered])
    found = [(item, count) for item, count in zip(offered, counts, strict=True) if count]
    return sorted(found, key=lambda one: -one[1])


def names_of_item(item: Item) -> frozenset[str]:
    """What an item is called, each longer word of its name alone ("neuen Laptop"), and what it is priced by."""
    priced = (option for each in item.form if each.id == item.cost.by for option in each.options)
    return frozenset((*(one for one in item.name.split() if len(one) >= _LEAST), *item.words, *priced))


def _is_all(text: str, item: Item) -> bool:
    called = "|".join(re.escape(one.casefold()) for one in (item.name, *item.words))
    return re.fullmatch(_NAMED_ALONE.format(called), in_small(text)) is not None


def in_small(text: str) -> str:
    """Words as they are compared here: in small letters, one space apart, with plain apostrophes."""
    return " ".join(text.replace("\u2019", "'").casefold().split())
