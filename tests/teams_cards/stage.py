"""A page in a real browser on which Microsoft's own renderer draws cards as Teams does.

Pictures are kept in the folder that DESKBELL_SCREENSHOTS names; nobody else waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.chromium import Window

Json = dict[str, Any]

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "playground" / "page" / "teams" / "vendor"
SHEET = 24
"""Specimens on one picture: Chromium's pictures end at 16,384 pixels."""


@dataclass(frozen=True, slots=True, repr=False)
class Stage:
    """The page, and where its pictures go."""

    page: Page
    theme: str
    pictures: str | None

    async def draw(self, name: str, card: Json) -> Json:
        """Draw a card below those that stand there; what the renderer says, and what can be seen."""
        drawn: Json = await self.page.evaluate("([name, card]) => draw(name, card)", [name, card])
        return drawn

    async def unfold(self) -> dict[str, list[str]]:
        """Press whatever unfolds; the words that came to light, by the button's label."""
        found: dict[str, list[str]] = await self.page.evaluate("unfold()")
        return found

    async def keep_picture(self, name: str) -> None:
        """Keep what stands on the stage as a picture, where pictures are wanted, and clear it."""
        if self.pictures:
            path = Path(self.pictures) / f"teams-{name}-{self.theme}.png"
            await self.page.screenshot(path=path, full_page=True)
        await self.page.evaluate("clearStage()")


Stages = Callable[..., Awaitable[Stage]]


@pytest.fixture
def stages(window: Window) -> Stages:
    """Opens a stage: `await stages("dark", width=375)`."""
    pictures = os.environ.get("DESKBELL_SCREENSHOTS")

    async def opened(theme: str = "light", *, width: int = 1440) -> Stage:
        page = await window("about:blank", size=(width, 900), dark=theme == "dark")
        await page.set_content('<!doctype html><html lang="en"><title>Cards</title><div id="stage"></div>')
        if width < 1000:
            await page.evaluate("document.getElementById('stage').className = 'narrow'")
        await page.add_style_tag(path=HERE / "drawing.css")
        for script in (VENDOR / "markdown-it.min.js", VENDOR / "adaptivecards.min.js"):
            await page.add_script_tag(path=script)
        teams = (VENDOR / f"teams-{theme}.json").read_text(encoding="utf-8")
        await page.add_script_tag(content=f"const TEAMS = {teams};")
        await page.add_script_tag(path=HERE / "drawing.js")
        return Stage(page, theme, pictures)

    return opened
