"""The frozen rules of the catalog: an item with its form, its price, its approvals and its tasks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from core.calendars.hours import Duration

FieldKind = Literal["text", "long_text", "select", "date", "user", "users", "number", "file"]
LONGEST: Mapping[FieldKind, int] = {"text": 1000, "long_text": 3000}
"""How many characters words may have, by the types of fields that take any."""


@dataclass(frozen=True, slots=True)
class ItemField:
    """A question of a catalog item's form. `minimum`/`maximum`: characters for words; `today+5bd` for dates.

    `example` fits `pattern`: it is what people read of it.
    """

    id: str
    kind: FieldKind
    label: str
    required: bool = False
    options: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    example: str = ""
    show_if: tuple[str, str] | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ItemTask:
    """A fulfilment task. `needs` are ids of tasks that come first; `on` the form field with its date."""

    id: str
    team: str
    do: str = ""
    needs: tuple[str, ...] = ()
    due: Duration | None = None
    on: str | None = None
    automation: str | None = None


StageMode = Literal["any", "all", "majority", "first"]
"""How many of a stage's approvers have to say yes."""
Verify = Literal["platform_login", "manager", "call_back"]
Reapprove = Literal["cost_increased", "form_changed"]


@dataclass(frozen=True, slots=True)
class Approving:
    """Rules that hold for every approval. Durations are open time of `calendar`, the office's where none is named.

    `on_self` says who decides what somebody would decide for themselves.
    """

    remind_after: tuple[Duration, ...] = (Duration(4, "h"), Duration(8, "h"))
    expire_after: Duration = Duration(5, "bd")
    calendar: str | None = None
    delegate: bool = True
    on_self: Literal["approver.manager", "requester.manager", "catalog_owner"] = "approver.manager"
    reapprove_if: frozenset[Reapprove] = frozenset({"cost_increased", "form_changed"})


@dataclass(frozen=True, slots=True)
class Stage:
    """An approval stage. `when` as written (`cost > 1500`); `first` is the N of the mode `first`.

    `approvers` are `requester.manager`, `approver.manager`, `team_lead`, `role:<name>`, `field.<id>`,
    `field.<id>.owner` or person ids.
    """

    name: str
    mode: StageMode
    approvers: tuple[str, ...]
    when: str | None = None
    first: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What an item costs: a fixed amount, or by the answer of field `by`; `per_month` else once."""

    per_month: bool = False
    fixed: int = 0
    by: str | None = None
    table: Mapping[str, int] = field(default_factory=dict)

    def of(self, answers: Mapping[str, object]) -> int:
        """The amount in the company's currency for these answers."""
        return self.table.get(str(answers.get(self.by)), 0) if self.by else self.fixed


@dataclass(frozen=True, slots=True)
class Item:
    """Something people may order. `preapproved` items start in fulfilment; `who` empty means everybody.

    `about`, `includes` and `excludes` are read on top of its form; people find it by `words` and `category`, too.
    A `retired` item is ordered no more; what was ordered of it goes on. None where the settings leave it open.
    `verify` is how it is made sure who asked: what the platform knows is kept with the order, the rest people do.
    """

    key: str
    name: str
    service: str
    cost: Cost
    fulfil: Duration
    preapproved: bool
    form: tuple[ItemField, ...]
    tasks: tuple[ItemTask, ...]
    stages: tuple[Stage, ...] = ()
    who: tuple[str, ...] = ()
    private: bool = False
    about: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    category: str = ""
    retired: bool | None = None
    verify: Verify | None = None


UNVERSIONED = "was:"
"""Begins the name under which an item is kept for requests that were ordered before there were versions."""
_NOT_ORDERED = frozenset({"who", "words", "category", "retired", "verify"})
"""How an item is found, and by whom it may be ordered, is no part of what was ordered."""


def version_of(item: Item) -> str:
    """Sixteen hex digits that change when what is ordered does: fields, stages, tasks, cost, promise.

    What is empty does not count, so that a kind of setting which comes to be later changes no version.
    """
    ordered = {name: each for name, each in asdict(item).items() if name not in _NOT_ORDERED}
    canonical = json.dumps(_filled(ordered), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _filled(value: object) -> object:
    """The same without what is empty."""
    if isinstance(value, Mapping):
        return {name: _filled(each) for name, each in value.items() if each}
    return [_filled(each) for each in value] if isinstance(value, list | tuple) else value
