"""Following a ticket of somebody else: who may, what they may read, and the one thing they hear."""

from __future__ import annotations

import json

import pytest

from core.tickets.events import Followed, Unfollowed
from core.tickets.ticket import Ticket
from storage import codec
from tests.commands.reading import commands, quiet, read, shown, stranger, went
from tests.fakes.desk import DeskHouse, open_desk, refused, sentence, unseen

FOLLOWS = "You follow INC-1000 now; you hear from us when it is fixed."


async def follows(desk: DeskHouse, who: str, ref: str) -> None:
    assert sentence(await desk.person(who).presses("follow", ref)) == FOLLOWS


async def solved(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))


async def test_a_watcher_hears_once_that_it_is_fixed_and_nothing_else(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await follows(desk, "femi", ref)
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("reply", ref, text="Please reconnect once."))
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    heard = [one for one in desk.said if one.to == "femi"]
    assert [one.kind for one in heard] == ["watched_resolved"]
    assert heard[0].text == ("INC-1000 VPN drops every hour, which you follow, is resolved: The profile was reissued.")
    assert await desk.events(ref, Followed) == [Followed(desk.id_of("femi"))]


async def test_who_follows_no_more_hears_nothing(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await follows(desk, "femi", ref)
    assert sentence(await desk.person("femi").presses("unfollow", ref)) == "You no longer follow INC-1000."
    assert refused(await desk.person("femi").presses("unfollow", ref)) == "You do not follow INC-1000."
    await solved(desk, ref)
    assert [one.to for one in desk.said if one.kind == "watched_resolved"] == []
    assert await desk.events(ref, Unfollowed) == [Unfollowed(desk.id_of("femi"))]


async def test_following_moves_no_promise_and_draws_no_card(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    before, drawn, said = await desk.ticket(ref), len(desk.cards), len(desk.said)
    await follows(desk, "femi", ref)
    after = await desk.ticket(ref)
    assert (after.clocks, after.ladder, after.status) == (before.clocks, before.ladder, before.status)
    assert (len(desk.cards), len(desk.said)) == (drawn, said)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("mia", "INC-1000 is yours: you hear everything about it."),
        ("femi", "You follow INC-1000 already."),
    ],
)
async def test_following_is_for_others_and_once(desk: DeskHouse, who: str, why: str) -> None:
    ref = await desk.person("mia").reports()
    await follows(desk, "femi", ref)
    assert refused(await desk.person(who).presses("follow", ref)) == why


async def test_what_is_done_cannot_be_followed(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await solved(desk, ref)
    assert refused(await desk.person("femi").presses("follow", ref)) == "INC-1000 is resolved. Reopen it first."


async def test_a_stranger_in_the_open_thread_may_follow_and_then_read(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#77.0")
    eva = stranger(desk)
    assert refused(await eva.presses("show", ref)) == unseen("INC-1000")
    assert sentence(await eva.says_in("#it-help", "follow", thread="77.0", to_bot=True)) == FOLLOWS
    card = shown(await eva.presses("show", ref))
    assert commands(card) == ["add_detail", "unfollow"]
    assert "Impact" not in read(card)


async def test_more_words_behind_follow_are_words_to_the_desk(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#77.0")
    quiet(await desk.person("mia").says_in("#it-help", "follow up on this please", thread="77.0", to_bot=True))
    assert (await desk.comments(ref))[-1].text == "follow up on this please"
    went(await desk.person("mia").sends("follow up on my laptop please"), ref)
    card = shown(await desk.person("jan").sends("follow up on my laptop please"))
    assert commands(card) == ["open_incident", "open_request", "open_request"]


async def test_a_private_ticket_has_no_outside_watchers(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(service="security-report")
    for who in ("femi", "dana", "lena"):
        assert refused(await desk.person(who).presses("follow", ref)) == unseen(ref)
    assert (await desk.ticket(ref)).watchers == ()


async def test_what_became_private_is_no_longer_told_to_its_watchers(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(service="identity")
    await follows(desk, "femi", ref)
    quiet(await desk.person("lena").fills("transfer", ref, team="security", reason="the account was stolen"))
    assert refused(await desk.person("femi").presses("show", ref)) == unseen("INC-1000")
    quiet(await desk.person("felix").presses("claim", ref))
    quiet(await desk.person("felix").fills("resolve", ref, code="fixed", text="The account is blocked."))
    assert [one.to for one in desk.said if one.kind == "watched_resolved"] == []


async def test_at_night_the_news_waits_and_is_dropped_when_it_is_no_longer_true() -> None:
    async with open_desk("2026-10-27 16:50 CET") as desk:
        ref = await desk.person("mia").reports()
        other = await desk.person("mia").reports(title="Wi-Fi is slow in Hamburg")
        for one in (ref, other):
            await desk.person("femi").presses("follow", one)
        await desk.until("2026-10-27 19:00 CET")
        await solved(desk, ref)
        await solved(desk, other)
        assert [one for one in desk.said if one.kind == "watched_resolved"] == []
        quiet(await desk.person("mia").presses("reopen", other))
        await desk.until("2026-10-28 09:01 CET")
        heard = [one.line for one in desk.said if one.kind == "watched_resolved"]
        assert heard == ["2026-10-28 09:00 CET watched_resolved femi"]


async def test_whoever_resolves_it_is_not_told(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await follows(desk, "dana", ref)
    await solved(desk, ref)
    assert [one.to for one in desk.said if one.kind == "watched_resolved"] == []


async def test_follow_is_typed_from_anywhere(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert sentence(await desk.person("femi").types("ticket", f"follow {ref}")) == FOLLOWS
    assert sentence(await desk.person("femi").types("ticket", f"unfollow {ref}")) == "You no longer follow INC-1000."
    assert sentence(await desk.person("femi").sends(f"{ref} follow")) == FOLLOWS


async def test_the_compact_card_offers_what_one_does_not_do_yet(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert "follow" in commands(shown(await desk.person("dana").presses("show", ref)))
    await follows(desk, "dana", ref)
    offered = commands(shown(await desk.person("dana").presses("show", ref)))
    assert "unfollow" in offered
    assert "follow" not in offered
    assert not {"follow", "unfollow"} & set(commands(shown(await desk.person("mia").presses("show", ref))))


def test_a_ticket_stored_before_there_were_watchers_is_read() -> None:
    old = json.loads(codec.write(Ticket(ref="INC-1", watchers=("a",))))
    del old["watchers"]
    assert codec.read(Ticket, json.dumps(old)) == Ticket(ref="INC-1")
