"""Who is meant in words about the rota, and what is read of a stretch of time: shared by overrides and absences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.commands.registry import Asking
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.permissions import is_staff
from core.ui.grammar import MentionPart
from core.ui.stretch import FIELD, is_of_time, is_stretch


def staff_of(policy: Policy) -> tuple[PersonId, ...]:
    """Everybody who responds in any team, leads among them."""
    teams = policy.teams.values()
    return tuple(dict.fromkeys(person for team in teams for person in (*team.members, team.lead)))


def known_people(policy: Policy) -> tuple[PersonId, ...]:
    """Everybody whom the settings name, staff first: who can be meant by a name alone."""
    others = (policy.managers, *policy.roles.values(), policy.managers_of.values(), policy.delegates.values())
    return tuple(dict.fromkeys((*staff_of(policy), *(one for some in others for one in sorted(some)))))


def take_person(asked: Asking, text: str) -> tuple[PersonId | None, str]:
    """The one person that words name, and the rest: by a mention, a name, a first name of one alone, or an address.

    Where no mention can be made (a chat of two in Teams) the name is typed. A first name that a time is written with
    (Jan, May, Till) needs its @ or its surname: "21 Jan" is a day. Raises Refusal where two are named, or where such a
    name stands in what is no time.
    """
    mentions = [part for part in asked.parts if isinstance(part, MentionPart)]
    found = [part.person for part in mentions]
    for part in mentions:
        text = text.replace(str(part), " ", 1)
    names = tuple(_names(asked.engine.policy))
    for person, name in names:
        text, times = _written(name, "@" if is_of_time(name) else "@?").subn(" ", text)
        found += [person] * bool(times)
    if len(set(found)) > 1:
        raise Refusal("one_stands_in")
    if not found and not is_stretch(text, asked.engine.now(), asked.engine.policy.company.zone):
        _ask_who_is_meant(names, text)
    return (found[0] if found else None), text


def _written(name: str, at: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@.-]){at}{re.escape(name)}(?![\w@-]|\.\w)", re.IGNORECASE)


def _ask_who_is_meant(names: Iterable[tuple[PersonId, str]], text: str) -> None:
    """Raises Refusal where words that are no time hold a name that may be a part of one."""
    for person, name in names:
        if is_of_time(name) and _written(name).search(text):
            raise Refusal("name_or_time", field=FIELD, person=person)


def _names(policy: Policy) -> Iterator[tuple[PersonId, str]]:
    """By what people are called, the longest first, so that no name is taken for a part of another."""
    staff = known_people(policy)
    firsts = [policy.name_of(person).split()[0].casefold() for person in staff if policy.name_of(person)]
    called = [
        (person, name)
        for person in staff
        for name in (person, person.partition("@")[0], policy.name_of(person), *policy.name_of(person).split()[:1])
        if name and (" " in name or "." in name or firsts.count(name.casefold()) == 1)
    ]
    return iter(sorted(set(called), key=lambda each: (-len(each[1]), each)))


def need_staff(policy: Policy, person: PersonId, field: str | None = None) -> None:
    """Raises Refusal where somebody is in no team."""
    if not is_staff(policy, person):
        raise Refusal("not_staff", field=field, person=person)


def leads(policy: Policy, person: PersonId, of: Iterable[PersonId]) -> bool:
    """Whether somebody leads a team that has any of these people, or is an admin."""
    others = set(of)
    led = any(others & {team.lead, *team.members} for team in policy.leads(person))
    return led or policy.has_role(person, "admin")


def zone_of(asked: Asking, person: PersonId) -> str:
    """The zone that a person's days are of: their own where they speak of themselves, else the company's."""
    own = asked.person.zone if person == asked.person.id else None
    return own or asked.engine.policy.company.zone
