"""The body of a request, read only as far as it is of a sane size; and the refusal of one that does not get through."""

from __future__ import annotations

from aiohttp import web


class Refused(Exception):
    """A request that does not get through: 400 for its shape, 401 or 403 for who sent it, 503 when we cannot tell.

    `reason` is a few fixed words; nothing of a body is ever in it.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    @property
    def answer(self) -> web.Response:
        """What whoever sent the request is told."""
        return web.Response(status=self.status, text=self.reason)


async def read_body(request: web.Request, largest: int) -> bytes:
    """The raw body, unpacked as its headers say.

    Raises Refused when it is larger than `largest` bytes, before holding more than that, or is not what they say.
    """
    if (request.content_length or 0) > largest:
        raise Refused(400, "too large")
    body = b""
    while not request.content.at_eof():
        try:
            body += await request.content.readany()
        except web.RequestPayloadError as error:
            raise Refused(400, "not what its headers say") from error
        if len(body) > largest:
            raise Refused(400, "too large")
    return body
