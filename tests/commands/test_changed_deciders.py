"""What people read where a change touches who has to agree: who is asked now, who is not, and what was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import Stage
from tests.commands.reading import opened, quiet
from tests.commands.test_results_of_approvals import AT, FRIDAY, LAPTOP, ONE, asked, by, on, result, stage, votes
from tests.fakes.desk import open_desk, refused


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_whoever_turns_out_to_have_asked_for_it_decides_nothing_and_another_reads_why_it_is_they(
    channel: str,
) -> None:
    async with open_desk(FRIDAY, policy=by(stage("any", "katrin.stahl"), stage("any", "omar.haddad"))) as desk:
        for name in ("katrin", "omar", "finance.controller"):
            on(desk, name, channel)
        ref = await on(desk, "mia", channel).orders("laptop", **LAPTOP)
        await votes(desk, ref, "+katrin", channel)
        quiet(await desk.person("lena").fills("change", ref, requester=desk.id_of("katrin")))
        await desk.deliver()
        over = f"{ONE} Lena Vogt changed it, {AT}, so what was said of it before no longer counts."
        assert result(desk, "katrin") == [over]
        assert result(desk, "omar") == [over.removeprefix(f"{ONE} ")]
        (told,) = [one.text for one in desk.said if one.line.endswith("approval finance")]
        assert told.startswith("Katrin Stahl asks for ")
        assert "Lena Vogt changed it, Fri 23 Oct 11:00 CEST: Who asked for it: Mia Feld → Katrin Stahl " in told
        assert "It is Katrin Stahl’s own request, so you decide." in told
        own = refused(await on(desk, "katrin", channel).presses("approve", ref, round=1))
        assert own == f"{ref} is your own request, so somebody else decides."
        quiet(await on(desk, "finance.controller", channel).presses("approve", ref, round=2))
        await votes(desk, ref, "+omar", channel)
        assert (await desk.ticket(ref)).status == "in_fulfilment"


async def test_whose_decision_a_change_makes_needless_reads_that() -> None:
    dear = Stage("who", "any", ("omar.haddad@nordlicht.example",), "field.model == Power 16")
    policy = by(stage("any", "katrin.stahl"), dear)
    async with open_desk(
        FRIDAY, policy=replace(policy, approving=replace(policy.approving, reapprove_if=frozenset()))
    ) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **{**LAPTOP, "model": "Power 16"})
        await votes(desk, ref, "+katrin", "slack")
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, **LAPTOP))
        await desk.deliver()
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        assert result(desk, "omar") == ["It was changed, so this need not be decided any more."]
        assert len(asked(desk, "omar")) == 1
