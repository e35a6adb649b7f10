"""The tests of Teams' cards take the stage on which cards are drawn."""

from __future__ import annotations

from tests.teams_cards.stage import stages

__all__ = ["stages"]
