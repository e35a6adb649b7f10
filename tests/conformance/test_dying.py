"""The bot dies between speaking and recording: in Slack it finds what it said, in Teams a repeat does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.delivery import sender, worker
from tests.conformance.house import House
from tests.conformance.seen import Post


class PowerFailure(BaseException):
    """The process is gone: nothing that it was about to do is done."""


@contextmanager
def dies_before_recording(patch: pytest.MonkeyPatch, said: Callable[[], bool]) -> Iterator[None]:
    """Once `said` is true nothing is recorded and nothing more is said, as if the process had died there."""
    dead = False

    def crash_point(name: str) -> None:
        nonlocal dead
        dead = dead or (name == "before-recording" and said())
        if dead:
            raise PowerFailure

    with patch.context() as patched:
        patched.setattr(worker, "crash_point", crash_point)
        patched.setattr(sender, "crash_point", crash_point)
        yield
    assert dead


async def test_a_question_that_was_said_twice_is_answered_once_by_either_copy(
    desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")

    def copies() -> list[Post]:
        return [one for one in mia.side.told(mia.handle) if "Does it work?" in one.text]

    with dies_before_recording(monkeypatch, lambda: bool(copies())):
        await dana.resolves("INC-1000", "a new profile is there")
        await desk.playground.until(lambda: bool(copies()))
        await desk.stops()
    await desk.starts()
    await desk.settles()

    asked = copies()
    assert len(asked) == (2 if mia.platform == "teams" else 1)
    for each in asked:
        await mia.was_told("Does it work?")
        each.has_buttons("Yes, it works", "No, still broken")
    await mia.confirms(asked[0])
    once = await desk.ticket()
    assert once.status == "closed"
    for other in [each for each in asked if "No, still broken" in each.buttons]:
        await mia.says_still_broken(other)
        await mia.was_answered("INC-1000")
    assert await desk.ticket() == once
    receipt.shows("Closed")
    await desk.card().shows("CLOSED")
    await desk.ends_quietly()


async def test_a_card_that_was_posted_twice_is_claimed_once_on_either_copy(
    desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, dana, emre = desk.people("mia", "dana", "emre")
    channel = dana.side.channel("service-desk", desk.policy)

    def cards() -> list[Post]:
        return [one for one in dana.side.posts(dana.handle, channel) if one.about == "INC-1000"]

    with dies_before_recording(monkeypatch, lambda: bool(cards())):
        await mia.reports()
        await desk.playground.until(lambda: bool(cards()))
        await desk.stops()
    await desk.starts()
    await desk.settles()

    found = cards()
    assert len(found) == (2 if dana.platform == "teams" else 1)
    for each in found:
        each.offers("Claim")
    first, last = found[0].as_it_is_now(), found[-1].as_it_is_now()
    await dana.presses(first, "Claim")
    await mia.was_told("Dana has taken this.")
    once = await desk.ticket()
    await emre.presses(last, "Claim")
    await emre.was_answered("Dana claimed INC-1000")
    assert await desk.ticket() == once
    desk.said_so_far()
    # The newest is the one that the desk knows; nothing that is written under the other one is lost in silence.
    await dana.says_under(found[-1], ">> Please reconnect once.")
    await mia.was_told("Please reconnect once.")
    if dana.platform == "teams":
        await dana.was_answered("These words are for Mia Feld")
        await dana.says_under(found[0], ">> And restart the client.")
        await dana.was_answered("This was not sent", "press Reply")
    assert [one.text for one in (await desk.comments())] == ["Please reconnect once."]
    await desk.nothing_else_was_said("lease reconnect once.")


async def test_a_death_before_anything_was_said_loses_nothing(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await desk.stops()
    await desk.starts()
    await mia.was_told("Dana has taken this.")
    await mia.writes("It happens on Wi-Fi, too.")
    await desk.triage_thread().has("It happens on Wi-Fi, too.")
    await desk.card().shows("Dana Roth")
    await desk.ends_quietly()
