"""What a call of an automation may do by now: the table of `core.fulfilment.calls`, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.fulfilment.calls import Dropped, Standing, TooLate, Waits, Wanted, standing
from core.processes import REQUEST, TASK, RequestDetails, Status, TaskDetails
from core.processes.calls import TaskCall
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from tests.fakes.company import shipped
from tests.fakes.instants import instant

POLICY, NOW = shipped(), instant("2026-11-09 09:00 CET")
CALL = TaskCall("revoke_access", "TASK-2.1", 1, instant("2026-11-09 09:00 CET"))
READ = replace(CALL, action="read_access", reads=True)
ASKED = replace(READ, asked="sofia")
OTHER, GONE = Dropped("other"), Dropped("not_needed")
PLAN = (
    Task("grant", "service-desk", state="done", ref="TASK-1", automation="idp.grant_access"),
    Task("revoke", "service-desk", needs=("grant",), dated=True, state="in_progress", ref="TASK-2"),
)


def task(status: Status, call: TaskCall | None, ref: str = "TASK-2") -> Ticket:
    details = TaskDetails(parent="REQ-1", key="revoke" if ref == "TASK-2" else "grant", call=call)
    return Ticket(ref=ref, status=status, details=details)


@pytest.mark.parametrize(
    ("status", "call", "stands"),
    [
        ("in_progress", None, OTHER),
        ("in_progress", replace(CALL, key="TASK-2.2"), OTHER),
        ("in_progress", replace(CALL, recalled=True), OTHER),
        ("skipped", CALL, GONE),
        ("cancelled", CALL, GONE),
        ("skipped", replace(CALL, outcome="done"), GONE),
        ("in_progress", replace(CALL, outcome="done"), Dropped("answered")),
        ("failed", replace(ASKED, outcome="present"), Dropped("answered")),
        ("done", CALL, Dropped("done")),
        ("closed", ASKED, Dropped("done")),
        ("failed", CALL, Dropped("failed")),
        ("failed", READ, Dropped("failed")),
        ("failed", ASKED, Wanted()),
        ("in_progress", CALL, Wanted()),
        ("in_progress", READ, Wanted()),
        ("on_hold", CALL, Wanted()),
    ],
)
@pytest.mark.parametrize("approving", [False, True])
def test_what_is_owed_is_called_as_its_task_stands_whether_people_decide_about_a_change_or_not(
    status: Status, call: TaskCall | None, stands: Standing, approving: bool
) -> None:
    asked = REQUEST.approving if approving else REQUEST.working
    request = Ticket(ref="REQ-1", details=RequestDetails(), status=asked or REQUEST.working, plan=PLAN)
    assert standing(POLICY, request, task(status, call), "TASK-2.1", NOW) == stands


@pytest.mark.parametrize(("status", "stands"), [("in_progress", Waits()), ("failed", Dropped("failed"))])
def test_what_is_to_be_given_waits_for_those_who_have_to_agree(status: Status, stands: Standing) -> None:
    assert REQUEST.approving
    request = Ticket(ref="REQ-1", details=RequestDetails(), status=REQUEST.approving, plan=PLAN)
    assert standing(POLICY, request, task(status, CALL, "TASK-1"), "TASK-2.1", NOW) == stands


@pytest.mark.parametrize(
    ("at", "given", "left", "stands"),
    [
        ("2026-11-09 23:59 CET", False, True, Wanted()),
        ("2026-11-10 00:00 CET", False, True, TooLate(asked=True)),
        ("2026-11-10 00:00 CET", False, False, TooLate(asked=False)),
        ("2026-11-10 00:00 CET", True, True, Wanted()),
    ],
)
def test_nothing_is_given_once_its_day_is_over_but_what_is_there_still_is_done_once_more(
    at: str, given: bool, left: bool, stands: Standing
) -> None:
    grant = replace(PLAN[0], state="in_progress", gave=given)
    order = RequestDetails(item="access", answers={"until": "2026-11-09"})
    request = Ticket(ref="REQ-1", details=order, status=REQUEST.working, plan=(grant, PLAN[1]))
    call = replace(CALL, left=left)
    assert standing(POLICY, request, task("in_progress", call, "TASK-1"), "TASK-2.1", instant(at)) == stands


def test_every_status_of_a_task_has_its_line() -> None:
    request = Ticket(ref="REQ-1", details=RequestDetails(), status=REQUEST.working, plan=PLAN)
    found = {each: standing(POLICY, request, task(each, CALL), "TASK-2.1", NOW) for each in TASK.moves}
    assert {each for each, stands in found.items() if isinstance(stands, Dropped)} == {
        "failed", "done", "closed", "skipped", "cancelled",
    }  # fmt: skip
