"""Files on their way: what is fetched, from where, and what its name becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.delivery.files import LARGEST, LONGEST_TEXT, TRIES, Files, why_unread, why_untaken
from core.ports.channel import FileKind, Rejected, RetryLater
from core.ui.cards import NotShown, Wanted
from tests.bot.platform import Platform

GIF = b"GIF89a" + bytes(20)


class Shelf(Platform):
    """A platform that has one file, or trouble with it."""

    def __init__(self, content: bytes = GIF, trouble: Exception | None = None, *, shows: bool = True) -> None:
        super().__init__()
        self.content, self.trouble = content, trouble
        self.capabilities = replace(self.capabilities, shows=frozenset(get_args(FileKind) if shows else ()))
        self.asked: list[tuple[str, int]] = []

    async def fetch(self, source: str, most: int) -> bytes:
        self.asked.append((source, most))
        if self.trouble is not None:
            raise self.trouble
        return self.content


def wanted(name: str = "screen.png") -> Wanted:
    return Wanted(name, "slack:F1", {})


async def test_a_file_is_asked_of_the_channel_it_came_by() -> None:
    here, there = Shelf(), Shelf()
    picture = await Files({"slack": here, "teams": there}).fetch(wanted(), there, 0)
    assert picture.content == GIF
    assert here.asked == [("F1", LARGEST)]
    assert there.asked == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("two\nlines\t.png", "two lines .png"),
        ("in\u202egnp.voice", "ingnp.voice"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("x" * 200, "x" * 79 + "…"),
        ("x" * 200 + ".log", "x" * 75 + "….log"),
    ],
)
async def test_a_name_becomes_one_short_line_without_anything_that_nobody_sees(name: str, meant: str) -> None:
    shelf = Shelf()
    assert (await Files({"slack": shelf}).fetch(wanted(name), shelf, 0)).name == meant


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.7", b"RIFF....WEBP", b"GIF88a"])
@pytest.mark.parametrize("name", ["screen.png", "SCREEN.JPEG"])
async def test_what_calls_itself_a_picture_and_is_none_is_shown_nowhere(content: bytes, name: str) -> None:
    shelf = Shelf(content)
    with pytest.raises(Rejected, match="no_picture"):
        await Files({"slack": shelf}).fetch(wanted(name), shelf, 0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (GIF, "image"),
        (b"10:34 the tunnel drops\r\n\tagain", "text"),
        ("Gerät: \U0001f4bb".encode(), "text"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "text"),
        (b"\x1b[31merror\x1b[0m", "text"),
        (b"x" * LONGEST_TEXT, "text"),
        (b"x" * (LONGEST_TEXT + 1), "other"),
        (b"Ger\xe4t", "other"),
        (b"a\x00b", "other"),
        (b"%PDF-1.7\n\xe2\xe3", "other"),
        (b"PK\x03\x04", "other"),
        (b" \n ", "other"),
    ],
)
@pytest.mark.parametrize("name", ["log.txt", "report.pdf", "no ending"])
async def test_what_is_in_a_file_says_what_it_is_and_not_its_name(content: bytes, kind: str, name: str) -> None:
    shelf = Shelf(content)
    assert (await Files({"slack": shelf}).fetch(wanted(name), shelf, 0)).kind == kind


async def test_an_empty_file_is_brought_nowhere() -> None:
    shelf = Shelf(b"")
    with pytest.raises(Rejected, match="empty"):
        await Files({"slack": shelf}).fetch(wanted("log.txt"), shelf, 0)


@pytest.mark.parametrize(("name", "why"), [("report.pdf", "no_text"), ("drawing.svg", "no_picture")])
async def test_what_a_platform_cannot_show_is_refused_with_what_it_is(name: str, why: str) -> None:
    shelf = Shelf(b"\xff" * 9)
    shelf.capabilities = replace(shelf.capabilities, shows=frozenset({"image", "text"}))
    with pytest.raises(Rejected, match=why):
        await Files({"slack": shelf}).fetch(wanted(name), shelf, 0)


async def test_where_no_picture_can_be_shown_none_is_fetched() -> None:
    shelf = Shelf(shows=False)
    with pytest.raises(Rejected, match="not_taken"):
        await Files({"slack": shelf}).fetch(wanted(), shelf, 0)
    assert shelf.asked == []


async def test_a_platform_that_is_off_by_now_is_not_reached() -> None:
    with pytest.raises(Rejected, match="not_reached"):
        await Files({}).fetch(wanted(), Shelf(), 0)


async def test_trouble_of_one_platform_asks_the_other_for_no_patience_and_ends_after_some_tries() -> None:
    shelf = Shelf(trouble=RetryLater("down", 300.0))
    for tries in range(TRIES - 1):
        with pytest.raises(RetryLater) as later:
            await Files({"slack": shelf}).fetch(wanted(), shelf, tries)
        assert later.value.after == 0
        assert later.value.own
        assert not later.value.unknown
    with pytest.raises(Rejected, match="not_reached"):
        await Files({"slack": shelf}).fetch(wanted(), shelf, TRIES - 1)


@pytest.mark.parametrize(
    ("code", "why"),
    [("file_deleted", "gone"), ("missing_scope", "no_right"), ("too_large", "too_large"), ("whatever", "not_taken")],
)
def test_a_platforms_code_has_a_reason_that_people_read(code: str, why: str) -> None:
    assert why_unread(code) == why
    assert why in get_args(NotShown)


@pytest.mark.parametrize("code", ["not_found", "file_not_found", "gone", "invalid_blocks"])
def test_what_is_not_found_where_a_picture_is_to_be_shown_was_not_deleted_where_it_was_shared(code: str) -> None:
    assert why_untaken(code) == "not_taken"
