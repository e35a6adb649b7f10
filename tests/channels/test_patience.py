"""How long a platform asks to be left alone is read the same of both, whatever stands there."""

from __future__ import annotations

import pytest

from adapters.slack import errors as slack
from adapters.teams import errors as teams
from core.ports.channel import Gone, RetryLater


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("17", 17.0), ("0", 1.0), ("-3", 1.0), ("0.5", 1.0), ("1e15", 30.0), ("inf", 30.0), ("nan", 30.0), ("", 30.0),
        ("soon", 30.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
def test_a_platform_is_left_alone_as_long_as_it_says_within_reason(written: str, seconds: float, name: str) -> None:
    for judge in (slack.judge, teams.judge):
        judged = judge(429, "", {name: written}, speaking=True)
        assert isinstance(judged, RetryLater)
        assert judged.after == seconds


@pytest.mark.parametrize(
    "code",
    [
        "cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible", "account_inactive", "channel_not_found",
        "messages_tab_disabled", "restricted_action", "is_inactive",
    ],
)  # fmt: skip
def test_whoever_lets_us_not_in_may_do_so_later(code: str) -> None:
    assert isinstance(slack.judge(200, code, {}, speaking=True), Gone)
    for status, closed in ((403, "MessageWritesBlocked"), (403, ""), (404, "ConversationNotFound")):
        assert isinstance(teams.judge(status, closed, {}, speaking=True), Gone)
