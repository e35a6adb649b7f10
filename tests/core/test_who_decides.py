"""Whom a form names before it is sent is whom the desk asks then; how an approval ended is a fact of its ticket."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.approvals import state
from core.approvals.preview import previews_of
from core.calendars.oncall import Rota
from core.items import Stage
from core.people import Staffing
from core.processes import RequestDetails
from core.tickets.facts import facts_of
from tests.core.test_any_history import PEOPLE, STAFF, STAGES
from tests.core.test_approvals import LAPTOP, MORNING, with_people
from tests.fakes.approving import FINANCE, KATRIN, away, order
from tests.fakes.instants import instant


@given(
    st.lists(STAGES, min_size=1, max_size=3),
    PEOPLE,
    PEOPLE,
    st.sets(st.sampled_from(STAFF)),
    st.dictionaries(PEOPLE, st.sampled_from(STAFF), max_size=6),
    st.dictionaries(PEOPLE, st.sampled_from(STAFF), max_size=6),
)
def test_whom_the_form_names_first_is_whom_the_desk_asks(
    stages: list[Stage], by: str, beneficiary: str, gone: set[str], managers_of: dict[str, str],
    delegates: dict[str, str],
):  # fmt: skip
    policy = with_people(managers_of, delegates)
    made = order(
        "laptop", MORNING, LAPTOP, by=by, beneficiary=beneficiary, policy=policy, stages=tuple(stages),
        away=away(*gone),
    )  # fmt: skip
    item = replace(policy.catalog["laptop"], stages=tuple(stages))
    details = made.ticket.details
    assert isinstance(details, RequestDetails)
    standing = (Rota(absences=away(*gone)), Staffing(), instant(MORNING))
    steps = previews_of(policy, item, details, (by, beneficiary, by), standing)
    first = [ask for step in steps[:1] for ask in step.asks]
    assert [ask.person for ask in first] == list(state.asked_now(made.ticket))
    for ask in first:
        assert (ask.why == "themselves") == (ask.whose == ask.person)
        assert ask.until is None or ask.why == "away"


def test_how_an_approval_ended_is_a_fact_of_its_ticket():
    made = order("laptop", "2026-10-23 11:00 CEST", {"model": "Power 16", "ship_to": "berlin"})
    made.approves("2026-10-23 14:00 CEST", KATRIN)
    half = facts_of(made.ticket, made.log)
    assert (half.approval_outcome, half.approved_at) == (None, None)
    made.approves("2026-10-27 09:40 CET", FINANCE)
    done = facts_of(made.ticket, made.log)
    assert (done.approval_outcome, done.approved_at) == ("met", instant("2026-10-27 09:40 CET"))
    late = order("laptop", MORNING, LAPTOP)
    late.until("2026-11-02 12:00 CET")
    ended = facts_of(late.ticket, late.log)
    assert (ended.approval_outcome, ended.approved_at) == ("missed", None)
