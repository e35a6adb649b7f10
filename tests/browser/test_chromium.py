"""What happens where no Chromium is: a person's test run goes on without it, CI does not."""

from __future__ import annotations

import pytest

from tests.browser.chromium import find_chromium


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)


def test_without_a_chromium_a_browser_test_is_skipped_with_the_way_to_get_one():
    with pytest.raises(pytest.skip.Exception, match="make browser"):
        find_chromium()


def test_in_ci_a_missing_chromium_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must not leave the browser tests out"):
        find_chromium()
