"""What the environment says about Teams. Secrets are named by variable and never stand in a `repr`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com/"
PATH = "/api/messages"
"""Where Teams posts all that it sends; the bot's registration names it."""


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How to reach Teams as a single-tenant bot.

    `unsigned` is for Microsoft's local playground, which has no tokens: then only this machine is heard and spoken to.
    No variable sets it, so that nobody's server is opened by a line in a file.
    """

    app_id: str
    app_password: str = field(repr=False)
    tenant_id: str
    openid_metadata_url: str = OPENID
    login_url: str = LOGIN
    unsigned: bool = False


def from_environment(environ: Mapping[str, str]) -> TeamsSettings | None:
    """Teams' settings, or None when the channel is off because one of its three variables is missing.

    Empty counts as absent.
    """

    def read(name: str) -> str | None:
        return environ.get(name, "").strip() or None

    app_id, password, tenant = (read(f"TEAMS_{name}") for name in ("APP_ID", "APP_PASSWORD", "TENANT_ID"))
    if app_id is None or password is None or tenant is None:
        return None
    login = (read("TEAMS_LOGIN_URL") or LOGIN).rstrip("/") + "/"
    return TeamsSettings(app_id, password, tenant, read("TEAMS_OPENID_METADATA_URL") or OPENID, login)
