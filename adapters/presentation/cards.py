"""The cards of a ticket: the one in its team's channel, the requester's, and the few lines for who typed its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from adapters.presentation import promises, step_cards
from adapters.presentation.buttons import Names, for_requester, for_staff, private_answers
from adapters.presentation.desk_words import DeskWords, spread, summarize
from core.calendars import hours
from core.fulfilment import owing
from core.fulfilment.offered import fault_left
from core.lifecycle import sla
from core.notifications.approvals import DECIDE
from core.people import PersonId
from core.processes import IncidentDetails, RequestDetails
from core.tickets.plan import Plan
from core.tickets.ticket import SlaClock, Ticket
from core.ui.cards import MOST_VIEWERS, Action, Button, Card, Fact, Section, Tone
from core.ui.text import Run, Text, isolate, plain, shorten

TITLE_LENGTH = 120
"""How much of a title fits a form (domain.md section 2), and surely a button's payload."""


def triage_card(desk: DeskWords, ticket: Ticket, team: str, now: datetime) -> Card:
    """The card in a team's channel; muted and without buttons where the ticket is another team's by now."""
    facts: dict[str, object] = {"ticket": desk.view(ticket), "now": now}
    if team != ticket.team:
        if (theirs := step_cards.team_card(desk, ticket, team, facts)) is not None:
            return theirs
        moved = desk.say("triage_card", "moved", facts)
        return Card(summarize(moved), sections=(Section(moved, muted=True),), tone="muted", ticket=ticket.ref)
    facts["state"] = desk.line("triage_card", "state", facts)
    shown, more = for_staff(ticket)
    sections = _ended(desk, ticket, facts, now) if ticket.done or ticket.over else _under_way(desk, ticket, facts, now)
    return Card(
        summarize(desk.say("triage_card", "summary", facts)),
        title=desk.say("triage_card", "title", facts),
        sections=tuple(sections),
        buttons=_quiet_behind(step_cards.buttons(desk, step_cards.of_own_team(ticket)), desk.press(shown, ticket)),
        more=_behind_more(desk, ticket, more),
        all_more=_all_more(desk, ticket, more),
        tone=tone(desk, ticket, now),
        ticket=ticket.ref,
        viewers=_viewers(desk, team),
    )


def _quiet_behind(first: tuple[Button, ...], rest: tuple[Button, ...]) -> tuple[Button, ...]:
    """Both, of which one is loud: the first that may be."""
    return (*first, *(replace(button, style="default") for button in rest)) if first else rest


def _behind_more(desk: DeskWords, ticket: Ticket, names: Names) -> tuple[Button, ...]:
    """What stands behind "More": none of it is loud, since one button of a card is already."""
    return tuple(replace(button, style="default") for button in desk.press(names, ticket))


def _all_more(desk: DeskWords, ticket: Ticket, more: Names) -> Button | None:
    """The way to all that stands behind "More"."""
    return desk.press(("more_actions",), ticket)[0] if more else None


def _under_way(desk: DeskWords, ticket: Ticket, facts: dict[str, object], now: datetime) -> list[Section]:
    """All that is known of a ticket on which work is owed."""
    sections = [Section(desk.say("triage_card", "body", facts), facts=_triage_facts(desk, ticket, facts))]
    hold, listed = desk.say("triage_card", "hold", facts), step_cards.listed(desk, ticket, facts)
    parts = (promised(desk, ticket, now), hold, listed, _details(desk, ticket, facts))
    return [*sections, *(Section(part) for part in parts if part)]


def _ended(desk: DeskWords, ticket: Ticket, facts: dict[str, object], now: datetime) -> list[Section]:
    """What is left to say of a ticket that is done or over: what it was, who asked and who did it, what came of it."""
    shown = _labelled(desk, "triage_card", ("people", "assignee", "worked"), facts)
    names = ("outcome", "links", *(("origin",) if ticket.follow_up_of else ()))
    parts = (desk.say("triage_card", name, facts) for name in names)
    listed, ends = step_cards.listed(desk, ticket, facts), _ends(desk, ticket, "triage_card", facts)
    # What somebody reported and nobody solved stays to be read.
    what = desk.say("triage_card", "body", facts) if fault_left(ticket) else (Run(ticket.title, bold=True),)
    text = spread(what, *parts, ends, promised(desk, ticket, now), listed)
    asked = desk.say("triage_card", "answers", facts) if owing.owed(ticket.plan) else ()  # what is to be taken away
    return [Section(text, facts=shown), *((Section(asked),) if asked else ())]


def _ends(desk: DeskWords, ticket: Ticket, template: str, facts: dict[str, object]) -> Text:
    """When what was given is taken away, and what is not, though a day was agreed to."""
    shown = desk.view(ticket)
    return desk.say(template, "ends", facts) if shown.ends or shown.kept else ()


def _days(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> Text:
    """What whoever asked reads of steps: what is stuck, what follows on its day, and when what they were given ends."""
    if not ticket.plan:
        return ()
    told = (desk.say("requester_card", name, facts) for name in ("stuck", "days"))
    return spread(*told, _ends(desk, ticket, "requester_card", facts))


def _viewers(desk: DeskWords, team: str) -> tuple[PersonId, ...]:
    """Who may need a view of a team's card of their own: its lead and its members, as many as get one."""
    known = desk.policy.teams.get(team)
    return tuple(dict.fromkeys((known.lead, *known.members)))[:MOST_VIEWERS] if known else ()


def requester_card(desk: DeskWords, ticket: Ticket, now: datetime) -> Card:
    """The requester's card: number, title, state in plain words, what comes next and when, their buttons."""
    facts = _requester_facts(desk, ticket, now)
    sections: list[Section] = []
    fresh = desk.view(ticket).fresh
    if fresh:
        sections.append(Section(desk.say("requester_card", "receipt", facts)))
    if outcome := spread(desk.say("requester_card", "outcome", facts), _days(desk, ticket, facts)):
        sections.append(Section(outcome))
    if desk.view(ticket).owed_files:
        sections.append(Section(desk.say("requester_card", "owed_files", facts)))
    sections.append(Section(facts=_labelled(desk, "requester_card", ("state", "next", "expected"), facts)))
    buttons = desk.press(for_requester(ticket), ticket)
    if fresh and facts["opens"] and isinstance(ticket.details, IncidentDetails):
        critical = Action("open_incident", {"text": shorten(ticket.title, TITLE_LENGTH)})
        buttons = (*buttons, Button(desk.label("critical"), critical, opens_form=True))
    return Card(
        summarize(desk.say("requester_card", "summary", facts)),
        title=desk.say("requester_card", "title", facts),
        sections=tuple(sections),
        buttons=buttons,
        tone="muted" if ticket.over else "neutral",
        ticket=ticket.ref,
    )


def compact(
    desk: DeskWords,
    ticket: Ticket,
    *,
    staff: bool,
    now: datetime,
    follows: bool | None = None,
    fulfils: bool = False,
    decides: bool = False,
    tasks: Plan = (),
    of: Ticket | None = None,
) -> Card:
    """A ticket in a few lines. Staff see promises and a responder's buttons; others what the requester sees.

    Who `fulfils` a task of it sees what was ordered and all its tasks, and may read its private answers as well;
    `tasks` are theirs. Who `decides` about it sees what they are asked for, and decides there. `of` is the request that
    a task is a step of.
    """
    following: Names = () if follows is None else ("unfollow",) if follows else ("follow",)
    if not staff:
        facts = _requester_facts(desk, ticket, now)
        shown = _labelled(desk, "requester_card", ("state", "expected"), facts)
        own: Names = ("add_detail", *following) if following else for_requester(ticket)
        owed = desk.say("requester_card", "owed_files", facts) if desk.view(ticket).owed_files else ()
        parts = (step_cards.below(desk, ticket, facts), step_cards.listed(desk, ticket, facts)) if fulfils else ()
        parts = (*_to_decide(desk, ticket, facts), *parts) if decides else parts
        first = DECIDE.asked if decides else ()
        buttons = desk.press((*first, *own, *(private_answers(ticket) if fulfils else ())), ticket)
        return Card(
            summarize(desk.say("requester_card", "summary", facts)),
            title=desk.say("requester_card", "title", facts),
            sections=(
                Section(spread(_days(desk, ticket, facts), owed), facts=shown),
                *(Section(part) for part in parts if part),
            ),
            buttons=_quiet_behind(step_cards.buttons(desk, tasks), buttons),
            tone="muted" if ticket.over else "neutral",
            ticket=ticket.ref,
        )
    facts = {"ticket": desk.view(ticket), "now": now}
    facts["state"] = desk.line("triage_card", "state", facts)
    people = _labelled(desk, "triage_card", ("people", "assignee", "worked"), facts)
    names, more = for_staff(ticket)
    lines = spread(
        (Run(isolate(ticket.title), bold=True),),
        promised(desk, ticket, now),
        desk.say("triage_card", "hold", facts),
        _ends(desk, ticket, "triage_card", facts),
        desk.say("triage_card", "owed_files", facts) if desk.view(ticket).owed_files else (),
    )
    asked = (step_cards.wanted(desk, of),) if of else _ordered(desk, ticket, facts)
    asked = _to_decide(desk, ticket, facts) if decides else asked
    names = (*DECIDE.asked, *(name for name in names if name not in DECIDE.asked)) if decides else names
    look = desk.press(private_answers(of), of) if of and fulfils else ()
    return Card(
        summarize(desk.say("triage_card", "summary", facts)),
        title=desk.say("triage_card", "title", facts),
        sections=(Section(lines, facts=people), *(Section(part) for part in asked if part)),
        buttons=_quiet_behind(step_cards.buttons(desk, tasks), (*desk.press(names, ticket), *look)),
        more=_behind_more(desk, ticket, (*more[:3], *following, *more[3:])),  # no menu is too small for it
        all_more=_all_more(desk, ticket, more),
        tone=tone(desk, ticket, now),
        ticket=ticket.ref,
    )


def _to_decide(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> tuple[Text, ...]:
    """What somebody is asked to decide about: what it costs, for whom it is, what was answered, and the files."""
    files = desk.say("triage_card", "files", facts)
    return (spread(desk.say("requester_card", "to_decide", facts), step_cards.answered(desk, ticket, facts), files),)


def _ordered(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> tuple[Text, ...]:
    """Of an order its tasks, and what was answered."""
    listed = step_cards.listed(desk, ticket, facts)
    return (listed, step_cards.answered(desk, ticket, facts)) if isinstance(ticket.details, RequestDetails) else ()


def promised(desk: DeskWords, ticket: Ticket, now: datetime) -> Text:
    """The promises that are shown, response before resolution, each worded by its phase."""
    parts: list[Text] = []
    for metric in ("response", "resolution"):
        clock = ticket.clock(metric)
        phase = promises.phase(desk.policy, clock, now) if clock else None
        if clock is not None and phase is not None:
            facts = {
                **promises.facts(desk.policy, desk.times, ticket, clock, now),
                "ticket": desk.view(ticket),
                "now": now,
            }
            parts.append(desk.say("promise", f"{metric}_{phase}", facts))
    return spread(*parts, by="   ·   ")


def tone(desk: DeskWords, ticket: Ticket, now: datetime) -> Tone:
    """A card's colour; the words beside it always say the same."""
    if ticket.over:
        return "muted"
    if ticket.done:
        return "neutral"
    match promises.worst(desk.policy, ticket, now):
        case "over":
            return "danger"
        case "warned" | "renewed":
            return "warning"
    return "neutral"


def _triage_facts(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> tuple[Fact, ...]:
    seen = desk.view(ticket)
    shown = list(_labelled(desk, "triage_card", ("people",), facts))
    for name, value in (("impact", seen.impact), ("urgency", seen.urgency)):
        if value:
            shown.append(Fact(desk.line("triage_card", f"{name}_label", facts), plain(value)))
    shown += _labelled(desk, "triage_card", ("assignee", "worked"), facts)
    if seen.cost:
        shown += _labelled(desk, "triage_card", ("cost",), facts)
    return tuple(shown)


def _details(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> Text:
    """What was answered in the form, and where it comes from."""
    seen = desk.view(ticket)
    parts = [desk.say("triage_card", "answers", facts)]
    if seen.urgent:
        parts.append(desk.say("triage_card", "urgent", facts))
    if seen.files:
        parts.append(desk.say("triage_card", "files", facts))
    if seen.owed_files:
        parts.append(desk.say("triage_card", "owed_files", facts))
    if seen.private_fields:
        parts.append(desk.say("triage_card", "private_fields", facts))
    if seen.links:
        parts.append(desk.say("triage_card", "links", facts))
    if seen.follow_up_of:
        parts.append(desk.say("triage_card", "origin", facts))
    return spread(*parts)


def _requester_facts(desk: DeskWords, ticket: Ticket, now: datetime) -> dict[str, object]:
    response, resolution = ticket.clock("response"), ticket.clock("resolution")
    facts: dict[str, object] = {"ticket": desk.view(ticket), "now": now, "opens": "", "late": False, "fix_late": False}
    facts["news_first"] = False
    for name, clock in (("answer", response), ("fix", resolution)):
        facts |= _told(desk, ticket, clock, name, now)
    facts["answer_style"] = facts["fix_style"] = "full"
    if response is not None and response.due_at is not None and response.state == "running":
        calendar = desk.policy.calendars.get(response.calendar)
        facts["late"] = sla.is_over(response, now)
        facts["answer_style"] = desk.kept(response.due_at, now, ticket)
        if calendar is not None and not hours.is_open(calendar, now):
            opening = hours.next_opening(calendar, now)
            facts["opens"] = opening.isoformat()
            facts["answer_style"] = desk.near(response.due_at, opening)
    if resolution is not None and resolution.due_at is not None and resolution.state == "running":
        facts["fix_late"] = sla.is_over(resolution, now)
        facts["fix_style"] = desk.kept(resolution.due_at, now, ticket)
        # While it waits for news that come later than the fix was promised, no earlier date would be true.
        until = ticket.hold.until if ticket.hold else None
        aimed = sla.new_date(ticket, resolution, now) or resolution.due_at
        facts["news_first"] = until is not None and until > aimed
    facts["state"] = desk.line("requester_card", "state", facts)
    return facts


def _told(desk: DeskWords, ticket: Ticket, clock: SlaClock | None, name: str, now: datetime) -> dict[str, str]:
    """When a promise was broken, and the date that the requester was told since; both empty where none was."""
    told = sla.new_date(ticket, clock, now) if clock else None
    facts: dict[str, str] = {}
    for what, at in (("broken", clock.breached_at if clock and told else None), ("told", told)):
        facts[f"{name}_{what}"] = at.isoformat() if at else ""
        facts[f"{name}_{what}_style"] = desk.kept(at, now, ticket) if at else "full"
    return facts


def _labelled(desk: DeskWords, template: str, names: tuple[str, ...], facts: dict[str, object]) -> tuple[Fact, ...]:
    """Facts from a block each, those with something to say, labelled by the block `<name>_label`."""
    labels = {"people": "requester"}
    said = ((name, desk.say(template, name, facts)) for name in names)
    return tuple(
        Fact(desk.line(template, f"{labels.get(name, name)}_label", facts), text) for name, text in said if text
    )
