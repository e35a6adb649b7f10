"""What is written for a person in a form is sent to nobody else unawares: whoever asked may be another one by then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from core.commands import REGISTRY
from core.ui.forms import FormValue
from core.ui.inbound import OpenForm
from tests.commands.reading import field, opened, quiet, taken
from tests.commands.test_cancelling import asked_about
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, ordered
from tests.fakes.desk import DeskHouse, open_desk

Making: TypeAlias = Callable[[DeskHouse], Awaitable[str]]
WORDS = "Dear Mia, your salary file is back"


async def _waiting(desk: DeskHouse) -> str:
    return await desk.person("mia").orders("laptop", **LAPTOP)


async def _asset(desk: DeskHouse) -> str:
    return await ordered(desk)


ROWS: dict[str, tuple[Making, str, str, dict[str, FormValue]]] = {
    "reply": (taken, "dana", "reply", {"text": WORDS}),
    "reply by template": (taken, "dana", "reply", {"template": "looking", "text:looking": WORDS}),
    "ask": (taken, "dana", "ask", {"text": WORDS}),
    "resolve": (taken, "dana", "resolve", {"code": "fixed", "text": WORDS}),
    "cancel": (taken, "dana", "cancel", {"reason": "withdrawn"}),
    "fulfil": (_asset, "lena", "fulfil", {"text": WORDS, "skipped": "She has one."}),
    "keep going": (asked_about, "lena", "keep_going", {"text": WORDS}),
    "skip": (_asset, "lena", "skip", {"text": WORDS}),
    "reject": (_waiting, "katrin", "reject", {"text": WORDS}),
    "reject in the list": (_waiting, "katrin", "reject_next", {"text": WORDS}),
    "ask first": (_waiting, "katrin", "ask", {"text": WORDS}),
}
OF_REQUEST = {"skip": ORDER}


def test_every_form_whose_words_whoever_asked_reads_is_tried_here() -> None:
    read = {one.name for one in REGISTRY.tickets.values() if one.read_by_requester and one.form is not None}
    assert read == {form for _, _, form, _ in ROWS.values()} - {"reject_next"}


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("row", ROWS)
async def test_a_form_that_was_written_for_one_comes_back_with_its_words_where_another_asked_by_then(
    row: str, platform: str
) -> None:
    makes, who, name, values = ROWS[row]
    async with open_desk(FRIDAY) as desk:
        ref = await makes(desk)
        on = OF_REQUEST.get(row, ref)
        writer = desk.person(who)
        writer = writer.on_teams if platform == "teams" else writer
        form = opened(await writer.presses(name, on))
        quiet(await desk.person("lena").tells(ref, "change requester ", desk.person("jan.kolb")))
        assert (await desk.ticket(ref)).requester == desk.id_of("jan.kolb")
        before, said = await desk.ticket(ref), len(desk.said)
        back = await writer.sends_form(form, **values)
        assert isinstance(back, OpenForm), back
        (told,) = back.errors.values()
        assert told.startswith(f"Not yet: this was for Mia Feld, and Jan Kolb asked for {ref} by now.")
        for key, value in values.items():
            assert field(back.form, key).value == value
        assert (await desk.ticket(ref), desk.said[said:]) == (before, [])
        again = await writer.sends_form(back.form, **values)
        assert not isinstance(again, OpenForm), again
        assert (await desk.ticket(ref)).version > before.version


async def test_whoever_has_asked_themselves_by_then_reads_so() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await taken(desk)
        dana = desk.person("dana")
        form = opened(await dana.presses("reply", ref))
        quiet(await dana.tells(ref, "release"))
        quiet(await desk.person("lena").tells(ref, "change requester ", dana))
        back = await dana.sends_form(form, text=WORDS)
        assert isinstance(back, OpenForm), back
        assert list(back.errors.values()) == [f"Not yet: this was for Mia Feld, and by now {ref} is yours."]
        assert field(back.form, "text").value == WORDS


async def test_a_form_comes_back_for_what_it_lacks_and_is_still_for_whom_it_was_written() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await taken(desk)
        dana = desk.person("dana")
        form = opened(await dana.presses("resolve", ref))
        await desk.passes(days=9)
        late = await dana.sends_form(form, code="fixed", text=WORDS)
        assert isinstance(late, OpenForm), late
        assert "breach_reason" in late.errors
        quiet(await desk.person("lena").tells(ref, "change requester ", desk.person("jan.kolb")))
        back = await dana.sends_form(late.form, code="fixed", text=WORDS, breach_reason="volume")
        assert isinstance(back, OpenForm), back
        assert "Jan Kolb asked for" in str(back.errors)
