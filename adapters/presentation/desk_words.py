"""The words of one company, ready for cards: its names, teams, zone, and the blocks of its templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

from adapters.presentation.buttons import Names, has, press
from adapters.presentation.markup import words_of
from adapters.presentation.task_view import tasks_of
from adapters.presentation.times import TEMPLATE as TIMES
from adapters.presentation.times import Times, instant, style_kept, style_near
from adapters.presentation.view import People, TicketView, party_name, read_answer, team_name, view
from adapters.presentation.words import OF_KINDS, Templates
from core.approvals.outcome import Outcome
from core.automations import declared
from core.fulfilment.graph import progress
from core.fulfilment.outlook import follows, stuck
from core.naming import phrase_from, spellings
from core.notifications.kinds import KINDS
from core.notifications.triage import ON_CARD
from core.people import SYSTEM, Person, platform_of
from core.phrases import Datum, Phrase
from core.policy import Policy
from core.ports.clock import Clock
from core.processes import INCIDENT, RequestDetails, TicketKind
from core.tickets.called import name_of
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from core.ui.cards import Button
from core.ui.text import Run, Text, TimeStyle, flatten, shorten

SUMMARY_LENGTH = 300
_BRIEF = 80
_ENDINGS = (".", "!", "?", "…", ":", ";")
_CLOSING = ' )]”“"’\n'
"""What may stand behind the end of a sentence."""
_ALWAYS = ("ticket", "now", "requester")
_COMPUTED = ("given", "metric", "recipient", "role", "files", "at_home", "in_thread", "lost", "lacking", "came_of")
"""What `lines.py` adds to a notice's facts."""


class DeskWords:
    """The vocabulary that cards, lines and pages share. Raises WordsError when a template is broken."""

    def __init__(self, policy: Policy, directory: People, folder: Path | None, clock: Clock | None = None) -> None:
        self.policy = policy
        self.directory = directory
        self.zone = policy.company.zone
        self._spellings = spellings(policy.own_names)
        self.times = Times(lambda block, parts: self.line(TIMES, block, parts), self.zone, clock)
        self._fixed = cache(lambda template, block: self.line(template, block, {}))
        self._viewed: tuple[Ticket, TicketView] | None = None
        self.words = Templates(
            folder,
            language=policy.company.language,
            name=lambda person: self.person(person).first_name,
            when=self.times.instant,
            filters={
                "name": lambda person: self._name(str(person)),
                "apart": self._apart,
                "first_name": lambda person: self.person(str(person)).first_name,
                "team": lambda key: team_name(policy, str(key)),
                "spelled": lambda key: self.spelled(str(key)),
                "party": lambda key: party_name(policy, str(key)),
                "near": self._near,
                "ahead": _ahead,
                "day": self._day,
                "date": self._date,
                "there": self._there,
                "span": lambda minutes: self.times.open(int(str(minutes)) * 60),
                "grouped": lambda number: self.grouped(int(str(number))),
                "ordinal": lambda count: self.line(TIMES, "ordinal", {"count": int(str(count))}),
                "money": lambda amount: f"{self.grouped(int(str(amount)))} {policy.company.currency}",
                "state": lambda status: self._fixed("states", str(status)),
                "link": lambda way: self._fixed("links", str(way)),
                "word": lambda kind, name: self._fixed(OF_KINDS, f"{kind}_{name}"),
                "stop": lambda text: "" if words_of(text).rstrip(_CLOSING).endswith(_ENDINGS) else ".",
                "brief": lambda text: shorten(str(text), _BRIEF),
                "excerpt": lambda text: shorten(str(text), ON_CARD),
            },
            attributes={
                "ticket": frozenset(TicketView.__dataclass_fields__),
                "came_of": frozenset(Outcome.__dataclass_fields__),
            },
            known=_known(),
        )

    def spelled(self, key: str) -> str:
        """A key of the settings as people read it: `infra-primary` is "Infra primary"."""
        return phrase_from(key, self._spellings)

    def person(self, person: str) -> Person:
        """Who somebody is; the desk itself goes by its own name."""
        return Person(SYSTEM, "Deskbell", self.zone) if person == SYSTEM else self.directory.person(person)

    def _name(self, person: str) -> str:
        """What somebody is called; whoever is new goes by the name that was written, which no address is like."""
        return person if " " in person else self.person(person).name

    def _apart(self, people: Sequence[str]) -> list[str]:
        """What people are called; of those who are called the same their address, or the platform that they are on."""
        names = [self._name(each) for each in people]
        return [
            name if names.count(name) == 1 else self._called_on(name, each)
            for name, each in zip(names, people, strict=True)
        ]

    def _called_on(self, name: str, person: str) -> str:
        channel = platform_of(person)
        facts = {"name": name, "channel": channel.capitalize()}
        return self.line("people", "on_platform", facts) if channel else f"{name} ({person})"

    def view(self, ticket: Ticket) -> TicketView:
        """The ticket as templates see it: a card asks for it a few times. Several threads draw at once."""
        viewed = self._viewed
        if viewed is None or viewed[0] is not ticket:
            self._viewed = viewed = ticket, self._view(ticket)
        return viewed[1]

    def _view(self, ticket: Ticket) -> TicketView:
        seen = view(ticket, self.policy, self.directory, self.times, self.grouped)
        step, steps, now = progress(ticket.plan)
        ahead = follows(ticket.plan)
        tasks = tasks_of(ticket, self.task_name, lambda one: self.person(one).name, self._team, self._outside)
        return replace(
            seen,
            resolution=self.solution(seen.resolution_code, seen.resolution),
            tasks=tasks,
            begun_tasks=tuple(each for each in tasks if each.state in ("done", "in_progress")),
            step=step,
            steps=steps,
            doing="; ".join(self.task_name(task) for task in now if task not in stuck(ticket.plan)),
            follows=tuple((self.task_name(task), task.begins.isoformat()) for task in ahead if task.begins),
            stuck=tuple(map(self.task_name, stuck(ticket.plan))) if ticket.open else (),
        )

    def _outside(self, task: Task) -> str:
        """What is at a task, or was, by itself."""
        found = declared(self.policy.automations, task.automation or "")
        return found[0].name if found and task.begun and task.state != "skipped" else ""

    def task_name(self, task: Task) -> str:
        """A task of a request as people read it: what the settings say is to be done, else its key."""
        return task.do or self.spelled(task.key)

    def _team(self, key: str) -> str:
        return team_name(self.policy, key)

    def answers(self, ticket: Ticket, answers: Mapping[str, str | None]) -> tuple[tuple[str, str | None], ...]:
        """Answers of a request by the names of their fields, as people read them."""
        item = self.policy.ordered(ticket.details)
        fields = {field.id: field for field in item.form} if item else {}
        return tuple(
            (field.label, answer and read_answer(field, answer, self.directory, self.times))
            if (field := fields.get(key))
            else (self.spelled(key), answer)
            for key, answer in answers.items()
        )

    def solution(self, code: object, text: str) -> str:
        """What was written as the solution; what time resolved for want of an answer has nobody's words but ours."""
        return self._fixed("resolved", "unanswered") if code == "no_response" and not text else text

    def say(self, template: str, block: str, facts: Mapping[str, object]) -> Text:
        """The spans of a block; nothing where it has only white space."""
        text = self.words.say(template, block, facts)
        return text if flatten(text).strip() else ()

    def line(self, template: str, block: str, facts: Mapping[str, object]) -> str:
        """The plain words of a block."""
        return self.words.line(template, block, facts)

    def worded(self, template: str, phrase: Phrase) -> Text:
        """A sentence of the core: the block of its code, with its data."""
        return self.words.say(template, phrase.code, {name: _fact(datum) for name, datum in phrase.data.items()})

    def label(self, name: str, ref: str = "", kind: TicketKind = INCIDENT.kind, title: str = "") -> str:
        """What stands on a button; an order is received where a fault is fixed."""
        return self.words.line("labels", name, {"ref": ref, "kind": kind, "title": shorten(title, 120)})

    def source(self, source: str) -> str:
        """By which way a ticket came in; one of another desk's by its name."""
        known = self.words.has("sources", source)
        return self.words.line("sources", source, {}) if known else source.replace("_", " ")

    def press(self, names: Names, ticket: Ticket | None) -> tuple[Button, ...]:
        """The buttons of those names for a ticket, or for none: one is loud, the first that may be."""
        drawn = [press(name, ticket, lambda key: self._label_on(key, ticket)) for name in names if has(name, ticket)]
        loud = next((button for button in drawn if button.style == "primary"), None)
        return tuple(
            button if button is loud or button.style != "primary" else replace(button, style="default")
            for button in drawn
        )

    def _label_on(self, name: str, ticket: Ticket | None) -> str:
        """A label on a ticket's card: "Show address" names the one answer that is there to be shown."""
        if ticket is None:
            return self.label(name, "", INCIDENT.kind)
        about = name_of(ticket, self.policy)
        if name == "show_answer" and isinstance(ticket.details, RequestDetails):
            (label, _), *_ = self.answers(ticket, dict.fromkeys(ticket.details.sealed))
            about = label if label[1:2].isupper() else label[:1].lower() + label[1:]
        return self.label(name, about, ticket.kind, ticket.title)

    def grouped(self, number: int) -> str:
        """A number with its thousands apart: `1,980`."""
        return f"{number:,}".replace(",", self._fixed(TIMES, "thousands"))

    def _day(self, day: date | str) -> str:
        """A day of a calendar; a stored fact has it as it is written in ISO 8601."""
        return self.times.day(day if isinstance(day, date) else date.fromisoformat(day))

    def _date(self, day: date | str) -> str:
        """A chosen day with its year; of an instant (ISO 8601), as the company's zone counts days."""
        if isinstance(day, str):
            at = datetime.fromisoformat(day)
            day = at.astimezone(ZoneInfo(self.zone)).date() if at.tzinfo else at.date()
        return self.times.date(day)

    def _there(self, iso: object, zone: object) -> str:
        at = instant(iso)
        if at is None:
            raise ValueError("there is for instants")
        return self.times.there(at, str(zone))

    def near(self, at: datetime, now: datetime) -> TimeStyle:
        """`time` for an instant of today, else `full`."""
        return style_near(at, now, self.zone)

    def kept(self, at: datetime, now: datetime, ticket: Ticket) -> TimeStyle:
        """The style of an instant on a ticket's card, which stays as it is drawn."""
        return style_kept(at, now, ticket.created_at, self.zone)

    @pass_context
    def _near(self, context: Context, iso: object) -> TimeStyle:
        at = instant(iso)
        if at is None:
            raise ValueError("near is for instants")
        return self.near(at, context["now"])


@pass_context
def _ahead(context: Context, iso: object) -> bool:
    """Whether an instant is still to come: what was promised by one that has gone by was due."""
    at = instant(iso)
    if at is None:
        raise ValueError("ahead is for instants")
    now: datetime = context["now"]
    return at > now


def _known() -> Mapping[str, frozenset[str]]:
    """What the template of a notice may place: those of its facts that every kind has that is said in these words."""
    names: dict[str, frozenset[str]] = {}
    for kind in KINDS.values():
        names[kind.template] = names.get(kind.template, frozenset(kind.fact_names)).intersection(kind.fact_names)
    return {template: own.union(_ALWAYS, _COMPUTED) for template, own in names.items()}


def _fact(datum: Datum) -> object:
    """A datum as templates take it: instants are written out, as in a notice's facts."""
    return datum.isoformat() if isinstance(datum, datetime) else datum


def summarize(text: Text) -> str:
    """One line for notifications and screen readers."""
    return shorten(" ".join(flatten(text).split()), SUMMARY_LENGTH)


def spread(*parts: Text, by: str = "\n") -> Text:
    """The parts that say something, with `by` between them."""
    spans: list[Text] = []
    for part in parts:
        if part:
            spans += [(Run(by),), part] if spans else [part]
    return tuple(span for text in spans for span in text)
