"""No notice that stays says a span of time that ages (experience.md section 6, rule 17): an instant stays true."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest

from adapters.presentation.gallery import example, presenter, ticket_for
from adapters.presentation.sample import NOW
from core.notifications.kinds import KINDS
from core.ports.outbox import Notice
from tests.presentation.drawing import draw

SPAN = re.compile(r"\d+ ?(?:min|h|hours?|minutes?|days?)\b[^.;(){}]*")
PASSED = {
    "nobody_answered": "tried in",  # how long they were called, which is over
    "raised": "minimum after a raise",  # what the promise had when it was made
}
"""Notices that name a span which has ended, and words beside it."""
DRAWN = [example(kind) for kind, value in sorted(KINDS.items()) if not value.is_mark]


def _read(notice: Notice, after: timedelta = timedelta()) -> str:
    kind = notice.kind
    return str(draw(presenter().notice(notice, ticket_for(kind), NOW + after)))


def _older(notice: Notice) -> Notice:
    """The same as an older desk wrote it, without the facts that came later."""
    late = {one.name.rstrip("_") for one in fields(KINDS[notice.kind].facts) if one.default is not MISSING}
    return replace(notice, facts={name: fact for name, fact in notice.facts.items() if name not in late})


@pytest.mark.parametrize("notice", DRAWN, ids=lambda each: f"{each.kind}-{each.to}")
def test_a_notice_says_no_span_that_ages(notice: Notice) -> None:
    for each in (notice, _older(notice)):
        said = _read(each)
        assert SPAN.findall(said) == SPAN.findall(_read(each, timedelta(minutes=7))), said
        running = re.search(rf"(?:\b(?:for|in|within|after) {SPAN.pattern})|(?:{SPAN.pattern}\bleft\b)", said)
        frozen = "⏸" in said or "✔" in said  # a clock that stands, or has ended
        ended = PASSED.get(notice.kind, "\0") in said
        assert running is None or frozen or ended, said
