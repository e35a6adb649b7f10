"""Change: what a ticket was opened with turns out to be otherwise: its title, its service, who asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.approvals import machine
from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.fulfilment import owing
from core.intake.opening import TITLE_MAX, TITLE_MIN
from core.lifecycle import reclassifying, transitions
from core.people import PersonId
from core.policy import Service
from core.processes import IncidentDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.grammar import take_word
from core.ui.keys import take_named
from core.ui.names import read_person
from core.ui.reading import Reading, Said, Values
from core.ui.text import clean, one_name, shorten


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise; None for what stays. Another service has no category unless one is named."""

    title: str | None = None
    service: str | None = None
    category: str | None = None
    requester: PersonId | None = None


def decide(draft: Draft, to: Change) -> None:
    """Change what is said to be otherwise. Another service brings its promises and, where the team is none, its own.

    Whoever has to agree is asked anew where it turns out to be somebody else's, or another team's.
    """
    was = draft.ticket
    transitions.need_open(was)
    before = len(draft.happened)
    _call_otherwise(draft, to.title)
    _ask_for_another(draft, to.requester)
    _be_about(draft, to.service, to.category)
    if len(draft.happened) == before:
        raise Refusal("nothing_changed", ref=was.ref)
    machine.of_others(draft, was)


def _call_otherwise(draft: Draft, title: str | None) -> None:
    if title is None or title == draft.ticket.title:
        return
    if len(title) < TITLE_MIN:
        raise Refusal("title_too_short", field="title", least=TITLE_MIN)
    if len(title) > TITLE_MAX:
        raise Refusal("too_long", field="title", limit=TITLE_MAX)
    draft.happen(e.Retitled(title))


def _ask_for_another(draft: Draft, requester: PersonId | None) -> None:
    if requester is None or requester == draft.ticket.requester:
        return
    if requester == draft.ticket.assignee:  # nobody resolves a ticket and confirms it, too
        raise Refusal("requester_has_it", field="requester", ref=draft.ticket.ref, person=requester)
    if draft.ticket.beneficiary == draft.ticket.requester and owing.may_have_given(draft.ticket.plan):
        # Whoever has it keeps it until it is taken away from them: nobody else's order can do that.
        raise Refusal("given_already", field="requester", person=draft.ticket.beneficiary, people=(requester,))
    draft.happen(e.RequesterChanged(requester))
    transitions.ask_anew(draft)


def _be_about(draft: Draft, key: str | None, category: str | None) -> None:
    ticket = draft.ticket
    service = draft.policy.services.get(key or ticket.service)
    if key is not None and service is None:
        raise Refusal(
            "no_such_service", field="service", text=shorten(key, 40), items=_names(draft.policy.services.values())
        )
    if service is None or (key is None and category is None):
        return
    if category not in service.categories:
        category = None
    if service.key == ticket.service and category in (None, _category(ticket)):
        return
    only = service.categories[0] if len(service.categories) == 1 else None
    reclassifying.change_service(draft, service.key, category or only)


def _names(services: Iterable[Service]) -> tuple[str, ...]:
    return tuple(one.name for one in services)


def _category(ticket: Ticket) -> str | None:
    return ticket.details.category if isinstance(ticket.details, IncidentDetails) else None


def read_words(said: Said, reading: Reading) -> Change | None:
    """`change title <title>`, `change service ERP and finance [orders]`, `change kind orders`, `change requester @jan`.

    Each also with "to" behind its second word.

    A service is known by a part of its name, too. Raises Refusal where that fits several.
    """
    word, rest = take_word(clean(said.text))
    what = word.casefold().rstrip(":")
    first, behind = take_word(rest)
    # A title may itself begin with "To" or "Is": only "to" in small letters is taken for no part of it.
    if first == "to" or (what != "title" and first.casefold() in ("to", "is")):
        rest = behind
    if not rest.strip():
        return None
    match what:
        case "title":
            return Change(title=_title(rest))
        case "kind" | "type" | "category":
            service = reading.policy.services.get(said.ticket.service) if said.ticket else None
            return Change(category=_read_kind(service, rest)) if service else None
        case "service":
            return _read_service(rest, reading)
        case "requester":
            people = dict.fromkeys((*sorted(reading.policy.staff), *_people_of(said.ticket)))
            person = read_person(replace(said, text=rest), reading, people, staff=False)
            return Change(requester=person) if person else None
    return None


def _people_of(ticket: Ticket | None) -> tuple[PersonId, ...]:
    """Who has to do with the ticket already, and so is known by name beside the staff."""
    if ticket is None:
        return ()
    return (ticket.requester, ticket.beneficiary, ticket.logged_by, *ticket.watchers, *(one for one, _ in ticket.spoke))


def _read_service(text: str, reading: Reading) -> Change:
    services = reading.policy.services
    keys, rest = take_named(text, {key: (one.name,) for key, one in services.items()})
    if not keys:  # "change service printer": by what it is that troubles
        keys = tuple(key for key, one in services.items() if _kind_called(one, text)[0])
        rest = text
    if len(keys) > 1:
        raise Refusal(
            "which_service", field="service", text=shorten(text, 40), items=_names(services[key] for key in keys)
        )
    if not keys:
        return Change(service=text)
    service = services[keys[0]]
    kind, more = _kind_called(service, rest or text)
    if rest and (more or kind is None):
        return Change(service=text)  # nobody guesses what the other words mean
    return Change(service=service.key, category=kind)


def _read_kind(service: Service, text: str) -> str:
    """The kind of trouble with a service that is named. Raises Refusal with all there are."""
    kind, more = _kind_called(service, text)
    if kind is None or more:
        items = tuple(service.category_name(key) for key in service.categories)
        raise Refusal("no_such_kind", field="service", text=shorten(text, 40), service=service.name, items=items)
    return kind


def _kind_called(service: Service, text: str) -> tuple[str | None, str]:
    """The one kind of trouble with a service that words begin with, and the rest of them."""
    kinds, rest = take_named(text, {key: (service.category_name(key),) for key in service.categories})
    return (kinds[0], rest) if len(kinds) == 1 else (None, text)


def _title(text: str) -> str:
    return one_name(clean(text))


def form(ticket: Ticket, reading: Reading) -> Blank:
    """All of it, as it stands."""
    return redraw(ticket, reading, {})


def redraw(ticket: Ticket, reading: Reading, values: Values) -> Blank:
    """The same with what was filled in; the kinds of trouble are those of the chosen service."""
    services = reading.policy.services
    service = services.get(str(values.get("service") or ticket.service))
    questions = [
        Question(
            "title", wording("change_what"), "text", value=values.get("title", ticket.title), min_length=TITLE_MIN,
            max_length=TITLE_MAX,
        ),
        Question(
            "service", wording("change_service"), "select", value=service.key if service else None, reloads=True,
            choices=options({key: one.name for key, one in services.items()}),
        ),
        *_kinds_of_trouble(ticket, service, values),
        Question(
            "requester", wording("change_requester"), "user", required=False,
            value=values.get("requester", ticket.requester), hint=wording("change_requester_hint"),
        ),
    ]  # fmt: skip
    title, submit = wording("change_title", ref=ticket.ref), wording("change_submit")
    blank = ticket_blank("change", title, ticket, reading, *questions, submit=submit)
    # Only what somebody changes is changed: what a colleague changed while the form was open stays.
    was = {"was_title": ticket.title, "was_service": ticket.service, "was_requester": ticket.requester}
    return replace(blank, context={**blank.context, **was, "was_category": _category(ticket) or ""})


def _kinds_of_trouble(ticket: Ticket, service: Service | None, values: Values) -> list[Question]:
    if service is None or len(service.categories) < 2 or not isinstance(ticket.details, IncidentDetails):
        return []
    key = f"category:{service.key}"
    stands = ticket.details.category if service.key == ticket.service else None
    labels = {each: service.category_name(each) for each in service.categories}
    value = values.get(key, stands)
    return [Question(key, wording("incident_category"), "select", required=False, choices=options(labels), value=value)]


def read_form(values: Values, _: Reading) -> Change:
    """What differs from how it stood when the form was opened."""
    service, requester = _new(values, "service"), _new(values, "requester")
    category = values.get(f"category:{values.get('service')}")
    other = isinstance(category, str) and (service is not None or category != values.get("was_category"))
    title = _title(str(values["title"] or "")) if "title" in values else None
    return Change(
        title=title if title != values.get("was_title") else None,
        service=service,
        category=category if other and isinstance(category, str) else None,
        requester=requester,
    )


def _new(values: Values, field: str) -> str | None:
    value = values.get(field)
    return value if isinstance(value, str) and value and value != values.get(f"was_{field}") else None


COMMAND = Command(
    name="change",
    words=("change", "edit"),
    usage="change title <title>  or  change service <service> [kind]  or  change kind <kind>"
    "  or  change requester <person>",
    help="Correct what a ticket says: its title, its service, who asked for it.",
    example="change service ERP and finance",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    redraw=redraw,
    read_form=read_form,
)
