"""What a number shows of an order: its tasks and answers to those who work on it, its state alone to others."""

from __future__ import annotations

import pytest

from tests.commands.reading import quiet, read, shown
from tests.commands.test_tasks import ASSET, FRIDAY, IMAGE, ORDER, ordered
from tests.fakes.desk import open_desk
from tests.presentation.drawing import labels

READS = {
    "the team of the order": ("dana", True, ["Done: Image", "Done: Register asset and owner"]),
    "a member of both teams": ("nils", True, ["Done: Image", "Done: Register asset and owner"]),
    "a team with a task of it": ("paul", True, []),
    "another team": ("omar", False, []),
    "who asked": ("mia", False, []),
}


@pytest.mark.parametrize("who", READS)
async def test_a_number_shows_tasks_and_answers_to_those_who_work_on_the_order(who: str) -> None:
    person, works, done = READS[who]
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("dana").presses("finish", ORDER))
        card = shown(await desk.person(person).types("ticket", ref))
        assert ("Ship to: berlin" in read(card)) == works
        assert ("Hand over (TASK-1004) · waiting for other steps" in read(card)) == works
        assert [each for each in labels(card) if each.startswith("Done")] == done
        for task in (IMAGE, ASSET):
            quiet(await desk.person("dana").presses("finish", task))
        card = shown(await desk.person(person).types("ticket", ref))
        assert ("Done: Hand over" in labels(card)) == (person in ("nils", "paul"))
