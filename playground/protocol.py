"""Words shared by the Slack and the Teams: the shape of JSON, and what people and apps are told went wrong."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class NotPossible(Exception):
    """A person tried what their client would not let them do; the message is a sentence for them."""


class AppFailed(Exception):
    """The installed app did not answer as it should; the message is what the person is told."""
