"""Files cross between the two sides of a ticket and are shown; what cannot be is named, with its link and why."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_both_ways


def png(width: int = 3, height: int = 2) -> bytes:
    """A small picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 160)).save(drawn, "PNG")
    return drawn.getvalue()


async def _claimed(desk: House) -> tuple[Someone, Someone]:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await desk.card().posts()
    return mia, dana


async def test_a_picture_is_shown_to_the_other_side_and_goes_with_its_message(desk: House) -> None:
    mia, dana = await _claimed(desk)
    error = png()
    said = await mia.writes("This is what I see", files={"screen.png": error})
    copies = await desk.triage_thread().has("This is what I see", "Mia Feld")
    assert all("screen.png" not in copy.text for copy in copies.values()), "it names itself, once"
    shown = await desk.triage_thread().has("📎 screen.png")
    assert all(copy.pictures == [error] and "http" in str(copy.message.raw) for copy in shown.values())

    await dana.replies("INC-1000", "This is how it should look", files={"good.png": png(5, 5)})
    await mia.was_told("This is how it should look")
    told = await mia.was_told("📎 good.png")
    assert told.pictures == [png(5, 5)]

    await desk.said_in_other_triage_threads(dana, "This is how it should look")
    await desk.said_in_other_triage_threads(dana, "📎 good.png")
    await mia.deletes(said)
    await desk.settles()
    assert all(copy.gone for copy in shown.values())
    await desk.ends_quietly()


async def test_a_picture_that_is_taken_out_of_its_message_goes_and_the_other_stays(desk: House) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes("Both of them", files={"wages.png": png(), "screen.png": png(5, 5)})
    gone = await desk.triage_thread().has("📎 wages.png")
    stays = await desk.triage_thread().has("📎 screen.png")
    words = await desk.triage_thread().has("Both of them")
    await mia.edits(said, "Both of them", without=["wages.png"])
    await desk.settles()
    assert all(copy.gone for copy in gone.values())
    assert all(copy.pictures == [png(5, 5)] and not copy.gone for copy in stays.values())
    assert not any(copy.gone for copy in words.values())
    await desk.ends_quietly()


def _breaks(desk: House, platform: str, call: str, kind: str, error: str = "", **more: object) -> None:
    """The next such call there goes wrong."""
    (desk.playground if platform == "slack" else desk.teams).faults(call, kind, error=error, **more)


@pytest.mark.parametrize(
    ("name", "content", "why", "do"),
    [
        ("screen.jpg", b"%PDF-1.7", "only PNG, JPEG and GIF pictures are", "Send it as one of these."),
        (
            "screen.png",
            b"<html>not what it calls itself</html>",
            "only PNG, JPEG and GIF pictures",
            "Send it as one of",
        ),
        ("poster.png", png() + bytes(8_000_000), "it is too large", "Send a smaller one."),
    ],
    ids=["no picture", "no picture either", "too large"],
)
@told_both_ways
async def test_what_cannot_be_shown_is_named_and_whoever_sent_it_hears_who_could_not_see_it(
    desk: House, name: str, content: bytes, why: str, do: str
) -> None:
    _, dana = await _claimed(desk)
    mia = desk.people("mia")[0]
    await dana.replies("INC-1000", "Have a look", files={name: content})
    await mia.was_told("Have a look")
    left = await mia.was_told(f"{name} is not shown here", why)
    assert not left.pictures
    assert "http" in str(left.message.raw)
    await dana.was_told(f"Mia cannot see {name}", why, do)
    await mia.writes("I see this", files={f"my-{name}": content})
    await desk.triage_thread().has(f"my-{name} is not shown here", why)
    await mia.was_told(f"Part of Service Desk cannot see my-{name}", why, do)


async def test_every_file_of_a_message_is_shown_to_the_team_each_in_a_message_of_its_own(desk: House) -> None:
    mia, _ = await _claimed(desk)
    log = b"10:34 <b>the tunnel</b> *drops*\n\n    @channel [x](https://evil.example) {{DATE(1)}}\n"
    said = await mia.writes("See both", files={"error.png": png(), "log.txt": log, "empty.txt": b""})
    await desk.triage_thread().has("See both")
    picture = await desk.triage_thread().has("📎 error.png")
    assert all(copy.pictures == [png()] for copy in picture.values())
    texts = await desk.triage_thread().has("📎 log.txt")
    for copy in texts.values():
        [(name, content)] = copy.files.items()
        assert name == "log.txt"
        lines = content.decode().replace("\u200b", "").rstrip().split("\n")
        assert [line.rstrip() for line in lines] == log.decode().rstrip().split("\n")
    await desk.triage_thread().has("empty.txt is not shown here: it is empty.")
    await mia.was_told("Service Desk cannot see empty.txt: it is empty. Send it again.")
    await mia.deletes(said)
    await desk.settles()
    assert all(copy.gone for copy in (*picture.values(), *texts.values()))
    await desk.ends_quietly()


@pytest.mark.parametrize("seating", [Seating("slack", "slack"), Seating("teams", "slack")], indirect=True, ids=str)
@pytest.mark.parametrize(
    ("name", "content"), [("trace.log", b"10:34 the tunnel drops"), ("report.pdf", b"%PDF-1.7\xff")]
)
async def test_a_file_of_any_kind_reaches_slack_as_it_is_and_is_deleted_with_the_message(
    desk: House, name: str, content: bytes
) -> None:
    mia, _ = await _claimed(desk)
    space = desk.playground.slack.space
    said = await mia.writes("Have a look", files={name: content, "good.png": png()})
    await desk.triage_thread().has("Have a look")
    told = (await desk.triage_thread().has(name, "📎"))["slack"]
    shown = (await desk.triage_thread().has("📎 good.png"))["slack"]
    assert told.files == {name: content}
    ours = [each["id"] for each in space.files.values() if each["user"] == desk.playground.slack.bot.id]
    assert ours
    _breaks(desk, "slack", "chat.delete", "http_500", times=2)
    await mia.deletes(said)
    await desk.until("2026-10-22 10:05 CEST")
    assert told.gone
    assert shown.gone
    assert not [each for each in ours if each in space.contents]


@pytest.mark.parametrize("seating", [Seating("teams", "slack")], indirect=True, ids=str)
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7\xff", "only pictures and short texts can be"),
        (b"x" * 20_001, "only pictures and short texts can be"),
    ],
    ids=["no text", "long text"],
)
async def test_what_no_bot_can_bring_to_teams_is_named_with_link_and_reason(
    desk: House, content: bytes, why: str
) -> None:
    mia, dana = await _claimed(desk)
    await dana.replies("INC-1000", "Have a look", files={"report.dat": content})
    await mia.was_told("Have a look")
    left = await mia.was_told(f"report.dat is not shown here: {why}.")
    assert "http" in str(left.message.raw)


@told_both_ways
async def test_a_picture_that_is_gone_or_that_we_may_not_read_is_said_to_be_so(desk: House) -> None:
    mia, dana = await _claimed(desk)
    gone, refused = {
        "slack": (("files.info", "error", "file_deleted"), ("files.info", "error", "missing_scope")),
        "teams": (("attachment", "http_404"), ("attachment", "http_403")),
    }[dana.platform]
    _breaks(desk, dana.platform, *gone, times=2)
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await mia.was_told("Like this")
    await mia.was_told("good.png is not shown here: it was deleted where it was shared.")
    _breaks(desk, dana.platform, *refused, times=2)
    await dana.replies("INC-1000", "Or like that", files={"bad.png": png()})
    await mia.was_told("Or like that")
    await mia.was_told("bad.png is not shown here: Deskbell has no right to it.")


@told_both_ways
async def test_a_platform_that_stumbles_costs_no_word_and_the_picture_is_shown_once(desk: House) -> None:
    mia, dana = await _claimed(desk)
    call, kind = {"slack": ("files.info", "http_500"), "teams": ("attachment", "http_503")}[dana.platform]
    _breaks(desk, dana.platform, call, kind, times=2)
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await desk.until("2026-10-22 10:05 CEST")
    await mia.was_told("Like this")
    assert (await mia.was_told("📎 good.png")).pictures == [png()]
    await desk.said_in_other_triage_threads(dana, "Like this")
    await desk.said_in_other_triage_threads(dana, "📎 good.png")
    await desk.ends_quietly()


@told_both_ways
async def test_a_file_that_its_platform_never_gives_holds_nothing_up_for_long(desk: House) -> None:
    mia, dana = await _claimed(desk)
    call, kind = {"slack": ("files.info", "http_500"), "teams": ("attachment", "http_503")}[dana.platform]
    _breaks(desk, dana.platform, call, kind, times=100)
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await desk.until("2026-10-22 10:05 CEST")
    await mia.was_told("Like this")
    await mia.was_told("good.png is not shown here: it could not be brought here.")


@pytest.mark.parametrize("seating", [Seating("slack", "teams")], indirect=True, ids=str)
@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("upload", "http_500"),
        ("files.getUploadURLExternal", "ratelimited"),
        ("files.completeUploadExternal", "http_500"),
        ("chat.postMessage", "http_500"),
        ("chat.postMessage", "reset_before"),
        ("chat.postMessage", "reset_after"),
    ],
)
async def test_whatever_slack_does_between_upload_and_message_the_picture_stands_there_once(
    desk: House, call: str, kind: str
) -> None:
    mia, dana = await _claimed(desk)
    about: dict[str, Any] = {"where": {"text": "📎 good.png"}} if call == "chat.postMessage" else {}
    _breaks(desk, "slack", call, kind, **about)
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await desk.until("2026-10-22 10:05 CEST")
    await mia.was_told("Like this")
    assert (await mia.was_told("📎 good.png")).pictures == [png()]
    await desk.said_in_other_triage_threads(dana, "Like this")
    await desk.said_in_other_triage_threads(dana, "📎 good.png")
    await desk.ends_quietly()


@pytest.mark.parametrize("seating", [Seating("slack", "teams")], indirect=True, ids=str)
@pytest.mark.parametrize(("call", "kind"), [("upload", "http_500"), ("files.getUploadURLExternal", "ratelimited")])
async def test_an_upload_that_never_works_lets_later_words_pass_and_ends_in_the_name_and_link(
    desk: House, call: str, kind: str
) -> None:
    mia, dana = await _claimed(desk)
    _breaks(desk, "slack", call, kind, times=100)
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await mia.was_told("Like this")
    await dana.notes("INC-1000", ">> Or call me")
    await desk.until("2026-10-22 10:03 CEST")
    await mia.was_told("Or call me")
    await dana.was_answered("These words are for Mia Feld: Or call me", "Delivered.")
    left = await mia.was_told("good.png is not shown here: it could not be brought here.")
    assert not left.pictures
    await desk.said_in_other_triage_threads(dana, "Like this")
    await desk.said_in_other_triage_threads(dana, "Or call me")
    await desk.said_in_other_triage_threads(dana, "good.png is not shown here")
    await dana.was_told("Mia cannot see good.png: it could not be brought there.")
    await dana.was_told("Part of Service Desk cannot see good.png: it could not be brought there.")
    await desk.ends_quietly()


@pytest.mark.parametrize("seating", [Seating("slack", "teams")], indirect=True, ids=str)
async def test_an_app_that_was_installed_before_it_could_upload_says_so(desk: House) -> None:
    mia, dana = await _claimed(desk)
    app = desk.playground.slack.app
    app.scopes = frozenset(app.scopes or ()) - {"files:write"}
    await dana.replies("INC-1000", "Like this", files={"good.png": png()})
    await mia.was_told("Like this")
    await mia.was_told("good.png is not shown here: Deskbell has no right to it. An admin can install the app again.")


@pytest.mark.parametrize("seating", [Seating("teams", "slack")], indirect=True, ids=str)
async def test_a_screenshot_is_scaled_down_to_what_teams_shows(desk: House) -> None:
    mia, dana = await _claimed(desk)
    await dana.replies("INC-1000", "Like this", files={"screenshot.png": png(1920, 1080)})
    await mia.was_told("Like this")
    [shown] = (await mia.was_told("📎 screenshot.png")).pictures
    with Image.open(io.BytesIO(shown)) as picture:
        assert picture.size == (1024, 576)


async def test_the_team_that_gets_a_report_made_of_a_message_sees_its_picture(desk: House) -> None:
    (mia,) = desk.people("mia")
    said = await mia.side.says(
        "mia.feld", "The beamer shows this", channel=mia.side.channel("help", desk.policy), files={"beamer.png": png()}
    )
    sheet = await mia.makes_a_ticket_of(said)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await desk.card().shows("beamer.png")
    shown = await desk.triage_thread().has("📎 beamer.png")
    assert all(copy.pictures == [png()] for copy in shown.values())


@pytest.mark.parametrize("seating", [Seating("teams", "slack")], indirect=True, ids=str)
async def test_a_deletion_that_is_undone_brings_the_picture_back(desk: House) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes("This is what I see", files={"screen.png": png()})
    await desk.triage_thread().has("This is what I see", "Mia Feld")
    shown = await desk.triage_thread().has("📎 screen.png")
    await mia.deletes(said)
    await desk.settles()
    assert all(copy.gone for copy in shown.values())
    await mia.undeletes(said)
    again = await desk.triage_thread().has("📎 screen.png")
    assert all(copy.pictures == [png()] for copy in again.values())
    await desk.until("2026-10-22 10:05 CEST")
    await mia.deletes(said)
    await desk.settles()
    assert all(copy.gone for copy in again.values())


@told_both_ways
async def test_a_file_that_is_back_before_it_was_taken_away_stands_once_and_goes_with_its_message(desk: House) -> None:
    mia, dana = await _claimed(desk)
    on_teams = mia if mia.platform == "teams" else dana  # where a deletion can be undone
    words = "This is what I see"
    said = await (mia.writes(words, files={"screen.png": png()}) if on_teams is mia else dana.notes(
        "INC-1000", f">> {words}", files={"screen.png": png()}))  # fmt: skip
    await desk.settles()
    shown = _copies(desk, "📎 screen.png")
    assert shown
    desk.playground.faults("chat.delete", "http_500", times=9999)
    desk.teams.faults("delete", "http_503", times=9999)
    await on_teams.deletes(said)
    await desk.settles()
    await on_teams.undeletes(said)
    await desk.settles()
    desk.playground.heal()
    await desk.until("2026-10-22 10:09 CEST")
    assert _copies(desk, "📎 screen.png") == shown
    await on_teams.deletes(said)
    await desk.until("2026-10-22 10:20 CEST")
    assert _copies(desk, "📎 screen.png") == 0


def _copies(desk: House, words: str) -> int:
    """How often it stands on the platform on which it was not shared."""
    return sum(one.text.startswith(words) and not one.gone for one in desk.sides["slack"].said())
