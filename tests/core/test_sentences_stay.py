"""A sentence that was said stays: over any history, an edit of ours only takes buttons away and adds one small line.

Cards show a state and follow it; copies of what people wrote follow their writers. All else is read once and kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.fulfilment.steps import ELSE
from core.notifications.kinds import KINDS
from core.notifications.message_edits import OfComment
from core.ports.channel import Outgoing, Receipt
from core.ui.text import flatten
from tests.commands.talking import HOME
from tests.commands.test_bad_days_of_orders import selling
from tests.commands.test_other_teams import NEW
from tests.commands.test_tasks import ACCESS, LAPTOP
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.spoken import RecordingChannel

Step = Callable[[DeskHouse, str], Awaitable[object]]


async def _rates(desk: DeskHouse, ref: str) -> object:
    return await desk.person("mia").presses("rate", ref, turn=(await desk.ticket(ref)).reopen_count, score=4)


STEPS: dict[str, Step] = {
    "claims": lambda desk, ref: desk.person("dana").presses("claim", ref),
    "asks": lambda desk, ref: desk.person("dana").fills("ask", ref, text="Berlin or Split?"),
    "replies": lambda desk, ref: desk.person("dana").fills("reply", ref, text="Please reconnect."),
    "resolves": lambda desk, ref: desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."),
    "resolves anew": lambda desk, ref: desk.person("dana").fills("resolve", ref, code="fixed", text="A new cable."),
    "reopens": lambda desk, ref: desk.person("dana").tells(ref, "reopen it fails for the second user"),
    "cancels": lambda desk, ref: desk.person("dana").fills("cancel", ref, reason="not an incident"),
    "confirms": lambda desk, ref: desk.person("mia").presses("confirm", ref),
    "still broken": lambda desk, ref: desk.person("mia").presses("reopen", ref),
    "rates": lambda desk, ref: _rates(desk, ref),
    "just a comment": lambda desk, ref: desk.person("mia").presses("just_comment", ref),
    "follows up": lambda desk, ref: desk.person("mia").presses("follow_up", ref),
    "withdraws": lambda desk, ref: desk.person("mia").presses("withdraw", ref),
    "complains": lambda desk, ref: desk.person("mia").writes(ref, "It dropped again."),
    "thanks": lambda desk, ref: desk.person("mia").writes(ref, "Thanks!"),
    "elsewhere": lambda desk, ref: desk.person("mia").sends(f"{ref} it dropped again"),
    "an hour": lambda desk, _: desk.passes(hours=1),
    "a day": lambda desk, _: desk.passes(days=1),
    "a week": lambda desk, _: desk.passes(days=7),
}
"""What may happen, refused or not."""


async def _reports(desk: DeskHouse, home: str) -> str:
    return await desk.person("mia").reports(home=home)


async def _orders(desk: DeskHouse, _: str) -> str:
    selling(desk, stages=())
    return await desk.person("mia").orders("laptop", **LAPTOP)


async def _orders_access(desk: DeskHouse, _: str) -> str:
    ref = await desk.person("mia").orders("access", **ACCESS | {"until": "2026-10-30"})
    for who in ("katrin", "ines"):
        await desk.person(who).presses("approve", ref)
    return ref


async def _orders_a_start(desk: DeskHouse, _: str) -> str:
    return await desk.person("hr.ops").orders("onboarding", **NEW)


BEGINS = {"report": _reports, "laptop": _orders, "access": _orders_access, "onboarding": _orders_a_start}
"""What a history is about: an order says more than a report once it is done."""


async def _at_step(desk: DeskHouse, ref: str, command: str, **values: str) -> object:
    """Whoever does the next step of an order says so."""
    task = next((each for each in (await desk.ticket(ref)).plan if each.ref and each.state in ACTIVE), None)
    if task is None:
        return None
    who = {"service-desk": "lena", "workplace": "paul", "app-erp": "sofia"}.get(task.team, "mara")
    return await desk.person(who).fills(command, task.ref, **values)


async def _for_asker(desk: DeskHouse, ref: str, command: str, **values: object) -> object:
    ticket = await desk.ticket(ref)
    asker = desk.person("mia" if ticket.requester == desk.id_of("mia") else "hr.ops")
    return await (asker.fills(command, ref, **values) if values else asker.presses(command, ref))  # type: ignore[arg-type]


ACTIVE = ("ready", "in_progress", "waiting_date")
ORDERED: dict[str, Step] = {
    "does it": lambda desk, ref: _at_step(desk, ref, "finish", text="I looked."),
    "leaves it out": lambda desk, ref: _at_step(desk, ref, "skip", text="He keeps his old one."),
    "cannot": lambda desk, ref: _at_step(desk, ref, "fail", text="It is sold out."),
    "confirms": lambda desk, ref: _for_asker(desk, ref, "confirm"),
    "not right": lambda desk, ref: _for_asker(desk, ref, "reopen", step=ELSE, reason="The bag is missing."),
    "rates": lambda desk, ref: _rates(desk, ref),
    "a day": STEPS["a day"],
    "a week": STEPS["a week"],
}
"""What may happen to an order, refused or not."""


@dataclass
class Read:
    """What stood in each message of ours, one version after the other."""

    versions: dict[tuple[str, str], list[tuple[str, list[str]]]] = field(default_factory=dict)

    def watch(self, channel: RecordingChannel) -> None:
        """Keep what a channel is told, by the message that it became."""
        deliver = channel.deliver

        async def watched(outgoing: Outgoing) -> Receipt:
            receipt = await deliver(outgoing)
            if outgoing.card is not None and outgoing.act in ("post", "edit"):
                lines = [flatten(section.body) for section in outgoing.card.sections]
                # What happens without a press is said beside the buttons, and goes with them.
                lines = [each for each in lines if not each.startswith("Closes by itself")]
                kind = outgoing.key.split(":")[2]
                self.versions.setdefault((receipt.place, receipt.message), []).append((kind, lines))
            return receipt

        channel.deliver = watched  # type: ignore[method-assign]

    def kept(self) -> list[tuple[str, list[str], list[str]]]:
        """Edits of sentences: the kind, what stood there, what stands there now."""
        return [
            (kind, before, after)
            for told in self.versions.values()
            for (_, before), (kind, after) in pairwise(told)
            if kind in KINDS and KINDS[kind].shape == "edit" and not isinstance(KINDS[kind].example, OfComment)
        ]


async def read_through(home: str, steps: Sequence[tuple[str, bool]], begins: str = "report") -> Read:
    """Play a history: each step, and whether what it causes is said at once or only after the next ones."""
    known = STEPS if begins == "report" else ORDERED
    said = Read()
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        for channel in desk.channels.values():
            said.watch(channel)
        ref = await BEGINS[begins](desk, home)
        for step, at_once in steps:
            desk.delivers = at_once
            await known[step](desk, ref)
        desk.delivers = True
        await desk.deliver()
        assert not desk.parked
    return said


@settings(max_examples=60)
@given(
    st.sampled_from(["direct", HOME]),
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.booleans()), min_size=3, max_size=14),
)
@example(
    "direct", [(one, True) for one in ("claims", "resolves", "complains", "still broken", "resolves anew", "confirms")]
)
@example(
    "direct",
    [("claims", True), ("resolves", True), ("still broken", True), ("resolves anew", False), ("confirms", True)],
)
@example(
    HOME,
    [
        (one, True)
        for one in ("claims", "resolves", "confirms", "complains", "just a comment", "complains", "follows up")
    ],
)
def test_no_sentence_that_was_said_is_replaced_by_another(home: str, steps: list[tuple[str, bool]]) -> None:
    for kind, before, after in asyncio.run(read_through(home, steps)).kept():
        assert after[: len(before)] == before, f"{kind}: {before} became {after}"
        said = 1 if kind != "answered" else 0
        assert len(after) == len(before) + said, f"{kind}: one small line at most, not {after[len(before) :]}"


LEFT_OUT = ("does it", "leaves it out", "does it", "does it")


@settings(max_examples=40)
@given(
    st.sampled_from(["laptop", "access", "onboarding"]),
    st.lists(st.tuples(st.sampled_from(sorted(ORDERED)), st.booleans()), min_size=3, max_size=12),
)
@example("laptop", [(one, True) for one in (*LEFT_OUT, "confirms", "rates")])
@example("laptop", [(one, True) for one in (*LEFT_OUT, "not right", "does it")])
@example("laptop", [(one, True) for one in (*LEFT_OUT, "a week")])
@example("access", [("does it", True), ("confirms", True)])
@example("access", [("does it", True), ("a week", True)])
@example("access", [("does it", True), ("confirms", True), ("a week", True), ("does it", True), ("rates", True)])
def test_no_sentence_about_an_order_is_replaced_by_another(begins: str, steps: list[tuple[str, bool]]) -> None:
    for kind, before, after in asyncio.run(read_through("direct", steps, begins)).kept():
        assert after[: len(before)] == before, f"{kind}: {before} became {after}"


def test_the_questions_are_among_what_is_read() -> None:
    steps: tuple[str, ...] = (
        "claims",
        "resolves",
        "a day",
        "rates",
        "complains",
        "still broken",
        "resolves anew",
        "complains",
    )
    steps += ("confirms", "rates", "complains", "just a comment")
    kinds = {kind for kind, _, _ in asyncio.run(read_through("direct", [(one, True) for one in steps])).kept()}
    assert kinds == {"settled", "reopen_answered", "follow_up_answered", "survey_ended"}
