"""Browser tests take `browser` and `window` from chromium.py."""

from __future__ import annotations

from tests.browser.chromium import browser, window

__all__ = ["browser", "window"]
