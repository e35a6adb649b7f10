"""What was said on a ticket reads, wherever it is told again, as it reads now: once, and nothing that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.queries.conversation import last_words, page
from core.tickets import events as e
from core.tickets.talk import talk

BEGAN = datetime(2026, 10, 22, 8, 0, tzinfo=UTC)
WHO = "mia.feld@nordlicht.example"
KEYS = ("a", "b", "c")
Act = tuple[str, str | None, bool]

acts = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["said", None]), st.booleans()), max_size=20)
"""Of each comment: whether it is edited or deleted (None), and whether late."""


def played(done: Sequence[Act], *, public: bool) -> tuple[list[e.Happened], dict[str, str | None]]:
    """The log of three comments that were changed so, and how each reads at last."""
    reads: dict[str, str | None] = {key: f"{key}, at first" for key in KEYS}
    events: list[e.Event] = [
        e.Commented(key, WHO, "requester", public, f"{key}, at first", (), f"slack:T1/C1#{key}") for key in KEYS
    ]
    for number, (key, text, late) in enumerate(done):
        reads[key] = f"{key}, time {number}" if text else None
        events.append(e.CommentEdited(key, f"{key}, time {number}", late) if text else e.CommentDeleted(key))
    return [e.Happened(BEGAN + timedelta(minutes=at), WHO, each) for at, each in enumerate(events)], reads


@given(acts, st.booleans())
def test_every_comment_is_told_once_as_it_reads_now_and_what_is_gone_nowhere(done: list[Act], public: bool) -> None:
    log, reads = played(done, public=public)
    now = [text for text in reads.values() if text is not None]
    assert [one.text for one in talk(log)] == now
    assert [one.text for one in page(log).parts] == now
    assert [one.text for one in last_words(log, notes=True)] == now[-3:]
    late = {key for key, text, late in done if text and late}
    assert {one.comment for one in talk(log) if one.edited} == late & {key for key in KEYS if reads[key] is not None}
