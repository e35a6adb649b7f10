"""Questions people ask the desk: their tickets, a team's queue, who is on call, why something is due.

Nothing here changes a ticket. Private tickets are shown to their own people alone (permissions.may_see).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.calendars.hours import advance
from core.calendars.oncall import on_call, shifts
from core.engine import Engine
from core.errors import Refusal
from core.intake.catalog import orderable
from core.lifecycle.agenda import agenda
from core.lifecycle.escalation import duty_schedule
from core.people import Person, PersonId
from core.phrases import Phrase, phrase
from core.policy import Team
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN, WAITING, IncidentDetails
from core.tickets.permissions import asking_people, is_responder, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.grammar import take_key
from core.ui.pages import HomePage, Listing, Shifts

_OPEN = tuple(sorted(OPEN))
_THEIRS = tuple(sorted(OPEN | DONE))
_WAITING = tuple(sorted(WAITING))
_TO_TAKE = tuple(sorted(OPEN - WAITING))
RISK = 2 * 3600
"""Seconds of open office time ahead that count as "at risk" (`/ticket risk`)."""


def compact(engine: Engine, tx: Transaction, ref: str, person: PersonId) -> Card:
    """One ticket in a few lines. Raises Refusal when there is none or it is not theirs to see."""
    ticket = engine.seen(tx, ref, person)
    staff = is_responder(engine.policy, ticket, person)
    theirs = person in asking_people(engine.policy, ticket)
    follows = None if theirs or not ticket.open else person in ticket.watchers
    return engine.presenter.compact(ticket, staff=staff, now=engine.now(), follows=follows)


def mine(engine: Engine, tx: Transaction, person: PersonId) -> Listing:
    """A person's own tickets that are not over; for responders also what they work on is in `working_on`."""
    found = tx.search(Search(requester=person, statuses=_THEIRS))
    return Listing(phrase("your_tickets"), found, phrase("nothing_asked"))


def working_on(tx: Transaction, person: PersonId, limit: int = 20) -> Listing:
    """What a responder has claimed, most urgent first."""
    asked = Search(assignee=person, statuses=_OPEN, order="due", limit=limit)
    found, total = tx.search(asked), tx.count(asked)
    return Listing(phrase("working_on"), found, phrase("nothing_assigned"), staff=True, total=total)


def queue(engine: Engine, tx: Transaction, person: PersonId, words: str) -> Listing:
    """The open tickets of a team (the first of the person's own when none is named), most urgent first."""
    team = _team(engine, person, words)
    # Another team's private tickets are not even counted.
    asked = Search(team=team.key, statuses=_OPEN, order="due", limit=30, private=None if team.has(person) else False)
    found, total = tx.search(asked), tx.count(asked)
    heading, empty = phrase("queue", team=team.name), phrase("queue_empty", team=team.name)
    return Listing(heading, found, empty, staff=True, total=total)


def _team(engine: Engine, person: PersonId, words: str) -> Team:
    wanted, more = take_key(words.strip(), engine.policy.teams)
    own = engine.policy.teams_of(person)
    if not wanted:
        if not own:
            raise Refusal("which_team", teams=tuple(engine.policy.teams))
        return own[0]
    team = None if more else engine.policy.teams.get(wanted)
    if team is None:
        raise Refusal("no_such_team", team=words.strip(), teams=tuple(engine.policy.teams))
    if team.private and not team.has(person):
        raise Refusal("private_team", team=team.name)
    return team


def next_for(engine: Engine, tx: Transaction, person: PersonId) -> Ticket:
    """The unassigned ticket of one's teams with the least time left; those that match one's skills come first."""
    teams = engine.policy.teams_of(person)
    keys = tuple(team.key for team in teams)
    found = tx.search(Search(teams=keys, unassigned=True, statuses=_TO_TAKE, order="due"))
    found = tuple(one for one in found if person not in asking_people(engine.policy, one))
    if not found:
        raise Refusal("nothing_waits")
    skills = {skill for team in teams for skill in team.skills.get(person, ())}
    return next((one for one in found if _fits(one, skills)), found[0])


def _fits(ticket: Ticket, skills: set[str]) -> bool:
    fault = ticket.details.category if isinstance(ticket.details, IncidentDetails) else None
    return fault in skills or ticket.service in skills


def risk(engine: Engine, tx: Transaction, person: PersonId) -> Listing:
    """What is due within two open hours in one's teams."""
    found = tx.search(replace(_at_risk(engine, person), limit=30))
    return Listing(phrase("due_soon"), found, phrase("nothing_at_risk"), staff=True)


def _at_risk(engine: Engine, person: PersonId) -> Search:
    before = advance(engine.policy.calendars[engine.policy.office], engine.now(), RISK)
    keys = tuple(team.key for team in engine.policy.teams_of(person))
    return Search(teams=keys, statuses=_OPEN, due_before=before, order="due")


def search(engine: Engine, tx: Transaction, person: PersonId, words: str) -> Listing:
    """Tickets with those words, newest first, that the person may see."""
    words = words.replace('"', " ")
    if len(words.strip()) < 2:
        raise Refusal("no_words")
    staff = is_staff(engine.policy, person)
    asked = Search(text=words.strip(), limit=40, requester=None if staff else person)
    shown = tuple(one for one in tx.search(asked) if may_see(engine.policy, one, person))[:20]
    return Listing(phrase("found", words=words.strip()[:60]), shown, phrase("nothing_found"), staff=staff)


def explain(engine: Engine, tx: Transaction, person: PersonId, ref: str) -> Card:
    """Why a ticket's instants are what they are: clocks and agenda. For those who may see it and work here or are
    admins.
    """
    ticket = engine.seen(tx, ref, person)
    if not is_staff(engine.policy, person) and not engine.policy.has_role(person, "admin"):
        raise Refusal("clocks_for_staff", ref=ref)
    return engine.presenter.explanation(ticket, agenda(ticket, engine.policy), engine.now())


def who_is_on_call(engine: Engine, tx: Transaction) -> Card:
    """Every schedule's person now, and the next changes."""
    now, overrides = engine.now(), tx.overrides()
    current, upcoming = [], []
    for schedule in engine.policy.schedules.values():
        found = on_call(schedule, now, overrides)
        current.append((schedule.name, found.person, found.until))
        upcoming += [(schedule.name, one.person, one.start) for one in shifts(schedule, now, 3, overrides)[1:]]
    upcoming.sort(key=lambda change: change[2])
    return engine.presenter.shifts(Shifts(tuple(current), tuple(upcoming)), now)


def home(engine: Engine, tx: Transaction, person: Person, findings: tuple[str, ...]) -> HomePage:
    """A person's own page by role: what waits for them first, then what they work on, then their teams'."""
    policy = engine.policy
    own = tx.search(Search(requester=person.id, statuses=_THEIRS))
    waiting = tuple(one for one in own if one.done or (one.hold and one.hold.reason == "requester"))
    rest = tuple(one for one in own if one not in waiting)
    lists = [
        Listing(phrase("waiting_for_you"), waiting),
        Listing(phrase("your_open_tickets"), rest, phrase("none_open")),
    ]
    teams = policy.teams_of(person.id)
    duty: tuple[tuple[str, PersonId | None], ...] = ()
    if teams:
        keys = tuple(team.key for team in teams)
        unassigned = tx.search(Search(teams=keys, unassigned=True, statuses=_OPEN, order="due", limit=10))
        at_risk = tx.search(replace(_at_risk(engine, person.id), limit=10))
        lists += [
            working_on(tx, person.id),
            Listing(phrase("unassigned_in_teams"), unassigned, staff=True),
            Listing(phrase("at_risk"), at_risk, staff=True),
        ]
        names = dict.fromkeys(name for team in teams if (name := duty_schedule(policy, team.key)))
        duty = tuple((name, on_call(policy.schedules[name], engine.now(), tx.overrides()).person) for name in names)
    return HomePage(
        person=person.id,
        lists=tuple(one for one in lists if one.tickets or one.empty),
        on_call=duty,
        numbers=_numbers(engine, tx, person.id),
        findings=findings if policy.has_role(person.id, "admin") else (),
        items=tuple((item.key, item.name) for item in orderable(policy, person.id)),
    )


def _numbers(engine: Engine, tx: Transaction, person: PersonId) -> tuple[tuple[Phrase, int], ...]:
    led = tuple(team.key for team in engine.policy.leads(person))
    if not led:
        return ()
    base = Search(teams=led, statuses=_OPEN)
    return (
        (phrase("count_open"), tx.count(base)),
        (phrase("count_unassigned"), tx.count(replace(base, unassigned=True))),
        (phrase("count_waiting"), tx.count(replace(base, statuses=_WAITING))),
        (phrase("count_due_today"), tx.count(replace(base, due_before=engine.now() + timedelta(hours=12)))),
    )
