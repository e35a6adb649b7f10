"""A row of the outbox as the notice that it is."""

from __future__ import annotations

from core.ports.outbox import REFRESHES, Notice
from storage import codec
from storage.driver import Found
from storage.instants import instant

COLUMNS = "id, key, kind, ticket, address, place, at, not_before, facts, state, attempts, urgent, lane"


def notice_of(row: Found) -> Notice:
    """The notice in a row of `COLUMNS`."""
    _, key, kind, ticket, address, place, at, not_before, facts, _, _, urgent, lane = row[:13]
    return Notice(
        kind, ticket, address, key, instant(at), instant(not_before), codec.read_facts(facts), place,
        urgent=bool(urgent), refresh=lane.endswith(REFRESHES),
    )  # fmt: skip
