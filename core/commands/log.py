"""Log: the time somebody worked on a ticket, and on what. Allowed in any state: much is written down afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.calendars.hours import parse_duration
from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.phrases import Phrase, phrase
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.text import clean, shorten

DAY = 24 * 60
_MINUTES = {"h": 60, "m": 1}
_BEFORE = re.compile(r"\A(?:time|work)\b[\s:]*", re.IGNORECASE)
_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_HOURS = re.compile("(?:h|hrs?|hours?|std|stunden?)").pattern
_SHORT = re.compile("(?:m|min|mins)").pattern
_MINUTE = re.compile("(?:m|mins?|minutes?|minuten)").pattern
_TIME = re.compile(
    r"(?P<clock>\d{1,2})(?::|h)(?P<of>[0-5]\d)(?![\w:])"
    rf"|(?P<hours>{_NUMBER})\s*{_HOURS}(?![^\W\d])"
    rf"(?:\s*(?P<more>\d{{1,4}}){_MINUTE}\b|\s*(?P<short>\d{{1,4}})\s+{_SHORT}\b|\s+and\s+(?P<and>\d{{1,4}})\s*{_MINUTE}\b)?"
    rf"|(?P<minutes>{_NUMBER})\s*{_MINUTE}\b",
    re.IGNORECASE,
)
"""Behind hours, "5 minutes too long" may be what was done, and "30m" may not."""


_HOUR = re.compile(r"(?:hours?|hrs?|stunden?)\b").pattern
_IN_WORDS = (
    (re.compile(rf"(?:an?\s+)?half\s+(?:an?\s+|of\s+an\s+)?{_HOUR}|(?:eine\s+)?halbe\s+{_HOUR}", re.IGNORECASE), "30m"),
    (re.compile(rf"an\s+{_HOUR}\s+and\s+a\s+half\b|(?:anderthalb|eineinhalb)\s+{_HOUR}", re.IGNORECASE), "90m"),
    (re.compile(rf"(?:a\s+)?quarter\s+(?:of\s+)?(?:an?\s+)?{_HOUR}|(?:eine\s+)?viertelstunde\b", re.IGNORECASE), "15m"),
    (re.compile(rf"(?:an|one|eine)\s+{_HOUR}", re.IGNORECASE), "60m"),
)
"""Times in words, the longer ones first, and each in numbers."""


@dataclass(frozen=True, slots=True)
class Log:
    """Minutes of work, and on what."""

    minutes: int
    note: str = ""


def decide(draft: Draft, work: Log) -> None:
    """Add the time. Promises count open time, not work, so none moves."""
    draft.happen(e.Worked(work.minutes, work.note))


def read_minutes(text: str) -> int:
    """Minutes from "25m", "2h" or "1h30m", more than none and at most a day. Raises Refusal at the field `time`."""
    try:
        spent = parse_duration(text)
    except ValueError:
        raise Refusal("not_a_time", field="time", text=shorten(text, 40)) from None
    if spent.unit not in _MINUTES:
        raise Refusal("time_in_days", field="time")
    minutes = spent.amount * _MINUTES[spent.unit]
    if minutes == 0:
        raise Refusal("zero_time", field="time")
    if minutes > DAY:
        raise Refusal("more_than_a_day", field="time")
    return minutes


def read_words(said: Said, _: Reading) -> Log | None:
    """`log 25m [what]`, also `log 1h 30m [what]`, `log 25 minutes`, `log 1.5 hours`."""
    text = _spelled(_BEFORE.sub("", clean(said.text), count=1))
    if not text:
        return None
    if (found := _TIME.match(text)) and not text[found.end() :][:1].isdigit():
        _need_one(text, text[found.end() :])
        return Log(_minutes_of(found), text[found.end() :].lstrip(" ,:;-"))
    time, *note = text.split(maxsplit=1)
    return Log(read_minutes(time), " ".join(note))


def _spelled(text: str) -> str:
    """A time in words as one in numbers: "half an hour" is 30m."""
    for words, time in _IN_WORDS:
        if found := words.match(text):
            return f"{time}{text[found.end() :]}"
    return text


def _need_one(text: str, behind: str) -> None:
    """Refuse two times in a row: nobody knows whether both count."""
    rest = behind.lstrip(" ,:;-+")
    again = _TIME.match(rest)
    if rest.isdecimal() or (again and not rest[again.end() :].strip()):
        raise Refusal("not_a_time", field="time", text=shorten(text, 40))


def _minutes_of(found: re.Match[str]) -> int:
    more = found["more"] or found["short"] or found["and"] or found["minutes"] or found["of"]
    hours, minutes = (float((each or "0").replace(",", ".")) for each in (found["hours"] or found["clock"], more))
    return read_minutes(f"{round(hours * 60 + minutes)}m")


def form(ticket: Ticket, reading: Reading) -> Blank:
    """How long, and on what."""
    return ticket_blank(
        "log", wording("log_title", ref=ticket.ref), ticket, reading,
        Question("time", wording("log_time"), "text", max_length=20, hint=wording("log_time_hint")),
        Question("note", wording("log_note"), "text", required=False, max_length=300),
        submit=wording("log_submit"),
    )  # fmt: skip


def read_form(values: Values, _: Reading) -> Log:
    """The time, written as it may be behind `log`, and what was done where it was said."""
    note = values.get("note")
    time = _spelled(clean(text_of(values, "time", ask="no_time")))
    found = _TIME.fullmatch(time) or _TIME.fullmatch(time.replace(" ", ""))
    return Log(_minutes_of(found) if found else read_minutes(time), clean(note) if isinstance(note, str) else "")


def answer(ticket: Ticket) -> Phrase:
    """What there is by now."""
    return phrase("logged", minutes=ticket.worked, ref=ticket.ref)


COMMAND = Command(
    name="log",
    words=("log",),
    usage="log <time> [what]",
    help="Write down the time you worked on it.",
    example="log 25m traced the tunnel",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    answer=lambda ticket, _: answer(ticket),
)
