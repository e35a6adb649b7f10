"""The clock jumps (an outage): the latest step is said once, and nobody whom a passed one names is left out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.intake.opening import Opening
from core.lifecycle.escalation import SAME_PERSON_WITHIN, after_steps, people_for
from core.people import PersonId
from core.policy import Step
from core.processes import IncidentDetails
from core.tickets import events as e
from tests.fakes.desk import LEVELS, instant
from tests.fakes.playing import FIRST, LAST, LENA, MIA, Play, Story, begin, jump_to, openings


def of(priority: str) -> Opening:
    impact, urgency = LEVELS[priority]
    details = IncidentDetails(impact=impact, urgency=urgency)
    return Opening("VPN drops", "network", MIA, MIA, "slack_command", details=details, team="service-desk")


def named_by(play: Play, steps: list[Step], seen: datetime) -> set[PersonId]:
    """Whom steps name that are not left to the digest."""
    targets = [target for step in steps if step.mode != "digest" for target in step.targets]
    return {one for target in targets for one in people_for(target, play.policy, play.ticket, seen)[0]}


@settings(max_examples=settings().max_examples * 3 // 5)
@given(
    st.integers(0, int((LAST - FIRST).total_seconds()) // 60),
    openings(),
    st.lists(st.integers(1, 600), min_size=1, max_size=8),
)
@example(9000, of("P1"), [13])
@example(9000, of("P1"), [300])
def test_whoever_a_passed_step_names_is_told_with_the_latest_and_once(
    start: int, opening: Opening, jumps: list[int]
) -> None:
    play = begin(Story(FIRST + timedelta(minutes=start), opening, (), timedelta()))
    for minutes in jumps:
        before, seen = len(play.log), play.now + timedelta(minutes=minutes)
        pinged = dict(play.ticket.pinged)
        told_before = set(play.ticket.told)
        jump_to(play, seen)
        brought = [entry.event for entry in play.log[before:]]
        ladder = play.policy.ladders[play.ticket.ladder.ladder] if play.ticket.ladder else None
        if ladder is None:
            continue
        rungs = [one for one in brought if isinstance(one, e.StepFired) and one.threshold is None]
        called = Counter(person for one in rungs if not one.suppressed for person in one.to)
        assert all(times == 1 for times in called.values())
        assert len({(one.round, one.step) for one in rungs if not one.suppressed}) == (1 if rungs else 0)
        named = named_by(play, [after_steps(ladder)[one.step] for one in rungs], seen)
        just = {one for one in named if one in pinged and seen - pinged[one] < SAME_PERSON_WITHIN}
        assert named - just <= set(called)
        for metric in ("response", "resolution"):
            marks = [one for one in brought if isinstance(one, e.ClockMarked) and one.metric == metric]
            said = [one.mark for one in marks if one.suppressed is None]
            assert len(said) <= 1
            warned = [
                one.to for one in brought if isinstance(one, e.StepFired) and (one.threshold or "").startswith(metric)
            ]
            assert len({person for to in warned for person in to}) <= sum(map(len, warned))
            steps = [one for one in ladder.steps if one.at and one.at.rstrip("%") in [each.mark for each in marks]]
            heard = {one for threshold, one in play.ticket.told if threshold.startswith(metric)}
            recent = {one for one, at in play.ticket.pinged if seen - at < SAME_PERSON_WITHIN or one in called}
            assert named_by(play, steps, seen) <= heard | recent | {one for _, one in told_before}


def test_after_an_outage_each_is_called_by_the_last_step_that_names_them() -> None:
    """A P2: in the thread the duty person, then directly the duty person and the lead; both were passed."""
    play = begin(Story(instant("2026-10-22 08:50 CEST"), of("P2"), (), timedelta()))
    jump_to(play, instant("2026-10-22 09:20 CEST"))
    fired = [entry.event for entry in play.log if isinstance(entry.event, e.StepFired) and not entry.event.threshold]
    duty = people_for("duty", play.policy, play.ticket, play.now)[0][0]
    assert [(one.step, one.mode, one.suppressed) for one in fired][-1] == (1, "dm", None)
    assert set(fired[-1].to) == {duty, LENA}
