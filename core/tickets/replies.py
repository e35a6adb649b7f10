"""Reply templates of the company (`replies:` in app.yaml): what is often said, with the ticket's own words in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from core.people import PersonId
from core.policy import Policy, ReplyTemplate
from core.tickets.ticket import Ticket

LONGEST = 3000
"""So many characters a reply by form has at most, the words of its fields included."""
ROOM = 120
"""So many characters a field may become: as many as the longest title has."""
_Word = Callable[[Ticket, Policy, Callable[[PersonId], str]], str]
FIELDS: Mapping[str, _Word] = {
    "requester": lambda ticket, _, called: (called(ticket.requester).split() or [""])[0],
    "ref": lambda ticket, _, __: ticket.ref,
    "title": lambda ticket, _, __: ticket.title,
    "service": lambda ticket, policy, _: policy.service(ticket.service).name,
    "team": lambda ticket, policy, _: policy.team(ticket.team).name,
}
"""What may stand in braces in a template, and what it becomes: `{requester}` is a first name."""
_SHORTEST, _LONGEST = 3, 80
"""Characters of words that may be a template's name, not written out or mistyped."""
_WITHIN = re.compile(r"[,;:.!?\n](?=\s*\S)")
"""A mark that stands in a sentence, and in no name."""
FIELD = re.compile(r"\{([^{}\n]*)\}")
"""A field in a template's text."""


def fill(template: ReplyTemplate, ticket: Ticket, policy: Policy, called: Callable[[PersonId], str]) -> str:
    """The template's text for a ticket. `called` is how people are called; what is no field stays as it is written."""

    def word(found: re.Match[str]) -> str:
        known = FIELDS.get(found[1])
        return known(ticket, policy, called) if known else found[0]

    return FIELD.sub(word, template.text)


def template_called(policy: Policy, words: str) -> ReplyTemplate | None:
    """The template of that key or name, however its capitals, hyphens and spaces are written."""
    wanted = _plain(words)
    return next((one for one in policy.replies.values() if wanted in (_plain(one.key), _plain(one.name))), None)


def templates_like(policy: Policy, words: str) -> tuple[ReplyTemplate, ...]:
    """The templates whose key or name is nearly that, or stands before more words, the likeliest first: one was
    mistyped, or not written out, or somebody wanted to add to it.
    """
    wanted, first = _plain(words), _plain(_WITHIN.split(words, maxsplit=1)[0])
    spelled = {_plain(name): one.key for one in policy.replies.values() for name in (one.key, one.name)}
    begun = [name for name in spelled if len(first) >= _SHORTEST and name.startswith(first)]
    begun += [name for name in spelled if f"{wanted} ".startswith(f"{name} ") or first == name]
    keys = [spelled[name] for name in (*begun, *get_close_matches(wanted[:_LONGEST], spelled, cutoff=0.7))]
    return tuple(policy.replies[key] for key in dict.fromkeys(keys))


def may_be_name(policy: Policy, words: str) -> bool:
    """Whether words are no sentence: as few as the names of templates have, and no mark between them."""
    most = max(len(one.name.split()) for one in policy.replies.values())
    return len(words.split()) <= most and not _WITHIN.search(words)


def _plain(words: str) -> str:
    return " ".join(re.split(r"[\s_-]+", words.strip(" .!").casefold()))
