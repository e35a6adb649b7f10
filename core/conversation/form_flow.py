"""Forms that open, change while open, and come back: the two that begin a ticket, and every command's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.commands import COMMANDS, follow
from core.commands.base import Nothing, carry_out
from core.conversation.chat_state import set_aside_for
from core.engine import Engine
from core.errors import Refusal
from core.intake.catalog import choose_form, find_item, item_form, may_order, read_order
from core.intake.opening import FOLLOW, TITLE_MAX, Opening, belonging, from_message, incident_form, read_incident
from core.intake.source import source_of
from core.people import Person, PersonId
from core.ports.tickets import Transaction
from core.queries.similar import find_similar
from core.tickets.permissions import asking_people, hide, is_responder, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Action, say
from core.ui.forms import Form
from core.ui.inbound import FormChanged, OpenForm, Press, Quiet, Reply, Shown, Submit
from core.ui.reading import Values
from core.ui.text import shorten

Context = Mapping[str, str | int | bool]


def first_form(engine: Engine, person: Person, action: Action) -> Form:
    """The form that an `open_incident` or `open_request` action opens."""
    reading = engine.reading()
    kept = action.arguments.get("words")
    carried: Context = {"words": kept} if kept else {}
    text = str(action.arguments.get("text", ""))
    if action.command == "open_incident":
        values = {"title": shorten(text, TITLE_MAX), "detail": shorten(text, 3000) if len(text) > TITLE_MAX else ""}
        return incident_form(values, reading, carried)
    wanted = str(action.arguments.get("item", ""))
    if not wanted:
        return choose_form(reading, person.id, carried)
    item = find_item(engine.policy, person.id, wanted)
    first = {item.form[0].id: text} if text and item.form else {}
    return item_form(item, first, reading, carried)


def changed_form(engine: Engine, tx: Transaction, person: Person, changed: FormChanged, values: Values) -> Form:
    """The open form redrawn after a field changed, with the same id and the input kept. Raises Refusal."""
    reading = replace(engine.reading(), command_id=changed.command_id)
    if changed.command == "open_incident":
        return incident_form(values, reading, changed.context, find_similar(engine, tx, person.id, values))
    item = engine.policy.catalog.get(str(changed.context.get("item", "")))
    if changed.command == "open_request" and item is not None:
        return item_form(item, values, reading, changed.context)
    raise Refusal("outdated_form")


def submit(engine: Engine, tx: Transaction, person: Person, sent: Submit, values: Values) -> Reply:
    """A form that came back: opens a ticket, opens the next form, or runs its command. Raises Refusal."""
    match sent.command:
        case "open_incident":
            return _submit_incident(engine, tx, person, sent, values)
        case "open_request":
            return _submit_request(engine, tx, person, sent, values)
    command = COMMANDS.get(sent.command)
    if command is None or command.read_form is None:
        raise Refusal("outdated_form")
    ticket = seen_ticket(engine, tx, str(sent.context.get("ticket", "")), person.id)
    command.allow(engine.policy, ticket, person.id)
    arguments = command.read_form(values, engine.reading())
    try:
        return carry_out(engine, tx, command, ticket, person.id, engine.moment(sent.at), arguments)
    except Refusal as refusal:
        reading = replace(engine.reading(), command_id=sent.command_id)
        form = command.form(ticket, reading) if command.form else None
        if form is None or refusal.field in values or refusal.field not in {each.id for each in form.fields}:
            raise
        # The ticket has moved on since the form opened and it now asks for more: they get that, with what they wrote.
        kept = [replace(each, value=values[each.id]) if each.id in values else each for each in form.fields]
        return OpenForm(replace(form, fields=tuple(kept)))


def _submit_incident(engine: Engine, tx: Transaction, person: Person, sent: Submit, values: Values) -> Reply:
    instead = next((key for key, ticked in values.items() if key.startswith(FOLLOW) and ticked), None)
    if instead is not None:
        return _follow_instead(engine, tx, person, sent, instead)
    reading = replace(engine.reading(), command_id=sent.command_id)
    try:
        opening = read_incident(values, reading)
    except Refusal as refusal:
        if refusal.field is not None and refusal.field not in values:
            # A field that the answers ask for only just now: a client that sent too early gets it with the form.
            similar = find_similar(engine, tx, person.id, values)
            return OpenForm(incident_form(values, reading, sent.context, similar))
        raise
    _open(engine, tx, person, sent, values, opening)
    return Quiet()


def _follow_instead(engine: Engine, tx: Transaction, person: Person, sent: Submit, field: str) -> Reply:
    """Follow the similar ticket; whatever else the form says is not needed then. Raises Refusal at the tick."""
    ref = field.removeprefix(FOLLOW)
    ticket = tx.ticket(ref)
    if ticket is None or ticket.private or not ticket.open or ticket.kind != "incident":
        raise Refusal("cannot_follow", field=field, ref=ref)
    if person.id in ticket.watchers or person.id in asking_people(engine.policy, ticket):
        return Shown(say(engine.presenter.words(follow.answer(ticket))))
    return carry_out(engine, tx, follow.COMMAND, ticket, person.id, engine.moment(sent.at), Nothing())


def _submit_request(engine: Engine, tx: Transaction, person: Person, sent: Submit, values: Values) -> Reply:
    key = sent.context.get("item")
    reading = engine.reading()
    if key is None:
        chosen = values.get("item")
        item = engine.policy.catalog.get(str(chosen))
        if item is None:
            raise Refusal("no_item_chosen", field="item")
        if not item.preapproved or not may_order(engine.policy, item, person.id):
            raise Refusal("not_orderable", field="item", item=item.name)
        return OpenForm(item_form(item, {}, reading, sent.context))
    item = engine.policy.catalog.get(str(key))
    if item is None or not item.preapproved or not may_order(engine.policy, item, person.id):
        raise Refusal("no_longer_ordered")
    _open(engine, tx, person, sent, values, read_order(item, values, replace(reading, command_id=sent.command_id)))
    return Quiet()


def _open(engine: Engine, tx: Transaction, person: Person, sent: Submit, values: Values, opening: Opening) -> Ticket:
    other = values.get("for_whom")
    requester = other if isinstance(other, str) and other else person.id
    context = sent.context
    quoted = context.get("quoted")
    if quoted and tx.receipt(_made(str(quoted))) is not None:
        raise Refusal("just_made")
    source = str(context.get("source") or source_of(sent.speaker.channel, "command", sent.where))
    home = str(context.get("home", "direct"))
    _, files = set_aside_for(tx, person.id, str(context.get("words", "")))
    made = belonging(
        opening,
        requester=requester,
        logged_by=person.id,
        source=source,
        source_ref=str(context["source_ref"]) if "source_ref" in context else None,
        home=home,
        vip=engine.directory.person(requester).vip,
        files=(*opening.files, *files),
    )
    ticket = engine.open(tx, made, engine.moment(sent.at))
    if quoted:
        tx.keep_receipt(_made(str(quoted)), ticket.ref, engine.now())
    return ticket


def _made(message: str) -> str:
    """The key under which the ticket made of a message is remembered: one message makes one ticket."""
    return f"made-of:{message}"


def from_quoted(engine: Engine, tx: Transaction, person: Person, press: Press, author: PersonId | None) -> Reply:
    """A shortcut or emoji used on a message: the form prefilled with it, or (emoji) the ticket at once.

    One message makes one ticket: when it has one already, that is shown instead.
    """
    quoted = press.quoted
    if quoted is None:
        raise Refusal("no_message")
    if quoted.by_bot:
        raise Refusal("bot_message")
    root = quoted.where.thread or quoted.where.message
    message = f"{quoted.where.place}#{root}"
    bound = tx.bound(quoted.where.place, root) if root else None
    made_before = bound.ticket if bound else tx.receipt(_made(message)) if root else None
    if press.action.command == "ticket_actions" or made_before is not None:
        if made_before is None:
            raise Refusal("no_ticket_here")
        if press.action.command == "create_by_emoji":
            return Quiet()
        known = engine.ticket(tx, made_before)
        if not known.private and not may_see(engine.policy, known, person.id):
            # It stands in the open, under this very message; only what became of it is not theirs.
            raise Refusal("has_ticket", ref=known.ref)
        ticket = seen_ticket(engine, tx, known.ref, person.id)
        staff = is_responder(engine.policy, ticket, person.id)
        return Shown(engine.presenter.compact(ticket, staff=staff, now=engine.now()))
    home = message if quoted.where.kind == "channel" and root else "direct"
    if press.action.command == "create_by_emoji":
        opening = from_message(quoted.text, engine.policy, _reader(engine, quoted.where.place))
        made = belonging(
            opening,
            requester=author or person.id,
            logged_by=person.id,
            source=source_of(press.speaker.channel, "emoji"),
            source_ref=quoted.where.permalink,
            home=home,
            files=quoted.files,
        )
        opened = engine.open(tx, made, engine.moment(press.at))
        if root:
            tx.keep_receipt(_made(message), opened.ref, engine.now())
        return Quiet()
    context: dict[str, str | int | bool] = {"home": home, "source": source_of(press.speaker.channel, "shortcut")}
    if root:
        context["quoted"] = message
    if quoted.where.permalink:
        context["source_ref"] = quoted.where.permalink
    values = {"title": _headline(quoted.text), "detail": shorten(quoted.text, 3000), "for_whom": author or ""}
    return OpenForm(incident_form(values, engine.reading(), context))


def _reader(engine: Engine, place: str) -> str | None:
    """The team that reads a channel: a request channel's, or a private team whose own channel it is."""
    private = [team.key for team in engine.policy.teams.values() if team.private]
    return engine.places.team_reading(place) or next(
        (one for one in private if place in engine.places.triage(one)), None
    )


def _headline(text: str) -> str:
    lines = text.strip().splitlines()
    return shorten(lines[0], TITLE_MAX) if lines else ""


def command_form(engine: Engine, tx: Transaction, person: Person, name: str, ref: str) -> Form:
    """The form of a ticket command, after the same checks that its decision will make again. Raises Refusal."""
    command = COMMANDS[name]
    ticket = seen_ticket(engine, tx, ref, person.id)
    command.allow(engine.policy, ticket, person.id)
    if command.form is None:
        raise Refusal("usage", usage=command.usage)
    return command.form(ticket, engine.reading())


def seen_ticket(engine: Engine, tx: Transaction, ref: str, person: PersonId) -> Ticket:
    """The ticket, if this person may see it. Raises Refusal."""
    ticket = engine.ticket(tx, ref)
    if not may_see(engine.policy, ticket, person):
        raise hide(ref)
    return ticket
