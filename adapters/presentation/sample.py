"""A small company, its people and tickets in every state: what the gallery and the golden tests are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from core.calendars.hours import Calendar, Duration, parse_hours
from core.items import Cost, Item, ItemField, Stage
from core.people import SYSTEM, Person, PersonId
from core.policy import (
    Company,
    Ladder,
    Lifecycle,
    Notifications,
    Policy,
    Service,
    SlaPolicy,
    SlaRules,
    Target,
    Team,
    Vendor,
)
from core.processes import INCIDENT, PROCESSES, REQUEST, TASK, IncidentDetails, Metric, RequestDetails, TaskDetails
from core.tickets.approval import Approval, StageRun
from core.tickets.events import Seat
from core.tickets.plan import Task
from core.tickets.survey import Survey
from core.tickets.ticket import Hold, LadderRun, MergedInto, SlaClock, Ticket

ZONE = "Europe/Berlin"
DANA, MIA, LENA, EMRE, OMAR = (
    f"{name}@nordlicht.example" for name in ("dana.roth", "mia.feld", "lena.vogt", "emre.aydin", "omar.haddad")
)
NOW = datetime(2026, 10, 28, 10, 30, tzinfo=UTC)
"""Wed 28 Oct 2026, 11:30 CET."""
CREATED = datetime(2026, 10, 23, 13, 30, tzinfo=UTC)
"""Fri 23 Oct 2026, 15:30 CEST: a long weekend and a clock change before `NOW` (scenario 1)."""

_WEEK = (*((parse_hours("09:00-17:00"),) for _ in range(5)), (), ())
_OFFICE = Calendar("berlin-office", ZONE, _WEEK, holidays=((date(2026, 10, 26), "Company day"),))
_ALWAYS = Calendar("always", ZONE, always=True)
_P3 = Target("berlin-office", Duration(2, "h"), Duration(16, "h"), pause_on=frozenset({"requester", "vendor"}))
_P1 = Target("always", Duration(15, "m"), Duration(4, "h"), ack=Duration(5, "m"))
_SLA = SlaPolicy("standard", {"P1": _P1, "P2": _P3, "P3": _P3, "P4": _P3, "P5": _P3}, _P3)


def policy() -> Policy:
    """The rules of the sample company, as far as cards show them."""
    desk = Team("service-desk", 1, LENA, (DANA, EMRE), triage={"slack": "#desk-triage"})
    infra = Team("infra", 2, OMAR, (DANA,), on_call="infra-primary")
    return Policy(
        version="sample",
        company=Company("Nordlicht GmbH", "nordlicht.example", ZONE, "EUR", ("berlin",)),
        prefixes={kind: process.prefix for kind, process in PROCESSES.items()},
        first_number=1000,
        calendars={"berlin-office": _OFFICE, "always": _ALWAYS},
        managers=frozenset({LENA, OMAR}),
        responders=frozenset({DANA, EMRE}),
        names={},
        roles={"admin": (LENA,)},
        teams={team.key: team for team in (desk, infra)},
        vendors={"isp": Vendor("isp", "TeleNord", "noc@telenord.example", "always")},
        schedules={},
        impact={1: "The whole company", 2: "My site or department", 3: "My team", 4: "Just me"},
        urgency={1: "No, work has stopped", 2: "Only partly", 3: "Yes, with a workaround", 4: "Yes, it is minor"},
        matrix={},
        priority_labels={"P1": "Critical", "P2": "High", "P3": "Medium", "P4": "Low", "P5": "Planning"},
        vip_bump=1,
        services={
            "network": Service(
                "network", "Network, Wi-Fi and VPN", OMAR, "service-desk", "high", "standard", ("vpn",), "infra", "isp"
            ),
            "web-shop": Service("web-shop", "Customer web shop", OMAR, "infra", "critical", "standard", ("checkout",)),
            "workplace-it": Service(
                "workplace-it", "Laptops and desktops", LENA, "service-desk", "medium", "standard", ()
            ),
        },
        sla={"standard": _SLA},
        rules=SlaRules(),
        ladders={"default": Ladder("default", "policy", ())},
        catalog={"laptop": _laptop()},
        lifecycle=Lifecycle(),
        notifications=Notifications(),
        places={},
        office="berlin-office",
    )


def _laptop() -> Item:
    form = (
        ItemField("model", "select", "Model", True, ("Standard 14", "Power 16")),
        ItemField("ship_to", "select", "Ship to", True, ("berlin", "home")),
        ItemField("address", "text", "Address", sensitive=True),
    )
    cost = Cost(by="model", table={"Standard 14": 1150, "Power 16": 1980})
    return Item("laptop", "New laptop", "workplace-it", cost, Duration(5, "bd"), True, form, ())


@dataclass(frozen=True, slots=True)
class SampleDirectory:
    """Names made from addresses; Mia sits in Finance, Berlin."""

    def person(self, person: PersonId) -> Person:
        """The person of that id."""
        name = " ".join(part.capitalize() for part in person.partition("@")[0].split("."))
        if person == MIA:
            return Person(person, name, ZONE, department="Finance", site="berlin")
        return Person(person, name, ZONE)


class SampleClock:
    """It is always the present of the samples."""

    def now(self) -> datetime:
        """That instant."""
        return NOW


def clock(metric: Metric, **changes: object) -> SlaClock:
    """A P3 promise on office hours, running since the ticket's creation."""
    hour = 2 if metric == "response" else 16
    due = (
        datetime(2026, 10, 27, 8, 30, tzinfo=UTC)
        if metric == "response"
        else datetime(2026, 10, 28, 14, 30, tzinfo=UTC)
    )
    base = SlaClock(
        metric, "berlin-office", hour * 3600, hour * 3600, ("requester", "vendor"), "sample", "running",
        CREATED, since=CREATED, due_at=due,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]  # every name is a field of Clock


_CLOSES = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
_ANSWERED = clock(
    "response", state="met", elapsed=720, since=None, stopped_at=CREATED + timedelta(minutes=12), due_at=None
)
_FIX = clock("resolution")
_PAUSED = clock("resolution", state="paused", elapsed=5 * 3600, since=None, due_at=None, paused_for="requester")

_CALLING = LadderRun("default", "service-desk", "always", CREATED, "sample", acked=False)

NEW = Ticket(
    ref="INC-1042", title="VPN drops every 5 minutes", description="Since this morning, in all of finance.",
    requester=MIA, beneficiary=MIA, logged_by=MIA, source="slack_command", service="network",
    details=IncidentDetails(category="vpn", impact=3, urgency=2), priority="P3", team="service-desk",
    created_at=CREATED, clocks=(clock("response"), _FIX), version=1,
)  # fmt: skip
WORKING = replace(
    NEW, status=INCIDENT.working, assignee=EMRE, acked_at=CREATED + timedelta(minutes=11), clocks=(_ANSWERED, _FIX),
    first_response_at=CREATED + timedelta(minutes=12),
)  # fmt: skip
ASSIGNED = replace(NEW, assignee=DANA, ladder=_CALLING)
CALLED = replace(WORKING, assignee=DANA, handed_by=LENA, escalated_to=DANA, ladder=_CALLING)
ASKING = replace(
    WORKING, status=INCIDENT.waiting, clocks=(_ANSWERED, _PAUSED),
    hold=Hold("requester", datetime(2026, 10, 28, 9, 0, tzinfo=UTC), "Which VPN profile is selected, Berlin or Split?"),
)  # fmt: skip
AT_VENDOR = replace(
    WORKING, status=INCIDENT.waiting, clocks=(_ANSWERED, replace(_PAUSED, paused_for="vendor")),
    hold=Hold("vendor", NOW - timedelta(hours=1), party="isp", reference="TN-881", until=NOW + timedelta(hours=24)),
)  # fmt: skip
LOGGED = replace(WORKING, worked=85, links=(("caused", "CHG-77"), ("duplicate", "INC-1039")))
RESOLVED = replace(
    WORKING, status=INCIDENT.done, resolved_at=NOW, first_resolved_at=NOW, closes_at=_CLOSES,
    resolution_code="fixed", resolution_text="the VPN profile was reissued; please reconnect once",
    clocks=(_ANSWERED, clock("resolution", state="met", elapsed=12 * 3600, since=None, stopped_at=NOW)),
)  # fmt: skip
CLOSED = replace(RESOLVED, status=INCIDENT.closed, closed_at=NOW, closes_at=None, confirmed=True)
_ASKED = Survey("asked", at=_CLOSES, asked_at=NOW)
RATING = replace(RESOLVED, survey=_ASKED)
RATED = replace(CLOSED, survey=replace(_ASKED, state="answered", at=None, answered_at=NOW, answered_by=MIA, score=2))
CONFIRMED = replace(CLOSED, survey=replace(_ASKED, with_yes=True, closes_at=_CLOSES))
MERGED = replace(
    NEW, status=INCIDENT.closed, closed_at=NOW, resolution_code="duplicate", clocks=(),
    merged=MergedInto("INC-1031", NOW, (MIA,), INCIDENT.initial, None, NEW.clocks, None),
)  # fmt: skip
CANCELLED = replace(NEW, status=INCIDENT.cancelled, closed_at=NOW, clocks=())
UNCLAIMED = replace(WORKING, assignee=None)
MOVED = replace(WORKING, team="infra", assignee=None, handoff_count=1)
_PAGED_AT = NOW - timedelta(minutes=3)
_PAGED_MINUTES: Mapping[Metric, int] = {"response": 15, "resolution": 240}
PAGED = replace(
    NEW, ref="INC-1051", title="Web shop checkout down", description="Payment fails with error 502.",
    service="web-shop", details=IncidentDetails(category="checkout", impact=1, urgency=1), team="infra", priority="P1",
    created_at=_PAGED_AT, ladder=replace(_CALLING, team="infra"),
    clocks=tuple(
        clock(
            metric, calendar="always", target=minutes * 60, promised=minutes * 60, since=_PAGED_AT,
            started_at=_PAGED_AT, due_at=_PAGED_AT + timedelta(minutes=minutes), pause_on=(),
        )
        for metric, minutes in _PAGED_MINUTES.items()
    ),
)  # fmt: skip
ORDER = replace(
    NEW, ref="REQ-1043", title="New laptop", description="", service="workplace-it", priority="P4",
    status=REQUEST.initial, clocks=(_FIX,),
    details=RequestDetails(
        item="laptop", answers={"model": "Power 16", "ship_to": "home"}, sealed={"address": 1}, cost=1980,
    ),
)  # fmt: skip
APPROVING = replace(
    ORDER, status=REQUEST.approving or REQUEST.initial,
    clocks=(clock("resolution", state="paused", since=None, due_at=None, paused_for="approval"),),
    approval=Approval((
        StageRun(
            Stage("manager", "any", ("requester.manager",)), "pending", (Seat(DANA, (DANA,)),), 1,
            started_at=CREATED, expires_at=_CLOSES,
        ),
    )),
)  # fmt: skip
REJECTED, EXPIRED = (replace(APPROVING, status=status, closed_at=NOW) for status in REQUEST.refused)
TAKEN_ORDER = replace(ORDER, assignee=DANA, acked_at=NOW)
DELIVERED = replace(
    TAKEN_ORDER, status=REQUEST.done, resolved_at=NOW, closes_at=_CLOSES,
    resolution_code="fulfilled", resolution_text="your laptop is at the front desk",
    clocks=(clock("resolution", state="met", elapsed=12 * 3600, since=None, stopped_at=NOW),),
)  # fmt: skip

_STEPS = (
    Task("order", "service-desk", state="done", ref="TASK-1044", assignee=DANA),
    Task("image", "service-desk", state="ready", ref="TASK-1045", needs=("order",), due_at=NOW + timedelta(hours=2)),
    Task("asset", "infra", "Register asset and owner", state="failed", ref="TASK-1046", needs=("order",),
         said="It has no number."),
    Task("hand_over", "infra", state="blocked", ref="TASK-1047", needs=("image", "asset")),
)  # fmt: skip
IN_STEPS = replace(TAKEN_ORDER, plan=_STEPS)
STEPS_EARLY = replace(
    IN_STEPS, status="on_hold", hold=Hold("scheduled", NOW, until=NOW + timedelta(days=2)),
    plan=tuple(replace(task, state="done", said="") for task in _STEPS),
)  # fmt: skip
CANCEL_ASKED = replace(IN_STEPS, cancel_asked=MIA)
CHANGE_ASKED = replace(IN_STEPS, change_asked=RequestDetails(item="laptop", answers={"model": "Standard 14"}))
STEP = replace(
    ORDER, ref="TASK-1045", title="Image (REQ-1043)", status=TASK.initial,
    requester=SYSTEM, beneficiary=SYSTEM, logged_by=SYSTEM,
    details=TaskDetails(parent="REQ-1043", key="image", desk="service-desk"),
)  # fmt: skip
FAILED_STEP = replace(STEP, status="failed", assignee=DANA)
DROPPED_STEP = replace(STEP, status=TASK.cancelled, assignee=DANA, closed_at=NOW)

STATES: dict[str, Ticket] = {
    "new": NEW,
    "working": WORKING,
    "asking": ASKING,
    "at_vendor": AT_VENDOR,
    "resolved": RESOLVED,
    "closed": CLOSED,
    "cancelled": CANCELLED,
    "unassigned": MOVED,
    "critical": PAGED,
    "order": ORDER,
    "approving": APPROVING,
    "taken_order": TAKEN_ORDER,
    "delivered": DELIVERED,
    "in_steps": IN_STEPS,
}
