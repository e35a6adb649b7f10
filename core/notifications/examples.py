"""The people and the instant of every kind's example: those of the sample company."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2026, 10, 28, 14, 30, tzinfo=UTC)
PAGED_AT = datetime(2026, 10, 28, 10, 27, tzinfo=UTC)
"""When the ladder of the sample's P1 was armed."""
DANA, MIA, LENA = "dana.roth@nordlicht.example", "mia.feld@nordlicht.example", "lena.vogt@nordlicht.example"
