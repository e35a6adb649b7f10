"""Hello, and how it stands, said to the desk in a team's thread."""

from __future__ import annotations

import pytest

from tests.commands.reading import shown
from tests.commands.talking import direct
from tests.fakes.desk import DeskHouse


@pytest.mark.parametrize("typed", ["status", "hi", "any news?", "how is it going with this?"])
async def test_hello_and_how_it_stands_are_shown_the_ticket_in_its_triage_thread(desk: DeskHouse, typed: str) -> None:
    ref = await direct(desk)
    assert shown(await desk.person("dana").tells(ref, typed)).ticket == ref
    assert (await desk.comments(ref)) == ()
