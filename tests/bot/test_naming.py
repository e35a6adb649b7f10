"""What a notice brings has one name, in whatever ways it is tried and in however many parts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.naming import as_first_said, brings, key_anew, key_elsewhere
from core.notifications.parts import in_parts
from core.ports.outbox import Notice
from tests.bot.worker import DANA, MIA, notice

WHOLE = notice("reply", f"requester:{MIA}", key="INC-1000:8:reply", comment="c1", author=DANA, text="word " * 2_000)
SHORT = notice("reply", f"requester:{MIA}", key="INC-1000:8:reply", comment="c1", author=DANA, text="One.")
WAYS = st.lists(st.sampled_from(("", "slack", "teams")), max_size=6)


def tried(first: Notice, ways: list[str]) -> Notice:
    """The notice after it was tried on these platforms in vain, or (empty) in a former chat."""
    for way in ways:
        first = replace(first, key=key_elsewhere(first, way) if way else key_anew(first))
    return first


@given(WAYS, st.sampled_from((SHORT, *in_parts(WHOLE, "text"))))
def test_every_way_of_trying_a_notice_has_a_key_of_its_own_and_brings_the_same(ways: list[str], first: Notice):
    now = tried(first, ways)
    assert (now.key == first.key) == (not ways)
    assert as_first_said(now) == first
    assert brings(now) == brings(first) == "INC-1000:8:reply"
