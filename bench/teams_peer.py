"""A lean Teams to measure against: login, keys, Bot Connector and people who write, all in the benchmark's process.

The playground's Teams judges every card and keeps every conversation; that costs more than what is measured here. This
one counts. What it sends is signed with an RSA key of its own, what it is called with must carry a token it gave.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import unquote
from uuid import NAMESPACE_DNS, uuid5

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

Json: TypeAlias = dict[str, Any]

APP_ID = "0b6fa7b1-5a3e-4d1f-9f3d-6a1f0c2f9e10"
TENANT = "7d1f0000-0000-4000-8000-000000000001"
TEAM = "19:it@thread.tacv2"
TRIAGE = ("Desk Triage", "Infra Triage", "Apps Triage", "Security Triage", "Office Triage")
CHANNELS = ("Help", "Office", "Status", *TRIAGE)
ISSUER = "https://api.botframework.com"
_KID = itertools.count(1)


@dataclass(slots=True)
class Peer:
    """Knobs and counters; `listening` starts it."""

    url: str = ""
    login_takes: float = 0.0
    keys_take: float = 0.0
    token_life: int = 3600
    logins: int = 0
    key_reads: int = 0
    posts: int = 0
    """Activities that were posted, in chats and channels."""
    channel_posts: int = 0
    channel_reads: int = 0
    emails: tuple[str, ...] = ()
    """Who else is in the team."""
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    _kid: str = "key-0"
    _given: set[str] = field(default_factory=set)
    _signed: list[str] = field(default_factory=list)
    _number: itertools.count[int] = field(default_factory=itertools.count)
    _heal: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def environment(self) -> dict[str, str]:
        """What the app is started with."""
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": "only-for-measuring",
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_METADATA_URL": f"{self.url}/openid",
            "TEAMS_LOGIN_URL": f"{self.url}/login",
            "TEAMS_GRAPH_URL": f"{self.url}/graph",
        }

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one is published no more."""
        self._key, self._kid = rsa.generate_private_key(65537, 2048), f"key-{next(_KID)}"
        self._signed.clear()

    def revoke(self) -> None:
        """The tokens that were given are worth nothing any more."""
        self._given.clear()

    def heal(self) -> None:
        """Answer at once again, those who wait already too."""
        self.login_takes = self.keys_take = 0.0
        self._heal.set()
        self._heal = asyncio.Event()

    def authorization(self) -> str:
        """The header of one request. A few tokens take turns: what signing costs is not what is measured."""
        if len(self._signed) < 32:
            now = int(time.time())
            claims = {"iss": ISSUER, "aud": APP_ID, "serviceurl": self.url, "nbf": now - 60, "exp": now + 3600}
            headers = {"kid": self._kid, "x5t": self._kid}
            self._signed.append(
                "Bearer " + jwt.encode(claims | {"jti": str(len(self._signed))}, self._key, "RS256", headers)
            )
            return self._signed[-1]
        return self._signed[next(self._number) % 32]

    def message(self, person: int, text: str) -> Json:
        """Words of a person in their chat with the app."""
        user = person_of(person)
        return {
            "type": "message",
            "id": str(1_700_000_000_000 + next(self._number)),
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "localTimezone": "Europe/Berlin",
            "serviceUrl": self.url,
            "channelId": "msteams",
            "from": {"id": user["id"], "name": user["name"], "aadObjectId": user["aadObjectId"]},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:chat-{person}"},
            "recipient": {"id": f"28:{APP_ID}", "name": "Deskbell"},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Windows"}],
            "textFormat": "plain",
            "text": text,
            "locale": "en-GB",
            "channelData": {"tenant": {"id": TENANT}},
        }

    def installation(self) -> Json:
        """The app came into the team."""
        conversation = {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": TEAM}
        team = {"id": TEAM, "name": "IT", "aadGroupId": str(uuid5(NAMESPACE_DNS, "it"))}
        data = {"tenant": {"id": TENANT}, "team": team, "eventType": "teamMemberAdded"}
        return self.message(0, "") | {
            "type": "installationUpdate", "action": "add", "conversation": conversation, "channelData": data,
        }  # fmt: skip

    async def take(self, request: web.Request) -> web.Response:
        """Everything that the app calls."""
        match request.path.split("/")[1:]:
            case ["login", *_]:
                return await self._login()
            case ["openid"]:
                return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})
            case ["keys"]:
                self.key_reads += 1
                await self._wait(self.keys_take)
                return web.json_response({"keys": [self._public()]})
            case ["v3", *_]:
                body = await request.read()
                if request.headers.get("Authorization") not in self._given:
                    return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
                return self._connector(
                    request.method, [unquote(part) for part in request.raw_path.split("/")[2:]], body
                )
            case _:
                return web.Response(status=404)

    async def _login(self) -> web.Response:
        self.logins += 1
        await self._wait(self.login_takes)
        token = secrets.token_urlsafe(300)
        self._given.add(f"Bearer {token}")
        return web.json_response({"token_type": "Bearer", "expires_in": self.token_life, "access_token": token})

    async def _wait(self, seconds: float) -> None:
        if seconds:
            await asyncio.wait({asyncio.ensure_future(self._heal.wait())}, timeout=seconds)

    def _public(self) -> Json:
        jwk: Json = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        jwk.pop("key_ops", None)
        return jwk | {"use": "sig", "kid": self._kid, "x5t": self._kid, "endorsements": ["msteams"]}

    def _connector(self, method: str, path: list[str], body: bytes) -> web.Response:
        match path:
            case ["conversations", conversation, "activities", *_]:
                if not json.loads(body).get("type"):
                    return web.json_response({"error": {"code": "BadSyntax"}}, status=400)
                self.posts += 1
                self.channel_posts += conversation.startswith("19:")
                return web.json_response({"id": f"reply-{self.posts}"}, status=201 if method == "POST" else 200)
            case ["conversations", _, "members", account]:
                return web.json_response(_member(account))
            case ["conversations", _, paged] if paged.startswith("pagedmembers"):
                return web.json_response({"members": [_colleague(email) for email in self.emails]})
            case ["conversations"] if json.loads(body).get("activity"):
                self.posts += 1
                self.channel_posts += 1
                message = f"reply-{self.posts}"
                opened = {"id": f"{channel_id('Office Triage')};messageid={message}", "activityId": message}
                return web.json_response(opened, status=201)
            case ["conversations"]:
                return web.json_response({"id": f"a:opened-{next(self._number)}"}, status=201)
            case ["teams", _, "conversations"]:
                self.channel_reads += 1
                return web.json_response(
                    {"conversations": [{"id": channel_id(name), "name": name} for name in CHANNELS]}
                )
            case ["teams", team]:
                return web.json_response({"id": team, "name": "IT"})
            case _:
                return web.json_response({"error": {"code": "NotFound"}}, status=404)


@asynccontextmanager
async def listening(**knobs: Any) -> AsyncIterator[Peer]:
    """A peer on a free port of loopback."""
    peer = Peer(**knobs)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    try:
        yield peer
    finally:
        peer.heal()
        await runner.cleanup()


async def send(session: aiohttp.ClientSession, peer: Peer, url: str, activity: Json) -> int:
    """Send an activity to the app; its status."""
    headers = {"Authorization": peer.authorization(), "Content-Type": "application/json; charset=utf-8"}
    async with session.post(url, data=json.dumps(activity).encode(), headers=headers) as answer:
        await answer.read()
        return answer.status


def channel_id(name: str) -> str:
    """A channel's id by its name."""
    return f"19:{name.lower().replace(' ', '')}@thread.tacv2"


def person_of(number: int) -> Json:
    """One of the people who write."""
    account = str(uuid5(NAMESPACE_DNS, f"p{number}"))
    return {"id": f"29:{account}", "name": f"Person {number}", "aadObjectId": account}


def _member(account: str) -> Json:
    email = f"{account}@nordlicht.example"
    user = {"id": f"29:{account}", "aadObjectId": account, "objectId": account, "name": "Somebody of Nordlicht"}
    return user | {"email": email, "userPrincipalName": email, "tenantId": TENANT, "userRole": "user"}


def _colleague(email: str) -> Json:
    account = str(uuid5(NAMESPACE_DNS, email))
    return _member(account) | {"email": email, "userPrincipalName": email}
