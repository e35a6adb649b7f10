"""A notice that waited while the desk was upgraded has the older facts only: it is drawn all the same."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

import pytest

from adapters.presentation.gallery import example, presenter, ticket_for
from adapters.presentation.sample import NOW
from core.notifications.kinds import KINDS

# Facts that came later have a default; of the kinds that edit or mark an earlier message the words are that message's.
LATER = {
    name: {each.name.rstrip("_") for each in fields(kind.facts) if each.default is not MISSING}
    for name, kind in KINDS.items()
    if not kind.acts
}


@pytest.mark.parametrize("kind", sorted(kind for kind, names in LATER.items() if names))
def test_a_notice_without_the_facts_that_came_later_is_drawn(kind: str) -> None:
    kept = {name: fact for name, fact in example(kind).facts.items() if name not in LATER[kind]}
    assert presenter().notice(replace(example(kind), facts=kept), ticket_for(kind), NOW).summary
