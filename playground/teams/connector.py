"""The Bot Connector's REST door: tokens, limits, faults, sizes, and the log of calls."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from playground.faults import cut
from playground.log import Call
from playground.teams.limits import Fault
from playground.teams.payloads import conversation_of
from playground.teams.protocol import MOST_BYTES, ConnectorError, Json, TooMany
from playground.teams.teams import Teams

_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_PAGE, _MOST_OF_A_PAGE = 200, 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with its HTTP status."""

    body: Json | list[Json] | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    kind: str = "application/octet-stream"


def refused(refusal: ConnectorError) -> Outcome:
    """A refusal as an answer."""
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}
    return Outcome(refusal.answer(), refusal.status, headers)


class Stage:
    """Does one call: strikes with its fault, writes it into the log, hangs and breaks connections as asked."""

    def __init__(self, teams: Teams) -> None:
        self.teams = teams

    async def perform(
        self, request: web.Request, operation: str, args: Json, work: Callable[[], Outcome]
    ) -> web.StreamResponse:
        """Answer one request."""
        fault = self.teams.faults.strike(operation, args)
        if fault and fault.kind == "slow":
            await self.teams.hanging.hang(fault.seconds)
        outcome = _struck(fault) if fault and not fault.done else _done(work)
        if fault and fault.kind.startswith("http_") and fault.done:
            outcome = _struck(fault)
        answer: Json = outcome.body if isinstance(outcome.body, dict) else {"value": outcome.body}
        at = self.teams.clock.now().isoformat()
        status = 0 if fault and fault.kind.startswith(("timeout", "reset")) else outcome.status
        self.teams.log.calls.append(Call(operation, args, _without_tokens(answer), status, at))
        if fault and fault.kind.startswith("timeout"):
            await self.teams.hanging.hang()
        if fault and fault.kind.startswith(("timeout", "reset")):
            cut(request)
        if fault and fault.kind == "garbage":
            return web.Response(text="<html>not JSON", status=200, content_type="text/html")
        if outcome.content is not None:
            return web.Response(body=outcome.content, content_type=outcome.kind, headers=outcome.headers)
        if outcome.body is None:
            return web.Response(status=outcome.status, headers=outcome.headers)
        return web.json_response(outcome.body, status=outcome.status, headers=outcome.headers)


def _struck(fault: Fault) -> Outcome:
    if fault.kind == "ratelimited":
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return Outcome(TooMany(1).answer(), 429, headers)
    status = fault.status or 500
    names = {412: "PreconditionFailed", 502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout",
             403: "MessageWritesBlocked", 404: "ConversationNotFound", 413: "MessageSizeTooBig"}  # fmt: skip
    code = fault.error or names.get(status, "ServiceError")
    headers = {"Retry-After": str(fault.retry_after)} if status == 503 and fault.retry_after else {}
    return Outcome(ConnectorError(status, code).answer(), status, headers)


def _done(work: Callable[[], Outcome]) -> Outcome:
    try:
        return work()
    except ConnectorError as refusal:
        return refused(refusal)


def _without_tokens(answer: Json) -> Json:
    return {name: "(a token)" if name == "access_token" else value for name, value in answer.items()}


class Connector:
    """Answers the app's calls under /teams/connector/v3."""

    def __init__(self, teams: Teams, stage: Stage) -> None:
        self._teams = teams
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """Where the app calls."""
        return [*self._routes("/teams/connector/v3"), *self._routes("/teams/connector/{region}/v3")]

    def _routes(self, base: str) -> list[web.RouteDef]:
        chat = f"{base}/conversations/{{conversation}}"
        return [
            web.post(f"{base}/conversations", self.create),
            web.post(f"{chat}/activities", self.send),
            web.post(f"{chat}/activities/{{activity}}", self.send),
            web.put(f"{chat}/activities/{{activity}}", self.update),
            web.delete(f"{chat}/activities/{{activity}}", self.delete),
            web.get(f"{chat}/members", self.members),
            web.get(f"{chat}/pagedmembers", self.paged),
            web.get(f"{chat}/members/{{member}}", self.member),
            web.get(f"{base}/teams/{{team}}", self.team),
            web.get(f"{base}/teams/{{team}}/conversations", self.channels),
            web.get(f"{base}/attachments/{{attachment}}", self.attachment),
            web.get(f"{base}/attachments/{{attachment}}/views/{{view}}", self.attachment),
        ]

    async def _answer(
        self,
        request: web.Request,
        operation: str,
        work: Callable[[Json], Outcome],
        *,
        body: bool = False,
        paced_as: str | None = None,
    ) -> web.StreamResponse:
        if self._teams.latency:
            await asyncio.sleep(self._teams.latency)
        raw = await request.read() if body else b""
        args: Json = {**request.match_info, **request.query}
        given = _loads(raw) if body else {}
        args |= {"body": given} if body else {}
        header = request.headers.get("Authorization", "")

        def checked() -> Outcome:
            if not self._teams.grants.holds(header):
                raise ConnectorError(401, "Unauthorized")
            self._teams.pacing.check(paced_as or operation, _about(args, given))
            if weight(given) > MOST_BYTES:
                raise ConnectorError(413, "MessageSizeTooBig", "Message size too large.")
            if not isinstance(given, dict):
                raise ConnectorError(400, "BadSyntax", "The body must be a JSON object.")
            return work(given)

        known = {name: given[name] for name in ("type", "text") if isinstance(given, dict) and name in given}
        return await self._stage.perform(request, operation, known | args, checked)

    # speaking

    async def send(self, request: web.Request) -> web.StreamResponse:
        """POST an activity to a conversation, or as a reply to one."""

        def work(given: Json) -> Outcome:
            where, thread = self._teams.place(request.match_info["conversation"])
            replied = request.match_info.get("activity")
            if replied is not None and where.kind == "channel" and thread is None:
                if replied not in where.posts:
                    raise ConnectorError(404, "ActivityNotFoundInConversation", "There is nothing to reply to.")
                thread = where.posts[replied].thread
            posts = self._teams.post(where, thread, given, targeted=_targeted(request))
            # Text beside a card is split in two, and no id comes back.
            return Outcome({"id": posts[0].id} if len(posts) == 1 else {}, 201)

        return await self._answer(request, "send", work, body=True)

    async def update(self, request: web.Request) -> web.StreamResponse:
        """PUT an activity of the app's own."""

        def work(given: Json) -> Outcome:
            where, _ = self._teams.place(request.match_info["conversation"])
            post = self._teams.update(where, request.match_info["activity"], given, targeted=_targeted(request))
            return Outcome({"id": post.id})

        return await self._answer(request, "update", work, body=True)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """DELETE an activity of the app's own."""

        def work(given: Json) -> Outcome:
            where, _ = self._teams.place(request.match_info["conversation"])
            self._teams.delete(where, request.match_info["activity"], targeted=_targeted(request))
            return Outcome(None)

        return await self._answer(request, "delete", work)

    async def create(self, request: web.Request) -> web.StreamResponse:
        """POST a new conversation: a chat with one person, or a thread in a channel."""

        def work(given: Json) -> Outcome:
            teams = self._teams
            where, _, posts = teams.create(given)
            thread = posts[0].id if posts and where.kind == "channel" else None
            identity = conversation_of(where, teams.tenant.id, thread)["id"]
            body: Json = {"id": identity, "serviceUrl": teams.service_url}
            return Outcome(body | ({"activityId": posts[0].id} if len(posts) == 1 else {}), 201)

        return await self._answer(request, "create", work, body=True)

    # asking

    async def members(self, request: web.Request) -> web.StreamResponse:
        """GET the whole roster: the old way, which is taken five times a minute."""

        def work(given: Json) -> Outcome:
            where, _ = self._teams.place(request.match_info["conversation"])
            return Outcome([person.as_member(self._teams.tenant.id) for person in self._teams.roster(where)])

        return await self._answer(request, "members", work, paced_as="roster")

    async def paged(self, request: web.Request) -> web.StreamResponse:
        """GET a page of the roster: pageSize up to 500, continuationToken from the page before."""

        def work(given: Json) -> Outcome:
            where, _ = self._teams.place(request.match_info["conversation"])
            try:
                begin = int(request.query.get("continuationToken") or 0)
                size = min(_MOST_OF_A_PAGE, max(1, int(request.query.get("pageSize") or _PAGE)))
            except ValueError:
                raise ConnectorError(400, "BadArgument", "pageSize and continuationToken are of no use") from None
            everybody = [person.as_member(self._teams.tenant.id) for person in self._teams.roster(where)]
            page: Json = {"members": everybody[begin : begin + size]}
            more = begin + size < len(everybody)
            return Outcome(page | ({"continuationToken": str(begin + size)} if more else {}))

        return await self._answer(request, "members", work)

    async def member(self, request: web.Request) -> web.StreamResponse:
        """GET one member, by id, directory id or address."""

        def work(given: Json) -> Outcome:
            where, _ = self._teams.place(request.match_info["conversation"])
            wanted = request.match_info["member"]
            for person in self._teams.roster(where):
                if wanted in (person.id, person.directory_id) or (wanted == person.email and not person.email_hidden):
                    return Outcome(person.as_member(self._teams.tenant.id))
            raise ConnectorError(404, "MemberNotFoundInConversation", "Member not found in conversation.")

        return await self._answer(request, "member", work)

    async def team(self, request: web.Request) -> web.StreamResponse:
        """GET a team."""

        def work(given: Json) -> Outcome:
            team = self._teams.team(request.match_info["team"])
            return Outcome({
                "id": team.id, "name": team.name, "aadGroupId": team.group_id, "type": "standard",
                "tenantId": self._teams.tenant.id, "channelCount": len(team.channels), "memberCount": len(team.members),
            })  # fmt: skip

        return await self._answer(request, "team", work)

    async def channels(self, request: web.Request) -> web.StreamResponse:
        """GET the channels of a team; General has no name, private ones are those where the app is."""

        def work(given: Json) -> Outcome:
            team = self._teams.team(request.match_info["team"])
            listed: list[Json] = [
                {"id": channel.id, "name": None if channel.id == team.id else channel.name,
                 "type": "private" if channel.private else "standard"}
                for channel in team.channels if channel.bot_in
            ]  # fmt: skip
            return Outcome({"conversations": listed})

        return await self._answer(request, "team", work)

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """GET what was pasted into a message: what there is of it, or its content."""

        def work(given: Json) -> Outcome:
            stored = self._teams.tenant.files.get(request.match_info["attachment"])
            if stored is None:
                raise ConnectorError(404, "AttachmentNotFound", "There is no such attachment.")
            if "view" in request.match_info:
                return Outcome(None, content=stored.content, kind=stored.kind)
            views: list[Json] = [{"viewId": "original", "size": len(stored.content)}]
            return Outcome({"name": stored.name, "type": stored.kind, "views": views})

        return await self._answer(request, "attachment", work)


def _about(args: Json, given: object) -> str:
    """What the limits count a call for: its conversation, team or attachment, or who a new chat is with."""
    for name in ("conversation", "team", "attachment"):
        if name in args:
            return str(args[name]).partition(";")[0]
    named = [given.get(name) for name in ("members", "channelData")] if isinstance(given, dict) else []
    return json.dumps(named)


def weight(given: object) -> int:
    """How many bytes a message counts: its JSON as UTF-16, pictures that are in it as base64 left out."""
    words = _PICTURE.sub("", json.dumps(given, ensure_ascii=False, separators=(",", ":")))
    return len(words.encode("utf-16-le", "surrogatepass"))


def _targeted(request: web.Request) -> bool:
    return request.query.get("isTargetedActivity", "").lower() == "true"


def _loads(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None
