"""Who sits where: the platform of those who ask and of those who respond.

What people read and press is told both ways, with both platforms on: then each platform asks once and responds once,
and each thread has its copy on its own platform as well as on the other. A platform alone is another way to start, not
another way to ask: on every seating are told one incident from report to confirmation, every item from its order to its
end, what is said in between, how it was rated, and a team that was away. What time does is the same everywhere: it is
told on one seating, and its arithmetic at the desk's own door, in `tests/scenarios`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Seating:
    """Which platform the requesters use and which the responders; a platform that nobody uses is off."""

    requesters: str
    responders: str

    @property
    def crossed(self) -> bool:
        """Whether both platforms are on: then each team has a card on each."""
        return self.requesters != self.responders

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are on."""
        return tuple(sorted({self.requesters, self.responders}))

    def __str__(self) -> str:
        return f"{self.requesters}-to-{self.responders}" if self.crossed else self.requesters


SEATINGS = (
    Seating("slack", "slack"),
    Seating("teams", "teams"),
    Seating("slack", "teams"),
    Seating("teams", "slack"),
)

CROSSED = tuple(one for one in SEATINGS if one.crossed)
"""Both ways; where a story says nothing else, it is told on these."""

told_everywhere = pytest.mark.parametrize("seating", SEATINGS, indirect=True, ids=str)
told_both_ways = pytest.mark.parametrize("seating", CROSSED, indirect=True, ids=str)
told_once = pytest.mark.parametrize("seating", [Seating("slack", "teams")], indirect=True, ids=str)
requesters_in_teams = pytest.mark.parametrize("seating", [Seating("teams", "slack")], indirect=True, ids=str)
requesters_on_slack = told_once
responders_in_teams = told_once
