"""Reads the assets: what the company has, whose it is, and by which number it is known."""

from __future__ import annotations

import re

from bot.policy_file import values
from bot.policy_file.defined_names import Known
from bot.policy_file.organisation import anybody
from bot.policy_file.problem import shown
from bot.policy_file.reader import Value, table
from core.assets import Asset

MOST_OF_ONE = 90
"""As many a platform lists in a form, beside none."""
_LONGEST_NAME = 50
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


def assets(known: Known, value: Value) -> dict[str, Asset]:
    """The section `assets`."""
    found = table(_tag, lambda entry: _asset(known, entry))(value)
    owners = [each.owner for each in found.values() if each.owner]
    for owner in dict.fromkeys(owners):
        if (count := owners.count(owner)) > MOST_OF_ONE:
            raise value.wrong(f"gives {shown(owner)} {count} devices.", f"Forms list {MOST_OF_ONE}: drop old ones.")
    return found


def _asset(known: Known, value: Value) -> Asset:
    with value.fields() as field:
        name = field.required("name", _name)
        kind = field.optional("kind", values.name, "device")
        whose = field.optional("owner", anybody(known))
        serial = field.optional("serial", values.text, "")
    return Asset(value.name, name, kind, whose, serial)


def _tag(value: Value) -> str:
    written = value.text()
    if not _TAG.fullmatch(written):
        fix = "Write up to 20 letters, digits, -, _ and dots, as LT-2231."
        raise value.wrong(f"{shown(written)} is not the number of an asset.", fix)
    return written


def _name(value: Value) -> str:
    written = values.text(value)
    if len(written) > _LONGEST_NAME:
        raise value.wrong(f"has {len(written)} characters.", f"Write at most {_LONGEST_NAME}: it stands in a list.")
    return written
