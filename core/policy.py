"""The frozen rules that app.yaml becomes: services, catalog, calendars, SLAs, ladders, teams.

`bot.policy_file` parses and checks the file and builds a `Policy`; the core only reads it. People are person ids
(e-mail addresses in lower case) everywhere in here. Mappings are read-only by agreement and by type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Literal, get_args

from core.assets import Asset
from core.automations import Automation
from core.calendars.hours import Calendar, Duration
from core.calendars.oncall import Schedule
from core.items import UNVERSIONED, Approving, Item
from core.naming import category_from, name_from
from core.people import PersonId
from core.processes import Details, Metric, RequestDetails, TicketKind, process_of

Priority = Literal["P1", "P2", "P3", "P4", "P5"]
WarnAt = Literal[50, 75, 90]
"""The shares of a promise, in percent, at which somebody may be warned."""
Assign = Literal["least_loaded", "on_call", "round_robin", "manual", "by_site"]
Criticality = Literal["low", "medium", "high", "critical"]
PauseReason = Literal["approval", "requester", "vendor", "change", "problem", "scheduled"]


@dataclass(frozen=True, slots=True)
class Company:
    """Whose desk this is; `zone` is the zone of fallbacks and of days without another zone.

    `language` is that of the desk's words, for everybody.
    """

    name: str
    email_domain: str
    zone: str
    currency: str
    sites: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Team:
    """A group of responders. `triage` maps a channel's name (`slack`) to a place as people write it.

    `called` is its name where the company wrote one.
    """

    key: str
    tier: int
    lead: PersonId
    members: tuple[PersonId, ...]
    assign: Assign = "manual"
    wip_limit: int | None = None
    on_call: str | None = None
    private: bool = False
    triage: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[PersonId, tuple[str, ...]] = field(default_factory=dict)
    sites: Mapping[PersonId, str] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        """The team as people read it: `service-desk` is "Service Desk"."""
        return self.called or name_from(self.key)

    def has(self, person: PersonId) -> bool:
        """Whether `person` is a responder of this team (the lead is one)."""
        return person == self.lead or person in self.members


@dataclass(frozen=True, slots=True)
class Vendor:
    """An outside supplier whom a ticket may wait for."""

    key: str
    name: str
    contact: str
    calendar: str


@dataclass(frozen=True, slots=True)
class Service:
    """What people report faults of and order from. `sla` names an `SlaPolicy`, `categories` are keys.

    `words` are what people say when they mean it, and `category_words` when they mean a category.
    """

    key: str
    name: str
    owner: PersonId
    team: str
    criticality: Criticality
    sla: str
    categories: tuple[str, ...]
    tier2: str | None = None
    vendor: str | None = None
    private: bool = False
    depends_on: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    category_names: Mapping[str, str] = field(default_factory=dict)
    category_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def category_name(self, category: str) -> str:
        """A category as people read it, on forms and cards alike."""
        return self.category_names.get(category) or category_from(category)


@dataclass(frozen=True, slots=True)
class Target:
    """The promises of one priority (or of requests). Durations are open time of `calendar`."""

    calendar: str
    response: Duration | None
    resolution: Duration
    ack: Duration | None = None
    update_every: Duration | None = None
    pause_on: frozenset[PauseReason] = frozenset()

    def of(self, metric: Metric) -> Duration | None:
        """The duration promised for `metric`, or None where this policy promises nothing."""
        match metric:
            case "ack":
                return self.ack
            case "response":
                return self.response
            case "resolution":
                return self.resolution
            case "approval":
                return None  # it is the same for all: `Approving`


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Promises by priority for incidents, and one for requests (`extends` is already resolved)."""

    key: str
    incident: Mapping[Priority, Target]
    request: Target


@dataclass(frozen=True, slots=True)
class SlaRules:
    """Rules that hold for every clock (domain.md section 7). `floor_pct` in percent."""

    warn_at: tuple[WarnAt, ...] = (50, 75, 90)
    reopen: Literal["resume", "restart"] = "resume"
    carry_elapsed: bool = True
    floor_pct: int = 25
    floor_min: Duration = Duration(15, "m")


StepAt = Literal["75%", "90%", "breach"]
StepMode = Literal["page", "dm", "thread", "digest"]


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. Exactly one of `after` (since armed, condition unacked) and `at` (of a clock, condition unresolved).

    `targets` are `assignee`, `team_lead`, `duty`, `schedule:<name>`, `role:<name>` or person ids.
    """

    mode: StepMode
    targets: tuple[str, ...]
    after: Duration | None = None
    at: StepAt | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """An escalation ladder. `clock` is a calendar's name, or `policy` for the calendar of the ticket's own promise."""

    key: str
    clock: str
    steps: tuple[Step, ...]
    repeat: int = 0
    repeat_after: Duration | None = None
    ack_timeout: Duration | None = None


@dataclass(frozen=True, slots=True)
class ReplyTemplate:
    """What responders often say. `text` has fields in braces (`core.tickets.replies`)."""

    key: str
    name: str
    text: str


SurveySkip = Literal["duplicate", "cancelled", "no_response", "major_child", "automated"]
"""Why nobody is asked how it was."""
SURVEY_SKIPS: tuple[SurveySkip, ...] = get_args(SurveySkip)


@dataclass(frozen=True, slots=True)
class Surveys:
    """When whoever asked is asked how it was (domain.md section 9), from 1 to `scale`, until it `expires`.

    With their own yes where `on_confirm`; and `after` the solution, where they said nothing (None: not then). That
    second one reaches nobody again before `per_person_every` has passed. All of it is open time of the office.
    """

    on_confirm: bool = True
    after: Duration | None = Duration(8, "h")
    scale: int = 5
    per_person_every: Duration = Duration(5, "bd")
    expires: Duration = Duration(5, "bd")
    skip: frozenset[SurveySkip] = frozenset(SURVEY_SKIPS)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What time does to a waiting or resolved ticket (domain.md section 9)."""

    question_required: bool = True
    remind_after: tuple[Duration, ...] = (Duration(2, "bd"), Duration(4, "bd"))
    auto_resolve_after: Duration = Duration(5, "bd")
    auto_close_after: Duration = Duration(3, "bd")
    ack_only: tuple[str, ...] = ("thanks", "thank you")
    surveys: Surveys | None = None
    """None: nobody is asked how it was."""


@dataclass(frozen=True, slots=True)
class Notifications:
    """Noise limits and digests. A digest's time is (weekdays 0-6, wall time in the company's zone) or None."""

    quiet_calendar: str | None = None
    quiet_except: frozenset[Priority] = frozenset({"P1"})
    dm_per_ticket_per_hour: int = 2
    broadcast_mentions: frozenset[Priority] = frozenset({"P1"})
    lead_digest: tuple[tuple[int, ...], time] | None = None
    approver_digest: tuple[tuple[int, ...], time] | None = None


@dataclass(frozen=True, slots=True)
class PlannedAbsence:
    """Somebody is away until the beginning of a day of the company's zone, from that of another, or from now on.

    `delegate` decides for them meanwhile.
    """

    person: PersonId
    until: date
    start: date | None = None
    delegate: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ChannelPlaces:
    """A platform's places as people write them; `requests` maps a place to the team that reads it.

    `targeted`: private answers stand in the channel itself where the platform can do that (a preview of Teams).
    """

    requests: Mapping[str, str] = field(default_factory=dict)
    announce: str | None = None
    admin: str | None = None
    ticket_emoji: str | None = None
    targeted: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything app.yaml says, resolved. `version` is a short hash of the file's meaning."""

    version: str
    company: Company
    prefixes: Mapping[str, str]
    first_number: int
    """Below this no ticket is numbered (`ids.start`)."""
    calendars: Mapping[str, Calendar]
    managers: frozenset[PersonId]
    responders: frozenset[PersonId]
    names: Mapping[PersonId, str]
    roles: Mapping[str, tuple[PersonId, ...]]
    teams: Mapping[str, Team]
    vendors: Mapping[str, Vendor]
    schedules: Mapping[str, Schedule]
    impact: Mapping[int, str]
    urgency: Mapping[int, str]
    matrix: Mapping[int, tuple[Priority, ...]]
    priority_labels: Mapping[Priority, str]
    vip_bump: int
    services: Mapping[str, Service]
    sla: Mapping[str, SlaPolicy]
    rules: SlaRules
    ladders: Mapping[str, Ladder]
    catalog: Mapping[str, Item]
    lifecycle: Lifecycle
    notifications: Notifications
    places: Mapping[str, ChannelPlaces]
    office: str
    """The calendar of people's working hours: reminders, auto-close and quiet hours count on it."""
    accounts: Mapping[str, PersonId] = field(default_factory=dict)
    """Whose a speaker id is, where the platform does not verify an address (`people.accounts`)."""
    replies: Mapping[str, ReplyTemplate] = field(default_factory=dict)
    assets: Mapping[str, Asset] = field(default_factory=dict)
    """What the company has, by the number that is written on it."""
    automations: Mapping[str, Automation] = field(default_factory=dict)
    """Who does tasks by itself, outside the desk."""
    approving: Approving = field(default_factory=Approving)
    managers_of: Mapping[PersonId, PersonId] = field(default_factory=dict)
    """Whose manager is whom, where the settings say it."""
    delegates: Mapping[PersonId, PersonId] = field(default_factory=dict)
    """Who decides for somebody while they are away."""
    manager_from: tuple[str, ...] = ()
    """Where managers are read whom the settings do not name (`slack.profile.manager`)."""
    away: tuple[PlannedAbsence, ...] = ()
    """Who is away and when, where the settings say it."""
    versions: Mapping[str, Item] = field(default_factory=dict, compare=False, repr=False)
    """Items as they were ordered, by version: it grows as requests are read (`core.ports.items`)."""

    def devices_of(self, *people: PersonId) -> Mapping[str, Asset]:
        """The assets that these people own, in the file's order."""
        return {key: each for key, each in self.assets.items() if each.owner in people}

    def team(self, key: str) -> Team:
        """The team of a record. Where the settings no longer name it, an admin hands on what it had."""
        return self.teams.get(key) or Team(key, tier=1, lead=self._caretaker, members=())

    def service(self, key: str) -> Service:
        """The service of a record. Where the settings no longer name it, the first team and the first promises hold."""
        return self.services.get(key) or Service(
            key, name_from(key), self._caretaker, next(iter(self.teams)), "low", next(iter(self.sla)), categories=()
        )

    def team_of_order(self, item: Item) -> str:
        """Which team an order of the item goes to: that of its first task, else its service's."""
        return item.tasks[0].team if item.tasks else self.service(item.service).team

    def ordered(self, details: Details) -> Item | None:
        """The catalog item as it was ordered, also where the settings have it otherwise by now, or no longer.

        None where none was ordered, or nobody kept what it was.
        """
        if not isinstance(details, RequestDetails) or details.item is None:
            return None
        return self.versions.get(details.version or UNVERSIONED + details.item) or self.catalog.get(details.item)

    @property
    def own_names(self) -> Iterator[str]:
        """The names that the company wrote itself, not those that follow from keys."""
        yield self.company.name
        yield from (service.name for service in self.services.values())
        yield from (item.name for item in self.catalog.values())
        yield from (vendor.name for vendor in self.vendors.values())

    def calendar(self, name: str) -> Calendar:
        """The calendar of a record, people's working hours where the settings no longer name it."""
        return self.calendars.get(name) or self.calendars[self.office]

    @property
    def _caretaker(self) -> PersonId:
        return next(iter(self.roles.get("admin", ())), next(iter(self.teams.values())).lead)

    def target(self, service: str, kind: TicketKind, priority: Priority, item: Item | None = None) -> Target:
        """The promises for a ticket of `kind` on `service`, found by its `priority` or by what was ordered.

        What was ordered is to be done within its item's `fulfil`.
        """
        policy = self.sla[self.service(service).sla]
        if process_of(kind).promised_by == "priority":
            return policy.incident[priority]
        base = policy.request
        return replace(base, resolution=item.fulfil) if item else base

    def ladder(self, priority: Priority) -> Ladder:
        """The ladder of a priority, or the default one."""
        return self.ladders.get(priority) or self.ladders["default"]

    def team_of(self, service: str, category: str | None = None) -> str:
        """Which team hears of a ticket for `service` first (functional tier 1)."""
        return self.service(service).team

    def name_of(self, person: PersonId) -> str:
        """A staff member's name where the directory has not told one yet: `dana.roth@...` is "Dana Roth"."""
        known = self.names.get(person)
        if known:
            return known
        return " ".join(part.capitalize() for part in person.split("@")[0].replace("_", ".").split(".") if part)

    @property
    def staff(self) -> frozenset[PersonId]:
        """Everybody who responds in a team."""
        return frozenset(person for team in self.teams.values() for person in (team.lead, *team.members))

    def has_role(self, person: PersonId, role: str) -> bool:
        """Whether `person` holds `role` (`admin`, `major_incident_manager`, ...)."""
        return person in self.roles.get(role, ())

    def teams_of(self, person: PersonId) -> tuple[Team, ...]:
        """The teams in which `person` responds, in the file's order."""
        return tuple(team for team in self.teams.values() if team.has(person))

    def leads(self, person: PersonId) -> tuple[Team, ...]:
        """The teams `person` leads."""
        return tuple(team for team in self.teams.values() if team.lead == person)
