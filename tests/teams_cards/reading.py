"""What a reader should find in a drawn card: its words, links and people, as far as the neutral card has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from adapters.teams.text import link
from core.ui.cards import Card
from core.ui.forms import Form
from core.ui.text import Mention, Run, Text

Json = dict[str, Any]

TAGS = {"div", "span", "p", "button", "table", "tbody", "tr", "td", "a"}
"""What the renderer builds a card of; words people typed add none."""
INPUT_TAGS = TAGS | {"label", "input", "textarea", "select", "option", "datalist"}
# What the renderer says against every card with a menu or a picker of people, which are Teams' own.
KNOWN = (
    "Maximum number of actions exceeded (6).",
    'Property "choices.data" is supported in version 1.6, but you are using version 1.5.',
    "An Input.ChoiceSet must have at least one choice defined.",
)


def squeezed(words: str) -> str:
    """Words without space and signs that nobody sees, to compare what was meant with what was drawn."""
    kept = words.encode("utf-8", "replace").decode()
    return "".join(sign for sign in kept if sign.isprintable() and not sign.isspace() and sign not in "\ufeff")


def words_of(text: Text) -> Iterator[str]:
    """The words of a flow; people and moments are spelled by the platform.

    A ping stands on a line of its own where the words behind it have a style: the sign that joins them is not wanted.
    """
    for before, span in pairwise((None, *text)):
        if isinstance(span, Run):
            yield from (span.text.lstrip(" ,:") if isinstance(before, Mention) else span.text).splitlines()


def card_words(card: Card) -> list[str]:
    """All that a card says, but for what stands on buttons."""
    flows = [card.title, *(section.body for section in card.sections)]
    flows += [fact.value for section in card.sections for fact in section.facts]
    labels = [fact.label[:99] for section in card.sections for fact in section.facts]
    return [*labels, *(words for flow in flows for words in words_of(flow))]


def form_words(form: Form, errors: dict[str, str]) -> list[str]:
    """All that a form says, but for what stands in its inputs; of long labels, how they begin."""
    said = [sentence[:490] for sentence in errors.values()]
    for field in form.fields:
        said += [*words_of(field.text), field.hint] if field.kind == "note" else [field.label[:190], field.hint]
        if field.kind == "radio":
            said += [choice.label[:190] for choice in field.choices]
    return said


def missing(wanted: list[str], seen: str) -> list[str]:
    """What of it cannot be read."""
    there = squeezed(seen)
    return [words for words in wanted if squeezed(words) not in there]


def links_in(card: Card) -> set[str]:
    """Where the card's links lead."""
    flows = [card.title, *(section.body for section in card.sections)]
    flows += [fact.value for section in card.sections for fact in section.facts]
    hrefs = (span.href for flow in flows for span in flow if isinstance(span, Run) and span.href)
    return {url for href in hrefs if (url := link(href))}
