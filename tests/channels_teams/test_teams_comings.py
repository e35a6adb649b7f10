"""The app, people, teams and channels come and go: what is known of them is kept, renamed or forgotten."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from core.ports.channel import Rejected
from tests.channels_teams.house import TENANT, TRIAGE, House

Json = dict[str, Any]


def channels_kept(house: House) -> set[str]:
    """The names of the channels that may be spoken in."""
    return {each.name for each in house.references.kept.values() if each.kind == "channel"}


async def test_an_installation_is_kept_and_may_be_spoken_to_after_a_restart(house: House) -> None:
    mia = house.references.kept[house.speaker("mia.feld").id]
    assert (mia.kind, mia.service_url, mia.user) == ("direct", house.teams.service_url, house.person("mia.feld").id)
    team = next(each for each in house.references.kept.values() if each.kind == "team")
    assert team.name == "IT"


async def test_an_app_taken_out_of_its_team_forgets_the_team_with_its_channels(house: House) -> None:
    await house.channel.resolve(TRIAGE)
    await house.person("lena.vogt").says("@Deskbell hello", "Help")
    assert {"Desk Triage", "Help"} <= channels_kept(house)
    await house.person("lena.vogt").installs("IT", remove=True)
    assert channels_kept(house) == set()
    assert await house.channel.resolve(TRIAGE) is None
    assert "install Deskbell in a team" in house.channel.problems[0]
    assert house.speaker("mia.feld").id in house.references.kept


async def test_an_app_that_is_back_in_its_team_may_speak_in_every_channel_of_it(house: House) -> None:
    places = {await house.channel.resolve(TRIAGE), await house.channel.resolve("IT/Help")}
    house.moved.clear()
    await house.person("lena.vogt").installs("IT")
    assert places <= {place for places in house.moved for place in places}
    house.moved.clear()
    await house.person("lena.vogt").installs("IT", remove=True)
    assert set(house.moved) == {()}


async def test_a_new_chat_is_told_of_by_whose_it_is(house: House) -> None:
    await house.person("mia.feld").installs(remove=True)
    house.moved.clear()
    await house.person("mia.feld").installs()
    assert f"direct:{house.speaker('mia.feld').id}" in {place for places in house.moved for place in places}


async def test_an_app_taken_out_of_one_private_channel_keeps_its_team(house: House) -> None:
    await house.person("felix.baum").says("@Deskbell hello", "Security Triage")
    assert "Security Triage" in channels_kept(house)
    sent = copy.deepcopy(house.teams.sent[-1].activity)
    for name in ("text", "entities", "attachments"):
        del sent[name]
    sent |= {"type": "conversationUpdate", "id": "f:1", "membersRemoved": [{"id": f"28:{house.teams.app_id}"}]}
    sent["channelData"]["eventType"] = "channelMemberRemoved"
    await house.posts(sent, house.signed)
    assert "Security Triage" not in channels_kept(house)
    assert any(each.kind == "team" for each in house.references.kept.values())


async def test_a_group_chat_that_the_app_left_is_forgotten(house: House) -> None:
    house.teams.admin.group("VPN war room", ["mia.feld", "dana.roth"])
    mia = house.person("mia.feld")
    await mia.says("@Deskbell hello", "VPN war room")
    place = f"teams:{TENANT}/{mia.channel('VPN war room').id}"
    assert house.references.kept[place].kind == "group"
    await mia.installs("VPN war room", remove=True)
    assert place not in house.references.kept


async def test_a_renamed_channel_is_found_by_its_new_name_alone(house: House) -> None:
    place = await house.channel.resolve("IT/Office")
    await house.teams.admin.rename("Office", "Rooms")
    assert await house.channel.resolve("IT/Rooms") == place
    assert await house.channel.resolve("IT/Office") is None
    assert house.references.kept[str(place)].name == "Rooms"


@pytest.mark.parametrize("event", ["channelRenamed", "channelDeleted"])
async def test_what_happens_to_a_channel_may_be_told_in_the_teams_general_one(house: House, event: str) -> None:
    place = str(await house.channel.resolve("IT/Office"))
    await house.person("lena.vogt").says("@Deskbell hello", "General")
    sent = copy.deepcopy(house.teams.sent[-1].activity) | {"type": "conversationUpdate", "id": "f:1", "entities": []}
    sent["channelData"] |= {"eventType": event, "channel": {"id": "19:office@thread.tacv2", "name": "Rooms"}}
    await house.posts(sent, house.signed)
    assert {"channelRenamed": "Rooms"}.get(event) == getattr(house.references.kept.get(place), "name", None)


async def test_a_deleted_channel_is_forgotten_and_refuses_for_good(house: House) -> None:
    place = await house.channel.resolve("IT/Office")
    assert place in house.references.kept
    await house.teams.admin.delete("Office")
    assert place not in house.references.kept
    assert await house.channel.resolve("IT/Office") is None
    with pytest.raises(Rejected, match="conversation_not_found"):
        await house.channel.deliver(house.post(str(place)))


async def test_a_new_channel_is_found_at_once(house: House) -> None:
    assert await house.channel.resolve("IT/Printers") is None
    await house.teams.admin.create("Printers")
    assert await house.channel.resolve("IT/Printers") == house.place("Printers")


async def test_a_deleted_team_is_forgotten_with_its_channels(house: House) -> None:
    await house.channel.resolve(TRIAGE)
    general = house.person("lena.vogt")
    await general.says("@Deskbell hello", "General")
    sent = copy.deepcopy(house.teams.sent[-1].activity) | {"type": "conversationUpdate", "id": "f:1", "entities": []}
    sent["channelData"]["eventType"] = "teamDeleted"
    await house.posts(sent, house.signed)
    assert not [each for each in house.references.kept.values() if each.kind in ("team", "channel")]


async def test_whoever_left_a_team_is_asked_about_again(house: House) -> None:
    jan = house.speaker("jan.brandt")
    assert (await house.channel.profile(jan)).email == "jan.brandt@nordlicht.example"
    assert await house.channel.account("jan.brandt@nordlicht.example") == jan.id
    await house.teams.admin.leave_team("jan.brandt")
    assert await house.channel.account("jan.brandt@nordlicht.example") is None
    asked = len(house.teams.log.of("member"))
    await house.channel.profile(jan)
    assert len(house.teams.log.of("member")) > asked


async def test_whoever_blocked_the_bot_is_unreachable_until_they_let_it_speak_again(house: House) -> None:
    direct = f"direct:{house.speaker('mia.feld').id}"
    house.teams.admin.block("mia.feld")
    with pytest.raises(Rejected):
        await house.channel.deliver(house.post(direct))
    house.teams.admin.block("mia.feld", False)
    await house.channel.deliver(house.post(direct))
    assert [message.text for message in house.person("mia.feld").directs()] == ["Hello"]


async def test_a_message_that_comes_late_brings_no_old_service_address_back(house: House) -> None:
    lena, place = house.person("lena.vogt"), house.place("Desk Triage")
    await lena.says("@Deskbell hello", "Desk Triage")
    late = house.teams.sent[-1].activity | {"id": "1", "timestamp": "2020-01-01T00:00:00Z"}
    header = house.signed
    house.teams.admin.move_service("emea")
    await lena.says("@Deskbell hello again", "Desk Triage")
    assert (await house.posts(late, header)).status == 200
    assert "emea" in house.references.kept[place].service_url


async def test_an_unsigned_service_address_is_never_spoken_to(house: House) -> None:
    kept = dict(house.references.kept)
    stranger = house.activity(text="hello", serviceUrl="https://smba.example.invalid/emea/")
    assert (await house.posts(stranger, house.signed)).status == 403
    assert house.references.kept == kept
    await house.channel.deliver(house.post(f"direct:{house.speaker('mia.feld').id}"))
    assert [message.text for message in house.person("mia.feld").directs()] == ["Hello"]


async def test_whoever_has_the_app_anew_in_a_chat_that_is_known_is_there(house: House) -> None:
    house.moved.clear()
    await house.person("mia.feld").installs()
    assert f"direct:{house.speaker('mia.feld').id}" in {place for places in house.moved for place in places}
