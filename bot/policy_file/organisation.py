"""Reads who the company is: company, ids, platforms, calendars, people, roles, teams, vendors, schedules, services."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from adapters.presentation.words import WHOLE, languages
from bot import channels
from bot.policy_file import values
from bot.policy_file.defined_names import EVERYWHERE_ROLES, Known
from bot.policy_file.problem import shown
from bot.policy_file.reader import Reader, Value, many, table
from core.calendars.hours import Calendar, Hours
from core.calendars.oncall import Schedule, parse_handover
from core.people import PersonId
from core.policy import Assign, ChannelPlaces, Company, Criticality, PlannedAbsence, Service, Team, Vendor
from core.processes import FOREIGN, PROCESSES

KINDS = (*PROCESSES, *FOREIGN)
PREFIXES: dict[str, str] = {**{kind: process.prefix for kind, process in PROCESSES.items()}, **FOREIGN}
ASSIGN: tuple[Assign, ...] = get_args(Assign)
CRITICALITIES: tuple[Criticality, ...] = get_args(Criticality)
ROTATIONS: tuple[Literal["daily", "weekly"], ...] = ("daily", "weekly")
CLOSED_WEEK: tuple[Hours, ...] = ((),) * 7


@dataclass(frozen=True, slots=True)
class Numbering:
    """How tickets are numbered."""

    first: int
    prefixes: dict[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """Staff with a role; `names` are spelled-out names by person id, `accounts` person ids by speaker id."""

    managers: frozenset[PersonId]
    responders: frozenset[PersonId]
    names: dict[PersonId, str]
    accounts: dict[str, PersonId]
    managers_of: dict[PersonId, PersonId]
    delegates: dict[PersonId, PersonId]
    away: tuple[PlannedAbsence, ...]


def company(value: Value) -> Company:
    """The section `company`."""
    with value.fields() as field:
        name = field.required("name", values.text)
        domain = field.required("email_domain", values.domain)
        zone = field.required("timezone", values.zone)
        currency = field.optional("currency", _currency, "EUR")
        language = field.optional("language", _language, WHOLE)
        sites = field.optional("sites", many(values.name), ())
    return Company(name, domain, zone, currency, sites, language)


def _language(value: Value) -> str:
    written = value.text()
    if written not in languages():
        raise value.wrong(f"Deskbell has no words in {shown(written)}.", f"Write one of: {', '.join(languages())}.")
    return written


def _currency(value: Value) -> str:
    written = value.text()
    if not re.fullmatch(r"[A-Z]{3}", written):
        raise value.wrong(f"{shown(written)} is not a currency.", "Write its three letters, as EUR.")
    return written


def ids(value: Value) -> Numbering:
    """The section `ids`."""
    with value.fields() as field:
        field.optional("sequence", values.one_of(("shared",), "a way to number"))
        first = field.optional("start", values.number(1, 1_000_000), 1000)
        prefixes = field.optional("prefixes", table(values.one_of(KINDS, "a kind of ticket"), _prefix), {})
        merged = PREFIXES | (prefixes if field.fine else {})
        if len(set(merged.values())) < len(merged):
            field.wrong("prefixes", "gives two kinds of ticket the same prefix.", "Choose another for one of them.")
    return Numbering(first, merged)


def _prefix(value: Value) -> str:
    written = value.text()
    if not re.fullmatch(r"[A-Z]{2,6}", written):
        raise value.wrong(f"{shown(written)} is not a prefix.", "Write two to six capital letters, as INC.")
    return written


def platforms(known: Known, value: Value) -> dict[str, ChannelPlaces]:
    """The section `platforms`: where each platform's people ask and read."""
    platform = values.one_of(channels.names(), "a platform")
    return table(platform, lambda entry: _platform(known, entry))(value)


def _platform(known: Known, value: Value) -> ChannelPlaces:
    # A name that is no platform is reported as such; what stands under it is then read as the first one's.
    kind = channels.kind_of(value.name) or channels.KINDS[0]
    place = values.place(kind)
    with value.fields() as field:
        requests = field.optional("request_channels", table(place, known.team), {})
        announce = field.optional("announce", place)
        admin = field.optional("admin", place)
        emoji, targeted = None, "never"
        if "ticket_emoji" in kind.knows:
            emoji = field.optional("ticket_emoji", _emoji)
        if "triage_replies" in kind.knows:
            field.optional("triage_replies", values.one_of(("internal", "public"), "a way to read replies in triage"))
        if "targeted_messages" in kind.knows:
            ways = values.one_of(("auto", "always", "never"), "a way to speak privately")
            targeted = field.optional("targeted_messages", ways, "never")
    # Where Teams refuses one, the answer goes into the person's chat: "always" cannot promise more than "auto".
    return ChannelPlaces(requests, announce, admin, emoji, targeted != "never")


def _emoji(value: Value) -> str:
    written = value.text().strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", written):
        raise value.wrong(f"{shown(written)} is not an emoji's name.", "Write it without colons, as ticket.")
    return written


def calendar(value: Value) -> Calendar:
    """One calendar: open hours in a zone."""
    with value.fields() as field:
        zone = field.required("tz", values.zone)
        weekly = field.required("hours", _week)
        overrides = field.optional("overrides", table(values.day, many(values.hours)), {})
        holidays = field.optional("holidays", table(values.day, values.text), {})
    return Calendar(
        value.name,
        zone,
        weekly or CLOSED_WEEK,
        tuple(sorted(overrides.items())),
        tuple(sorted(holidays.items())),
        always=weekly is None,
    )


def _week(value: Value) -> tuple[Hours, ...] | None:
    """Hours of seven days, Monday first; None for `24x7`."""
    if value.is_text and not value.is_empty:
        if value.text() != "24x7":
            fix = 'Write 24x7, or days and their hours: {mon-fri: ["09:00-17:00"]}.'
            raise value.wrong(f"{shown(value.text())} is not hours.", fix)
        return None
    week: list[Hours] = list(CLOSED_WEEK)
    for days, hours in table(values.weekdays, many(values.hours))(value).items():
        for day in days:
            if week[day]:
                raise value.wrong(f"gives {values.DAYS[day]} its hours twice.", "Give each day its hours once.")
            week[day] = hours
    return tuple(week)


def people(known: Known, value: Value) -> People:
    """The section `people`: staff with a role; everybody else comes from the directory."""

    def person(entry: Value) -> PersonId:
        local_part(entry)
        return known.person(entry)

    with value.fields() as field:
        managers = field.optional("managers", many(person), ())
        responders = field.optional("responders", many(person), ())
        field.optional("addresses", table(local_part, values.address))
        names = field.optional("names", table(known.person, values.text), {})
        accounts = field.optional("accounts", _accounts(known), {})
        managers_of = field.optional("managers_of", table(anybody(known), person), {})
        delegates = field.optional("delegates", table(person, person), {})
        away = field.optional("away", lambda entry: _away(table(anybody(known), _absence(person))(entry)), ())
        for key, pairs in (("managers_of", managers_of), ("delegates", delegates)):
            if field.fine and (own := next((one for one, other in pairs.items() if one == other), None)):
                field.wrong(key, f"sends {shown(own.partition('@')[0])} to themselves.", "Name somebody else.")
    return People(frozenset(managers), frozenset(responders), names, accounts, managers_of, delegates, away)


def _absence(person: Reader[PersonId]) -> Reader[tuple[date, date | None, PersonId | None]]:
    """`{from: 2026-11-02, until: 2026-11-09, delegate: paul.brandt}`, or the day alone until which they are away."""

    def read(value: Value) -> tuple[date, date | None, PersonId | None]:
        if value.is_text:
            return values.day(value), None, None
        with value.fields() as field:
            until = field.required("until", values.day)
            start = field.optional("from", values.day, None)
            delegate = field.optional("delegate", person, None)
            if field.fine and start is not None and until <= start:
                field.wrong("until", "is no later than the day it begins.", "Write the day on which they are back.")
        return until, start, delegate

    return read


def _away(found: dict[PersonId, tuple[date, date | None, PersonId | None]]) -> tuple[PlannedAbsence, ...]:
    return tuple(PlannedAbsence(person, *each) for person, each in found.items())


def _accounts(known: Known) -> Reader[dict[str, PersonId]]:
    """Whose each account is: `hugo.lenz: [slack:T1/U9]`. One account is one person's."""

    def read(value: Value) -> dict[str, PersonId]:
        whose: dict[str, PersonId] = {}
        for name, entry in value.entries():
            person = anybody(known)(name)
            for speaker in many(values.speaker)(entry):
                if whose.setdefault(speaker, person) != person:
                    raise entry.wrong(f"{shown(speaker)} is somebody else's, too.", "Give each account to one person.")
        return whose

    return read


def anybody(known: Known) -> Reader[PersonId]:
    """Reads a name that may be anybody's in the company, not only one of the staff's."""

    def read(value: Value) -> PersonId:
        written = local_part(value)
        return (known.people or {}).get(written) or known.id_of(written)

    return read


def local_part(value: Value) -> str:
    """A person as the file names them: what stands before the @ of their address, or the whole address."""
    written = value.text().lower()
    if "@" in written:
        return values.address(value)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._%+'-]{0,63}", written):
        fix = "Write what stands before the @ of their address, as dana.roth, or the whole address."
        raise value.wrong(f"{shown(written)} is not a person's name.", fix)
    return written


def roles(known: Known, value: Value) -> dict[str, tuple[PersonId, ...]]:
    """The section `roles`."""
    found = table(values.name, many(known.person))(value)
    for name, entry in value.entries():
        if name.text() in EVERYWHERE_ROLES:
            raise entry.wrong("is a role that follows from people.", f"Name them in people.{name.text()}s.")
    return found


def team(known: Known, value: Value) -> Team:
    """One team of responders."""
    with value.fields() as field:
        tier = field.optional("tier", values.number(1, 3), 1)
        lead = field.required("lead", known.person)
        members = field.required("members", many(known.person, least=1))
        by_hand: Assign = "manual"
        assign = field.optional("assign", values.one_of(ASSIGN, "a way to assign"), by_hand)
        limit = field.optional("wip_limit", values.number(1, 1000))
        on_call = field.optional("on_call", known.schedule)
        private = field.optional("private", values.flag, False)
        triage_places = field.optional("triage", _triage, {})
        skills = field.optional("skills", table(known.person, many(values.name)), {})
        sites = field.optional("site", table(known.person, known.site), {})
        called = field.optional("name", values.text, "")
        if field.fine:
            for person in [*skills, *sites]:
                if person not in members and person != lead:
                    where = "skills" if person in skills else "site"
                    field.wrong(where, f"names {shown(person)}, who is not in this team.", "Add them to members.")
            if assign == "on_call" and on_call is None:
                field.wrong("assign", "is on_call, but the team has no on_call schedule.", 'Add "on_call: <schedule>".')
    return Team(value.name, tier, lead, members, assign, limit, on_call, private, triage_places, skills, sites, called)


def _triage(value: Value) -> dict[str, str]:
    """Where the team's cards are posted, by platform."""
    with value.fields() as field:
        found = {kind.name: field.optional(kind.name, values.place(kind)) for kind in channels.KINDS}
    return {name: place for name, place in found.items() if place is not None}


def vendor(known: Known, value: Value) -> Vendor:
    """One outside supplier."""
    with value.fields() as field:
        name = field.required("name", values.text)
        contact = field.required("contact", values.text)
        calendar = field.required("calendar", known.calendar)
    return Vendor(value.name, name, contact, calendar)


@dataclass(frozen=True, slots=True)
class Rotation:
    """A schedule whose calendar is still a name."""

    zone: str
    rotation: Literal["daily", "weekly"]
    handover: str
    start: date
    members: tuple[PersonId, ...]
    gap_fallback: PersonId | None
    calendar: str | None

    def scheduled(self, name: str, calendars: dict[str, Calendar]) -> Schedule:
        """The schedule, with the calendar itself."""
        calendar = calendars[self.calendar] if self.calendar else None
        fallback = self.gap_fallback
        return Schedule(name, self.zone, self.rotation, self.handover, self.start, self.members, fallback, calendar)


def schedule(known: Known, value: Value) -> Rotation:
    """One on-call rotation."""
    with value.fields() as field:
        zone = field.required("tz", values.zone)
        rotation = field.required("rotation", values.one_of(ROTATIONS, "a rotation"))
        handover = field.required("handover", _handover)
        start = field.required("start", values.day)
        members = field.required("members", many(known.person, least=1, once=False))
        fallback = field.optional("gap_fallback", known.person)
        calendar = field.optional("calendar", known.calendar)
        if field.fine:
            weekday, _ = parse_handover(handover)
            if rotation == "weekly" and weekday is None:
                field.wrong("handover", "names no day, but the rotation is weekly.", 'Write it as "mon 09:00".')
            if rotation == "daily" and weekday is not None:
                field.wrong("handover", "names a day, but the rotation is daily.", 'Write it as "09:00".')
            if rotation == "weekly" and calendar is not None:
                field.wrong("calendar", "goes with a daily rotation, and this one is weekly.", "Drop it.")
    return Rotation(zone, rotation, handover, start, members, fallback, calendar)


def _handover(value: Value) -> str:
    written = value.text()
    try:
        parse_handover(written)
    except ValueError:
        raise value.wrong(f"{shown(written)} is not a hand-over.", 'Write it as "mon 09:00" or "09:00".') from None
    return written.lower()


def service(known: Known, value: Value) -> Service:
    """One service that people report faults of and order from."""
    with value.fields() as field:
        name = field.required("name", values.text)
        owner = field.required("owner", known.person)
        team = field.required("team", known.team)
        criticality = field.required("criticality", values.one_of(CRITICALITIES, "a criticality"))
        sla = field.required("sla", known.sla_policy)
        categories = field.optional("categories", _categories, {})
        tier2 = field.optional("tier2", known.team)
        vendor = field.optional("vendor", known.vendor)
        private = field.optional("private", values.flag, False)
        depends_on = field.optional("depends_on", many(known.service), ())
        words = field.optional("words", _words, ())
        if field.fine and value.name in depends_on:
            field.wrong("depends_on", "names the service itself.", "Drop it.")
    return Service(
        value.name, name, owner, team, criticality, sla, tuple(categories), tier2, vendor, private, depends_on, words,
        category_names={key: each.name for key, each in categories.items() if each.name},
        category_words={key: each.words for key, each in categories.items() if each.words},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Category:
    """What is written of a category: its name and the words by which people mean it, both perhaps empty."""

    name: str = ""
    words: tuple[str, ...] = ()


def _categories(value: Value) -> dict[str, Category]:
    """A list of keys, or a mapping of each key to its `name` and `words`."""
    if value.is_list:
        return dict.fromkeys(many(values.name)(value), Category())
    return table(values.name, _category)(value)


def _category(value: Value) -> Category:
    if value.is_empty:
        return Category()
    with value.fields() as field:
        name = field.optional("name", values.text, "")
        words = field.optional("words", _words, ())
    return Category(name, words)


def _words(value: Value) -> tuple[str, ...]:
    """What people say when they mean something: `[tunnel, remote access]`, letters and digits at least."""

    def said(item: Value) -> str:
        written = values.text(item)
        if not any(letter.isalnum() for letter in written):
            raise item.wrong(f"{shown(written)} holds no letter.", "Write a word that people type, as tunnel.")
        return written

    return many(said, least=1)(value)
