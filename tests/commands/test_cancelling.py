"""An order that is needed no more while somebody works on it: its requester asks, its team decides and answers."""

from __future__ import annotations

import pytest

from adapters.presentation.buttons import for_requester
from core.ui.inbound import Quiet
from tests.commands.chats import goes_through
from tests.commands.reading import field, opened, quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, TUESDAY, drawn, ordered, states
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.presentation.drawing import labels


async def asked_about(desk: DeskHouse) -> str:
    """Nils is at the order of Mia's laptop when she asks to have it cancelled."""
    ref = await ordered(desk)
    quiet(await desk.person("nils").presses("claim", ORDER))
    said = shown(await desk.person("mia").presses("withdraw", ref))
    assert read(said) == f"The team is asked to cancel {ref}. You hear from them."
    return ref


async def test_before_work_began_whoever_asked_cancels_it_themselves() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        assert "Withdraw" in labels(shown(await desk.person("mia").sends(ref)))
        quiet(await desk.person("mia").presses("withdraw", ref))
        assert (await desk.ticket(ref)).status == "cancelled"


@pytest.mark.parametrize("word", ["withdraw", "cancel"])
@pytest.mark.parametrize("way", ["withdraw {}", "{} withdraw", "withdraw"])
@pytest.mark.parametrize("begun", [False, True])
async def test_cancel_is_withdraw_where_whoever_asked_says_it(word: str, way: str, begun: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered(desk), desk.person("mia")
        if begun:
            quiet(await desk.person("nils").presses("claim", ORDER))
        asked = await mia.on_teams.sends(way.format(ref).replace("withdraw", word))
        assert ((await desk.ticket(ref)).open or not begun, (await desk.ticket(ref)).cancel_asked) == (True, None)
        await goes_through(mia.on_teams, asked)
        ticket = await desk.ticket(ref)
        assert (ticket.status == "cancelled", ticket.cancel_asked is not None) == (not begun, begun)
        assert ticket.last_comment is None, "it is a word to the desk, and none to the team"


async def test_cancel_with_words_behind_it_is_words_and_of_the_team_it_is_cancel() -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered(desk), desk.person("mia")
        await mia.on_teams.sends("cancel my appointment with Nils on Friday, please")
        assert (await desk.ticket(ref)).open
        assert "cancel not an incident" in read(shown(await desk.person("dana").tells(ref, "cancel")))


async def test_once_work_began_the_team_is_asked_to_cancel_it_and_says_what_is_to_be_undone() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", ORDER))
        assert "Ask to cancel" in labels(shown(await desk.person("mia").sends(ref)))
        shown(await desk.person("mia").presses("withdraw", ref))
        desk.hears_now(f"{TUESDAY} cancel_asked triage:service-desk")
        assert desk.said[-1].text == f"Mia no longer needs {ref} and asks to cancel it."
        assert "asked to cancel" in refused(await desk.person("mia").presses("withdraw", ref))
        assert "Ask to cancel" not in labels(shown(await desk.person("mia").sends(ref)))
        form = opened(await desk.person("lena").presses("cancel", ref))
        assert field(form, "reason").value == "withdrawn"
        quiet(await desk.person("lena").sends_form(form, reason="withdrawn", undo="Send it back."))
        assert set((await states(desk, ref)).values()) == {"dropped"}
        desk.hears_now(f"{TUESDAY} cancelled requester", f"{TUESDAY} step_dropped nils")


async def test_the_team_goes_on_with_it_and_whoever_asked_reads_why_and_may_ask_again() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked_about(desk)
        desk.checked = len(desk.said)
        assert "Write why" in refused(await desk.person("lena").fills("keep_going", ref, text=" "))
        quiet(await desk.person("lena").fills("keep_going", ref, text="It is on its way."))
        desk.hears_now(f"{TUESDAY} kept_going requester")
        assert desk.said[-1].text == f"Lena goes on with {ref}: It is on its way."
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        assert "Nobody asks any more" in refused(await desk.person("lena").fills("keep_going", ref, text="Too late."))
        shown(await desk.person("mia").presses("withdraw", ref))


async def test_whoever_it_is_for_may_ask_too_and_hears_the_answer() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders(
            "question", for_whom=desk.id_of("jan.kolb"), question="Which one is the lightest?"
        )
        quiet(await desk.person("dana").presses("claim", ref))
        shown(await desk.person("jan.kolb").presses("withdraw", ref))
        desk.checked = len(desk.said)
        quiet(await desk.person("dana").fills("keep_going", ref, text="It is nearly done."))
        assert sorted((one.kind, one.to) for one in desk.said[desk.checked :]) == [
            ("kept_for", "jan"), ("kept_going", "requester"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "settles"),
    [("keep_going", True), ("fulfil", True), ("cancel", True), ("note", False)],
    ids=lambda x: str(x),
)
async def test_the_question_to_the_team_loses_its_buttons_once_it_is_answered(how: str, settles: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked_about(desk)
        assert stands(desk, "cancel_asked")[1] == ["cancel", "keep_going"]
        values = {"cancel": {"reason": "withdrawn", "undo": "Send it back."}}.get(how, {"text": "Just like that."})
        values |= {"skipped": "She came by."} if how == "fulfil" else {}
        quiet(await desk.person("lena").fills(how, ref, **values))
        assert (stands(desk, "cancel_asked")[1] == []) is settles


@pytest.mark.parametrize("end", ["reject", "expire"])
async def test_what_was_asked_ends_with_a_rejection_and_an_expiry(end: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked_about(desk)
        form = opened(await desk.person("mia").presses("change_order", ref))
        shown(await desk.person("mia").sends_form(form, model="Standard 14", ship_to="berlin"))
        form = opened(await desk.person("lena").presses("change_order", ref))
        quiet(await desk.person("lena").sends_form(form, model="Standard 14", ship_to="berlin"))
        if end == "reject":
            quiet(await desk.person("katrin").fills("reject", ref, text="Too late for this year."))
        else:
            await desk.until("2026-11-13 12:00 CET")
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.cancel_asked) == ({"reject": "rejected", "expire": "expired"}[end], None)
        assert stands(desk, "cancel_asked")[1] == []
        assert "Nobody asks any more" in refused(await desk.person("lena").fills("keep_going", ref, text="It comes."))


async def test_who_answers_it_is_its_lead_or_whoever_has_it_and_a_new_team_is_asked_too() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked_about(desk)
        quiet(await desk.person("dana").presses("claim", ref))
        assert f"{ref} is with Dana Roth" in refused(
            await desk.person("emre").fills("keep_going", ref, text="It goes on.")
        )
        desk.checked = len(desk.said)
        quiet(await desk.person("lena").fills("transfer", ref, team="infra", reason="They take care of it."))
        assert [one.to for one in desk.said[desk.checked :] if one.kind == "cancel_asked"] == ["triage:infra"]
        assert isinstance(await desk.person("mara").fills("keep_going", ref, text="It goes on."), Quiet)
        assert "[Keep going]" not in drawn(desk, "infra-triage")


@pytest.mark.parametrize(
    ("history", "ends"),
    [
        ((), "withdraw"),
        (("a fault",), "withdraw"),
        (("a fault", "an order"), "withdraw"),
        (("agreed", "done: Order", "a fault"), "withdraw"),
        (("agreed", "done: Order", "a fault", "an order"), "withdraw"),
        (("agreed", "done: Order"), "ask_to_cancel"),
        (("a fault", "assigned"), "withdraw"),
        (("a fault", "assigned", "claimed"), ""),
    ],
    ids=str,
)
async def test_withdraw_is_offered_where_it_is_taken(history: tuple[str, ...], ends: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        lena = desk.person("lena")
        for step in history:
            if step == "a fault":
                quiet(await lena.fills("convert", ref, impact="4", urgency="2"))
            elif step == "an order":
                laptop = {f"laptop:{key}": value for key, value in LAPTOP.items()}
                quiet(await lena.fills("convert", ref, item="laptop", **laptop))
            elif step == "agreed":
                for who in ("katrin", "finance.controller"):
                    quiet(await desk.person(who).presses("approve", ref))
            elif step == "claimed":
                quiet(await desk.person("dana").presses("claim", ref))
            elif step == "assigned":
                quiet(await lena.fills("assign", ref, person=desk.id_of("dana")))
            else:
                quiet(await desk.person("nils").presses("finish", ORDER))
        offered = for_requester(await desk.ticket(ref))
        assert [name for name in offered if name in ("withdraw", "ask_to_cancel")] == ([ends] if ends else [])
        if ends == "withdraw":
            quiet(await desk.person("mia").presses("withdraw", ref))
            assert (await desk.ticket(ref)).status == "cancelled"
