"""What a desk said, as the stories of section 8 read it."""

from __future__ import annotations

from tests.fakes.desk import DeskHouse


def lines(desk: DeskHouse, *kinds: str) -> list[str]:
    """What was said of these kinds: time of day, kind, to; in order, at one instant by name."""
    heard = sorted((one for one in desk.said if one.kind in kinds), key=lambda one: (one.at, one.kind, one.to))
    return [f"{one.line[11:16]} {one.kind} {one.to}" for one in heard]
