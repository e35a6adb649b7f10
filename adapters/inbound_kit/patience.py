"""How long a platform asks to be left alone: its Retry-After header, read once for all."""

from __future__ import annotations

from collections.abc import Mapping

_MOST = 86_400
"""Seconds: a day. What asks for more was garbled on its way."""


def retry_after(headers: Mapping[str, object]) -> float | None:
    """The seconds in the Retry-After header, at least one; None without one that can be read and kept."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            text = value[0] if isinstance(value, list) and value else value
            try:
                seconds = float(str(text))
            except ValueError:
                return None
            return max(seconds, 1.0) if seconds < _MOST else None
    return None
