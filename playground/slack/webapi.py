"""The Web API over HTTP: arguments, tokens, faults, the log; and response_urls, files and sockets."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from playground.faults import cut
from playground.log import Call
from playground.slack.files import take_upload
from playground.slack.limits import Fault
from playground.slack.methods import METHODS
from playground.slack.methods.registry import Method, need_scope
from playground.slack.protocol import Json, RateLimited, SlackError
from playground.slack.slack import Slack, loads

_JSON_FIELDS = ("blocks", "attachments", "metadata", "view", "files")
_STRUCTURED = {*_JSON_FIELDS, "users"}
_SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif", "text/plain"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with its HTTP status."""

    body: Json
    status: int = 200
    retry_after: int | None = None


class WebApi:
    """Answers the app's calls."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def routes(self) -> list[web.RouteDef]:
        """Where the app calls."""
        return [
            web.post("/api/{method}", self.call),
            web.get("/api/{method}", self.call),
            web.post("/response/{name}", self.respond),
            web.get("/socket", self.socket),
            web.post("/upload/v1/{ticket}", self.upload),
            web.get("/files-pri/{file}/{name}", self.file),
            web.get("/files/{user}/{file}/{name}", self.open_file),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """POST /api/<method>."""
        method = request.match_info["method"]
        args, token = await _arguments(request)
        fault = self._slack.faults.strike(method, args)
        return await self._with_fault(request, fault, method, args, lambda: self.perform(method, args, token))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """POST /response/<id>: a response_url."""
        given = loads(await request.text())
        args: Json = given if isinstance(given, dict) else {}
        fault = self._slack.faults.strike("response_url", args)
        name = request.match_info["name"]
        return await self._with_fault(request, fault, "response_url", args, lambda: self._use(name, given))

    def _use(self, name: str, given: object) -> Outcome:
        try:
            if not isinstance(given, dict):
                raise SlackError("invalid_payload")
            self._slack.respond(name, given)
        except SlackError as refusal:
            gone = refusal.code in ("used_url", "expired_url", "not_found")
            return Outcome(refusal.answer(), 404 if gone else 400)
        return Outcome({"ok": True})

    def perform(self, name: str, args: Json, token: str | None) -> Outcome:
        """Do one call, without HTTP and faults."""
        slack = self._slack
        try:
            method = METHODS.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            self._check_token(method, token)
            for field, value in args.items():
                if isinstance(value, list | dict) and field not in _STRUCTURED:
                    raise SlackError("invalid_arguments", messages=[f"[ERROR] must be a string: {field}"])
            if method.scopes:
                need_scope(slack, *method.scopes)
            slack.pacing.check(name if name not in ("chat.postMessage", "chat.postEphemeral") else "", "")
            return Outcome({"ok": True} | method.run(slack, args))
        except RateLimited as limit:
            return Outcome(limit.answer(), 429, limit.retry_after)
        except SlackError as refusal:
            return Outcome(refusal.answer())

    def _check_token(self, method: Method, token: str | None) -> None:
        app = self._slack.app
        if method.takes == "none":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if not app.installed:
            raise SlackError("account_inactive")
        wanted = app.app_token if method.takes == "app" else app.bot_token
        if method.takes != "any" and token != wanted:
            raise SlackError("not_allowed_token_type")

    async def _with_fault(
        self, request: web.Request, fault: Fault | None, method: str, args: Json, perform: object
    ) -> web.StreamResponse:
        assert callable(perform)
        match fault.kind if fault else None:
            case None:
                outcome: Outcome = perform()
            case "ratelimited":
                assert fault
                outcome = Outcome({"ok": False, "error": "ratelimited"}, 429, fault.retry_after)
            case "http_500":
                outcome = Outcome({"ok": False, "error": "internal_error"}, 500)
            case "error":
                assert fault
                outcome = Outcome({"ok": False, "error": fault.error})
            case "timeout" | "reset_before":
                outcome = Outcome({"ok": False, "error": f"({fault.kind if fault else ''})"}, 0)
            case _:
                outcome = perform()
        self._record(method, args, outcome)
        if fault and fault.kind.startswith("timeout"):
            await self._slack.hanging.hang()
        if fault and fault.kind.startswith(("reset", "timeout")):
            cut(request)
        headers = {"x-oauth-scopes": ",".join(sorted(self._slack.app.scopes or ()))}
        if outcome.retry_after is not None:
            headers["Retry-After"] = str(outcome.retry_after)
        if method == "response_url" and outcome.status == 200 and outcome.body["ok"]:
            return web.Response(text="ok", headers=headers)
        return web.json_response(outcome.body, status=outcome.status, headers=headers, dumps=_dumps)

    def _record(self, method: str, args: Json, outcome: Outcome) -> None:
        at = self._slack.clock.now().isoformat()
        self._slack.log.calls.append(Call(method, args, outcome.body, outcome.status, at))

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """GET /socket: one Socket Mode connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._slack.tickets:
            raise web.HTTPForbidden
        self._slack.tickets.discard(ticket)
        return await self._slack.outbound.serve_socket(request)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """POST the bytes of a file, as a form or as they are, to the address that files.getUploadURLExternal gave."""
        fault = self._slack.faults.strike("upload", {})
        if fault is not None and fault.kind == "http_500":
            raise web.HTTPInternalServerError
        content = await _uploaded(request)
        if not take_upload(self._slack, request.match_info["ticket"], content):
            raise web.HTTPBadRequest
        return web.Response(text=f"OK - {len(content)}")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """GET url_private: with the bot's token, or with a page's `as`; else to the login, which here is the page."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        reader = token == self._slack.app.bot_token and self._slack.app.may("files:read")
        if not reader and request.query.get("as") not in self._slack.space.members:
            raise web.HTTPFound("/")
        return self._content(request.match_info["file"].rpartition("-")[2])

    async def open_file(self, request: web.Request) -> web.StreamResponse:
        """GET a file's permalink, as a person who is logged in opens it."""
        return self._content(request.match_info["file"])

    def _content(self, identity: str) -> web.Response:
        content = self._slack.space.contents.get(identity)
        if content is None:
            raise web.HTTPNotFound
        kind = self._slack.space.files[identity]["mimetype"]
        safe = kind if kind in _SHOWN_IN_PLACE else "application/octet-stream"
        return web.Response(body=content, content_type=safe, headers={"X-Content-Type-Options": "nosniff"})


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    given = [each for each in (await request.post()).values() if isinstance(each, web.FileField)]
    return given[0].file.read() if given else b""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """The call's arguments, from the query, a form or JSON, without its token."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        given = loads(await request.text())
        args |= given if isinstance(given, dict) else {}
    elif request.method == "POST":
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _JSON_FIELDS:
        if isinstance(args.get(name), str):
            parsed = loads(args[name])
            args[name] = args[name] if parsed is None else parsed
    given_token = args.pop("token", None)
    header = request.headers.get("Authorization", "")
    return args, header.removeprefix("Bearer ").strip() or given_token
