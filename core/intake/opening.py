"""How a ticket begins: the incident form, what it promises before it is sent, and the first events.

A ticket is opened by a person (command, form, message, emoji) for themselves or for somebody else. Routing is by
service; the priority comes from impact and urgency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from core.approvals import machine as approvals
from core.approvals import state
from core.assets import Asset
from core.calendars.hours import advance
from core.calendars.oncall import Rota
from core.errors import Refusal, refusals_of, refuse_together
from core.intake.devices import ask_for_device, chosen_device
from core.items import Stage
from core.lifecycle import escalation, sla
from core.people import PersonId, Staffing
from core.phrases import Phrase
from core.policy import Policy, Priority, Service
from core.processes import INCIDENT, Details, IncidentDetails, RequestDetails, process_of
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.priority import derive
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.forms import FormValue
from core.ui.reading import Reading, Values
from core.ui.text import clean, one_name, shorten

TITLE_MIN, TITLE_MAX, DETAIL_MAX = 8, 120, 3000
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
    refused_before: e.RefusedBefore | None = None
    files: tuple[e.File, ...] = ()
    vip: bool = False
    stages: tuple[Stage, ...] = ()
    """Who has to agree before work on it begins."""
    secrets: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    """Answers by field for the fulfilment staff alone: they are sealed, and in nothing else that is kept."""


@dataclass(frozen=True, slots=True)
class Similar:
    """How many other people reported the same lately, and the first open incident among theirs, with its title."""

    people: int
    oldest: str
    title: str


def open_ticket(
    opening: Opening,
    number: int,
    policy: Policy,
    at: datetime,
    rota: Callable[[], Rota] = Rota,
    staffing: Callable[[], Staffing] = Staffing,
) -> Draft:
    """The first events of a ticket: opened, promises started, ladder armed. Pure; returns the draft.

    Where people have to agree first, the promises stand still until they do, and nobody is called. `rota` says who is
    away, `staffing` whose manager is whom. Raises Refusal where nobody at all may agree.
    """
    service = policy.service(opening.service)
    details = opening.details
    process = process_of(details.kind)
    ref = f"{policy.prefixes[process.kind]}-{number}"
    priority: Priority = "P4"
    category = None
    if isinstance(details, IncidentDetails):
        bump = policy.vip_bump if opening.vip else 0
        priority = derive(policy.matrix, details.impact, details.urgency, bump)
        category = details.category
    team = opening.team or policy.team_of(opening.service, category)
    private = opening.private or service.private or policy.teams[team].private
    draft = Draft(Ticket(), policy, at, opening.logged_by, rota=rota, staffing=staffing, secrets=opening.secrets)
    draft.happen(
        e.Opened(
            ref=ref,
            details=details,
            status=process.initial,
            title=one_name(opening.title),
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
            refused_before=opening.refused_before,
            follows_closed_at=opening.follows_closed_at,
            files=opening.files,
        )
    )
    if isinstance(details, RequestDetails) and state.is_needed(opening.stages, details):
        sla.start(draft, paused="approval")
        approvals.begin(draft, opening.stages)
    else:
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
        details=was,
        beneficiary=old.beneficiary,
        description=text,
        home=old.home,
        private=old.private,
        follow_up_of=old.ref,
        follows_closed_at=old.closed_at,
    )


def incident_form(
    values: Values,
    reading: Reading,
    context: Mapping[str, str | int | bool],
    similar: Similar | None = None,
    devices: Mapping[str, Asset] | None = None,
    *,
    doubt: Wording = "",
) -> Blank:
    """The form "Something is broken", with the answers so far, the promise they would make, and who has the same.

    `devices` are those of who asks; where there are none, none is asked for. `doubt` is said below a
    service that is only guessed and may well be another one.

    Whoever ticks that they follow another ticket instead need not fill in anything else.
    """
    policy = reading.policy
    service = policy.services.get(str(values.get("service") or ""))
    joined = _instead(similar, service, values) if similar and service else ()
    instead = any(each.kind == "check" and each.value for each in joined)
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
            choices=options({key: each.name for key, each in _likely_first(policy, service)}),
            value=service.key if service else None,
            hint=doubt if service else "",
            reloads=True,
        ),
    ]
    if service is not None and len(service.categories) > 1:
        questions.append(_category(service, values))
    questions += [
        _level("impact", wording("incident_impact"), policy.impact, values, lowest_first=True),
        _level("urgency", wording("incident_urgency"), policy.urgency, values, lowest_first=False),
    ]
    if _is_p1(values, policy):
        questions.append(
            Question(
                "critical", wording("incident_critical"), "check", value=bool(values.get("critical")),
                tick=wording("incident_critical_tick"),
            )
        )  # fmt: skip
    if devices:
        questions.append(ask_for_device(devices, values))
    questions += [
        Question(
            "detail", wording("incident_detail"), "long_text", required=False, value=_text(values, "detail"),
            max_length=DETAIL_MAX, hint=_detail_hint(values, context),
        ),
        Question("files", wording("incident_files"), "files", required=False),
        Question(
            "for_whom", wording("incident_for"), "user", required=False, value=values.get("for_whom"),
            hint=wording("incident_for_hint"),
        ),
    ]  # fmt: skip
    if instead:
        questions = [replace(each, required=False) for each in questions]
    elif promise := _promise(values, service, reading):
        questions.append(Question("promise", "", "note", required=False, text=promise))
    return Blank(
        "open_incident", wording("incident_title"), (*joined, *questions), reading.command_id,
        submit=wording("form_send"), context=context,
    )  # fmt: skip


def _detail_hint(values: Values, context: Mapping[str, str | int | bool]) -> Wording:
    """What detail is asked for; where the field has no room for all that was written, that the rest is kept."""
    cut = "words" in context and (_text(values, "detail") or "").endswith("…")
    return wording("incident_rest_hint") if cut else wording("incident_detail_hint")


def _likely_first(policy: Policy, service: Service | None) -> list[tuple[str, Service]]:
    """The services, the one that is meant before the others in the file's order."""
    return sorted(policy.services.items(), key=lambda entry: entry[1] is not service)


def _instead(similar: Similar, service: Service, values: Values) -> tuple[Question, Question]:
    """Who has the same trouble, and the tick that follows their ticket instead of opening one."""
    key = FOLLOW + similar.oldest
    said = wording("incident_similar", count=similar.people, service=service.name)
    return (
        Question("similar", "", "note", required=False, text=said),
        Question(
            key, wording("incident_same", ref=similar.oldest, title=similar.title), "check", required=False,
            value=bool(values.get(key)), reloads=True, tick=wording("incident_follow", ref=similar.oldest),
        ),
    )  # fmt: skip


def _category(service: Service, values: Values) -> Question:
    labels = {key: service.category_name(key) for key in service.categories}
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


def read_incident(values: Values, reading: Reading, devices: Mapping[str, Asset] | None = None) -> Opening:
    """The checked incident of a form. People and source are filled in by the desk; `devices` are those it offered.

    Raises all Refusals at once, each with its field; `confirm_p1` when the tick of a P1 is missing.
    """
    policy = reading.policy
    checks = (_title, _chosen_service, _chosen_category, _impact, _urgency, _confirmed)
    device = partial(chosen_device, values, devices or {})
    refuse_together(refusals_of(*(partial(check, values, policy) for check in checks), device))
    service, category = _chosen_service(values, policy), _chosen_category(values, policy)
    impact, urgency = _impact(values, policy), _urgency(values, policy)
    return Opening(
        title=shorten(_title(values, policy), TITLE_MAX),
        service=service.key,
        requester="",
        logged_by="",
        source="",
        description=clean(_text(values, "detail") or ""),
        files=files_of(values.get("files")),
        details=IncidentDetails(category=category, impact=impact, urgency=urgency, device=device()),
    )


def _title(values: Values, _: Policy) -> str:
    title = one_name(clean(_text(values, "title") or ""))
    if len(title) < TITLE_MIN:
        raise Refusal("title_too_short", field="title", least=TITLE_MIN)
    return title


def _chosen_service(values: Values, policy: Policy) -> Service:
    service = policy.services.get(_text(values, "service") or "")
    if service is None:
        raise Refusal("no_service", field="service")
    return service


def _impact(values: Values, _: Policy) -> int:
    impact = _number(values, "impact")
    if impact is None:
        raise Refusal("no_impact", field="impact")
    return impact


def _urgency(values: Values, _: Policy) -> int:
    urgency = _number(values, "urgency")
    if urgency is None:
        raise Refusal("no_urgency", field="urgency")
    return urgency


def _confirmed(values: Values, policy: Policy) -> None:
    if _is_p1(values, policy) and not values.get("critical"):
        raise Refusal("confirm_p1", field="critical")


def _chosen_category(values: Values, policy: Policy) -> str | None:
    service = _chosen_service(values, policy)
    if len(service.categories) <= 1:
        return service.categories[0] if service.categories else None
    chosen = _text(values, f"category:{service.key}") or _text(values, "category")
    if chosen not in service.categories:
        raise Refusal("no_category", field=f"category:{service.key}")
    return chosen


def files_of(given: FormValue | None) -> tuple[e.File, ...]:
    """Attached files: a channel gives each as its link, its source (`-` for none) and its name, with spaces between."""
    found = [each.split(" ", maxsplit=2) for each in given] if isinstance(given, tuple) else []
    return tuple(e.File(name, link, source if source != "-" else "") for link, source, name in found)
