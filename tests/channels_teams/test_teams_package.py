"""The app package: what an admin uploads."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib

from adapters.teams.icons import colour_icon, outline_icon
from adapters.teams.manifest import manifest
from adapters.teams.package import package
from adapters.teams.parse import EXTENSIONS

APP = "7d1f0000-0000-4000-8000-00000000bee1"


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the colours of a PNG of ours."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 6)
    at = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    raw = zlib.decompress(png[at + 4 : at + 4 + length])
    row = 1 + 4 * width
    assert len(raw) == row * height
    return width, height, [raw[y * row + 1 + 4 * x :][:4] for y in range(height) for x in range(width)]


def test_the_package_holds_the_manifest_and_two_icons_and_is_the_same_every_time() -> None:
    made = package(manifest(APP, "https://desk.example"))
    assert made == package(manifest(APP, "https://desk.example"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        described = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == sorted(["manifest.json", *described["icons"].values()])
        assert archive.testzip() is None


def test_the_manifest_keeps_the_limits_and_names_what_we_hear() -> None:
    described = manifest(APP, "https://desk.example:8443/x")
    (bot,), (extension,) = described["bots"], described["composeExtensions"]
    assert len(described["name"]["short"]) <= 30
    assert len(described["description"]["short"]) <= 80
    assert len(bot["commandLists"]) <= 3
    for listed in bot["commandLists"]:
        assert len(listed["commands"]) == 12
        for command in listed["commands"]:
            assert len(command["title"]) <= 32
            assert len(command["description"]) <= 128
    assert {command["id"] for command in extension["commands"]} == EXTENSIONS
    assert all(command["fetchTask"] for command in extension["commands"])
    assert described["validDomains"] == ["desk.example"]
    asked = {each["name"] for each in described["authorization"]["permissions"]["resourceSpecific"]}
    assert asked == {"ChannelMessage.Read.Group", "ChatMessage.Read.Chat"}


def test_the_icons_have_the_sizes_and_colours_that_teams_asks_for() -> None:
    width, height, colour = pixels(colour_icon())
    assert (width, height) == (192, 192)
    assert {pixel[3] for pixel in colour} == {255}
    assert len(set(colour)) > 2
    width, height, outline = pixels(outline_icon())
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in outline} == {b"\xff\xff\xff"}
    assert {0, 255} <= {pixel[3] for pixel in outline}
