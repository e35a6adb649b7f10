"""What the owners of the catalog took off it, or put back, from chat: it holds where app.yaml leaves it open.

The settings remain the source: an item that says `retired` there is as it says, whatever was pressed. What was pressed
is kept by the item's key and read anew each time, so that every process of the desk knows it at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import Refusal
from core.items import Item
from core.people import PersonId
from core.policy import Policy
from core.ports.kept_values import KeptValues

NAME = "retired_items"
"""The named value that keeps it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Whether an item was retired or brought back, who did so, and when (UTC)."""

    retired: bool
    by: PersonId
    at: datetime


def pressed(kept: KeptValues) -> Mapping[str, Pressed]:
    """What was pressed last of each item, by its key."""
    return _read(kept.recall(NAME))


def on_offer(kept: KeptValues, policy: Policy) -> Policy:
    """The rules with the catalog as it is offered now: the very same where nothing was pressed."""
    last = {key: one for key, one in pressed(kept).items() if key in policy.catalog}
    changed = {
        key: replace(policy.catalog[key], retired=one.retired)
        for key, one in last.items()
        if policy.catalog[key].retired is None and one.retired
    }
    return replace(policy, catalog={**policy.catalog, **changed}) if changed else policy


def press(kept: KeptValues, item: Item, by: PersonId, at: datetime, *, retired: bool) -> None:
    """Retire an item, or bring it back. Raises Refusal where it is so already, and where the settings say otherwise."""
    if item.retired:
        raise Refusal("settings_retire", field="what", item=item.name)
    if item.retired is not None:
        raise Refusal("settings_offer", field="what", item=item.name)
    last = dict(_read(kept.hold(NAME)))
    was = last.get(item.key)
    if (was is not None and was.retired) == retired:
        if was is None:
            raise Refusal("offered_already", field="what", item=item.name)
        raise Refusal("pressed_already", field="what", item=item.name, person=was.by, at=was.at)
    last[item.key] = Pressed(retired, by, at)
    rows = {key: [one.retired, one.by, one.at.isoformat()] for key, one in last.items()}
    kept.remember(NAME, json.dumps(rows, ensure_ascii=False))


def _read(text: str | None) -> dict[str, Pressed]:
    rows = json.loads(text) if text else {}
    return {key: Pressed(retired, by, datetime.fromisoformat(at)) for key, (retired, by, at) in rows.items()}
