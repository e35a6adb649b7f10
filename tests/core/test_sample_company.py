"""The company of the shipped app.yaml: whoever may order something there has somebody who decides."""

from __future__ import annotations

from itertools import product

import pytest

from core.approvals import lines, state
from core.intake.catalog import may_order
from core.policy import Policy
from tests.fakes.approving import order
from tests.fakes.company import shipped

MORNING = "2026-10-27 10:00 CET"


def people(policy: Policy) -> list[str]:
    """Everybody whom the settings name."""
    owners = (asset.owner for asset in policy.assets.values() if asset.owner)
    return sorted({*lines.named(policy), *policy.responders, *policy.managers_of, *owners})


@pytest.mark.parametrize("who", people(shipped()))
def test_no_order_of_theirs_waits_for_somebody_whom_nobody_knows(who: str) -> None:
    policy = shipped()
    assert policy.managers_of[who] != who
    for item in policy.catalog.values():
        if not may_order(policy, item, who):
            continue
        chosen = [[(each.id, option) for option in each.options] for each in item.form if each.kind == "select"]
        for answers in product(*chosen):
            made = order(item.key, MORNING, dict(answers), by=who)
            while (found := state.pending(made.ticket)) is not None:
                assert all(seat.whose for seat in found[1].seats), (item.key, answers)
                asked = state.asked_now(made.ticket)
                assert asked, (item.key, answers)
                assert who not in asked, (item.key, answers)
                made.approves(MORNING, asked[0])
