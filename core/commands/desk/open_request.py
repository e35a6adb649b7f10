"""Request: something of the catalogue is ordered, by its own form."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import help as help_
from core.commands.desk.intake_submission import completed, file_ticket, words_set_aside
from core.commands.desk.pending_words import prefill
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake.catalog import field_for_words, find_item, item_form, may_order, read_order, room_of
from core.intake.picker import choose_form, find_choices, usual_items
from core.items import Item, version_of
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import Action, Button
from core.ui.forms import Choice
from core.ui.inbound import FormChanged, Reply, Submit
from core.ui.reading import Reading, Values
from core.ui.text import shorten

ITEM = 100
"""Characters of typed words that can name an item."""


def answer(asked: Asking) -> Reply:
    """Open the form of the item that is named, else the choice of one; help where it is asked for. Raises Refusal.

    A prompt that is done shows its ticket.
    """
    if help_.is_asked(asked.text):
        return help_.answer(asked)
    if (made := done_by(asked)) is not None:
        return show_ticket(asked, made)
    engine, person = asked.engine, asked.person.id
    text, context = words_set_aside(asked)
    wanted = str(asked.arguments.get("item", "")) or shorten(asked.text, ITEM)
    if not wanted:
        usual = usual_items(asked.tx, person)
        return engine.open_form(choose_form(engine.reading(), person, context, usual))
    item = find_item(engine.policy, person, wanted)
    first = field_for_words(item)
    values = {first.id: shorten(text, room_of(first))} if text and first else {}
    return engine.open_form(item_form(item, values, engine.reading(), context))


def offer(asked: Asking) -> Button:
    """The button that opens it. Raises Refusal where the words name nothing to be ordered."""
    label = asked.engine.presenter.label
    prompt = prefill("", prompt=asked.message or asked.engine.new_id())
    action, said = Action("open_request", prompt), label("choose")
    if asked.text:
        item = find_item(asked.engine.policy, asked.person.id, shorten(asked.text, ITEM))
        action, said = Action("open_request", {"item": item.key, **prompt}), label("order", item.name)
    return Button(shorten(said, 70), action, "primary", opens_form=True)


def find(asked: Asking, field: str, typed: str) -> tuple[Choice, ...]:
    """The items that the picker offers for typed words; other fields of its forms are not searched."""
    if field != "item":
        return ()
    person = asked.person.id
    return find_choices(asked.engine.policy, person, typed, usual_items(asked.tx, person))


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The item's form with what its answers ask for. Raises Refusal where they may not order it any more."""
    item = asked.engine.policy.catalog.get(str(changed.context.get("item", "")))
    if item is None:
        raise Refusal("outdated_form")
    if not may_order(asked.engine.policy, item, asked.person.id):
        raise Refusal("no_longer_ordered")
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
        if not may_order(engine.policy, item, person.id):
            raise Refusal("not_orderable", field="item", item=item.name)
        return engine.open_form(item_form(item, {}, reading, sent.context))
    item = engine.policy.catalog.get(str(key))
    if item is None or not may_order(engine.policy, item, person.id):
        raise Refusal("no_longer_ordered")
    if sent.context.get("version", version_of(item)) != version_of(item):
        return engine.open_form(_look_again(item, asked.values, replace(reading, command_id=sent.command_id), sent))
    first = field_for_words(item)
    values = completed(asked, sent.context, first.id, room_of(first)) if first else asked.values
    return file_ticket(asked, sent, read_order(item, values, replace(reading, command_id=sent.command_id)))


def _look_again(item: Item, values: Values, reading: Reading, sent: Submit) -> Blank:
    """The form as it is by now, where the settings changed since it was opened: nobody orders what they did not see."""
    blank = item_form(item, values, reading, sent.context)
    note = Question("note:request_changed", "", "note", required=False, text=wording("request_changed"))
    return replace(blank, questions=(note, *blank.questions))


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
    find=find,
    slash=Slash("request", help="Order something from the catalogue", usage="[what you need]"),
    changes=False,
)
