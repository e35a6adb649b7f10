"""A file that comes with somebody's first words is where these end, whichever way they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.tickets.events import File
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post, Sheet

pytestmark = told_both_ways

JAM = {"jam.png": bytes.fromhex("89504e470d0a1a0a0000000d49484452")}
Way = Callable[[House, Someone, Post], Awaitable[None]]


async def _asked(desk: House, mia: Someone, words: str, *, at: str = "") -> Post:
    """What Mia is asked after she said this with a picture."""
    channel = mia.side.channel(at, desk.policy) if at else None
    heard = {post.key for post in (*await mia.reads(), *await mia.reads_alone())}
    await mia.side.says(mia.handle, words, channel=channel, files=JAM)
    await desk.settles()
    answers = (*await mia.reads(), *await mia.reads_alone())
    return next(post for post in answers if post.key not in heard and post.buttons)


async def _reports(desk: House, mia: Someone, asked: Post) -> None:
    sheet = await mia.opens(asked, asked.buttons[0])
    await sheet.fills(title="My printer jams")
    await mia.fills_report(sheet, service="workplace-it", kind="Hardware")
    await sheet.is_taken()


async def _has_a_question(desk: House, mia: Someone, asked: Post) -> None:
    sheet = await mia.opens(asked, "I have a question")
    await sheet.fills(question="Why does my printer jam?")
    await sheet.is_taken()


async def _needs_something(desk: House, mia: Someone, asked: Post) -> None:
    sheet = await mia.opens(asked, "I need something")
    await sheet.fills(item="Question or advice")
    sheet = Sheet((await sheet.sends()).form)
    await sheet.fills(question="Why does my printer jam?")
    await sheet.is_taken()


async def _files_of(desk: House, ref: str) -> tuple[File, ...]:
    await desk.settles()
    return (await desk.ticket(ref)).files


@pytest.mark.parametrize("at", ["", "help"], ids=["in the chat", "in a channel"])
@pytest.mark.parametrize("words", ["my printer jams since noon", "hello", "thanks", "", "incident printer jams"])
async def test_a_file_is_part_of_the_report_that_its_words_become(desk: House, words: str, at: str) -> None:
    mia = desk.person("mia")
    said = f"@Deskbell {words}".strip() if at else words
    await _reports(desk, mia, await _asked(desk, mia, said, at=at))
    assert [file.name for file in await _files_of(desk, "INC-1000")] == ["jam.png"]


@pytest.mark.parametrize("way", [_has_a_question, _needs_something])
async def test_a_file_is_part_of_the_question_that_its_words_become(desk: House, way: Way) -> None:
    mia = desk.person("mia")
    await way(desk, mia, await _asked(desk, mia, "Why does my printer jam like this?"))
    assert [file.name for file in await _files_of(desk, "REQ-1000")] == ["jam.png"]


@pytest.mark.parametrize("reports", [1, 2])
async def test_a_file_goes_with_what_was_no_command_to_its_ticket(desk: House, reports: int) -> None:
    mia = desk.person("mia")
    for _ in range(reports):
        await mia.reports()
    await desk.settles()
    asked = await _asked(desk, mia, "@Deskbell incidnet printer", at="help")
    await mia.presses(asked, next(one for one in asked.buttons if "about" in one))
    await desk.settles()
    if reports > 1:
        heard = (*await mia.reads(), *await mia.reads_alone())
        which = next(post for post in heard if any(one.startswith("INC-1000") for one in post.buttons))
        await mia.presses(which, next(one for one in which.buttons if one.startswith("INC-1000")))
        await desk.settles()
    said = (await desk.comments())[-1]
    assert [file.name for file in said.files] == ["jam.png"]


async def test_a_file_of_a_message_that_was_deleted_meanwhile_comes_along_no_more(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.side.says(mia.handle, "my printer jams since noon", files=JAM)
    await desk.settles()
    asked = (await mia.reads())[-1]
    sheet = await mia.opens(asked, "Something is broken")
    await mia.deletes(said)
    await sheet.fills(title="My printer jams")
    await mia.fills_report(sheet, service="workplace-it", kind="Hardware")
    await sheet.is_taken()
    assert await _files_of(desk, "INC-1000") == ()
