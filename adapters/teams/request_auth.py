"""What stands before everything: only activities that Teams signed for this app, of a sane size and shape, get through.

The library's adapter answers 500 to expired, forged and unsigned tokens and to bodies that are no object, skips the
check of the service address when there is none, and takes a token that never ends. Its judgement of a token is kept
(issuer, signature, times, audience); everything around it is ours. Nothing of a body or a token is ever logged.
"""

from __future__ import annotations

import ipaddress
import json
import re
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import jwt
from aiohttp import web
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    ClaimsIdentity,
    JwtTokenExtractor,
    SimpleCredentialProvider,
    VerifyOptions,
)
from jwt.utils import base64url_decode

from adapters.inbound_kit.body import Refused, read_body
from adapters.teams.keys import Key, Keys, Unknown, Unreachable
from adapters.teams.settings import TeamsSettings
from adapters.teams.shapes import looks_right

Json: TypeAlias = dict[str, Any]

LARGEST = 1024 * 1024
"""Bytes of a body that are read; an activity of Teams stays below a tenth of it."""
SKEW = 300
"""Seconds that clocks may differ (Bot Framework's documentation)."""
CHANNEL = "msteams"

_TOKEN = re.compile(r"Bearer ([\w-]{1,4000}\.[\w-]{1,8000}\.[\w-]{1,2000})", re.ASCII)


class Guard:
    """Judges requests."""

    def __init__(self, settings: TeamsSettings, keys: Keys) -> None:
        self._settings = settings
        self._keys = keys
        self._credentials = SimpleCredentialProvider(settings.app_id, "")

    async def admit(self, request: web.Request) -> Json:
        """The activity of a request that Teams sent to this app. Raises Refused."""
        claims: dict[str, object] = {}
        if not self._settings.unsigned:
            claims = await self.judge(request.headers.get("Authorization", ""))
        elif not _is_this_machine(request.remote):
            raise Refused(403, "without signatures only this machine is heard")
        activity = parse(await read_body(request, LARGEST))
        self._check_sender(activity, claims)
        return activity

    async def judge(self, header: str) -> dict[str, object]:
        """The claims of a token that Teams signed for this app. Raises Refused."""
        found = _TOKEN.fullmatch(header)
        if found is None:
            raise Refused(401, "no token")
        key = await self._key_of(found.group(1))
        options = VerifyOptions(
            issuer=[AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER],
            audience=None,
            clock_tolerance=SKEW,
            ignore_expiration=False,
        )
        extractor = JwtTokenExtractor(options, "", ["RS256"])
        extractor.open_id_metadata = _Only(key)  # instead of its own, which stops the loop while it fetches
        try:
            identity = await extractor.get_identity("Bearer", found.group(1), CHANNEL)
        except jwt.PyJWTError as error:
            raise Refused(401, f"a bad token ({type(error).__name__})") from error
        return await self._check_claims(identity)

    async def _key_of(self, token: str) -> Key:
        """The key a token says it is signed with; a token that names another method than ours is refused first."""
        header = read_header(token)
        name = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(name, str):
            raise Refused(401, "a token that is not signed as Teams signs")
        try:
            key = await self._keys.get(name)
        except Unknown as error:
            raise Refused(401, "a token signed with an unknown key") from error
        except Unreachable as error:
            raise Refused(503, "the keys cannot be fetched") from error
        if CHANNEL not in key.endorsements:
            raise Refused(403, "a key that does not stand for Teams")
        return key

    async def _check_claims(self, identity: ClaimsIdentity | None) -> dict[str, object]:
        if identity is None:
            raise Refused(403, "another issuer")
        claims: dict[str, object] = identity.claims
        if not isinstance(claims.get("exp"), int | float):
            raise Refused(401, "a token that never ends")
        if not isinstance(claims.get("aud"), str):
            raise Refused(403, "no audience")
        try:
            await ChannelValidation.validate_identity(identity, self._credentials)
        except PermissionError as error:
            raise Refused(403, "a token for somebody else") from error
        return claims

    def _check_sender(self, activity: Json, claims: dict[str, object]) -> None:
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not service_url:
            raise Refused(400, "no service address")
        if self._settings.unsigned:
            if not _is_this_machine(urlsplit(service_url).hostname):
                raise Refused(403, "without signatures only this machine is spoken to")
            return
        claimed = claims.get(ChannelValidation.SERVICE_URL_CLAIM)
        if not isinstance(claimed, str) or claimed.rstrip("/") != service_url.rstrip("/"):
            raise Refused(403, "another service address than the token's")
        if activity.get("channelId") != CHANNEL:
            raise Refused(403, "another channel")
        tenant = tenant_of(activity)
        if tenant is not None and tenant != self._settings.tenant_id:
            raise Refused(403, "another tenant")


class _Only:
    """What the library asks for keys: the one that was found already."""

    def __init__(self, key: Key) -> None:
        self._key = key

    async def get(self, _name: str) -> Key:
        return self._key


def read_header(token: str) -> Json:
    """What a token says of itself. Raises Refused.

    Nothing is judged here: the library takes the whole token apart by itself, more than once, and judges its spelling.
    """
    try:
        header = json.loads(base64url_decode(token.partition(".")[0]))
    except (ValueError, RecursionError) as error:
        raise Refused(401, "no readable token") from error
    if not isinstance(header, dict):
        raise Refused(401, "no readable token")
    return header


def tenant_of(activity: Json) -> str | None:
    """The tenant of an activity, from the raw object: the library's model loses it."""
    data = activity.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    found = tenant.get("id") if isinstance(tenant, dict) else None
    if not found and isinstance(conversation := activity.get("conversation"), dict):
        found = conversation.get("tenantId")
    return found if isinstance(found, str) and found else None


def parse(body: bytes) -> Json:
    """The activity in a body, which has the shape of its type. Raises Refused."""
    try:
        text = body.decode("utf-8")
        found = json.loads(text)
        if "\\ud" in text.lower():  # halves of characters, which some clients send and nothing takes
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(found, dict) or not looks_right(found):
        raise Refused(400, "not an activity")
    return found


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
