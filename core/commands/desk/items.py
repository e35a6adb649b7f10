"""Items: the owners of the catalog see how often each is ordered, how its form looks to somebody, and retire it.

What is in an item is written in app.yaml; here it is only taken off the catalog, or brought back, until that says so.
For one that is like another it is shown what to write there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from core.commands.desk import who_decides
from core.commands.desk.order_pages import turn_page
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.intake.catalog import item_form, may_order, read_order
from core.intake.finding_items import find_items
from core.intake.form_pages import on_page, shown_on, so_far
from core.intake.picker import FOUND, LISTED
from core.intake.shelf import on_offer, press, pressed
from core.items import Item
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.tickets import Ordered
from core.ui.blanks import Blank, Option, Question, options, wording
from core.ui.cards import Action, Button, say
from core.ui.forms import Choice
from core.ui.inbound import FormChanged, Reply, Shown, Submit
from core.ui.reading import Reading, Values

WORDS = ("admin items", "items")
NAME = "items"
FOR = "preview"
"""Under which the form of a preview remembers to whom it is shown."""


def is_asked(text: str) -> bool:
    """Whether words behind `/request` ask for this, and not for something of the catalog."""
    return text.strip().casefold() in WORDS


def allow(policy: Policy, person: PersonId) -> None:
    """The owners of the catalog. Raises Refusal that names them."""
    if not policy.has_role(person, "catalog_owner"):
        raise Refusal("items_for_owners", people=policy.roles.get("catalog_owner", ()))


def answer(asked: Asking) -> Reply:
    """Open the form. Raises Refusal."""
    allow(asked.engine.policy, asked.person.id)
    return asked.engine.open_form(_form(asked, {}, asked.engine.reading()))


def offer(asked: Asking) -> Button:
    """The button that opens it."""
    return Button(asked.engine.presenter.label("items"), Action(NAME), "primary", opens_form=True)


def _form(asked: Asking, values: Values, reading: Reading) -> Blank:
    """All items with what is said of the chosen one, and what can be done with it."""
    policy, ordered = on_offer(asked.tx, reading.policy), asked.tx.ordered()
    item = policy.catalog.get(str(values.get("item")))
    questions = [
        Question("overview", "", "note", required=False, text=_overview(policy, ordered)),
        Question(
            "item", wording("which_item"), "select", hint=wording("request_item_hint"), search=True, reloads=True,
            choices=tuple(_option(policy.catalog[one.value]) for one in _found(policy, "", ordered)[:LISTED]),
            value=item.key if item else None,
        ),
    ]  # fmt: skip
    if item is not None:
        questions += [
            Question("usage", "", "note", required=False, text=_usage(asked, item, ordered)),
            Question(
                "what", wording("items_what"), "radio", value=values.get("what"),
                choices=options(
                    {
                        "preview": wording("items_preview"),
                        "clone": wording("items_clone"),
                        "back" if item.retired else "retire":
                            wording("items_back") if item.retired else wording("items_retire"),
                    }
                ),
            ),
            Question(
                "whom", wording("items_whom"), "user", required=False, value=values.get("whom"),
                hint=wording("items_whom_hint"),
            ),
        ]  # fmt: skip
    return Blank(NAME, wording("items_title"), tuple(questions), reading.command_id, submit=wording("items_submit"))


def _overview(policy: Policy, ordered: Mapping[str, Ordered]) -> Phrase:
    """How many items there are, and which are ordered most."""
    most = sorted((one for one in policy.catalog if one in ordered), key=lambda one: -ordered[one].count)[:LISTED]
    return wording(
        "items_overview",
        count=len(policy.catalog),
        over=sum(bool(one.retired) for one in policy.catalog.values()),
        items=tuple(policy.catalog[one].name for one in most),
        amounts=tuple(str(ordered[one].count) for one in most),
    )


def _usage(asked: Asking, item: Item, ordered: Mapping[str, Ordered]) -> Phrase:
    """How often one was ordered and when last, and since when it is ordered no more."""
    used, last = ordered.get(item.key), pressed(asked.tx).get(item.key)
    by_hand = last if item.retired and last and asked.engine.policy.catalog[item.key].retired is None else None
    return wording(
        "items_usage",
        item=item.name,
        count=used.count if used else 0,
        at=used.last if used else None,
        over=bool(item.retired),
        person=by_hand.by if by_hand else "",
        since=by_hand.at if by_hand else None,
    )


def _option(item: Item) -> Option:
    return Option(item.key, wording("items_retired", item=item.name) if item.retired else item.name)


def _found(policy: Policy, typed: str, ordered: Mapping[str, Ordered]) -> list[Choice]:
    """Every item that the words fit, whoever may order it; what is ordered most first."""
    most = sorted(ordered, key=lambda key: -ordered[key].count)
    return [Choice(item.key, item.name) for item in find_items(policy.catalog.values(), typed, most)]


def find(asked: Asking, field: str, typed: str) -> tuple[Choice, ...]:
    """What the form offers for typed words."""
    return tuple(_found(asked.engine.policy, typed, asked.tx.ordered())[:FOUND]) if field == "item" else ()


def redraw(asked: Asking, changed: FormChanged) -> Blank:
    """The form with what is said of the chosen item; of a preview, the page with what its answers ask for."""
    reading = replace(asked.engine.reading(), command_id=changed.command_id)
    if FOR not in changed.context:
        return _form(asked, asked.values, reading)
    item = _item(asked, changed.context.get("item"))
    values = so_far(asked.tx, asked.person.id, changed, item.form, shown_on(item.form, asked.values))
    return _as_seen(asked, item, values, item_form(item, values, reading, changed.context))


def _item(asked: Asking, key: object) -> Item:
    """The item as the settings have it. Raises Refusal where it was taken out since."""
    item = asked.engine.policy.catalog.get(str(key))
    if item is None:
        raise Refusal("no_item_chosen", field="item")
    return item


def submit(asked: Asking, sent: Submit) -> Reply:
    """Show the form as somebody sees it, retire the item, bring it back, or show what a like one is. Raises Refusal."""
    engine, values = asked.engine, asked.values
    if FOR in sent.context:
        return _go_through(asked, sent)
    item = _item(asked, values.get("item"))
    match values.get("what"):
        case "preview":
            return _preview(asked, sent, item)
        case "clone":
            clone = phrase("item_clone", item=item.name, text=_clone(engine.policy, item))
            return Shown(say(engine.presenter.words(clone)))
        case "retire" | "back" as what:
            press(asked.tx, item, asked.person.id, engine.now(), retired=what == "retire")
            done = phrase("item_retired", item=item.name) if what == "retire" else phrase("item_back", item=item.name)
            return Shown(say(engine.presenter.words(done)))
        case _:
            raise Refusal("no_item_action", field="what")


def _clone(policy: Policy, item: Item) -> str:
    """The lines of app.yaml for an item that takes over all of this one, by a key and a name that are free."""
    number = next(each for each in count(2) if f"{item.key}-{each}" not in policy.catalog)
    name = json.dumps(f"{item.name} {number}", ensure_ascii=False)  # as YAML quotes it, too
    return f"  {item.key}-{number}:\n    extends: {item.key}\n    name: {name}"


def _preview(asked: Asking, sent: Submit, item: Item) -> Reply:
    """The form as somebody sees it. Raises Refusal where they do not see the item."""
    whom = str(asked.values.get("whom") or asked.person.id)
    if not may_order(on_offer(asked.tx, asked.engine.policy), replace(item, retired=None), whom):
        raise Refusal("not_shown_to", field="whom", item=item.name, person=whom)
    reading = replace(asked.engine.reading(), command_id=sent.command_id)
    return asked.engine.open_form(_as_seen(asked, item, {}, item_form(item, {}, reading, {FOR: whom})))


def _as_seen(asked: Asking, item: Item, values: Values, form: Blank) -> Blank:
    """An item's form as a preview, which orders nothing: with who decides about an order of theirs."""
    whom = asked.engine.directory.person(str(form.context[FOR]))
    form = who_decides.told(replace(asked, person=whom, values=values), form, item)
    seen = wording("items_preview_note", person=str(form.context[FOR]))
    note = Question("note:preview", "", "note", required=False, text=seen)
    return replace(form, command=NAME, questions=(note, *form.questions), submit=wording("items_submit"))


def _go_through(asked: Asking, sent: Submit) -> Reply:
    """A page of a preview, checked as an order's is; at the end it says that nothing was ordered. Raises Refusal."""
    item = _item(asked, sent.context.get("item"))
    reading = replace(asked.engine.reading(), command_id=sent.command_id)
    values = so_far(asked.tx, asked.person.id, sent, item.form, asked.values)
    turned = turn_page(asked, sent, item, values, reading)
    if turned is not None:
        page = item_form(item, values, reading, on_page(sent.context, turned))
        return asked.engine.open_form(_as_seen(asked, item, values, page))
    read_order(item, values, reading)
    return Shown(say(asked.engine.presenter.words(phrase("only_preview", item=item.name))))


COMMAND = DeskCommand(
    name=NAME,
    words=WORDS,
    usage="/request admin items",
    help="Look after the catalog: how often each item is ordered, how its form looks to somebody, retire or clone it.",
    example="admin items",
    answer=answer,
    allow=allow,
    offer=offer,
    redraw=redraw,
    submit=submit,
    find=find,
    behind="nothing",
    changes=False,
    for_staff=True,
)
