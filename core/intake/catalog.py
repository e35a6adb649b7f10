"""The catalog: what may be ordered by whom, an item's form from its fields, and its answers checked.

Items that need an approval are not offered yet: approvals come later, and an item that nobody could approve must not
look orderable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.calendars.hours import add, advance, parse_duration
from core.errors import Refusal
from core.intake.opening import Opening
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Item, ItemField, Policy
from core.processes import REQUEST, RequestDetails
from core.ui.blanks import Blank, Question, options, wording
from core.ui.forms import Choice, FormValue
from core.ui.reading import Reading, Values
from core.ui.text import clean, shorten

_RELATIVE = re.compile(r"today\s*\+\s*(\w+)")


def may_order(policy: Policy, item: Item, person: PersonId) -> bool:
    """Whether `who` of the item lets `person` order it (empty: everybody)."""
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
    """What `person` may order today, in the file's order."""
    return tuple(item for item in policy.catalog.values() if item.preapproved and may_order(policy, item, person))


def find_choices(policy: Policy, person: PersonId, field: str, typed: str) -> tuple[Choice, ...]:
    """Items (for the field `item`) or services by typed words, at most 100."""
    named = {key: one.name for key, one in policy.services.items()}
    if field == "item":
        named = {item.key: item.name for item in orderable(policy, person)}
    wanted = typed.casefold()
    found = [Choice(key, name) for key, name in named.items() if wanted in name.casefold() or wanted in key]
    return tuple(found[:100])


def find_item(policy: Policy, person: PersonId, words: str) -> Item:
    """The item meant by typed words (key or name). Raises Refusal with what can be ordered."""
    wanted = words.strip().casefold()
    offered = orderable(policy, person)
    for item in policy.catalog.values():
        if wanted in (item.key, item.key.replace("-", " "), item.name.casefold()):
            if not may_order(policy, item, person):
                raise Refusal("not_for_you", item=item.name)
            if not item.preapproved:
                raise Refusal("needs_approval", item=item.name)
            return item
    near = [item for item in offered if wanted and (wanted in item.key or wanted in item.name.casefold())]
    if len(near) == 1:
        return near[0]
    raise Refusal("no_item", items=tuple(item.name for item in near or offered))


def choose_form(reading: Reading, person: PersonId, context: Mapping[str, str | int | bool]) -> Blank:
    """The first form of `/request`: which item."""
    offered = {item.key: item.name for item in orderable(reading.policy, person)}
    what = Question("item", wording("request_item"), "select", choices=options(offered))
    title, further = wording("request_title"), wording("request_next")
    return Blank("open_request", title, (what,), reading.command_id, submit=further, context=context)


def item_form(item: Item, values: Values, reading: Reading, context: Mapping[str, str | int | bool]) -> Blank:
    """An item's form from its fields in app.yaml, with cost and delivery promise; fields follow `show_if`."""
    policy = reading.policy
    controls = {each.show_if[0] for each in item.form if each.show_if}
    questions = [Question("about", "", "note", required=False, text=_about(item, values, policy, reading.now))]
    for each in item.form:
        if _shown(each, values):
            questions.append(_question(each, values, reloads=each.id in controls or each.id == item.cost.by))
    return Blank(
        "open_request",
        item.name,
        tuple(questions),
        reading.command_id,
        submit=wording("request_order"),
        context={**context, "item": item.key},
    )


def _about(item: Item, values: Values, policy: Policy, now: datetime) -> Phrase:
    service = policy.services[item.service]
    target = policy.target(service.key, REQUEST.kind, "P4", item.key)
    calendar = policy.calendars[target.calendar]
    by = advance(calendar, now, item.fulfil.open_seconds(calendar))
    return wording(
        "request_about",
        service=service.name,
        ready=by,
        cost=item.cost.of(values),
        currency=policy.company.currency,
        monthly=item.cost.per_month,
        sensitive=any(one.sensitive for one in item.form),
    )


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
        hint=wording("request_sensitive_hint") if each.sensitive else "",
        min_length=int(each.minimum) if each.kind == "text" and each.minimum else None,
        max_length=1000 if each.kind == "text" else None,
        reloads=reloads,
        sensitive=each.sensitive,
    )


def read_order(item: Item, values: Values, reading: Reading) -> Opening:
    """The checked order. Raises Refusal at the field that is wrong; people and source are filled in by the desk."""
    answers: dict[str, str] = {}
    sensitive = 0
    for each in item.form:
        if not _shown(each, values):
            continue
        answer = _answer(each, values.get(each.id), reading)
        if answer is None:
            continue
        answers[each.id] = answer
        sensitive += each.sensitive
    told = (each for each in item.form if not each.sensitive and each.kind not in ("user", "users"))
    open_answers = [answers[each.id] for each in told if each.id in answers]
    return Opening(
        title=shorten(f"{item.name}: {open_answers[0]}" if open_answers else item.name, 120),
        service=item.service,
        requester="",
        logged_by="",
        source="",
        details=RequestDetails(item=item.key, answers=answers, sensitive=sensitive, cost=item.cost.of(answers)),
        team=item.tasks[0].team if item.tasks else None,
        private=item.private,
    )


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
        case "number" if not text.lstrip("-").isdigit():
            raise Refusal("not_a_number", field=each.id, label=each.label)
    return text


def _check_text(each: ItemField, text: str) -> None:
    if each.minimum and len(text) < int(each.minimum):
        raise Refusal("too_short", field=each.id, least=int(each.minimum))
    if each.pattern and re.fullmatch(each.pattern, text) is None:
        raise Refusal("wrong_shape", field=each.id, label=each.label, shape=each.pattern.strip("^$"))


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
