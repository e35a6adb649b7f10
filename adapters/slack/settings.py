"""What the environment says about Slack. Secrets are named by variable and never stand in a `repr`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SLACK_API = "https://slack.com/api/"
PATH = "/slack/events"
"""Where Slack posts all that it sends; installed apps depend on it."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to reach Slack: by Socket Mode with an `app_token`, else by HTTP that the `signing_secret` checks."""

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = SLACK_API

    @property
    def socket_mode(self) -> bool:
        """Whether Deskbell connects to Slack rather than Slack to Deskbell."""
        return self.app_token is not None


def from_environment(environ: Mapping[str, str]) -> SlackSettings | None:
    """Slack's settings, or None when the channel is off because there is no bot token. Empty counts as absent."""

    def read(name: str) -> str | None:
        return environ.get(name, "").strip() or None

    bot_token = read("SLACK_BOT_TOKEN")
    if bot_token is None:
        return None
    api_url = (read("SLACK_API_URL") or SLACK_API).rstrip("/") + "/"
    return SlackSettings(bot_token, read("SLACK_SIGNING_SECRET"), read("SLACK_APP_TOKEN"), api_url)
