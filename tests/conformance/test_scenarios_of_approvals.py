"""Scenarios 10 and 11: approval by cost with the clock after it, and approvals under stress, with all that is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.policy_file import Loaded
from core.items import Stage
from core.processes import Metric
from tests.conformance.conftest import Opens
from tests.conformance.house import House, house, shipped
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_once
from tests.conformance.seen import Post, Value
from tests.fakes.desk import instant, local

pytestmark = told_once

REF = "REQ-1000"
DIGEST = "due today"
"""What leads read in the morning is about no single ticket."""
CHANGED = "Mia Feld changed it, Oct 28, 2026 09:30, so you are asked again:"
POWER: dict[str, Value] = {"model": "Power 16", "ship_to": "berlin"}
SHOP: dict[str, Value] = {
    "system": "web-shop", "role": "read", "until": "2027-01-15", "reason": "I look after the shop.",
}  # fmt: skip


async def due(desk: House, metric: Metric, ref: str = REF) -> str | None:
    """When a promise is due, in Berlin; None while it stands still."""
    found = (await desk.promise(metric, ref)).due_at
    return local(found) if found else None


async def steps(desk: House) -> dict[str, str]:
    """How each of the request's tasks stands."""
    return {task.key: task.state for task in (await desk.ticket(REF)).plan}


async def asked(who: Someone, item: str, at: str, ref: str = REF) -> Post:
    """The question to somebody who decides, said at that instant."""
    return await who.was_told(f"asks for {item}", ref, at=at)


async def test_10_the_clock_begins_with_the_last_yes_and_no_reminder_comes_that_is_not_due(opens: Opens) -> None:
    async with opens("2026-10-23 11:00 CEST") as desk:
        katrin, finance = await desk.seats("katrin", "finance")
        mia = desk.person("mia")
        await mia.orders("New laptop", POWER)
        receipt = await mia.receipt(REF)
        receipt.shows("Waiting for approval by Katrin Stahl", "(1 of 2)")
        await desk.card(REF).shows("WAITING FOR APPROVAL")
        for metric in ("response", "resolution"):
            clock = await desk.promise(metric, REF)
            assert (clock.state, clock.elapsed, clock.due_at) == ("paused", 0, None)
        first = await asked(katrin, "New laptop", "2026-10-23 11:00 CEST")

        await desk.until("2026-10-23 14:00 CEST")
        await desk.nothing_else_was_said()
        await katrin.presses(first, "Approve")
        await mia.was_told(f"Katrin approved {REF}. Frida Conrad decides next.", at="2026-10-23 14:00 CEST")
        second = await asked(finance, "New laptop", "2026-10-23 14:00 CEST")
        receipt.shows("Waiting for approval by Frida Conrad", "(2 of 2)")
        first.shows("Approved by Katrin Stahl")
        stage = (await desk.ticket(REF)).approval.stages[1]  # type: ignore[union-attr]
        assert stage.expires_at == instant("2026-11-02 14:00 CET")

        await desk.until("2026-10-27 09:40 CET")
        await desk.nothing_else_was_said(DIGEST)
        await finance.presses(second, "Approve")
        await mia.was_told(f"Frida approved {REF}. Work on it begins.", at="2026-10-27 09:40 CET")
        await desk.triage_thread(REF).has("Order (TASK-1001) can begin now.", at="2026-10-27 09:40 CET")
        assert await due(desk, "response") == "2026-10-28 09:40 CET"
        assert await due(desk, "resolution") == "2026-11-03 09:40 CET"
        assert await due(desk, "resolution", "TASK-1001") == "2026-10-29 09:40 CET"
        assert await steps(desk) == {"order": "ready", "image": "blocked", "asset": "blocked", "hand_over": "blocked"}
        receipt.shows("Expected by Nov 3, 2026 09:40")

        await desk.until("2026-10-27 10:30 CET")
        await desk.ends_quietly(DIGEST)


async def test_10_left_alone_each_is_reminded_when_the_scenario_says(opens: Opens) -> None:
    async with opens("2026-10-23 11:00 CEST") as desk:
        katrin, finance, omar = await desk.seats("katrin", "finance", "omar")
        mia = desk.person("mia")
        await mia.orders("New laptop", POWER)
        await mia.receipt(REF)
        first = await asked(katrin, "New laptop", "2026-10-23 11:00 CEST")
        await desk.until("2026-10-23 15:00 CEST")
        await katrin.was_told("waits for your decision. Without one", REF, at="2026-10-23 15:00 CEST")
        await katrin.presses(first, "Approve")
        await asked(finance, "New laptop", "2026-10-23 15:00 CEST")
        await desk.until("2026-10-27 10:59 CET")
        desk.said_so_far()
        await desk.until("2026-10-27 11:00 CET")
        await finance.was_told("waits for your decision. Without one", REF, at="2026-10-27 11:00 CET")
        assert omar.platform == katrin.platform


async def test_11a_an_owner_is_not_asked_about_his_own_access_and_his_manager_once(opens: Opens) -> None:
    async with opens("2026-10-27 10:00 CET") as desk:
        omar, katrin = await desk.seats("omar", "katrin")
        await omar.orders("Access to a system", SHOP)
        (await omar.receipt(REF)).shows("Waiting for approval by Katrin Stahl")
        await desk.card(REF).posts()
        question = await asked(katrin, "Access to a system", "2026-10-27 10:00 CET")
        await desk.until("2026-10-27 11:00 CET")
        await katrin.presses(question, "Approve")
        await omar.was_told(f"Katrin approved {REF}. Work on it begins.", at="2026-10-27 11:00 CET")
        await desk.triage_thread(REF).has("Grant (TASK-1001) can begin now.", at="2026-10-27 11:00 CET")
        assert await due(desk, "resolution") == "2026-10-28 11:00 CET"
        await desk.ends_quietly()


def either(*people: str) -> Loaded:
    """The sample company, in which either of these people may agree to a laptop."""
    rules = shipped()
    domain = rules.policy.company.email_domain
    stage = Stage("either", "any", tuple(f"{one}@{domain}" for one in people))
    laptop = replace(rules.policy.catalog["laptop"], stages=(stage,))
    return replace(rules, policy=replace(rules.policy, catalog={**rules.policy.catalog, "laptop": laptop}))


async def test_11b_of_two_who_press_at_once_one_decides_and_both_messages_say_who(
    tmp_path: Path, seating: Seating
) -> None:
    async with house(tmp_path, seating, rules=either("omar.haddad", "ines.kruse")) as desk:
        omar, ines = desk.person("omar", on="slack"), desk.person("ines", on="teams")
        for each in (omar, ines):
            await each.types("help")
            await each.was_told("On a ticket")
        mia = desk.person("mia")
        await mia.orders("New laptop", POWER)
        await mia.receipt(REF)
        first, other = [await each.was_told("asks for New laptop", REF) for each in (omar, ines)]
        olds = [(who, one.as_it_is_now()) for who, one in ((omar, first), (ines, other))]
        await omar.presses(first, "Approve")
        await ines.presses(olds[1][1], "Approve")
        await ines.was_answered(f"{REF} was approved by Omar Haddad already")
        await desk.settles()
        for question in (first, other):
            question.shows("Approved by Omar Haddad")
            question.has_buttons("Open")
        await mia.was_told(f"Omar approved {REF}. Work on it begins.")
        votes = [vote.person for run in (await desk.ticket(REF)).approval.stages for vote in run.votes]  # type: ignore[union-attr]
        assert votes == [omar.id]
        await desk.card(REF).posts()
        await desk.triage_thread(REF).has("Order (TASK-1001) can begin now.")
        await desk.ends_quietly()


async def test_11c_and_d_another_role_asks_anew_and_what_was_asked_before_is_outdated(opens: Opens) -> None:
    async with opens("2026-10-27 10:00 CET") as desk:
        katrin, omar = await desk.seats("katrin", "omar")
        mia = desk.person("mia")
        await mia.orders("Access to a system", SHOP)
        receipt = await mia.receipt(REF)
        old = await asked(katrin, "Access to a system", "2026-10-27 10:00 CET")
        before = old.as_it_is_now()
        await desk.until("2026-10-27 11:00 CET")
        await katrin.presses(old, "Approve")
        await mia.was_told(f"Katrin approved {REF}. Omar Haddad decides next.", at="2026-10-27 11:00 CET")
        his = await asked(omar, "Access to a system", "2026-10-27 11:00 CET")
        await desk.until("2026-10-27 15:00 CET")
        await desk.card(REF).posts()
        await omar.was_told("waits for your decision. Without one", REF, at="2026-10-27 15:00 CET")
        await omar.presses(his, "Approve")
        await mia.was_told(f"Omar approved {REF}. Work on it begins.", at="2026-10-27 15:00 CET")
        await desk.triage_thread(REF).has("Grant (TASK-1001) can begin now.", at="2026-10-27 15:00 CET")
        assert await due(desk, "resolution") == "2026-10-28 15:00 CET"

        await desk.until("2026-10-28 09:30 CET")
        await desk.nothing_else_was_said(DIGEST)
        sheet = await mia.opens(receipt, "Change order")
        await sheet.fills(role="admin")
        await sheet.is_taken()
        clock = await desk.promise("resolution", REF)
        assert (clock.state, clock.elapsed, clock.due_at) == ("paused", 2 * 3600 + 1800, None)
        receipt.shows("Waiting for approval by Katrin Stahl", "(1 of 2)")
        again = await katrin.was_told(CHANGED, "Role: read → admin")
        desk.said_so_far()

        await katrin.presses(before, "Approve")
        await katrin.was_answered(
            f"Mia Feld changed {REF}, Oct 28, 2026 09:30. "
            "Look at what is asked for now, and decide again in the message that asks you."
        )
        assert (await desk.promise("resolution", REF)).state == "paused", "an old yes decides nothing"

        await desk.until("2026-10-28 10:00 CET")
        await katrin.presses(again, "Approve")
        await desk.settles()
        anew = await omar.was_told(
            CHANGED, "Role: read → admin", "Katrin Stahl agreed already", at="2026-10-28 10:00 CET"
        )
        await desk.until("2026-10-28 14:00 CET")
        await omar.presses(anew, "Approve")
        await desk.settles()
        assert await due(desk, "resolution") == "2026-10-29 11:30 CET"
