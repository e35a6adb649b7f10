"""What somebody takes back is nowhere to be read afterwards, whatever was edited before: early, late, long, short."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_both_ways
from tests.conformance.seen import Post, Value, as_read

LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}
MANY = " ".join(f"word{number}" for number in range(1_200))
LONG, LONGER = f"hunter2 {MANY} hunter2", f"hunter2 {MANY} {MANY} hunter2"
SHORT = "It is hunter2"
LATER = ("2026-10-22 10:05 CEST", "2026-10-22 10:30 CEST")


async def _claimed(desk: House) -> tuple[Someone, Someone]:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await desk.settles()
    return mia, dana


async def _asked_first(desk: House) -> tuple[Someone, Someone]:
    """Katrin is to decide about Mia's order, and has asked her something."""
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    await mia.receipt("REQ-1000")
    asked = await katrin.was_told("Mia Feld asks for New laptop")
    sheet = await katrin.opens(asked, "Ask first")
    await sheet.fills(text="Which project?")
    await sheet.sends()
    await desk.settles()
    return mia, katrin


async def _heard(desk: House, who: Someone) -> list[str]:
    await desk.settles()
    return [post.text for post in await who.reads() if not post.gone]


async def _below_cards(desk: House) -> list[list[str]]:
    places = (await desk.triage_thread().posts()).values()
    return [[post.text for post in posts if not post.gone] for posts in places]


@pytest.mark.parametrize("before", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("after", [SHORT, LONG], ids=["then short", "then long"])
@pytest.mark.parametrize("at", LATER, ids=["early", "late"])
@told_both_ways
async def test_a_deletion_takes_back_what_every_edit_said(desk: House, before: str, after: str, at: str) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes(before)
    await desk.until(at)
    await mia.edits(said, f"{after}, edited")
    assert all(any("edited" in text for text in texts) for texts in await _below_cards(desk))
    await mia.deletes(said)
    for texts in await _below_cards(desk):
        assert not [text for text in texts if "hunter2" in text or "word7" in text]
        assert any("message deleted" in text for text in texts)


@told_both_ways
async def test_a_late_edit_of_an_answer_goes_with_it_from_whoever_asked(desk: House) -> None:
    mia, dana = await _claimed(desk)
    answered = await dana.replies("INC-1000", SHORT)
    await desk.until(LATER[1])
    await dana.edits(answered, f">> {LONG}, edited")
    assert any("word7" in text for text in await _heard(desk, mia))
    await dana.deletes(answered)
    assert not [text for text in await _heard(desk, mia) if "hunter2" in text or "word7" in text]


@told_both_ways
async def test_words_that_come_back_arrive_whole(desk: House) -> None:
    mia, _ = await _claimed(desk)
    said = await mia.writes(LONGER)
    await mia.edits(said, SHORT)
    await mia.edits(said, LONG)
    for texts in await _below_cards(desk):
        assert as_read(LONG) in " ".join(texts)


@pytest.mark.parametrize("at", LATER, ids=["early", "late"])
@told_both_ways
async def test_an_approver_reads_an_edited_answer_whole_and_nothing_of_a_deleted_one(desk: House, at: str) -> None:
    mia, katrin = await _asked_first(desk)
    said: Post | None = None
    for words in (LONG, LONGER, f"{SHORT} after all", LONGER.replace("word7 ", "word7b ")):
        if said is None:
            said = await mia.answers(words, "REQ-1000")
            await desk.until(at)
        else:
            await mia.edits(said, words)
        heard = " ".join(await _heard(desk, katrin))
        assert as_read(words) in heard
        assert at == LATER[1] or heard.count("hunter2") == words.count("hunter2")
    assert said is not None
    await mia.deletes(said)
    heard = " ".join(await _heard(desk, katrin))
    assert "hunter2" not in heard
    assert "word7" not in heard


@told_both_ways
async def test_buttons_that_go_bring_no_old_words_back(desk: House) -> None:
    mia, katrin = await _asked_first(desk)
    said = await mia.answers(LONG, "REQ-1000")
    await mia.edits(said, LONGER.replace("word7 ", "word7b "))
    answer = next(post for post in await katrin.reads() if "Approve" in post.buttons and "word6" in post.text)
    await katrin.presses(answer, "Approve")
    await desk.settles()
    heard = " ".join(await _heard(desk, katrin))
    assert as_read(LONGER.replace("word7 ", "word7b ")) in heard.replace(
        " Approved by Katrin Stahl, Oct 22, 2026 10:00.", ""
    )
    assert "word7 " not in heard


@pytest.mark.parametrize(
    ("before", "after"),
    [(SHORT, "It is for the canteen"), (LONG, "It is for the canteen"), ("It is for the canteen", LONG)],
    ids=["short", "shorter", "longer"],
)
@told_both_ways
async def test_an_answer_that_is_edited_overnight_is_heard_as_it_reads_in_the_morning(
    desk: House, before: str, after: str
) -> None:
    mia, katrin = await _asked_first(desk)
    await desk.until("2026-10-22 22:00 CEST")
    said = await mia.answers(before, "REQ-1000")
    await mia.edits(said, after)
    assert not [text for text in await _heard(desk, katrin) if "hunter2" in text or "canteen" in text]
    await desk.until("2026-10-23 09:30 CEST")
    heard = " ".join(await _heard(desk, katrin))
    assert as_read(after) in heard
    assert heard.count("hunter2") == after.count("hunter2")


@pytest.mark.parametrize("seating", [Seating("slack", "slack")], indirect=True, ids=str)
@pytest.mark.parametrize("after", [None, "use port 443"], ids=["deleted", "edited"])
async def test_words_that_wait_are_said_as_they_read_by_then(desk: House, after: str | None) -> None:
    mia, dana = await _claimed(desk)
    desk.said_so_far()
    desk.playground.faults("chat.postMessage", "ratelimited", error="", times=3)
    said = await dana.side.says(dana.handle, ">> use hunter2", under=await dana.card())
    await (dana.deletes(said) if after is None else dana.edits(said, f">> {after}"))
    await desk.settles()
    await desk.until("2026-10-22 10:05 CEST")
    heard = [post for post in await mia.reads() if post.text.startswith("Dana:")]
    assert [post.text for post in heard] == ([] if after is None else [f"Dana: {after}"])
    assert not any("edited" in post.message.raw for post in heard)


@told_both_ways
async def test_words_that_were_edited_late_go_on_as_they_read_by_then(desk: House) -> None:
    mia, dana = await _claimed(desk)
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    await desk.settles()
    said = await mia.side.says(mia.handle, "INC-1000: attachments fail hunter2")
    await desk.settles()
    line = next(post for post in reversed(await mia.reads()) if "Not this one" in post.buttons)
    await desk.until(LATER[1])
    await mia.edits(said, "INC-1000: attachments fail above 5 MB")
    await desk.settles()
    await dana.commands("ticket search 5 MB")
    await dana.was_answered("INC-1000")
    await mia.presses(line, "Not this one")
    await desk.settles()
    asked = next(post for post in reversed(await mia.reads()) if post.buttons)
    await mia.presses(asked, next(one for one in asked.buttons if "INC-1001" in one))
    await desk.settles()
    assert [one.text for one in await desk.comments("INC-1001")] == ["attachments fail above 5 MB"]
    for texts in await _below_cards(desk):
        assert not [text for text in texts if "hunter2" in text or "5 MB" in text]


@pytest.mark.parametrize("before", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("at", LATER, ids=["early", "late"])
async def test_a_team_that_had_the_ticket_reads_what_became_of_its_copies(desk: House, before: str, at: str) -> None:
    mia, dana = await _claimed(desk)
    said = await mia.writes(before)
    answer = await dana.replies("INC-1000", "Never write hunter2 anywhere")
    await desk.settles()
    await dana.tells("INC-1000", "transfer infra needs a change of the firewall")
    await desk.settles()
    assert (await desk.ticket("INC-1000")).team == "infra"
    await desk.until(at)
    await mia.edits(said, f"{LONGER} and more")
    await desk.settles()
    await mia.deletes(said)
    await dana.deletes(answer)
    await desk.settles()
    assert not [text for texts in await _below_cards(desk) for text in texts if "hunter2" in text]


async def test_the_card_that_a_former_team_keeps_loses_what_was_taken_back(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    said = await mia.says_in("help", f"The VPN drops hunter2. {'It did so since nine. ' * 90}")
    sheet = await mia.makes_a_ticket_of(said)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = said
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.tells("INC-1000", "transfer infra needs a change of the firewall")
    await desk.settles()
    await mia.deletes(said)
    await desk.settles()
    await desk.card().shows("Deleted message")
    await desk.card().does_not_show("hunter2")
    assert not [text for texts in await _below_cards(desk) for text in texts if "hunter2" in text]


def _refuses_changes(desk: House, platform: str) -> None:
    """The platform keeps what was posted as it is, from now on."""
    if platform == "slack":
        desk.playground.faults("chat.update", "error", error="cant_update_message", times=100)
        desk.playground.faults("chat.delete", "error", error="cant_delete_message", times=100)
    else:
        desk.teams.faults("update", "http_400", times=100)
        desk.teams.faults("delete", "http_400", times=100)


@pytest.mark.parametrize("words", ["Please try port 443", LONG], ids=["short", "long"])
async def test_an_edit_that_a_platform_refuses_is_said_below(desk: House, words: str) -> None:
    mia, dana = await _claimed(desk)
    answer = await dana.replies("INC-1000", "Please try port 80")
    await mia.was_told("Please try port 80")
    _refuses_changes(desk, mia.platform)
    await dana.edits(answer, f">> {words}")
    heard = await _heard(desk, mia)
    assert any("edited:" in text and words[:18] in text for text in heard)
    assert any(words[-18:] in text for text in heard)


async def test_who_takes_back_what_a_platform_keeps_is_told_so_once(desk: House) -> None:
    mia, dana = await _claimed(desk)
    answer = await dana.replies("INC-1000", LONG)
    await mia.was_told(LONG[:30])
    await desk.settles()
    _refuses_changes(desk, mia.platform)
    await dana.deletes(answer)
    told = [text for text in await _heard(desk, dana) if "I could not take back what you wrote" in text]
    assert sorted(told) == [
        f"INC-1000: I could not take back what you wrote. {who} can still read it." for who in ("Mia", "The team")
    ], "the team has a copy on the other platform"
