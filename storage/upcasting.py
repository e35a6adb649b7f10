"""What older versions wrote, in today's shape: stored events and tickets are never rewritten, they are read anew.

Each function takes the JSON of one value as it was stored and returns it as it would be written now; it leaves alone
what is in today's shape already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.processes import INCIDENT, PROCESSES, REQUEST, TicketKind
from core.tickets.approval import Approval
from core.tickets.events import Opened
from core.tickets.ticket import Ticket

Json = dict[str, Any]

_FLAT: Mapping[TicketKind, tuple[str, ...]] = {
    INCIDENT.kind: ("category", "impact", "urgency"),
    REQUEST.kind: ("item", "answers", "sensitive", "cost"),
}
"""What stood beside the header before the details of a kind were one value."""
_ALL_FLAT = frozenset({"kind"}).union(*_FLAT.values())


def upcast_ticket(raw: Json) -> Json:
    """A ticket's row: what only its kind has moves into `details`; what was said on it stands beside it."""
    if "details" not in raw:
        raw = _with_who_has_it(_with_details(raw))
    if raw.get("plan"):
        raw = _with_its_own_task(raw)
    return _without_comments(raw) if raw.get("comments") else raw


def _with_its_own_task(raw: Json) -> Json:
    """A request that is its only task, and went to another team, took that task along."""
    only, *others = raw["plan"]
    apart = others or only.get("ref") or only.get("opened") or only.get("dated")
    if apart or only.get("state", "blocked") == "blocked" or only.get("team") == raw.get("team"):
        return raw
    return {**raw, "plan": [{**only, "team": raw.get("team", "")}]}


def _with_who_has_it(raw: Json) -> Json:
    """Where it was assigned and nobody has taken it since, the card of whoever asked says that nobody has it.

    Of one that somebody had taken before, the row does not say who that was; whoever asked was told its assignee.
    """
    begun = any(raw.get(name) for name in ("acked_at", "first_resolved_at", "closed_at"))
    acknowledged = (raw.get("ladder") or {}).get("acked_by") == raw.get("assignee")
    return raw if begun or acknowledged or not raw.get("assignee") else {**raw, "still_with": ""}


def _without_comments(raw: Json) -> Json:
    """Of what was said only who spoke, and when last, is still the ticket's own."""
    spoke = {each["author"]: each["at"] for each in raw["comments"]}
    return raw | {"spoke": list(spoke.items()), "last_comment": raw["comments"][-1]["id"]}


def upcast_opened(raw: Json) -> Json:
    """The first event, as well: it also says in which status the ticket began."""
    if "details" in raw:
        return raw
    return {**_with_details(raw), "status": PROCESSES[_kind(raw)].initial}


def _with_details(raw: Json) -> Json:
    kind = _kind(raw)
    details = {"kind": kind, **{name: raw[name] for name in _FLAT[kind] if name in raw}}
    return {**{name: value for name, value in raw.items() if name not in _ALL_FLAT}, "details": details}


def _kind(raw: Json) -> TicketKind:
    """Raises KeyError for a kind that this version does not know."""
    named = raw.get("kind", INCIDENT.kind)
    return PROCESSES[named].kind


def upcast_approval(raw: Json) -> Json:
    """What an approver asked last stood beside the stages: who, what, when, and the one comment that answered it."""
    if not raw.get("asker"):
        return raw
    question = {
        "asker": raw["asker"],
        "text": raw.get("question") or raw.get("answered") or "",
        "at": raw.get("asked_at"),
    }
    answers = [[raw["answer"], ""]] if raw.get("answer") else []
    return {**raw, "questions": [{**question, "answers": answers}]}


UPCASTS: Mapping[type, Callable[[Json], Json]] = {
    Ticket: upcast_ticket,
    Opened: upcast_opened,
    Approval: upcast_approval,
}
"""What is to be done to a type's JSON before it is read."""

RENAMED: Mapping[str, tuple[str, Json]] = {"task_answered_late": ("task_answered", {"late": True})}
"""Events that were kinds of their own: as what they are stored now, and what that says beside."""
