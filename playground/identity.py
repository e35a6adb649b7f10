"""A small identity provider: who has which app and which role, changed by signed calls, to be seen on one page.

It is the reference of whoever answers such calls: it believes only what is signed with its secret within five minutes,
does nothing twice under one key, and says what is so when it is asked. It forgets everything when it ends.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from playground.clock import Clock
from playground.protocol import Json

PATH = "/idp"
TIMESTAMP, SIGNATURE, KEY = "X-Deskbell-Timestamp", "X-Deskbell-Signature", "Idempotency-Key"
WINDOW = 300
"""Seconds by which the instant of a call may differ from now."""


@dataclass(frozen=True, slots=True)
class Grant:
    """That somebody, known by `email`, has something: by which orders, since when, until which day, when it ended."""

    email: str
    what: str
    orders: tuple[str, ...]
    since: datetime
    until: str = ""
    ended: datetime | None = None


class Unknown(Exception):
    """What is asked cannot be done; the message says why."""


class IdentityProvider:
    """Holds grants and answers calls; `secret` is made up where none is given."""

    def __init__(self, clock: Clock, secret: str | None = None) -> None:
        self.clock = clock
        self.secret = secret or secrets.token_hex(16)
        self.grants: list[Grant] = []
        self._answered: dict[str, Json] = {}
        self._actions: dict[str, Callable[[Json], Json]] = {
            "assign_app": self._assign,
            "grant_access": self._assign,
            "create_user": self._assign,
            "revoke_access": self._revoke,
            "read_access": self._read,
        }

    def routes(self) -> list[web.RouteDef]:
        """Its one door, and the page of what it holds."""
        return [web.post(PATH, self.answer), web.get(PATH, self.show)]

    async def answer(self, request: web.Request) -> web.Response:
        """POST: one call."""
        body = await request.read()
        if not self._believes(request, body):
            return web.json_response({"note": "The signature is not right."}, status=401)
        key = request.headers.get(KEY, "")
        if key in self._answered:
            return web.json_response(self._answered[key])
        try:
            asked = json.loads(body)
            act = self._actions[asked["action"]]
            said = act(asked)
        except (ValueError, KeyError, TypeError, AttributeError):
            return web.json_response({"note": "It does not know how to do that."}, status=400)
        except Unknown as why:
            said = {"result": "failed", "note": str(why)}
        if "result" in said:  # what is so is looked up anew each time
            self._answered[key] = said
        return web.json_response(said)

    def _believes(self, request: web.Request, body: bytes) -> bool:
        """Whether it comes from whoever has the secret, and is of now."""
        stamp = request.headers.get(TIMESTAMP, "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            return False
        if abs(self.clock.now().timestamp() - int(stamp)) > WINDOW:
            return False
        signed = hmac.new(self.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v1={signed}".encode(), request.headers.get(SIGNATURE, "").encode())

    def _assign(self, asked: Json) -> Json:
        who, what = _who(asked), _what(asked)
        order, until = str(asked["ticket"]), str(asked["answers"].get("until", ""))
        number = next((at for at, one in enumerate(self.grants) if _is(one, who, what)), len(self.grants))
        if number == len(self.grants):
            self.grants.append(Grant(who, what, (order,), self.clock.now(), until))
        else:
            was = self.grants[number]
            orders = tuple(dict.fromkeys((*was.orders, order)))
            last = max(was.until, until) if was.until and until else ""  # without a day it has no end
            self.grants[number] = replace(was, orders=orders, until=last)
        return {"result": "done", "note": f"{what} for {who}", "proof": f"grant {number + 1}"}

    def _revoke(self, asked: Json) -> Json:
        who, what = _who(asked), _what(asked)
        now = self.clock.now()
        self.grants = [replace(one, ended=now) if _is(one, who, what) else one for one in self.grants]
        return {"result": "done", "note": f"{what} taken from {who}"}

    def _read(self, asked: Json) -> Json:
        who, what = _who(asked), _what(asked)
        there = any(_is(one, who, what) for one in self.grants)
        if there:
            return {"state": "present", "note": f"{who} has {what}"}
        return {"state": "gone", "note": f"{who} has no {what}", "proof": f"read {self.clock.now():%Y-%m-%d %H:%M} UTC"}

    async def show(self, _: web.Request) -> web.Response:
        """GET: what it holds, the newest first."""
        rows = "".join(
            f"<tr><td>{html.escape(one.email)}<td>{html.escape(one.what)}<td>{html.escape(', then '.join(one.orders))}"
            f"<td>{one.since:%Y-%m-%d %H:%M}<td>{html.escape(one.until) or '–'}"
            f"<td>{f'ended {one.ended:%Y-%m-%d %H:%M}' if one.ended else 'in force'}"
            for one in reversed(self.grants)
        )
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Identity provider</title>'
            "<style>body{font:16px sans-serif;margin:2em}"
            "td,th{padding:.3em 1em;text-align:left;white-space:nowrap}</style>"
            "<h1>Identity provider</h1><p>The accounts and rights that Deskbell has it give and take away. What is "
            "ordered once more stays, until the later day. Times are UTC; load the page again to see what changed.</p>"
            + (
                f"<table><tr><th>Who<th>What<th>By order<th>Since<th>Until<th>Now{rows}</table>"
                if rows
                else "<p>Nobody has anything yet. In Slack or Teams, order a <b>Software licence</b>: once everybody "
                "agreed, it stands here.</p>"
            )
        )
        return web.Response(text=page, content_type="text/html")


def _is(one: Grant, who: str, what: str) -> bool:
    return one.email == who and one.what == what and one.ended is None


def _who(asked: Json) -> str:
    email = asked["for"]["email"]
    if not isinstance(email, str):
        raise Unknown("Nobody without an address has an account here.")
    return email


def _what(asked: Json) -> str:
    """What an order is about, by the answers that say it."""
    answers = asked["answers"]
    if "app" in answers:
        return str(answers["app"])
    if "system" in answers:
        return f"{answers['system']} ({answers.get('role', 'user')})"
    return f"an account for {answers['person']}"
