"""What somebody has, or asked for, is said above the form of the same item, and forbids nothing."""

from __future__ import annotations

import pytest

from core.ui.forms import Form
from core.ui.text import flatten
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_automations import TUESDAY
from tests.commands.test_ended_access import ACCESS, automated, granted
from tests.commands.test_recalled_calls import changed
from tests.commands.test_redrawn_forms import redraws
from tests.fakes.desk import DOMAIN, Someone, open_desk
from tests.fakes.receiver import asked_at, caller, receiver

LICENCE = {"app": "Miro", "reason": "We draw our plans with it."}


def already(form: Form) -> list[str]:
    """What is said of the same above a form."""
    return [flatten(each.text) for each in form.fields if each.id.startswith("note:already:")]


async def form_of(who: Someone, item: str, **values: str) -> Form:
    """The form of an item as somebody opens it."""
    return opened(await who.presses_anywhere("open_request", item=item, **values))


async def test_the_same_licence_is_named_before_it_is_ordered_again_and_may_be() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        mia = desk.person("mia")
        assert already(await form_of(mia, "software-licence")) == []
        ref = await mia.orders("software-licence", **LICENCE)
        asks = f"{ref} is under way already: Software licence: Miro."
        assert already(await form_of(mia, "software-licence")) == [asks]
        await caller(desk).settle()
        has = f"You have this since Tue 27 Oct 2026: Software licence: Miro ({ref})."
        assert already(await form_of(mia, "software-licence")) == [has]
        assert already(await form_of(mia.on_teams, "software-licence")) == [has]
        assert already(await form_of(mia, "laptop")) == []
        assert already(await form_of(desk.person("tom"), "software-licence")) == [], "what Mia has is not Tom's to read"
        assert await mia.orders("software-licence", **LICENCE) != ref, "it is said, and not forbidden"


async def test_what_ends_on_a_day_says_how_it_is_kept_longer_until_it_has_ended() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=automated(idp.url)) as desk:
        ref = await granted(desk)
        quiet(await desk.person("mia").presses("confirm", ref))
        [said] = already(await form_of(desk.person("mia"), "access"))
        assert said == (
            f"You have this since Tue 27 Oct 2026, until Mon 9 Nov 2026: Access to a system: erp ({ref})."
            " To keep it longer, order it with the same answers and a later day: it is approved anew, and goes on until"
            " that day."
        )
        await desk.until("2026-11-09 09:30 CET")
        shown(await desk.person("sofia").fills("skip", "TASK-1002", text="It ends by itself."))
        assert "until" not in already(await form_of(desk.person("mia"), "access"))[0], "nobody took it away"


async def test_of_two_things_of_one_order_each_has_its_own_day() -> None:
    async with open_desk(TUESDAY) as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        ref = await mia.orders("access", **ACCESS)
        for answers in ({}, {"role": "write", "until": "2026-11-20"}):
            if answers:
                quiet(await mia.fills("reopen", ref, reason="I cannot write there."))
                await changed(desk, ref, "mia", **{**ACCESS, **answers})
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            grant = next(each for each in (await desk.ticket(ref)).plan if not each.dated and each.current)
            quiet(await desk.person("sofia").presses("finish", grant.ref))
        [said] = already(await form_of(mia, "access"))
        assert said.startswith(
            f"You have this since Tue 27 Oct 2026, until Fri 20 Nov 2026: Access to a system: erp (write) ({ref})."
        )
        revoke = next(each for each in (await desk.ticket(ref)).plan if each.key == "revoke")
        shown(await lena.fills("skip", revoke.ref, text="She keeps it."))
        [said] = already(await form_of(mia, "access"))
        assert said == f"You have this since Tue 27 Oct 2026: Access to a system: erp (write) ({ref})."


async def test_orders_for_others_say_for_whom_in_every_list() -> None:
    async with open_desk(TUESDAY) as desk:
        mia = desk.person("mia")
        for whom in ("jan.kolb", "tom.berg"):
            await mia.orders("access", **ACCESS, for_whom=f"{whom}@{DOMAIN}")
        rows = read(shown(await mia.types("ticket", "mine")))
        assert "Access to a system: erp · for Jan Kolb" in rows
        assert "Access to a system: erp · for Tom Berg" in rows
        queue = read(shown(await desk.person("lena").types("ticket", "queue")))
        assert "· for Jan Kolb" in queue


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize(
    ("model", "says"), [(None, "is under way"), ("Standard 14", "is under way"), ("Power 16", "asks for the same")]
)
async def test_only_an_order_with_the_same_answers_asks_for_the_same(
    channel: str, model: str | None, says: str
) -> None:
    async with open_desk(TUESDAY, both=True) as desk:
        mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
        ref = await mia.orders("laptop", model="Power 16", ship_to="berlin")
        form = await form_of(mia, "laptop")
        if model:
            form = await redraws(mia, form, model=model, ship_to="berlin")
        assert already(form) == [f"{ref} {says} already: New laptop: Power 16."]
