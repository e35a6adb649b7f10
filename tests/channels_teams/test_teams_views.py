"""A card that shows each person their own buttons, private answers within a channel, and cards that name the gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams import outbound, render, responses
from core.people import SYSTEM
from core.ports.channel import Attached, Outgoing, Rejected
from core.ui.cards import VIEW, Action, Section, say
from core.ui.inbound import Heard, Press, Quiet, Reply, Shown, Words
from core.ui.text import Mention, Run, plain
from tests.channels_teams.house import House, opened
from tests.channels_teams.judges import wrong_with
from tests.channels_teams.samples import CLAIM, WITHDRAW, card_with
from tests.channels_teams.test_teams_files import drawn
from tests.fakes.phrasing import said
from tests.teams_cards import official

LENA, DANA, MIA = (f"{name}@nordlicht.example" for name in ("lena.vogt", "dana.roth", "mia.feld"))
SHARED = replace(card_with(CLAIM), viewers=(LENA, DANA))
OWN = replace(card_with(CLAIM, WITHDRAW), viewers=(LENA, DANA))


def views(heard: Heard) -> Reply:
    """A desk that shows everybody who asks one button more."""
    return Shown(OWN) if isinstance(heard, Press) and heard.action.command == VIEW else Quiet()


def card_said(house: House) -> dict[str, Any]:
    """The card of the newest thread in a channel."""
    card: dict[str, Any] = house.teams.log.of("create")[-1].args["body"]["activity"]["attachments"][0]["content"]
    return card


# Views of single people


async def test_whoever_is_listed_sees_the_card_as_theirs_and_the_others_as_everybodys(house: House) -> None:
    house.door.answers = views
    dana, mia = house.person("dana.roth"), house.person("mia.feld")
    dana.watches()
    await house.channel.deliver(house.post(house.place("Desk Triage"), SHARED))
    await house.teams.settle()
    message = dana.channel("Desk Triage").last
    assert message.has_own_view
    assert message.buttons == ["Claim", "Withdraw > Withdraw", "Withdraw > Keep it"]
    assert not house.person("lena.vogt").channel("Desk Triage").last.has_own_view
    press = house.door.only(Press)
    assert press.action == Action(VIEW, {"ticket": "INC-1042", "card": "triage"})
    assert (press.speaker, press.where.message) == (house.speaker("dana.roth"), message.id)
    assert card_said(house)["refresh"]["userIds"] == [house.person("lena.vogt").id, dana.id]
    assert mia.directs() == dana.directs() == []


async def test_a_view_is_asked_for_anew_after_each_change_and_each_time_answered_afresh(house: House) -> None:
    house.door.answers = views
    dana = house.person("dana.roth")
    place = house.place("Desk Triage")
    said = await house.channel.deliver(house.post(place, SHARED))
    await dana.looks(dana.channel("Desk Triage").last)
    first = house.teams.sent[-1]
    assert '"type": "application/vnd.microsoft.card.adaptive"' in first.answer.body
    house.door.answers = Shown(SHARED)
    assert (await house.teams.resend(first)).body != first.answer.body
    await house.channel.deliver(Outgoing("edit", "k2", place, SHARED, message=said.message))
    assert not dana.channel("Desk Triage").last.has_own_view
    await dana.refreshes(dana.channel("Desk Triage").last)
    assert dana.channel("Desk Triage").last.buttons == ["Claim"]


async def test_many_views_push_no_press_out_of_memory(house: House) -> None:
    house.door.answers = views
    dana = house.person("dana.roth")
    await house.channel.deliver(house.post(house.place("Desk Triage"), SHARED))
    message = dana.channel("Desk Triage").last
    for _ in range(5):
        await dana.looks(message)
    assert not [key for key in house.channel._inbound._once._tasks if key.startswith("view")]


async def test_who_may_not_see_more_keeps_the_card_of_everybody(house: House) -> None:
    house.door.answers = Shown(say(plain("That is none of your business.")), refusal=True)
    await house.channel.deliver(house.post(house.place("Desk Triage"), SHARED))
    house.teams.admin.admit("Desk Triage", "mia.feld")
    mia = house.person("mia.feld")
    message = mia.channel("Desk Triage").last
    assert (await mia.refreshes(message)).text == said(responses.AS_ALL)
    assert mia.directs() == []
    assert not message.has_own_view


async def test_whoever_only_looks_is_told_of_no_trouble(house: House) -> None:
    def fails(heard: Heard) -> Reply:
        raise ZeroDivisionError

    house.door.answers = fails
    await house.channel.deliver(house.post(house.place("Desk Triage"), SHARED))
    dana = house.person("dana.roth")
    assert (await dana.looks(dana.channel("Desk Triage").last)).text == said(responses.AS_ALL)
    house.door.answers = views
    await dana.looks(dana.channel("Desk Triage").last)
    assert dana.channel("Desk Triage").last.has_own_view


async def test_whose_teams_id_is_not_known_is_left_out_and_without_any_the_card_asks_for_nothing() -> None:
    async with opened(introduce=False) as house:
        await house.person("lena.vogt").installs("IT")
        await house.channel.deliver(house.post(house.place("Desk Triage"), replace(SHARED, viewers=(DANA,))))
        assert "refresh" not in card_said(house)
        await house.person("dana.roth").installs()
        nobody = ("nobody@nordlicht.example", SYSTEM)
        await house.channel.deliver(house.post(house.place("Desk Triage"), replace(SHARED, viewers=(*nobody, DANA))))
        assert card_said(house)["refresh"]["userIds"] == [house.person("dana.roth").id]


async def test_the_ids_of_people_are_known_from_the_roster_of_their_team_too() -> None:
    async with opened(introduce=False) as house:
        await house.person("lena.vogt").installs("IT")
        await house.channel.account(DANA)
        await house.channel.deliver(house.post(house.place("Desk Triage"), SHARED))
        assert len(card_said(house)["refresh"]["userIds"]) == 2


async def test_no_more_than_sixty_are_refreshed_by_themselves(house: House) -> None:
    users = [f"29:{number}" for number in range(70)]
    for number, user in enumerate(users):
        house.channel._directory._know(user, f"account-{number}")
    house.channel._outbound._account_of = lambda person: f"teams:{house.teams.tenant_id}/{person}"
    many = tuple(f"account-{number}" for number in range(70))
    await house.channel.deliver(house.post(house.place("Desk Triage"), replace(SHARED, viewers=many)))
    assert card_said(house)["refresh"]["userIds"] == users[: outbound.MOST_VIEWERS]


def test_a_card_with_sixty_viewers_is_one_that_teams_takes_and_small_enough() -> None:
    long = replace(SHARED, sections=(Section(plain("Words " * 20_000)),) * 3)
    card = render.draw(long, lambda _: None, viewers=[f"29:{number:0100}" for number in range(60)])
    assert wrong_with(card) == official.wrong_with_card(card) == []
    assert render.size(card) <= render.LARGEST


# Those who are gone


@pytest.mark.parametrize("viewers", [(), (LENA,)])
async def test_a_card_that_names_somebody_who_is_gone_is_said_with_plain_names(
    house: House, viewers: tuple[str, ...]
) -> None:
    place = house.place("Desk Triage")
    gone = Mention(f"teams:{house.teams.tenant_id}/7d1f0000-0000-4000-8000-0000000000ff", "Tom Left")
    card = replace(say((gone, Run(" and "), Mention(DANA, "Dana Roth"))), ticket="INC-1042", viewers=viewers)
    said = await house.channel.deliver(house.post(place, card))
    message = house.person("lena.vogt").channel("Desk Triage").last
    assert (message.id, message.text, message.mentions) == (said.message, "@Tom Left and @Dana Roth", [])
    await house.channel.deliver(Outgoing("edit", "k2", place, card, message=said.message))
    await house.channel.deliver(house.post(place, card, thread=said.message))
    await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}", card))
    assert len(house.teams.log.of("create")) == 2
    assert house.person("mia.feld").directs()[-1].text == "@Tom Left and @Dana Roth"


async def test_a_picture_below_a_card_that_names_somebody_who_is_gone_is_shown(house: House) -> None:
    gone = Mention(f"teams:{house.teams.tenant_id}/7d1f0000-0000-4000-8000-0000000000ff", "Tom Left")
    picture = Attached("a.gif", drawn(8, 8, "GIF"))
    await house.channel.deliver(house.post(house.place("Desk Triage"), say((gone,)), attached=picture))
    assert card_said(house)["body"][-1]["altText"] == "a.gif"


async def test_a_card_that_is_refused_for_another_reason_is_said_once(house: House) -> None:
    house.teams.faults("create", "http_400", times=9)
    with pytest.raises(Rejected, match="service_error"):
        await house.channel.deliver(house.post(house.place("Desk Triage")))
    assert len(house.teams.log.of("create")) == 1
    house.teams.heal()
    house.teams.faults("create", "http_403", times=9)
    with pytest.raises(Rejected):
        await house.channel.deliver(house.post(house.place("Desk Triage"), say((Mention(DANA, "Dana"),))))
    assert len(house.teams.log.of("create")) == 2


# Threads


async def test_a_new_thread_is_a_conversation_with_its_first_activity_and_its_id_is_the_roots(house: House) -> None:
    place = house.place("Desk Triage")
    root = await house.channel.deliver(house.post(place, broadcast=True))
    call = house.teams.log.of("create")[-1]
    assert call.args["body"]["channelData"]["channel"]["id"] == place.partition("/")[2]
    lena = house.person("lena.vogt")
    assert lena.channel("Desk Triage").last.id == root.message
    await house.channel.deliver(house.post(place, "Below", thread=root.message))
    assert lena.thread(lena.channel("Desk Triage").last).texts == ["Below"]


async def test_a_new_thread_whose_activity_has_no_id_is_known_by_its_conversations(house: House) -> None:
    spot = await house.channel._outbound._rooms.spot(house.place("Desk Triage"))

    async def call(*_: object, **__: object) -> dict[str, str]:
        return {"id": f"{spot.conversation};messageid=1700000000001"}

    house.channel._outbound._connector.call = call  # type: ignore[method-assign]
    assert (await house.channel.deliver(house.post(house.place("Desk Triage")))).message == "1700000000001"


# Private answers within a channel


@pytest.fixture
async def targeted() -> AsyncIterator[House]:
    """A Teams in which private answers stand where people are."""
    async with opened(targeted=True) as found:
        yield found


async def test_where_it_is_switched_on_a_private_answer_stands_in_the_channel_for_one_person(targeted: House) -> None:
    house = targeted
    house.door.answers = Shown(card_with(CLAIM))
    mia = house.person("mia.feld")
    root = await mia.says("@Deskbell mine", "Help")
    (whisper,) = mia.ephemerals
    assert whisper.text == "Words"
    assert whisper.thread_id == root.id
    assert mia.directs() == []
    assert house.person("lena.vogt").ephemerals == []
    house.door.answers = Quiet()
    await whisper.presses("Claim")
    assert house.door.only(Press).speaker == house.speaker("mia.feld")


async def test_a_press_is_answered_in_the_channel_too(targeted: House) -> None:
    house = targeted
    await house.channel.deliver(house.post(house.place("Desk Triage"), card_with(CLAIM)))
    house.door.answers = Shown(card_with(CLAIM))
    dana = house.person("dana.roth")
    message = dana.channel("Desk Triage").last
    await message.presses("Claim")
    assert said(responses.DONE) in house.teams.sent[-1].answer.body
    assert [whisper.text for whisper in dana.ephemerals] == ["Words"]
    assert dana.directs() == []


async def test_a_private_answer_that_teams_refuses_goes_into_the_persons_chat(targeted: House) -> None:
    house = targeted
    house.door.answers = Shown(card_with(CLAIM))
    house.teams.faults("send", "http_403")
    mia = house.person("mia.feld")
    await mia.says("@Deskbell mine", "Help")
    assert mia.ephemerals == []
    assert [message.text for message in mia.directs()] == ["Words"]


async def test_in_ones_own_chat_nothing_is_targeted(targeted: House) -> None:
    house = targeted
    house.door.answers = Shown(card_with(CLAIM))
    await house.person("mia.feld").says("mine")
    assert [message.text for message in house.person("mia.feld").directs()] == ["Words"]
    assert house.person("mia.feld").ephemerals == []


async def test_a_group_chat_is_flat_and_its_private_answers_too(targeted: House) -> None:
    house = targeted
    house.teams.admin.group("VPN war room", ["mia.feld", "dana.roth"])
    house.door.answers = Shown(card_with(CLAIM))
    mia = house.person("mia.feld")
    await mia.says("@Deskbell mine", "VPN war room")
    assert [whisper.text for whisper in mia.ephemerals] == ["Words"]
    words = house.door.only(Words)
    assert (words.where.kind, words.where.flat) == ("group", True)
