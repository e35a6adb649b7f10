"""What is code or bold stays so wherever the words are quoted: solutions, questions, notes, words that waited."""

from __future__ import annotations

import pytest

from adapters.presentation import sample
from adapters.presentation.gallery import presenter
from core.ports.outbox import Notice
from core.ui.inbound import Edited, MentionPart, Where, Words
from core.ui.text import Run
from tests.commands.chats import chooses, two
from tests.commands.reading import shown
from tests.commands.talking import direct, spot
from tests.fakes.desk import DeskHouse, Someone


async def say(who: Someone, where: Where, *parts: str | Run | MentionPart) -> object:
    desk = who.desk
    return await desk.hears(Words(who.speaker, desk.now, desk.heard_as(where), where, parts, to_bot=True))


def said(desk: DeskHouse, kind: str) -> Notice:
    return next(each.notice for each in reversed([*desk.said, *desk.edits]) if each.kind == kind)


def code_in(notice: Notice) -> list[str]:
    """What is drawn as code in a notice."""
    card = presenter().notice(notice, sample.RESOLVED if "code" in notice.facts else sample.WORKING, sample.NOW)
    return [span.text for part in card.sections for span in part.body if isinstance(span, Run) and span.code]


@pytest.mark.parametrize("begin", ["resolve ", "resolve fixed ", "done "])
async def test_a_solution_keeps_its_styles_also_once_it_is_settled(desk: DeskHouse, begin: str) -> None:
    ref = await direct(desk)
    dana = desk.person("dana")
    await say(
        dana,
        await spot(desk, ref, "triage:service-desk", "9.1"),
        f"{begin}please run ",
        Run("ipconfig", code=True),
        " once.",
    )
    assert code_in(said(desk, "resolved")) == ["ipconfig"]
    assert "once.." not in presenter().notice(said(desk, "resolved"), sample.RESOLVED, sample.NOW).summary
    await desk.person("mia").presses("confirm", ref)
    assert code_in(said(desk, "settled")) == ["ipconfig"]


async def test_a_question_keeps_its_styles_for_the_requester_and_the_team(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "9.1")
    await say(desk.person("dana"), where, "ask What does ", Run("ipconfig /all", code=True), " say?")
    assert code_in(said(desk, "question")) == ["ipconfig /all"]
    assert code_in(said(desk, "asked")) == ["ipconfig /all"]


async def test_words_that_waited_for_a_choice_keep_their_styles_and_those_of_an_edit(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    chat = mia.chat()
    first = Where(chat.place, "direct", message="70.1", flat=True)
    shown(await say(mia, first, "It says ", Run("error 619", code=True)))  # type: ignore[arg-type]
    second = Where(chat.place, "direct", message="70.2", flat=True)
    await say(mia, second, "And then nothing")
    runs = (Run("And then "), Run("nothing", bold=True))
    await desk.hears(Edited(mia.speaker, desk.now, desk.fresh("edit"), second, "And then nothing", runs=runs))
    await chooses(mia, vpn)
    relays = [each.notice for each in desk.said if each.kind == "relay"]
    assert [each.facts["styles"] for each in relays] == [("8-17 code",), ("9-16 bold",)]


async def test_words_that_went_to_the_wrong_ticket_keep_their_styles_on_their_way_to_the_right_one(
    desk: DeskHouse,
) -> None:
    vpn, printer = await two(desk)
    mia = desk.person("mia").on_teams
    where = Where(mia.chat().place, "direct", message="70.1", flat=True)
    await say(mia, where, "It says ", Run("error 619", code=True))
    await chooses(mia, printer)
    runs = (Run("It says "), Run("error 691", code=True))
    await desk.hears(Edited(mia.speaker, desk.now, desk.fresh("edit"), where, "It says error 691", runs=runs))
    (wrong,) = await desk.comments(printer)
    await chooses(mia, printer, "not_this_one", comment=wrong.id)
    await chooses(mia, vpn)
    assert said(desk, "relay").facts["styles"] == ("8-17 code",)
    assert [one.text for one in await desk.comments(vpn)] == ["It says error 691"]
