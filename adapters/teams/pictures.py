"""Pictures on a card of Teams: as data, since a bot can upload none, and no larger than Teams shows them.

Teams shows at most 1,024 pixels each way and one megabyte, as PNG, JPEG or GIF, and does not weigh data of pictures
with a message's words ("Limits and specifications", "Format your bot messages"). A screenshot is larger and is scaled
down; of a moving picture that has to be, the first moment is left.
"""

from __future__ import annotations

import asyncio
import base64
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

from adapters.teams.render import label
from core.ports.channel import Attached, Rejected

Json: TypeAlias = dict[str, Any]

SIDE = 1024
SHOWN = 1_000_000
"""Pixels each way and bytes that Teams shows."""
MOST_PIXELS = 16_000_000
"""Of a picture that is read at all: a few bytes can say that they are very many, and each takes up to eight."""
_KINDS = {"PNG": "PNG", "JPEG": "JPEG", "GIF": "GIF", "MPO": "JPEG"}
"""What is read, and what it is called: a JPEG of several pictures (MPO) is shown as its first."""
_FORMATS = ("PNG", "JPEG", "GIF")
_SAVED = (("PNG", frozenset({"1", "L", "LA", "I;16", "P", "RGB", "RGBA"})), ("JPEG", frozenset({"L", "RGB"})))
"""The formats that are tried, each with the modes that it holds; others become RGB."""
_JPEG_QUALITY = 85
_DRAWER = ThreadPoolExecutor(1, "pictures")
"""One at a time: who draws goes on when its caller has waited long enough, and the next one comes after it."""


async def element(attached: Attached) -> Json:
    """The picture as an element of a card, which opens large at a press. Raises Rejected: `no_picture`, `too_large`."""
    content, kind = await asyncio.get_running_loop().run_in_executor(_DRAWER, fit, attached.content)
    url = f"data:image/{kind.lower()};base64,{base64.b64encode(content).decode()}"
    return {"type": "Image", "url": url, "altText": label(attached.name), "msTeams": {"allowExpand": True}}


def fit(content: bytes) -> tuple[bytes, str]:
    """The picture as Teams shows it, and its format; as it is where it fits. Raises Rejected as `element` does."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # most desks start, and answer, without a picture

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Rejected("too_large")
            if max(image.size) <= SIDE and len(content) <= SHOWN:
                return content, _KINDS[str(image.format)]
            image.thumbnail((SIDE, SIDE))  # first of all: a JPEG is then read no larger than it needs to be
            smaller = ImageOps.exif_transpose(image)
            for kind, modes in _SAVED:
                drawn = io.BytesIO()
                held = smaller if smaller.mode in modes else smaller.convert("RGB")
                held.save(drawn, kind, optimize=True, quality=_JPEG_QUALITY)
                if drawn.tell() <= SHOWN:
                    return drawn.getvalue(), kind
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Rejected("no_picture") from error
    raise Rejected("too_large")
