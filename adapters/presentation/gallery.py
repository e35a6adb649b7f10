"""Every card there is, on the sample company's tickets: for people who change words, and for the golden tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.presentation import sample
from adapters.presentation.presenter import CardPresenter
from core.agenda import Due, Threshold
from core.calendars.oncall import Absence, Override
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.kind import Sample
from core.notifications.kinds import KINDS
from core.notifications.message_edits import answered
from core.phrases import phrase
from core.ports.outbox import Notice
from core.ports.presenter import Presenter
from core.tickets.finding import Said
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.pages import Digest, Gap, HomePage, Listing, Older, Shifts

_TICKETS: dict[Sample, Ticket] = {
    "new": sample.NEW,
    "assigned": sample.ASSIGNED,
    "working": sample.WORKING,
    "called": sample.CALLED,
    "unclaimed": sample.UNCLAIMED,
    "asking": sample.ASKING,
    "at_vendor": sample.AT_VENDOR,
    "critical": sample.PAGED,
    "resolved": sample.RESOLVED,
    "merged": sample.MERGED,
    "absorbing": sample.LOGGED,
    "closed": sample.CLOSED,
    "rating": sample.RATING,
    "rated": sample.RATED,
    "cancelled": sample.CANCELLED,
    "approving": sample.APPROVING,
    "rejected": sample.REJECTED,
    "expired": sample.EXPIRED,
    "steps": sample.IN_STEPS,
    "failed_step": sample.FAILED_STEP,
    "dropped_step": sample.DROPPED_STEP,
    "cancel_asked": sample.CANCEL_ASKED,
    "change_asked": sample.CHANGE_ASKED,
    "steps_early": sample.STEPS_EARLY,
}


def presenter() -> CardPresenter:
    """A presenter of the sample company with the shipped words."""
    return CardPresenter(sample.policy(), sample.SampleDirectory(), clock=sample.SampleClock())


def example(kind: str, to: str | None = None) -> Notice:
    """The example of a kind as a notice, addressed as its shape suggests."""
    shape = KINDS[kind].shape
    team = sample.NEW.team if shape == "card" else ticket_for(kind).team
    address = to or (f"direct:{sample.DANA}" if shape == "direct" else f"triage:{team}")
    return Notice(kind, "INC-1042", address, f"example:{kind}", sample.NOW, sample.NOW, KINDS[kind].example_facts)


def ticket_for(kind: str) -> Ticket:
    """The sample ticket on which a kind's example is drawn."""
    return _TICKETS[KINDS[kind].drawn_on]


def examples(using: Presenter | None = None) -> list[tuple[str, Card]]:
    """Name and card of every kind with its example facts, of both cards in every state, and of every page."""
    draw = using or presenter()
    cards: list[tuple[str, Card]] = []
    staff, mine = TRIAGE_CARD.name, REQUESTER_CARD.name
    for state, ticket in sample.STATES.items():
        for kind, to in ((staff, f"triage:{ticket.team}"), (mine, f"requester:{ticket.requester}")):
            cards.append((f"{kind}.{state}", draw.notice(example(kind, to), ticket, sample.NOW)))
    at = sample.CREATED + timedelta(minutes=2)
    night = sample.CREATED + timedelta(hours=6)
    cards += [
        (f"{staff}.fresh", draw.notice(example(staff), sample.NEW, at)),
        (f"{staff}.linked", draw.notice(example(staff), sample.LOGGED, sample.NOW)),
        (f"{staff}.merged", draw.notice(example(staff), sample.MERGED, sample.NOW)),
        (f"{mine}.merged", draw.notice(example(mine, "requester:mia.feld"), sample.MERGED, sample.NOW)),
        (f"{staff}.moved_away", draw.notice(example(staff), sample.MOVED, sample.NOW)),
        (f"{staff}.steps_of_another", draw.notice(example(staff, "triage:infra"), sample.IN_STEPS, sample.NOW)),
        (f"{staff}.over", draw.notice(example(staff), sample.WORKING, sample.NOW + timedelta(hours=6))),
        (f"{mine}.fresh", draw.notice(example(mine, "requester:mia.feld"), sample.NEW, at)),
        (f"{mine}.outside_hours", draw.notice(example(mine, "requester:mia.feld"), sample.NEW, night)),
    ]
    for name, known in KINDS.items():
        if known.shape != "card":
            cards.append((f"notice.{name}", draw.notice(example(name), ticket_for(name), sample.NOW)))
    asks = replace(example("settled"), facts={**example("settled").facts, "asks": True})
    rated = replace(asks, facts={**asks.facts, "became": "answered"})
    cards += [
        ("notice.settled_asking", draw.notice(asks, sample.CONFIRMED, sample.NOW)),
        ("notice.settled_rated", draw.notice(rated, sample.RATED, sample.NOW)),
        (
            "notice.approval_decided",
            draw.notice(answered(example("approval"), sample.NOW), sample.REJECTED, sample.NOW),
        ),
    ]
    return cards + _pages(draw)


def _pages(draw: Presenter) -> list[tuple[str, Card]]:
    now = sample.NOW
    own = Listing(phrase("working_on"), (sample.WORKING, sample.ASKING), phrase("nothing_assigned"), staff=True)
    waiting = Listing(phrase("waiting_for_you"), (sample.ASKING,))
    queue = phrase("queue", team="Service Desk")
    long = Listing(queue, (sample.NEW, sample.TAKEN_ORDER), staff=True, total=57)
    found = Listing(phrase("found", words="vpn"), (sample.NEW,), staff=True, older=Older("vpn", 1042))
    said = {sample.WORKING.ref: Said(sample.DANA, "…the tunnel comes back when you reconnect once.")}
    said[sample.NEW.ref] = Said(sample.EMRE, "The tunnel of the second floor was dug up…", public=False)
    quoted = Listing(phrase("found", words="tunnel"), (sample.WORKING, sample.NEW), staff=True, quotes=said)
    late = (sample.WORKING, sample.NEW)
    used = phrase("promise_used", kind="incident", metric="resolution", calendar="office", share="90")
    passes = phrase("promise_due", kind="incident", metric="resolution", calendar="office")
    agenda = (
        Due(sample.NOW + timedelta(hours=2, minutes=24), Threshold("resolution", "90"), used),
        Due(sample.NOW + timedelta(hours=4), Threshold("resolution", "breach"), passes),
    )
    everybody = HomePage(sample.MIA, (waiting,), items=(("laptop", "New laptop"), ("question", "Question or advice")))
    lead = HomePage(
        sample.LENA,
        (own,),
        on_call=(("infra-primary", sample.DANA), ("desk-duty", None)),
        away=((sample.EMRE, now + timedelta(days=2)),),
        numbers=((phrase("count_open"), 14), (phrase("count_due_today"), 3)),
        findings=("#infra-triage is archived",),
    )
    rota = Shifts(
        (("infra-primary", sample.DANA, now + timedelta(days=5)), ("desk-duty", None, None)),
        (("infra-primary", sample.EMRE, now + timedelta(days=5)),),
        (
            Gap("desk-duty", now + timedelta(days=2), now + timedelta(days=3), sample.LENA, (sample.DANA, sample.EMRE)),
            Gap("infra-primary", now + timedelta(days=9), None, None),
        ),
    )
    stands_in = Override("infra-primary", sample.EMRE, now + timedelta(hours=8), now + timedelta(hours=12))
    changed = replace(
        rota,
        said=(
            phrase(
                "stands_in",
                person=sample.EMRE,
                schedule="infra-primary",
                start=stands_in.start,
                end=stands_in.end,
                people=(sample.MIA,),
                zone=sample.policy().company.zone,
            ),
        ),
        overrides=(stands_in,),
        absences=(Absence(sample.DANA, now, now + timedelta(days=3)),),
        reader=sample.DANA,
        responds=True,
    )
    return [
        ("page.compact_staff", draw.compact(sample.WORKING, staff=True, now=now)),
        ("page.compact_logged", draw.compact(sample.LOGGED, staff=True, now=now)),
        ("page.explanation_logged", draw.explanation(sample.LOGGED, (), now)),
        ("page.compact_watcher", draw.compact(sample.WORKING, staff=False, now=now, follows=True)),
        ("page.compact_requester", draw.compact(sample.WORKING, staff=False, now=now)),
        ("page.listing", draw.listing(own, now)),
        ("page.listing_long", draw.listing(long, now)),
        ("digest.over", draw.digest(Digest(37, 0, 0, late, teams=("service-desk",)), now)),
        (
            "digest.of_all",
            draw.digest(Digest(1, 4, 12, late, (sample.DANA, sample.LENA), ("service-desk", "infra")), now),
        ),
        ("digest.of_private", draw.digest(Digest(37, 0, 0, (), teams=("service-desk",)), now)),
        ("digest.of_mine", draw.digest(Digest(37, 0, 0, late), now)),
        ("page.listing_found", draw.listing(found, now)),
        ("page.listing_quoted", draw.listing(quoted, now)),
        ("page.listing_empty", draw.listing(Listing(phrase("due_soon"), (), phrase("nothing_at_risk")), now)),
        ("page.home_requester", draw.home(everybody, now)),
        ("page.home_lead", draw.home(lead, now)),
        ("page.home_empty", draw.home(HomePage(sample.MIA, ()), now)),
        ("page.explanation", draw.explanation(sample.WORKING, agenda, now)),
        ("page.explanation_over", draw.explanation(sample.CANCELLED, (), now)),
        ("page.shifts", draw.shifts(rota, now)),
        ("page.shifts_brief", draw.shifts(replace(rota, more=True), now)),
        ("page.shifts_changed", draw.shifts(changed, now)),
        ("page.shifts_none", draw.shifts(Shifts(()), now)),
    ]
