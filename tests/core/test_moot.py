"""When a notice that waited need not be said any more: a row a kind, true before and untrue after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.presentation.sample import FAILED_STEP, IN_STEPS, STEPS_EARLY
from bot.delivery.fallback import instead
from core.notifications.kinds import KINDS, moot
from core.notifications.triage import DESCRIPTION
from core.ports.outbox import FactValue, Notice
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.plan import Task
from core.tickets.survey import Survey
from core.tickets.ticket import Hold, MergedInto, Ticket
from tests.core.test_announce import NOW, _ticket
from tests.fakes.approving import KATRIN, Order, order
from tests.fakes.desk import KnownPlaces, shipped
from tests.fakes.playing import DANA, LENA, MIA

CLOCK = e.ClockStarted("resolution", "always", 60, (), "v", NOW + timedelta(minutes=1))
LADDER = e.LadderArmed("P1", "service-desk", "v", "always", True)
NEW = _ticket(CLOCK, LADDER)
TAKEN = replace(NEW, assignee=DANA, acked_at=NOW)
CALLED = replace(NEW, escalated_to=LENA)
ASKING = replace(NEW, hold=Hold("requester", NOW))
DONE = replace(NEW, status="resolved", watchers=(LENA,))
ASKED_HOW = replace(DONE, survey=Survey("asked", asked_at=NOW))
RATED = replace(DONE, survey=Survey("answered", answered_by=MIA, score=2, comment="too late"))
OVER = _ticket(e.Resolved("fixed", "Reissued.", NOW), e.Closed(True))
CANCELLED = _ticket(e.Cancelled("withdrawn"))
ANSWERED = _ticket(CLOCK, LADDER, e.LadderAcked(LENA))
STOPPED = _ticket(CLOCK, LADDER, e.ClockStopped("resolution", "met", 10))
MERGED = replace(NEW, merged=MergedInto("INC-1031", NOW, (), "new", None, (), None))
DESCRIBED = replace(NEW, description=DESCRIPTION.example.text)


def _ordered() -> Order:
    return order("laptop", "2026-10-22 09:00 CEST", {"model": "Standard 14", "ship_to": "berlin"})


def _then(made: Order, at: str, *, model: str = "") -> Ticket:
    if model:
        made.changes(at, model=model)
    else:
        made.approves(at, KATRIN)
    return made.ticket


PENDING = _ordered().ticket
FOR_DANA = replace(PENDING, beneficiary=DANA)
AGREED = _then(_ordered(), "2026-10-22 10:00 CEST")
ANEW = _then(_ordered(), "2026-10-22 10:00 CEST", model="Power 16")

MOVED = replace(NEW, team="infra", clocks=())
ABSORBING = replace(NEW, priority="P4", links=(("duplicate", "INC-1039"),))

ROWS: list[tuple[str, str, Ticket, Ticket]] = [
    ("took_in", "triage:service-desk", ABSORBING, replace(ABSORBING, priority="P1")),
    ("took_in", "triage:service-desk", ABSORBING, NEW),
    ("claimed", "requester", TAKEN, DONE),
    ("claimed", "requester", TAKEN, replace(TAKEN, assignee=LENA)),
    *[
        ("news", "requester", MOVED, after)
        for after in (NEW, replace(MOVED, status=OVER.status), replace(NEW, team="infra"))
    ],
    ("released", "requester", NEW, TAKEN),
    ("released", "requester", NEW, OVER),
    ("question", "requester", ASKING, CANCELLED),
    ("reminder", "requester", ASKING, NEW),
    ("reminder", "requester", ASKING, replace(NEW, hold=Hold("vendor", NOW))),
    ("resolved", "requester", DONE, NEW),
    ("reopen_question", "requester", DONE, OVER),
    ("survey", "requester", ASKED_HOW, replace(ASKED_HOW, survey=None)),
    ("survey", "requester", ASKED_HOW, replace(ASKED_HOW, survey=Survey("expired", asked_at=NOW))),
    *[
        ("rated_low", f"direct:{LENA}", holds, replace(RATED, survey=Survey("answered", answered_by=MIA, score=2)))
        for holds in (RATED, NEW)
    ],
    ("converted", "requester", NEW, OVER),
    ("converted", "requester", NEW, replace(NEW, details=RequestDetails())),
    ("merged", "requester", MERGED, NEW),
    ("unmerged", "requester", NEW, MERGED),
    ("assigned", f"direct:{DANA}", TAKEN, replace(NEW, assignee=LENA)),
    ("assigned", f"direct:{DANA}", TAKEN, replace(OVER, assignee=DANA)),
    *[(kind, f"direct:{DANA}", TAKEN, replace(NEW, assignee=LENA)) for kind in ("handed_over", "given_back")],
    *[(kind, f"direct:{DANA}", TAKEN, replace(OVER, assignee=DANA)) for kind in ("handed_over", "given_back")],
    ("let_go", f"direct:{DANA}", replace(NEW, assignee=LENA), TAKEN),
    ("let_go", f"direct:{DANA}", NEW, OVER),
    ("description", "triage:service-desk", DESCRIBED, replace(DESCRIBED, description="It works again.")),
    ("put_back", "triage:service-desk", NEW, TAKEN),
    ("put_back", "triage:service-desk", NEW, OVER),
    ("put_back", "triage:service-desk", NEW, replace(NEW, team="infra")),
    *[
        (f"{what}_asked", "triage:service-desk", asked, after)
        for what, asked in (
            ("cancel", replace(NEW, cancel_asked=MIA)),
            ("change", replace(NEW, change_asked=RequestDetails())),
        )
        for after in (NEW, replace(asked, status=OVER.status), replace(asked, team="infra"))
    ],
    ("escalated", f"direct:{LENA}", CALLED, NEW),
    ("escalated", f"direct:{LENA}", CALLED, replace(OVER, escalated_to=LENA)),
    ("watched_resolved", f"direct:{LENA}", DONE, replace(DONE, watchers=(MIA,))),
    ("watched_resolved", f"direct:{LENA}", DONE, replace(NEW, watchers=(LENA,))),
    ("watched_resolved", f"direct:{LENA}", DONE, replace(DONE, private=True)),
    ("watched_resolved", f"direct:{LENA}", DONE, replace(CANCELLED, watchers=(LENA,))),
    *[(kind, f"direct:{DANA}", NEW, after) for kind in ("page", "step", "call") for after in (OVER, ANSWERED)],
    ("call", "triage:service-desk", NEW, replace(NEW, team="security", private=True)),
    ("nobody_answered", "admins", NEW, ANSWERED),
    *[(kind, "triage:service-desk", NEW, STOPPED) for kind in ("warning", "warning_direct", "delay", "breach")],
    ("breach_direct", f"direct:{DANA}", NEW, STOPPED),
    *[
        (kind, f"direct:{KATRIN}", PENDING, after)
        for kind in ("approval", "approval_reminder", "answered_first", "approver_unreached", "approval_stuck")
        for after in (AGREED, ANEW, replace(PENDING, status="cancelled"))
    ],
    ("order_changed", f"triage:{PENDING.team}", PENDING, replace(PENDING, team="infra")),
    ("ordered_for", f"direct:{DANA}", FOR_DANA, PENDING),
    ("ordered_for", f"direct:{DANA}", FOR_DANA, replace(FOR_DANA, status="cancelled")),
    ("ended_for", f"direct:{DANA}", replace(FOR_DANA, status="cancelled"), replace(PENDING, status="cancelled")),
    ("ended_for", f"direct:{DANA}", replace(FOR_DANA, status="cancelled"), FOR_DANA),
    ("step_ready", "triage:service-desk", IN_STEPS, replace(IN_STEPS, plan=())),
    ("steps_early", "triage:service-desk", STEPS_EARLY, replace(STEPS_EARLY, status="in_fulfilment", hold=None)),
    ("step_failed", f"direct:{LENA}", FAILED_STEP, replace(FAILED_STEP, status="ready")),
    *[
        (kind, "triage:service-desk", replace(FAILED_STEP, status="in_progress"), replace(FAILED_STEP, status="done"))
        for kind in ("step_there", "step_unread", "step_keeps")
    ],
    ("offered", "triage:service-desk", TAKEN, replace(NEW, assignee=LENA)),
    ("offered", "triage:service-desk", TAKEN, replace(OVER, assignee=DANA)),
]


def example(kind: str, to: str) -> Notice:
    facts = KINDS[kind].example_facts
    deciders: Mapping[str, Mapping[str, FactValue]] = {
        "approver_unreached": {"person": KATRIN}, "approval_stuck": {"people": (KATRIN,)},
    }  # fmt: skip
    about = deciders.get(kind, {})  # who decides about “PENDING”
    return Notice(kind, "INC-1000", to, "k", NOW, NOW, {**facts, **about})


@pytest.mark.parametrize(("kind", "to", "holds", "moved_on"), ROWS)
def test_it_is_said_while_it_is_true_and_not_after(kind: str, to: str, holds: Ticket, moved_on: Ticket) -> None:
    assert not moot(example(kind, to), holds)
    assert moot(example(kind, to), moved_on)


def test_a_call_for_an_update_is_moot_once_somebody_has_written() -> None:
    late = replace(example("update_due", f"direct:{DANA}"), facts={"to": (DANA,), "since": NOW.isoformat()})
    assert not moot(late, replace(NEW, last_public_at=NOW))
    assert moot(late, replace(NEW, last_public_at=NOW + timedelta(microseconds=1)))
    assert moot(late, OVER)


@pytest.mark.parametrize("kind", ["step_came", "came_for"])
def test_that_something_ends_soon_is_moot_once_it_ends_on_another_day(kind: str) -> None:
    def waits(day: datetime) -> Ticket:
        return replace(IN_STEPS, plan=(Task("revoke", "identity", state="waiting_date", begins=day),))

    soon = example(kind, f"direct:{MIA}")
    soon = replace(soon, facts={**soon.facts, "task": "revoke", "became": "ends", "day": NOW.isoformat()})
    assert not moot(soon, waits(NOW))
    assert moot(soon, waits(NOW + timedelta(days=1)))
    assert not moot(replace(soon, facts={**soon.facts, "became": "ended"}), waits(NOW))


def test_a_file_of_what_a_ticket_was_made_of_is_moot_once_it_was_taken_out() -> None:
    shared = replace(NEW, files=(e.File("a.png", "https://f.example/1", "slack:F1", 2),))
    file = replace(example("picture", "triage:service-desk"), facts={"stands_for": "opened:file:2"})
    assert not moot(file, shared)
    assert moot(file, NEW)


def test_every_kind_that_can_become_untrue_has_a_row() -> None:
    judged = {kind for kind, _, _, _ in ROWS} | {"update_due", "picture", "step_came", "came_for", "followed_up"}
    assert {name for name, kind in KINDS.items() if kind.moot.__name__ != "never"} == judged


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_acts_on_an_earlier_message_is_let_go_and_words_are_told_to_somebody(kind: str) -> None:
    told = instead(example(kind, "requester:mia.feld"), NEW, shipped(), KnownPlaces(shipped()), NOW)
    words = KINDS[kind].shape in ("card", "line", "direct")
    assert bool(told) == (words and KINDS[kind].missed), "how one's own words fare is said again by their loss"
