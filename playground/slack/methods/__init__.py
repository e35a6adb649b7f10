"""The Web API's methods, by name."""

from __future__ import annotations

from playground.slack.methods import chat, conversations, people, surfaces
from playground.slack.methods.registry import Method

METHODS: dict[str, Method] = {**chat.METHODS, **conversations.METHODS, **people.METHODS, **surfaces.METHODS}
