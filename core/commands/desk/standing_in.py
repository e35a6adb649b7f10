"""Who is meant in words about the rota, and what is read of a stretch of time: shared by overrides and absences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from core.commands.registry import Asking
from core.errors import Refusal
from core.people import PersonId, platform_of
from core.policy import Policy
from core.tickets.permissions import is_staff
from core.ui.grammar import MentionPart
from core.ui.when.stretch import FIELD, is_of_time, is_stretch


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
    policy = asked.engine.policy
    called = {person: policy.name_of(person) for person in known_people(policy)}
    names, text = _take(called, text, found)
    if not found and not is_stretch(text, asked.engine.now(), policy.company.zone):
        met = {person: name for person, name in asked.tx.names().items() if _is_about(person, name, text)}
        names, text = _take({**met, **called}, text, found)
        if not found:
            _ask_who_is_meant(names, text)
    if len(set(found)) > 1:
        raise Refusal("one_stands_in")
    return (found[0] if found else None), text


def _take(
    called: Mapping[PersonId, str], text: str, found: list[PersonId]
) -> tuple[tuple[tuple[PersonId, str], ...], str]:
    """How these people are written, and the words without those of them who are then `found`.

    Raises Refusal where what is written may be several of them.
    """
    shared: dict[str, list[PersonId]] = {}
    for person, name in _ways(called):
        shared.setdefault(name.casefold(), []).append(person)
    names = tuple((people[0], name) for name, people in sorted(shared.items(), key=lambda each: (-len(each[0]), each)))
    for person, name in names:
        rest, times = _written(name, "@" if is_of_time(name) else "@?").subn(" ", text)
        if times and len(people := shared[name]) > 1:
            raise Refusal("which_person", field="person", text=name, people=tuple(people[:5]))
        found += [person] * bool(times)
        text = rest
    return names, text


def _is_about(person: PersonId, name: str, text: str) -> bool:
    """Whether words may name somebody: looked at before how they are written is, of a whole company."""
    words = text.casefold()
    return any(one.casefold() in words for one in (*name.split()[:1], person.partition("@")[0]) if one)


def _written(name: str, at: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@.-]){at}{re.escape(name)}(?![\w@-]|\.\w)", re.IGNORECASE)


def _ask_who_is_meant(names: Iterable[tuple[PersonId, str]], text: str) -> None:
    """Raises Refusal where words that are no time hold a name that may be a part of one."""
    for person, name in names:
        if is_of_time(name) and _written(name).search(text):
            raise Refusal("name_or_time", field=FIELD, person=person)


def _ways(called: Mapping[PersonId, str]) -> Iterator[tuple[PersonId, str]]:
    """Each way to write each of these people: an address, what stands before its @, a name, a first name.

    What stands before the @ counts where it can be no word: with a dot in it.
    """
    for person, name in called.items():
        local, platform = person.partition("@")[0], platform_of(person)
        alone = f"{name} on {platform}" if platform else f"{name} ({person})"
        yield from dict.fromkeys(
            (person, each) for each in (person, local if "." in local else "", alone, name, *name.split()[:1]) if each
        )


def need_staff(policy: Policy, person: PersonId, field: str | None = None) -> None:
    """Raises Refusal where somebody is in no team."""
    if not is_staff(policy, person):
        raise Refusal("not_staff", field=field, person=person)


def leads(policy: Policy, person: PersonId, of: Iterable[PersonId]) -> bool:
    """Whether somebody leads a team that has any of these people, or is an admin."""
    others = set(of)
    led = any(others & {team.lead, *team.members} for team in policy.leads(person))
    return led or policy.has_role(person, "admin")


def leaders_of(policy: Policy, of: Iterable[PersonId]) -> tuple[PersonId, ...]:
    """Who leads the teams that have any of these people: whoever may not change something for them asks these."""
    others = set(of)
    teams = (team for team in policy.teams.values() if others & {team.lead, *team.members})
    return tuple(dict.fromkeys(team.lead for team in teams))


def zone_of(asked: Asking, person: PersonId) -> str:
    """The zone that a person's days are of: their own where they speak of themselves, else the company's."""
    own = asked.person.zone if person == asked.person.id else None
    return own or asked.engine.policy.company.zone
