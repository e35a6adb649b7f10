"""What an older desk kept in other shapes is read as what it is today: an approver's question, a late answer."""

from __future__ import annotations

import json

import pytest

from core.tickets.approval import Approval
from core.tickets.events import TaskAnswered
from storage.codec import read, read_event

KATRIN, AT = "katrin.stahl@nordlicht.example", "2026-10-23T09:00:00+00:00"


@pytest.mark.parametrize(
    ("kept", "question", "askers", "answers"),
    [
        ({}, "", (), ()),
        ({"asker": KATRIN, "question": "Which floor?", "asked_at": AT}, "Which floor?", (KATRIN,), ()),
        ({"asker": KATRIN, "question": "Which floor?"}, "Which floor?", (KATRIN,), ()),
        ({"asker": KATRIN, "asked_at": AT, "answer": "c1", "answered": "Which floor?"}, "", (KATRIN,), (("c1", ""),)),
        ({"asker": KATRIN, "asked_at": AT}, "", (KATRIN,), ()),  # several messages had answered
    ],
)
def test_a_question_of_an_older_desk_is_read(
    kept: dict[str, str], question: str, askers: tuple[str, ...], answers: tuple[tuple[str, str], ...]
) -> None:
    approval = read(Approval, json.dumps({"stages": [], "round": 2, **kept}))
    assert (approval.round, approval.question, approval.askers) == (2, question, askers)
    assert (approval.asked.answers if approval.asked else ()) == answers


def test_a_late_answer_of_an_older_desk_is_read_as_an_answer_that_is_late() -> None:
    kept = json.dumps({"key": "k1", "outcome": "done", "said": "Given."})
    assert read_event("task_answered_late", kept) == TaskAnswered("k1", "done", "Given.", late=True)
    assert read_event("task_answered", kept) == TaskAnswered("k1", "done", "Given.")
