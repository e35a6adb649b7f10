"""A real browser for tests: Debian's Chromium, driven by playwright. Without one a test is skipped; in CI it fails.

A test module outside this folder imports the fixtures `browser` and `window` by name (and lists them in `__all__`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
MISSING = "no Chromium on this machine: `make browser` installs one where it can"
PATIENCE = 10_000  # milliseconds of real time; what is waited for usually comes within a few

DESKTOP = (1280, 860)
PHONE = (375, 740)

browser_marks = [pytest.mark.browser]
"""For `pytestmark`: `-m "not browser"` leaves these tests out. Where no Chromium is, `find_chromium` decides."""

Window = Callable[..., Awaitable[Page]]


def find_chromium() -> str:
    """The path of a Chromium. Skips the test that asks when there is none, or fails it when `CI` is set."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{MISSING}; CI must not leave the browser tests out", pytrace=False)
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of this test's own, in this test's loop."""
    path = find_chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest.fixture
async def window(browser: Browser) -> AsyncIterator[Window]:
    """Opens addresses: `await window(url, size=PHONE, dark=True)`. The test fails when a page logged an error.

    Nothing but 127.0.0.1 is reachable from a window, so that what a page wants from elsewhere is seen as an error.
    """
    contexts: list[BrowserContext] = []
    wrongs: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # what the server refuses, and a stream that ends with it, the page tells in words: see the tests
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            wrongs.append(message.text)

    def crash(error: Error) -> None:
        wrongs.append(str(error))

    async def open_window(url: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False, **more: Any) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        await context.route(lambda address: not address.startswith("http://127.0.0.1:"), lambda route: route.abort())
        page = await context.new_page()
        page.on("console", hear)
        page.on("pageerror", crash)
        await page.goto(url)
        return page

    yield open_window
    for context in contexts:
        await context.close()
    assert not wrongs, f"the page logged errors: {wrongs}"
