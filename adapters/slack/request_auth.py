"""What stands before Bolt: only requests of a sane size, signed by Slack just now, holding one object, get through.

Bolt answers 500 with a traceback to garbage and logs the whole body of a request with a wrong signature. Here nothing
of a body is ever logged: the refusal's reason is a few fixed words.
"""

from __future__ import annotations

import hmac
import json
import re
from binascii import a2b_qp
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from adapters.inbound_kit.body import Refused, read_body

LARGEST = 2 * 1024 * 1024
"""Bytes of a body that are read; a modal's 250 kB of view, percent-encoded, stays well below."""
WINDOW = 300.0
"""Seconds that a signature's timestamp may be off, either way (Slack's documentation)."""

_SECONDS = re.compile(r"[0-9]{1,12}")


async def admit(request: web.Request, signing_secret: str, wall: Callable[[], float]) -> dict[str, Any]:
    """The payload of a request that Slack signed within the window. Raises Refused."""
    body = await read_body(request, LARGEST)
    check_signature(body, request.headers, signing_secret, wall())
    return parse(body, request.content_type)


def check_signature(body: bytes, headers: Mapping[str, str], signing_secret: str, now: float) -> None:
    """Refuse (401) what Slack did not sign within the window. Works on bytes, so nothing in a body can trip it."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not _SECONDS.fullmatch(timestamp):
        raise Refused(401, "no timestamp")
    if abs(now - int(timestamp)) > WINDOW:
        raise Refused(401, "too old or too new")
    expected = hmac.digest(signing_secret.encode(), b"v0:" + timestamp.encode() + b":" + body, "sha256").hex()
    given = headers.get("X-Slack-Signature", "")
    if not hmac.compare_digest(f"v0={expected}".encode(), given.encode("utf-8", "surrogateescape")):
        raise Refused(401, "wrong signature")


def parse(body: bytes, content_type: str) -> dict[str, Any]:
    """The object in a body: JSON, a form with a JSON `payload`, or a slash command's form. Raises Refused.

    Not Bolt's parser: it looks for the letters "payload" anywhere and then loses a command that merely contains them.
    """
    try:
        text = body.decode("utf-8")
        if content_type == "application/json" or text.lstrip().startswith("{"):
            found = json.loads(text)
        else:
            form = read_form(body)
            found = json.loads(form["payload"]) if "payload" in form and "command" not in form else form
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not readable") from error
    if not isinstance(found, dict) or not found:
        raise Refused(400, "not an object")
    return found


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form, as `parse_qsl` reads them strictly. Raises ValueError.

    A press is JSON in which every third sign is escaped, and `parse_qsl` needs more time to undo that than Bolt for all
    the rest. Quoted-printable escapes alike with another sign, and its decoder is written in C. What is not escaped as
    Slack does it is left to `parse_qsl`.
    """
    fields: dict[str, str] = {}
    try:
        for field in body.split(b"&") if body else ():
            name, value = field.split(b"=", 1)
            fields[_unescaped(name)] = _unescaped(value)
    except ValueError:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict"))
    return fields


def _unescaped(field: bytes) -> str:
    """A name or value in plain. Raises ValueError for a sign that escapes nothing, and where lines end in between."""
    found = a2b_qp(field.replace(b"=", b"=3D").replace(b"+", b" ").replace(b"%", b"="))
    if len(found) + 2 * field.count(b"%") != len(field) or b"\n" in field or b"\r" in field:
        raise ValueError("not escaped as Slack does it")
    return found.decode()
