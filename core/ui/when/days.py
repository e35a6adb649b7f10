"""An instant as people write it behind a command: "until Friday", "28 Oct 14:00", "tomorrow 6pm", "in 2 hours".

The last day that words name is taken, since what they are about stands before it. All that is said of it is understood
or it is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from core.errors import Refusal
from core.ui.text import shorten
from core.ui.when.clock import ZONE, instant_of, minutes_of, time_pattern
from core.ui.when.dates import COUNT, DAY, HOURS, count_of, day_of, local_day, named_day

_UP_TO = re.compile(r"until|till?|by|bis").pattern
_LEAD = re.compile(
    rf"(?:(?P<lead>(?:{_UP_TO})(?:\s+(?:on|zum|am))?|on|am)\s+(?:zum\s+)?|(?:to|for)\s+)?(?:(?:the|den|dem)\s+)?"
).pattern
_ENDS = r"(?![\w/-]|:[0-9])"
_ZONED = re.compile(rf"(?:\s*(?-i:(?P<zone>{ZONE}))(?!\w))?").pattern
_WHEN = re.compile(
    rf"(?<![\w/-]){_LEAD}(?:(?:{time_pattern('early_', marked=True)}\s+(?:on\s+|am\s+)?)?"
    rf"(?:{DAY}|(?P<week>next\s+week|n(?:ä|ae|a)chste\s+woche))"
    rf"(?:,?\s+(?:at\s+|um\s+)?{time_pattern(marked=True)}{_ZONED})?"
    rf"|in\s+(?P<hours>{COUNT})\s+(?P<of_hours>{HOURS})){_ENDS}",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?<![\w-])(?:{_UP_TO})\s+(?:um\s+)?{time_pattern(marked=True)}{_ZONED}{_ENDS}", re.IGNORECASE)
_UNCLEAR = re.compile(
    r"\s*,?\s*(?:[-/\u2010-\u2014]|or|oder|(?:in\s+the\s+)?(?:early\s+|late\s+)?(?:morning|forenoon|afternoon|evening|night"
    r"|midnight)|noon|eod|eob|cob|at|um|fr[uü]h|vormittags?|nachmittags?|abends?|nachts?|mitternacht|week|woche|after"
    rf"|danach|(?-i:{ZONE})|[0-9]{{1,2}}(?:[.:][0-9]{{2}})?)(?![\w.-])",
    re.IGNORECASE,
)
"""What behind a day says more of it than is understood."""
_UNCLEAR_BEFORE = re.compile(
    r"\b(?:(?:end|middle|mid|start|beginning|early|late|week|ende|mitte|anfang|kurz)(?:\s+(?:of|on|der|des))?|after|nach"
    r"|before|vor|ab|from|since|seit|around|about|circa|ca|every|each|jeden|last|past|letzten?|not|nicht|between|zwischen)"
    r"[.,]?\s+(?:the\s+|den\s+|dem\s+)?$",
    re.IGNORECASE,
)
"""What before a day makes another time of it."""
_NUMBERED = re.compile(r"\b(?:version|release|part|build|model|teil|nr|no|v)\.?\s+$", re.IGNORECASE)
"""What stands before "10.12." where that is no day."""
_UNTIL = re.compile(r"(?<![\w-])(?:until|till?|bis)\s+\S.*", re.IGNORECASE | re.DOTALL)
_BESIDE = re.compile(r"\.?,?\s*(?:(?:or|oder|and|und|to|bis|[-/\u2010-\u2014])\s*)?", re.IGNORECASE)
"""What stands between two days of which both are meant."""
_ALSO_WORDS = frozenset({"so", "do", "mi", "mo", "di", "fr", "sa", "sun", "sat", "wed"})
_GOES_ON = re.compile(r"[.,]?\s+[a-zäöüß]+(?![\w-]*[0-9])")


def take_day(text: str, now: datetime, tz: str, *, field: str | None = None) -> tuple[datetime | None, str]:
    """The last day that words name, as the instant of its noon or of the time beside it, and the words without it.

    "In 2 hours" is counted from now, to the full minute. A short name of a weekday ("Sun"), or "10.12." behind
    "version", is one only at the end, or behind "until"; "until 14:00" alone is the next such time. None where no day
    is named. Raises Refusal at `field` for a day or a time that there is not, and where more is said of the day than
    can be understood.
    """
    named = list(_WHEN.finditer(text))
    found = [each for each in named if _is_meant(each, text)]
    last = found[-1] if found else _HOUR.search(text)
    unclear = _unclear(text, named, last)
    if unclear is not None:
        raise Refusal("no_day", field=field, text=shorten(unclear.strip(), 40))
    if last is None:
        return None, text
    at = _instant(last, now, tz, field) if found else _next(last, now, tz, field)
    return at, " ".join(f"{text[: last.start()]} {text[last.end() :].removeprefix('.')}".split())


def _unclear(text: str, named: list[re.Match[str]], last: re.Match[str] | None) -> str | None:
    """The words that say more of a day than is understood; `named` are all that may be days, `last` the one meant."""
    if last is None:
        until = _UNTIL.search(text)
        return until[0] if until else None
    for other in named:
        between = (other.end(), last.start()) if other.end() <= last.start() else (last.end(), other.start())
        if other is not last and _BESIDE.fullmatch(text[slice(*between)]):
            return text[min(other.start(), last.start()) :]
    said = last.groupdict()
    if _UNCLEAR.match(text, last.end()) or (said.get("early_hour") and (said["hour"] or said["noon"])):
        return text[last.start() :]
    before = _UNCLEAR_BEFORE.search(text[: last.start()]) or _UNTIL.search(text[: last.start()])
    return text[before.start() :] if before else None


def _instant(found: re.Match[str], now: datetime, tz: str, field: str | None) -> datetime:
    if found["hours"]:
        minutes = count_of(found["hours"]) * (1 if found["of_hours"].casefold().startswith("min") else 60)
        return full_minute(now) + timedelta(minutes=minutes)
    today = local_day(now, tz)
    refused = Refusal("no_day", field=field, text=shorten(found[0].strip(), 40))
    if found["week"]:
        day = today + timedelta(days=7 - today.weekday())
    elif (named := named_day(found)) is not None:
        day = day_of(named, today, field=field)
    else:
        raise refused
    return instant_of(tz, day, _minutes(found, field), found["zone"] or "", refused=refused)


def full_minute(at: datetime) -> datetime:
    """The instant, in UTC, or the next full minute: what can be stated and read again."""
    over = timedelta(seconds=at.second, microseconds=at.microsecond)
    return at.astimezone(UTC) + (timedelta(minutes=1) - over if over else timedelta())


def _next(found: re.Match[str], now: datetime, tz: str, field: str | None) -> datetime:
    """A time of today, or of tomorrow where that has gone by."""
    today, minutes, zone = local_day(now, tz), _minutes(found, field), found["zone"] or ""
    refused = Refusal("no_day", field=field, text=shorten(found[0].strip(), 40))
    at = instant_of(tz, today, minutes, zone, refused=refused)
    return at if at > now else instant_of(tz, today + timedelta(days=1), minutes, zone, refused=refused)


def _minutes(found: re.Match[str], field: str | None) -> int:
    """Minutes after midnight of the time that stands beside a day; of noon without one. Raises Refusal."""
    said = found.groupdict()
    begin = "" if said["hour"] or said["noon"] else "early_"
    hour, minute, half = (said.get(f"{begin}{name}") for name in ("hour", "minute", "half"))
    minutes = minutes_of(hour, minute, half)
    if minutes is None:
        raise Refusal("no_such_time", field=field, text=shorten(found[0].strip(), 40))
    return minutes


def read_day(text: str, now: datetime, tz: str, *, field: str | None = None) -> datetime:
    """The instant that words mean and nothing else. Raises Refusal at `field` that says what to write."""
    at, rest = take_day(text, now, tz, field=field)
    if at is None or rest:
        raise Refusal("no_day", field=field, text=shorten(text.strip(), 40))
    return at


def _is_meant(found: re.Match[str], text: str) -> bool:
    """Whether a match is of a day: short names of weekdays are also words, and dotted numbers are also versions."""
    word, dotted = (found["word"] or "").casefold(), found["dotted"]
    goes_on = _GOES_ON.match(text, found.end()) is not None and not _UNCLEAR.match(text, found.end())
    if word in _ALSO_WORDS and goes_on and not (found["hour"] or found["noon"] or found["which"]):
        return False  # "until so and so answers", "by sat phone"
    if len(word) == 2:
        return bool(found["lead"])
    at_the_end = not text[found.end() :].strip(" .!")
    numbered = dotted and _NUMBERED.search(text[: found.start()])
    short = len(word) == 3 and not found["which"]
    return bool(found["lead"]) or not (numbered or (short and not at_the_end))
