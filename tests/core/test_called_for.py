"""What a ladder calls for, whatever happened to a ticket (domain.md section 8): its state, and its words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from core.calendars.oncall import Absence
from tests.core.told import lines
from tests.fakes.desk import DeskHouse, instant, open_desk

CALLS = ("call", "step", "page")
Happens = Callable[[DeskHouse, str], Awaitable[object]]


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


async def _claim(desk: DeskHouse, ref: str) -> None:
    await desk.person("dana").presses("claim", ref)


async def _answer(desk: DeskHouse, ref: str) -> None:
    await desk.person("dana").answers(ref, "I look at it.")


async def _lead_gives(desk: DeskHouse, ref: str) -> None:
    await desk.person("lena").tells(ref, "assign ", desk.person("emre"))


async def _hand(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await desk.person("dana").tells(ref, "assign ", desk.person("emre"))


async def _hand_and_back(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    await desk.person("emre").presses("give_back", ref)


async def _back_to_who_is_away(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    dana, now = desk.id_of("dana"), desk.now
    await desk.store.transact(lambda tx: tx.save_absence(Absence(dana, now, now + timedelta(days=2)), dana, now))
    await desk.person("emre").presses("give_back", ref)


async def _accept(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    await desk.person("emre").presses("ack", ref)


async def _hand_on(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    await desk.until(at("09:33"))
    await desk.person("lena").tells(ref, "assign ", desk.person("nils"))


async def _release(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await desk.person("dana").tells(ref, "release")


async def _transfer(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await desk.person("dana").fills("transfer", ref, team="infra", reason="needs a firewall change")


async def _transfer_untouched(desk: DeskHouse, ref: str) -> None:
    await desk.person("nils").fills("transfer", ref, team="infra", reason="needs a firewall change")


async def _reopen(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.person("mia").presses("reopen", ref)


async def _reopen_oneself(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.person("dana").presses("reopen", ref)


async def _reopen_and_back(desk: DeskHouse, ref: str) -> None:
    await _reopen(desk, ref)
    await desk.person("dana").tells(ref, "assign ", desk.person("emre"))
    await desk.person("emre").presses("give_back", ref)


async def _raise(desk: DeskHouse, ref: str) -> None:
    await desk.person("lena").fills("prio", ref, impact="1", urgency="1")


async def _raise_at_work(desk: DeskHouse, ref: str) -> None:
    await _answer(desk, ref)
    await _raise(desk, ref)


async def _raise_handed(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    await desk.until(at("09:31"))
    await _raise(desk, ref)


async def _raise_reopened(desk: DeskHouse, ref: str) -> None:
    await _reopen(desk, ref)
    await desk.until(at("09:31"))
    await _raise(desk, ref)


async def _wait_and_resume(desk: DeskHouse, ref: str) -> None:
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.person("mia").answers(ref, "Berlin.")


async def _convert_handed(desk: DeskHouse, ref: str) -> None:
    await _hand(desk, ref)
    await desk.person("lena").fills("convert", ref, item="question", question="How do I share a calendar?")


TABLE: dict[str, tuple[Happens, bool, str | None]] = {
    "nothing": (lambda desk, ref: desk.ticket(ref), False, "INC-1000 has had no answer since 09:00"),
    "claimed": (_claim, True, None),
    "answered": (_answer, True, None),
    "given by the lead": (_lead_gives, False, "INC-1000 has had no answer since 09:00"),
    "handed over": (_hand, False, "Emre has not taken INC-1000 since 09:30"),
    "handed over and accepted": (_accept, True, None),
    "handed over and back": (_hand_and_back, True, None),
    "back to who is away": (_back_to_who_is_away, False, "Dana has not taken INC-1000 since 09:30"),
    "handed over, given to another": (_hand_on, False, "Nils has not taken INC-1000 since 09:33"),
    "released": (_release, False, "INC-1000 has waited to be taken since 09:30"),
    "transferred": (_transfer, False, "INC-1000 has waited to be taken since 09:30"),
    "transferred untouched": (_transfer_untouched, False, "INC-1000 has had no answer since 09:00"),
    "reopened": (_reopen, False, "INC-1000 is open again since 09:30, and Dana has not gone on with it"),
    "reopened by who has it": (_reopen_oneself, True, None),
    "reopened, handed over, back": (
        _reopen_and_back, False, "INC-1000 is open again since 09:30, and Dana has not gone on with it"
    ),
    "raised": (_raise, False, "INC-1000 has had no answer since 09:00"),
    "raised while at work": (_raise_at_work, True, "INC-1000 has had no public update since 09:30; Dana has it"),
    "raised while handed over": (_raise_handed, False, "Emre has not taken INC-1000 since 09:30"),
    "raised when reopened": (
        _raise_reopened, False, "INC-1000 is open again since 09:30, and Dana has not gone on with it"
    ),
    "asked and resumed": (_wait_and_resume, True, None),
    "converted while handed over": (_convert_handed, False, None),
}  # fmt: skip
"""What happened at half past nine: whether somebody is on it then, and what the ladder says at last, if it calls."""


def _short(text: str) -> str:
    """A call without what is no matter here: priority, title, zone."""
    for part in ("P1 ", "P2 ", " VPN drops every hour", " CEST"):
        text = text.replace(part, "")
    return text


@pytest.mark.parametrize(("happens", "acknowledged", "says"), TABLE.values(), ids=TABLE)
async def test_what_a_ladder_calls_for(desk: DeskHouse, happens: Happens, acknowledged: bool, says: str | None) -> None:
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:30"))
    await happens(desk, ref)
    run = (await desk.ticket(ref)).ladder
    assert run is not None
    assert run.acked is acknowledged
    said = len(desk.said)
    await desk.until(at("11:45"))
    calls = [one for one in desk.said[said:] if one.kind in CALLS]
    if says is None:
        assert not calls
        return
    assert any(says in _short(one.text) for one in calls), [_short(one.text) for one in calls]
    heard = [(one.kind, one.to, one.text) for one in calls]
    assert len(set(heard)) == len(heard), "each call says something that the one before did not"


async def test_silence_after_an_acknowledgement_is_called_what_it_is(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P1")
    await desk.until(at("09:07"))
    await desk.person("priya").presses("ack", ref)
    await desk.until(at("09:43"))
    asked = [one.text for one in desk.said if one.kind == "update_due" and one.to == "priya"]
    assert "has had no public update since 09:07" in asked[0]
    pages = [one.text for one in desk.said if one.kind == "page" and one.at > instant(at("09:37"))]
    assert pages
    assert all("has had no public update since 09:07" in one and "Priya has it" in one for one in pages)
    await desk.person("priya").presses("ack", ref)
    await desk.until(at("10:20"))
    asked = [one.text for one in desk.said if one.kind == "update_due" and one.to == "priya"]
    assert len(asked) == len(set(asked)) == 2
    assert "since 09:43" in asked[-1]


async def test_nobody_hears_the_same_call_twice_however_long_nobody_answers(desk: DeskHouse) -> None:
    for priority in ("P1", "P2"):
        await desk.person("mia").reports(priority)
    await desk.until(at("13:00"))
    heard = [(one.kind, one.to, one.text) for one in desk.said if one.kind in CALLS]
    assert len(set(heard)) == len(heard)
    assert lines(desk, "nobody_answered")
