"""The tests of Teams' cards take a browser from tests/browser, and the stage on which cards are drawn."""

from __future__ import annotations

from tests.browser.chromium import browser, window
from tests.teams_cards.stage import stages

__all__ = ["browser", "stages", "window"]
