"""How soon a decision's cards agree on both platforms: requesters in Teams, whoever decides and the teams in Slack.

Each decision is a press on Approve in Slack, sent over HTTP at a steady rate however long answers take; the bot and
both platforms (loopback servers that draw and judge every card) share one process with the load. It agrees once the
question, the card of the team on each platform, and the requester's card in Teams all show the decision. The pace that
the platforms ask for is lifted: what is measured is the desk, not what they let it do.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from adapters.teams import ids
from bench.sample import spread
from core.ui.inbound import Quiet, Submit
from tests.conformance.house import MORNING, House, house
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating
from tests.conformance.seen import Post

RATE, SECONDS, WARM = 20, 5, 10
LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
CARDS = 4
WITHIN = 2.0
PATIENCE = 120.0
LOOKS = 0.05
"""Seconds between two looks at the cards."""
_UNDECIDED = ("WAITING FOR APPROVAL", "Waiting for approval", '["approve",')
"""What stands on a card, or in a button, while nothing is decided."""


async def measure() -> list[str]:
    """Lines of figures."""
    count = WARM + RATE * SECONDS
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), Seating("teams", "slack"), MORNING) as desk:
            (katrin,) = await desk.seats("katrin")
            refs = await _ordered(desk, count)
            standing = _cards(desk, katrin)
            if any(len(standing[ref]) != CARDS for ref in refs):
                raise AssertionError(
                    f"the cards of {[ref for ref in refs if len(standing[ref]) != CARDS]} are not all there"
                )
            await _decided(katrin, refs[:WARM], standing)
            took = await _decided(katrin, refs[WARM:], standing)
    late = sum(each > WITHIN * 1000 for each in took)
    return [
        f"agreeing: {RATE} decisions/s for {SECONDS} s, {CARDS} cards each, two in Teams (goal: {WITHIN:.0f} s)",
        f"  from the press until all cards agree: {spread(took)}; {late} of {len(took)} later than {WITHIN:.0f} s",
    ]


async def _ordered(desk: House, count: int) -> list[str]:
    """So many orders that wait for the same approver, with all their cards posted."""
    mia = desk.person("mia")
    await mia.orders("New laptop", dict(LAPTOP))
    await desk.settles()
    actor = desk.teams.person(mia.handle)
    speaker = ids.speaker(desk.teams.tenant_id, actor.directory_id)
    for number in range(1, count):
        key = f"bench-{number}"
        sent = Submit(speaker, desk.clock.now(), "open_request", key, {"item": "laptop"}, LAPTOP)
        reply = await desk.service.desk.hear(sent)
        if not isinstance(reply, Quiet):
            raise AssertionError(f"an order was answered {reply}")
    await desk.settles()
    return [f"REQ-{1000 + number}" for number in range(count)]


def _cards(desk: House, katrin: Someone) -> dict[str, list[Post]]:
    """By order: the question, the requester's card, and the card of the team on each platform."""
    mia, lead = desk.person("mia"), desk.policy.teams["service-desk"].lead.partition("@")[0]
    told = [*katrin.side.told(katrin.handle), *mia.side.told(mia.handle)]
    for side in desk.sides.values():
        told += side.posts(lead, side.channel("service-desk", desk.policy))
    found: dict[str, list[Post]] = defaultdict(list)
    for post in told:
        if not _agrees([post]) and (ref := post.about):
            found[ref].append(post)
    return found


def _agrees(posts: Sequence[Post]) -> bool:
    """Whether none of these shows a request that is undecided."""
    return not any(word in str(post.message.raw) for post in posts for word in _UNDECIDED)


def _has_turned(post: Post, seen: dict[object, object]) -> bool:
    """Whether a card shows its decision; only one that changed since it was `seen` is read, which costs."""
    raw = post.message.raw
    if seen.get(post.key) is raw:
        return False
    seen[post.key] = raw
    return _agrees([post])


async def _decided(katrin: Someone, refs: Sequence[str], cards: dict[str, list[Post]]) -> list[float]:
    """Decide each at the rate; milliseconds from each press until its cards agree. Raises TimeoutError."""
    pressed: dict[str, float] = {}
    took: list[float] = []

    async def press(ref: str) -> None:
        pressed[ref] = time.perf_counter()
        (question,) = [one for one in cards[ref] if "Approve" in one.buttons]
        await katrin.side.presses(katrin.handle, question, "Approve")

    async def look() -> None:
        left = {ref: list(cards[ref]) for ref in refs}
        seen: dict[object, object] = {}
        while left:
            await asyncio.sleep(LOOKS)
            for ref in [one for one in left if one in pressed]:
                left[ref] = [post for post in left[ref] if not _has_turned(post, seen)]
                if not left[ref]:
                    took.append((time.perf_counter() - pressed[ref]) * 1000)
                    del left[ref]

    start = time.perf_counter()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(look())
        for turn, ref in enumerate(refs):
            await asyncio.sleep(max(0.0, start + turn / RATE - time.perf_counter()))
            group.create_task(press(ref))
    return took
