"""What is ordered otherwise than before, as far as everybody may read it."""

from __future__ import annotations

from collections.abc import Iterator

from core.policy import Policy
from core.processes import RequestDetails


def differences(policy: Policy, was: RequestDetails, now: RequestDetails) -> Iterator[tuple[str, str, str]]:
    """The answers that are others: field, old, new; without the words that are for the fulfilment staff alone."""
    item = policy.ordered(now)
    secret = {each.id for each in item.form if each.sensitive} if item else {*was.answers, *now.answers}
    for field in dict.fromkeys((*was.sealed, *now.sealed)):
        if was.sealed.get(field) != now.sealed.get(field):
            yield field, "", ""
    for field in dict.fromkeys((*was.answers, *now.answers)):
        old, new = was.answers.get(field, ""), now.answers.get(field, "")
        if old != new:
            yield (field, "", "") if field in secret else (field, old, new)
