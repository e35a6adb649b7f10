"""The keys and tokens of both directions: what Teams signs for the app, and what the app gets at the login.

Tokens for the app carry real time, because whoever checks them looks at the wall; tokens of the app end on the
playground's clock.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from playground.clock import Clock
from playground.teams.protocol import Json

ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
WRONG_TOKENS = (
    "none", "expired", "not_yet", "forged", "unknown_kid", "no_kid", "alg_none", "wrong_audience", "wrong_issuer",
    "wrong_service_url", "no_service_url", "unendorsed", "hs256", "garbage",
)  # fmt: skip
_CACHED_SECONDS = 300.0


@functools.cache
def _private(number: int) -> rsa.RSAPrivateKey:
    """The n-th key of this process. Making one takes a tenth of a second, so that all playgrounds share them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key with its name."""

    kid: str
    number: int
    endorsements: tuple[str, ...] = ("msteams",)

    @property
    def private(self) -> rsa.RSAPrivateKey:
        """The RSA key."""
        return _private(self.number)

    def as_jwk(self) -> Json:
        """Its public half as the keys document has it."""
        jwk: Json = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        jwk.pop("key_ops", None)
        return jwk | {"use": "sig", "kid": self.kid, "x5t": self.kid, "endorsements": list(self.endorsements)}


class Keys:
    """Signs what is sent to the app. `break_next` makes the next tokens wrong in a way of `WRONG_TOKENS`."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self.current = Key(_name(), 0)
        self.published = [self.current]
        self._wrong: list[str] = []
        self._cached: tuple[str, str, float] = ("", "", 0.0)

    def rotate(self, *, retire: bool = True) -> None:
        """Sign with a new key from now on; with `retire` the old ones are no longer published."""
        self.current = Key(_name(), (self.current.number + 1) % 8)
        self.published = [self.current] if retire else [*self.published, self.current]
        self._cached = ("", "", 0.0)

    def break_next(self, how: str, times: int = 1) -> None:
        """Make the next tokens wrong."""
        if how not in WRONG_TOKENS:
            raise ValueError(f"a token is wrong as one of {', '.join(WRONG_TOKENS)}, not {how}")
        self._wrong += [how] * times

    def heal(self) -> None:
        """Make right tokens again."""
        self._wrong.clear()

    def as_jwks(self) -> Json:
        """The keys document."""
        return {"keys": [key.as_jwk() for key in self.published]}

    def authorize(self, service_url: str) -> str | None:
        """The Authorization header for one request to the app; None when it shall have none."""
        if self._wrong:
            token = self._make_wrong(self._wrong.pop(0), service_url)
            return None if token is None else f"Bearer {token}"
        url, token, until = self._cached
        if url != service_url or time.monotonic() > until:
            token = self._sign(self._claims(service_url), self.current)
            self._cached = (service_url, token, time.monotonic() + _CACHED_SECONDS)
        return f"Bearer {token}"

    def _claims(self, service_url: str) -> Json:
        now = int(time.time())
        return {"serviceurl": service_url, "nbf": now - 60, "exp": now + 3600, "iss": ISSUER, "aud": self.app_id}

    def _sign(self, claims: Json, key: Key, kid: str | None = None) -> str:
        name = kid if kid is not None else key.kid
        headers = {"kid": name, "x5t": name} if name else {}
        return jwt.encode(claims, key.private, algorithm="RS256", headers=headers)

    def _make_wrong(self, how: str, service_url: str) -> str | None:  # noqa: C901  one case per way to be wrong
        claims = self._claims(service_url)
        now = int(time.time())
        stranger = Key("stranger", 8)
        match how:
            case "none":
                return None
            case "expired":
                return self._sign(claims | {"nbf": now - 7200, "exp": now - 3600}, self.current)
            case "not_yet":
                return self._sign(claims | {"nbf": now + 3600, "exp": now + 7200}, self.current)
            case "forged":
                return self._sign(claims, stranger, self.current.kid)
            case "unknown_kid":
                return self._sign(claims, stranger, _name())
            case "no_kid":
                return self._sign(claims, self.current, "")
            case "alg_none":
                return jwt.encode(claims, "", algorithm="none", headers={"kid": self.current.kid})
            case "wrong_audience":
                return self._sign(claims | {"aud": "00000000-0000-4000-8000-00000000dead"}, self.current)
            case "wrong_issuer":
                return self._sign(claims | {"iss": "https://login.example.invalid"}, self.current)
            case "wrong_service_url":
                return self._sign(claims | {"serviceurl": "https://smba.example.invalid/emea/"}, self.current)
            case "no_service_url":
                del claims["serviceurl"]
                return self._sign(claims, self.current)
            case "unendorsed":
                other = Key(_name(), 9, ("webchat",))
                self.published.append(other)
                return self._sign(claims, other)
            case "hs256":
                return _confused(claims, self.current)
            case _:
                return "this.is.no-token"


def _confused(claims: Json, key: Key) -> str:
    """A token whose HMAC secret is the public key, made by hand because no decent library makes one."""
    secret = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = {"alg": "HS256", "typ": "JWT", "kid": key.kid}
    signed = b".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
    return b".".join((signed, _base64(hmac.new(secret, signed, hashlib.sha256).digest()))).decode()


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _name() -> str:
    return secrets.token_urlsafe(18)


class Grants:
    """The tokens that the login gave to the app; they end on the playground's clock."""

    def __init__(self, clock: Clock) -> None:
        self.life = 3600
        self.given = 0
        self._clock = clock
        self._ends: dict[str, tuple[datetime, str]] = {}

    def give(self, app_id: str, tenant_id: str, audience: str = ISSUER) -> Json:
        """A new token for an audience, as the token endpoint answers it."""
        now = int(self._clock.now().timestamp())
        claims = {
            "aud": audience, "iss": f"https://sts.windows.net/{tenant_id}/", "appid": app_id, "tid": tenant_id,
            "iat": now, "nbf": now, "exp": now + self.life, "jti": secrets.token_hex(8),
        }  # fmt: skip
        token = jwt.encode(claims, "playground-tokens-are-looked-up-and-not-verified", algorithm="HS256")
        self._ends[token] = self._clock.now() + timedelta(seconds=self.life), audience
        self.given += 1
        return {
            "token_type": "Bearer", "expires_in": self.life, "ext_expires_in": self.life, "access_token": token,
        }  # fmt: skip

    def holds(self, header: str, audience: str = ISSUER) -> bool:
        """True when this Authorization header carries a token that was given for an audience and has not ended."""
        scheme, _, token = header.partition(" ")
        ends, of = self._ends.get(token.strip(), (None, ""))
        return scheme.lower() == "bearer" and of == audience and ends is not None and self._clock.now() < ends

    def revoke(self) -> None:
        """All tokens given so far are worth nothing."""
        self._ends.clear()
