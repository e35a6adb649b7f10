"""What does not hold together although each line of it is well written: promises nobody hears of, calendars without
hours, ladders nobody is on. Errors keep the file from being used; warnings are shown by `deskbell check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from bot.policy_file.problem import Problem, meant
from core.automations import declared
from core.calendars import hours, oncall
from core.calendars.hours import Calendar, Duration
from core.items import Item
from core.policy import Ladder, Policy, ReplyTemplate, Service, Target, Team
from core.processes import METRICS, Metric

WEEKS = 52
YEAR_SECONDS = 365 * 86_400
_LAST_MINUTE = hours.DAY_MINUTES - 1
ORDER: tuple[tuple[Metric, Metric], ...] = (("ack", "response"), ("response", "resolution"), ("ack", "resolution"))

Found = Iterator[tuple[Literal["error", "warning"], str, str, str]]
"""Severity, dotted key, sentence and fix."""


def findings(policy: Policy, file: str = "app.yaml") -> tuple[Problem, ...]:
    """Everything that is doubtful about a policy, errors first. Lines are 0: a policy does not know its lines."""
    found = [
        Problem(file, 0, key, sentence, fix, severity=severity)
        for look in (
            _calendars,
            _schedules,
            _teams,
            _people,
            _services,
            _promises,
            _ladders,
            _catalog,
            _automations,
            _names,
        )
        for severity, key, sentence, fix in look(policy)
    ]
    return tuple(sorted(found, key=lambda each: each.severity != "error"))


def _calendars(policy: Policy) -> Found:
    for key, calendar in policy.calendars.items():
        for sentence in hours.problems(calendar):
            yield "error", f"calendars.{key}", sentence, "Correct its hours, overrides or holidays."
        if any(end % hours.DAY_MINUTES == _LAST_MINUTE for day in calendar.weekly for _, end in day):
            sentence = "has hours until 23:59, so a minute before midnight is closed."
            yield "warning", f"calendars.{key}.hours", sentence, "Write 24:00, or 24x7 if it never closes."


def _schedules(policy: Policy) -> Found:
    staff = {person for team in policy.teams.values() for person in (*team.members, team.lead)}
    for key, schedule in policy.schedules.items():
        for sentence in oncall.problems(schedule):
            fix = "Name somebody who is asked in a gap." if "gap_fallback" in sentence else "Look at its members."
            yield "warning", f"schedules.{key}", sentence, fix
        for person in dict.fromkeys(schedule.members):
            if person not in staff:
                yield (
                    "warning",
                    f"schedules.{key}.members",
                    f"{person} is on call but in no team.",
                    "Add them to a team.",
                )


def _teams(policy: Policy) -> Found:
    served = {team for service in policy.services.values() for team in (service.team, service.tier2) if team}
    served |= {task.team for item in policy.catalog.values() for task in item.tasks}
    for key, team in policy.teams.items():
        if len(set(team.members)) < 2:
            sentence = "is a team of one: nobody takes over when they are away."
            yield "warning", f"teams.{key}.members", sentence, "Add a second member."
        if team.assign == "by_site" and not any(_site(policy, person) for person in team.members):
            fix = "Add site: {person: site} to a team of theirs."
            yield "warning", f"teams.{key}.assign", "is by_site, but no member of the team has a site.", fix
        if key not in served:
            yield "warning", f"teams.{key}", "has no service and no task: nothing ever comes to it.", "Name it in one."
    yield from _shared_places(policy)
    for platform, places in policy.places.items():
        for place, key in places.requests.items():
            if not policy.teams[key].triage:
                sentence = f"{place} is read by {key}, which has no triage place."
                fix = f"Add triage to teams.{key}."
                yield "error", f"platforms.{platform}.request_channels.{place}", sentence, fix


def _names(policy: Policy) -> Found:
    """What is chosen from a list by its name alone."""
    lists: Mapping[str, Mapping[str, Team | Service | Item | ReplyTemplate]] = {
        "teams": policy.teams,
        "services": policy.services,
        "catalog": policy.catalog,
        "replies": policy.replies,
    }
    for section, entries in lists.items():
        first: dict[str, str] = {}
        for key, entry in entries.items():
            other = first.setdefault(entry.name.casefold(), key)
            if other != key:
                sentence = f"is called {entry.name}, as {other} is: nobody can tell them apart where they choose."
                yield "warning", f"{section}.{key}.name", sentence, "Give one of them another name."


def _shared_places(policy: Policy) -> Found:
    """Teams that read each other's cards: fine where it is meant, and nobody notices where it is not."""
    readers: dict[tuple[str, str], str] = {}
    for key, team in policy.teams.items():
        for platform, place in team.triage.items():
            first = readers.setdefault((platform, place.casefold()), key)
            if first != key:
                sentence = f"{place} is the triage place of {first} as well: each sees and may press the other's cards."
                yield "warning", f"teams.{key}.triage", sentence, "Give each team a place of its own, if that is meant."


def _site(policy: Policy, person: str) -> str | None:
    return next((team.sites[person] for team in policy.teams.values() if person in team.sites), None)


def _people(policy: Policy) -> Found:
    for key, team in policy.teams.items():
        for person in team.members:
            if person not in policy.responders:
                fix = "Add them to people.responders."
                yield "warning", f"teams.{key}.members", f"{person} is a member but not among the responders.", fix
    for person in sorted(policy.responders):
        if not policy.teams_of(person):
            yield "warning", "people.responders", f"{person} is a responder without a team.", "Add them to a team."
    if not policy.roles.get("admin"):
        sentence = "names no admin: nobody hears of notices that cannot be delivered."
        yield "warning", "roles.admin", sentence, "Add admin: [person]."
    for role, people in policy.roles.items():
        if not people and role not in ("admin", "manager", "responder"):
            yield "warning", f"roles.{role}", "is a role that nobody has.", "Name somebody, or drop it."


def _services(policy: Policy) -> Found:
    for key, service in policy.services.items():
        team = policy.teams[service.team]
        if not team.triage:
            sentence = (
                f"belongs to {service.team}, which has no triage place on any channel: nobody would see its tickets."
            )
            yield "error", f"services.{key}.team", sentence, f"Add triage to teams.{service.team}."
        if service.private and not team.private:
            sentence = f"is private, but the team {service.team} is not."
            yield "warning", f"services.{key}.private", sentence, f"Add private: true to teams.{service.team}."
        if service.tier2 == service.team:
            yield "warning", f"services.{key}.tier2", "is the team that has it already.", "Name another, or drop it."


def _promises(policy: Policy) -> Found:
    for name, policy_of_sla in policy.sla.items():
        named = [(f"incident.{priority}", target) for priority, target in policy_of_sla.incident.items()]
        for key, target in [*named, ("request", policy_of_sla.request)]:
            yield from _target(policy, f"sla.{name}.{key}", target)


def _target(policy: Policy, key: str, target: Target) -> Found:
    """Promises that cannot be kept in their order, or that never fall due."""
    calendar = policy.calendars[target.calendar]
    for sooner, later in ORDER:
        first, second = target.of(sooner), target.of(later)
        if first is not None and second is not None and first.open_seconds() > second.open_seconds():
            sentence = f"{first} is more than the {later} target of {second}."
            yield "error", f"{key}.{sooner}", sentence, f"Shorten it, or lengthen the {later} target."
    for metric in METRICS:
        duration = target.of(metric)
        if duration is not None and duration.open_seconds() == 0:
            yield "error", f"{key}.{metric}", "is no time at all: it is broken when it is made.", "Write a longer time."
        elif duration is not None and _beyond_a_year(calendar, duration):
            sentence = f"{duration} is more than a year of the open hours of {calendar.name}."
            yield "error", f"{key}.{metric}", sentence, "Shorten it, or open the calendar longer."


def _beyond_a_year(calendar: Calendar, duration: Duration) -> bool:
    """Whether it never falls due. A calendar without hours is complained of by itself."""
    return 0 < _open_in_a_year(calendar) < duration.open_seconds()


@lru_cache(maxsize=64)
def _open_in_a_year(calendar: Calendar) -> int:
    """Open seconds of an ordinary year; holidays come on top, so this is generous."""
    if calendar.always:
        return YEAR_SECONDS
    return WEEKS * 60 * sum(end - start for day in calendar.weekly for start, end in day)


def _ladders(policy: Policy) -> Found:
    for key, ladder in policy.ladders.items():
        yield from _ladder(policy, f"escalation.{key}", ladder)


def _ladder(policy: Policy, key: str, ladder: Ladder) -> Found:
    """Steps whose hearers are nobody: a role that nobody has."""
    empty = {role for role, people in policy.roles.items() if not people}
    deaf = [step for step in ladder.steps if all(target.removeprefix("role:") in empty for target in step.targets)]
    if len(deaf) == len(ladder.steps):
        yield "error", f"{key}.steps", "is a ladder nobody is on.", "Name somebody who hears of it."
    elif deaf:
        targets = ", ".join(sorted({target for step in deaf for target in step.targets}))
        yield "warning", f"{key}.steps", f"has a step that nobody hears: {targets}.", "Give the role to somebody."
    if ladder.repeat and all(step.at is not None for step in ladder.steps):
        yield "warning", f"{key}.repeat", "repeats unacked steps, of which there are none.", "Add a step with after."
    if ladder.repeat_after is not None and not ladder.repeat:
        yield "warning", f"{key}.repeat_after", "says when to repeat, but repeat is 0.", "Set repeat, or drop it."


def _automations(policy: Policy) -> Found:
    """Tasks that nobody is asked to do, and calls that others could listen to."""
    for key, item in policy.catalog.items():
        for task in item.tasks:
            if task.automation and declared(policy.automations, task.automation) is None:
                name = task.automation.partition(".")[0]
                sentence = f"has the task {task.id} done by {name}, which is not declared: people do it by hand."
                fix = meant(name, policy.automations) if policy.automations else f"Add automations: {{{name}: ...}}."
                yield "warning", f"catalog.{key}.tasks", sentence, fix
    for key, automation in policy.automations.items():
        parts = urlsplit(automation.url)
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            sentence = "is called without encryption: whoever stands between reads what is asked."
            yield "warning", f"automations.{key}.url", sentence, "Write https://."


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _deciding(item: Item) -> set[str]:
    """The fields by whose answers something is decided: a price, another question, who agrees, when a task begins."""
    named = {item.cost.by, *(one.show_if[0] for one in item.form if one.show_if), *(task.on for task in item.tasks)}
    asked = [each for stage in item.stages for each in (stage.when or "", *stage.approvers)]
    fields = (found for each in asked if (found := re.match(r"field\.([a-z0-9_-]+)", each)))
    return {one for one in named if one} | {found[1] for found in fields}


def _voices(policy: Policy, approver: str) -> tuple[str, ...]:
    """Who an approver of the settings is: the people of a role, else one, whoever that turns out to be."""
    kind, _, name = approver.partition(":")
    return policy.roles.get(name, ()) or (approver,) if kind == "role" else (approver,)


def _catalog(policy: Policy) -> Found:
    for key, item in policy.catalog.items():
        service = policy.services[item.service]
        calendar = policy.calendars[policy.sla[service.sla].request.calendar]
        if item.fulfil.open_seconds() == 0 or _beyond_a_year(calendar, item.fulfil):
            sentence = f"{item.fulfil} cannot be kept on {calendar.name}."
            yield "error", f"catalog.{key}.fulfil", sentence, "Write a time within a year of its open hours."
        for secret in sorted({one.id for one in item.form if one.sensitive} & _deciding(item)):
            sentence = f"decides by the answer to {secret}, which is sensitive: others would see it by what follows."
            yield "error", f"catalog.{key}.form", sentence, "Drop sensitive, or what goes by that answer."
        for stage in item.stages:
            voices = {voice for one in stage.approvers for voice in _voices(policy, one)}
            if stage.mode == "first" and len(voices) < stage.first:
                people = "1 person" if len(voices) == 1 else f"{len(voices)} people"
                sentence = f"needs {stage.first} who agree in {stage.name}, and asks {people}."
                yield "error", f"catalog.{key}.approve", sentence, "Name more people in of, or lower first."
        for task in item.tasks:
            if task.due is not None and task.due.open_seconds() > item.fulfil.open_seconds():
                sentence = f"has the task {task.id} due after {task.due}, later than the whole item ({item.fulfil})."
                yield "warning", f"catalog.{key}.tasks", sentence, "Shorten it, or lengthen fulfil."
