"""What is said first: posts, threads, edits, deletions, direct messages, and what a refusal means."""

from __future__ import annotations

import asyncio

import pytest

from core.ports.channel import Outgoing, Rejected, RetryLater
from core.ui.cards import Action, Button, Card, say
from core.ui.text import Mention, Run, plain
from tests.channels_teams.house import TRIAGE, House, opened


async def test_a_post_an_edit_a_line_below_and_a_deletion(house: House) -> None:
    lena = house.person("lena.vogt")
    place = house.place("Desk Triage")
    root = await house.channel.deliver(house.post(place))
    assert root.place == place
    line = await house.channel.deliver(house.post(place, "Below", thread=root.message))
    await house.channel.deliver(Outgoing("edit", "k3", place, say(plain("Changed")), message=f"{place}#{root.message}"))
    room = lena.channel("Desk Triage")
    assert room.texts == ["Changed"]
    assert lena.thread(room.last).texts == ["Below"]
    await house.channel.deliver(
        Outgoing("edit", "k4", place, say(plain("Below, changed")), thread=root.message, message=line.message)
    )
    assert lena.thread(room.last).texts == ["Below, changed"]
    await house.channel.deliver(Outgoing("delete", "k5", place, thread=root.message, message=line.message))
    await house.channel.deliver(Outgoing("delete", "k6", place, thread=root.message, message=line.message))
    assert [message for message in lena.thread(room.last).messages if not message.gone] == []


async def test_a_direct_message_goes_into_the_persons_chat_and_lines_name_their_ticket(house: House) -> None:
    mia = house.speaker("mia.feld")
    card = await house.channel.deliver(house.post(f"direct:{mia.id}"))
    assert card.place == house.chat("mia.feld")
    line = say(plain("Dana has taken this."), ticket="INC-1042")
    await house.channel.deliver(house.post(card.place, line, thread=card.message))
    assert [m.text for m in house.person("mia.feld").directs()] == ["Hello", "INC-1042\nDana has taken this."]


async def test_a_chat_is_opened_when_none_is_known(house: House) -> None:
    house.references.kept.pop(house.speaker("mia.feld").id)
    async with opened(introduce=False, references=house.references) as other:
        other.references.kept = {
            key: type(each)(each.key, each.kind, each.conversation, other.teams.service_url, each.name, each.team)
            for key, each in house.references.kept.items()
        }
        await other.channel.deliver(other.post(f"direct:{other.speaker('mia.feld').id}"))
        assert [m.text for m in other.person("mia.feld").directs()] == ["Hello"]
        assert other.speaker("mia.feld").id in other.references.kept


async def test_before_it_is_installed_anywhere_it_can_reach_nobody() -> None:
    async with opened(introduce=False) as house:
        with pytest.raises(Rejected, match="not_installed"):
            await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}"))


async def test_the_newest_service_address_is_used(house: House) -> None:
    house.teams.admin.move_service("emea")
    await house.person("lena.vogt").says("@Deskbell hello", "Desk Triage")
    place = house.place("Desk Triage")
    await house.channel.deliver(house.post(place))
    assert house.references.kept[place].service_url == house.teams.service_url
    assert "emea" in house.references.kept[place].service_url


async def test_who_blocked_the_bot_is_unreachable_for_good(house: House) -> None:
    house.teams.admin.block("mia.feld")
    with pytest.raises(Rejected, match="message_writes_blocked"):
        await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}"))


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [("http_412", False), ("http_502", True), ("http_503", True), ("http_504", True), ("http_500", True),
     ("reset_before", True), ("reset_after", True), ("garbage", True)],
)  # fmt: skip
async def test_what_passes_is_tried_later_by_delivery(house: House, kind: str, unknown: bool) -> None:
    house.teams.faults("create", kind)
    with pytest.raises(RetryLater) as caught:
        await house.channel.deliver(house.post(house.place("Desk Triage")))
    assert caught.value.unknown is unknown


async def test_the_seconds_to_wait_are_read(house: House) -> None:
    house.teams.faults("create", "ratelimited", retry_after=17)
    with pytest.raises(RetryLater) as caught:
        await house.channel.deliver(house.post(house.place("Desk Triage")))
    assert caught.value.after == 17
    assert not caught.value.unknown


async def test_a_message_that_is_gone_says_so_and_a_place_too(house: House) -> None:
    place = house.place("Desk Triage")
    with pytest.raises(Rejected, match="message_not_found"):
        await house.channel.deliver(Outgoing("edit", "k1", place, say(plain("x")), message="1700000000000"))
    house.teams.admin.kick("Security Triage")
    with pytest.raises(Rejected, match="bot_not_in_conversation_roster"):
        await house.channel.deliver(house.post(house.place("Security Triage")))


async def test_one_token_serves_every_call_and_is_renewed_early_beside_the_calls(house: House) -> None:
    grants = house.teams.teams.grants
    place = house.place("Desk Triage")
    await asyncio.gather(*(house.channel.deliver(house.post(place, key=f"k{n}")) for n in range(5)))
    assert grants.given == 1
    house.now[0] += 3000 + 30
    house.teams.faults("token", "slow", seconds=600)
    async with asyncio.timeout(60):
        await house.channel.deliver(house.post(place, key="early"))
        await house.channel.deliver(house.post(place, key="early too"))
    house.teams.heal()
    async with asyncio.timeout(60):
        while grants.given < 2:  # noqa: ASYNC110 the login tells nobody
            await asyncio.sleep(0)


async def test_everybody_who_needs_a_token_waits_for_the_same_one(house: House) -> None:
    place, grants = house.place("Desk Triage"), house.teams.teams.grants
    house.now[0] += 4000
    house.teams.faults("token", "slow", seconds=0.05)
    await asyncio.gather(*(house.channel.deliver(house.post(place, key=f"k{n}")) for n in range(5)))
    assert grants.given == 2


async def test_a_renewal_that_fails_costs_nothing_while_the_old_token_is_good(house: House) -> None:
    place, grants = house.place("Desk Triage"), house.teams.teams.grants
    house.now[0] += 3000 + 30
    house.teams.faults("token", "http_503")
    for key in ("k1", "k2"):
        await house.channel.deliver(house.post(place, key=key))
    tokens = house.channel._tokens
    assert tokens
    assert tokens._fetching
    await asyncio.gather(tokens._fetching, return_exceptions=True)
    assert grants.given == 1
    house.now[0] += 6
    await house.channel.deliver(house.post(place, key="k3"))
    await asyncio.gather(tokens._fetching, return_exceptions=True)
    assert grants.given == 2


async def test_a_login_that_hangs_is_no_unknown_outcome(house: House) -> None:
    house.now[0] += 4000
    house.teams.faults("token", "timeout")
    connector = house.channel._connector
    with pytest.raises(RetryLater, match="login") as caught:
        await connector.call("POST", house.teams.service_url, "conversations", body={}, within=0.1)
    assert not caught.value.unknown
    house.teams.heal()


async def test_a_revoked_token_is_replaced_within_the_call(house: House) -> None:
    house.teams.teams.grants.revoke()
    await house.channel.deliver(house.post(house.place("Desk Triage")))
    assert house.person("lena.vogt").channel("Desk Triage").texts == ["Hello"]


async def test_a_login_that_does_not_answer_is_a_no_for_now(house: House) -> None:
    house.now[0] += 4000
    house.teams.faults("token", "http_503")
    with pytest.raises(RetryLater) as caught:
        await house.channel.deliver(house.post(house.place("Desk Triage")))
    assert not caught.value.unknown


async def test_a_secret_that_the_login_refuses_is_a_no_for_good(house: House) -> None:
    house.teams.teams.app.password = "another"
    house.now[0] += 4000
    with pytest.raises(Rejected, match="invalid_client"):
        await house.channel.deliver(house.post(house.place("Desk Triage")))


async def test_a_card_is_sent_alone_and_its_id_comes_back(house: House) -> None:
    receipt = await house.channel.deliver(house.post(house.place("Desk Triage")))
    sent = house.teams.log.of("create")[-1].args["body"]["activity"]
    assert "text" not in sent
    assert sent["summary"] == "Hello"
    assert receipt.message


async def test_who_is_mentioned_is_pinged_and_nobody_else(house: House) -> None:
    dana = Mention("dana.roth@nordlicht.example", "Dana Roth")
    text = (dana, Run(" please look: <at>Emre Aydin</at> <at>Dana Roth</at> [x](https://evil.example)"))
    await house.channel.deliver(house.post(house.place("Desk Triage"), say(text)))
    message = house.person("lena.vogt").channel("Desk Triage").last
    assert message.mentions == [house.person("dana.roth").id]
    assert "<at>Emre Aydin</at>" in message.text


async def test_places_people_and_accounts(house: House) -> None:
    assert await house.channel.resolve(TRIAGE) == house.place("Desk Triage")
    assert await house.channel.resolve("it/desk triage") == house.place("Desk Triage")
    assert await house.channel.resolve("IT/Nowhere") is None
    assert await house.channel.resolve("Nobody/Here") is None
    assert await house.channel.resolve("#desk-triage") is None
    assert len(house.channel.problems) == 3
    mia = await house.channel.profile(house.speaker("mia.feld"))
    assert (mia.email, mia.name, mia.zone) == ("mia.feld@nordlicht.example", "Mia Feld", "Europe/Berlin")
    assert (await house.channel.profile(house.speaker("hugo.lenz"))).email is None
    assert await house.channel.account("Mia.Feld@nordlicht.example") == house.speaker("mia.feld").id
    assert await house.channel.account("nobody@nordlicht.example") is None
    asked = len(house.teams.log.calls)
    await house.channel.profile(house.speaker("mia.feld"))
    await house.channel.account("dana.roth@nordlicht.example")
    assert len(house.teams.log.calls) == asked


async def test_everybody_who_looks_for_people_waits_for_one_roster_and_hears_the_same_of_it(house: House) -> None:
    addresses = [f"{name}@nordlicht.example" for name in ("dana.roth", "mia.feld", "lena.vogt")]
    house.teams.faults("members", "http_503")
    failed = await asyncio.gather(*map(house.channel.account, addresses), return_exceptions=True)
    assert {type(each) for each in failed} == {RetryLater}
    assert len(house.teams.log.of("members")) == 1
    assert None not in await asyncio.gather(*map(house.channel.account, addresses))
    assert len(house.teams.log.of("members")) == 2


async def test_a_removed_app_is_forgotten(house: House) -> None:
    await house.person("mia.feld").installs(remove=True)
    assert house.speaker("mia.feld").id not in house.references.kept
    with pytest.raises(Rejected):
        await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}"))


async def test_what_cannot_be_done_is_declared_and_does_nothing(house: House) -> None:
    place = house.place("Desk Triage")
    said = await house.channel.deliver(house.post(place))
    assert await house.channel.find(house.post(place)) is None
    receipt = await house.channel.deliver(Outgoing("react", "k2", place, message=said.message, emoji="tada"))
    assert receipt.place == place
    for name in ("lookup", "reactions"):
        assert not getattr(house.channel.capabilities, name)


async def test_a_call_for_everybody_is_marked_important(house: House) -> None:
    await house.channel.deliver(house.post(house.place("Desk Triage"), broadcast=True))
    sent = house.teams.log.of("create")[-1].args["body"]["activity"]
    assert sent["importance"] == "high"


async def test_a_repeated_card_does_the_same_when_pressed(house: House) -> None:
    card = Card("INC-1", plain("INC-1"), buttons=(Button("Claim", Action("claim", {"ticket": "INC-1"})),))
    place = house.place("Desk Triage")
    for _ in range(2):  # said, and said again after a crash before it was recorded
        await house.channel.deliver(house.post(place, card))
    lena = house.person("lena.vogt")
    for message in lena.channel("Desk Triage").messages:
        await message.presses("Claim")
    pressed = [heard.action for heard in house.door.heard]  # type: ignore[union-attr]
    assert pressed == [Action("claim", {"ticket": "INC-1"})] * 2


async def test_a_teams_general_channel_is_a_channel_although_it_has_the_teams_id(house: House) -> None:
    mia = house.person("mia.feld")
    root = await mia.says("@Deskbell hello", "General")
    place = house.place("General")
    await house.channel.deliver(house.post(place, "Below", thread=root.id))
    assert mia.thread(root).texts == ["Below"]
    assert await house.channel.resolve("IT/General") == place
    assert await house.channel.resolve(TRIAGE) == house.place("Desk Triage")
    kept = dict(house.references.kept)
    await mia.says("@Deskbell hello again", "General")
    assert house.references.kept == kept


async def test_a_guests_address_was_verified_by_others(house: House) -> None:
    house.teams.admin.hide_address("hugo.lenz", False)
    assert (await house.channel.profile(house.speaker("hugo.lenz"))).email is None
    assert await house.channel.account("hugo.lenz@nordlicht.example") is None
