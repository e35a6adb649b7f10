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
_MORE = re.compile(r"\d+m", re.IGNORECASE)


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
    """`log 25m [what]`, also `log 1h 30m [what]`."""
    words = clean(said.text).split(maxsplit=1)
    if not words:
        return None
    time, note = words[0], words[1] if len(words) > 1 else ""
    further = note.partition(" ")[0]
    if time.lower().endswith("h") and _MORE.fullmatch(further):
        time, note = time + further, note.removeprefix(further)
    return Log(read_minutes(time), note.strip())


def form(ticket: Ticket, reading: Reading) -> Blank:
    """How long, and on what."""
    return ticket_blank(
        "log", wording("log_title", ref=ticket.ref), ticket, reading,
        Question("time", wording("log_time"), "text", max_length=20, hint=wording("log_time_hint")),
        Question("note", wording("log_note"), "text", required=False, max_length=300),
        submit=wording("log_submit"),
    )  # fmt: skip


def read_form(values: Values, _: Reading) -> Log:
    """The time, and what was done where it was said."""
    note = values.get("note")
    time = text_of(values, "time", ask="no_time")
    return Log(read_minutes(time.replace(" ", "")), clean(note) if isinstance(note, str) else "")


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
