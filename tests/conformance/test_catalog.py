"""The catalog: an item is found among many by what people type, whatever a platform lists at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playground.teams.screen import Message
from tests.conformance.house import House, house, shipped
from tests.conformance.seatings import Seating, told_both_ways
from tests.conformance.seen import Post, Sheet

pytestmark = told_both_ways


async def test_one_of_five_hundred_items_is_found_by_words_and_ordered(tmp_path: Path, seating: Seating) -> None:
    policy = shipped().policy
    like = policy.catalog["question"]
    items = {f"item-{each}": replace(like, key=f"item-{each}", name=f"Thing {each}") for each in range(500)}
    items["item-321"] = replace(items["item-321"], words=("espresso",))
    items["leaver"] = replace(policy.catalog["offboarding"], key="leaver", name="Thing for leavers")
    rules = replace(shipped(), policy=replace(policy, catalog=items))
    async with house(tmp_path, seating, rules=rules) as desk:
        mia = desk.person("mia")
        picker = await mia.side.asks_for("mia.feld", "request", "")
        assert await picker.searches("field:item", "espr") == ["Thing 321"]
        assert await picker.searches("field:item", "leavers") == ["Nothing found: report a fault"]
        await mia.orders(
            "item-321" if seating.requesters == "slack" else "Thing 321", {"question": "How do I brew it?"}
        )
        assert (await desk.ticket("REQ-1000")).title == "Thing 321: How do I brew it?"
        await mia.receipt("REQ-1000")
        await desk.card("REQ-1000").shows("Thing 321")
        await desk.ends_quietly()


async def test_an_owner_looks_after_the_catalog(desk: House) -> None:
    lena = desk.person("lena")

    async def opens() -> Sheet:
        seen = await lena.side.types("lena.vogt", "request admin items")
        return await lena.opens(Post(seen), "The catalog") if isinstance(seen, Message) else Sheet(seen.form)

    sheet = await opens()
    sheet.says("8 items. Nothing was ordered yet.")
    await sheet.form.chooses("field:item", "New laptop")
    await sheet.looks_again()
    sheet.says("New laptop: never ordered.")
    await sheet.fills(what="See its form as somebody does", whom=("jan.brandt",))
    await sheet.sends()
    sheet.says("This is how Jan Brandt sees it. Nothing is ordered here.", "Model")
    await sheet.fills(model="Power 16", ship_to="berlin")
    await sheet.sends()
    sheet.says("Nothing was ordered.")
    sheet = await opens()
    await sheet.form.chooses("field:item", "Question or advice")
    await sheet.looks_again()
    await sheet.fills(what="Retire it: nobody can order it any more")
    await sheet.sends()
    sheet.says("Question or advice can no longer be ordered.")
    picker = await desk.person("mia").side.asks_for("mia.feld", "request", "")
    assert await picker.searches("field:item", "question") == ["Nothing found: report a fault"]
