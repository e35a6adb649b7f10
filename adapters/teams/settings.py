"""How to reach Teams. `bot.settings` reads it from the environment; secrets never stand in a `repr`."""

from __future__ import annotations

from dataclasses import dataclass, field

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com/"
GRAPH = "https://graph.microsoft.com/"
PATH = "/api/messages"
"""Where Teams posts all that it sends; the bot's registration names it."""


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How to reach Teams as a single-tenant bot.

    `unsigned` is for Microsoft's local playground, which has no tokens: then only this machine is heard and spoken to.
    No variable sets it, so that nobody's server is opened by a line in a file: `deskbell run --teams-playground` does.
    `graph_url` is asked for managers alone, and only where the settings want that (`managers.py`).
    `paced` keeps to the limits that Teams publishes (`pacing.py`), which a test or a measurement against something else
    than Teams may switch off.
    """

    app_id: str
    app_password: str = field(repr=False)
    tenant_id: str
    openid_metadata_url: str = OPENID
    login_url: str = LOGIN
    graph_url: str = GRAPH
    unsigned: bool = False
    paced: bool = True
