"""The facts of a ticket are a fold: kept up part by part, they are what the whole log says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.approvals import machine
from core.items import Stage
from core.tickets import events as e
from core.tickets.evolve import fold
from core.tickets.facts import Facts, add_up, facts_of, tells
from core.tickets.ticket import Ticket
from tests.fakes.approving import FINANCE, KATRIN, Order, away, order
from tests.fakes.playing import Play, Story, play_out, stories

ENOUGH = settings(max_examples=settings().max_examples * 3 // 5)


def kept_up(play: Play, cuts: set[int]) -> Facts:
    """The facts as a desk keeps them that stored the log in parts, and left out those that tell nothing."""
    ticket, kept, begin = Ticket(), None, 0
    for end in sorted({cut % len(play.log) for cut in cuts} - {0} | {len(play.log)}):
        part = play.log[begin:end]
        ticket = fold(part, ticket)
        if tells(part):
            new = facts_of(ticket, part)
            kept = new if kept is None else add_up(kept, new)
        begin = end
    assert kept is not None
    return kept


@ENOUGH
@given(stories(late=True), st.sets(st.integers(0, 200)))
def test_kept_up_in_whatever_parts_facts_are_those_of_the_whole_log(story: Story, cuts: set[int]) -> None:
    play = play_out(story)
    assert kept_up(play, cuts) == facts_of(play.ticket, play.log)


@ENOUGH
@given(stories(late=True))
def test_facts_say_what_the_log_says_when_it_is_counted_by_hand(story: Story) -> None:
    play = play_out(story)
    facts = facts_of(play.ticket, play.log)
    happened = [entry.event for entry in play.log]
    assert facts.reopened == sum(isinstance(one, e.Reopened) for one in happened)
    assert facts.handoffs == sum(isinstance(one, e.Transferred) for one in happened)
    assert facts.worked == sum(one.minutes for one in happened if isinstance(one, e.Worked))
    resolved = [entry.at for entry in play.log if isinstance(entry.event, e.Resolved)]
    assert facts.first_resolved_at == (resolved[0] if resolved else None)
    missed = [one.metric for one in happened if isinstance(one, e.ClockStopped) and one.outcome == "missed"]
    assert facts.resolution_misses == missed.count("resolution")
    assert (facts.response_outcome == "missed") == ("response" in missed)
    for metric in ("ack", "response", "resolution"):
        outcome, breached_at = getattr(facts, f"{metric}_outcome"), getattr(facts, f"{metric}_breached_at")
        assert outcome != "met" or breached_at is None
        assert outcome != "missed" or breached_at is not None


HOUR = 3600
FRIDAY_ELEVEN = "2026-10-23 11:00 CEST"
DEAR, CHEAP = ({"model": model, "ship_to": "berlin"} for model in ("Power 16", "Standard 14"))


def of_stages(made: Order) -> tuple[int, float, int, int]:
    """How many stages were decided, in how many hours, how many expired, and who was asked in another's stead."""
    facts = facts_of(made.ticket, made.log)
    return facts.stages_decided, facts.stages_seconds / HOUR, facts.stages_expired, facts.approvers_replaced


def test_figures_count_the_open_hours_of_each_stage_that_was_decided() -> None:
    made = order("laptop", FRIDAY_ELEVEN, DEAR)
    made.approves("2026-10-23 14:00 CEST", KATRIN)
    assert of_stages(made) == (1, 3, 0, 0)
    made.approves("2026-10-27 09:30 CET", FINANCE)  # over a weekend and the company's own day
    assert of_stages(made) == (2, 6.5, 0, 0)


def test_a_no_decides_as_well_and_what_is_asked_anew_is_decided_anew() -> None:
    made = order("laptop", FRIDAY_ELEVEN, CHEAP)
    made.approves("2026-10-23 12:00 CEST", KATRIN)
    made.changes("2026-10-23 13:00 CEST", model="Power 16")
    made.rejects("2026-10-23 15:00 CEST", KATRIN, "Use the pool model.")
    assert of_stages(made) == (2, 3, 0, 0)


def test_who_agreed_in_an_earlier_stage_decides_no_second_one() -> None:
    stages = (Stage("one", "any", (KATRIN,)), Stage("two", "any", (KATRIN,)))
    made = order("laptop", FRIDAY_ELEVEN, CHEAP, stages=stages)
    made.approves("2026-10-23 12:00 CEST", KATRIN)
    assert (made.states, of_stages(made)) == (["approved", "approved"], (1, 1, 0, 0))


def test_what_nobody_decided_has_expired_and_takes_no_time() -> None:
    made = order("laptop", FRIDAY_ELEVEN, CHEAP)
    made.until("2026-11-20 09:00 CET")
    decided, hours, expired, _ = of_stages(made)
    assert (made.states, decided, hours, expired) == (["expired", "waiting"], 0, 0, 1)


def test_who_is_asked_in_anothers_stead_is_counted_from_the_beginning_and_later() -> None:
    at_once = order("laptop", FRIDAY_ELEVEN, CHEAP, away=away(KATRIN))
    assert of_stages(at_once)[3] == 1
    later = order("laptop", FRIDAY_ELEVEN, CHEAP)
    later.does("2026-10-23 12:00 CEST", "system", lambda draft: machine.unreachable(draft, KATRIN))
    assert of_stages(later)[3] == 1
