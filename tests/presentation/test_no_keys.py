"""What people read never shows a key of the settings that has a name of its own (noise rule 16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.presentation import sample
from core.commands import REGISTRY
from core.policy import Policy
from tests.fakes.company import shipped

HERE = Path(__file__).parent
SHORT = frozenset({"erp", "isp", "lan", "mfa"})
"""Keys that are no words of English: others may stand in a sentence where they have no sign in them."""
ACTION = re.compile(r'\["[a-z_]+"(?:,\{.*\})?\]')
"""What a button of a drawn card carries, which nobody reads."""


def named_otherwise(policy: Policy) -> Iterator[str]:
    """Keys of services, kinds, items, teams, vendors, calendars and schedules that people read under another name."""
    names = [(key, one.name) for key, one in policy.services.items()]
    names += [(key, one.category_name(key)) for one in policy.services.values() for key in one.categories]
    names += [(one.key, one.name) for one in policy.catalog.values()]
    names += [(key, one.name) for key, one in policy.teams.items()]
    names += [(key, one.name) for key, one in policy.vendors.items()]
    names += [(key, "") for key in (*policy.calendars, *policy.schedules)]  # read as their words
    yield from (key for key, name in names if key != name.casefold() and (key in SHORT or re.search("[_-]", key)))


def shown(keys: list[str], text: str) -> set[str]:
    return {key for key in keys if re.search(rf"(?<![\w#@./-]){re.escape(key)}(?![\w.@/-])", text)}


@pytest.mark.parametrize("policy", [sample.policy(), shipped()], ids=["gallery", "app.yaml"])
def test_no_sentence_of_the_gallery_and_no_help_shows_a_key(policy: Policy) -> None:
    keys = sorted(set(named_otherwise(policy)))
    assert len(keys) >= 3
    texts = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "golden").rglob("*.txt")}
    texts = {name: ACTION.sub("", text) for name, text in texts.items()}
    texts["sentences"] = (HERE / "sentences.txt").read_text(encoding="utf-8")
    for one in REGISTRY.commands:
        texts[f"help of {one.name}"] = "\n".join((one.usage, one.help, one.example))
    assert {name: found for name, text in texts.items() if (found := shown(keys, text))} == {}
