"""The login beside the Connector: the token endpoint, the OpenID metadata, and files without a token."""

from __future__ import annotations

from urllib.parse import parse_qs

from aiohttp import web

from playground.teams.connector import Outcome, Stage
from playground.teams.graph import GRAPH
from playground.teams.keys import ISSUER, SCOPE
from playground.teams.protocol import Json

_ERRORS: dict[str, tuple[int, str, str]] = {
    "tenant": (400, "invalid_request", "AADSTS90002: Tenant not found."),
    "grant": (400, "unsupported_grant_type", "AADSTS70003: The grant type is not supported."),
    "client": (400, "unauthorized_client", "AADSTS700016: Application was not found in the directory."),
    "secret": (401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
    "scope": (400, "invalid_scope", "AADSTS70011: The provided value for scope is not valid."),
}


class Login:
    """Answers under /teams/login and /teams/openid; slowness and errors are faults of token, openid and keys."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._teams = stage.teams

    def routes(self) -> list[web.RouteDef]:
        """Where the app asks."""
        return [
            web.post("/teams/login/{tenant}/oauth2/v2.0/token", self.token),
            web.get("/teams/openid/.well-known/openidconfiguration", self.openid),
            web.get("/teams/openid/.well-known/keys", self.keys),
            web.get("/teams/files/{file}/{name}", self.file),
        ]

    async def token(self, request: web.Request) -> web.StreamResponse:
        """POST client credentials."""
        form = {name: values[0] for name, values in parse_qs((await request.read()).decode(errors="replace")).items()}
        args: Json = {"tenant": request.match_info["tenant"]}
        args |= {name: value for name, value in form.items() if name != "client_secret"}
        return await self._stage.perform(request, "token", args, lambda: self._grant(args["tenant"], form))

    def _grant(self, tenant: str, form: dict[str, str]) -> Outcome:
        app = self._teams.app
        wrong = next(
            (
                name
                for name, right in (
                    ("tenant", tenant == self._teams.tenant.id),
                    ("grant", form.get("grant_type") == "client_credentials"),
                    ("client", form.get("client_id") == app.app_id),
                    ("secret", form.get("client_secret") == app.password),
                    ("scope", self._audience(form) is not None),
                )
                if not right
            ),
            None,
        )
        if wrong:
            status, code, words = _ERRORS[wrong]
            return Outcome({"error": code, "error_description": words}, status)
        audience = self._audience(form)
        assert audience is not None
        return Outcome(self._teams.grants.give(app.app_id, self._teams.tenant.id, audience))

    def _audience(self, form: dict[str, str]) -> str | None:
        """Whom a token is for that is asked for with this scope: the Connector, Graph, or nobody."""
        known = {SCOPE: ISSUER, f"{self._teams.address}{GRAPH}/.default": GRAPH}
        return next((known[scope] for scope in form.get("scope", "").split() if scope in known), None)

    async def openid(self, request: web.Request) -> web.StreamResponse:
        """GET the metadata document."""
        body: Json = {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{self._teams.address}/teams/openid/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
        return await self._stage.perform(request, "openid", {}, lambda: Outcome(body))

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """GET the published keys."""
        return await self._stage.perform(request, "keys", {}, lambda: Outcome(self._teams.keys.as_jwks()))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """GET a file's downloadUrl: whoever knows it may."""
        stored = self._teams.tenant.files.get(request.match_info["file"])
        if stored is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff"}
        return web.Response(body=stored.content, content_type="application/octet-stream", headers=headers)
