"""Who people are and where places are: verified addresses only, names to channels, and what is wrong said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.slack.api import Api
from adapters.slack.directory import _profile, away_until
from adapters.slack.identity import Identity
from core.people import SOMETIME, Speaker
from core.ports.channel import Rejected, RetryLater
from playground.clock import Clock
from tests.channels.house import TEAM, House, opened

MIA = Speaker("slack", f"{TEAM}/UMIAFELD")
ME = Identity("T0NORD", "UBOT", "B1", enterprise="E1")


async def test_a_profile_has_the_verified_address_in_lower_case_and_the_zone(house: House) -> None:
    profile = await house.channel.profile(MIA)
    assert profile.name == "Mia Feld"
    assert profile.email == "mia.feld@nordlicht.example"
    assert profile.zone == "Europe/Berlin"
    assert not profile.is_bot


async def test_a_guest_whose_address_is_hidden_has_none(house: House) -> None:
    assert (await house.channel.profile(Speaker("slack", f"{TEAM}/UHUGOLENZ"))).email is None


@pytest.mark.parametrize(
    ("user", "trusted"),
    [
        ({}, True),
        ({"team_id": "T0NORD"}, True),
        ({"team_id": "TOTHER"}, False),
        ({"team_id": "TOTHER", "enterprise_user": {"enterprise_id": "E1"}}, True),
        ({"team_id": "TOTHER", "enterprise_user": {"enterprise_id": "E2"}}, False),
        ({"is_stranger": True}, False),
        ({"is_email_confirmed": False}, False),
        ({"is_email_confirmed": True, "team_id": "T0NORD"}, True),
    ],
)
def test_an_address_counts_only_when_our_own_company_verified_it(user: dict[str, Any], trusted: bool) -> None:
    found = _profile(MIA, {"id": "U1", "profile": {"email": "Lena.Vogt@Nordlicht.example"}, **user}, ME)
    assert found.email == ("lena.vogt@nordlicht.example" if trusted else None)


def test_no_organisation_is_not_everybodys_organisation() -> None:
    user = {"team_id": "TOTHER", "enterprise_user": {}, "profile": {"email": "a@b.c"}}
    assert _profile(MIA, user, replace(ME, enterprise=None)).email is None


async def test_a_profile_is_kept_for_a_while_and_asked_again_later() -> None:
    async with opened(clock=Clock(datetime(2026, 10, 23, 7, tzinfo=UTC))) as house:
        for _ in range(3):
            await house.channel.profile(MIA)
        assert len(house.slack.log.of("users.info")) == 1
        house.slack.clock.advance(601)
        await house.channel.profile(MIA)
        assert len(house.slack.log.of("users.info")) == 2


async def test_an_account_is_found_by_address_and_nobody_is_none(house: House) -> None:
    for _ in range(2):
        assert await house.channel.account("mia.feld@nordlicht.example") == MIA.id
    assert len(house.slack.log.of("users.lookupByEmail")) == 1
    assert await house.channel.account("nobody@nordlicht.example") is None


async def test_an_unknown_speaker_is_rejected(house: House) -> None:
    with pytest.raises(Rejected, match="user_not_found"):
        await house.channel.profile(Speaker("slack", f"{TEAM}/UNOBODY"))


async def test_places_are_found_as_people_write_them(house: House) -> None:
    address = house.place("#desk-triage")
    assert await house.channel.resolve("#desk-triage") == address
    assert await house.channel.resolve("Desk-Triage") == address
    assert await house.channel.resolve(address.rpartition("/")[2]) == address
    assert len(house.slack.log.of("conversations.list")) == 1
    assert house.channel.problems == []


async def test_a_place_that_is_missing_or_archived_is_none_with_the_reason(house: House) -> None:
    house.slack.admin.archive("office-help")
    assert await house.channel.resolve("#nowhere") is None
    assert await house.channel.resolve("#office-help") is None
    assert await house.channel.resolve("IT/Help") is None
    missing, archived, foreign = house.channel.problems
    assert "#nowhere was not found" in missing
    assert "#office-help is archived" in archived
    assert "IT/Help" in foreign


@pytest.mark.parametrize("comes", ["unarchive", "invite"])
async def test_a_channel_that_comes_back_is_told_of_by_its_address_and_one_that_goes_is_not(
    house: House, comes: str
) -> None:
    goes = {"unarchive": "archive", "invite": "kick"}[comes]
    for act in (goes, comes):
        getattr(house.slack.admin, act)("desk-triage")
        await house.slack.settle()
    assert house.moved == [(), (house.place("#desk-triage"),)]


async def test_a_public_channel_is_joined(house: House) -> None:
    house.slack.admin.kick("it-help")
    await house.slack.settle()
    assert await house.channel.resolve("#it-help") == house.place("#it-help")
    await house.channel.deliver(house.post(house.place("#it-help")))
    assert house.channel.problems == []


async def test_a_channel_that_may_not_be_joined_keeps_its_address_and_is_noted(house: House) -> None:
    house.slack.admin.kick("it-help")
    await house.slack.settle()
    house.slack.faults("conversations.join", "error", error="missing_scope")
    assert await house.channel.resolve("#it-help") == house.place("#it-help")
    assert house.channel.problems == ["Deskbell is not in #it-help: type /invite @Deskbell there."]


async def test_a_private_channel_without_the_bot_cannot_be_seen(house: House) -> None:
    house.slack.admin.kick("sec-triage")
    await house.slack.settle()
    assert await house.channel.resolve("#sec-triage") is None
    assert "invite Deskbell if it is private" in house.channel.problems[0]


async def test_a_channel_that_came_back_is_seen_at_once_and_its_problem_is_gone(house: House) -> None:
    house.slack.admin.kick("sec-triage")
    await house.slack.settle()
    assert await house.channel.resolve("#sec-triage") is None
    house.slack.admin.invite("sec-triage")
    await house.slack.settle()
    assert await house.channel.resolve("#sec-triage") == house.place("#sec-triage")
    assert house.channel.problems == []


NOON = datetime(2026, 10, 22, 10, tzinfo=UTC)
LATER = NOON + timedelta(days=9)


@pytest.mark.parametrize(
    ("status", "until"),
    [
        ({"status_emoji": ":palm_tree:", "status_text": "Vacationing"}, SOMETIME),
        (
            {"status_emoji": ":palm_tree:", "status_expiration": int(LATER.timestamp())},
            LATER,
        ),
        ({"status_text": "Out of office until Monday"}, SOMETIME),
        ({"status_text": "Im Urlaub"}, SOMETIME),
        ({"status_text": "In a meeting", "status_emoji": ":spiral_calendar_pad:"}, None),
        ({"status_text": "Sickert exhibition"}, None),
        ({"status_emoji": ":palm_tree:", "status_expiration": 1_600_000_000}, None),
        ({"status_text": "ooo", "status_expiration": 10**12}, SOMETIME),
        ({"status_text": "ooo", "status_expiration": 10**30}, SOMETIME),
        ({"status_text": "ooo", "status_expiration": "soon"}, SOMETIME),
        ({"status_text": "ooo", "status_expiration": [1]}, SOMETIME),
        ({"status_text": "ooo", "status_expiration": float("inf")}, SOMETIME),
        ({"status_text": "ooo", "status_expiration": 253402300799}, NOON + timedelta(days=366)),
        ({"status_text": ["ooo"], "status_emoji": {}}, SOMETIME),
        ({}, None),
    ],
)
def test_a_status_says_that_somebody_is_away_by_its_emoji_or_words(
    status: dict[str, Any], until: datetime | None
) -> None:
    assert away_until(status, NOON) == until


async def test_managers_status_and_closed_accounts_are_told(house: House) -> None:
    mia = house.slack.slack.space.find_person("mia.feld")
    mia.manager, mia.status_emoji = "ULENAVOGT", ":palm_tree:"
    told = await house.channel.standing(MIA)
    assert (told.active, told.manager) == (True, f"{TEAM}/ULENAVOGT")
    assert told.away_until is not None
    mia.active = False
    told = await house.channel.standing(MIA)
    assert (told.active, told.manager) == (False, None)


async def test_without_the_scope_managers_are_asked_for_once(house: House) -> None:
    house.slack.slack.space.find_person("mia.feld").manager = "ULENAVOGT"
    app = house.slack.slack.app
    app.scopes = (app.scopes or frozenset()) - {"users.profile:read"}
    for _ in range(2):
        told = await house.channel.standing(MIA)
        assert (told.manager, told.untold) == (None, frozenset({"manager"})), "nobody said that there is none"
    assert len(house.slack.log.of("users.profile.get")) == 1


ODD: tuple[Any, ...] = (None, 7, "x", [], ["x"], {}, {"x": 1}, True)


@pytest.mark.parametrize("odd", ODD, ids=repr)
async def test_odd_values_in_a_profile_are_no_values(house: House, odd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    label = {"label": "Manager", "value": odd, "alt": ""}
    shapes: list[tuple[Any, Any]] = [
        ({"user": odd}, {}),
        ({"user": {"id": odd}}, {}),
        ({"user": {"id": "U1", "profile": odd, "tz": odd, "name": odd, "enterprise_user": odd}}, {"profile": odd}),
        (
            {"user": {"id": "U1", "team_id": odd, "profile": {"email": odd, "real_name": odd}}},
            {"profile": {"fields": odd}},
        ),
        ({"user": {"id": "U1"}}, {"profile": {"fields": {"Xf1": odd}}}),
        ({"user": {"id": "U1"}}, {"profile": {"fields": {"Xf1": label, "Xf2": label | {"label": odd}}}}),
    ]
    for user, profile in shapes:
        answers = {"users.info": user, "users.profile.get": profile}

        async def call(_: Api, method: str, arguments: Any, answers: Any = answers, **__: Any) -> Any:
            return answers[method]

        monkeypatch.setattr(Api, "call", call)
        if isinstance(user["user"], dict) and isinstance(user["user"].get("id"), str):
            told = await house.channel.standing(MIA)
            assert (told.manager, told.active, bool(told.name)) == (None, True, True)
        else:
            with pytest.raises(RetryLater) as refused:
                await house.channel.standing(MIA)
            assert refused.value.own, "it holds up nobody else"
