"""The catalog: what may be ordered by whom, an item's form from its fields, and its answers checked.

Items that need an approval begin once it is given, also where a ticket becomes an order later (`convert`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from core.approvals.state import is_needed
from core.errors import Refusal, refusals_of, refuse_together
from core.intake import needed_by
from core.intake.answers import asked_of, hint_of, names_of, read_answer, room_of
from core.intake.finding_items import chosen_in, find_items, find_near, named_in
from core.intake.form_pages import PAGE, Page, cut, page_at
from core.intake.needed_by import ask_why, is_day, is_early, promised, read_why, soft
from core.intake.opening import Opening, files_of
from core.items import LONGEST, Item, ItemField, version_of
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Policy
from core.processes import RequestDetails
from core.ui.blanks import Blank, Question, options, wording
from core.ui.reading import Arguments, Reading, Values
from core.ui.slips import near_words
from core.ui.text import shorten

NAMED = 10
"""Items that a sentence names at most: the others are found in the picker."""
LONGEST_NAME = 100
"""Characters of typed words that can name an item."""
FOR_WHOM = "for_whom"
"""The question of who it is for, where that is not whoever orders."""


def may_order(policy: Policy, item: Item, person: PersonId) -> bool:
    """Whether `who` of the item lets `person` order it (empty: everybody). Nobody orders what is retired."""
    return not item.retired and _is_for(policy, item, person)


def _is_for(policy: Policy, item: Item, person: PersonId) -> bool:
    if not item.who:
        return True
    for who in item.who:
        role = who.partition(":")[2] if who.startswith("role:") else None
        if who == person or (role == "manager" and person in policy.managers):
            return True
        if role and policy.has_role(person, role):
            return True
    return False


def orderable(policy: Policy, person: PersonId) -> tuple[Item, ...]:
    """What `person` may order, in the file's order."""
    return tuple(item for item in policy.catalog.values() if may_order(policy, item, person))


def find_item(policy: Policy, person: PersonId, words: str) -> Item:
    """The item meant by typed words, as `orderable` has it: its key or name, alone or with others around it.

    Raises Refusal with what can be ordered.
    """
    wanted = words.strip().casefold()
    offered = orderable(policy, person)
    if (named := _called(policy, wanted)) is not None:
        if named.retired:
            raise Refusal("retired_item", item=named.name)
        if not may_order(policy, named, person):
            raise Refusal("not_for_you", item=named.name)
        return named
    near = (find_items(offered, wanted) or named_in(offered, wanted)) if wanted else ()
    if len(near) == 1:
        return near[0]
    once = [item for item in policy.catalog.values() if item.retired and _is_for(policy, item, person)]
    gone = find_items(once, wanted) if wanted and not near else ()
    if len(gone) == 1:
        raise Refusal("retired_item", item=gone[0].name)
    meant = near or tuple(item for item in offered if _is_slip_of(wanted, item))
    meant = meant or find_near(offered, wanted, policy.services)
    items = tuple(item.name for item in meant or offered)[:NAMED]
    raise Refusal("no_item", near=bool(meant), items=items, instead=())


def take_item(policy: Policy, person: PersonId, words: str) -> tuple[Item, str]:
    """The item that typed words mean, and what they say beside it: empty where they only name it.

    Raises Refusal as `find_item` does.
    """
    said = words.split()
    for count in range(len(said), 0, -1):
        item = _called(policy, " ".join(said[:count]).rstrip(":,;.-–").strip())
        if item is not None and (count == len(said) or may_order(policy, item, person)):
            beside = words.split(maxsplit=count)[count] if count < len(said) else ""
            chosen = {option.casefold() for option in chosen_in(item, beside).values()}
            return find_item(policy, person, item.key), "" if beside.casefold() in chosen else beside
    item = find_item(policy, person, shorten(words, LONGEST_NAME))
    return item, "" if find_items((item,), words) else words


def _called(policy: Policy, name: str) -> Item | None:
    """The item of exactly that key or name."""
    wanted = name.casefold()
    called = (
        item
        for item in policy.catalog.values()
        if wanted in (item.key, item.key.replace("-", " "), item.name.casefold())
    )
    return next(called, None)


def _is_slip_of(wanted: str, item: Item) -> bool:
    """Whether a word that was typed is a slip of one by which the item is called."""
    return any(near_words(word, _words_of(item)) for word in wanted.split())


def _words_of(item: Item) -> frozenset[str]:
    names = (item.name, item.key.replace("-", " "), *item.words)
    return frozenset(word for name in names for word in name.casefold().split())


def without_name(item: Item, words: str) -> str:
    """Words without those by which an item is called, or nearly so: what somebody says beside its name."""
    called = _words_of(item)
    return " ".join(
        word for word in words.split() if word.casefold() not in called and not near_words(word.casefold(), called)
    )


def item_form(
    item: Item, values: Values, reading: Reading, context: Arguments, was: RequestDetails | None = None
) -> Blank:
    """An item's form from its fields in app.yaml, with cost and delivery promise; fields follow `show_if`.

    `values` are the answers of all of its pages; drawn is the one that `context` names. A sensitive answer of the order
    that `was` is kept where its field is left empty; it is never filled in.
    """
    kept = was.sealed if was else {}
    page = page_at(item.form, context.get(PAGE), values)
    controls = {each.show_if[0] for each in item.form if each.show_if}
    questions = [*_notes(item, values, reading, page)]
    for each in page.fields:
        early = is_day(each)
        reloads = each.id in controls or each.id == item.cost.by or early
        question = _question(item, _kept(each, was), values, reading, reloads=reloads)
        if each.kind == "file":
            question = _with_attached(question, each, values, was)
        again = each.sensitive and each.id in kept
        questions.append(replace(question, hint=wording("request_kept_hint")) if again else question)
        if early and is_early(item, each, values, reading, was):
            questions.append(ask_why(values))
    if page.before is None and was is None:
        questions.append(ask_for_whom(values))
    return Blank(
        "open_request",
        item.name,
        tuple(questions),
        reading.command_id,
        submit=wording("request_order") if page.after is None else wording("request_next"),
        back=wording("request_back") if page.before is not None else None,
        context={**context, "item": item.key, "version": version_of(item)}
        | ({PAGE: page.number} if page.of > 1 else {}),
    )


def _notes(item: Item, values: Values, reading: Reading, page: Page) -> Iterator[Question]:
    """What is read above the fields: all about it on the first page, what it comes to on the last."""
    first, last = page.before is None, page.after is None
    said = (
        wording("request_page", step=page.place, count=page.of) if page.of > 1 else None,
        _about(item, values, reading) if first or last else None,
        _scope(item) if first else None,
        _cost(item, values, reading.policy) if first or last else None,
    )
    # No field can have these ids: a name of the file has no colon.
    return (Question(f"note:{each.code}", "", "note", required=False, text=each) for each in said if each is not None)


def _about(item: Item, values: Values, reading: Reading) -> Phrase:
    """Whose it is, how long it takes, and by which day that is."""
    takes = item.fulfil
    return wording(
        "request_about",
        service=reading.policy.services[item.service].name,
        ready=promised(item, reading.policy, reading.now),
        days=takes.amount if takes.unit == "bd" else 0,
        minutes=0 if takes.unit in ("bd", "cd") else takes.open_seconds() // 60,
        approval=is_needed(item.stages, _wanted(item, values)),
        sensitive=any(one.sensitive for one in item.form),
    )


def _wanted(item: Item, values: Values) -> RequestDetails:
    """What the answers so far ask for."""
    answers = {key: str(value) for key, value in values.items() if value}
    return RequestDetails(item=item.key, answers=answers, cost=item.cost.of(answers), monthly=item.cost.per_month)


def _scope(item: Item) -> Phrase | None:
    """What is and what is not included."""
    if not (item.about or item.includes or item.excludes):
        return None
    return wording("request_scope", text=item.about, items=item.includes, others=item.excludes)


def _cost(item: Item, values: Values, policy: Policy) -> Phrase | None:
    """What it costs with these answers, with all its prices where the answer that decides is not there yet."""
    cost, currency = item.cost, policy.company.currency
    if cost.by is not None and str(values.get(cost.by)) not in cost.table:
        amounts = tuple(map(str, cost.table.values()))
        options = tuple(cost.table)
        return wording("request_prices", options=options, amounts=amounts, currency=currency, monthly=cost.per_month)
    amount = cost.of(values)
    return wording("request_cost", cost=amount, currency=currency, monthly=cost.per_month) if amount else None


def _question(item: Item, each: ItemField, values: Values, reading: Reading, *, reloads: bool) -> Question:
    words = each.kind in LONGEST
    return Question(
        each.id,
        each.label,
        "files" if each.kind == "file" else each.kind,
        required=each.required,
        choices=options({option: option for option in each.options}),
        value=values.get(each.id),
        hint=needed_by.hint(item, each, reading) if is_day(each) else hint_of(each, reading, ends=ends_on(item, each)),
        min_length=int(each.minimum) if words and each.minimum else None,
        max_length=room_of(each) if words else None,
        reloads=reloads,
        sensitive=each.sensitive,
    )


def _with_attached(question: Question, each: ItemField, values: Values, was: RequestDetails | None) -> Question:
    """The question for a file with the names of those that are there already: then none has to be chosen."""
    names = names_of(values.get(each.id)) or (was.answers.get(each.id, "") if was else "")
    return replace(question, value=names or None, required=question.required and not names)


def ask_for_whom(values: Values) -> Question:
    """Who it is for, where that is somebody else than who orders."""
    return Question(
        FOR_WHOM, wording("request_for"), "user", required=False, value=values.get(FOR_WHOM),
        hint=wording("request_for_hint"),
    )  # fmt: skip


def for_whom(values: Values) -> PersonId | None:
    """Who it is for, where somebody was chosen."""
    other = values.get(FOR_WHOM)
    return other if isinstance(other, str) and other else None


def field_for_words(item: Item, words: str = "") -> ItemField | None:
    """The field that words typed before are put into: the first text of the first page that everybody may read.

    It is always asked, in any words or such as these `words` are: a select can take none, what has a pattern only what
    fits it ("shared mailbox sales-team"), and whoever typed them did not mean them for the fulfilment staff.
    """
    fits = (each for each in cut(item.form)[0] if each.kind in LONGEST and not each.sensitive and each.show_if is None)
    return next((each for each in fits if each.pattern is None or (words and re.fullmatch(each.pattern, words))), None)


def read_page(item: Item, page: Page, values: Values, reading: Reading, was: RequestDetails | None = None) -> None:
    """Check the answers of one page; `was` as in `read_order`. Raises all Refusals at once, each with its field."""
    refuse_together(refusals_of(*_checks(item, [_kept(each, was) for each in page.fields], values, reading, was)))


def _checks(
    item: Item, fields: Iterable[ItemField], values: Values, reading: Reading, was: RequestDetails | None
) -> Iterator[Callable[[], object]]:
    for each in fields:
        yield partial(read_answer, soft(each), values, reading, was)
        if is_day(each):
            yield partial(read_why, item, each, values, reading, was)


def read_order(item: Item, values: Values, reading: Reading, was: RequestDetails | None = None) -> Opening:
    """The checked order; people and source are filled in by the desk.

    Where the order changes, sensitive answers and files of the one that `was` stay as they are unless they are given
    anew: nobody sees them in the form. Raises all Refusals at once, each with its field.
    """
    kept = was.sealed if was else {}
    wanted = asked_of(item.form, values)
    asked = tuple(_kept(each, was) for each in wanted)
    ids = {needed_by.WHY, *(each.id for each in asked)}
    values = {key: value for key, value in values.items() if key in ids}
    refuse_together(refusals_of(*_checks(item, asked, values, reading, was), partial(_price, item, values)))
    found = {each.id: read_answer(soft(each), values, reading, was) for each in asked}
    found |= {each.id: was.answers.get(each.id) for each in asked if was and each.kind == "file" and not found[each.id]}
    given = {key: answer for key, answer in found.items() if answer is not None}
    hidden = {each.id for each in asked if each.sensitive}
    answers = {key: answer for key, answer in given.items() if key not in hidden}
    secrets: dict[str, str | None] = {key: answer for key, answer in given.items() if key in hidden}
    sealed = {key: kept.get(key, 0) + (key in secrets) for key in hidden if key in secrets or key in kept}
    secrets |= dict.fromkeys(kept.keys() - sealed.keys())
    return Opening(
        title=_title(item, answers, reading.called),
        service=item.service,
        requester="",
        logged_by="",
        source="",
        details=RequestDetails(
            item=item.key,
            answers=answers,
            sealed=sealed,
            cost=_price(item, values),
            monthly=item.cost.per_month,
            urgent="".join(read_why(item, each, values, reading, was) for each in asked if is_day(each)),
            version=version_of(item),
            owes=tuple(each.id for each in wanted if each.kind == "file" and each.required and each.id not in given),
        ),
        files=tuple(file for each in asked if each.kind == "file" for file in files_of(values.get(each.id))),
        team=reading.policy.team_of_order(item),
        private=item.private,
        stages=item.stages,
        secrets=secrets,
    )


def ends_on(item: Item, each: ItemField) -> bool:
    """Whether what an item gives is taken away on the day that this asks for."""
    return any(task.on == each.id and task.needs for task in item.tasks)


_UNTOLD = ("date", "users", "file")
"""What names no order: a day says little, of several people and files too much would be said."""


def _title(item: Item, answers: Mapping[str, str], called: Callable[[PersonId], str]) -> str:
    """What an order is called: its item and the first answer that says which; chosen people by name."""
    named = (
        called(answers[each.id]) if each.kind == "user" else answers[each.id]
        for each in item.form
        if each.id in answers and not each.sensitive and each.kind not in _UNTOLD
    )
    first = next((name for name in named if name), "")
    return shorten(f"{item.name}: {first}" if first else item.name, 120)


def made_titles(item: Item, answers: Mapping[str, str], called: Callable[[PersonId], str]) -> frozenset[str]:
    """What an order with these answers may be called where nobody gave it another title, by older versions, too."""
    older = (f"{item.name}: {answer}" for answer in answers.values())
    return frozenset((item.name, _title(item, answers, called), *older))


def _kept(each: ItemField, was: RequestDetails | None) -> ItemField:
    """A field that need not be answered where the answer to what `was` ordered is kept: no form can show it.

    A file that is owed comes, or came, in the conversation.
    """
    if was is None:
        return each
    unseen = was.sealed if each.sensitive else {*was.answers, *was.owes} if each.kind == "file" else ()
    return replace(each, required=False) if each.id in unseen else each


def _price(item: Item, values: Values) -> int:
    """What it costs with these answers. Raises Refusal where it has no price for them."""
    by = item.cost.by
    if by is not None and not values.get(by):
        raise Refusal("price_hangs_on_it", field=by)
    if by is not None and str(values[by]) not in item.cost.table:
        raise Refusal("no_price", field=by, label=str(values[by]))
    return item.cost.of(values)
