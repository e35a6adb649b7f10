"""Request: something of the catalogue is ordered, by its own form."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.intake_submission import file_ticket, words_set_aside
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake.catalog import choose_form, find_item, item_form, may_order, read_order
from core.ui.blanks import Blank
from core.ui.cards import Action, Button
from core.ui.inbound import FormChanged, Quiet, Reply, Submit
from core.ui.text import shorten

ITEM = 100
"""Characters of typed words that can name an item."""


def answer(asked: Asking) -> Reply:
    """Open the form of the item that is named, else the choice of one. Raises Refusal."""
    engine, person = asked.engine, asked.person.id
    text, context = words_set_aside(asked)
    wanted = str(asked.arguments.get("item", "")) or shorten(asked.text, ITEM)
    if not wanted:
        return engine.open_form(choose_form(engine.reading(), person, context))
    item = find_item(engine.policy, person, wanted)
    first = {item.form[0].id: text} if text and item.form else {}
    return engine.open_form(item_form(item, first, engine.reading(), context))


def offer(asked: Asking) -> Button:
    """The button that opens it. Raises Refusal where the words name nothing to be ordered."""
    label = asked.engine.presenter.label
    action, said = Action("open_request"), label("choose")
    if asked.text:
        item = find_item(asked.engine.policy, asked.person.id, shorten(asked.text, ITEM))
        action, said = Action("open_request", {"item": item.key}), label("order", item.name)
    return Button(shorten(said, 70), action, "primary", opens_form=True)


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The item's form with what its answers ask for. Raises Refusal where it is in the catalogue no more."""
    item = asked.engine.policy.catalog.get(str(changed.context.get("item", "")))
    if item is None:
        raise Refusal("outdated_form")
    reading = replace(asked.engine.reading(), command_id=changed.command_id)
    return item_form(item, asked.values, reading, changed.context)


def submit(asked: Asking, sent: Submit) -> Reply:
    """Open the request; after the choice of an item, its form. Raises Refusal."""
    engine, person = asked.engine, asked.person
    key = sent.context.get("item")
    reading = engine.reading()
    if key is None:
        chosen = asked.values.get("item")
        item = engine.policy.catalog.get(str(chosen))
        if item is None:
            raise Refusal("no_item_chosen", field="item")
        if not item.preapproved or not may_order(engine.policy, item, person.id):
            raise Refusal("not_orderable", field="item", item=item.name)
        return engine.open_form(item_form(item, {}, reading, sent.context))
    item = engine.policy.catalog.get(str(key))
    if item is None or not item.preapproved or not may_order(engine.policy, item, person.id):
        raise Refusal("no_longer_ordered")
    file_ticket(asked, sent, read_order(item, asked.values, replace(reading, command_id=sent.command_id)))
    return Quiet()


COMMAND = DeskCommand(
    name="open_request",
    words=("request", "order"),
    usage="/request [item]",
    help="Order something from the catalogue.",
    example="request laptop",
    short="orders something",
    answer=answer,
    offer=offer,
    redraw=redraw,
    submit=submit,
    slash=Slash("request", help="Order something from the catalogue", usage="[what you need]"),
    changes=False,
)
