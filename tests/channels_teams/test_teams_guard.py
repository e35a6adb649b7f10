"""Only what Teams signed for this app gets in; what else comes is refused with the right status, no traceback."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

import pytest
from botframework.connector.auth import JwtTokenExtractor

from adapters.inbound_kit.body import Refused
from adapters.teams import keys, request_auth
from adapters.teams.keys import Keys
from tests.channels_teams.house import House, opened, settings_of

UNAUTHENTICATED = {
    "none": 401, "expired": 401, "not_yet": 401, "forged": 401, "unknown_kid": 401, "no_kid": 401, "alg_none": 401,
    "hs256": 401, "garbage": 401, "wrong_audience": 403, "wrong_issuer": 403, "wrong_service_url": 403,
    "no_service_url": 403, "unendorsed": 403,
}  # fmt: skip


async def test_what_teams_signed_gets_in(house: House) -> None:
    await house.person("mia.feld").says("hello")
    assert len(house.door.heard) == 1
    assert {sent.answer.status for sent in house.teams.sent} == {200}


@pytest.mark.parametrize(("how", "status"), UNAUTHENTICATED.items())
async def test_a_wrong_token_is_401_or_403_and_never_500(how: str, status: int) -> None:
    async with opened(introduce=False) as house:
        house.teams.wrong_tokens(how)
        header = house.teams.teams.outbound.authorize()
        if how == "unendorsed":
            house.now[0] += 120
        answer = await house.posts(house.activity(text="SECRET"), header)
        assert answer.status == status
        assert "Traceback" not in answer.body
        assert house.door.heard == []


@pytest.mark.parametrize("header", ["a", "bm8", "W10", "_w", "W1tb", "e30", "eyJhbGciOiJSUzI1NiIsImtpZCI6NX0"])
async def test_a_token_whose_header_cannot_be_read_is_401(house: House, header: str) -> None:
    assert (await house.posts(house.activity(text="hello"), f"Bearer {header}.e30.eA")).status == 401


async def test_a_token_that_never_ends_is_refused(house: House) -> None:
    signer = house.teams.teams.keys
    claims = signer._claims(house.teams.service_url)
    del claims["exp"]
    header = f"Bearer {signer._sign(claims, signer.current)}"
    assert (await house.posts(house.activity(text="hello"), header)).status == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 100_000, b'{"type": 1}',
     b'{"type": "message", "from": []}'],
    ids=range(11),
)  # fmt: skip
async def test_signed_garbage_is_400(house: House, body: bytes) -> None:
    answer = await house.posts(body, house.signed)
    assert answer.status == 400
    assert "Traceback" not in answer.body


@pytest.mark.parametrize(
    "where",
    [("id",), ("timestamp",), ("replyToId",), ("from", "id"), ("from", "aadObjectId"), ("conversation", "id"),
     ("channelData", "team", "id")],
    ids=".".join,
)  # fmt: skip
async def test_an_id_that_no_database_takes_is_400(house: House, where: tuple[str, ...]) -> None:
    odd = house.activity(text="hello")
    inside = odd
    for name in where[:-1]:
        inside = inside.setdefault(name, {})
    inside[where[-1]] = "a\x00b"
    assert (await house.posts(odd, house.signed)).status == 400
    assert house.door.heard == []


async def test_unsigned_garbage_is_401_before_it_is_looked_at(house: House) -> None:
    for body in (b"{", b"\xff\xfe", b""):
        assert (await house.posts(body)).status == 401


async def test_a_body_that_is_too_large_is_400(house: House) -> None:
    assert (await house.posts(b" " * (request_auth.LARGEST + 1), house.signed)).status == 400


@pytest.mark.parametrize("missing", [None, "", 5])
async def test_an_activity_without_a_service_address_is_refused(house: House, missing: object) -> None:
    assert (await house.posts(house.activity(text="hello", serviceUrl=missing), house.signed)).status == 400
    assert house.door.heard == []


async def test_another_tenant_and_another_channel_are_refused(house: House) -> None:
    elsewhere = house.activity(text="hello")
    elsewhere["channelData"] = {"tenant": {"id": "of-somebody-else"}}
    assert (await house.posts(elsewhere, house.signed)).status == 403
    assert (await house.posts(house.activity(text="hello", channelId="webchat"), house.signed)).status == 403


async def test_the_tenant_is_read_from_the_raw_activity(house: House) -> None:
    hidden = house.activity(text="hello")
    hidden["channelData"] = {}
    hidden["conversation"]["tenantId"] = "of-somebody-else"
    assert (await house.posts(hidden, house.signed)).status == 403


async def test_a_key_that_is_changed_is_fetched_at_once_and_strangers_cannot_make_us_fetch(house: House) -> None:
    mia = house.person("mia.feld")
    await mia.says("before")
    house.teams.teams.keys.rotate()
    await mia.says("after")
    assert len(house.door.heard) == 2
    fetched = len([call for call in house.teams.log.calls if call.method == "keys"])
    for _ in range(5):
        house.teams.wrong_tokens("unknown_kid")
        assert (await house.posts(house.activity(text="x"), house.teams.teams.outbound.authorize())).status == 401
    assert len([call for call in house.teams.log.calls if call.method == "keys"]) == fetched
    house.now[0] += 61
    house.teams.teams.keys.rotate()
    await mia.says("once more")
    assert len(house.door.heard) == 3


async def test_slow_keys_stop_nobody_but_those_who_need_them(house: House) -> None:
    await house.person("mia.feld").says("hello")
    house.now[0] += 25 * 3600
    house.teams.faults("openid", "timeout")
    await house.person("mia.feld").says("hello again")
    assert len(house.door.heard) == 2
    house.teams.heal()


async def test_while_there_are_no_keys_nobody_is_judged() -> None:
    async with opened(introduce=False, prepare=lambda teams: teams.faults("openid", "http_503", times=9)) as house:
        assert (await house.posts(house.activity(text="hello"), house.signed)).status == 503
        house.teams.heal()
        assert (await house.posts(house.activity(text="hello"), house.signed)).status == 200


async def test_keys_that_hang_are_given_up_and_everybody_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.1)
    async with opened(introduce=False, prepare=lambda teams: teams.faults("keys", "timeout", times=2)) as house:
        async with asyncio.timeout(9):  # the session alone would wait for ten
            answers = await asyncio.gather(*(house.posts(house.activity(text="hello"), house.signed) for _ in range(3)))
        assert {answer.status for answer in answers} == {503}
        assert house.door.heard == []
        house.teams.heal()
        assert (await house.posts(house.activity(text="hello"), house.signed)).status == 200


async def test_the_librarys_own_cache_of_keys_plays_no_part(house: House) -> None:
    JwtTokenExtractor.metadataCache.clear()
    await house.person("mia.feld").says("hello")
    async with opened() as other:
        await other.person("mia.feld").says("hello")
    assert set(JwtTokenExtractor.metadataCache) <= {""}
    assert all(not found.keys for found in JwtTokenExtractor.metadataCache.values())


async def test_the_loop_goes_on_while_the_keys_and_the_login_hang() -> None:
    def prepare(teams: object) -> None:
        for operation in ("openid", "token"):
            teams.faults(operation, "slow", seconds=0.5)  # type: ignore[attr-defined]

    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.005)
            longest = max(longest, loop.time() - before)

    async with opened(introduce=False, prepare=prepare) as house:
        watching = asyncio.create_task(watch())
        assert (await house.posts(house.activity(text="hello"), house.signed)).status == 200
        watching.cancel()
    assert longest < 0.25


async def test_nothing_of_a_body_or_token_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await house.posts(house.activity(text="SECRET WORDS"), house.signed)
        await house.posts(house.activity(text="SECRET WORDS"))
        await house.posts(json.dumps(["SECRET WORDS"]).encode(), house.signed)
        await house.posts(house.activity("invoke", name="unknown/thing", value={"SECRET": "WORDS"}), house.signed)
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith(("asyncio", "aiohttp"))]
    assert lines
    token = house.signed.removeprefix("Bearer ")
    secret = house.teams.app_password
    assert not [line for line in lines if "SECRET" in line or token in line or secret in line]


async def test_unsigned_only_this_machine_is_heard_and_answered(house: House) -> None:
    settings = replace(settings_of(house.teams), unsigned=True)
    judge = request_auth.Guard(settings, Keys("http://127.0.0.1:1/"))
    judge._check_sender({"serviceUrl": "http://127.0.0.1:9/", "type": "message"}, {})
    for address in ("https://smba.example/", "http://127.0.0.1.evil.example/", "x"):
        with pytest.raises(Refused):
            judge._check_sender({"serviceUrl": address, "type": "message"}, {})
    assert request_auth._is_this_machine("::1")
    assert not request_auth._is_this_machine("10.0.0.1")
    assert not request_auth._is_this_machine(None)
