"""Texts of a page that are hard to read: contrast.js beside this finds them."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

_FINDS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").partition("\n")[2]


async def faint_texts(page: Page) -> list[str]:
    """Those with less contrast to their ground than WCAG 2.2 asks for (1.4.3), each with its ratio."""
    found: list[str] = await page.evaluate(_FINDS)
    return found
