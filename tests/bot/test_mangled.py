"""Junk in what Slack sends, held against the whole bot: whatever gets past the door is no bug of the desk's either."""

from __future__ import annotations

import copy
import logging
from pathlib import Path

import pytest

from adapters.slack.channel import SlackChannel
from tests.bot.company import Company, company
from tests.bot.test_running import reports
from tests.channels.test_slack_mangled import kind_of
from tests.fakes.mangled import Json, mangle, paths

JUNK: tuple[object, ...] = ("gone", [], "a" * 5000, "\ud800")


async def everything_sent(there: Company) -> dict[str, Json]:
    """One of each kind of payload of a short story."""
    mia, dana = there.slack.person("mia.feld"), there.slack.person("dana.roth")
    card = await reports(there)
    said = await mia.says("VPN drops again", "#it-help", files={"a.txt": b"x"})
    await mia.edits(said, "VPN drops again and again")
    await mia.reacts(said, "ticket")
    await mia.types("/ticket mine", "#it-help")
    await mia.opens_home()
    await mia.shortcut("Create ticket", said)
    await mia.shortcut("Report a problem")
    await card.presses("Claim")
    await dana.says(">> Please reconnect once.", thread=card)
    await there.settles()
    return {kind_of(sent.payload): copy.deepcopy(sent.payload) for sent in there.slack.sent}


async def test_junk_in_any_field_is_no_bug_of_the_desk(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with company(tmp_path) as there:
        slack = there.bot.listeners["slack"]
        assert isinstance(slack, SlackChannel)
        sent = await everything_sent(there)
        assert {"message", "block_actions", "view_submission", "slash command", "message_action"} <= sent.keys()
        with caplog.at_level(logging.ERROR):
            for kind, payload in sent.items():
                for path in (path for path in list(paths(payload)) if path.count("blocks") == 0):
                    for junk in JUNK:
                        answer = await slack._inbound.dispatch(mangle(payload, path, junk))
                        assert answer.status in (200, 400), (kind, path, junk)
                        bugs = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
                        assert not bugs, (kind, path, junk)
