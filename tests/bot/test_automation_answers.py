"""Whatever an automation answers, it becomes one of few outcomes, in words that are text and not too long."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.automations.http import HttpAutomations, read_answer
from bot.automations.asking import told
from core.automations import Automation
from core.ports.automations import Asking, NoAnswer
from core.processes.calls import Outcome
from tests.fakes.desk import instant
from tests.fakes.receiver import asked_at, receiver, says

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.sampled_from(["result", "state", "note", "proof"]), inside),
    max_leaves=8,
)
bodies = st.none() | st.binary() | jsons.map(lambda said: json.dumps(said).encode())
NOW = instant("2026-10-27 09:40 CET")
IDP = Automation("idp", "The identity provider", "https://idp.example.com/", "DESKBELL_IDP_SECRET")
AGAIN = (408, 409, 425, 429)


@given(st.integers(200, 599), bodies, st.booleans())
def test_any_answer_is_one_of_few(status: int, said: bytes | None, reads: bool) -> None:
    if status >= 500 or status in AGAIN:
        with pytest.raises(NoAnswer):
            read_answer(status, said, 0.0, reads=reads)
        return
    answered = read_answer(status, said, 0.0, reads=reads)
    assert answered.outcome in {*get_args(Outcome), "pending"}
    read = told(answered, Asking(IDP, "grant", "TASK-1001.1", NOW))
    assert max(len(read.note), len(read.proof)) <= 500
    assert "\n" not in read.note + read.proof
    assert (answered.outcome in ("done", "failed")) <= (not reads and status < 300)
    assert (answered.outcome in ("gone", "present")) <= (reads and status < 300)
    assert (answered.outcome == "redirected") == (status in (301, 302, 303, 307, 308))


@pytest.mark.parametrize("said", [b"\xff\xfe\xfa", b"9" * 60_000, b'{"result": NaN}', b"", b"null"])
def test_what_no_json_reader_likes_is_unreadable(said: bytes) -> None:
    assert read_answer(200, said, 0.0, reads=False).outcome == "unreadable"


@pytest.mark.parametrize("host", ["idp..example.com", f"{'a' * 64}.example.com", "127.0.0.1:9"])
async def test_an_address_where_nobody_can_be_is_nobody_who_answers(host: str) -> None:
    asking = Asking(replace(IDP, url=f"https://{host}/"), "grant", "TASK-1001.1", NOW)
    with pytest.raises(NoAnswer):
        await HttpAutomations(lambda _: "between us").call(asking)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("17", 17.0), ("3600", 3600.0), ("99999999", 3600.0), ("999999999999", 0.0), ("", 0.0), ("soon", 0.0),
        ("-5", 0.0), ("1.5", 0.0), ("Tue, 27 Oct 2026 09:10:00 GMT", 1800.0), ("Tue, 27 Oct 2026 08:00:00 GMT", 0.0),
        ("Tue, 27 Oct 2026 10:10:00 +0100", 1800.0), ("Wed, 27 Oct 2027 08:00:00 GMT", 3600.0),
        ("Tue, 99 Oct 2026 09:10:00 GMT", 0.0),
    ],
)  # fmt: skip
async def test_who_asks_for_time_is_given_an_hour_at_most_as_seconds_or_until_a_date(
    written: str, seconds: float
) -> None:
    async with receiver() as server:
        server.next_ = [says(503, "", **{"Retry-After": written})]
        idp = asked_at(server.url).automations["idp"]
        with pytest.raises(NoAnswer) as told_off:
            await HttpAutomations(lambda _: "between us").call(Asking(idp, "grant", "TASK-1001.1", NOW))
        assert told_off.value.after == seconds
