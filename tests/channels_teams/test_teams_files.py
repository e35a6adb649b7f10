"""Files of Teams: whose addresses are read, with our token or without, and pictures as small as Teams shows them."""

from __future__ import annotations

import asyncio
import io
import struct
from threading import Event

import pytest
from PIL import Image

from adapters.teams import pictures
from adapters.teams.connector import Connector
from adapters.teams.files import fetch, source_of
from adapters.teams.message import files_left
from adapters.teams.pictures import SHOWN, fit
from core.ports.channel import Attached, Rejected

SERVICE = "https://smba.trafficmanager.net/emea/"
PASTED = "https://smba.trafficmanager.net/emea/v3/attachments/0-weu-d1/views/original"
SENT = "https://nordlicht-my.sharepoint.com/personal/mia/Documents/a.png"


def flat(width: int, height: int) -> bytes:
    into = io.BytesIO()
    Image.new("1", (width, height)).save(into, "PNG")
    return into.getvalue()


def drawn(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    into = io.BytesIO()
    Image.effect_noise((width, height), 90).convert(mode).save(into, kind)
    return into.getvalue()


@pytest.mark.parametrize(
    ("url", "download", "source"),
    [
        (PASTED, None, f"teams:own:{PASTED}"),
        ("https://smba.trafficmanager.net/emea/v3/conversations/19:x/members", None, ""),
        ("https://smba.trafficmanager.net/emea/v3/attachments/../conversations/19:x/members", None, ""),
        ("https://smba.trafficmanager.net/emea/v3/attachments/%2e%2e/conversations/19:x/members", None, ""),
        ("https://smba.trafficmanager.net/emea/v3/attachments/..%5cconversations/19:x/members", None, ""),
        ("https://smba.trafficmanager.net/emea/v3/conversations/v3/attachments/1", None, ""),
        (SENT, "https://smba.trafficmanager.net/a.png", "teams:bare:https://smba.trafficmanager.net/a.png"),
        (SENT, f"{SENT}?tempauth=1", f"teams:open:{SENT}?tempauth=1"),
        (SENT, None, ""),
        ("https://smba.trafficmanager.net.evil.example/v3/attachments/1", None, ""),
        ("http://smba.trafficmanager.net/emea/v3/attachments/1", None, ""),
        ("https://smba.trafficmanager.net:8443/v3/attachments/1", None, ""),
        ("https://evil.example/a.png", "https://evil.example/a.png", ""),
        ("https://evilsharepoint.com/a.png", "https://evilsharepoint.com/a.png", ""),
        ("https://a.sharepoint.com@evil.example/", "https://a.sharepoint.com@evil.example/", ""),
        ("http://a.sharepoint.com/a.png", "http://a.sharepoint.com/a.png", ""),
        ("https://[half", "https://a.sharepoint.com:port/", ""),
        (None, ["no text"], ""),
    ],
)
def test_our_token_goes_to_the_service_of_the_activity_and_other_hosts_are_not_read(
    url: object, download: object, source: str
) -> None:
    assert source_of(SERVICE, url, download) == source


@pytest.mark.parametrize(
    "source",
    [
        "own:https://smba.trafficmanager.net/emea/v3/conversations/19:x/members",
        "own:https://smba.trafficmanager.net/emea/v3/attachments/../conversations/19:x/members",
        "open:https://evil.example/a.png",
        "else:https://evil.example/a.png",
    ],
)
async def test_what_was_written_down_before_is_read_only_where_it_would_be_now(source: str) -> None:
    with pytest.raises(Rejected, match="no_right"):
        await fetch(Connector(None), source, 1000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_picture_that_fits_stays_as_it_is(kind: str) -> None:
    content = drawn(300, 200, kind)
    assert fit(content) == (content, kind)


@pytest.mark.parametrize(("width", "height"), [(3000, 1000), (1200, 4000), (1025, 8)])
def test_a_picture_that_is_too_large_is_scaled_down_to_what_teams_shows(width: int, height: int) -> None:
    content, kind = fit(drawn(width, height, "JPEG"))
    with Image.open(io.BytesIO(content)) as picture:
        assert max(picture.size) == 1024
        assert picture.format == kind
    assert len(content) <= SHOWN


def test_a_picture_with_transparency_is_still_one_when_it_has_to_be_small() -> None:
    content, _ = fit(drawn(2000, 2000, "PNG", "RGBA"))
    assert len(content) <= SHOWN


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_large_jpeg_is_shown_whatever_its_colours(mode: str) -> None:
    content, kind = fit(drawn(2000, 1500, "JPEG", mode))
    assert kind in {"PNG", "JPEG"}
    assert len(content) <= SHOWN


@pytest.mark.parametrize("side", [300, 2000])
def test_of_a_jpeg_of_several_pictures_the_first_is_shown_and_called_a_jpeg(side: int) -> None:
    into = io.BytesIO()
    first = Image.effect_noise((side, side), 90).convert("RGB")
    first.save(into, "MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))])
    content, kind = fit(into.getvalue())
    assert kind == "JPEG"
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (min(side, 1024),) * 2


def test_a_small_file_that_is_a_large_picture_is_too_large() -> None:
    with pytest.raises(Rejected, match="too_large"):
        fit(flat(6300, 6300))


async def test_pictures_are_drawn_one_at_a_time_also_when_nobody_waits_for_one_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, drawn_by = Event(), Event(), []

    def slow(content: bytes) -> tuple[bytes, str]:
        drawn_by.append(content)
        begun.set()
        assert go_on.wait(20)
        return content, "PNG"

    monkeypatch.setattr(pictures, "fit", slow)
    first = asyncio.create_task(pictures.element(Attached("a", b"first")))
    await asyncio.to_thread(begun.wait, 20)
    others = [asyncio.create_task(pictures.element(Attached("b", b"other"))) for _ in range(3)]
    await asyncio.sleep(0)
    for given_up in (first, others[0]):
        given_up.cancel()
        await asyncio.wait([given_up])
    assert drawn_by == [b"first"]
    go_on.set()
    await asyncio.gather(*others[1:])
    assert drawn_by == [b"first", b"other", b"other"]


def test_what_a_camera_turned_is_upright_when_it_is_scaled() -> None:
    into = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter to the right
    Image.new("RGB", (2048, 1024)).save(into, "JPEG", exif=turned)
    with Image.open(io.BytesIO(fit(into.getvalue())[0])) as picture:
        assert picture.size == (512, 1024)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"nonsense" * 9,
        b"\xff\xd8\xff\xe0 nothing of a picture",
        drawn(2000, 1000)[:5000],
        b"",
        b"BM" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)
def test_what_only_begins_like_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Rejected, match="no_picture"):
        fit(content)


def test_a_few_bytes_that_say_they_are_a_huge_picture_are_not_read() -> None:
    small = bytearray(drawn(8, 8))
    small[16:24] = struct.pack(">II", 30_000, 6_000)
    with pytest.raises(Rejected, match=r"too_large|no_picture"):
        fit(bytes(small))


PLACE = {"contentType": "text/html", "content": '<p>Look</p><attachment id="1"></attachment>'}
WORDS = {"contentType": "text/html", "content": "<p>Look</p>"}
FILE = {"contentType": "reference", "id": "1", "contentUrl": SENT}
PICTURE = {"contentType": "image/png", "contentUrl": PASTED}


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ({"attachments": [PICTURE, WORDS]}, [PASTED]),
        ({"attachments": [WORDS]}, []),
        ({"attachments": [PLACE]}, None),
        (
            {"attachments": [PICTURE, {"contentType": "reference", "id": "1", "contentUrl": SENT}, PLACE]},
            [PASTED, SENT],
        ),
        ({}, None),
    ],
    ids=["one left", "none left", "one that nothing is told of", "told of", "nothing told"],
)
def test_which_files_an_edited_message_has_is_known_only_where_teams_tells_of_all(
    message: dict[str, object], left: list[str] | None
) -> None:
    files = files_left(message, SERVICE)
    assert (None if files is None else [each.url for each in files]) == left
