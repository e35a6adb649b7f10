"""From the text of app.yaml to the frozen `Policy` that the core reads, or to everything that is wrong with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.policy_file import (
    assets,
    automations,
    catalog,
    notifications,
    organisation,
    planned_sections,
    replies,
    service_levels,
    values,
)
from bot.policy_file.consistency import findings
from bot.policy_file.defined_names import Known, declared
from bot.policy_file.effective_policy import Plain, as_yaml, plain, version
from bot.policy_file.inheritance import extended
from bot.policy_file.problem import Problem, SettingsError
from bot.policy_file.reader import Reader, T, Unreadable, Value, open_text, table, walk
from core.calendars.hours import Calendar
from core.items import Approving
from core.naming import category_from, name_from, spellings
from core.policy import Lifecycle, Notifications, Policy, SlaRules

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file of settings that can be used. Parsing `source` again gives the same policy.

    `words` is the folder whose templates stand above our own; `resolved` is the file as data with `extends` resolved.
    """

    policy: Policy
    name: str
    source: str = field(repr=False)
    resolved: dict[str, Plain] = field(repr=False)
    words: Path | None = None
    warnings: tuple[Problem, ...] = ()


def load(path: Path) -> Loaded:
    """Read and check the file. Raises `SettingsError` with all that is wrong, also when there is no such file."""
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SettingsError([Problem(name, 0, "(file)", "is larger than a megabyte.", "Is it the right file?")])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        said = (error.strerror or "it cannot be opened").lower()
        fix = "Name the settings file with --config or DESKBELL_CONFIG."
        raise SettingsError([Problem(name, 0, "(file)", f"cannot be read: {said}.", fix)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError([Problem(name, line, "(file)", "is not UTF-8 text.", "Save it as UTF-8.")]) from None
    loaded = parse(text, name)
    if loaded.words is None:
        return loaded
    folder = path.parent / loaded.words
    if not folder.is_dir():
        sentence = f'"{loaded.words}" is not a folder beside the file.'
        raise SettingsError(
            [Problem(name, _line(text, name, "words"), "words", sentence, "Create it, or drop the key.")]
        )
    return dataclasses.replace(loaded, words=folder)


def parse(text: str, name: str = "app.yaml") -> Loaded:
    """Check the text of a settings file; `name` stands in its problems. `words` is left as written.

    Raises `SettingsError` with everything that is wrong, in the order of the file.
    """
    root = extended(open_text(text, name))
    known = declared(root)
    try:
        policy, folder = _file(root, known)
    except Unreadable:
        root.report.stop_if_wrong()
        raise
    root.report.stop_if_wrong()
    places = {value.key: value for value in walk(root)}
    found = [_located(each, places) for each in findings(policy, name)]
    if errors := [each for each in found if each.severity == "error"]:
        raise SettingsError(sorted(errors, key=lambda each: (each.line, each.column)))
    resolved = plain(root)
    assert isinstance(resolved, dict)
    policy = dataclasses.replace(policy, version=version(resolved))
    return Loaded(policy, name, text, resolved, folder, tuple(found))


def render(loaded: Loaded) -> str:
    """The resolved file as YAML with secrets masked, under its name and version."""
    return f"# {loaded.name}, version {loaded.policy.version}\n{as_yaml(loaded.resolved)}"


def _line(text: str, name: str, key: str) -> int:
    return next(value.node.start_mark.line + 1 for value in walk(open_text(text, name)) if value.key == key)


def _located(problem: Problem, places: Mapping[str, Value]) -> Problem:
    """The problem with the line of its key, or of the nearest key around it."""
    key = problem.key
    while key and key not in places:
        key = key.rpartition(".")[0]
    if not key:
        return problem
    mark = places[key].node.start_mark
    return dataclasses.replace(problem, line=mark.line + 1, column=mark.column + 1)


def _file(root: Value, known: Known) -> tuple[Policy, Path | None]:
    """All sections. The policy's version is still empty."""

    def with_names(read: Callable[[Known, Value], T]) -> Reader[T]:
        return lambda value: read(known, value)

    with root.fields() as file:
        file.optional("version", values.number(1, 1))
        company = file.required("company", organisation.company)
        numbering = file.optional("ids", organisation.ids, organisation.Numbering(1000, organisation.PREFIXES))
        manager_from = file.optional("directory", planned_sections.directory, ())
        places = file.optional("platforms", with_names(organisation.platforms), {})
        calendars = file.required("calendars", table(values.name, organisation.calendar, least=1))
        people = file.required("people", with_names(organisation.people))
        roles = file.optional("roles", with_names(organisation.roles), {})
        teams = file.required("teams", table(values.name, with_names(organisation.team), least=1))
        vendors = file.optional("vendors", table(values.name, with_names(organisation.vendor)), {})
        rotations = file.optional("schedules", table(values.name, with_names(organisation.schedule)), {})
        priorities = file.required("priority", service_levels.priorities)
        owned = file.optional("assets", with_names(assets.assets), {})
        services = file.required("services", table(values.name, with_names(organisation.service), least=1))
        sla = file.required("sla", with_names(service_levels.sla))
        rules = file.optional("sla_rules", service_levels.sla_rules, SlaRules())
        ladders = file.required("escalation", with_names(service_levels.escalation))
        file.optional("functional_escalation", planned_sections.functional_escalation)
        lifecycle = file.optional("lifecycle", service_levels.lifecycle, Lifecycle())
        file.optional("major_incident", with_names(planned_sections.major_incident))
        file.optional("problem", planned_sections.problem)
        items = file.optional("catalog", with_names(catalog.catalog), {})
        outside = file.optional("automations", automations.automations, {})
        approving = file.optional("approvals", with_names(catalog.approvals), Approving())
        file.optional("knowledge", planned_sections.knowledge)
        noise = file.optional("notifications", with_names(notifications.notifications), Notifications())
        templates = file.optional("replies", replies.replies, {})
        file.optional("intake", planned_sections.intake)
        file.optional("dashboard", planned_sections.dashboard)
        file.optional("rates", planned_sections.rates)
        folder = file.optional("words", values.text)
    # Where it may be ordered "by managers", the role is simply everybody in people.managers.
    everywhere = {"manager": tuple(sorted(people.managers)), "responder": tuple(sorted(people.responders))}
    policy = Policy(
        version="",
        company=company,
        prefixes=numbering.prefixes,
        first_number=numbering.first,
        calendars=calendars,
        managers=people.managers,
        responders=people.responders,
        names=people.names,
        accounts=people.accounts,
        roles=roles | everywhere,
        teams=teams,
        vendors=vendors,
        schedules={name: rotation.scheduled(name, calendars) for name, rotation in rotations.items()},
        impact=priorities.impact,
        urgency=priorities.urgency,
        matrix=priorities.matrix,
        priority_labels=priorities.labels,
        vip_bump=priorities.vip_bump,
        services=services,
        sla=sla,
        rules=rules,
        ladders=ladders,
        catalog=items,
        lifecycle=lifecycle,
        notifications=noise,
        places=places,
        replies=templates,
        assets=owned,
        automations=outside,
        office=_office(calendars, noise, approving.calendar),
        approving=approving,
        managers_of=people.managers_of,
        delegates=people.delegates,
        away=people.away,
        manager_from=manager_from,
    )
    return _named(policy), Path(folder) if folder else None


def _named(policy: Policy) -> Policy:
    """The policy with a name for each team and category that has none, written as the company writes its words."""
    written = spellings(policy.own_names)
    teams = {
        key: dataclasses.replace(team, called=team.called or name_from(key, written))
        for key, team in policy.teams.items()
    }
    services = {}
    for key, service in policy.services.items():
        names = {one: category_from(one, written) for one in service.categories} | dict(service.category_names)
        services[key] = dataclasses.replace(service, category_names=names)
    return dataclasses.replace(policy, teams=teams, services=services)


def _office(calendars: Mapping[str, Calendar], noise: Notifications, approving: str | None) -> str:
    """The calendar of people's working hours: of quiet hours, else of approvals, else the first that ever closes."""
    working = (name for name, calendar in calendars.items() if not calendar.always)
    return noise.quiet_calendar or approving or next(working, next(iter(calendars)))
