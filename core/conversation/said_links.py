"""A link as it is said: "INC-1000 is fixed by CHG-77" is "INC-1000 link resolved CHG-77".

Only where nothing but the number is said of the other one: "fixed by a new cable" resolves, and "blocks my work" is a
sentence.
"""

from __future__ import annotations

import re

from core.commands.link import COMMAND, ChosenLink
from core.conversation.numbers_in_words import is_number

LINK = COMMAND.words[0]
_SAID: dict[str, ChosenLink] = {
    r"(?:fixed|solved|resolved) (?:by|with)": "resolved",
    r"(?:behoben|gel[oö]st|erledigt) (?:durch|mit)": "resolved",
    r"caused by|(?:due|because) (?:to|of)|verursacht (?:durch|von)": "caused",
    r"blocked by|blockiert (?:durch|von)": "blocked",
    r"blocks|is blocking|blockiert": "blocks",
    r"duplicates|(?:a )?duplicate of|(?:ein )?duplikat von": "duplicates",
    r"related to|relates to|belongs to|gehört zu": "related",
}
_REVERSED: dict[str, ChosenLink] = {
    r"fixes|fixed|solves|solved|resolves|resolved|behebt|löst": "resolved",
    r"causes|caused|verursacht": "caused",
}
"""What is said of the other one; then it is that one's link."""
_NUMBER = r"(?:[a-z][a-z0-9]{0,9}[ -]?|#)?[0-9]{1,12}"


def _said(ways: dict[str, ChosenLink], own: str) -> list[tuple[re.Pattern[str], ChosenLink]]:
    is_so = r"(?:(?:is|was|has been|got|ist|war|wurde) )?"
    return [
        (re.compile(rf"{own}{is_so}(?:{said}) (?P<other>{_NUMBER})[.!]*", re.IGNORECASE), kind)
        for said, kind in ways.items()
    ]


_FORWARD = _said(_SAID, rf"(?:(?P<own>{_NUMBER})[:,]? )?")
_BACKWARD = _said(_REVERSED, rf"(?P<own>{_NUMBER})[:,]? ")


def as_link(text: str) -> str | None:
    """What links the two, where words say nothing else, with the number first where they name both; else None."""
    for said, kind in _FORWARD:
        if (found := said.fullmatch(" ".join(text.split()))) and _are_numbers(found):
            return " ".join(filter(None, (found["own"], LINK, kind, found["other"])))
    for said, kind in _BACKWARD:
        if (found := said.fullmatch(" ".join(text.split()))) and _are_numbers(found):
            return f"{found['other']} {LINK} {kind} {found['own']}"
    return None


def _are_numbers(found: re.Match[str]) -> bool:
    """Whether what looks like numbers are some: "error 5" is none, and no ticket of ours either."""
    return all("-" in one or is_number(one) for one in found.groupdict().values() if one)
