"""Access whose step is left out: whoever has it reads why at once, and the day on which it ends then, or that it has
none; and what waits for people is not offered to be tried again."""

from __future__ import annotations

import pytest

from core.ui.inbound import OpenForm
from tests.commands.reading import quiet, read, shown
from tests.commands.test_read_by_requesters import step
from tests.fakes.desk import DeskHouse, open_desk, refused

TUESDAY = "2026-10-27 09:40 CET"


async def _given(desk: DeskHouse, until: str = "2026-11-09", *, of_another: bool = False) -> str:
    """Mia has access until a day, ordered by herself or by Lena."""
    who = desk.person("lena" if of_another else "mia")
    ref = await who.orders(
        "access", system="erp", role="read", until=until, reason="I close the books there.",
        for_whom=desk.person("mia").speaker,
    )  # fmt: skip
    for one in ("katrin", "ines"):
        quiet(await desk.person(one).presses("approve", ref))
    return ref


async def _granted(desk: DeskHouse, until: str = "2026-11-09", *, of_another: bool = False) -> str:
    ref = await _given(desk, until, of_another=of_another)
    quiet(await desk.person("sofia").presses("finish", await step(desk, ref, "grant")))
    return ref


@pytest.mark.parametrize(
    "door",
    [
        "form", "on the step", "skip revoke REQ-1000 She keeps it for good.",
        "skip REQ-1000 revoke She keeps it for good.",
        "REQ-1000 skip revoke She keeps it for good.", "skip revoke She keeps it for good. REQ-1000",
    ],
)  # fmt: skip
@pytest.mark.parametrize("of_another", [False, True], ids=["own", "ordered for her"])
async def test_whoever_keeps_access_reads_why_and_that_it_has_no_end_and_the_report_says_so(
    door: str, of_another: bool
) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await _granted(desk, of_another=of_another)
        lena, told = desk.person("lena"), len(desk.said)
        match door:
            case "form":
                values = {"step": "revoke", "text": "She keeps it for good."}
                reply = await lena.submits("skip", values, {"ticket": ref})
            case "on the step":
                reply = await lena.fills("skip", await step(desk, ref, "revoke"), text="She keeps it for good.")
            case _:
                reply = await lena.on_teams.sends(door)
        assert read(shown(reply)) == "It is not taken away on its day any more. Mia reads that, with your reason."
        await desk.passes(minutes=61)
        said = (
            f"Access to a system: erp ({ref}) is not taken away on Mon 9 Nov 2026: She keeps it for good. "
            "It has no end now."
        )
        to = ["requester", "mia"] if of_another else ["requester"]
        assert [(one.to, one.text) for one in desk.said[told:] if one.kind in ("step_came", "came_for")] == [
            (one, said) for one in to
        ]
        report = read(shown(await lena.types("request", "admin access")))
        assert "without an end, said Lena: She keeps it for good." in report
        for one in [desk.person("mia"), lena]:
            for each in (one, one.on_teams):
                card = read(shown(await each.types("ticket", ref)))
                assert "By this order, Access to a system: erp has no end now" in card
                assert "ends on" not in card
        await desk.until("2026-11-12 10:00 CET")
        assert not [one for one in desk.said if "has ended" in one.text]


async def test_whose_access_ended_or_goes_on_by_another_order_reads_of_no_end_that_it_has_not() -> None:
    async with open_desk(TUESDAY) as desk:
        sofia, mia = desk.person("sofia"), desk.person("mia")
        ref = await _granted(desk)
        assert "no end" not in read(shown(await mia.types("ticket", ref)))
        longer = await _granted(desk, "2026-11-20")
        await desk.until("2026-11-10 10:00 CET")
        for each in (ref, longer):
            assert "no end" not in read(shown(await mia.types("ticket", each)))
        await desk.until("2026-11-20 09:30 CET")
        revoke = await step(desk, longer, "revoke")
        quiet(await sofia.presses("claim", revoke))
        await sofia.fills("finish", revoke, text="I looked.")
        for each in (ref, longer):
            assert "no end" not in read(shown(await mia.types("ticket", each)))


@pytest.mark.parametrize("of_another", [False, True], ids=["own", "ordered for her"])
async def test_whose_extension_is_left_out_reads_the_day_that_holds(of_another: bool) -> None:
    async with open_desk(TUESDAY) as desk:
        await _granted(desk)
        longer = await _given(desk, "2026-12-09", of_another=of_another)
        told = len(desk.said)
        quiet(await desk.person("lena").fills("skip", await step(desk, longer, "grant"), text="Not for so long."))
        await desk.passes(seconds=1)
        heard = {one.to: one.text for one in desk.said[told:] if one.kind in ("resolved", "ended_for")}
        assert heard
        for to, text in heard.items():
            whose = "Mia Feld has" if of_another and to == "requester" else "you have"
            assert f"Grant was left out: Not for so long. What {whose} of it ends on Mon 9 Nov 2026." in text


async def test_a_step_that_waits_for_people_is_not_offered_to_be_tried_again() -> None:
    async with open_desk(TUESDAY) as desk:
        mia, lena = desk.person("mia"), desk.person("lena")
        ref = await mia.orders("laptop", model="Standard 14", ship_to="berlin")
        quiet(await desk.person("katrin").presses("approve", ref))
        quiet(await lena.fills("fail", await step(desk, ref, "order"), text="It is sold out."))
        assert "Try again" in read(shown(await lena.types("ticket", ref)))
        form = await lena.presses("change_order", ref)
        assert isinstance(form, OpenForm)
        quiet(await lena.sends_form(form.form, model="Power 16", ship_to="berlin"))
        assert (await desk.ticket(ref)).approving
        card = shown(await lena.types("ticket", ref))
        assert "Try again" not in read(card) + str(card)
        for who in ("katrin", "finance.controller"):
            await desk.person(who).presses("approve", ref)
        assert "Try again" in read(shown(await lena.types("ticket", ref)))


async def test_nobody_reads_of_an_end_of_what_was_left_out_and_nobody_is_to_take_it_away() -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await _given(desk)
        quiet(await desk.person("lena").fills("skip", await step(desk, ref, "grant"), text="She has it."))
        await desk.until("2026-11-12 10:00 CET")
        assert not [one.text for one in desk.said if "ends on" in one.text or "has ended" in one.text]
        assert [each.state for each in (await desk.ticket(ref)).plan] == ["skipped", "dropped"]


@pytest.mark.parametrize("word", ["fail", "skip"])
async def test_a_number_behind_other_words_than_a_step_names_no_ticket_and_one_of_another_is_not_given_away(
    word: str,
) -> None:
    async with open_desk(TUESDAY) as desk:
        ref = await _granted(desk)
        before = await desk.ticket(ref)
        lena = desk.person("lena")
        assert "Which ticket?" in read(shown(await lena.sends(f"{word} she wrote in {ref} that she keeps it")))
        assert await desk.ticket(ref) == before
        none = "There is no REQ-1999 that you may see."
        assert none in refused(await lena.sends(f"{word} revoke REQ-1999 she keeps it"))
