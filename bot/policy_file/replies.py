"""Reads the reply templates: what responders often say, with fields for what differs from ticket to ticket."""

from __future__ import annotations

from bot.policy_file import values
from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Value, table
from core.policy import ReplyTemplate
from core.tickets.replies import FIELD, FIELDS, LONGEST, ROOM

MOST = 90
"""As many templates a platform lists in a form, beside one's own words."""
_LONGEST_NAME = 70


def reply(value: Value) -> ReplyTemplate:
    """One template of the section `replies`."""
    with value.fields() as field:
        name = field.required("name", _name)
        text = field.required("text", _text)
    return ReplyTemplate(value.name, name, text)


def replies(value: Value) -> dict[str, ReplyTemplate]:
    """The section `replies`."""
    found = table(values.name, reply)(value)
    if len(found) > MOST:
        raise value.wrong(f"has {len(found)} templates.", f"Forms list {MOST}: drop those that are used least.")
    return found


def _name(value: Value) -> str:
    written = values.text(value)
    if len(written) > _LONGEST_NAME:
        raise value.wrong(f"has {len(written)} characters.", f"Write at most {_LONGEST_NAME}: it stands in a list.")
    return written


def _text(value: Value) -> str:
    """Words of one line or several, with known fields in braces."""
    written = value.text()
    if not written or any(not letter.isprintable() and letter != "\n" for letter in written):
        raise value.wrong("is empty or holds a control character.", "Write what the requester is to read.")
    for name in FIELD.findall(written):
        if name not in FIELDS:
            raise value.wrong(f"{shown(f'{{{name}}}')} is no field.", meant(name, FIELDS))
    # What is shown to be edited is the text with its fields filled in, and a form refuses what does not fit.
    grown = len(FIELD.sub(" " * ROOM, written))
    if grown > LONGEST:
        raise value.wrong(
            f"may have {grown} characters, with {ROOM} for each field.",
            f"Write {grown - LONGEST} fewer, or fewer fields.",
        )
    return written
