"""The app's icons, drawn here: a desk bell, in colour on 192 pixels and in white outline on 32."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]

GROUND: Colour = (0x1F, 0x3A, 0x5F)
BELL: Colour = (0xF4, 0xB9, 0x42)
WHITE: Colour = (0xFF, 0xFF, 0xFF)
_FINE = 4
"""Points a pixel is looked at each way, for smooth edges."""


def colour_icon(side: int = 192) -> bytes:
    """The bell in colour as a PNG of `side` pixels, in the middle half of which Teams wants the sign."""
    return _png(side, lambda x, y: (*_mixed(GROUND, BELL, _cover(_in_small_bell, x, y, side)), 255))


def outline_icon(side: int = 32) -> bytes:
    """The bell in white on nothing, as Teams wants its small icon."""
    return _png(side, lambda x, y: (*WHITE, round(255 * _cover(_in_bell, x, y, side))))


def _in_bell(x: float, y: float) -> bool:
    """Whether a point of the unit square lies in the bell: a button, a dome, a gap, a foot."""
    dome = y <= 0.66 and (x - 0.5) ** 2 + (y - 0.66) ** 2 <= 0.33**2
    button = abs(x - 0.5) <= 0.06 and 0.22 <= y <= 0.34
    foot = 0.71 <= y <= 0.79 and 0.13 <= x <= 0.87
    return dome or button or foot


def _in_small_bell(x: float, y: float) -> bool:
    """The same at two thirds of its size."""
    return _in_bell((x - 0.5) * 1.48 + 0.5, (y - 0.5) * 1.48 + 0.505)


def _cover(shape: Callable[[float, float], bool], x: int, y: int, side: int) -> float:
    """How much of a pixel lies in a shape, from 0 to 1."""
    points = [(step + 0.5) / _FINE for step in range(_FINE)]
    inside = sum(shape((x + right) / side, (y + down) / side) for right in points for down in points)
    return inside / _FINE**2


def _mixed(below: Colour, above: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(below, above, strict=True))
    return red, green, blue


def _png(side: int, pixel: Callable[[int, int], tuple[int, int, int, int]]) -> bytes:
    """A square of RGBA pixels as a PNG."""
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
