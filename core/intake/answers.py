"""One answer of an item's form: which fields are asked, what each allows, and what is said of an answer that is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.calendars.hours import add, parse_duration
from core.errors import Refusal
from core.intake.patterns import like, signs_of
from core.items import LONGEST, ItemField
from core.processes import RequestDetails
from core.ui.blanks import Wording, wording
from core.ui.forms import FormValue
from core.ui.reading import Reading, Values
from core.ui.text import clean
from core.ui.when.dates import FARTHEST, need_near

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_RELATIVE = re.compile(r"today\s*(?:([+-])\s*(\w+))?")


def asked_of(form: Iterable[ItemField], values: Values) -> tuple[ItemField, ...]:
    """The fields that are asked with these answers. What hangs on a field that is not asked is not asked either."""
    asked: dict[str, ItemField] = {}
    for each in form:
        if each.show_if is None or (each.show_if[0] in asked and str(values.get(each.show_if[0])) == each.show_if[1]):
            asked[each.id] = each
    return tuple(asked.values())


def room_of(each: ItemField) -> int:
    """How many characters an answer may have: those of its `max`, where that is less than what is shown of a field."""
    longest = LONGEST.get(each.kind, max(LONGEST.values()))
    return min(longest, int(each.maximum)) if each.kind in LONGEST and each.maximum else longest


def days_of(each: ItemField, reading: Reading) -> tuple[date, date | None]:
    """The first and the last day that may be chosen, in the company's zone. Without a `min` nothing is in the past.

    What a `max` allows beyond what anybody may name, is not offered.
    """
    earliest, latest = (_bound(bound, reading) for bound in (each.minimum, each.maximum))
    return earliest or today(reading), latest and min(latest, today(reading) + FARTHEST)


def today(reading: Reading) -> date:
    """The day that it is where the company is."""
    return reading.now.astimezone(ZoneInfo(reading.policy.company.zone)).date()


def _bound(written: str | None, reading: Reading) -> date | None:
    """`today+5bd` as a day, business days on the office calendar; days before today are calendar days."""
    found = _RELATIVE.fullmatch(written.strip()) if written else None
    if found is None:
        return None
    sign, length = found.groups()
    if sign is None:
        return today(reading)
    if sign == "-":
        return today(reading) - timedelta(days=parse_duration(length).amount)
    policy = reading.policy
    then = add(policy.calendars[policy.office], reading.now, parse_duration(length))
    return then.astimezone(ZoneInfo(policy.company.zone)).date()


def hint_of(each: ItemField, reading: Reading, *, ends: bool = False) -> Wording:
    """What is said below a question: who reads the answer, else what it looks like or between which limits it is.

    Where what is given `ends` on the day that is asked for, also when that is on a day nobody works on.
    """
    if each.sensitive:
        return wording("request_sensitive_hint")
    if each.kind == "number" and (each.minimum or each.maximum):
        return wording("request_number_hint", least=_whole(each.minimum), limit=_whole(each.maximum))
    if each.kind == "date" and (each.minimum or each.maximum or ends):
        earliest, latest = days_of(each, reading)
        return wording("request_day_hint", earliest=earliest if each.minimum else None, latest=latest, ends=ends)
    fits = like(each.pattern, each.example) if each.pattern else ""
    return wording("request_like_hint", like=fits) if fits else ""


def read_answer(each: ItemField, values: Values, reading: Reading, was: RequestDetails | None = None) -> str | None:
    """The checked answer as it is kept: people and files one after the other; None where there is none.

    An answer of the order that `was` is not judged anew: a day may have gone by since. Only what is no choice any more
    is chosen again.
    A platform whose forms take no files brings none: what is required is then sent in the chat (`forms.Field`).
    Raises Refusal at the field.
    """
    if each.kind == "file":
        return _files(each, values)
    text = _written(values.get(each.id))
    if text and was is not None and was.answers.get(each.id) == text and each.kind != "select":
        return text
    if not text:
        if each.required:
            raise Refusal("missing", field=each.id, label=each.label)
        return None
    match each.kind:
        case "text" | "long_text":
            _check_text(each, text)
        case "select" if text not in each.options:
            raise Refusal("not_an_option", field=each.id, options=tuple(each.options))
        case "date":
            _check_date(each, text, reading)
        case "number":
            _check_number(each, text)
    return text


def _written(value: FormValue | None) -> str:
    return clean(", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value))


def _files(each: ItemField, values: Values) -> str | None:
    """The names of the files that were sent with the form."""
    names = names_of(values.get(each.id))
    if not names and each.required and each.id in values:
        raise Refusal("missing_file", field=each.id, label=each.label)
    return names or None


def names_of(files: FormValue | None) -> str:
    """What files are called that a form brings (`forms.FormValue`), one after the other; empty without any."""
    return clean(", ".join(one.split(" ", maxsplit=2)[-1] for one in files)) if isinstance(files, tuple) else ""


def _check_text(each: ItemField, text: str) -> None:
    if each.minimum and len(text) < int(each.minimum):
        raise Refusal("too_short", field=each.id, least=int(each.minimum))
    if each.maximum and len(text) > int(each.maximum):  # without one, words that were typed before are kept whole
        raise Refusal("too_long", field=each.id, limit=int(each.maximum))
    if each.pattern and re.fullmatch(each.pattern, text) is None:
        signs, fits = signs_of(each.pattern), like(each.pattern, each.example)
        raise Refusal("wrong_shape", field=each.id, label=each.label, signs=signs, like=fits)


def _check_number(each: ItemField, text: str) -> None:
    if not is_number(text):
        raise Refusal("not_a_number", field=each.id, label=each.label)
    least, most, number = _whole(each.minimum), _whole(each.maximum), int(text)
    if least is not None and number < least:
        raise Refusal("number_too_small", field=each.id, label=each.label, least=least)
    if most is not None and number > most:
        raise Refusal("number_too_large", field=each.id, label=each.label, limit=most)


def is_number(text: str) -> bool:
    """Whether it is a whole number, as a form may show it."""
    return _NUMBER.fullmatch(text) is not None


def _whole(written: str | None) -> int | None:
    return int(written) if written else None


def day_of(value: FormValue | None) -> date | None:
    """The chosen day; None where the answer is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _check_date(each: ItemField, text: str, reading: Reading) -> None:
    day = day_of(text)
    if day is None:
        raise Refusal("not_a_date", field=each.id)
    earliest, latest = days_of(each, reading)
    if day < earliest:
        raise Refusal("day_too_early", field=each.id, earliest=earliest)
    if latest and day > latest:
        raise Refusal("day_too_late", field=each.id, latest=latest)
    need_near(day, today(reading), text, field=each.id)
