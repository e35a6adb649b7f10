"""What the file defines by name, gathered before anything else is read: people, teams, calendars and so on.

So a reference is checked where it stands, and a team that is itself written wrongly is still a team that a service
may name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from bot.policy_file import values
from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Reader, Value
from core.people import PersonId

EVERYWHERE_ROLES = frozenset({"manager", "responder"})
"""Roles that follow from `people` and need not be defined."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names that may be referred to. A set is None when its section could not be read, which is noted elsewhere."""

    domain: str
    people: Mapping[str, PersonId] | None
    sites: frozenset[str] | None
    calendars: frozenset[str] | None
    schedules: frozenset[str] | None
    teams: frozenset[str] | None
    vendors: frozenset[str] | None
    services: frozenset[str] | None
    sla: frozenset[str] | None
    roles: frozenset[str] | None

    def site(self, value: Value) -> str:
        """A site of the company."""
        return values.known(self.sites, "a site of company.sites")(value)

    def calendar(self, value: Value) -> str:
        """A calendar's name."""
        return values.known(self.calendars, "a calendar")(value)

    def schedule(self, value: Value) -> str:
        """A schedule's name."""
        return values.known(self.schedules, "a schedule")(value)

    def team(self, value: Value) -> str:
        """A team's name."""
        return values.known(self.teams, "a team")(value)

    def vendor(self, value: Value) -> str:
        """A vendor's name."""
        return values.known(self.vendors, "a vendor")(value)

    def service(self, value: Value) -> str:
        """A service's name."""
        return values.known(self.services, "a service")(value)

    def sla_policy(self, value: Value) -> str:
        """The name of a set of promises."""
        return values.known(self.sla, "a policy of sla")(value)

    def person(self, value: Value) -> PersonId:
        """Somebody of `people` by name, or anybody by a whole address."""
        written = value.text().lower()
        if "@" in written:
            return values.address(value)
        if self.people is None:
            return self.id_of(written)
        if written not in self.people:
            add = "Add it to people.responders or people.managers, or write the whole address."
            raise value.wrong(f"{shown(written)} is not a person of this file.", meant(written, self.people, add))
        return self.people[written]

    def id_of(self, written: str) -> PersonId:
        """The address of somebody whom the file gives none: the name at the company's domain."""
        return written if "@" in written else f"{written}@{self.domain}"

    def target(self, *special: str, schedules: bool = False, fields: bool = False) -> Reader[str]:
        """Who hears or decides: a person, `role:x`, one of the `special` words; `schedule:x` or `field.x.owner`
        where they belong. People become ids, the others stay as written.
        """

        def read_target(value: Value) -> str:
            written = value.text()
            if written in special or (fields and written.startswith("field.")):
                return written
            kind, colon, _ = written.partition(":")
            if not colon:
                people = self.people or {}
                if "@" not in written and written.lower() not in people and self.people is not None:
                    add = f"Name a person or one of {', '.join([*special, *self._prefixes(schedules)])}."
                    sentence = f"{shown(written)} is nobody who can be told."
                    raise value.wrong(sentence, meant(written.lower(), [*people, *special], add))
                return self.person(value)
            if kind == "role":
                values.known(self.roles, "a role")(value.part(written[5:]))
            elif kind == "schedule" and schedules:
                values.known(self.schedules, "a schedule")(value.part(written[9:]))
            else:
                raise value.wrong(f"{shown(kind + ':')} is not known here.", meant(kind, self._prefixes(schedules)))
            return written

        return read_target

    @staticmethod
    def _prefixes(schedules: bool) -> list[str]:
        return ["role:", "schedule:"] if schedules else ["role:"]


def declared(root: Value) -> Known:
    """Look through the file for what it defines; notes nothing."""
    sections = {name.node.value.strip(): entry for name, entry in root.entries()}
    domain = _scalar(_inside(sections.get("company"), "email_domain")) or "company.invalid"
    roles = _names(sections.get("roles"))
    return Known(
        domain=domain.lower(),
        people=_people(sections.get("people"), domain.lower()),
        sites=_listed(_inside(sections.get("company"), "sites")),
        calendars=_names(sections.get("calendars")),
        schedules=_names(sections.get("schedules")),
        teams=_names(sections.get("teams")),
        vendors=_names(sections.get("vendors")),
        services=_names(sections.get("services")),
        sla=_names(sections.get("sla")),
        roles=None if roles is None else roles | EVERYWHERE_ROLES,
    )


def _inside(value: Value | None, wanted: str) -> Value | None:
    if value is None or not isinstance(value.node, yaml.MappingNode):
        return None
    return next((entry for name, entry in value.entries() if name.node.value.strip() == wanted), None)


def _names(value: Value | None) -> frozenset[str] | None:
    if value is None:
        return frozenset()
    if not isinstance(value.node, yaml.MappingNode):
        return None
    return frozenset(name.node.value.strip() for name, _ in value.entries())


def _scalar(value: Value | None) -> str | None:
    return None if value is None or not value.is_text or value.is_empty else str(value.node.value).strip()


def _listed(value: Value | None) -> frozenset[str] | None:
    if value is None:
        return frozenset()
    return frozenset(_scalar(item) or "" for item in value.items()) if value.is_list else None


def _people(value: Value | None, domain: str) -> Mapping[str, PersonId] | None:
    if value is None:
        return {}
    lists = [_listed(_inside(value, kind)) for kind in ("managers", "responders")]
    mappings = [_inside(value, kind) for kind in ("addresses", "names")]
    if not isinstance(value.node, yaml.MappingNode) or any(one is None for one in lists):
        return None
    if any(one is not None and not isinstance(one.node, yaml.MappingNode) for one in mappings):
        return None
    addresses = (
        {name.node.value.strip().lower(): _scalar(entry) or "" for name, entry in mappings[0].entries()}
        if mappings[0]
        else {}
    )
    spelled = {name.node.value.strip().lower() for name, _ in mappings[1].entries()} if mappings[1] else set()
    written = {one.lower() for listed in lists for one in listed or ()} | spelled | set(addresses)
    return {
        one: addresses.get(one, "").lower() or (one if "@" in one else f"{one}@{domain}")
        for one in sorted(written)
        if one
    }
