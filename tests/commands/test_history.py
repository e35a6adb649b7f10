"""What was said on a ticket, as whoever comes later reads it: the last words beside it, and all of them by page."""

from __future__ import annotations

import pytest

from tests.commands.reading import commands, quiet, read, shown
from tests.fakes.desk import DeskHouse, refused


async def talked(desk: DeskHouse, times: int = 1) -> str:
    """A ticket on which requester and team spoke, with a note, and one more thing `times` over."""
    mia, dana = desk.person("mia"), desk.person("dana")
    ref = await mia.reports()
    quiet(await dana.presses("claim", ref))
    quiet(await dana.fills("reply", ref, text="We found the cause."))
    quiet(await dana.fills("note", ref, text="Rule 12 looks odd."))
    for number in range(times):
        quiet(await dana.fills("reply", ref, text=f"News number {number}: {'x' * 900}"))
    return ref


async def test_a_ticket_tells_its_last_words_and_the_way_to_all_of_them(desk: DeskHouse) -> None:
    ref = await talked(desk)
    card = shown(await desk.person("dana").types("ticket", ref))
    assert "We found the cause." in read(card)
    assert "Rule 12" in read(card)
    assert "history" in commands(card)
    own = shown(await desk.person("mia").types("ticket", ref))
    assert "We found the cause." in read(own)
    assert "Rule 12" not in read(own)
    assert "history" not in commands(own)


async def test_all_that_was_said_is_read_page_by_page_and_nothing_is_cut(desk: DeskHouse) -> None:
    ref, dana = await talked(desk, times=20), desk.person("dana")
    card = shown(await dana.types("ticket", f"history {ref}"))
    pages = [read(card)]
    while "history" in commands(card):
        (earlier,) = [
            button.action.arguments["before"]
            for section in card.sections
            for button in section.buttons
            if button.action.command == "history"
        ]
        card = shown(await dana.presses("history", ref, before=earlier))
        pages.append(read(card))
    whole = "\n".join(reversed(pages))
    assert len(pages) > 2
    said = [
        "We found the cause.",
        "Rule 12 looks odd.",
        *(f"News number {number}: {'x' * 900}" for number in range(20)),
    ]
    assert [whole.count(words) for words in said] == [1] * len(said)
    assert [whole.index(words) for words in said] == sorted(whole.index(words) for words in said)


async def test_a_moved_ticket_is_read_by_the_new_team_and_not_by_those_who_may_not_see_it(desk: DeskHouse) -> None:
    ref = await talked(desk)
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="It is an attack."))
    assert "Rule 12" in read(shown(await desk.person("felix").types("ticket", f"history {ref}")))
    for name in ("dana", "jan"):
        assert "Rule 12" not in refused(await desk.person(name).types("ticket", f"history {ref}"))


@pytest.mark.parametrize("name", ["mara", "paul"])
async def test_another_team_reads_no_note(name: str, desk: DeskHouse) -> None:
    ref = await talked(desk)
    told = read(shown(await desk.person(name).types("ticket", ref)))
    assert "We found the cause." in told
    assert "Rule 12" not in told
