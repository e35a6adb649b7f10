"""The two cards of a ticket: each one post a place, edited whenever something it shows has changed."""

from __future__ import annotations

from core.notifications.facts import Facts
from core.notifications.kind import Kind

TRIAGE_CARD = Kind("triage_card", "card", Facts(), urgency="refresh", broadcasts=True)
REQUESTER_CARD = Kind("requester_card", "card", Facts(), urgency="refresh", view="requester")
