"""Request: something of the catalogue is ordered, by its own form."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import access, approvals, items
from core.commands.desk import help as help_
from core.commands.desk.intake_submission import completed, file_ticket, words_set_aside
from core.commands.desk.order_pages import lead_back, turn_page
from core.commands.desk.ordered_before import changed_behind, form_of, is_orderable, order_changed, take_order
from core.commands.desk.pending_words import prefill
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake.answers import room_of
from core.intake.catalog import field_for_words, find_item, for_whom, may_order, read_order
from core.intake.form_pages import forget, on_page, so_far
from core.intake.picker import choose_form, find_choices, usual_items
from core.intake.shelf import on_offer
from core.items import Item, version_of
from core.policy import Policy
from core.processes import Details, RequestDetails
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import Action, Button
from core.ui.forms import Choice
from core.ui.inbound import FormChanged, Reply, Submit
from core.ui.reading import Arguments, Reading, Values
from core.ui.text import shorten

ITEM = 100
"""Characters of typed words that can name an item."""


def answer(asked: Asking) -> Reply:
    """Open the form of the item that is named, else the choice of one; help where it is asked for. Raises Refusal.

    A prompt that is done shows its ticket.
    """
    if help_.is_asked(asked.text):
        return help_.answer(asked)
    if approvals.is_asked(asked.text):
        return approvals.answer(asked)
    if items.is_asked(asked.text):
        return items.answer(asked)
    if access.is_asked(asked.text):
        return access.answer(asked)
    if (made := done_by(asked)) is not None:
        return show_ticket(asked, made)
    engine, person = asked.engine, asked.person.id
    text, context = words_set_aside(asked)
    wanted = str(asked.arguments.get("item", "")) or shorten(asked.text, ITEM)
    if not wanted:
        usual = usual_items(asked.tx, person)
        return engine.open_form(choose_form(replace(engine.reading(), policy=_policy(asked)), person, context, usual))
    item = find_item(_policy(asked), person, wanted)
    first = field_for_words(item)
    values = {first.id: shorten(text, room_of(first))} if text and first else {}
    return engine.open_form(form_of(asked, item, values, engine.reading(), context))


def _policy(asked: Asking) -> Policy:
    """The rules with the catalog as it is offered now."""
    return on_offer(asked.tx, asked.engine.policy)


def offer(asked: Asking) -> Button:
    """The button that opens it. Raises Refusal where the words name nothing to be ordered."""
    if items.is_asked(asked.text):
        items.allow(asked.engine.policy, asked.person.id)
        return items.offer(asked)
    label = asked.engine.presenter.label
    if access.is_asked(asked.text):
        return access.offer(asked)
    prompt = prefill("", prompt=asked.message or asked.engine.new_id())
    action, said = Action("open_request", prompt), label("choose")
    if asked.text:
        item = find_item(_policy(asked), asked.person.id, shorten(asked.text, ITEM))
        action, said = Action("open_request", {"item": item.key, **prompt}), label("order", item.name)
    return Button(shorten(said, 70), action, "primary", opens_form=True)


def find(asked: Asking, field: str, typed: str) -> tuple[Choice, ...]:
    """The items that the picker offers for typed words; other fields of its forms are not searched."""
    if field != "item":
        return ()
    person = asked.person.id
    return find_choices(_policy(asked), person, typed, usual_items(asked.tx, person))


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The open page of the item's form with what its answers ask for. Raises Refusal where they may not order it."""
    item = _ordered(asked, changed.context)
    values = so_far(asked.tx, asked.person.id, changed, asked.values)
    reading = replace(asked.engine.reading(), command_id=changed.command_id)
    return form_of(asked, item, values, reading, changed.context)


def _ordered(asked: Asking, context: Arguments) -> Item:
    """The item that a form is about. Raises Refusal where they may not order it any more."""
    if "item" not in context:
        raise Refusal("outdated_form")
    item = _policy(asked).catalog.get(str(context["item"]))
    if item is None or not is_orderable(asked, item, context):
        raise Refusal("no_longer_ordered")
    return item


def submit(asked: Asking, sent: Submit) -> Reply:
    """Open the request; after the choice of an item, its form, and after a page the next one. Raises Refusal."""
    engine, reading = asked.engine, asked.engine.reading()
    if "item" not in sent.context:
        return engine.open_form(form_of(asked, _chosen(asked), {}, reading, sent.context))
    item, reading = _ordered(asked, sent.context), replace(reading, command_id=sent.command_id)
    values = so_far(asked.tx, asked.person.id, sent, asked.values)
    if sent.context.get("version", version_of(item)) != version_of(item):
        return engine.open_form(_look_again(asked, item, values, reading, sent.context))
    if (behind := changed_behind(asked, item, values, reading, sent.context)) is not None:
        return engine.open_form(behind)
    turned = turn_page(asked, sent, item, values, reading)
    if turned is not None:
        return engine.open_form(form_of(asked, item, values, reading, on_page(sent.context, turned)))
    return _order(replace(asked, values=values), sent, item, reading)


def _order(asked: Asking, sent: Submit, item: Item, reading: Reading) -> Reply:
    """Open the request. Where something is wrong on a page before, lead back to the first such page. Raises Refusal."""
    first = field_for_words(item)
    values = completed(asked, sent.context, first.id, room_of(first)) if first else asked.values
    try:
        opening = read_order(item, values, reading, order_changed(asked, sent.context))
    except Refusal as refusal:
        found = lead_back(asked, sent, item, values, reading, refusal)
        if found is None:
            raise
        return found
    forget(asked.tx, asked.person.id, sent)
    opening = replace(opening, beneficiary=for_whom(values), details=_signed_in(asked, item, opening.details))
    return take_order(asked, sent, opening) or file_ticket(asked, sent, opening)


def _signed_in(asked: Asking, item: Item, details: Details) -> Details:
    """The order with the account that its platform says it comes from, where its item wants to know that."""
    if item.verify != "platform_login" or not isinstance(details, RequestDetails):
        return details
    account = asked.person.account(asked.channel) or ""
    return replace(details, signed_in=account, signed_in_at=asked.at if account else None)


def _chosen(asked: Asking) -> Item:
    """What was chosen in the picker. Raises Refusal at it."""
    policy = _policy(asked)
    item = policy.catalog.get(str(asked.values.get("item")))
    if item is None:
        raise Refusal("no_item_chosen", field="item")
    if not may_order(policy, item, asked.person.id):
        raise Refusal("not_orderable", field="item", item=item.name)
    return item


def _look_again(asked: Asking, item: Item, values: Values, reading: Reading, context: Arguments) -> Blank:
    """The form as it is by now, where the settings changed since it was opened: nobody orders what they did not see."""
    blank = form_of(asked, item, values, reading, context)
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
