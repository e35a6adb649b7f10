"""Whoever sent a file that is named and not shown hears who could not see it, whichever way it went."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.notifications.files import FILE, Brought, not_seen
from core.tickets.comments import Comment
from core.tickets.ticket import Ticket
from tests.fakes.company import KnownPlaces, shipped

AT = datetime(2026, 10, 22, 8, tzinfo=UTC)
MIA, DANA, LENA = "mia.feld", "dana.roth", "lena.vogt"
TICKET = Ticket(ref="INC-1000", requester=MIA, team="service-desk", logged_by=MIA)


@pytest.mark.parametrize(
    ("author", "to", "both", "told", "whom"),
    [
        (DANA, "requester", False, DANA, (MIA, "", False)),
        (MIA, "triage:service-desk", False, MIA, (None, "service-desk", False)),
        (MIA, "triage:service-desk", True, MIA, (None, "service-desk", True)),
        (DANA, "triage:infra", True, DANA, (None, "infra", True)),
        (DANA, f"direct:{LENA}", False, DANA, (LENA, "", False)),
        (None, "triage:service-desk", False, MIA, (None, "service-desk", False)),  # the ticket was opened with it
        (MIA, "requester", False, None, None),
    ],
)
def test_who_sent_it_hears_who_does_not_see_it(
    author: str | None, to: str, both: bool, told: str | None, whom: tuple[str | None, str, bool] | None
) -> None:
    said = Comment("c1", author, "requester", True, "see", AT) if author else None
    shows = Brought("plan.pdf", "https://x.example/1", "slack:F1", "comment:c1:file:1")
    brings = FILE.notice(shows, ticket="INC-1000", to=to, key="k", at=AT)
    found = not_seen(brings, TICKET, said, "too_large", KnownPlaces(shipped(), both=both), AT)
    assert [one.to for one in found] == ([f"direct:{told}"] if told else [])
    for one in found:
        assert (one.facts["name"], one.facts["why"]) == ("plan.pdf", "too_large")
        assert (one.facts["person"], one.facts["team"], one.facts["partly"]) == whom
        (again,) = not_seen(brings, TICKET, said, "empty", KnownPlaces(shipped(), both=both), AT)
        assert again.key == one.key, "in however many places of theirs, it is said once"
