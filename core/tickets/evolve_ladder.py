"""What becomes of the ladder that calls for a ticket as events happen to it."""

from __future__ import annotations

from datetime import datetime

from core.people import PersonId
from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.ticket import LadderRun


def ladder_armed(was: LadderRun | None, a: e.LadderArmed, at: datetime) -> LadderRun:
    """The ladder that is armed: it calls for what it is armed for, else for what the one before called for in vain."""
    run = LadderRun(a.ladder, a.team, a.clock, at, a.policy, acked=not a.unacked, step=a.first_step)
    if a.why == "silent" and was is not None:
        return changed(run, why=a.why, acked_at=was.acked_at or was.armed_at)
    if a.why is not None:
        return changed(run, why=a.why)
    if a.goes_on and was is not None and not was.acked:
        return changed(run, why=was.why, since=was.since or was.armed_at, acked_at=was.acked_at)
    return run


def asked_anew(run: LadderRun | None, had: PersonId | None, at: datetime) -> LadderRun | None:
    """The ladder that calls for somebody to take the ticket, which another one is asked to from now on.

    Whoever `had` it is not called for it any more.
    """
    if run is None or run.acked:
        return run
    run = changed(run, tried=tuple(one for one in run.tried if one != had))
    return changed(run, since=at) if run.why == "given" else run
