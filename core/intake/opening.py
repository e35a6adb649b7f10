"""How a ticket begins: the incident form, what it promises before it is sent, and the first events.

A ticket is opened by a person (command, form, message, emoji) for themselves or for somebody else. Routing is by
service; the priority comes from impact and urgency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.calendars.hours import advance
from core.errors import Refusal
from core.lifecycle import escalation, sla
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Policy, Priority, Service
from core.processes import INCIDENT, Details, IncidentDetails, process_of
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.priority import derive
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Reading, Values
from core.ui.text import clean, shorten

TITLE_MIN, TITLE_MAX = 8, 120
FOLLOW = "follow:"
"""Begins the id of the tick that follows a similar ticket; its number stands behind it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything a new ticket needs, checked; `details` are what only its kind has."""

    title: str
    service: str
    requester: PersonId
    logged_by: PersonId
    source: str
    details: Details = field(default_factory=IncidentDetails)
    beneficiary: PersonId | None = None
    description: str = ""
    home: str = "direct"
    source_ref: str | None = None
    team: str | None = None
    private: bool = False
    follow_up_of: str | None = None
    follows_closed_at: datetime | None = None
    files: tuple[e.File, ...] = ()
    vip: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """How many other people reported the same lately, and the first open incident among theirs."""

    people: int
    oldest: str


def open_ticket(opening: Opening, number: int, policy: Policy, at: datetime) -> Draft:
    """The first events of a ticket: opened, promises started, ladder armed. Pure; returns the draft."""
    service = policy.service(opening.service)
    details = opening.details
    process = process_of(details.kind)
    ref = f"{policy.prefixes[process.kind]}-{number}"
    priority: Priority = "P4"
    category = None
    if isinstance(details, IncidentDetails):
        bump = policy.vip_bump if opening.vip else 0
        priority = derive(policy.matrix, details.impact or 4, details.urgency or 4, bump)
        category = details.category
    team = opening.team or policy.team_of(opening.service, category)
    private = opening.private or service.private or policy.teams[team].private
    draft = Draft(Ticket(), policy, at, opening.logged_by)
    draft.happen(
        e.Opened(
            ref=ref,
            details=details,
            status=process.initial,
            title=opening.title,
            description=opening.description,
            requester=opening.requester,
            beneficiary=opening.beneficiary or opening.requester,
            logged_by=opening.logged_by,
            source=opening.source,
            service=opening.service,
            priority=priority,
            priority_source="vip" if opening.vip and policy.vip_bump else "matrix",
            team=team,
            private=private,
            home="direct" if private else opening.home,
            source_ref=opening.source_ref,
            follow_up_of=opening.follow_up_of,
            follows_closed_at=opening.follows_closed_at,
            files=opening.files,
        )
    )
    sla.start(draft)
    escalation.arm(draft)
    return draft


def follow_up(old: Ticket, text: str, by: PersonId, source: str) -> Opening:
    """A new incident that continues a closed ticket, on the same service and priority, in the same conversation."""
    was = old.details if isinstance(old.details, IncidentDetails) else IncidentDetails()
    return Opening(
        title=old.title,
        service=old.service,
        requester=old.requester,
        logged_by=by,
        source=source,
        details=IncidentDetails(category=was.category, impact=was.impact or 4, urgency=was.urgency or 4),
        beneficiary=old.beneficiary,
        description=text,
        home=old.home,
        private=old.private,
        follow_up_of=old.ref,
        follows_closed_at=old.closed_at,
    )


def incident_form(
    values: Values, reading: Reading, context: Mapping[str, str | int | bool], similar: Similar | None = None
) -> Blank:
    """The form "Something is broken", with the answers so far, the promise they would make, and who has the same."""
    policy = reading.policy
    service = policy.services.get(str(values.get("service") or ""))
    questions = [
        Question(
            "title",
            wording("incident_what"),
            "text",
            value=_text(values, "title"),
            min_length=TITLE_MIN,
            max_length=TITLE_MAX,
        ),
        Question(
            "service",
            wording("incident_service"),
            "select",
            choices=options({key: each.name for key, each in policy.services.items()}),
            value=service.key if service else None,
            reloads=True,
        ),
    ]
    if service is not None and len(service.categories) > 1:
        questions.append(_category(service, values))
    questions += [
        _level("impact", wording("incident_impact"), policy.impact, values, lowest_first=True),
        _level("urgency", wording("incident_urgency"), policy.urgency, values, lowest_first=False),
        Question(
            "detail", wording("incident_detail"), "long_text", required=False, value=_text(values, "detail"),
            max_length=3000, hint=wording("incident_detail_hint"),
        ),
        Question("files", wording("incident_files"), "files", required=False),
        Question(
            "for_whom", wording("incident_for"), "user", required=False, value=values.get("for_whom"),
            hint=wording("incident_for_hint"),
        ),
    ]  # fmt: skip
    promise = _promise(values, service, reading)
    if _is_p1(values, policy):
        ticked = bool(values.get("critical"))
        questions.append(Question("critical", wording("incident_critical"), "check", required=False, value=ticked))
    if promise:
        questions.append(Question("promise", "", "note", required=False, text=promise))
    if similar and service:
        questions += _instead(similar, service, values)
    return Blank(
        "open_incident", wording("incident_title"), tuple(questions), reading.command_id, submit=wording("form_send"),
        context=context,
    )  # fmt: skip


def _instead(similar: Similar, service: Service, values: Values) -> tuple[Question, Question]:
    """Who has the same trouble, and the tick that follows their ticket instead of opening one."""
    key = FOLLOW + similar.oldest
    ask = wording("incident_follow", ref=similar.oldest)
    said = wording("incident_similar", count=similar.people, service=service.name)
    return (
        Question("similar", "", "note", required=False, text=said),
        Question(key, ask, "check", required=False, value=bool(values.get(key))),
    )


def _category(service: Service, values: Values) -> Question:
    labels = {key: key.replace("_", " ").capitalize() if len(key) > 3 else key.upper() for key in service.categories}
    now = values.get(f"category:{service.key}") or values.get("category")
    value = now if isinstance(now, str) and now in service.categories else None
    # The id names the service: a platform keeps what was chosen under an id, and these are other choices.
    return Question(
        f"category:{service.key}",
        wording("incident_category"),
        "select",
        choices=options(labels),
        value=value,
        reloads=True,
    )


def _level(key: str, label: Wording, levels: Mapping[int, str], values: Values, *, lowest_first: bool) -> Question:
    order = sorted(levels, reverse=lowest_first)
    given = values.get(key)
    return Question(
        key,
        label,
        "radio",
        choices=options({str(level): levels[level] for level in order}),
        value=given if isinstance(given, str) else None,
        reloads=True,
    )


def _text(values: Values, key: str) -> str | None:
    value = values.get(key)
    return value if isinstance(value, str) and value else None


def _number(values: Values, key: str) -> int | None:
    value = values.get(key)
    return int(value) if isinstance(value, str) and value in ("1", "2", "3", "4") else None


def _is_p1(values: Values, policy: Policy) -> bool:
    impact, urgency = _number(values, "impact"), _number(values, "urgency")
    return impact is not None and urgency is not None and derive(policy.matrix, impact, urgency) == "P1"


def _promise(values: Values, service: Service | None, reading: Reading) -> Phrase | None:
    """What the answers make of it: the priority, and by when we answer and fix it, once that can be said."""
    policy = reading.policy
    impact, urgency = _number(values, "impact"), _number(values, "urgency")
    if service is None or impact is None or urgency is None:
        return None
    priority = derive(policy.matrix, impact, urgency)
    target = policy.target(service.key, INCIDENT.kind, priority)
    calendar = policy.calendars[target.calendar]
    fix = advance(calendar, reading.now, target.resolution.open_seconds(calendar))
    answer = None
    if target.response is not None:
        answer = advance(calendar, reading.now, target.response.open_seconds(calendar))
    label = policy.priority_labels.get(priority, "")
    return wording("incident_promise", priority=priority, label=label, answer=answer, fix=fix)


def read_incident(values: Values, reading: Reading) -> Opening:
    """The checked incident of a form. People and source are filled in by the desk.

    Raises Refusal with the field at which it stands; `confirm_p1` when the tick of a P1 is missing.
    """
    policy = reading.policy
    title = clean(_text(values, "title") or "")
    if len(title) < TITLE_MIN:
        raise Refusal("title_too_short", field="title", least=TITLE_MIN)
    service = policy.services.get(_text(values, "service") or "")
    if service is None:
        raise Refusal("no_service", field="service")
    category = _chosen_category(values, service)
    impact, urgency = _number(values, "impact"), _number(values, "urgency")
    if impact is None:
        raise Refusal("no_impact", field="impact")
    if urgency is None:
        raise Refusal("no_urgency", field="urgency")
    if _is_p1(values, policy) and not values.get("critical"):
        raise Refusal("confirm_p1", field="critical")
    return Opening(
        title=shorten(title, TITLE_MAX),
        service=service.key,
        requester="",
        logged_by="",
        source="",
        description=clean(_text(values, "detail") or ""),
        files=_files(values),
        details=IncidentDetails(category=category, impact=impact, urgency=urgency),
    )


def _chosen_category(values: Values, service: Service) -> str | None:
    if len(service.categories) <= 1:
        return service.categories[0] if service.categories else None
    chosen = _text(values, f"category:{service.key}") or _text(values, "category")
    if chosen not in service.categories:
        raise Refusal("no_category", field=f"category:{service.key}")
    return chosen


def _files(values: Values) -> tuple[e.File, ...]:
    """Attached files: a channel gives each as its link, a space, and its name."""
    given = values.get("files")
    pairs = [each.partition(" ") for each in given] if isinstance(given, tuple) else []
    return tuple(e.File(name or link, link) for link, _, name in pairs)


def from_message(text: str, policy: Policy, team: str | None, untitled: str) -> Opening:
    """A ticket made of a message at once (emoji): the service of whoever reads that channel, low impact, adjustable.

    What is said in a private team's own channel becomes a ticket of that team; `untitled` is its title where the
    message has no words.
    """
    secret = team is not None and policy.teams[team].private
    services = [each for each in policy.services.values() if each.team == team and each.private <= secret]
    service = (services or list(policy.services.values()))[0]
    words = clean(text)
    first = words.splitlines()[0] if words else ""
    title = shorten(first or untitled, TITLE_MAX)
    return Opening(
        title=title,
        service=service.key,
        requester="",
        logged_by="",
        source="",
        description=words if words != title else "",
        details=IncidentDetails(impact=4, urgency=3),
    )
