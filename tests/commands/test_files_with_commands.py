"""Files that come with a typed command: kept with its words, or the command is refused."""

from __future__ import annotations

import pytest

from tests.commands.reading import shown
from tests.commands.talking import WIFI, direct, say, spot
from tests.fakes.desk import DeskHouse, refused, unseen_as_any

NOT_WITH_FILES = ["ask is it this plug?", "resolve fixed replaced the plug", "cancel declined it is no fault of ours"]


@pytest.mark.parametrize("words", NOT_WITH_FILES)
async def test_files_that_would_not_reach_who_reads_the_words_stop_the_command(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    dana = desk.person("dana")
    await dana.presses("claim", ref)
    was = await desk.ticket(ref)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    assert refused(await say(dana, where, words, to_bot=True, files=(WIFI,))).startswith(
        "Nothing was done: files do not"
    )
    named = words.replace(" ", f" {ref} ", 1)
    for who, said in ((dana, named), (dana.on_teams, named), (dana, ref), (dana, f"{ref} look")):
        assert f"`note {ref}`" in refused(await who.sends(said, files=(WIFI,)))
    unseen_as_any(await dana.sends("INC-4711 look", files=(WIFI,)), "INC-4711")
    assert (await desk.ticket(ref)).version == was.version
    # What only the team reads stands in its thread with its files.
    shown(await say(dana, where, "log 25m traced it", to_bot=True, files=(WIFI,)))
