"""How to reach a Slack workspace. `bot.settings` reads it from the environment; secrets never stand in a `repr`."""

from __future__ import annotations

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
