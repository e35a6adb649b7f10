"""Merge: two tickets about the same go on as one, nothing said is lost, and half an hour takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.tickets.events import Absorbed, Merged, Released, Unmerged
from tests.commands.reading import commands, errors, kinds, opened, quiet, read, shown
from tests.commands.talking import say, spot
from tests.fakes.desk import DeskHouse, refused


async def two(desk: DeskHouse) -> tuple[str, str]:
    """Mia's older and Jan's newer ticket, both Dana's."""
    older = await desk.person("mia").reports()
    newer = await desk.person("jan.kolb").reports(title="VPN is gone in Hamburg")
    for ref in (older, newer):
        quiet(await desk.person("dana").presses("claim", ref))
    return older, newer


async def merged(desk: DeskHouse) -> tuple[str, str]:
    older, newer = await two(desk)
    quiet(await desk.person("dana").tells(older, f"merge {newer}"))
    return older, newer


@pytest.mark.parametrize("said_on", ["older", "newer"])
async def test_the_older_one_goes_on_wherever_it_was_said(desk: DeskHouse, said_on: str) -> None:
    older, newer = await two(desk)
    here, there = (older, newer) if said_on == "older" else (newer, older)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(here, f"merge with {there}"))
    survivor, gone = await desk.ticket(older), await desk.ticket(newer)
    assert (survivor.status, survivor.watchers, survivor.links) == (
        "in_progress", (desk.id_of("jan.kolb"),), (("duplicate", newer),),
    )  # fmt: skip
    assert (gone.status, gone.resolution_code) == ("closed", "duplicate")
    assert {clock.metric: clock.state for clock in gone.clocks if clock.state == "cancelled"}
    assert not any(clock.live for clock in gone.clocks)
    assert gone.ladder is None
    assert kinds(desk, said) == ["merged requester"]
    assert desk.said[-1].text == (
        "INC-1001 is about the same as INC-1000, so we go on with that one. "
        "You hear from us when it is fixed; what you write here still reaches us."
    )
    asked = said_on == "older"
    assert await desk.events(newer, Merged) == [Merged(older, (desk.id_of("jan.kolb"),), taken_in=asked)]
    assert await desk.events(older, Absorbed) == [Absorbed(newer, (desk.id_of("jan.kolb"),), "P3")]


@pytest.mark.parametrize("said_on", ["older", "newer"])
async def test_what_was_more_urgent_than_what_goes_on_is_said_to_the_team_with_a_way_to_raise_it(
    desk: DeskHouse, said_on: str
) -> None:
    older = await desk.person("mia").reports("P4")
    newer = await desk.person("jan.kolb").reports("P2", title="VPN is gone in Hamburg")
    dana = desk.person("dana")
    for ref in (older, newer):
        quiet(await dana.presses("claim", ref))
    here, there = (older, newer) if said_on == "older" else (newer, older)
    said, edited = len(desk.said), len(desk.edits)
    quiet(await dana.tells(here, f"merge with {there}"))
    assert (await desk.ticket(older)).priority == "P4", "people decide"
    (told,) = [one for one in desk.said[said:] if one.kind == "took_in"]
    assert told.text == f"{newer} was P2; {older} stays P4. Is it as urgent for whoever asked there?"
    quiet(await dana.tells(older, "prio impact 2 urgency 2"))
    assert [one.text for one in desk.edits[edited:] if one.facts.get("said") == "took_in"] == [told.text]


async def test_a_link_that_was_there_before_is_no_merge(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    quiet(await desk.person("dana").tells(newer, f"link duplicates {older}"))
    quiet(await desk.person("dana").tells(newer, f"merge with {older}"))
    assert len(await desk.events(older, Absorbed)) == 1
    assert len(await desk.events(newer, Merged)) == 1


async def test_the_newer_one_may_go_on_instead(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    quiet(await desk.person("dana").fills("merge", older, number=newer, keep="newer"))
    assert (await desk.ticket(older)).status == "closed"
    assert (await desk.ticket(newer)).watchers == (desk.id_of("mia"),)


async def test_who_asked_for_the_merged_one_comes_along_also_where_the_two_were_linked(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    quiet(await desk.person("dana").fills("link", newer, kind="duplicates", number=older))
    quiet(await desk.person("dana").tells(newer, f"merge {older}"))
    survivor = await desk.ticket(older)
    assert (survivor.watchers, survivor.links) == ((desk.id_of("jan.kolb"),), (("duplicate", newer),))
    assert await desk.events(older, Absorbed) == [Absorbed(newer, (desk.id_of("jan.kolb"),), "P3")]


async def test_a_breach_that_happened_stays(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    await desk.until("2026-10-29 18:00 CET")
    assert (await desk.stored_clock(newer, "resolution")).breached_at
    quiet(await desk.person("dana").tells(older, f"merge {newer}"))
    clock = await desk.stored_clock(newer, "resolution")
    assert clock.state == "cancelled"
    assert clock.breached_at is not None


async def test_what_is_written_in_the_merged_thread_reaches_the_survivor_under_its_authors_name(
    desk: DeskHouse,
) -> None:
    older, newer = await merged(desk)
    before, said = await desk.ticket(older), len(desk.said)
    quiet(await desk.person("jan.kolb").writes(newer, "It is all of Hamburg."))
    after = await desk.ticket(older)
    comment = (await desk.comments(older))[-1]
    assert (comment.author, comment.voice, comment.public) == (desk.id_of("jan.kolb"), "watcher", True)
    assert comment.text == "It is all of Hamburg."
    assert (after.status, after.clocks) == (before.status, before.clocks)
    assert kinds(desk, said) == ["relay triage:service-desk"]
    assert len(await desk.comments(newer)) == 0


async def test_an_edit_there_changes_the_copy(desk: DeskHouse) -> None:
    older, newer = await merged(desk)
    quiet(await desk.person("jan.kolb").writes(newer, "It is all of Hamburg."))
    said_in = (await desk.comments(older))[-1].said_in
    quiet(await desk.person("jan.kolb").edits(await desk.message_in(newer, said_in), "It is Hamburg and Kiel."))
    assert (await desk.comments(older))[-1].text == "It is Hamburg and Kiel."


async def test_who_asked_for_the_merged_one_hears_that_it_is_fixed_and_is_asked_about_a_late_word(
    desk: DeskHouse,
) -> None:
    older, newer = await merged(desk)
    quiet(await desk.person("dana").fills("resolve", older, code="fixed", text="The profile was reissued."))
    assert [one.to for one in desk.said if one.kind == "watched_resolved"] == ["jan"]
    quiet(await desk.person("mia").presses("confirm", older))
    quiet(await desk.person("jan.kolb").writes(newer, "Hamburg still has no VPN."))
    quiet(await desk.person("jan.kolb").presses("follow_up", newer))
    assert (await desk.ticket("INC-1002")).follow_up_of == newer


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("words", ["status", "any news?", "mine"])
async def test_whose_trouble_goes_on_in_another_ticket_reads_how_that_stands(
    desk: DeskHouse, words: str, channel: str
) -> None:
    oldest = await desk.person("tom.berg").reports(title="Nothing works any more")
    older, newer = await merged(desk)
    jan = desk.person("jan.kolb") if channel == "slack" else desk.person("jan.kolb").on_teams
    for survivor in (older, oldest):
        if survivor == oldest:
            quiet(await desk.person("dana").fills("merge", older, number=oldest))
        said = read(shown(await jan.sends(words)))
        assert survivor in said
        assert newer not in said
        assert "no open tickets" not in said
    quiet(await desk.person("dana").fills("resolve", oldest, code="fixed", text="The profile was reissued."))
    quiet(await desk.person("tom.berg").presses("confirm", oldest))
    assert "no open tickets" in read(shown(await jan.sends("mine")))


async def test_two_merges_in_a_row_lead_to_the_last_survivor(desk: DeskHouse) -> None:
    oldest = await desk.person("tom.berg").reports(title="Nothing works any more")
    older, newer = await merged(desk)
    quiet(await desk.person("dana").fills("merge", older, number=oldest))
    assert (await desk.ticket(oldest)).watchers == (desk.id_of("mia"), desk.id_of("jan.kolb"))
    quiet(await desk.person("jan.kolb").writes(newer, "It is all of Hamburg."))
    assert (await desk.comments(oldest))[-1].text == "It is all of Hamburg."


async def test_within_half_an_hour_a_merge_is_undone_as_if_it_had_never_been(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    before = {ref: await desk.ticket(ref) for ref in (older, newer)}
    quiet(await desk.person("dana").tells(older, f"merge {newer}"))
    assert "unmerge" in commands(shown(await desk.person("dana").presses("show", newer)))
    await desk.passes(minutes=30)
    said = len(desk.said)
    quiet(await desk.person("dana").presses("unmerge", newer))
    for ref in (older, newer):
        assert replace(await desk.ticket(ref), version=0) == replace(before[ref], version=0)
    assert kinds(desk, said) == ["unmerged requester"]
    assert await desk.events(newer, Unmerged) == [Unmerged(older)]
    assert await desk.events(older, Released) == [Released(newer, (desk.id_of("jan.kolb"),))]
    quiet(await desk.person("jan.kolb").writes(newer, "It is all of Hamburg."))
    assert (await desk.comments(newer))[-1].text == "It is all of Hamburg."


@pytest.mark.parametrize("kind", ["related", "caused", "duplicates"])
@pytest.mark.parametrize("said_on", ["older", "newer"])
async def test_a_link_from_before_the_merge_outlives_it(desk: DeskHouse, kind: str, said_on: str) -> None:
    older, newer = await two(desk)
    quiet(await desk.person("dana").fills("link", newer, kind=kind, number=older))
    before = {ref: await desk.ticket(ref) for ref in (older, newer)}
    here, there = (older, newer) if said_on == "older" else (newer, older)
    quiet(await desk.person("dana").tells(here, f"merge {there}"))
    quiet(await desk.person("dana").presses("unmerge", newer))
    for ref in (older, newer):
        assert replace(await desk.ticket(ref), version=0) == replace(before[ref], version=0)


async def test_a_link_that_was_made_while_they_were_merged_outlives_the_merge(desk: DeskHouse) -> None:
    older, newer = await merged(desk)
    said = shown(await desk.person("dana").fills("link", older, kind="caused", number=newer))
    assert "no longer as “its duplicate" in read(said)
    quiet(await desk.person("dana").presses("unmerge", newer))
    assert (await desk.ticket(older)).links == (("caused", newer),)
    assert (await desk.ticket(newer)).links == (("consequence", older),)


async def test_what_ran_out_meanwhile_is_told_after_the_undoing(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    await desk.until("2026-10-28 16:55 CET")
    due = (await desk.stored_clock(newer, "resolution")).due_at
    assert due is not None
    await desk.until(due.replace(second=0))
    quiet(await desk.person("dana").tells(older, f"merge {newer}"))
    await desk.passes(minutes=20)
    quiet(await desk.person("dana").presses("unmerge", newer))
    assert (await desk.stored_clock(newer, "resolution")).breached_at == due


async def test_after_half_an_hour_or_a_follow_up_it_stays_merged(desk: DeskHouse) -> None:
    older, newer = await merged(desk)
    await desk.passes(minutes=30, seconds=1)
    said = refused(await desk.person("dana").presses("unmerge", newer))
    assert said == "A merge can be undone for 30 min. Open a follow-up instead."
    assert refused(await desk.person("dana").presses("unmerge", older)) == f"{older} is merged into no other ticket."


async def test_what_cannot_be_merged_is_refused_and_nothing_changes(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    dana = desk.person("dana")
    order = await desk.person("mia").orders("question", question="How do I share a calendar?")
    assert errors(await dana.fills("merge", older, number=older)) == {
        "number": f"{older} cannot be merged with itself."
    }
    assert "stay two" in refused(await dana.fills("merge", older, number=order))
    none = "There is no {} that you may see. Check the number, or look for the ticket by its words."
    assert refused(await dana.fills("merge", older, number="INC-4711")) == none.format("INC-4711")
    assert "is no ticket" in refused(await dana.fills("merge", older, number="CHANGE"))
    secret = await desk.person("mia").reports(service="security-report")
    assert refused(await dana.fills("merge", older, number=secret)) == none.format(secret)
    quiet(await dana.fills("resolve", newer, code="fixed", text="Reissued."))
    assert "link the two" in refused(await dana.fills("merge", older, number=newer))
    assert (await desk.ticket(older)).links == ()
    assert [each.id for each in opened(await dana.presses("merge", older)).fields] == ["other", "number", "keep"]


async def test_a_ticket_of_a_team_that_is_not_ones_own_is_not_merged_away(desk: DeskHouse) -> None:
    older, _ = await two(desk)
    shop = await desk.person("tom.berg").reports(service="web-shop")
    assert errors(await desk.person("dana").fills("merge", older, number=shop)) == {
        "number": f"Only Infra can change {shop}. Please ask Omar Haddad."
    }
    assert ((await desk.ticket(older)).links, (await desk.ticket(shop)).status) == ((), "new")


async def test_the_requester_of_both_is_no_watcher_of_their_own(desk: DeskHouse) -> None:
    one = await desk.person("mia").reports()
    other = await desk.person("mia").reports(title="VPN is gone again")
    quiet(await desk.person("dana").tells(one, f"merge {other}"))
    assert (await desk.ticket(one)).watchers == ()


@pytest.mark.parametrize(
    "words", ["change service security-report phishing", "transfer security somebody may have got in"]
)
async def test_what_others_were_merged_into_does_not_go_private_and_leave_them_behind(
    desk: DeskHouse, words: str
) -> None:
    older, newer = await merged(desk)
    dana = desk.person("dana")
    said = len(desk.said)
    answer = refused(await dana.tells(older, words))
    assert answer == (
        f"{newer} was merged into {older}, and whoever asked for it could not follow a private ticket."
        f" Take that back with “unmerge” on {newer} first, or open a new ticket for what is private."
    )
    assert kinds(desk, said) == []
    assert not (await desk.ticket(older)).private
    quiet(await dana.tells(newer, "unmerge"))
    quiet(await dana.tells(older, words))
    assert (await desk.ticket(older)).private


async def test_a_duplicate_that_was_only_linked_does_not_keep_a_ticket_from_going_private(desk: DeskHouse) -> None:
    older, newer = await two(desk)
    quiet(await desk.person("dana").tells(newer, f"link duplicates {older}"))
    quiet(await desk.person("dana").tells(older, "change service security-report phishing"))
    assert (await desk.ticket(older)).private


@pytest.mark.parametrize(
    "typed", [">> to jan?", "ask Which city?", "resolve it was the cable", "hold vendor until friday"]
)
async def test_what_is_written_to_a_merged_ticket_hears_where_it_goes_on(desk: DeskHouse, typed: str) -> None:
    older, newer = await merged(desk)
    told = refused(await desk.person("dana").tells(newer, typed))
    assert told == (
        f"{newer} was merged into {older} and goes on there. Write in that ticket's thread, or with its number, "
        f"like “reply {older} …”."
    )


async def test_an_edit_of_what_was_said_while_merged_follows_its_words(desk: DeskHouse) -> None:
    older, newer = await merged(desk)
    jan = desk.person("jan.kolb")
    where = await spot(desk, newer, "requester", "71.0")
    quiet(await say(jan, where, "It is all of Hamburg."))
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").presses("unmerge", newer))
    quiet(await jan.edits(where, "It is all of Hamburg and Kiel."))
    assert [one.text for one in await desk.comments(older)] == ["It is all of Hamburg and Kiel."]
    assert await desk.comments(newer) == ()
    quiet(await jan.edits(where, None))
    assert [one.text for one in await desk.comments(older)] == [None]
