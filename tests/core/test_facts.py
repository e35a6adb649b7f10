"""The facts of a ticket are a fold: kept up part by part, they are what the whole log says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.tickets import events as e
from core.tickets.evolve import fold
from core.tickets.facts import Facts, add_up, facts_of, tells
from core.tickets.ticket import Ticket
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
