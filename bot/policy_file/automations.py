"""Reads the automations: where whoever does tasks by itself is asked, by which secret, and how carefully."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.policy_file import values
from bot.policy_file.problem import VARIABLE, shown
from bot.policy_file.reader import Value, many, table
from core.automations import LONGEST_WAIT, Automation
from core.naming import name_from

_ACTION = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.[a-z0-9][a-z0-9_-]{0,59}")


def automations(value: Value) -> dict[str, Automation]:
    """The section `automations`."""
    return table(values.name, _automation)(value)


def action_of(value: Value) -> str:
    """What a task is done by: an automation, a dot and its action, as `idp.assign_app`."""
    written = value.text()
    if not _ACTION.fullmatch(written):
        fix = "Write the automation, a dot and its action, as idp.assign_app."
        raise value.wrong(f"{shown(written)} is not an action of an automation.", fix)
    return written


def _automation(value: Value) -> Automation:
    none: tuple[str, ...] = ()
    with value.fields() as field:
        name = field.optional("name", values.text)
        url = field.required("url", _url)
        secret = field.required("secret", _variable)
        timeout = field.optional("timeout", _seconds, 10)
        destructive = field.optional("destructive", many(values.name), none)
        read_back = field.optional("read_back", table(values.name, values.name), {})
        sensitive = field.optional("sensitive", values.flag, False)
        if field.fine and (careful := sorted(set(read_back.values()) & set(destructive))):
            sentence = f"names {shown(careful[0])}, which is destructive, while reading changes nothing."
            field.wrong("read_back", sentence, "Name an action that only reads.")
    name = name or name_from(value.name)
    return Automation(value.name, name, url, secret, timeout, frozenset(destructive), read_back, sensitive)


def _url(value: Value) -> str:
    written = value.text()
    try:
        parts = urlsplit(written)
        fits = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and not parts.username
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s#]", written):
        raise value.wrong(f"{shown(written)} is not an address to call.", "Write it as https://idp.example.com/tasks.")
    return written


def _variable(value: Value) -> str:
    """The name of an environment variable. What stands there is never repeated: it may be the secret itself."""
    written = value.text()
    if not VARIABLE.fullmatch(written):
        fix = "Write a name such as DESKBELL_IDP_SECRET here, and the secret itself into the environment."
        raise value.wrong("is not the name of an environment variable.", fix)
    return written


def _seconds(value: Value) -> int:
    found = values.short_duration(value)
    seconds = found.open_seconds() if found.unit in "sm" else 0
    if not 1 <= seconds <= LONGEST_WAIT:
        raise value.wrong(f"{found} is no time to wait for an answer.", f"Write 1s to {LONGEST_WAIT}s.")
    return seconds
