"""Incident: a fault is reported by form, or joined where others have reported it."""

from __future__ import annotations

from dataclasses import replace

from core.commands import follow
from core.commands.base import Nothing, carry_out
from core.commands.desk.intake_submission import file_ticket, words_set_aside
from core.commands.desk.three_choices import prefill
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake.opening import FOLLOW, TITLE_MAX, incident_form, read_incident
from core.processes import IncidentDetails
from core.queries.similar import find_similar
from core.tickets.permissions import asking_people
from core.ui.blanks import Blank
from core.ui.cards import Action, Button, say
from core.ui.inbound import FormChanged, Quiet, Reply, Shown, Submit
from core.ui.text import shorten


def answer(asked: Asking) -> Reply:
    """Open the form with what was typed."""
    carried, context = words_set_aside(asked)
    text = carried or asked.text
    values = {"title": shorten(text, TITLE_MAX), "detail": shorten(text, 3000) if len(text) > TITLE_MAX else ""}
    return asked.engine.open_form(incident_form(values, asked.engine.reading(), context))


def offer(asked: Asking) -> Button:
    """The button that opens it."""
    return Button(
        asked.engine.presenter.label("report"), Action("open_incident", prefill(asked.text)), "primary", opens_form=True
    )


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The form with what others reported of the same service."""
    reading = replace(asked.engine.reading(), command_id=changed.command_id)
    similar = find_similar(asked.engine, asked.tx, asked.person.id, asked.values)
    return incident_form(asked.values, reading, changed.context, similar)


def submit(asked: Asking, sent: Submit) -> Reply:
    """Open the ticket, or follow the similar one that was ticked. Raises Refusal."""
    engine, values = asked.engine, asked.values
    instead = next((key for key, ticked in values.items() if key.startswith(FOLLOW) and ticked), None)
    if instead is not None:
        return _follow_instead(asked, instead)
    reading = replace(engine.reading(), command_id=sent.command_id)
    try:
        opening = read_incident(values, reading)
    except Refusal as refusal:
        if refusal.field is not None and refusal.field not in values:
            # A field that the answers ask for only just now: a client that sent too early gets it with the form.
            similar = find_similar(engine, asked.tx, asked.person.id, values)
            return engine.open_form(incident_form(values, reading, sent.context, similar))
        raise
    file_ticket(asked, sent, opening)
    return Quiet()


def _follow_instead(asked: Asking, field: str) -> Reply:
    """Follow the similar ticket; whatever else the form says is not needed then. Raises Refusal at the tick."""
    engine, person = asked.engine, asked.person.id
    ref = field.removeprefix(FOLLOW)
    ticket = asked.tx.ticket(ref)
    if ticket is None or ticket.private or not ticket.open or not isinstance(ticket.details, IncidentDetails):
        raise Refusal("cannot_follow", field=field, ref=ref)
    if person in ticket.watchers or person in asking_people(engine.policy, ticket):
        return Shown(say(engine.presenter.words(follow.answer(ticket))))
    return carry_out(engine, asked.tx, follow.COMMAND, ticket, person, asked.at, Nothing())


COMMAND = DeskCommand(
    name="open_incident",
    words=("incident", "report"),
    usage="/incident [what is wrong]",
    help="Report that something is broken.",
    example="incident the VPN drops",
    short="reports a fault",
    answer=answer,
    offer=offer,
    redraw=redraw,
    submit=submit,
    slash=Slash("incident", help="Report that something is broken", usage="[what is wrong]"),
    changes=False,
)
