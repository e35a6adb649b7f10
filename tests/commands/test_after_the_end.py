"""Words after a resolution or a closing: thanks are thanks, the rest is asked about (domain.md section 10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ui.inbound import Press, Where
from tests.commands.reading import buttons, commands, edits, kinds, quiet, read, shown, went
from tests.commands.talking import HOME, WIFI, direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse, refused, sentence

Made = Callable[[DeskHouse], Awaitable[str]]


async def resolved(desk: DeskHouse, make: Made) -> str:
    ref = await make(desk)
    await resolve(desk, ref)
    return ref


async def closed(desk: DeskHouse, make: Made) -> str:
    ref = await resolved(desk, make)
    quiet(await desk.person("mia").presses("confirm", ref))
    return ref


async def test_words_after_the_resolution_ask_once_whether_it_is_still_broken(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").writes(ref, "Twice even."))
    assert kinds(desk, said).count("reopen_question requester") == 1
    assert (await desk.ticket(ref)).status == "resolved"
    quiet(await desk.person("mia").presses("reopen", ref))
    assert (await desk.ticket(ref)).status == "in_progress"


@pytest.mark.parametrize(
    "thanks",
    ["thanks", "Thank you!", "danke :)", "thx, great!", "❤️", ":tada:", "Perfect!! Thanks 🙏", "thanks 👍"],
)
async def test_thanks_only_react(desk: DeskHouse, thanks: str) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    before = (await desk.ticket(ref)).closes_at
    where = await spot(desk, ref, "requester", "71.0")
    said = len(desk.said)
    quiet(await say(desk.person("mia"), where, thanks))
    assert sorted(kinds(desk, said)) == ["relay triage:service-desk", "thanks message"]
    assert next(one for one in desk.said if one.kind == "thanks").facts["target"] == f"{where.place}#71.0"
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_offered, ticket.closes_at) == ("resolved", False, before)


async def test_a_complaint_is_never_thanked(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").writes(ref, "And again, this is awful."))
    assert not [one for one in desk.said if one.kind == "thanks"]


async def test_a_watchers_words_after_the_resolution_ask_nothing(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await desk.person("jan").writes(ref, "Still broken here."))
    assert not (await desk.ticket(ref)).reopen_offered


@pytest.mark.parametrize("make", [public, direct])
async def test_words_after_the_closing_are_asked_about_once_and_open_nothing(desk: DeskHouse, make: Made) -> None:
    ref = await closed(desk, make)
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").writes(ref, "Twice even."))
    assert sorted(kinds(desk, said)) == ["follow_up_question requester", *["relay triage:service-desk"] * 2]
    assert "INC-1000 was closed on Tue 27 Oct. Is it broken again?" in [one.text for one in desk.said]
    assert await desk.newest() == ref
    assert (await desk.ticket(ref)).status == "closed"


@pytest.mark.parametrize("make", [public, direct])
async def test_a_follow_up_begins_with_the_words_and_its_clocks_with_their_time(desk: DeskHouse, make: Made) -> None:
    ref = await closed(desk, make)
    at = desk.now
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    await desk.passes(minutes=5)
    where = await spot(desk, ref, "requester", "73.0")
    quiet(await say(desk.person("mia"), where, "See the picture.", files=(WIFI,)))
    await desk.passes(minutes=10)
    said = len(desk.said)
    quiet(await desk.person("mia").presses("follow_up", ref))
    new = await desk.ticket("INC-1001")
    assert (new.follow_up_of, new.description, new.files) == (ref, "It dropped again.\nSee the picture.", (WIFI,))
    assert {clock.started_at for clock in new.clocks} == {at}
    assert kinds(desk, said) == [], "the card says it, and nothing else does"
    (card,) = [each for each in desk.channels["slack"].stands.values() if "INC-1001 follows up on" in read(each)]
    assert "INC-1001 follows up on INC-1000. Someone from Service Desk will answer by 12:00 CET." in read(card)
    assert (await desk.ticket(ref)).status == "closed"
    quiet(await desk.person("mia").writes(ref, "And once more."))
    assert [one.text for one in (await desk.comments("INC-1001"))] == ["And once more."]


@pytest.mark.parametrize("answer", ["follow_up", "just_comment"])
async def test_the_question_after_the_end_stays_and_says_what_came_of_it(desk: DeskHouse, answer: str) -> None:
    ref = await closed(desk, direct)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    asked = desk.said[-1].text
    quiet(await desk.person("mia").presses(answer, ref))
    (answered,) = [one for one in desk.channels["slack"].taken if one.key.startswith(desk.edits[-1].message)]
    assert answered.card is not None
    assert read(answered.card).splitlines() == [
        asked,
        {"follow_up": "INC-1001 goes on with it.", "just_comment": "Noted as a comment: INC-1000 stays closed."}[
            answer
        ],
    ]


async def test_just_a_comment_opens_nothing_and_the_next_words_are_asked_about_anew(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    mia = desk.person("mia")
    assert refused(await mia.presses("just_comment", ref)) == "Nothing of INC-1000 waits for an answer."
    quiet(await mia.writes(ref, "How did you find it?"))
    quiet(await mia.presses("just_comment", ref))
    assert await desk.newest() == ref
    said = len(desk.said)
    quiet(await mia.writes(ref, "Now it is broken."))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    quiet(await mia.presses("follow_up", ref))
    assert (await desk.ticket("INC-1001")).description == "Now it is broken."


async def test_words_that_are_taken_back_take_their_question_with_them(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "Wrong window."))
    edited = len(desk.edits)
    quiet(await desk.person("mia").edits(where, None))
    assert "follow_up_answered requester" in edits(desk, edited)
    (answered,) = [one for one in desk.channels["slack"].taken if one.key.startswith(desk.edits[-1].message)]
    assert answered.card is not None
    assert read(answered.card).splitlines()[-1] == "Your words were taken back: INC-1000 stays closed."
    assert refused(await desk.person("mia").presses("just_comment", ref)).startswith("Nothing of INC-1000 waits")


@pytest.mark.parametrize("end", ["closed", "cancelled", "merged"])
async def test_words_are_asked_about_however_the_ticket_ended(desk: DeskHouse, end: str) -> None:
    other = await desk.person("jan.kolb").reports()
    ref = await direct(desk)
    match end:
        case "closed":
            await resolve(desk, ref)
            quiet(await desk.person("mia").presses("confirm", ref))
        case "cancelled":
            quiet(await desk.person("dana").fills("cancel", ref, reason="not an incident"))
        case _:
            quiet(await desk.person("dana").presses("claim", other))
            quiet(await desk.person("dana").tells(other, f"merge {ref}"))
            quiet(await desk.person("dana").fills("cancel", other, reason="not an incident"))
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    word = "cancelled" if end == "cancelled" else "closed"
    assert f"INC-1001 was {word} on Tue 27 Oct. Is it broken again?" in [one.text for one in desk.said[said:]]


async def test_a_file_without_words_is_asked_about_and_goes_with_the_follow_up(desk: DeskHouse) -> None:
    ref = await closed(desk, public)
    where = await spot(desk, ref, "requester", "73.0")
    quiet(await say(desk.person("mia"), where, files=(WIFI,)))
    assert await desk.newest() == ref
    quiet(await desk.person("mia").presses("follow_up", ref))
    assert (await desk.ticket("INC-1001")).files == (WIFI,)


@pytest.mark.parametrize("end", ["resolved", "closed"])
async def test_thanks_that_become_a_complaint_by_an_edit_are_asked_about(desk: DeskHouse, end: str) -> None:
    ref = await (resolved(desk, direct) if end == "resolved" else closed(desk, direct))
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "Thanks!"))
    said = len(desk.said)
    quiet(await desk.person("mia").edits(where, "Thanks, but it still fails."))
    asked = {"resolved": "reopen_question requester", "closed": "follow_up_question requester"}[end]
    assert kinds(desk, said).count(asked) == 1
    quiet(await desk.person("mia").edits(where, "Thanks, but it still fails!"))
    assert kinds(desk, said).count(asked) == 1


async def test_words_from_before_the_end_that_are_edited_after_it_are_asked_about_once(desk: DeskHouse) -> None:
    ref = await resolved(desk, direct)
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "Thanks!"))
    await desk.passes(minutes=2)
    quiet(await desk.person("mia").presses("confirm", ref))
    end = desk.now
    await desk.passes(minutes=2)
    said = len(desk.said)
    for words in ("Thanks, but it fails.", "Thanks, but it fails again."):
        quiet(await desk.person("mia").edits(where, words))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    quiet(await desk.person("mia").presses("follow_up", ref))
    new = await desk.ticket("INC-1001")
    assert new.description == "Thanks, but it fails again."
    assert {clock.started_at for clock in new.clocks} == {end}


async def test_words_that_are_edited_long_after_they_were_said_are_words_of_their_own(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "It drops at nine."))
    await desk.passes(hours=1)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    await desk.passes(hours=1)
    quiet(await desk.person("mia").edits(where, "It drops at ten, too."))
    assert [one.text for one in await desk.comments(ref)] == ["It drops at nine.", "It drops at ten, too."]
    quiet(await desk.person("mia").presses("follow_up", ref))
    assert (await desk.ticket("INC-1001")).description == "It drops at ten, too."


async def test_an_edit_of_words_that_went_to_the_follow_up_finds_them(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    quiet(await desk.person("mia").presses("follow_up", ref))
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "Ones more."))
    quiet(await desk.person("mia").edits(where, "Once more."))
    assert (await desk.comments("INC-1001"))[-1].text == "Once more."


@pytest.mark.parametrize("words", ["still broken, thanks for nothing", "works now? no", ":rage:", "ok"])
async def test_anything_but_thanks_asks(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").writes(ref, words))
    assert (await desk.ticket(ref)).reopen_offered


@pytest.mark.parametrize("text", ["thanks", "Great service, have a nice weekend!"])
async def test_thanks_after_the_closing_get_a_heart_and_nothing_else(desk: DeskHouse, text: str) -> None:
    ref = await closed(desk, direct)
    said = len(desk.said)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), text))
    assert kinds(desk, said) == ["thanks message"]
    assert await desk.newest() == ref


async def test_a_picture_that_comes_with_thanks_is_kept(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    said = len(desk.said)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), "Thanks!", files=(WIFI,)))
    assert sorted(kinds(desk, said)) == ["relay triage:service-desk", "thanks message"]
    assert (await desk.comments(ref))[-1].files == (WIFI,)


async def test_an_edit_of_the_message_that_the_ticket_was_made_of_asks_nothing(desk: DeskHouse) -> None:
    ref = await closed(desk, public)
    place, _, root = HOME.partition("#")
    said = len(desk.said)
    quiet(await desk.person("mia").edits(Where(place, thread=root, message=root), "The VPN drops every hour"))
    assert kinds(desk, said) == []
    assert await desk.comments(ref) == ()


async def test_a_third_persons_words_after_the_closing_are_kept_and_ask_nothing(desk: DeskHouse) -> None:
    ref = await closed(desk, public)
    said = len(desk.said)
    quiet(await desk.person("jan").writes(ref, "Still broken here."))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    assert await desk.newest() == ref


async def test_a_closed_ticket_offers_its_follow_up(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    for who, offered in (("mia", ["follow_up"]), ("dana", ["history", "follow_up"])):
        assert commands(shown(await desk.person(who).presses("show", ref))) == offered


async def test_the_team_answers_the_follow_up_in_the_thread_that_was_the_old_tickets(desk: DeskHouse) -> None:
    ref = await closed(desk, public)
    quiet(await desk.person("mia").presses("follow_up", ref))
    quiet(await desk.person("dana").writes(ref, ">> We are looking."))
    assert [one.text for one in (await desk.comments("INC-1001"))] == ["We are looking."]
    assert (await desk.ticket("INC-1001")).assignee == desk.id_of("dana")


async def test_words_elsewhere_are_asked_about_there_and_not_in_the_thread(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    said = len(desk.said)
    card = shown(await desk.person("mia").sends(f"{ref}: it dropped again"))
    assert commands(card) == ["follow_up", "just_comment"]
    assert card.summary == "INC-1000 was closed on Tue 27 Oct. Is it broken again?"
    assert kinds(desk, said) == ["relay triage:service-desk"]
    quiet(await desk.person("mia").writes(ref, "Still."))
    assert kinds(desk, said).count("follow_up_question requester") == 1
    quiet(await desk.person("mia").presses("follow_up", ref))
    assert (await desk.ticket("INC-1001")).description == "it dropped again\nStill."
    went(await desk.person("mia").sends(f"{ref}: and once more"), "INC-1001")
    assert [one.text for one in (await desk.comments("INC-1001"))] == ["and once more"]


@pytest.mark.parametrize("end", ["resolved", "closed"])
async def test_who_answers_elsewhere_sees_there_what_came_of_it(desk: DeskHouse, end: str) -> None:
    ref = await (resolved(desk, direct) if end == "resolved" else closed(desk, direct))
    mia = desk.person("mia")
    comment = buttons(shown(await mia.sends(f"{ref} how did you find it?")))[-1]
    where = Where("slack:T1/D-mia.feld", "direct", message="99.0")
    card = shown(await desk.hears(Press(mia.speaker, desk.now, "press", where, comment.action)))
    assert card.ticket == ref
    assert (await desk.ticket(ref)).status == end


async def test_words_from_the_other_platform_are_asked_about_there(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    said = len(desk.said)
    card = shown(await desk.person("mia").on_teams.sends(f"{ref} it dropped again"))
    assert commands(card) == ["follow_up", "just_comment"]
    assert kinds(desk, said) == ["relay triage:service-desk"]


async def test_thanks_elsewhere_are_answered_there(desk: DeskHouse) -> None:
    ref = await closed(desk, direct)
    said = len(desk.said)
    assert sentence(await desk.person("mia").types("ticket", f"{ref} thanks a lot")) == "You are welcome!"
    assert sentence(await desk.person("mia").on_teams.sends(f"{ref} thanks")) == "You are welcome!"
    assert kinds(desk, said) == []


async def test_a_reopening_calls_whoever_has_it_once_however_it_came(desk: DeskHouse) -> None:
    """Words on a resolved ticket, the answer to the question below them, a press, a typed word."""
    ways = (("It dropped again.", "press"), ("", "press"), ("", "typed"))
    for words, way in ways:
        ref = await resolved(desk, direct)
        said = len(desk.said)
        if words:
            quiet(await desk.person("mia").writes(ref, words))
        if way == "press":
            quiet(await desk.person("mia").presses("reopen", ref))
        else:
            await desk.person("mia").types("ticket", f"reopen {ref} it dropped again")
        calls = [one.kind for one in desk.said[said:] if one.facts.get("ping")]
        assert calls == ["reopened"], (words, way)
