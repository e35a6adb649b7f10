"""What a ticket reads when the message that it was made of reads otherwise: what was the message's follows it.

A title, a description or an answer that somebody worded differently stays: only what still reads as the message did is
changed. Nothing here knows where the words come from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from core.intake.opening import TITLE_MAX
from core.intake.titles import beside_title, first_line, headline
from core.policy import Policy
from core.processes import Details, RequestDetails
from core.ui.text import clean, one_name, shorten

How = Literal["sentence", "line", "whole"]
"""What of a message is a title: its first sentence that says something, its first line, or all of it, cut. Forms made
the last two, too.
"""
_HOW: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class Neutral:
    """What stands where there are no words: `untitled` for none, `gone_title` and `gone_words` for deleted ones."""

    untitled: str
    gone_title: str
    gone_words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a ticket may be a message's words."""

    title: str
    description: str
    details: Details


def reword(was: Reading, before: str | None, after: str | None, neutral: Neutral, policy: Policy) -> Reading:
    """How it reads with the words `after` in place of `before`; None is a message that is deleted."""
    item = policy.ordered(was.details)
    prefix = f"{item.name}: " if item else ""
    title, description = was.title, was.description
    made = _title_of(was.title, before, neutral, prefix)
    if made is not None:
        title = one_name(_titled(after, neutral, prefix, made))
    stood = neutral.gone_words if before is None else before
    now = neutral.gone_words if after is None else clean(after)
    if stood and (_same(description, stood) or (description and _same(description, beside_title(stood)))):
        description = now
    elif made is not None and not description and after and not prefix and not _same(title, after):
        description = now  # what a title has no room for is not lost
    details = was.details
    if isinstance(details, RequestDetails) and stood:
        answers = {key: now if _same(each, stood) else each for key, each in details.answers.items()}
        details = replace(details, answers=answers)
    return Reading(title, description, details)


def _title_of(title: str, words: str | None, neutral: Neutral, prefix: str) -> How | None:
    """How a title was made of these words; None where it was not."""
    return next((how for how in _HOW if _same(title, one_name(_titled(words, neutral, prefix, how)))), None)


def _titled(words: str | None, neutral: Neutral, prefix: str, how: How) -> str:
    if words is None:
        said = neutral.gone_title
    elif prefix or how == "whole":
        said = clean(words) or neutral.untitled
    else:
        said = (headline if how == "sentence" else first_line)(clean(words)) or neutral.untitled
    return shorten(f"{prefix}{said}", TITLE_MAX)


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same, however a form breaks its lines."""
    return one.split() == clean(other).split()
