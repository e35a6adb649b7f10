"""Which stretches that are kept words of time mean: as a list prints one, by the day on which it begins, or at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from core.errors import Refusal
from core.ui.when.days import read_day
from core.ui.when.stretch import Stretch, read_stretches


class Kept(Protocol):
    """What lasts from an instant to another."""

    @property
    def start(self) -> datetime:
        """Its first instant."""
        ...

    @property
    def end(self) -> datetime:
        """Its end, outside."""
        ...


T = TypeVar("T", bound=Kept)


def meant_by(text: str, kept: Iterable[T], now: datetime, zones: Sequence[str]) -> tuple[T, ...]:
    """Those that words mean, as clocks in any of the zones read, in order.

    From and to as they are kept, else the instant at which one begins, else those that begin within what is named,
    else those that it touches: "tomorrow" is the evening that begins tomorrow, and not the night that ends then.
    Raises Refusal for words that are no time.
    """
    known, named, refused = tuple(kept), set[Stretch](), None
    begins = set[datetime]()
    for zone in dict.fromkeys(zones):
        try:
            named.update(read_stretches(text, now, zone))
        except Refusal as why:
            refused = refused or why
        begins |= _instant(text, now, zone)
    if not named and not any(each.start in begins for each in known):
        raise refused or Refusal("no_stretch", field="when", text=text)
    tiers = (
        [each for each in known if Stretch(each.start, each.end) in named],
        [each for each in known if each.start in begins],
        [each for each in known if any(one.start <= each.start < one.end for one in named)],
        [each for each in known if any(one.start < each.end and each.start < one.end for one in named)],
    )
    return next((tuple(tier) for tier in tiers if tier), ())


def _instant(text: str, now: datetime, zone: str) -> set[datetime]:
    """The instant that words name with a time of day; none where they name only a day, or more."""
    try:
        return {read_day(text, now, zone)} if any(sign.isdigit() for sign in text) else set()
    except Refusal:
        return set()
