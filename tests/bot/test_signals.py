"""`deskbell run` as a process: a changed file is taken on SIGHUP or refused whole, and SIGTERM ends it cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from adapters.slack.manifest import manifest
from playground.server import Playground
from tests.bot import sample
from tests.fakes.keys import KEY


async def _until(stream: asyncio.StreamReader, words: str) -> str:
    """The next line of the log with these words."""
    async with asyncio.timeout(180):
        while True:
            line = (await stream.readline()).decode()
            assert line, f"it ended before it said {words!r}"
            if words in line:
                return line


async def test_a_running_bot_takes_changed_settings_or_refuses_them_and_stops_when_told(tmp_path: Path):
    slack = await Playground.start(manifest=manifest("http://127.0.0.1"), pacing=False)
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT, encoding="utf-8")
    environ = {
        **os.environ,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DESKBELL_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}",
        "DESKBELL_SECRETS_KEY": KEY,
        "PYTHONPATH": str(sample.PATH.parent),
    }
    options = ("-m", "bot.cli", "run", "--config", str(config), "--port", "0")
    bot = await asyncio.create_subprocess_exec(sys.executable, *options, env=environ, stderr=asyncio.subprocess.PIPE)
    try:
        assert bot.stderr is not None
        await _until(bot.stderr, "service.ready")
        config.write_text(sample.TEXT.replace("name: Nordlicht GmbH", "name: Other GmbH"), encoding="utf-8")
        bot.send_signal(signal.SIGHUP)
        await _until(bot.stderr, "settings.taken")
        config.write_text(sample.TEXT.replace("lead: lena.vogt", "lead: nobody.here", 1), encoding="utf-8")
        bot.send_signal(signal.SIGHUP)
        assert "nobody.here" in await _until(bot.stderr, "settings.refused")
        bot.send_signal(signal.SIGTERM)
        await _until(bot.stderr, "service.stopping")
        assert await bot.wait() == 0
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
        await slack.stop()
