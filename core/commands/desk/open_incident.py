"""Incident: a fault is reported by form, or joined where others have reported it."""

from __future__ import annotations

from dataclasses import replace

from core.commands import follow
from core.commands.base import Nothing, carry_out
from core.commands.desk.intake_submission import completed, file_ticket, words_set_aside
from core.commands.desk.pending_words import begun, carry
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake.catalog import for_whom
from core.intake.opening import (
    DETAIL_MAX,
    FOLLOW,
    TITLE_MAX,
    incident_form,
    read_incident,
)
from core.intake.presetting import GUESSED, preset, remember_guess, why_guessed, without_guess
from core.intake.titles import beside_title, headline
from core.processes import IncidentDetails
from core.queries.similar import find_similar, usual_for
from core.tickets.permissions import asking_people
from core.ui.blanks import Blank
from core.ui.cards import Action, Button, say
from core.ui.inbound import FormChanged, Reply, Shown, Submit
from core.ui.reading import Arguments, Reading, Values
from core.ui.text import shorten


def answer(asked: Asking) -> Reply:
    """Open the form with what was typed. A prompt that is done shows its ticket."""
    if (made := done_by(asked)) is not None:
        return show_ticket(asked, made)
    carried, context = words_set_aside(asked)
    text = carried or asked.text
    if len(text) > DETAIL_MAX and not carried:
        context = carry(asked.engine, asked.tx, asked.person.id, text, asked.engine.new_id())
        del context["text"]
    if carried:  # what somebody wrote before they knew of a form
        # What was shared stands there until it is sent: whoever chooses another title still has it.
        detail = text if text.startswith(">") else beside_title(text)
        values = {"title": headline(text), "detail": begun(detail, DETAIL_MAX)}
    else:
        detail = begun(text, DETAIL_MAX) if len(text) > TITLE_MAX else ""
        values = {"title": shorten(text, TITLE_MAX), "detail": detail}
    return asked.engine.open_form(draw_form(asked, values, asked.engine.reading(), context))


def draw_form(asked: Asking, values: Values, reading: Reading, context: Arguments) -> Blank:
    """The form with service and kind as they are guessed, and what others reported of the same.

    What nobody chose is guessed again from the words as they are by now; the form remembers what was guessed.
    """
    chosen = without_guess(values, context)
    policy, usual = asked.engine.policy, usual_for(asked.tx, asked.person.id)
    guessed = preset(chosen, policy, usual)
    if guessed is chosen:
        guessed = values
    similar = find_similar(asked.engine, asked.tx, asked.person.id, guessed)
    others = {name: each for name, each in context.items() if name != GUESSED}
    devices = asked.engine.policy.devices_of(asked.person.id)
    known = others | remember_guess(chosen, guessed)
    return incident_form(guessed, reading, known, similar, devices, doubt=why_guessed(chosen, policy, usual))


def offer(asked: Asking) -> Button:
    """The button that opens it."""
    prompt = asked.message or asked.engine.new_id()
    carried = carry(asked.engine, asked.tx, asked.person.id, asked.text, prompt, files=asked.files)
    return Button(asked.engine.presenter.label("report"), Action("open_incident", carried), "primary", opens_form=True)


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The form with what its answers ask for."""
    return draw_form(
        asked, asked.values, replace(asked.engine.reading(), command_id=changed.command_id), changed.context
    )


def submit(asked: Asking, sent: Submit) -> Reply:
    """Open the ticket, or follow the similar one that was ticked. Raises Refusal."""
    engine, values = asked.engine, asked.values
    instead = next((key for key, ticked in values.items() if key.startswith(FOLLOW) and ticked), None)
    if instead is not None:
        return _follow_instead(asked, instead)
    _guess_again(asked, sent)
    reading = replace(engine.reading(), command_id=sent.command_id)
    devices = engine.policy.devices_of(asked.person.id)
    opening = read_incident(completed(asked, sent.context, "detail", DETAIL_MAX), reading, devices)
    return file_ticket(asked, sent, replace(opening, requester=for_whom(values) or ""))


def _guess_again(asked: Asking, sent: Submit) -> None:
    """Show the form once more where its words mean another service by now than was guessed. Raises Refusal."""
    policy, chosen = asked.engine.policy, without_guess(asked.values, sent.context)
    if chosen is asked.values:
        return
    service = preset(chosen, policy, usual_for(asked.tx, asked.person.id)).get("service")
    if service is not None and service != asked.values["service"]:
        raise Refusal("guessed_again", field="service", service=policy.service(str(service)).name)


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
    takes_files=True,
    redraw=redraw,
    submit=submit,
    slash=Slash("incident", help="Report that something is broken", usage="[what is wrong]"),
    changes=False,
)
