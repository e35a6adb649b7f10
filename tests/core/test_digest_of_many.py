"""What one message says of many tickets: whose open tickets hold them all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.presentation.gallery import presenter
from core.notifications.digest import Told, digest_of
from core.notifications.kinds import KINDS
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket
from core.ui.text import flatten
from tests.core.test_announce import NOW
from tests.core.test_moot import NEW
from tests.fakes.playing import DANA, LENA

MINE, HERS = replace(NEW, ref="INC-1001", assignee=DANA), replace(NEW, ref="INC-1002", assignee=LENA)
NOBODYS = replace(NEW, ref="INC-1003", team="infra")


def told(kind: str, to: str, *tickets: Ticket) -> tuple[Told, ...]:
    facts = KINDS[kind].example_facts
    return tuple(Told(Notice(kind, each.ref, to, each.ref, NOW, NOW, facts), each) for each in tickets)


@pytest.mark.parametrize(
    ("said", "teams"),
    [
        (told("breach_direct", f"direct:{DANA}", MINE), ()),
        (told("breach_direct", f"direct:{LENA}", MINE, HERS), ("service-desk",)),
        (told("step", f"direct:{LENA}", NEW, NOBODYS), ("service-desk", "infra")),
        (
            told("breach", "triage:service-desk", MINE) + told("breach", "triage:infra", NOBODYS),
            ("service-desk", "infra"),
        ),
    ],
    ids=["what one has", "what others have", "what nobody has", "a channel of two teams"],
)
def test_a_digest_leads_to_the_lists_that_hold_all_it_tells_of(said: tuple[Told, ...], teams: tuple[str, ...]):
    assert digest_of(said).teams == teams


def test_a_digest_of_many_fits_a_screen_names_the_most_urgent_and_counts_the_rest():
    later = [replace(NEW, ref=f"INC-{2000 + number}") for number in range(14)]
    soon = [replace(NEW, ref=f"INC-{3000 + number}", priority="P2") for number in range(3)]
    digest = digest_of(told("breach", "triage:service-desk", *later, *soon))
    assert [each.ref for each in digest.tickets[:4]] == ["INC-3000", "INC-3001", "INC-3002", "INC-2000"]
    assert digest.over == 17 == len(digest.tickets) + digest.more
    card = presenter().digest(digest, NOW)
    read = [card.title, *(section.body for section in card.sections)]
    assert sum(len(flatten(text).splitlines()) for text in read) <= 20
    assert flatten(card.sections[-1].body) == f"... and {digest.more} more"
    assert [button.label for button in card.buttons] == ["Service Desk: all open"]
