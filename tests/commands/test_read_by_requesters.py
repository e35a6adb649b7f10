"""What whoever asked reads of the steps of their request: what follows on its day, what is stuck, what was left out."""

from __future__ import annotations

import pytest

from tests.commands.reading import quiet, read, shown
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.presentation.drawing import spell

MONDAY = "2026-10-26 10:00 CET"
FOLLOWS = "Disable follows on Wed 4 Nov 2026"


def card(desk: DeskHouse) -> str:
    """The requester's card as it stands by now."""
    said = [one.card for one in desk.channels["slack"].taken if one.card and one.card.title and not one.card.viewers]
    card = said[-1]
    facts = [spell(fact.value) for section in card.sections for fact in section.facts]
    return "\n".join([*(spell(section.body) for section in card.sections), *facts])


def heard(desk: DeskHouse, *kinds: str) -> list[str]:
    """What was said of these kinds."""
    return [one.text for one in desk.said if one.kind in kinds]


async def step(desk: DeskHouse, ref: str, key: str) -> str:
    """The record of a step."""
    return next(task.ref for task in (await desk.ticket(ref)).plan if task.key == key)


async def left(desk: DeskHouse) -> str:
    """A leaver whose last day is 4 November: all but that is done."""
    ref = await desk.person("hr.ops").orders("offboarding", person=desk.person("dana").speaker, last_day="2026-11-04")
    assert FOLLOWS in card(desk), "on the receipt"
    for who, key in (("nils", "collect"), ("emre", "wipe")):
        quiet(await desk.person(who).presses("finish", await step(desk, ref, key)))
    return ref


@pytest.mark.parametrize("becomes", ["done", "skipped", "failed", "late"])
async def test_what_follows_on_its_day_is_said_with_the_day_and_what_became_of_it(becomes: str) -> None:
    async with open_desk(MONDAY) as desk:
        ref = await left(desk)
        assert heard(desk, "resolved") == [f"{ref} Leaver: Dana Roth is done so far. {FOLLOWS}. Is it right so far?"]
        assert FOLLOWS in card(desk)
        await desk.until("2026-11-04 10:00 CET")
        assert (await desk.ticket(ref)).over
        assert heard(desk, "step_came") == []
        record, ciso = await step(desk, ref, "disable"), desk.person("ciso")
        match becomes:
            case "done":
                quiet(await ciso.fills("finish", record, text="The directory says disabled."))
            case "skipped":
                quiet(await ciso.fills("skip", record, text="She <b>stays</b>."))
            case "failed":
                quiet(await ciso.fills("fail", record, text="No rights."))
            case _:
                await desk.passes(days=4)
        await desk.passes(seconds=1)
        ends = {
            "done": "is done.", "skipped": "was left out: She <b>stays</b>.",
            "failed": "did not work out; the team looks at it.", "late": "is late; the team has been told.",
        }  # fmt: skip
        told = [one for one in desk.said if one.kind == "step_came"]
        assert [(one.to, one.text) for one in told] == [
            ("requester", f"Disable of {ref} Leaver: Dana Roth {ends[becomes]}")
        ]
        assert FOLLOWS not in card(desk)


async def test_a_step_that_is_stuck_is_said_in_plain_words_and_one_left_out_with_why() -> None:
    async with open_desk(MONDAY) as desk:
        hr = desk.person("hr.ops")
        ref = await hr.orders("onboarding", person="Jan Brandt", start_date="2026-11-09", manager=hr.speaker)
        badge = await step(desk, ref, "badge")
        quiet(await desk.person("nils").fills("fail", badge, text="The printer is broken."))
        stuck = "Badge did not work out; the team looks at it"
        assert stuck in card(desk)
        assert "Badge" not in card(desk).replace(stuck, ""), "it is not being done"
        assert stuck in read(shown(await hr.types("desk", ref)))
        quiet(await desk.person("lena").fills("skip", badge, text="He gets a paper badge"))
        assert stuck not in card(desk)
        for key in ("account", "laptop", "apps", "welcome"):
            quiet(await desk.person("lena").presses("finish", await step(desk, ref, key)))
        assert heard(desk, "resolved") == [
            f"{ref} New employee: Jan Brandt is done. Badge was left out: He gets a paper badge. "
            "Did you get what you asked for?"
        ]


@pytest.mark.parametrize(("until", "told"), [("2026-11-09", "2026-11-06 09:00 CET"), ("2026-10-27", None)])
async def test_who_has_something_until_a_day_hears_so_a_working_day_before_and_that_it_has_ended(
    until: str, told: str | None
) -> None:
    async with open_desk(MONDAY) as desk:
        reason = "I close the books there."
        ref = await desk.person("lena").orders(
            "access", system="erp", role="read", until=until, reason=reason, for_whom=desk.person("mia").speaker
        )
        for who in ("katrin", "ines"):
            quiet(await desk.person(who).presses("approve", ref))
        quiet(await desk.person("sofia").presses("finish", await step(desk, ref, "grant")))
        await desk.until("2026-11-09 10:00 CET")
        came = [one for one in desk.said if one.kind in ("step_came", "came_for")]
        ends = (
            f"Access to a system: erp ({ref}) ends on Mon 9 Nov 2026. "
            "To keep it longer, order it again with a later day."
        )
        if told is None:
            assert came == [], "they read that when it was given"
        else:
            assert [(one.to, one.at, one.text) for one in came] == [
                (to, instant(told), ends) for to in ("requester", "mia")
            ]
        quiet(await desk.person("sofia").fills("finish", await step(desk, ref, "revoke"), text="I looked in ERP."))
        await desk.passes(seconds=1)
        ended = [one for one in desk.said if one.kind in ("step_came", "came_for")][len(came) :]
        assert [one.text for one in ended] == [f"Access to a system: erp ({ref}) has ended."] * 2


async def test_the_promised_answer_stands_on_the_receipt_until_it_is_there_and_withdraw_while_nobody_has_it() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        ref = await desk.person("mia").reports()
        quiet(await desk.person("dana").presses("claim", ref))
        assert "We answer you here by {12:00 CET}" in card(desk)
        assert "Withdraw" not in read(shown(await desk.person("mia").sends(ref)))
        quiet(await desk.person("dana").tells(ref, "release"))
        assert "We answer you here by {12:00 CET}" in card(desk)
        assert "Withdraw" in read(shown(await desk.person("mia").sends(ref)))
        quiet(await desk.person("mia").presses("withdraw", ref))
        assert (await desk.ticket(ref)).status == "cancelled"
        other = await desk.person("mia").reports(title="The dock is dead")
        quiet(await desk.person("dana").answers(other, "Which one?"))
        assert "We answer you here" not in card(desk)
        quiet(await desk.person("dana").tells(other, "release"))
        assert "We answer you here" not in card(desk)
