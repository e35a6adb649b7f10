"""The catalog: what may be ordered by whom, an item's form from its fields, and its answers checked.

Items that need an approval begin once it is given; what becomes an order later (`convert`) needs none yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from core.approvals.machine import is_needed
from core.calendars.hours import add, advance, parse_duration
from core.errors import Refusal, refusals_of, refuse_together
from core.intake.finding_items import find_items
from core.intake.opening import Opening
from core.intake.patterns import like, signs_of
from core.items import Item, ItemField, version_of
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Policy
from core.processes import REQUEST, RequestDetails
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.forms import FormValue
from core.ui.reading import Reading, Values
from core.ui.text import clean, shorten

NAMED = 10
"""Items that a sentence names at most: the others are found in the picker."""
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_RELATIVE = re.compile(r"today\s*\+\s*(\w+)")


def may_order(policy: Policy, item: Item, person: PersonId) -> bool:
    """Whether `who` of the item lets `person` order it (empty: everybody). Nobody orders what is retired."""
    if item.retired:
        return False
    if not item.who:
        return True
    for who in item.who:
        role = who.partition(":")[2] if who.startswith("role:") else None
        if who == person or (role == "manager" and person in policy.managers):
            return True
        if role and policy.has_role(person, role):
            return True
    return False


def orderable(policy: Policy, person: PersonId, *, at_once: bool = False) -> tuple[Item, ...]:
    """What `person` may order, in the file's order; with `at_once` only what nobody has to agree to."""
    return tuple(
        item
        for item in policy.catalog.values()
        if may_order(policy, item, person) and (item.preapproved or not at_once)
    )


def find_item(policy: Policy, person: PersonId, words: str, *, at_once: bool = False) -> Item:
    """The item meant by typed words (key or name), as `orderable` has it. Raises Refusal with what can be ordered."""
    wanted = words.strip().casefold()
    offered = orderable(policy, person, at_once=at_once)
    for item in policy.catalog.values():
        if wanted in (item.key, item.key.replace("-", " "), item.name.casefold()):
            if item.retired:
                raise Refusal("retired_item", item=item.name)
            if not may_order(policy, item, person):
                raise Refusal("not_for_you", item=item.name)
            if at_once and not item.preapproved:
                raise Refusal("needs_approval", item=item.name)
            return item
    near = find_items(offered, wanted) if wanted else ()
    if len(near) == 1:
        return near[0]
    raise Refusal("no_item", items=tuple(item.name for item in near or offered)[:NAMED])


def item_form(
    item: Item,
    values: Values,
    reading: Reading,
    context: Mapping[str, str | int | bool],
    was: RequestDetails | None = None,
) -> Blank:
    """An item's form from its fields in app.yaml, with cost and delivery promise; fields follow `show_if`.

    A sensitive answer of the order that `was` is kept where its field is left empty; it is never filled in.
    """
    kept = was.sealed if was else {}
    policy = reading.policy
    controls = {each.show_if[0] for each in item.form if each.show_if}
    notes = (_about(item, values, policy, reading.now), _scope(item), _cost(item, values, policy))
    # No field can have these ids: a name of the file has no colon.
    questions = [
        Question(f"note:{said.code}", "", "note", required=False, text=said) for said in notes if said is not None
    ]
    for each in item.form:
        if _shown(each, values):
            question = _question(_kept(each, kept), values, reloads=each.id in controls or each.id == item.cost.by)
            again = each.sensitive and each.id in kept
            questions.append(replace(question, hint=wording("request_kept_hint")) if again else question)
    return Blank(
        "open_request",
        item.name,
        tuple(questions),
        reading.command_id,
        submit=wording("request_order"),
        context={**context, "item": item.key, "version": version_of(item)},
    )


def _about(item: Item, values: Values, policy: Policy, now: datetime) -> Phrase:
    """Whose it is, how long it takes, and by which day that is."""
    service = policy.services[item.service]
    target = policy.target(service.key, REQUEST.kind, "P4", item)
    calendar = policy.calendars[target.calendar]
    by = advance(calendar, now, item.fulfil.open_seconds(calendar))
    takes = item.fulfil
    return wording(
        "request_about",
        service=service.name,
        ready=by,
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


def _shown(each: ItemField, values: Values) -> bool:
    return each.show_if is None or str(values.get(each.show_if[0])) == each.show_if[1]


def _question(each: ItemField, values: Values, *, reloads: bool) -> Question:
    return Question(
        each.id,
        each.label,
        each.kind,
        required=each.required,
        choices=options({option: option for option in each.options}),
        value=values.get(each.id),
        hint=_hint(each),
        min_length=int(each.minimum) if each.kind == "text" and each.minimum else None,
        max_length=room_of(each) if each.kind == "text" else None,
        reloads=reloads,
        sensitive=each.sensitive,
    )


def field_for_words(item: Item) -> ItemField | None:
    """The field that words typed before are put into: the first text that everybody may read, always shown.

    A select cannot take words, and whoever typed them did not mean them for the fulfilment staff alone.
    """
    fits = (each for each in item.form if each.kind == "text" and not each.sensitive and each.show_if is None)
    return next(fits, None)


def room_of(each: ItemField) -> int:
    """How many characters an answer may have: those of its `max`, where that is less than what is shown of a line."""
    if each.kind != "text":
        return 3000
    return min(1000, int(each.maximum)) if each.maximum else 1000


def _hint(each: ItemField) -> Wording:
    """What is said below a question: who reads the answer, else what it looks like."""
    if each.sensitive:
        return wording("request_sensitive_hint")
    if each.kind == "number" and (each.minimum or each.maximum):
        return wording("request_number_hint", least=_whole(each.minimum), limit=_whole(each.maximum))
    fits = like(each.pattern, each.example) if each.pattern else ""
    return wording("request_like_hint", like=fits) if fits else ""


def read_order(item: Item, values: Values, reading: Reading, was: RequestDetails | None = None) -> Opening:
    """The checked order; people and source are filled in by the desk.

    Where the order changes, sensitive answers of the one that `was` stay as they are unless they are given anew: nobody
    sees them in the form. Raises all Refusals at once, each with its field.
    """
    kept = was.sealed if was else {}
    asked = [_kept(each, kept) for each in item.form if _shown(each, values)]
    refuse_together(refusals_of(*(partial(_answer, each, values.get(each.id), reading) for each in asked)))
    given = {each.id: answer for each in asked if (answer := _answer(each, values.get(each.id), reading)) is not None}
    hidden = {each.id for each in asked if each.sensitive}
    answers = {key: answer for key, answer in given.items() if key not in hidden}
    secrets: dict[str, str | None] = {key: answer for key, answer in given.items() if key in hidden}
    sealed = {key: kept.get(key, 0) + (key in secrets) for key in hidden if key in secrets or key in kept}
    secrets |= dict.fromkeys(kept.keys() - sealed.keys())
    told = (each for each in item.form if not each.sensitive and each.kind not in ("user", "users"))
    open_answers = [answers[each.id] for each in told if each.id in answers]
    return Opening(
        title=shorten(f"{item.name}: {open_answers[0]}" if open_answers else item.name, 120),
        service=item.service,
        requester="",
        logged_by="",
        source="",
        details=RequestDetails(
            item=item.key,
            answers=answers,
            sealed=sealed,
            cost=item.cost.of(answers),
            monthly=item.cost.per_month,
            version=version_of(item),
        ),
        team=item.tasks[0].team if item.tasks else None,
        private=item.private,
        stages=item.stages,
        secrets=secrets,
    )


def _kept(each: ItemField, sealed: Mapping[str, int]) -> ItemField:
    """A field that need not be answered where its answer is kept."""
    return replace(each, required=False) if each.sensitive and each.id in sealed else each


def _answer(each: ItemField, value: FormValue | None, reading: Reading) -> str | None:
    text = clean(", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value))
    if not text:
        if each.required:
            raise Refusal("missing", field=each.id, label=each.label)
        return None
    match each.kind:
        case "text":
            _check_text(each, text)
        case "select" if text not in each.options:
            raise Refusal("not_an_option", field=each.id, options=tuple(each.options))
        case "date":
            _check_date(each, text, reading)
        case "number":
            _check_number(each, text)
    return text


def _check_text(each: ItemField, text: str) -> None:
    if each.minimum and len(text) < int(each.minimum):
        raise Refusal("too_short", field=each.id, least=int(each.minimum))
    if each.maximum and len(text) > int(each.maximum):
        raise Refusal("too_long", field=each.id, limit=int(each.maximum))
    if each.pattern and re.fullmatch(each.pattern, text) is None:
        signs, fits = signs_of(each.pattern), like(each.pattern, each.example)
        raise Refusal("wrong_shape", field=each.id, label=each.label, signs=signs, like=fits)


def _check_number(each: ItemField, text: str) -> None:
    if _NUMBER.fullmatch(text) is None:
        raise Refusal("not_a_number", field=each.id, label=each.label)
    least, most, number = _whole(each.minimum), _whole(each.maximum), int(text)
    if least is not None and number < least:
        raise Refusal("number_too_small", field=each.id, label=each.label, least=least)
    if most is not None and number > most:
        raise Refusal("number_too_large", field=each.id, label=each.label, limit=most)


def _whole(written: str | None) -> int | None:
    return int(written) if written else None


def _check_date(each: ItemField, text: str, reading: Reading) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("not_a_date", field=each.id) from error
    earliest, latest = (_bound(bound, reading) for bound in (each.minimum, each.maximum))
    if earliest and day < earliest:
        raise Refusal("day_too_early", field=each.id, earliest=earliest)
    if latest and day > latest:
        raise Refusal("day_too_late", field=each.id, latest=latest)


def _bound(written: str | None, reading: Reading) -> date | None:
    """`today+5bd` as a day in the company's zone, business days on the office calendar."""
    found = _RELATIVE.fullmatch(written.strip()) if written else None
    if found is None:
        return None
    policy = reading.policy
    office = policy.calendars[policy.office]
    zone = ZoneInfo(policy.company.zone)
    return add(office, reading.now, parse_duration(found.group(1))).astimezone(zone).date()
