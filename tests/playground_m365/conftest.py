"""Microsoft's own playground with a running Deskbell behind it, both on loopback."""

from __future__ import annotations

from tests.playground_m365.playground import playground

__all__ = ["playground"]
