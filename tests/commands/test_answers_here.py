"""What the team says where a ticket was asked for reaches whoever asked, or its writer learns that it did not."""

from __future__ import annotations

import pytest

from core.ui.inbound import Reply, Shown, Where
from tests.commands.reading import kinds, quiet, refused_card
from tests.commands.talking import public, say, spot
from tests.fakes.desk import DeskHouse, Someone

WORDS = "Please reconnect once, I found it"
LOOKING = "Service Desk is looking at INC-1000. We write here as soon as we know more."
LEAVING = ["another asked", "private"]
MEANT = [(f">> {WORDS}", False), (f"reply {WORDS}", True), ("reply with looking", True)]


async def _left(desk: DeskHouse, how: str) -> tuple[str, Someone, str]:
    """The ticket, who answers it, and where its card stood before."""
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "a0")
    if how == "another asked":
        quiet(await desk.person("dana").tells(ref, "change requester ", desk.person("jan.kolb")))
        who = desk.person("dana")
    else:
        quiet(await desk.person("lena").tells(ref, "change service security reports phishing"))
        who = desk.person("ciso")
    assert (await desk.ticket(ref)).home == "direct"
    return ref, who, f"{where.place}#{where.thread}"


async def _says(desk: DeskHouse, who: Someone, where: str, text: str, to_bot: bool) -> tuple[Reply, str]:
    place, _, root = where.partition("#")
    message = desk.fresh("message")
    return await say(who, Where(place, "channel", thread=root, message=message), text, to_bot=to_bot), message


@pytest.mark.parametrize("how", LEAVING)
async def test_plain_words_in_a_thread_that_the_ticket_left_are_sent_to_nobody_and_their_writer_is_told(
    desk: DeskHouse, how: str
) -> None:
    ref, who, where = await _left(desk, how)
    before, said = await desk.ticket(ref), len(desk.said)
    reply, _ = await _says(desk, who, where, WORDS, to_bot=False)
    assert isinstance(reply, Shown)
    asked = "Jan Kolb" if how == "another asked" else "Mia Feld"
    assert refused_card(reply).startswith(f"Not sent: {ref} goes on with {asked} in their own conversation")
    assert (await desk.ticket(ref), desk.said[said:]) == (before, [])


@pytest.mark.parametrize("how", LEAVING)
@pytest.mark.parametrize(("text", "to_bot"), MEANT)
async def test_what_is_said_to_be_an_answer_there_is_sent_to_where_whoever_asked_reads(
    desk: DeskHouse, how: str, text: str, to_bot: bool
) -> None:
    ref, who, where = await _left(desk, how)
    said = len(desk.said)
    reply, _ = await _says(desk, who, where, text, to_bot)
    quiet(reply)
    sent = [one for one in desk.said[said:] if one.kind == "reply"]
    assert [one.to for one in sent] == ["requester"]
    assert sent[0].text.endswith("We write here as soon as we know more." if "with" in text else WORDS)
    (comment,) = [one for one in await desk.comments(ref) if one.public]
    assert not comment.at_home
    assert [one for one in kinds(desk, said) if one.startswith("relay triage")]


async def test_an_edit_of_an_answer_that_was_sent_from_there_follows_it(desk: DeskHouse) -> None:
    ref, who, where = await _left(desk, "another asked")
    _, message = await _says(desk, who, where, f">> {WORDS}", to_bot=False)
    place, _, root = where.partition("#")
    said = len(desk.said)
    await who.edits(Where(place, "channel", thread=root, message=message), ">> Please reconnect twice")
    assert [one.text for one in await desk.comments(ref)] == ["Please reconnect twice"]
    assert "reply requester" not in kinds(desk, said)


async def test_the_sign_that_is_put_before_such_words_by_an_edit_sends_them(desk: DeskHouse) -> None:
    ref, who, where = await _left(desk, "another asked")
    _, message = await _says(desk, who, where, WORDS, to_bot=False)
    place, _, root = where.partition("#")
    said = len(desk.said)
    await who.edits(Where(place, "channel", thread=root, message=message), f">> {WORDS}")
    assert kinds(desk, said).count("reply requester") == 1
    assert [one.text for one in await desk.comments(ref)] == [WORDS]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("reply with reconect", "Reconnect once"), ("reply with", "Reconnect once"), ("reply", "reply <text>")],
)
async def test_what_is_no_template_is_asked_about_in_the_requesters_thread_as_in_the_teams(
    desk: DeskHouse, typed: str, says: str
) -> None:
    ref = await public(desk)
    dana, said = desk.person("dana"), len(desk.said)
    here = await say(dana, await spot(desk, ref, "requester", "a1"), typed, to_bot=True)
    there = await say(dana, await spot(desk, ref, "triage:service-desk", "a2"), typed, to_bot=True)
    assert isinstance(here, Shown)
    assert isinstance(there, Shown)
    assert says in here.card.summary
    assert here.card == there.card
    assert kinds(desk, said) == []
    assert (await desk.ticket(ref)).first_response_at is None


async def test_a_template_that_is_named_in_the_requesters_thread_is_sent_there(desk: DeskHouse) -> None:
    ref = await public(desk)
    said = len(desk.said)
    quiet(await say(desk.person("dana"), await spot(desk, ref, "requester", "a1"), "reply with looking", to_bot=True))
    (sent,) = [one for one in desk.said[said:] if one.kind == "reply"]
    assert sent.text.endswith(LOOKING)
    assert [one.text for one in await desk.comments(ref)] == [f"Hello Mia, {LOOKING}"]


async def test_plain_words_and_reply_in_the_requesters_own_thread_are_said_once(
    desk: DeskHouse,
) -> None:
    ref = await public(desk)
    dana, said = desk.person("dana"), len(desk.said)
    quiet(await say(dana, await spot(desk, ref, "requester", "a1"), WORDS))
    quiet(await say(dana, await spot(desk, ref, "requester", "a2"), f"reply {WORDS}", to_bot=True))
    assert [one.kind for one in desk.said[said:] if one.kind == "reply"] == []
    assert [one.at_home for one in await desk.comments(ref)] == [True, True]


async def test_who_answered_a_ticket_that_is_private_to_others_by_now_reads_that_their_words_went_nowhere(
    desk: DeskHouse,
) -> None:
    ref = await public(desk)
    where, dana = await spot(desk, ref, "requester", "a0"), desk.person("dana")
    quiet(await say(dana, where, WORDS))
    quiet(await desk.person("lena").tells(ref, "change service security reports phishing"))
    before = await desk.ticket(ref)
    for who, told in ((dana, True), (desk.person("nils"), False), (desk.person("tom"), False)):
        reply, _ = await _says(desk, who, f"{where.place}#{where.thread}", "Another answer", to_bot=False)
        assert isinstance(reply, Shown) is told
    assert await desk.ticket(ref) == before


@pytest.mark.parametrize("sign", ["", ">> "])
async def test_below_the_former_card_in_the_writers_own_chat_nothing_reaches_whoever_asks_now_but_what_is_sent(
    desk: DeskHouse, sign: str
) -> None:
    nils = desk.person("nils")
    ref = await nils.reports()
    where = await spot(desk, ref, "requester", "a0")
    quiet(await desk.person("lena").tells(ref, "change requester ", desk.person("jan.kolb")))
    said = len(desk.said)
    reply = await say(nils, where, f"{sign}{WORDS}", to_bot=False)
    sent = [one.to for one in desk.said[said:] if one.kind == "reply"]
    answered = (await desk.ticket(ref)).first_response_at is not None
    if sign:
        quiet(reply)
        assert (sent, answered) == (["requester"], True)
    else:
        assert refused_card(reply).startswith(f"Not sent: {ref} goes on with Jan Kolb")
        assert (sent, answered) == ([], False)
