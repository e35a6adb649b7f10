"""One menu a card: what it has no room for stands behind "All actions", in groups, and is only what one may do."""

from __future__ import annotations

from itertools import groupby

from tests.commands.reading import errors, field, opened, taken
from tests.fakes.desk import DeskHouse, refused


async def test_all_actions_are_offered_in_groups_those_that_end_it_last(desk: DeskHouse) -> None:
    form = opened(await desk.person("dana").presses("more_actions", await taken(desk)))
    choices = field(form, "action").choices
    assert [(head, [one.label for one in group]) for head, group in groupby(choices, lambda one: one.group)] == [
        ("Say something", ["Note"]),
        (
            "Work on it",
            ["Hold", "Log time", "Priority", "Transfer", "Assign", "Escalate", "Change", "Convert", "Release"],
        ),
        ("Other tickets", ["Link", "Merge", "Requester's tickets and devices"]),
        ("End it", ["Cancel ticket"]),
    ]


async def test_what_is_chosen_opens_its_own_form(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").fills("more_actions", ref, action="log"))
    assert (form.command, form.title, form.context) == ("log", f"Log time on {ref}", {"ticket": ref})


async def test_only_what_one_may_do_is_offered_and_taken(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("emre").presses("more_actions", ref))
    offered = {one.value for one in field(form, "action").choices}
    assert "log" in offered
    assert "cancel" not in offered, "it is Dana's"
    assert errors(await desk.person("emre").fills("more_actions", ref, action="cancel")) == {
        "action": "Choose what you want to do."
    }
    assert refused(await desk.person("jonas").presses("more_actions", ref)).startswith("Only Service Desk can do more")
