"""The contract of a channel (core/ports.py): one way to speak, honest receipts, temporary and permanent no's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, fields
from typing import get_args

import pytest

from core.ports.channel import FileKind, Outgoing, Rejected, RetryLater
from core.ui.cards import Card, say
from core.ui.inbound import Where
from core.ui.text import plain
from tests.contracts.platforms import PLATFORMS, Platform

TRIAGE = "#desk-triage"


@pytest.fixture(params=sorted(PLATFORMS))
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """Each platform in turn."""
    async with PLATFORMS[request.param]() as opened:
        yield opened


def hello(words: str = "Hello") -> Card:
    return say(plain(words))


async def test_what_is_posted_stands_where_the_receipt_says(platform: Platform) -> None:
    receipt = await platform.channel.deliver(Outgoing("post", "k1", platform.place(TRIAGE), hello()))
    assert receipt.place == platform.place(TRIAGE)
    assert receipt.message
    assert platform.texts(TRIAGE) == ["Hello"]


async def test_an_edit_changes_the_message_and_adds_none(platform: Platform) -> None:
    place = platform.place(TRIAGE)
    receipt = await platform.channel.deliver(Outgoing("post", "k1", place, hello()))
    await platform.channel.deliver(Outgoing("edit", "k2", place, hello("Changed"), message=receipt.message))
    assert platform.texts(TRIAGE) == ["Changed"]


async def test_a_line_goes_into_the_thread_it_was_meant_for(platform: Platform) -> None:
    place = platform.place(TRIAGE)
    root = await platform.channel.deliver(Outgoing("post", "k1", place, hello()))
    line = await platform.channel.deliver(Outgoing("post", "k2", place, hello("Below"), thread=root.message))
    assert line.message != root.message
    assert platform.texts(TRIAGE) == ["Hello", "Below"]


async def test_a_person_is_spoken_to_directly_and_the_receipt_names_the_conversation(platform: Platform) -> None:
    mia = platform.speaker("mia.feld")
    receipt = await platform.channel.deliver(Outgoing("post", "k1", f"direct:{mia.id}", hello()))
    assert receipt.place.startswith(f"{platform.channel.name}:")
    assert receipt.place != f"direct:{mia.id}"


async def test_an_earlier_try_is_found_by_its_key_and_by_no_other(platform: Platform) -> None:
    if not platform.channel.capabilities.lookup:
        return  # the core says what happens then (core.ports.channel.Capabilities)
    place = platform.place(TRIAGE)
    said = await platform.channel.deliver(Outgoing("post", "k1", place, hello()))
    assert await platform.channel.find(Outgoing("post", "k1", place, hello())) == said
    assert await platform.channel.find(Outgoing("post", "k2", place, hello())) is None


async def test_a_limit_is_a_no_for_now_with_the_seconds_to_wait(platform: Platform) -> None:
    platform.fails("limited")
    with pytest.raises(RetryLater) as caught:
        await platform.channel.deliver(Outgoing("post", "k1", platform.place(TRIAGE), hello()))
    assert caught.value.after == 7
    assert not caught.value.unknown
    assert platform.texts(TRIAGE) == []


@pytest.mark.parametrize("kind", ["lost_before", "lost_after", "broken"])
async def test_an_outcome_that_nobody_knows_says_so(platform: Platform, kind: str) -> None:
    platform.fails(kind)
    with pytest.raises(RetryLater) as caught:
        await platform.channel.deliver(Outgoing("post", "k1", platform.place(TRIAGE), hello()))
    assert caught.value.unknown


async def test_a_closed_place_is_a_no_for_good_with_a_short_code(platform: Platform) -> None:
    platform.closes(TRIAGE)
    with pytest.raises(Rejected) as caught:
        await platform.channel.deliver(Outgoing("post", "k1", platform.place(TRIAGE), hello()))
    assert caught.value.why


async def test_people_are_known_by_verified_address_alone(platform: Platform) -> None:
    mia = await platform.channel.profile(platform.speaker("mia.feld"))
    assert mia.email == "mia.feld@nordlicht.example"
    hugo = await platform.channel.profile(platform.speaker("hugo.lenz"))
    assert hugo.email is None
    assert await platform.channel.account("mia.feld@nordlicht.example") == platform.speaker("mia.feld").id
    assert await platform.channel.account("nobody@nordlicht.example") is None


async def test_somebody_who_is_not_there_is_a_no_for_good(platform: Platform) -> None:
    with pytest.raises(Rejected):
        await platform.channel.profile(platform.stranger())


async def test_places_are_found_as_people_write_them(platform: Platform) -> None:
    assert await platform.channel.resolve(platform.written(TRIAGE)) == platform.place(TRIAGE)
    assert await platform.channel.resolve(platform.written("#no-such-place")) is None


async def test_what_a_channel_can_do_is_said_by_booleans_and_kinds_of_files(platform: Platform) -> None:
    can = platform.channel.capabilities
    assert {type(getattr(can, each.name)) for each in fields(can) if each.name != "shows"} == {bool}
    assert can.shows <= set(get_args(FileKind))


async def test_each_way_in_has_a_word_of_the_channels_own(platform: Platform) -> None:
    sources = platform.channel.sources
    assert all(word is None or word.startswith(f"{platform.channel.name}_") for word in asdict(sources).values())
    assert sources.of("command", Where("c", "direct")) == sources.of("command") == sources.command
    assert sources.of("command", Where("c", "channel")) == sources.command_elsewhere
