"""Pages: lists of tickets, digests, a person's own page, who is on call, and why things are due when they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from adapters.presentation import promises
from adapters.presentation.desk_words import DeskWords, spread, summarize
from adapters.presentation.times import used
from core.agenda import Due
from core.approvals import due
from core.calendars.oncall import Absence, Override
from core.commands.registry import TYPED
from core.lifecycle import sla
from core.processes import RequestDetails
from core.queries import deciding
from core.tickets.approval import last_of_each
from core.tickets.finding import Said
from core.tickets.survey import Survey
from core.tickets.ticket import SlaClock, Ticket
from core.ui.cards import Action, Button, Card, Fact, Section
from core.ui.pages import Digest, Gap, HomePage, Listing, Look, Shifts
from core.ui.text import Run, Text, flatten, plain, shorten

MOST_STRETCHES = 15
"""Overrides that the rota lists, each with a button: the rest follows when these are over."""
ANSWERS, ANSWER = 8, 120
"""As many answers of an order stand in the list of decisions, and as many characters of each."""


def listing(desk: DeskWords, page: Listing, now: datetime) -> Card:
    """A list under its heading, each ticket with a way to open it."""
    heading = desk.worded("answers", page.heading)
    said = [Section(desk.worded("answers", each)) for each in page.said]
    notes = (Section(desk.worded("answers", note), divider=True) for note in page.notes)
    summary = summarize(spread(*(one.body for one in said), heading, by=" · "))
    return Card(summary, title=heading, sections=(*said, *_list(desk, page, now), *notes))


def digest(desk: DeskWords, told: Digest, now: datetime) -> Card:
    """Many tickets of which time says something at once: how many, whom it calls, the most urgent, and the rest."""
    facts: dict[str, object] = {"over": told.over, "unanswered": told.unanswered, "near": told.near, "more": told.more}
    title = desk.say("digest", "title", facts)
    called = desk.say("digest", "called", {"called": told.called})
    more = desk.say("digest", "more", facts) if told.more and told.tickets else ()
    sections = (
        *([Section(called)] if called else []),
        *_rows(desk, told.tickets, now, staff=True),
        *([Section(more, muted=True)] if more else []),
    )
    return Card(
        summarize(title),
        title=title,
        sections=sections,
        buttons=tuple(_everything(desk, team) for team in told.teams or ("me",)),
        tone="danger" if told.over else "warning",
    )


def home(desk: DeskWords, page: HomePage, now: datetime) -> Card:
    """A person's own page: what to ask for, their lists in the desk's order, then what their role adds."""
    who = desk.person(page.person)
    facts: dict[str, object] = {"company": desk.policy.company.name, "name": who.first_name}
    greeting = desk.say("pages", "greeting", facts)
    said = (Section(desk.worded("answers", each)) for each in page.said)
    sections = [*said, Section(greeting, buttons=_ask(desk))]
    lists = [one for one in page.lists if one.tickets]
    if not lists:
        sections.append(Section(desk.say("pages", "nothing", {}), divider=True))
    for one in lists:
        heading = flatten(desk.worded("answers", one.heading))
        sections += [Section((Run(heading, bold=True),), divider=True), *_list(desk, one, now)]
    if page.numbers:
        numbers = tuple(
            Fact(flatten(desk.worded("answers", label)), plain(str(value))) for label, value in page.numbers
        )
        sections.append(Section(desk.say("pages", "numbers", {}), facts=numbers, divider=True))
    if page.on_call:
        shifts = [_shift(desk, schedule, person, None) for schedule, person in page.on_call]
        sections.append(Section(spread(desk.say("pages", "on_call", {}), *shifts), divider=True))
    if page.away:
        people, ends = zip(*((person, until.isoformat() if until else "") for person, until in page.away), strict=True)
        gone: dict[str, object] = {"people": people, "ends": ends}
        sections.append(Section(desk.say("pages", "away_now", gone), divider=not page.on_call))
    if page.findings:
        sections.append(Section(desk.say("pages", "findings", {"findings": page.findings}), divider=True))
    if page.items:
        order = tuple(Button(name, Action("open_request", {"item": key}), opens_form=True) for key, name in page.items)
        sections.append(Section(desk.say("pages", "order", {}), buttons=order, divider=True))
    title = desk.say("pages", "home_title", facts)
    return Card(summarize(title), title=title, sections=tuple(sections))


def private_answers(desk: DeskWords, ticket: Ticket, answers: Mapping[str, str | None]) -> Card:
    """Answers that the fulfilment staff alone may read, and that the look at them was written down."""
    facts: dict[str, object] = {"ticket": desk.view(ticket)}
    shut = desk.say("pages", "answer_shut", {})
    told = tuple(
        Fact(label, shut if answer is None else plain(answer)) for label, answer in desk.answers(ticket, answers)
    )
    title = desk.say("pages", "private_answers_title", facts)
    noted = Section(desk.say("pages", "look_noted", facts), muted=True)
    return Card(summarize(title), title=title, sections=(Section(facts=told), noted), ticket=ticket.ref)


def explanation(
    desk: DeskWords,
    ticket: Ticket,
    agenda: tuple[Due, ...],
    now: datetime,
    looks: tuple[Look, ...],
    rated: Survey | None = None,
) -> Card:
    """Every promise with what it has counted, what time will bring, in order, and how it was `rated`."""
    facts: dict[str, object] = {"ticket": desk.view(ticket)}
    clocks = [_clock(desk, ticket, clock, now) for clock in ticket.clocks] or [desk.say("pages", "no_clocks", {})]
    entries = [
        spread(
            desk.say("pages", "entry", {"at": due.at.isoformat()}),
            desk.worded("answers", due.why),
            by=" ",
        )
        for due in agenda
    ]
    told = spread(desk.say("pages", "agenda", {}), *(entries or [desk.say("pages", "no_agenda", {})]))
    title = desk.say("pages", "explanation_title", facts)
    show = desk.press(("show",), ticket)
    worked = desk.say("pages", "worked", facts)
    parts = [*clocks, worked] if worked else clocks
    came = desk.say("pages", "came_in", {"source": desk.source(ticket.source)}) if ticket.source else ()
    sections = (*(Section(part) for part in parts), Section(told, divider=True))
    if signed_in := _signed_in(desk, ticket):
        sections += (Section(signed_in, muted=True),)
    if looks:
        seen = [
            desk.say("pages", "look", {"person": one.person, "at": one.at.isoformat(), "fields": labels})
            for one in looks
            if (labels := tuple(label for label, _ in desk.answers(ticket, dict.fromkeys(one.fields))))
        ]
        sections += (Section(spread(desk.say("pages", "looks", {}), *seen), divider=True),)
    if rated is not None:
        score = {"score": rated.score, "scale": rated.scale, "at": (rated.answered_at or now).isoformat()}
        said = desk.say("pages", "rated", {**score, "comment": rated.comment})
        sections += (Section(said, divider=True),)
    if came:
        sections += (Section(came, muted=True),)
    return Card(summarize(title), title=title, sections=sections, buttons=show, ticket=ticket.ref)


def shifts(desk: DeskWords, page: Shifts, at: datetime) -> Card:
    """Who is on call now and until when, and the next changes. Each absence of the reader has the way to end it."""
    title = desk.say("pages", "shifts_title", {})
    now = [_shift(desk, schedule, person, until) for schedule, person, until in page.now]
    said = [desk.worded("answers", each) for each in page.said]
    sections = [Section(spread(*said))] if said else []
    sections.append(Section(spread(*(now or [desk.say("pages", "no_shifts", {})])), divider=bool(said)))
    if page.next:
        changes = [
            desk.say("pages", "next_shift", {"schedule": desk.spelled(name), "person": person, "at": at.isoformat()})
            for name, person, at in page.next
        ]
        sections.append(Section(spread(desk.say("pages", "next_shifts", {}), *changes), divider=True))
    if page.gaps:
        nobody = [desk.say("pages", "gap", _gap(desk, each)) for each in page.gaps]
        sections.append(Section(spread(desk.say("pages", "gaps", {}), *nobody), divider=True))
    if page.overrides:
        sections.append(Section(desk.say("pages", "overrides", {}), divider=True))
        sections += [_override(desk, each) for each in page.overrides[:MOST_STRETCHES]]
        sections += _cut(desk, MOST_STRETCHES, len(page.overrides))
    if page.absences:
        own = [each for each in page.absences if each.person == page.reader]
        away = [desk.say("pages", "absence", _stretch(each)) for each in page.absences if each not in own]
        sections.append(Section(spread(desk.say("pages", "absences", {}), *away), divider=True))
        sections += [_absence(desk, each, at) for each in own[:MOST_STRETCHES]]
        sections += _cut(desk, MOST_STRETCHES, len(own))
    summary = summarize(spread(*(said or (title, *now)), by=" · "))
    return Card(summary, title=title, sections=tuple(sections), buttons=_changes(desk, page))


def _cut(desk: DeskWords, shown: int, total: int) -> list[Section]:
    """How many stretches there are, where not all are shown."""
    facts = {"shown": shown, "total": total, "rest": ""}
    return [Section(desk.say("pages", "stretches", facts), muted=True)] if total > shown else []


def _override(desk: DeskWords, each: Override) -> Section:
    """One override, with the way to take it back."""
    facts = {"schedule": desk.spelled(each.schedule), **_stretch(each)}
    arguments = {"schedule": each.schedule, "person": each.person}
    arguments |= {"start": each.start.isoformat(), "end": each.end.isoformat()}
    back = Button(desk.label("take_back_override"), Action("take_back_override", arguments))
    return Section(desk.say("pages", "override", facts), buttons=(back,))


def _absence(desk: DeskWords, each: Absence, at: datetime) -> Section:
    """One absence of the reader, with the way to end it: it alone, whatever else is planned."""
    label = desk.label("back_again" if each.start <= at else "take_back_override")
    back = Button(label, Action("back_again", {"start": each.start.isoformat()}))
    return Section(desk.say("pages", "absence", _stretch(each)), buttons=(back,))


def _gap(desk: DeskWords, gap: Gap) -> dict[str, object]:
    until = gap.end.isoformat() if gap.end else ""
    return {
        "schedule": desk.spelled(gap.schedule), "start": gap.start.isoformat(), "end": until,
        "stand_in": gap.stand_in or "", "away": gap.away,
    }  # fmt: skip


def _stretch(each: Override | Absence) -> dict[str, object]:
    return {"person": each.person, "start": each.start.isoformat(), "end": each.end.isoformat()}


def _changes(desk: DeskWords, page: Shifts) -> tuple[Button, ...]:
    """What whoever reads the rota may change of it; who may not is told so."""
    more = (Button(desk.label("whole_rota"), Action("oncall", {TYPED: "all"})),) if page.more else ()
    if not page.responds:
        return more
    return (
        *more,
        Button(desk.label("override"), Action("override"), opens_form=True),
        Button(desk.label("away"), Action("away"), opens_form=True),
    )


def _everything(desk: DeskWords, team: str) -> Button:
    """The way to all open tickets of a team, or to what whoever presses it works on."""
    label = desk.label("queue_me") if team == "me" else desk.label("queue", desk.policy.team(team).name)
    return Button(label, Action("queue", {"team": team}))


def _ask(desk: DeskWords) -> tuple[Button, ...]:
    return (
        Button(desk.label("incident"), Action("open_incident"), "primary", opens_form=True),
        Button(desk.label("request"), Action("open_request"), opens_form=True),
    )


def _list(desk: DeskWords, page: Listing, now: datetime) -> tuple[Section, ...]:
    if not page.tickets:
        return (Section(desk.worded("answers", page.empty), muted=True),) if page.empty else ()
    if page.row == "undecided":
        rows = [_undecided(desk, ticket, page.buttons) for ticket in page.tickets]
    else:
        rows = _rows(desk, page.tickets, now, staff=page.staff, quotes=page.quotes, orders=page.orders)
    if page.total is not None and page.total > len(page.tickets):
        counted = desk.say("pages", "total", {"shown": len(page.tickets), "total": page.total, "rest": page.rest})
        rows.append(Section(counted, muted=True))
    if page.older:
        older = Action("search", {"words": page.older.words, "before": page.older.before})
        rows.append(Section(buttons=(Button(desk.label("older"), older),)))
    return tuple(rows)


def _rows(
    desk: DeskWords,
    tickets: Sequence[Ticket],
    now: datetime,
    *,
    staff: bool,
    quotes: Mapping[str, Said] = MappingProxyType({}),
    orders: Mapping[str, Ticket] = MappingProxyType({}),
) -> list[Section]:
    return [
        Section(
            _row(desk, ticket, staff, quotes.get(ticket.ref), orders.get(ticket.ref), now),
            buttons=desk.press(("show",), ticket),
        )
        for ticket in tickets
    ]


def _undecided(desk: DeskWords, ticket: Ticket, buttons: tuple[str, ...]) -> Section:
    """What somebody is asked to agree to, with the ways to decide it. Long answers are whole behind *Open*."""
    since, ends = deciding.asked_at(ticket).isoformat(), due.ends_at(ticket, desk.policy)
    view = desk.view(ticket)
    answers = [(label, shorten(value, ANSWER)) for label, value in view.answers[:ANSWERS]]
    approval, converted = ticket.approval, ticket.converted_by
    facts: dict[str, object] = {
        "ticket": view, "since": since, "ends": ends.isoformat() if ends else "", "answers": answers,
        "urgent": shorten(view.urgent, ANSWER), "asked": _asked(ticket), "said": _said(ticket),
        "change": approval.change if approval else None, "changed": _changed(desk, ticket),
        "converted_by": converted, "wrote": shorten(ticket.description, ANSWER) if converted else "",
    }  # fmt: skip
    return Section(desk.say("pages", "undecided", facts), buttons=desk.press(buttons, ticket))


def _said(ticket: Ticket) -> list[dict[str, object]]:
    """What others said to it in this round, also in earlier stages, with what they added."""
    votes = last_of_each([vote for run in (ticket.approval.stages if ticket.approval else ()) for vote in run.votes])
    return [{"person": one.person, "yes": one.yes, "reason": shorten(one.reason, ANSWER)} for one in votes]


def _changed(desk: DeskWords, ticket: Ticket) -> list[dict[str, str]]:
    """What is otherwise than when it was agreed to before, side by side; private answers only by their labels."""
    change, details = ticket.approval.change if ticket.approval else None, ticket.details
    if change is None or not isinstance(details, RequestDetails):
        return []
    item = desk.policy.ordered(details)
    labels = {each.id: each.label for each in item.form} if item else {}
    return [
        {"label": labels.get(field, field), "was": shorten(was, ANSWER), "now": shorten(now, ANSWER)}
        for field, was, now in change.changed
    ]


def _asked(ticket: Ticket) -> list[dict[str, str]]:
    """What was asked about it before it is decided, also by those of earlier stages, each with what was answered."""
    return [
        {
            "asker": one.asker,
            "question": shorten(one.text, ANSWER),
            "answer": shorten(" ".join(words for _, words in one.answers), ANSWER),
            "left": one.left,
        }
        for one in (ticket.approval.questions if ticket.approval else ())
        if one.text and (one.answers or not one.over)
    ]


def _row(desk: DeskWords, ticket: Ticket, staff: bool, quote: Said | None, order: Ticket | None, now: datetime) -> Text:
    """One ticket of a list; a task without a time of its own with when its order is due."""
    facts: dict[str, object] = {"ticket": desk.view(ticket), "staff": staff, "now": now}
    if quote is not None:
        facts |= {"author": quote.author, "quote": quote.text, "note": not quote.public}
    if not staff:
        facts["plain_state"] = desk.line("requester_card", "state", facts)
        return desk.say("pages", "row", facts)
    promised = ticket if order is None or _promises(ticket) else order

    def pressing(one: SlaClock) -> tuple[bool, bool, datetime]:
        """What is over comes first, of that what has a date that its requester was told, then what is due soonest."""
        return not sla.is_over(one, now), sla.new_date(promised, one, now) is None, one.due_at or now

    clock = min(_promises(promised), key=pressing, default=None)
    told = sla.new_date(promised, clock, now) if clock else None
    due = told or (clock.due_at if clock else None)
    broken = clock.breached_at if clock and told else None
    block = "answer" if clock is not None and clock.metric == "response" else "fix"
    facts |= {
        "state": desk.line("triage_card", "state", facts),
        "metric": desk.line("pages", block, facts | {"ticket": desk.view(promised)}),
        "of_order": promised is not ticket,
        "due": due.isoformat() if due else "",
        "style": desk.near(due, now) if due else "full",
        "over": clock is not None and sla.is_over(clock, now),
        "broken": broken.isoformat() if broken else "",
        "broken_style": desk.near(broken, now) if broken else "full",
    }
    return desk.say("pages", "row", facts)


def _promises(ticket: Ticket) -> list[SlaClock]:
    """The promises of a ticket that run, but for that somebody takes it."""
    return [clock for clock in ticket.clocks if clock.state == "running" and clock.due_at and clock.metric != "ack"]


def _signed_in(desk: DeskWords, ticket: Ticket) -> Text:
    """By which platform's word it is known who ordered it, where that was asked for."""
    details = ticket.details
    if not isinstance(details, RequestDetails) or details.signed_in_at is None:
        return ()
    channel = details.signed_in.partition(":")[0].capitalize()
    return desk.say("pages", "signed_in", {"channel": channel, "at": details.signed_in_at.isoformat()})


def _clock(desk: DeskWords, ticket: Ticket, clock: SlaClock, now: datetime) -> Text:
    phase = promises.phase(desk.policy, clock, now)
    facts = {
        "ticket": desk.view(ticket),
        "metric": clock.metric,
        "state": phase or clock.state,
        "counted": desk.times.open(used(desk.policy, clock, now)),
        "target": desk.times.open(clock.target),
        "promised": desk.times.open(clock.promised),
        "floor": clock.target > clock.promised,
        "calendar": clock.calendar,
        "started": clock.started_at.isoformat(),
        "paused_for": clock.paused_for or "",
        "due": clock.due_at.isoformat() if clock.due_at and clock.live else "",
        "breached": clock.breached_at.isoformat() if clock.breached_at else "",
        "told": told.isoformat() if (told := sla.new_date(ticket, clock, now)) and told != clock.due_at else "",
        "stopped": clock.stopped_at.isoformat() if clock.stopped_at else "",
        "pinned": clock.policy != desk.policy.version,
        "pause_on": clock.pause_on,
    }
    return desk.say("pages", "clock", facts)


def _shift(desk: DeskWords, schedule: str, person: str | None, until: datetime | None) -> Text:
    facts = {"schedule": desk.spelled(schedule), "person": person, "until": until.isoformat() if until else ""}
    return desk.say("pages", "shift", facts)
