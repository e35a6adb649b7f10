"""What a window forgives and what not, and what happens where no Chromium is: CI alone does not go on without it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route

from tests.browser.chromium import Window, find_chromium, through, windows


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)


@pytest.mark.usefixtures("nothing_installed")
def test_without_a_chromium_a_browser_test_is_skipped_with_the_way_to_get_one():
    with pytest.raises(pytest.skip.Exception, match="make browser"):
        find_chromium()


@pytest.mark.usefixtures("nothing_installed")
def test_in_ci_a_missing_chromium_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must not leave the browser tests out"):
        find_chromium()


def test_where_there_is_the_shell_without_windows_it_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(0o755)
        assert find_chromium() == str(tmp_path / name)


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<img src='https://elsewhere.example/a.png'>", "it wanted https://elsewhere.example/a.png"),
        ("<img src='https://192.0.2.1/a.png'>", "it wanted https://192.0.2.1/a.png"),
        ("<script>console.error('Lost.')</script>", "Lost."),
        ("<script>missing()</script>", "missing is not defined"),
    ],
)
async def test_a_page_that_logs_an_error_or_wants_something_from_elsewhere_fails_its_test(
    browser: Browser, page: str, complaint: str
):
    with pytest.raises(AssertionError, match=complaint):
        async with windows(browser) as window:
            await window(f"data:text/html,{page}")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_what_a_page_asked_for_is_answered_before_a_test_goes_on(window: Window):
    order: list[str] = []

    async def answer(route: Route) -> None:
        await asyncio.sleep(0.1)
        order.append(route.request.url.rpartition("/")[2])
        await route.fulfill(body="{}", headers={"Access-Control-Allow-Origin": "*"})

    async def settle() -> None:
        order.append("settled")

    page = await window("data:text/html,<iframe></iframe>")
    await page.route("http://127.0.0.1:9/*", answer)
    for frame in page.frames:
        await frame.evaluate("void fetch('http://127.0.0.1:9/one').then(() => fetch('http://127.0.0.1:9/other'))")
        await through(page, settle)
    assert order == ["one", "other", "settled"] * 2
