"""What becomes of a notice whose turn it is: what may have landed is looked for first, whatever became of it since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.direct_limit import Heard
from bot.delivery.known import Known
from bot.delivery.verdict import Clear, Drop, Later, LookFirst, NextDigest, Say, Verdict, verdict
from core.notifications.message_edits import WITHDRAW
from core.ports.outbox import Notice
from core.processes import IncidentDetails
from core.tickets.comments import Comment
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from tests.bot.worker import DANA, MIA, NOW, REF, notice, policy
from tests.fakes.ports.outbox import LeasedInMemory

_OVER = NOW + timedelta(minutes=40)
_PAUSE = NOW + timedelta(seconds=15)

UNTRIED: dict[tuple[bool, bool, bool], Verdict] = {
    # gone, unsaid, held
    (False, False, False): Say(),
    (False, False, True): Later(_OVER),
    (False, True, False): Drop(),
    (False, True, True): Drop(),
    (True, False, False): Drop(),
    (True, False, True): Drop(),
    (True, True, False): Drop(),
    (True, True, True): Drop(),
}
"""What becomes of one that nobody tried to say."""


def ticket(*, private: bool = False) -> Ticket:
    opened = Opened(
        ref=REF, status="new", title="VPN drops", description="", requester=MIA, beneficiary=MIA, logged_by=MIA,
        source="slack_command", service="network", details=IncidentDetails(impact=3, urgency=2), priority="P3",
        priority_source="matrix", team="service-desk", private=private,
    )  # fmt: skip
    return fold([Happened(NOW, MIA, opened)])


def leased(said: Notice, *, unknown: bool = False) -> LeasedInMemory:
    return LeasedInMemory(1, said, int(unknown), unknown)


@pytest.mark.parametrize(("gone", "unsaid", "held"), UNTRIED)
def test_what_may_have_landed_is_looked_for_before_anything_else_becomes_of_it(gone: bool, unsaid: bool, held: bool):
    said = notice("step_late", "direct:jonas.weiss@nordlicht.example", outside="x", note="")
    known = Known(
        ticket(private=unsaid),
        heard=Heard({REF: [_OVER - timedelta(hours=1)] * 2} if held else {}),
        reads=Comment("c1", MIA, "requester", True, None if gone else "x", NOW),
    )
    untried = UNTRIED[gone, unsaid, held]
    assert verdict(leased(said), known, policy(), NOW) == untried
    assert verdict(leased(said, unknown=True), known, policy(), NOW) == LookFirst(untried)  # type: ignore[arg-type]


@pytest.mark.parametrize("unknown", [False, True])
def test_what_only_clears_says_nothing_that_could_have_landed(unknown: bool):
    said = notice(WITHDRAW.name, "message:x", place="x")
    its = ticket()
    assert verdict(leased(said, unknown=unknown), Known(its), policy(), NOW) == Clear(its)


@pytest.mark.parametrize(
    ("pulling", "becomes"),
    [
        ([], NextDigest(_PAUSE)),
        ([("breach", False)], NextDigest(_PAUSE)),
        ([("breach", True)], Say()),
        ([("breach", False), ("note", False)], Say()),
    ],
)
def test_a_promise_waits_for_the_next_digest_unless_what_pulls_it_forward_cannot(
    pulling: list[tuple[str, bool]], becomes: Verdict
):
    known = replace(Known(ticket()), pause=_PAUSE)
    after = [leased(notice(kind, key=f"{number}"), unknown=unknown) for number, (kind, unknown) in enumerate(pulling)]
    said = notice("breach", metric="resolution", due_at=NOW.isoformat())
    with pytest.MonkeyPatch.context() as patch:  # its ticket has no promise that ran out
        patch.setattr("bot.delivery.verdict.is_unsaid", lambda *_: False)
        assert verdict(leased(said), known, policy(), NOW, after) == becomes
        assert verdict(leased(said), known, policy(), _PAUSE, after) == Say(), "the pause is over"
        assert verdict(leased(notice("note", comment="c1", author=DANA, text="x")), known, policy(), NOW) == Say()
