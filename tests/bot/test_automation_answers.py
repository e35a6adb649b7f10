"""Whatever an automation answers, it becomes one of few outcomes, in words that are text and not too long."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.automations.http import HttpAutomations, read_answer
from core.automations import Automation
from core.ports.automations import Asking, NoAnswer
from core.processes.calls import Outcome
from tests.fakes.desk import instant

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.sampled_from(["result", "state", "note", "proof"]), inside),
    max_leaves=8,
)
bodies = st.none() | st.binary() | jsons.map(lambda said: json.dumps(said).encode())
AGAIN = (408, 409, 425, 429)


@given(st.integers(200, 599), bodies, st.booleans())
def test_any_answer_is_one_of_few(status: int, said: bytes | None, reads: bool) -> None:
    if status >= 500 or status in AGAIN:
        with pytest.raises(NoAnswer):
            read_answer(status, said, 0.0, reads=reads)
        return
    answered = read_answer(status, said, 0.0, reads=reads)
    assert answered.outcome in {*get_args(Outcome), "pending"}
    assert len(answered.note) <= 500
    assert "\n" not in answered.note + answered.proof
    assert (answered.outcome in ("done", "failed")) <= (not reads and status < 300)
    assert (answered.outcome in ("gone", "present")) <= (reads and status < 300)
    assert (answered.outcome == "redirected") == (300 <= status < 400)


@pytest.mark.parametrize("said", [b"\xff\xfe\xfa", b"9" * 60_000, b'{"result": NaN}', b"", b"null"])
def test_what_no_json_reader_likes_is_unreadable(said: bytes) -> None:
    assert read_answer(200, said, 0.0, reads=False).outcome == "unreadable"


@pytest.mark.parametrize("host", ["idp..example.com", f"{'a' * 64}.example.com", "127.0.0.1:9"])
async def test_an_address_where_nobody_can_be_is_nobody_who_answers(host: str) -> None:
    idp = Automation("idp", "The identity provider", f"https://{host}/", "DESKBELL_IDP_SECRET")
    asking = Asking(idp, "grant", "TASK-1001.1", instant("2026-10-27 09:40 CET"), {}, False)
    with pytest.raises(NoAnswer):
        await HttpAutomations(lambda _: "between us").call(asking)
