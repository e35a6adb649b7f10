"""What is urgent is said first wherever much waits, and each ticket is told in its order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways

pytestmark = told_both_ways


@contextmanager
def silence(desk: House) -> Iterator[None]:
    """Deskbell hears and says nothing for a while, as when a platform is down."""
    delivery = desk.service.delivery
    abreast, delivery.abreast = delivery.abreast, 0
    yield
    delivery.abreast = abreast
    delivery.bell.ring()


async def test_the_card_of_a_p1_stands_before_those_that_waited_longer(desk: House) -> None:
    mia = desk.person("mia")
    with silence(desk):
        for _ in range(3):
            await mia.reports(priority="P4")
        await mia.reports(priority="P1")
    await desk.settles()
    lead = desk.policy.teams["service-desk"].lead.partition("@")[0]
    for name, side in desk.sides.items():
        stand = [one.about for one in side.posts(lead, side.channel("service-desk", desk.policy)) if one.about]
        assert stand[0] == "INC-1003", f"on {name}: {stand}"
        assert stand[1:] == ["INC-1000", "INC-1001", "INC-1002"]
    await desk.card("INC-1003").shows("P1")
