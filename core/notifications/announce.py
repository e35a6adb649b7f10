"""From what happened to what is said: the notices of one decision, written in its own transaction.

Deliberately one function per decision and not per event: a claim by reply is one message, not two, and a card is
redrawn once however much changed (noise rules, experience.md section 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendars.hours import is_open, next_opening
from core.lifecycle.escalation import after_steps, next_step
from core.notifications.kinds import KINDS
from core.people import PersonId
from core.policy import Policy
from core.ports.outbox import FactValue, Notice
from core.ports.places import Places
from core.tickets import events as e
from core.tickets.permissions import asking_people, may_see
from core.tickets.priority import is_raise
from core.tickets.ticket import DONE, Comment, Ticket
from core.ui.thanks import only_thanks

LATE = timedelta(minutes=30)
"""A notice later than this says so (domain.md section 7)."""
_AT_ONCE = timedelta(minutes=1)

_SHOWS = (
    e.StepFired, e.LadderArmed, e.LadderAcked, e.LadderEnded, e.NobodyAnswered, e.CommentEdited, e.CommentDeleted,
    e.Followed, e.Unfollowed, e.Escalated, e.EscalationSeen,
    e.Worked,
)  # fmt: skip
"""What no card shows, so that it causes no redraw."""

_STAFFS = (
    e.ClockMarked, e.Assigned, e.Commented, e.Linked, e.Absorbed, e.Released, *_SHOWS,
)  # fmt: skip
"""What the requester's card does not show."""

_CALLS = frozenset({"call", "warning"})
"""Lines that call somebody by name: they wait for working hours as direct messages do (noise rule 7)."""


@dataclass(slots=True)
class Announcer:
    """Collects the notices of one decision. `now` is when we speak, each event's `at` when it happened."""

    before: Ticket
    after: Ticket
    policy: Policy
    places: Places
    now: datetime
    said: list[Notice] = field(default_factory=list)
    seq: int = 0

    def requester(self, kind: str, at: datetime, **facts: FactValue) -> None:
        """Say something in the requester's thread."""
        place = None if self.after.home == "direct" else self.after.home.partition("#")[0]
        self._write(kind, "requester", at, facts, place)

    def triage(self, kind: str, at: datetime, *, team: str | None = None, **facts: FactValue) -> None:
        """Say something in the triage thread, on every platform where the team has one."""
        team = team or self.after.team
        for place in self.places.triage(team) or (None,):
            self._write(kind, f"triage:{team}", at, facts, place)

    def copy(self, said: Comment, kind: str, at: datetime, **facts: FactValue) -> None:
        """Say something in every triage thread in which a comment does not stand as it was written."""
        team = self.after.team
        for place in self.places.triage(team) or (None,):
            if not self._stands(said, place):
                self._write(kind, f"triage:{team}", at, facts, place)

    def _stands(self, said: Comment, place: str | None) -> bool:
        here = said.said_in.partition("#")[0] if said.said_in else None
        if here is None or place == here:
            return here is not None
        if said.public and (said.voice != "responder" or said.at_home):
            return False
        # Said by the team, but in none of its rooms: that is somebody's own chat, where a card stands instead of there.
        rooms = any(here in self.places.triage(team) for team in self.policy.teams)
        return not rooms and (place is None or place.partition(":")[0] == here.partition(":")[0])

    def direct(self, kind: str, person: PersonId, at: datetime, **facts: FactValue) -> None:
        """Say something to one person; unless urgent, it waits for working hours."""
        self._write(kind, f"direct:{person}", at, facts, None)

    def admins(self, kind: str, at: datetime, *, once: str | None = None, **facts: FactValue) -> None:
        """Tell the admin channel, or every admin where there is none. What has the same `once` is told only once."""
        rooms = self.places.admin()
        for place in rooms:
            self._write(kind, "admins", at, facts, place, once)
        if not rooms:
            for person in self.policy.roles.get("admin", ()):
                self._write(kind, f"direct:{person}", at, facts, None, once)

    def leave(self, at: datetime) -> None:
        """Take what the requester's card says out of the public thread that the ticket came from."""
        place = self.before.home.partition("#")[0]
        self._write("moved_private", "requester", at, {"target": "requester"}, place)

    def react(self, kind: str, at: datetime, target: str, emoji: str) -> None:
        """Put an emoji on a message (`place#message`)."""
        place = target.partition("#")[0]
        self._write(kind, f"message:{target}", at, {"target": target, "emoji": emoji}, place)

    def late(self, at: datetime) -> str | None:
        """The instant of noticing, when that is more than half an hour after `at`."""
        return self.now.isoformat() if self.now - at > LATE else None

    def _write(
        self,
        kind: str,
        to: str,
        at: datetime,
        facts: Mapping[str, FactValue],
        place: str | None,
        once: str | None = None,
    ) -> None:
        key = f"{once or f'{self.after.ref}:{self.seq}'}:{kind}:{place or to}"
        not_before = self._polite(kind, to, at)
        self.said.append(Notice(kind, self.after.ref, to, key, at, not_before, facts, place))

    def _polite(self, kind: str, to: str, at: datetime) -> datetime:
        """When it may be said. What falls on the very second of closing time is still said then."""
        quiet = self.policy.notifications.quiet_calendar
        urgent = KINDS[kind].urgent or self.after.priority in self.policy.notifications.quiet_except
        if quiet is None or urgent or not (to.startswith("direct:") or kind in _CALLS):
            return self.now
        calendar = self.policy.calendars[quiet]
        if self.now - at < _AT_ONCE and is_open(calendar, at - timedelta(seconds=1)):
            return self.now
        return next_opening(calendar, self.now)


def announce(
    before: Ticket, after: Ticket, happened: Sequence[e.Happened], policy: Policy, places: Places, now: datetime
) -> tuple[Notice, ...]:
    """The notices of one decision, in the order in which they are to be said."""
    out = Announcer(before, after, policy, places, now)
    if any(not isinstance(entry.event, _SHOWS) for entry in happened):
        _redraw(out, happened)
    told = any(_tells_requester(entry.event) for entry in happened)
    for number, entry in enumerate(happened, start=1):
        out.seq = before.version + number
        match entry.event:
            case e.Claimed() | e.Started():
                # Who was given the ticket takes it by acknowledging; the requester hears of it once, either way.
                person = after.assignee or entry.actor
                if before.acked_at is None and not told and person not in asking_people(policy, after):
                    out.requester("claimed", entry.at, person=person)
            case e.Commented() | e.CommentEdited() | e.CommentDeleted():
                _talk(out, entry)
            case e.ClockMarked() | e.StepFired() | e.NobodyAnswered():
                _promise(out, entry)
            case _:
                _work(out, entry)
    return tuple(out.said)


def _redraw(out: Announcer, happened: Sequence[e.Happened]) -> None:
    out.seq = out.after.version
    at = happened[-1].at
    teams = dict.fromkeys(team for team in (out.before.team, out.after.team) if team)
    for team in teams:
        out.triage("triage_card", at, team=team)
    if any(not isinstance(entry.event, _STAFFS) for entry in happened):
        out.requester("requester_card", at)


def _tells_requester(event: e.Event) -> bool:
    return isinstance(event, e.Held | e.Resolved) or (
        isinstance(event, e.Commented) and event.public and event.voice == "responder"
    )


def _work(out: Announcer, entry: e.Happened) -> None:  # noqa: C901  # one arm per event, nothing nested
    at, actor, ticket = entry.at, entry.actor, out.after
    match entry.event:
        case e.Opened(follow_up_of=old, follows_closed_at=closed) if old:
            out.requester("followed_up", at, old=old, closed_at=closed.isoformat() if closed else None)
        case e.Assigned(person=person) if person != actor:
            out.direct("assigned", person, at, by=actor, to=(person,))
        case e.Transferred(team=team, reason=reason):
            if out.before.home != ticket.home:
                out.leave(at)
            out.triage("moved", at, team=team, **{"from": out.before.team, "to": team, "by": actor, "reason": reason})
        case e.Held(reason="requester", question=question):
            out.requester("question", at, person=actor, question=question)
            out.triage("asked", at, person=actor, question=question)
        case e.Held(reason="vendor") as h:
            until = h.until.isoformat() if h.until else None
            out.requester("vendor_hold", at, party=h.party, reference=h.reference, until=until)
        case e.Resumed(why="date_reached"):
            out.triage("resumed", at, why="date_reached", ping=ticket.assignee)
        case e.Reminded(count=count, closes_at=closes_at, suppressed=None):
            question = out.before.hold.question if out.before.hold else None
            out.requester("reminder", at, count=count, question=question, closes_at=closes_at.isoformat())
        case e.PriorityChanged(old=old, new=new) as p if is_raise(old, new):
            clock = ticket.clock("resolution")
            due = clock.due_at.isoformat() if clock and clock.due_at else None
            floored = clock is not None and clock.target > clock.promised
            out.triage("raised", at, old=old, new=new, by=actor, reason=p.reason, due_at=due, floor=floored)
        case e.Resolved() as r:
            out.requester("resolved", at, text=r.text, closes_at=r.closes_at.isoformat(), code=r.code)
            _tell_watchers(out, r, actor, at)
        case e.Reopened(reason=reason):
            out.requester("settled", at, target="resolution")
            _answer_reopen_question(out, at)
            if actor not in asking_people(out.policy, ticket) and not reason:
                return
            clock = ticket.clock("resolution")
            due = clock.due_at.isoformat() if clock and clock.due_at else None
            ping = ticket.assignee if ticket.assignee != actor else None
            out.triage("reopened", at, by=actor, reason=reason, ping=ping, due_at=due)
        case e.ReopenOffered():
            out.requester("reopen_question", at)
        case e.ReopenDeclined():
            _answer_reopen_question(out, at)
        case e.Closed():
            out.requester("settled", at, target="resolution")
            _answer_reopen_question(out, at)
        case e.Escalated(way="hierarchic", reason=reason, to=person):
            out.triage("lead_called", at, by=actor, lead=person, reason=reason)
            out.direct("escalated", person, at, by=actor, to=(person,), reason=reason)
        case e.Merged(into=into):
            out.requester("merged", at, into=into)
        case e.Unmerged(into=into):
            out.requester("unmerged", at, into=into)
        case e.EscalationSeen(person=person):
            out.triage("escalation_seen", at, person=person)
        case e.Cancelled(reason=reason) if actor not in asking_people(out.policy, ticket):
            out.requester("cancelled", at, by=actor, reason=reason)


def _answer_reopen_question(out: Announcer, at: datetime) -> None:
    """The question “Is it still broken?” loses its buttons where it stands, whichever way it was answered."""
    if out.before.reopen_offered:
        out.requester("reopen_answered", at, target="reopen_question")


def _tell_watchers(out: Announcer, r: e.Resolved, actor: PersonId, at: datetime) -> None:
    """Who follows a ticket hears once that it is done; of a private one only those who may read it."""
    ticket = out.after
    hear = (one for one in ticket.watchers if one != actor and one not in asking_people(out.policy, ticket))
    for person in hear:
        if may_see(out.policy, ticket, person):
            out.direct("watched_resolved", person, at, text=r.text, code=r.code, private=ticket.private)


def _talk(out: Announcer, entry: e.Happened) -> None:
    at, ticket = entry.at, out.after
    match entry.event:
        case e.Commented() as c:
            _relay(out, c, at)
        case e.CommentEdited(comment=key, text=text, late=late):
            said = ticket.comment(key)
            if said is None:
                return
            kind = "late_edit" if late else "relay_edit"
            target = {} if late else {"target": f"comment:{key}"}
            _to_copies(out, kind, said, at, **target, comment=key, author=said.author, text=text)
        case e.CommentDeleted(comment=key):
            said = ticket.comment(key)
            if said is not None:
                _to_copies(out, "relay_delete", said, at, target=f"comment:{key}", comment=key, author=said.author)


def _to_copies(out: Announcer, kind: str, said: Comment, at: datetime, **facts: FactValue) -> None:
    """Act on every copy of a comment: on the requester's side, and in each triage thread but the one it was said in."""
    if said.public and said.voice == "responder" and not said.at_home:
        out.requester(kind, at, **facts)
    note: dict[str, FactValue] = {} if said.public else {"note": True}
    out.copy(said, kind, at, **facts, **note, voice=said.voice)


def _relay(out: Announcer, c: e.Commented, at: datetime) -> None:
    files = tuple(f"{file.name}|{file.url}" for file in c.files)
    said = out.after.comment(c.comment)
    if said is None:
        return
    if not c.public:
        out.copy(said, "note", at, comment=c.comment, author=c.author, text=c.text, files=files)
        return
    if c.voice == "responder" and not c.at_home:
        out.requester("reply", at, comment=c.comment, author=c.author, text=c.text, files=files)
    ping = out.after.assignee if c.voice == "requester" and out.after.assignee != c.author else None
    out.copy(said, "relay", at, comment=c.comment, author=c.author, text=c.text, voice=c.voice, files=files, ping=ping)
    if c.said_in is None:
        return
    if c.voice == "responder" and not c.at_home:
        out.react("mark_delivered", at, c.said_in, "outbox_tray")
    if out.before.status in DONE and c.voice == "requester" and only_thanks(out.policy, c.text):
        out.react("thanks", at, c.said_in, "heart")


def _promise(out: Announcer, entry: e.Happened) -> None:
    at = entry.at
    match entry.event:
        case e.ClockMarked(metric=metric, mark="breach", suppressed=None, estimate=estimate) if metric != "ack":
            out.triage("breach", at, metric=metric, due_at=at.isoformat(), late=out.late(at))
            if estimate is not None:
                out.requester("delay", at, metric=metric, estimate=estimate.isoformat())
        case e.StepFired(suppressed=None) as step:
            _rung(out, step, at)
        case e.NobodyAnswered(tried=tried, minutes=minutes):
            out.admins("nobody_answered", at, tried=tried, minutes=minutes)


def _rung(out: Announcer, step: e.StepFired, at: datetime) -> None:
    ticket = out.after
    tried = ticket.ladder.tried if ticket.ladder else ()
    started = ticket.ladder.armed_at if ticket.ladder else at
    minutes = int(((out.now if out.late(at) else at) - started).total_seconds() // 60)
    rung = f"{step.round}:{step.step}"
    if step.gap:
        day = f"{at.astimezone(ZoneInfo(out.policy.company.zone)):%Y-%m-%d}"
        filled_by = step.to[0] if step.to else None
        once = f"{step.gap}:{day}"
        out.admins("schedule_gap", at, once=once, schedule=step.gap, filled_by=filled_by, day=day)
    metric, _, mark = (step.threshold or "").partition(":")
    clock = ticket.clock(metric) if metric else None
    due = (clock.breached_at or clock.due_at or at).isoformat() if clock else None
    if step.mode == "thread":
        if mark in ("75", "90"):
            out.triage("warning", at, threshold=step.threshold, due_at=due, to=step.to, late=out.late(at))
        elif not mark and step.to:
            out.triage("call", at, to=step.to, minutes=minutes)
        return
    if step.mode == "digest":
        return
    for person in step.to:
        others = tuple(one for one in tried if one not in step.to)
        if step.cause == "ack_timeout":
            since = (ticket.last_public_at or ticket.acked_at or at).isoformat()
            out.direct("update_due", person, at, to=(person,), since=since)
        elif mark == "breach":
            out.direct("breach_direct", person, at, metric=metric, due_at=due, to=(person,), late=out.late(at))
        elif mark:
            out.direct(
                "warning_direct", person, at, threshold=step.threshold, due_at=due, to=(person,), late=out.late(at)
            )
        elif step.mode == "page":
            out.direct(
                "page",
                person,
                at,
                to=(person,),
                tried=others,
                minutes=minutes,
                next_minutes=_until_next(out, at),
                team=ticket.team,
                rung=rung,
            )
        else:
            out.direct("step", person, at, to=(person,), tried=others, minutes=minutes, rung=rung)


def _until_next(out: Announcer, at: datetime) -> int | None:
    """Minutes until the ladder calls the next people, or None when it calls nobody more."""
    run = out.after.ladder
    following = next_step(run, out.policy) if run is not None else None
    if run is None or following is None or following[2] >= len(after_steps(out.policy.ladders[run.ladder])):
        return None
    return max(int((following[0] - at).total_seconds() // 60), 0)
