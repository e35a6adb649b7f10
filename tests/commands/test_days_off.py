"""What is given until a day off ends on the next working day: the form says so, and whoever decides reads which day."""

from __future__ import annotations

import pytest

from tests.commands.reading import field, quiet
from tests.commands.test_ended_access import ACCESS, GRANT, TUESDAY
from tests.commands.test_ordered_already import form_of
from tests.fakes.desk import open_desk

SAID = "It ends on Mon {}, the first working day from then on."


@pytest.mark.parametrize(
    ("until", "said", "really"),
    [
        ("2026-11-09", None, "2026-11-09 09:00 CET"),
        ("2026-11-08", SAID.format("9 Nov 2026"), "2026-11-09 09:00 CET"),
        ("2026-11-07", SAID.format("9 Nov 2026"), "2026-11-09 09:00 CET"),
        ("2026-12-25", SAID.format("28 Dec 2026"), "2026-12-28 09:00 CET"),
    ],
)
async def test_who_decides_reads_on_which_day_it_really_ends(until: str, said: str | None, really: str) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS | {"until": until})
        for who in ("katrin", "ines"):
            await desk.deliver()
            asked = [one.text for one in desk.said if one.kind == "approval"][-1]
            assert (SAID.split("{}", maxsplit=1)[0][:11] in asked) is (said is not None)
            assert said is None or said in asked
            quiet(await desk.person(who).presses("approve", ref))
        quiet(await desk.person("sofia").presses("finish", GRANT))
        assert await desk.due("TASK-1002", "task_begins") == really


async def test_the_form_says_what_a_day_off_means_where_something_ends_on_it() -> None:
    async with open_desk(TUESDAY) as desk:
        hint = field(await form_of(desk.person("mia"), "access"), "until").hint
        assert hint.endswith("On a day off it ends on the next working day.")
        assert "day off" not in field(await form_of(desk.person("mia"), "laptop"), "needed_by").hint
