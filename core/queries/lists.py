"""Questions people ask the desk: their tickets, a team's queue, why something is due.

Nothing here changes a ticket. Private tickets are shown to their own people alone (permissions.may_see).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Literal

from core import work
from core.agenda import agenda
from core.approvals.state import may_decide
from core.calendars.hours import advance
from core.calendars.oncall import on_call
from core.engine import Engine
from core.errors import Refusal
from core.intake.catalog import orderable
from core.intake.shelf import on_offer
from core.lifecycle.escalation import duty_schedule
from core.people import Person, PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy, Team
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN, WAITING, IncidentDetails, TaskDetails, parent_of
from core.queries.conversation import last_words
from core.queries.deciding import to_decide
from core.queries.dues import due_today, overdue
from core.queries.rota import away_now
from core.tickets.events import AnswersRead
from core.tickets.permissions import asking_people, fulfils, is_lead, is_responder, is_staff, may_read_notes, may_see
from core.tickets.survey import Survey
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Card, packed, say
from core.ui.grammar import did_you_mean, parse_ticket, take_key
from core.ui.on_demand import stand_on, ticket_copy
from core.ui.pages import HomePage, Listing, Look, Older
from core.ui.slips import Mistyped
from core.ui.text import one_name

_THEIRS = tuple(sorted(OPEN | DONE))
_LATELY = timedelta(days=90)
"""So long ago something may have been asked for that was merged, and goes on in another ticket."""
_WAITING = tuple(sorted(WAITING))
_TO_TAKE = tuple(sorted(OPEN - WAITING))
QUEUED = 30
"""Pieces of a team's work that are listed."""
FOUND = 20
"""Tickets that a search shows at once."""
LAST = 5
"""Tickets of one person that are shown beside another of theirs."""
ON_PAGE = 10
"""Tickets of a list on somebody's own page; their command lists more."""
_COUNTED = 100
"""As many of one person are counted."""
_LONGEST = 300
"""Letters of what is searched for that a button carries."""
_BARE = re.compile("#?[0-9]{1,12}")
MOST_LOOKS = 10
"""Looks at private answers that are listed, the last ones; the log has them all."""
RISK = 2 * 3600
"""Seconds of open office time ahead that count as "at risk" (`/ticket risk`)."""


def compact(engine: Engine, tx: Transaction, ref: str, person: PersonId) -> Card:
    """One ticket in a few lines, with the last words on it as far as they may read them.

    Raises Refusal when there is none or it is not theirs to see.
    """
    ticket = engine.seen(tx, ref, person)
    staff = is_responder(engine.policy, ticket, person)
    theirs = person in asking_people(engine.policy, ticket)
    follows = None if theirs or not ticket.open else person in ticket.watchers
    of = _request_of(engine, tx, ticket, person)
    able = fulfils(engine.policy, of or ticket, person)
    reads = theirs or is_staff(engine.policy, person)
    notes = may_read_notes(engine.policy, ticket, person)
    asks = None if is_staff(engine.policy, person) else {person, ticket.requester, ticket.beneficiary}
    said = last_words(tx.log(ref), notes=notes, asks=asks) if reads else ()
    own = tuple(task for task in ticket.plan if task.ref and engine.policy.team(task.team).has(person))
    card = engine.presenter.compact(
        ticket, staff=staff, now=engine.now(), follows=follows, fulfils=able, decides=may_decide(ticket, person),
        tasks=own, of=of, said=said,
    )  # fmt: skip
    return stand_on(card, ticket_copy(ref))


def _request_of(engine: Engine, tx: Transaction, task: Ticket, person: PersonId) -> Ticket | None:
    """The request of a task, for whoever has to know what the task is for; None of any other ticket."""
    if not isinstance(task.details, TaskDetails):
        return None
    request = engine.ticket(tx, task.details.parent)
    theirs = fulfils(engine.policy, request, person) or may_see(engine.policy, request, person)
    return request if theirs else None


def outcome(engine: Engine, tx: Transaction, ref: str, person: PersonId) -> Card:
    """A ticket as it is after what a person did with it. Where that put it out of their sight, who has it now."""
    ticket = engine.ticket(tx, ref)
    if may_see(engine.policy, ticket, person):
        return compact(engine, tx, ref, person)
    return say(engine.presenter.words(phrase("out_of_sight", ref=ref, team=engine.policy.team(ticket.team).name)))


def mine(engine: Engine, tx: Transaction, person: PersonId, first: Sequence[Ticket] = ()) -> Listing:
    """What a person asked for, or what is for them, that is not over; a responder's work is in `working_on`.

    Of what was merged lately that is the ticket with which it goes on. Those of them stand `first` that were asked for
    by name.
    """
    asked = Search(theirs=person, statuses=_THEIRS)
    merged = Search(
        theirs=person, created_after=engine.now() - _LATELY, suits=lambda one: one.merged is not None, limit=_COUNTED
    )
    into = {one.ref: one for each in tx.search(merged) if (one := _survivor(tx, each)) is not None}
    found = (one for one in into.values() if not one.over and may_see(engine.policy, one, person))
    goes_on = [one for one in found if person not in (one.requester, one.beneficiary)]
    theirs, named = tx.search(asked), {each.ref for each in first}
    shown = (*first, *(one for one in theirs if one.ref not in named))[: max(len(theirs), len(first))]
    total = tx.count(asked) + len(goes_on)
    return Listing(phrase("your_tickets"), (*shown, *goes_on), phrase("nothing_asked"), total=total)


def _survivor(tx: Transaction, ticket: Ticket) -> Ticket | None:
    """The ticket with which a merged one goes on; that may have been merged in its turn."""
    found: Ticket | None = ticket
    while found is not None and found.merged is not None:
        found = tx.ticket(found.merged.into)
    return found


def working_on(tx: Transaction, person: PersonId, limit: int = 20) -> Listing:
    """What a responder has claimed, most urgent first."""
    return _work(tx, phrase("working_on"), work.of_person(person), limit, phrase("nothing_assigned"))


def _work(
    tx: Transaction,
    heading: Phrase,
    asked: Search,
    limit: int,
    empty: Phrase | None = None,
    rest: Literal["search", "queue", "risk"] = "search",
) -> Listing:
    """As many pieces of work as are shown, tasks with when their order is due."""
    found = tx.search(replace(asked, limit=limit))
    orders = work.orders_of(tx, found)
    return Listing(heading, found, empty, staff=True, total=tx.count(asked), rest=rest, orders=orders)


def others_of(engine: Engine, tx: Transaction, person: PersonId, ticket: Ticket) -> Listing:
    """The last tickets of who asked for this one, open or not, as far as the person may see them; without this one.

    Below them stand the devices of who asked, and of whoever it is for.
    """

    def other(each: Ticket) -> bool:
        return each.ref != ticket.ref and may_see(engine.policy, each, person)

    found = tx.search(Search(requester=ticket.requester, suits=other, limit=_COUNTED))
    heading = phrase("last_tickets", person=ticket.requester)
    notes = tuple(
        phrase("devices", person=owner, devices=tuple(each.label for each in own.values()))
        for owner in dict.fromkeys((ticket.requester, ticket.beneficiary))
        if (own := engine.policy.devices_of(owner))
    )
    none = phrase("no_other_tickets", person=ticket.requester)
    return Listing(heading, found[:LAST], none, staff=True, total=len(found), notes=notes)


def queue(engine: Engine, tx: Transaction, person: PersonId, words: str) -> Listing:
    """The open tickets of a team, most urgent first. Raises Refusal where none, or none that is known, is named."""
    team = _team(engine, person, words)
    # Another team's private tickets are not even counted.
    asked = replace(work.of_teams(team.key), private=None if team.has(person) else False)
    return _work(tx, phrase("queue", team=team.name), asked, QUEUED, phrase("queue_empty", team=team.name))


def own_queues(engine: Engine, tx: Transaction, person: PersonId) -> tuple[Listing, ...]:
    """The open tickets of each of the person's teams. Raises Refusal where they have none."""
    own = engine.policy.teams_of(person)
    if not own:
        raise Refusal("which_team", teams=tuple(engine.policy.teams))
    return tuple(queue(engine, tx, person, team.key) for team in own)


def _team(engine: Engine, person: PersonId, words: str) -> Team:
    wanted, more = take_key(words.strip(), engine.policy.teams)
    team = None if more else engine.policy.teams.get(wanted)
    if team is None:
        near = did_you_mean(wanted, tuple(engine.policy.teams))[:1]
        raise Mistyped(
            Refusal("no_such_team", team=words.strip(), teams=tuple(engine.policy.teams), near=tuple(near)),
            (packed(f"queue {each}", Action("queue", {"team": each})) for each in near),
        )
    if team.private and not team.has(person):
        raise Refusal("private_team", team=team.name)
    return team


def next_for(engine: Engine, tx: Transaction, person: PersonId) -> Ticket:
    """The unassigned ticket of one's teams with the least time left; those that match one's skills come first."""
    teams = engine.policy.teams_of(person)
    keys = tuple(team.key for team in teams)

    def of_others(ticket: Ticket) -> bool:
        whole = tx.ticket(parent_of(ticket.details)) or ticket
        return person not in asking_people(engine.policy, whole)

    found = tx.search(replace(work.to_take(*keys, statuses=_TO_TAKE), suits=of_others))
    if not found:
        raise Refusal("nothing_waits")
    skills = {skill for team in teams for skill in team.skills.get(person, ())}
    return next((one for one in found if _fits(one, skills)), found[0])


def _fits(ticket: Ticket, skills: set[str]) -> bool:
    fault = ticket.details.category if isinstance(ticket.details, IncidentDetails) else None
    return fault in skills or ticket.service in skills


def risk(engine: Engine, tx: Transaction, person: PersonId) -> Listing:
    """What is due within two open hours in one's teams."""
    return _work(tx, phrase("due_soon"), _at_risk(engine, person), QUEUED, phrase("nothing_at_risk"))


def _at_risk(engine: Engine, person: PersonId) -> Search:
    before = advance(engine.policy.calendars[engine.policy.office], engine.now(), RISK)
    keys = tuple(team.key for team in engine.policy.teams_of(person))
    return replace(work.of_teams(*keys), due_before=before)


def search(
    engine: Engine,
    tx: Transaction,
    person: PersonId,
    words: str,
    before: int | None = None,
    fits: Callable[[Ticket], bool] = lambda _: True,
) -> Listing:
    """Tickets with those words, newest first, that the person may see; the one of that number before all others.

    Where none has words that begin with them, those that have something like them, headed as such.

    Words of the conversation count as far as the person may read them, and are quoted where they are what was found.
    With `before`, those that follow below that number; only such as `fits` says. Raises Refusal without words.
    """
    words = one_name(words.replace('"', " "))
    if len(words) < 2:
        raise Refusal("no_words")
    staff = is_staff(engine.policy, person)

    def seen(ticket: Ticket) -> bool:
        return may_see(engine.policy, ticket, person) and fits(ticket)

    read = partial(may_read_notes, engine.policy, person=person)
    asked = Search(text=words, before=before, suits=seen, limit=FOUND + 1)
    found = tx.find(replace(asked, reads_notes=read) if staff else replace(asked, theirs=person))
    page = found[:FOUND]
    meant = tuple(filter(seen, _numbered(engine, tx, words)))
    like = not meant and any(hit.like for hit in page)
    return Listing(
        phrase("found_like", words=words[:60]) if like else phrase("found", words=words[:60]),
        (*(() if before else meant), *(hit.ticket for hit in page if hit.ticket not in meant)),
        phrase("nothing_found"),
        staff=staff,
        older=_older(words, page[-1].ticket) if len(found) > len(page) else None,
        quotes={hit.ticket.ref: hit.quote for hit in page if hit.quote is not None},
    )


def _older(words: str, last: Ticket) -> Older | None:
    """What follows below a page's last ticket, where a button can carry it."""
    return Older(words, int(last.ref.rpartition("-")[2])) if len(words) <= _LONGEST else None


def _numbered(engine: Engine, tx: Transaction, words: str) -> list[Ticket]:
    """The ticket whose number this is, with its prefix or without."""
    prefixes = tuple(engine.policy.prefixes.values())
    ref = parse_ticket(words, prefixes)
    bare = words.lstrip("#") if _BARE.fullmatch(words) else None
    refs = [ref] if ref else [f"{prefix}-{int(bare)}" for prefix in prefixes] if bare else []
    found = (engine.find(tx, each) for each in refs)
    return list({one.ref: one for one in found if one is not None}.values())


def explain(engine: Engine, tx: Transaction, person: PersonId, ref: str) -> Card:
    """Why a ticket's instants are what they are: clocks and agenda. For those who may see it and work here or are
    admins.
    """
    ticket = engine.seen(tx, ref, person)
    if not is_staff(engine.policy, person) and not engine.policy.has_role(person, "admin"):
        raise Refusal("clocks_for_staff", ref=ref)
    looks = tuple(
        Look(entry.actor, entry.at, entry.event.fields) for entry in tx.log(ref) if isinstance(entry.event, AnswersRead)
    )
    coming, rated = agenda(ticket, engine.policy), _rated(engine.policy, ticket, person)
    return engine.presenter.explanation(ticket, coming, engine.now(), looks[-MOST_LOOKS:], rated)


def _rated(policy: Policy, ticket: Ticket, person: PersonId) -> Survey | None:
    """How whoever asked found it: for the team that has it, and why for its lead alone."""
    survey = ticket.survey
    if survey is None or survey.answered_at is None or not may_read_notes(policy, ticket, person):
        return None
    return survey if is_lead(policy, ticket, person) else replace(survey, comment="")


def home(engine: Engine, tx: Transaction, person: Person, findings: tuple[str, ...]) -> HomePage:
    """A person's own page by role: what waits for them first, then what they work on, then their teams'."""
    policy = engine.policy
    asked = Search(theirs=person.id, statuses=_THEIRS, limit=_COUNTED)
    own = tx.search(asked)
    waiting = tuple(one for one in own if one.done or (one.hold and one.hold.reason == "requester"))
    others = tuple(one for one in own if one not in waiting)
    left = tx.count(asked) - len(waiting)
    lists = [
        Listing(phrase("waiting_for_you"), waiting[:ON_PAGE], total=len(waiting), rest="mine"),
        replace(to_decide(tx, person.id), empty=None),
        Listing(phrase("your_open_tickets"), others[:ON_PAGE], phrase("none_open"), total=left, rest="mine"),
    ]
    teams = policy.teams_of(person.id)
    duty: tuple[tuple[str, PersonId | None], ...] = ()
    if teams:
        keys = tuple(team.key for team in teams)
        lists += [
            working_on(tx, person.id),
            _work(tx, phrase("unassigned_in_teams"), work.to_take(*keys), ON_PAGE, rest="queue"),
            _work(tx, phrase("at_risk"), _at_risk(engine, person.id), ON_PAGE, rest="risk"),
        ]
        names = dict.fromkeys(name for team in teams if (name := duty_schedule(policy, team.key)))
        duty = tuple((name, on_call(policy.schedules[name], engine.now(), tx.rota()).person) for name in names)
    return HomePage(
        person=person.id,
        lists=tuple(one for one in lists if one.tickets or one.empty),
        on_call=duty,
        away=away_now(tx, teams, engine.now()) if teams else (),
        numbers=_numbers(engine, tx, person.id),
        findings=findings if policy.has_role(person.id, "admin") else (),
        items=tuple((item.key, item.name) for item in orderable(on_offer(tx, policy), person.id)),
    )


def _numbers(engine: Engine, tx: Transaction, person: PersonId) -> tuple[tuple[Phrase, int], ...]:
    led = tuple(team.key for team in engine.policy.leads(person))
    if not led:
        return ()
    now = engine.now()
    return (
        (phrase("count_open"), tx.count(work.of_teams(*led))),
        (phrase("count_unassigned"), tx.count(work.to_take(*led))),
        (phrase("count_waiting"), tx.count(work.of_teams(*led, statuses=_WAITING))),
        (phrase("count_overdue"), len(overdue(tx, now, *led))),
        (phrase("count_due_today"), len(due_today(tx, now, engine.policy.company.zone, *led))),
    )
