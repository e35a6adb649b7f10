"""What people press, fill in and choose in Teams reaches the desk once, and every invoke gets the right body."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest

from adapters.presentation.buttons import OFFERS, press
from adapters.presentation.sample import WORKING
from adapters.teams import responses
from adapters.teams.channel import TeamsChannel
from adapters.teams.render import draw
from core.ui.cards import Action, Card, say
from core.ui.forms import Field
from core.ui.inbound import Edited, FieldErrors, FormChanged, Heard, OpenForm, Press, Quiet, Shown, Submit, Words
from core.ui.text import plain
from tests.channels_teams.house import House, accounts_of, settings_of
from tests.channels_teams.judges import everything
from tests.channels_teams.samples import ANSWER, CLAIM, FORM, PRIORITY, REPLY, WITHDRAW, card_with, shown
from tests.fakes.phrasing import PHRASING, said

STALE = "from an older Deskbell"


# Buttons


async def test_a_press_names_the_message_its_thread_and_the_person(house: House) -> None:
    await shown(house, CLAIM)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    seen = await message.presses("Claim")
    press = house.door.only(Press)
    assert press.action == CLAIM.action
    assert press.speaker == house.speaker("dana.roth")
    assert (press.where.place, press.where.message) == (house.place("Desk Triage"), message.id)
    assert seen.text == "Done."


async def test_a_client_without_execute_presses_all_the_same(house: House) -> None:
    house.teams.admin.old_client("dana.roth")
    house.door.answers = Shown(say(plain("Nils was faster.")), refusal=True)
    await shown(house, CLAIM)
    await house.person("dana.roth").channel("Desk Triage").last.presses("Claim")
    assert house.door.only(Press).action == CLAIM.action
    assert [m.text for m in house.person("dana.roth").directs()] == ["Nils was faster."]


async def test_a_short_answer_stands_beside_the_card_and_a_long_one_in_the_chat(house: House) -> None:
    await shown(house, CLAIM)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    house.door.answers = Shown(say(plain("Nils was faster.")), refusal=True)
    assert (await message.presses("Claim")).text == "Nils was faster."
    house.door.answers = Shown(card_with(CLAIM))
    assert (await message.presses("Claim")).text == said(responses.IN_CHAT)
    assert [m.text for m in dana.directs()] == ["Words"]


async def test_what_was_refused_in_a_chat_is_not_called_done_beside_the_card(house: House) -> None:
    mia = house.person("mia.feld")
    await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}", card_with(CLAIM)))
    house.door.answers = Shown(say(plain("INC-1000 is closed.")), refusal=True)
    before = len(mia.directs())
    assert (await mia.directs()[-1].presses("Claim")).text == "INC-1000 is closed."
    assert len(mia.directs()) == before, "it is said once, beside the card"


async def test_what_is_secret_stands_in_a_dialog_and_is_never_written_anywhere(house: House) -> None:
    await shown(house, replace(CLAIM, opens_form=True), WITHDRAW)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    house.door.answers = Shown(say(plain("Elm Street 1")), secret=True)
    assert "Elm Street 1" in (await message.presses("Claim")).form.text
    await dana.says("show it")
    await house.teams.settle()
    assert "Elm Street 1" not in " ".join(
        each.text for each in (*dana.directs(), *dana.channel("Desk Triage").messages)
    )


async def test_a_button_that_asks_first_presses_after_the_question(house: House) -> None:
    await shown(house, WITHDRAW)
    message = house.person("dana.roth").channel("Desk Triage").last
    assert message.buttons == ["Withdraw > Withdraw", "Withdraw > Keep it"]
    await message.presses("Withdraw")
    assert house.door.only(Press).action == WITHDRAW.action


async def test_what_stands_behind_more_opens_its_form(house: House) -> None:
    house.door.answers = OpenForm(REPLY)
    card = card_with(CLAIM, ANSWER, more=(PRIORITY,))
    await house.channel.deliver(house.post(house.place("Desk Triage"), card))
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Priority")
    assert form.labels == ["Your answer"]
    assert house.door.only(Press).action == PRIORITY.action


async def test_the_same_button_can_be_pressed_twice_and_a_retry_is_one_press(house: House) -> None:
    await shown(house, CLAIM)
    message = house.person("dana.roth").channel("Desk Triage").last
    await message.presses("Claim")
    first = house.teams.sent[-1]
    again = await house.teams.resend(first)
    assert again.body == first.answer.body
    await message.presses("Claim")
    keys = [heard.key for heard in house.door.heard if isinstance(heard, Press)]
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize("data", [None, {}, {"deskbell": 5}, {"deskbell": "x"}, {"deskbell": "[1,2]"}, "words"])
async def test_a_button_of_another_time_gets_a_sentence(house: House, data: object) -> None:
    value = {"action": {"type": "Action.Execute", "verb": "x", "data": data}}
    answer = await house.posts(house.activity("invoke", name="adaptiveCard/action", value=value), house.signed)
    assert answer.status == 200
    assert STALE in answer.body
    answer = await house.posts(house.activity("invoke", name="task/fetch", value={"data": data}), house.signed)
    assert STALE in answer.body


async def test_what_is_no_invoke_of_ours_is_not_implemented(house: House) -> None:
    activity = house.activity("invoke", name="signin/verifyState", value={})
    assert (await house.posts(activity, house.signed)).status == 501


# Dialogs


async def test_a_form_is_filled_in_and_sent(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    dana = house.person("dana.roth")
    form = await dana.channel("Desk Triage").last.presses("Reply")
    house.door.answers = Quiet()
    form.fills(
        {
            "What is wrong?": "VPN drops a lot", "Which service?": "VPN", "Who is affected?": "Everyone",
            "This is for": "Mia Feld", "Who else": ["Jan Brandt", "Emre Aydin"], "Needed by": "2026-10-28",
            "How many": "3", "field:sure": True, "More detail": "more",
        }
    )  # fmt: skip
    assert not await form.submits()
    assert not form.is_open
    sent = house.door.only(Submit)
    assert (sent.command, sent.command_id, sent.context) == (FORM.command, FORM.command_id, FORM.context)
    assert sent.where == house.door.only(Press).where
    assert sent.speaker == house.speaker("dana.roth")
    assert sent.values == {
        "title": "VPN drops a lot", "service": "vpn", "who": "all", "for": house.speaker("mia.feld"),
        "watch": (house.speaker("jan.brandt"), house.speaker("emre.aydin")), "when": "2026-10-28", "count": 3,
        "sure": True, "more": "more",
    }  # fmt: skip


async def test_a_form_that_asks_for_more_comes_back_with_that_and_says_why(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    more = replace(FORM, fields=(*FORM.fields, Field("kind", "Which kind?", "text")))
    for answer in (FieldErrors({"kind": "Choose a kind."}, more), OpenForm(more, {"kind": "Choose a kind."})):
        house.door.answers = answer
        seen = await form.submits()
        assert "Not sent yet. Please look at: Which kind?" in seen.text
        assert "Choose a kind." in seen.text
        assert seen.form.field("Which kind? *")["id"] == "field:kind"
        form = seen.form


async def test_errors_come_with_the_form_and_the_input_is_kept(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    house.door.answers = FieldErrors({"title": "Please write at least 8 characters.", "gone": "And this."})
    form.fills({"What is wrong?": "VPN", "This is for": "Mia Feld", "How many": "1.5", "field:sure": True})
    seen = await form.submits()
    assert "Please write at least 8 characters." in seen.text
    assert "And this." in seen.text
    assert seen.form.field("What is wrong?")["value"] == "VPN"
    assert seen.form.field("This is for")["value"] == house.person("mia.feld").directory_id
    assert seen.form.field("field:sure")["value"] == "true"
    assert house.door.only(Submit).values["count"] == "1.5"
    house.door.answers = Quiet()
    seen.form.fills({"What is wrong?": "VPN drops a lot"})
    await seen.submits()
    assert not seen.form.is_open
    last = house.door.heard[-1]
    assert isinstance(last, Submit)
    assert last.command_id == FORM.command_id


async def test_update_asks_for_what_depends_on_the_answers(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    house.door.answers = OpenForm(REPLY)
    form.fills({"Which service?": "ERP"})
    seen = await form.presses("Update")
    assert house.door.only(FormChanged).values["service"] == "erp"
    assert seen.labels == ["Your answer"]


async def test_an_answer_in_a_dialog_has_buttons_that_press_from_there(house: House) -> None:
    house.door.answers = Shown(card_with(CLAIM, ANSWER))
    await shown(house, ANSWER)
    dialog = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    assert "Words" in dialog.text
    house.door.answers = OpenForm(REPLY)
    assert (await dialog.presses("Reply")).labels == ["Your answer"]
    dialog = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    presses = [heard for heard in house.door.heard if isinstance(heard, Press)]
    assert presses[0].where == presses[1].where


async def test_nobody_sends_the_form_of_another_or_one_they_made_up(house: House) -> None:
    house.door.answers = OpenForm(REPLY)
    await shown(house, ANSWER)
    form = await house.person("dana.roth").channel("Desk Triage").last.presses("Reply")
    data = dict(next(a for a in form.card["actions"])["data"])  # type: ignore[index]
    before = len(house.door.heard)
    for who, sheet in (
        ("mia.feld", data["deskbell_form"]),
        ("dana.roth", data["deskbell_form"] + "0"),
        ("dana.roth", 5),
    ):
        value = {"data": {**data, "deskbell_form": sheet, "field:text": "x"}}
        answer = await house.posts(house.activity("invoke", who, name="task/submit", value=value), house.signed)
        assert said(responses.OUTDATED) in answer.body
    assert len(house.door.heard) == before


# The message extension


async def test_create_ticket_on_a_message_quotes_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    root = await house.person("mia.feld").says("The <VPN> drops\nsince 9", "Help")
    reply = await house.person("jan.brandt").says("same here", thread=root)
    dana = house.person("dana.roth")
    form = await dana.shortcut("Create ticket", dana.channel("Help").last)
    assert form.title == "Something is broken"
    press = next(heard for heard in house.door.heard if isinstance(heard, Press))
    quoted = press.quoted
    assert quoted
    assert press.action == Action("create_from_message")
    assert quoted.text == "The <VPN> drops\nsince 9"
    assert quoted.author == house.speaker("mia.feld")
    assert (quoted.where.place, quoted.where.message, quoted.where.thread) == (house.place("Help"), root.id, None)
    assert not quoted.by_bot
    house.door.answers = Quiet()
    await form.submits()
    assert house.door.only(Submit).where == quoted.where
    house.door.heard.clear()
    await dana.shortcut("Ticket actions", dana.thread(root).find("same here"))
    press = house.door.only(Press)
    assert press.quoted
    assert (press.quoted.where.thread, press.quoted.where.message) == (root.id, reply.id)


async def test_report_and_request_open_their_forms_anywhere(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    assert (await mia.shortcut("Report a problem", channel="Help")).title == "Something is broken"
    assert (await mia.shortcut("Request something")).title == "Something is broken"
    actions = [heard.action for heard in house.door.heard if isinstance(heard, Press)]
    assert actions == [Action("open_incident"), Action("open_request")]


async def test_a_chat_of_two_people_in_which_a_command_is_used_is_none_of_ours(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    kept = dict(house.references.kept)
    used = house.activity("invoke", name="composeExtension/fetchTask", value={"commandId": "open_incident"})
    used["conversation"] = {"id": "19:mia_jan@unq.gbl.spaces", "conversationType": "personal"}
    assert (await house.posts(used, house.signed)).status == 200
    assert house.door.only(Press).action == Action("open_incident")
    assert house.references.kept == kept
    await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}"))
    assert [m.text for m in house.person("mia.feld").directs()] == ["Hello"]


async def test_where_the_app_is_not_installed_a_message_is_in_no_channel_of_ours(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    dana = house.person("dana.roth")
    root = await house.person("mia.feld").says("The VPN drops", "Help")
    await dana.installs("IT", remove=True)
    await dana.shortcut("Create ticket", dana.channel("Help").find("The VPN drops"))
    press = house.door.only(Press)
    assert press.quoted
    assert (press.quoted.where.kind, press.quoted.where.message) == ("group", root.id)
    assert press.quoted.text == "The VPN drops"


# Repeats


@dataclass
class Repeated:
    """What a door heard before and after a restart, for one activity each."""

    first: list[Heard]
    again: list[Heard]


async def heard_again_after_a_restart(house: House) -> Repeated:
    """Everything that was sent so far, sent once more to a channel that has just started."""
    first, sent = list(house.door.heard), house.teams.sent
    house.door.heard.clear()
    fresh = TeamsChannel(
        settings_of(house.teams),
        clock=house.teams.clock,
        phrasing=PHRASING,
        account_of=accounts_of(house.teams),
        references=house.references,
        door=house.door,
    )
    async with fresh.running():
        for each in sent:
            answer = await fresh._inbound.dispatch(each.activity)
            assert answer.status == each.answer.status
    return Repeated(first, list(house.door.heard))


async def test_what_is_repeated_after_a_restart_is_the_same_to_the_desk(house: House) -> None:
    house.door.answers = OpenForm(REPLY)
    await shown(house, CLAIM, ANSWER)
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    await message.presses("Claim")
    await dana.shortcut("Create ticket", await house.person("mia.feld").says("The VPN drops", "Help"))
    form = await message.presses("Reply")
    house.door.answers = Quiet()
    form.fills({"Your answer": "On its way"})
    await form.submits()
    root = await house.person("mia.feld").says("@Deskbell incident VPN 5", "Help")
    await house.person("mia.feld").edits(root, "@Deskbell incident VPN 6")
    await house.person("mia.feld").says("hello")
    heard = await heard_again_after_a_restart(house)
    assert {type(each) for each in heard.first} == {Press, Submit, Words, Edited}
    assert heard.again == heard.first


@pytest.mark.parametrize("old_client", [False, True])
async def test_an_invoke_that_is_repeated_while_it_is_answered_is_heard_once(house: House, old_client: bool) -> None:
    house.teams.admin.old_client("dana.roth", old_client)
    await shown(house, CLAIM)
    await house.person("dana.roth").channel("Desk Triage").last.presses("Claim")
    again = await asyncio.gather(*(house.teams.resend(house.teams.sent[-1]) for _ in range(5)))
    assert {answer.body for answer in again} == {house.teams.sent[-1].answer.body}
    assert len(house.door.heard) == 1


@pytest.mark.parametrize("name", [name for name, offer in OFFERS.items() if offer.confirm])
def test_every_button_that_asks_first_has_the_way_out_beside_it(name: str) -> None:
    button = press(name, WORKING, lambda each: each)
    drawn = draw(Card("what", buttons=(button,)), str)
    (asks,) = [each for each in everything(drawn) if each.get("type") == "Action.ShowCard"]
    assert [each["title"] for each in asks["card"]["actions"]] == [name, "back"]
