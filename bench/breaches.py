"""Ten thousand broken promises in a minute, in twenty channels of a Slack that takes one message a second in each."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.promises import CHANNELS, MARGIN, crowd
from bot.delivery.pacing import Pace

BREACHES, SECONDS, AFTER = 10_000, 60, 20


async def measure() -> list[str]:
    """Lines of figures."""
    alone = max(SECONDS, BREACHES / CHANNELS * Pace().post)
    with tempfile.TemporaryDirectory() as folder:
        async with crowd(Path(folder), 0, BREACHES, SECONDS) as there:
            log = there.bot.playground.slack.log
            log.clear()
            await asyncio.sleep(MARGIN.total_seconds())
            used = there.bot.cpu_seconds()
            late = await there.told()
            drained = (datetime.now(UTC) - there.due[0]).total_seconds()
            used = there.bot.cpu_seconds() - used
            posts = log.of("chat.postMessage")
            cards = await there.store.outbox.pending()
            rests = there.bot.cpu_seconds()
            await asyncio.sleep(AFTER)
            share = (there.bot.cpu_seconds() - rests) / AFTER * 100
    refused = sum(1 for call in posts if call.answer.get("error") == "ratelimited")
    channels = Counter(str(call.args.get("channel")) for call in posts if call.answer.get("ok"))
    middle, worst = late[len(late) // 2], late[-1]
    return [
        f"breaches: {BREACHES:,} broken promises in {SECONDS} s in {CHANNELS} channels, `deskbell run`, SQLite,"
        " one message a second and channel (goal: drained within 1.1 of what the limit allows)",
        f"  as digests: {channels.total()} messages, {max(channels.values())} in a channel at most, {refused} times"
        f" 429; all said {drained:.1f} s after the first was due, {drained - SECONDS:.1f} s after the last;"
        f" each p50 {middle:.1f} s, max {worst:.1f} s after its instant; {used:.0f} s of processor",
        f"  a message each takes {alone:.0f} s by the limit, all of which is noise: the digests are done in"
        f" {drained / alone:.2f} of it",
        f"  {cards:,} cards then wait to be redrawn, 50 a minute: {share:.1f} % of a core",
        f"  load average {os.getloadavg()[0]:.1f}",
    ]
