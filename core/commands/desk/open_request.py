"""Request: something of the catalogue is ordered, by its own form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.commands.desk import access, approvals, items, open_incident
from core.commands.desk.intake_submission import completed, file_ticket, words_kept, words_set_aside
from core.commands.desk.order_pages import lead_back, turn_page
from core.commands.desk.ordered_before import (
    answers_before,
    changed_behind,
    form_of,
    is_orderable,
    order_changed,
    take_order,
)
from core.commands.desk.pending_words import CARRIED_LETTERS, begun, carry, set_aside
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.registry import TYPED, Asking, DeskCommand, Slash
from core.errors import Refusal
from core.intake import ordered_already
from core.intake.answers import room_of
from core.intake.catalog import field_for_words, for_whom, may_order, read_order, take_item, without_name
from core.intake.finding_items import chosen_in
from core.intake.form_pages import forget, on_page, shown_on, so_far
from core.intake.picker import choose_form, find_choices, usual_items
from core.intake.shelf import on_offer
from core.intake.wishes import QUESTION
from core.items import Item, version_of
from core.phrases import phrase
from core.policy import Policy
from core.ports.chats import Waiting
from core.processes import Details, RequestDetails
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import Action, Button, packed, say
from core.ui.forms import Choice, FormValue
from core.ui.inbound import FormChanged, Reply, Shown, Submit
from core.ui.reading import Arguments, Reading, Values
from core.ui.slips import Mistyped, near_words
from core.ui.text import Run, shorten, trim

SAID = "said"
"""Under which a form remembers words that come along with it, where they are few."""
BROKEN = ":incident"
"""What is chosen in the picker to report a fault instead; no item's key has a colon."""


def answer(asked: Asking) -> Reply:
    """Open the form of the item that is named, else the choice of one; a prompt that is done shows its ticket.

    Raises Refusal.
    """
    if (made := done_by(asked)) is not None:
        return show_ticket(asked, made)
    engine, person = asked.engine, asked.person.id
    text, context = words_set_aside(asked)
    wanted = str(asked.arguments.get("item", "")) or asked.text
    if not wanted:
        usual, reading = usual_items(asked.tx, person), replace(engine.reading(), policy=_policy(asked))
        return engine.open_form(choose_form(reading, person, _bringing(asked, text, context), usual, text))
    try:
        item, beside = _named(asked, wanted)
    except Mistyped as refusal:
        if asked.where is None or not asked.text:
            raise
        return _ask_what_it_is(asked, refusal)
    return _open(asked, item, text or beside, _bringing(asked, text or beside, context))


def find_other(asked: Asking) -> DeskCommand | None:
    """What the words behind it ask for instead, and not for something of the catalog."""
    if approvals.is_asked(asked.text):
        return approvals.COMMAND
    if items.is_asked(asked.text):
        return items.COMMAND
    return access.COMMAND if access.is_asked(asked) else None


def _open(asked: Asking, item: Item, text: str, context: Arguments) -> Reply:
    """Its form with the words in the field that takes some, else above it, and what they choose of it chosen."""
    first = field_for_words(item, text)
    values: dict[str, FormValue] = dict(chosen_in(item, f"{asked.text} {text}"))
    if text and first:
        values[first.id] = begun(text, room_of(first))
    return asked.engine.open_form(_form(asked, item, values, asked.engine.reading(), context))


def _bringing(asked: Asking, text: str, context: Arguments) -> Arguments:
    """The context of a form with which words come along: they stand in it, or are set aside where they are many."""
    if not text or context.get("words"):
        return context
    if len(text) <= CARRIED_LETTERS:
        return {**context, SAID: text}
    key = asked.engine.new_id()
    set_aside(asked.tx, asked.person.id, key, (Waiting(text, None, asked.engine.now()),), asked.engine.now())
    return {**context, "words": key}


def _brought(asked: Asking, context: Arguments) -> str:
    """The words that came along with a form."""
    return words_kept(asked, context) or str(context.get(SAID, ""))


def _form(asked: Asking, item: Item, values: Values, reading: Reading, context: Arguments) -> Blank:
    """The item's form; where it has no field for the words that came before it, it says that they go along."""
    blank = _with_theirs(asked, item, values, form_of(asked, item, values, reading, context))
    words = _brought(asked, context)
    if not words or field_for_words(item, words) is not None:
        return blank
    said = wording("words_go_along", text=shorten(words, 200))
    return replace(blank, questions=(Question("note:words", "", "note", required=False, text=said), *blank.questions))


def _with_theirs(asked: Asking, item: Item, values: Values, blank: Blank) -> Blank:
    """The form below what is there of the same already; a changed order, and a later page, says nothing of it."""
    if blank.back is not None or order_changed(asked, blank.context) is not None:
        return blank
    policy, asker = asked.engine.policy, asked.person.id
    said = ordered_already.notes(asked.tx, policy, item, for_whom(values) or asker, asker, values)
    return replace(blank, questions=(*said, *blank.questions))


def _named(asked: Asking, words: str) -> tuple[Item, str]:
    """The item that words name, and those beside its name. Raises Refusal, with buttons for what may be meant."""
    try:
        return take_item(_policy(asked), asked.person.id, words)
    except Refusal as refusal:
        if refusal.code != "no_item":
            raise
        typed, may = words.strip().casefold(), (approvals.WORDS[0], *_of_owners(asked))
        instead = tuple(each for each in may if typed.startswith(each)) or near_words(typed, may)
        data = refusal.phrase.data
        raise Mistyped(
            Refusal("no_item", near=data["near"], items=data["items"], instead=instead),
            (*(_typed(each) for each in instead), *_slips(asked, refusal, words)),
        ) from None


def _of_owners(asked: Asking) -> tuple[str, ...]:
    """What the owners of the catalog may type beside items."""
    owns = asked.engine.policy.has_role(asked.person.id, "catalog_owner")
    return (items.WORDS[0], access.WORDS[0]) if owns else ()


def _typed(words: str) -> Button:
    """The button that does what is typed behind `/request`, in a form where that opens one."""
    form = words == items.WORDS[0]
    return Button(f"request {words}", Action(COMMAND.name, {TYPED: words}), opens_form=form)


def _slips(asked: Asking, refusal: Refusal, words: str) -> Iterator[Button | None]:
    """A button for each item that was nearly named; it opens its form, with the words that stood behind the name."""
    if not refusal.phrase.data["near"]:
        return
    prompt = asked.message or asked.engine.new_id()
    named = refusal.phrase.data["items"]
    for item in _policy(asked).catalog.values():
        if isinstance(named, tuple) and item.name in named:
            behind = without_name(item, words)
            carried = carry(asked.engine, asked.tx, asked.person.id, behind, prompt, files=asked.files)
            action = Action(COMMAND.name, {"item": item.key, **carried})
            yield packed(shorten(asked.engine.presenter.label("order", item.name), 70), action, form=True)


def _ask_what_it_is(asked: Asking, refusal: Mistyped) -> Shown:
    """Words that name no item: what can be named, and the ways to say what they are, which keep them."""
    engine = asked.engine
    label, prompt = engine.presenter.label, asked.message or engine.new_id()
    carried = carry(engine, asked.tx, asked.person.id, trim(asked.text), prompt, files=asked.files)
    question = Button(label("question"), Action("open_request", {"item": QUESTION, **carried}), opens_form=True)
    return Shown(
        say(
            (*engine.presenter.refusal(refusal), Run(" "), *engine.presenter.words(phrase("words_are_kept"))),
            *refusal.meant,
            *([question] if QUESTION in _policy(asked).catalog else []),
            Button(label("choose"), Action("open_request", carried), opens_form=True),
            Button(label("incident"), Action("open_incident", carried), opens_form=True),
            slashes=engine.slashes(asked.channel),
        ),
        refusal=True,
    )


def _policy(asked: Asking) -> Policy:
    """The rules with the catalog as it is offered now."""
    return on_offer(asked.tx, asked.engine.policy)


def offer(asked: Asking) -> Button | Shown:
    """The button that opens it; where the words name nothing to be ordered, the ways to say what they are."""
    label = asked.engine.presenter.label
    message = asked.message or asked.engine.new_id()
    prompt = carry(asked.engine, asked.tx, asked.person.id, "", message, files=asked.files)
    action, said = Action("open_request", prompt), label("choose")
    if asked.text:
        try:
            item, beside = _named(asked, asked.text)
        except Mistyped as refusal:
            return _ask_what_it_is(asked, refusal)
        prompt = carry(asked.engine, asked.tx, asked.person.id, beside, message, files=asked.files)
        action, said = Action("open_request", {"item": item.key, **prompt}), label("order", item.name)
    return Button(shorten(said, 70), action, "primary", opens_form=True)


def find(asked: Asking, field: str, typed: str) -> tuple[Choice, ...]:
    """The items that the picker offers for typed words, else the ways on; no other field of its forms is searched."""
    if field != "item":
        return ()
    policy, person = _policy(asked), asked.person.id
    found = find_choices(policy, person, typed, usual_items(asked.tx, person), _brought(asked, asked.arguments))
    return found or tuple(_ways_on(asked, policy))


def _ways_on(asked: Asking, policy: Policy) -> Iterator[Choice]:
    """What can be chosen where nothing is called as it was typed."""
    question = policy.catalog.get(QUESTION)
    if question is not None and may_order(policy, question, asked.person.id):
        yield Choice(QUESTION, asked.engine.presenter.label("found_none_question"))
    yield Choice(BROKEN, asked.engine.presenter.label("found_none_incident"))


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The open page of the item's form with what its answers ask for. Raises Refusal where they may not order it."""
    item = _ordered(asked, changed.context)
    before = answers_before(asked, item, changed.context)
    values = so_far(asked.tx, asked.person.id, changed, item.form, shown_on(item.form, asked.values), before)
    reading = replace(asked.engine.reading(), command_id=changed.command_id)
    return _form(asked, item, values, reading, changed.context)


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
        if asked.values.get("item") == BROKEN:
            arguments = {**sent.context, "text": _brought(asked, sent.context)}
            return open_incident.answer(replace(asked, arguments=arguments))
        return _open(asked, _chosen(asked), _brought(asked, sent.context), sent.context)
    item, reading = _ordered(asked, sent.context), replace(reading, command_id=sent.command_id)
    before = answers_before(asked, item, sent.context)
    shown = so_far(asked.tx, asked.person.id, sent, item.form, shown_on(item.form, asked.values), before)
    if sent.context.get("version", version_of(item)) != version_of(item):
        return engine.open_form(_look_again(asked, item, shown, reading, sent.context))
    if (behind := changed_behind(asked, item, shown, reading, sent.context)) is not None:
        return engine.open_form(behind)
    values = so_far(asked.tx, asked.person.id, sent, item.form, asked.values, before)
    turned = turn_page(asked, sent, item, values, reading)
    if turned is not None:
        return engine.open_form(_form(asked, item, values, reading, on_page(sent.context, turned)))
    return _order(replace(asked, values=values), sent, item, reading)


def _order(asked: Asking, sent: Submit, item: Item, reading: Reading) -> Reply:
    """Open the request. Where something is wrong on a page before, lead back to the first such page. Raises Refusal."""
    brought = _brought(asked, sent.context)
    first = field_for_words(item, brought)
    values = completed(asked, sent.context, first.id, room_of(first)) if first else asked.values
    try:
        opening = read_order(item, values, reading, order_changed(asked, sent.context))
    except Refusal as refusal:
        found = lead_back(asked, sent, item, values, reading, refusal)
        if found is None:
            raise
        return found
    forget(asked.tx, asked.person.id, sent)
    opening = replace(
        opening, beneficiary=for_whom(values), details=_signed_in(asked, item, opening.details),
        description=brought if first is None else opening.description,
    )  # fmt: skip
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
    blank = _form(asked, item, values, reading, context)
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
    instead=find_other,
    takes_files=True,
    redraw=redraw,
    submit=submit,
    find=find,
    slash=Slash("request", help="Order something from the catalogue", usage="[what you need]"),
    changes=False,
)
