"""Every sentence of the desk with an example: to rehearse a company's own words at start, for the gallery and tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from adapters.presentation.desk_words import DeskWords
from core.people import SYSTEM
from core.phrases import Datum, Phrase
from core.ui.text import Text

TEMPLATES = ("refusals", "answers", "forms", "times")
"""Where sentences have their words: `Refusal`, `phrase` and `wording`; and the times in them."""

EXAMPLES: Mapping[str, Datum] = {
    "ref": "INC-1042",
    "to": "INC-1039",
    "by": "INC-1051",
    "person": SYSTEM,
    "people": (SYSTEM, SYSTEM),
    "staff": True,
    "holder": SYSTEM,
    "lead": SYSTEM,
    "team": "Service Desk",
    "teams": ("service-desk", "infra"),
    "near": "infra",
    "names": ("Reconnect once", "We are looking"),
    "service": "VPN",
    "item": "New laptop",
    "items": ("laptop", "mailbox"),
    "label": "Which model?",
    "author": "Mia Feld",
    "link": "https://nordlicht.example/message",
    "options": ("13 inch", "15 inch"),
    "amounts": ("1150", "1980"),
    "others": ("a bag", "a second screen"),
    "signs": ("small", "digits", "hyphens"),
    "least": 8,
    "limit": 5,
    "count": 2,
    "later": False,
    "minutes": 85,
    "seconds": 2,
    "round": 1,
    "score": 4,
    "scale": 5,
    "task": "hand_over",
    "tasks": ("order", "image"),
    "skipped": True,
    "yes": True,
    "approval": True,
    "at": datetime(2026, 10, 27, 11, 34, tzinfo=UTC),
    "step": 2,
    "share": "75",
    "metric": "response",
    "calendar": "office",
    "ladder": "urgent",
    "priority": "P2",
    "kind": "incident",
    "kinds": ("related", "caused"),
    "like": "CHG-77",
    "status": "on_hold",
    "over": False,
    "more": True,
    "earliest": date(2026, 11, 2),
    "latest": date(2026, 11, 30),
    "text": "sooon",
    "words": ("it dropped again", ""),
    "word": "claim",
    "title": "The printer jams",
    "usage": "log <time> [what]",
    "example": "log 25m traced the tunnel",
    "devices": ("Standard 14 (LT-2231)", "Monitor 27 (MO-0417)"),
    "schedule": "infra-primary",
    "schedules": ("infra-primary", "desk-duty"),
    "logged": "K7Q2",
    "answer": datetime(2026, 10, 27, 11, 34, tzinfo=UTC),
    "fix": datetime(2026, 10, 28, 9, 34, tzinfo=UTC),
    "ready": datetime(2026, 11, 3, 9, 34, tzinfo=UTC),
    "since": datetime(2026, 10, 26, 11, 34, tzinfo=UTC),
    "start": datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    "end": datetime(2026, 11, 27, 21, 0, tzinfo=UTC),
    "cost": 1980,
    "before": 1150,
    "stages": ("1", "2"),
    "several": (),
    "reasons": ("away", "themselves"),
    "owners": (SYSTEM, SYSTEM),
    "ends": ("2026-11-08T23:00:00+00:00", ""),
    "currency": "EUR",
    "monthly": True,
    "days": 2,
    "hours": 4,
    "weekday": "Tue",
    "day": 27,
    "month": "Oct",
    "date": "Tue 27 Oct",
    "hour": "10",
    "minute": "34",
    "zone": "CET",
    "clock": "10:34 CET",
    "sensitive": True,
    "refs": ("REQ-1042",),
    "outside": "The identity provider",
    "works": True,
}
"""What a placeholder of that name may hold."""
_HELD: Mapping[str, Datum] = {
    "people": (SYSTEM,),
    "items": ("Access to a system: erp",),
    "refs": ("REQ-1042",),
    "ends": ("2026-11-08T23:00:00+00:00",),
    "count": 3,
}
_OF_ONE: Mapping[str, Mapping[str, Datum]] = {
    "wrong_state": {"to": "resolved"},
    "no_record": {"kind": "problem"},
    "wrong_shape": {"like": "it-help"},
    "request_like_hint": {"like": "it-help"},
    "not_begun": {"kind": "change"},
    "which_ticket": {"like": "INC-1042"},
    "unknown_template": {"text": "reconect"},
    "template_unread": {"text": "We are looking"},
    "unknown_command": {"near": ("queue", "mine")},
    "mistyped": {"near": ("ticket search", "ticket mine"), "text": "saerch"},
    "found": {"words": "vpn drops"},
    "found_none_of": {"words": "vpn drops"},
    "incident_promise": {"label": "High"},
    "refused_later": {"text": "Only Infra can change this ticket."},
    "access_late": _HELD,
    "access_soon": _HELD,
    "access_unproved": _HELD,
    "access_in_force": _HELD,
    "access_proved": {**_HELD, "count": 1, "words": ("read 2026-11-09 09:01 UTC",)},
    "access_overview": {"count": 12, "limit": 3, "least": 0},
    "call_failed_why": {"text": "No seat is left."},
    "call_refused_why": {"text": "Nobody of that name is known."},
    "typed_instead": {"label": "Claim", "words": ("ticket claim INC-1042",)},
    "not_offered": {"items": ("Report a fault", "Something new")},
    "form_not_offered": {"label": "Report a fault"},
    "hours_minutes": {"minutes": 25},
    "and_more": {"text": "INC-1042 is fixed."},
    "nothing_to_choose": {"label": "Service"},
    "files_in_chat": {"label": "Screenshot"},
    "missing_file": {"label": "Screenshot"},
    "items_overview": {"over": 1, "items": ("New laptop", "Software licence"), "amounts": ("12", "3")},
    "items_usage": {"over": True},
    "no_price": {"label": "Power 16"},
}
"""Placeholders that hold something else in one sentence."""


def sentences(desk: DeskWords) -> Iterator[tuple[str, str, Text]]:
    """Template, code and words of every sentence with its example. Raises WordsError when one cannot be said."""
    for template in TEMPLATES:
        for code, names in sorted(desk.words.blocks(template).items()):
            data = {name: _OF_ONE.get(code, {}).get(name, EXAMPLES[name]) for name in names}
            yield template, code, desk.worded(template, Phrase(code, data))
