"""A ticket that goes to another team takes what was said on it along: the new team reads all of it, and it follows."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways, told_once

INFRA = "infra"


async def moved(desk: House) -> None:
    """Mia and Dana talked, Dana noted, asked and moved it."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await mia.writes("It is the whole floor <b>now</b>.")
    await desk.triage_thread().has("It is the whole floor <b>now</b>.")
    await dana.replies("INC-1000", "We found the cause: back at 11.")
    await mia.was_told("We found the cause: back at 11.")
    await dana.notes("INC-1000", "Firewall rule 12 looks odd.")
    await dana.fills("INC-1000", "Transfer", team="Infra", reason="needs a firewall change")
    await desk.triage_thread(team=INFRA).has("needs a firewall change")


@told_both_ways
async def test_the_new_team_reads_what_was_said_by_whom_and_when_in_order(desk: House) -> None:
    await moved(desk)
    thread = desk.triage_thread(team=INFRA)
    await thread.has("What was said on INC-1000 so far:")
    await thread.has("Mia Feld", "It is the whole floor <b>now</b>.", "10:0")
    await thread.has("Dana Roth", "We found the cause: back at 11.")
    await thread.has("Dana Roth", "(note)", "Firewall rule 12 looks odd.")
    for place, posts in (await thread.posts()).items():
        said = [post.text for post in posts]
        order = ["so far:", "whole floor", "We found the cause", "rule 12", "needs a firewall change"]
        at = [next(number for number, text in enumerate(said) if words in text) for words in order]
        assert at == sorted(at), (place, said)
        assert sum("whole floor" in text for text in said) == 1, (place, said)


@told_both_ways
async def test_an_edit_and_a_deletion_follow_in_the_new_thread(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    first, second = await mia.writes("It is floor two."), await mia.writes("My PIN is 1234.")
    await desk.triage_thread().has("My PIN is 1234.")
    await dana.fills("INC-1000", "Transfer", team="Infra", reason="needs a firewall change")
    thread = desk.triage_thread(team=INFRA)
    await thread.has("My PIN is 1234.")
    await mia.edits(first, "It is floor three.")
    await thread.has("It is floor three.")
    await mia.deletes(second)
    await desk.settles()
    await thread.has_not("It is floor two.", "My PIN is 1234.")


@told_once
async def test_a_team_that_gets_it_back_reads_only_what_it_has_not(desk: House) -> None:
    await moved(desk)
    mia, omar = desk.people("mia", "omar")
    await mia.writes("It is floor four.")
    await desk.triage_thread(team=INFRA).has("It is floor four.")
    await omar.fills("INC-1000", "Transfer", team="Service Desk", reason="it is none of ours")
    thread = desk.triage_thread()
    await thread.has("It is floor four.")
    for place, posts in (await thread.posts()).items():
        said = [post.text for post in posts]
        assert sum("whole floor" in text for text in said) == 1, (place, said)
        assert sum("Firewall rule 12" in text for text in said) == 1, (place, said)


@pytest.mark.parametrize("kind", ["words", "answer", "note"])
@pytest.mark.parametrize("reads", ["It is the whole floor.", None], ids=["edited", "deleted"])
@told_both_ways
async def test_what_was_edited_away_or_taken_back_is_told_to_no_team_anew(
    desk: House, kind: str, reads: str | None
) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    who, sign = (mia, "") if kind == "words" else (dana, ">> " if kind == "answer" else "")
    if kind == "words":
        said = await mia.writes("It is slow.")
    elif kind == "answer":
        said = await dana.replies("INC-1000", "It is slow.")
    else:
        said = await dana.notes("INC-1000", "It is slow.")
    await desk.until("2026-10-22 10:15 CEST")
    await who.edits(said, f"{sign}It is slow, hunter2.")
    await desk.until("2026-10-22 10:17 CEST")
    await who.edits(said, f"{sign}It is the whole floor.")
    if reads is None:
        await who.deletes(said)
    await desk.settles()
    await dana.fills("INC-1000", "Transfer", team="Infra", reason="needs a firewall change")
    thread = desk.triage_thread(team=INFRA)
    await thread.has("needs a firewall change")
    await desk.settles()
    for posts in (await thread.posts()).values():
        told = [post.text for post in posts]
        assert not [text for text in told if "hunter2" in text or "slow" in text]
        assert sum("whole floor" in text for text in told) == (reads is not None)
        assert sum("edited" in text for text in told) == (reads is not None)


@told_both_ways
async def test_a_team_that_gets_it_back_reads_words_that_were_edited_late_once(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    said = await mia.writes("It is floor two.")
    await desk.until("2026-10-22 10:15 CEST")
    await mia.edits(said, "It is floor two, hunter2.")
    await desk.triage_thread().has("hunter2")
    await dana.fills("INC-1000", "Transfer", team="Infra", reason="needs a firewall change")
    await desk.triage_thread(team=INFRA).has("needs a firewall change")
    (omar,) = desk.people("omar")
    await desk.until("2026-10-22 10:20 CEST")
    await mia.edits(said, "It is floor three.")
    await desk.triage_thread(team=INFRA).has("It is floor three.")
    await omar.fills("INC-1000", "Transfer", team="Service Desk", reason="it is none of ours")
    thread = desk.triage_thread()
    await thread.has("it is none of ours")
    await desk.settles()
    for posts in (await thread.posts()).values():
        told = [post.text for post in posts if not post.gone]
        assert not [text for text in told if "hunter2" in text or "floor two" in text]
        assert sum("floor three" in text for text in told) == 1
