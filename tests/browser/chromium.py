"""A real browser for tests: Debian's Chromium, driven by playwright. Without one a test is skipped; in CI it fails.

Starting it costs more than most of what is looked at in it, so that all tests of a process share one; each has windows
of its own, which know nothing of other tests. What speaks to it lives in its loop: such a test bears `browser_marks`,
and its asynchronous fixtures are made by `in_the_browsers_loop`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

if TYPE_CHECKING:  # every run of tests loads this module, also one that opens no browser
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there is taken. The shell, which has no windows of its own to draw, costs half as much."""
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    # Nothing but this machine has a name: to ask about each request instead makes pages load a sixth slower.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
MISSING = "no Chromium on this machine: `make browser` installs one where it can"
PATIENCE = 60_000  # milliseconds of real time on a busy machine; what is waited for usually comes within a few

DESKTOP = (1280, 860)
PHONE = (375, 740)

browser_marks = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
"""For `pytestmark`: `-m "not browser"` leaves these tests out. Where no Chromium is, `find_chromium` decides."""

_COUNTS_ITS_CALLS = """
(() => {
  const call = window.fetch;
  window.callsUnderWay = 0;
  window.fetch = async (...asked) => {
    window.callsUnderWay += 1;
    try {
      const answer = await call(...asked);
      await answer.clone().arrayBuffer();
      return answer;
    } finally {
      setTimeout(() => { window.callsUnderWay -= 1; });  // after what the page does next, which may be the next call
    }
  };
})();
"""
_RESTS = """
async () => {
  let calm = 0;
  while (calm < 3) {
    await new Promise((next) => setTimeout(next));
    calm = window.callsUnderWay ? 0 : calm + 1;
  }
}
"""

in_the_browsers_loop = pytest_asyncio.fixture(loop_scope="session")
"""Makes a fixture of one test in the loop in which the browser lives."""

Window = Callable[..., Awaitable["Page"]]


def find_chromium() -> str:
    """The path of a Chromium. Skips the test that asks when there is none, or fails it when `CI` is set."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{MISSING}; CI must not leave the browser tests out", pytrace=False)
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium of all tests of this process."""
    from playwright.async_api import async_playwright, expect

    path = find_chromium()
    expect.set_options(timeout=PATIENCE)  # by itself it waits for five seconds
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()


@in_the_browsers_loop
async def window(browser: Browser) -> AsyncIterator[Window]:
    """Opens addresses for a test: `await window(url, size=PHONE, dark=True)`."""
    async with windows(browser) as open_window:
        yield open_window


@asynccontextmanager
async def windows(browser: Browser) -> AsyncIterator[Window]:
    """Opens addresses, each in a window that knows nothing of others. AssertionError when a page logged an error.

    Nothing but 127.0.0.1 is reachable from a window, and what a page wants from elsewhere is an error.
    """
    contexts: list[BrowserContext] = []
    wrongs: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # what the server refuses, and a stream that ends with it, the page tells in words: see the tests
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            wrongs.append(message.text)

    def crash(error: Error) -> None:
        wrongs.append(str(error))

    def miss(request: Request) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            wrongs.append(f"it wanted {request.url}")

    async def open_window(url: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False, **more: Any) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        await context.add_init_script(_COUNTS_ITS_CALLS)
        context.set_default_timeout(PATIENCE)
        context.on("requestfailed", miss)
        page = await context.new_page()
        page.on("console", hear)
        page.on("pageerror", crash)
        await page.goto(url)
        return page

    yield open_window
    for context in contexts:
        await context.close()
    assert not wrongs, f"the page logged errors: {wrongs}"


async def through(page: Page, settle: Callable[[], Awaitable[None]]) -> None:
    """Wait until what was done at this page has been answered, then until what it began has settled.

    A page may show at once what it only asks for: a test that goes on elsewhere, by another person's hand or with what
    the app was told, is ahead of it. The stream of news is no call, and is never waited for.
    """
    for frame in page.frames:
        await frame.evaluate(_RESTS)
    await settle()
