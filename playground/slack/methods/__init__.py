"""The Web API's methods, by name."""

from __future__ import annotations

from playground.slack.methods import chat, conversations, files, people, surfaces
from playground.slack.methods.registry import Method

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **surfaces.METHODS,
}
