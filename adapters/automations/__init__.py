"""Automations that are asked over HTTP, by calls that they can tell from anybody else's (docs/automations.md)."""

from adapters.automations.http import HttpAutomations
from adapters.automations.signing import KEY, SIGNATURE, TIMESTAMP, sign

__all__ = ["KEY", "SIGNATURE", "TIMESTAMP", "HttpAutomations", "sign"]
