"""What an approver writes to decide: below the message that asks (a quote on Teams), by a number, or by neither."""

from __future__ import annotations

import pytest

from core.tickets import events as e
from core.ui.inbound import Reply, Where, Words
from tests.commands.reading import buttons, commands, quiet, read, shown
from tests.commands.talking import WIFI
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
FRIDAY = "2026-10-23 11:00 CEST"
SEATS = pytest.mark.parametrize(("approver", "requester"), [("slack", "slack"), ("teams", "slack"), ("slack", "teams")])


async def asked(desk: DeskHouse, approver: str, requester: str = "slack") -> tuple[str, Someone]:
    """Mia's order, and Katrin, who is asked about it on her platform."""
    katrin, mia = desk.person("katrin"), desk.person("mia")
    katrin = katrin.on_teams if approver == "teams" else katrin
    desk.lives[katrin.id] = approver
    return await (mia.on_teams if requester == "teams" else mia).orders("laptop", **LAPTOP), katrin


async def below(desk: DeskHouse, ref: str, katrin: Someone, words: str) -> Reply:
    """Write below the message that asks her: in its thread, or quoting it."""
    bound = await desk.store.read(lambda tx: tx.bindings(ref))
    (card,) = [one for one in bound if f":approval:direct:{katrin.id}" in one.role]
    if katrin.channel == "teams":
        return await katrin.sends(words, quoting=card.message)
    where = Where(card.place, "direct", thread=card.message, message=desk.message())
    return await desk.hears(Words(katrin.speaker, desk.now, desk.heard_as(where), where, (words,), None, True))


async def decided(desk: DeskHouse, ref: str) -> list[str]:
    """What was decided and asked, each with its words."""
    told = []
    for one in await desk.happened(ref, e.Approved, e.Rejected, e.ApproverQuestioned):
        match one.event:
            case e.Approved(note=note):
                told.append(f"yes {note}".strip())
            case e.Rejected(reason=reason):
                told.append(f"no {reason}")
            case e.ApproverQuestioned(question=question):
                told.append(f"asks {question}")
    return told


@SEATS
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("approve", "yes"),
        ("approve for the CAD desk only", "yes for the CAD desk only"),
        ("approve REQ-1000 for the CAD desk only", "yes for the CAD desk only"),
        ("1000 approve", "yes"),
        ("reject too dear", "no too dear"),
        ("ask why?", "asks why?"),
        ("Genehmigen", "yes"),
        ("freigeben nur für CAD", "yes nur für CAD"),
        ("ablehnen zu teuer", "no zu teuer"),
        ("nachfragen wofür?", "asks wofür?"),
    ],
)
async def test_words_below_the_question_decide(approver: str, requester: str, words: str, expected: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, approver, requester)
        await below(desk, ref, katrin, words)
        assert await decided(desk, ref) == [expected]
        assert not await desk.comments(ref)


async def test_a_number_below_another_question_is_the_ticket_that_is_decided() -> None:
    async with open_desk(FRIDAY) as desk:
        first, katrin = await asked(desk, "slack")
        second = await desk.person("mia").orders("laptop", **LAPTOP)
        await below(desk, first, katrin, f"approve {second}")
        assert (await decided(desk, first), await decided(desk, second)) == ([], ["yes"])


@SEATS
@pytest.mark.parametrize("words", ["why does she need it?", "ok", "👍", "claim it back from Sales first", "aprove"])
async def test_any_other_words_below_it_say_what_can_be_written(approver: str, requester: str, words: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, approver, requester)
        card = shown(await below(desk, ref, katrin, words))
        assert f"write “approve {ref}”, “reject {ref}” and why, or “ask {ref}” and your question" in card.summary
        assert commands(card) == ["approve", "reject", "ask"]
        assert (await decided(desk, ref), await desk.comments(ref)) == ([], ())
        quiet(await katrin.presses("approve", ref, round=1))
        assert await decided(desk, ref) == ["yes"]
        assert "approved" in refused(await below(desk, ref, katrin, "and when is it there?"))
        assert shown(await below(desk, ref, katrin, "thanks")).summary == "You are welcome!"


@pytest.mark.parametrize("words", ["approve {}", "reject {} like this one", "ask {} like this one?"])
async def test_a_file_cannot_be_sent_with_a_decision(words: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, katrin = await asked(desk, "slack")
        said = refused(await katrin.sends(words.format(ref), files=(WIFI,)))
        assert said == "Nothing was done: files do not go with this. Write it without them."
        assert await decided(desk, ref) == []


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("approve 1000", "yes"), ("1000 approve for the CAD desk", "yes for the CAD desk"),
        ("reject 1000 too dear", "no too dear"), ("ask #1000 why?", "asks why?"),
        ("ablehnen REQ-1000 zu teuer", "no zu teuer"), ("nachfragen 1000: wofür?", "asks wofür?"),
    ],
)  # fmt: skip
async def test_an_approver_decides_by_the_bare_number(channel: str, several: bool, words: str, expected: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        if several:
            await desk.person("mia").orders("laptop", **LAPTOP)
        shown(await katrin.sends(words))
        assert await decided(desk, ref) == [expected]


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_without_a_number_only_a_bare_yes_to_the_only_order_decides(channel: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        await katrin.reports()
        offered = shown(await katrin.sends("approve my leave, please"))
        assert f"“approve {ref}”" in offered.summary
        assert commands(offered) == ["approve", "reject", "ask", "about_ticket"]
        second = await desk.person("mia").orders("laptop", **LAPTOP)
        assert refused(await katrin.sends("approve")) == f"Which ticket? Write it like “approve {ref}”."
        await katrin.sends(f"approve {ref}")
        await katrin.sends("approve")
        assert (await decided(desk, ref), await decided(desk, second)) == (["yes"], ["yes"])


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize(
    ("words", "reads"),
    [
        ("approve", "You approved REQ-1000 New laptop: Power 16. Finance Controller decides next."),
        ("approve 1000", "You approved REQ-1000 New laptop: Power 16. Finance Controller decides next."),
        (
            "approve REQ-1000 but only the <b>small</b> one",
            "You approved REQ-1000 New laptop: Power 16: but only the <b>small</b> one."
            " Finance Controller decides next.",
        ),
        ("reject 1000 too dear", "You rejected REQ-1000 New laptop: Power 16: too dear. Mia Feld reads why."),
    ],
)
async def test_a_typed_decision_is_answered_with_what_was_decided(channel: str, words: str, reads: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        _, katrin = await asked(desk, channel)
        assert shown(await katrin.sends(words)).summary == reads


async def test_the_last_typed_yes_says_that_work_begins() -> None:
    async with open_desk(FRIDAY) as desk:
        ref, katrin = await asked(desk, "slack")
        await katrin.sends("approve")
        said = shown(await desk.person("finance").sends(f"approve {ref}")).summary
        assert said == "You approved REQ-1000 New laptop: Power 16. Work on it begins."


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("number", ["1001", "#9999", "999999999999"])
@pytest.mark.parametrize("words", ["approve {}", "reject {}.", "approve {}, please"])
async def test_a_number_of_nothing_to_decide_says_so(channel: str, waits: bool, number: str, words: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        await desk.person("jan").reports()  # INC-1001, which she may not see
        if not waits:
            await katrin.sends(f"approve {ref}")
        before = await decided(desk, ref)
        told = refused(await katrin.sends(words.format(number)))
        assert told.startswith(f"No order with the number {number.lstrip('#')} waits for your decision.")
        assert await decided(desk, ref) == before


SENTENCES = (
    "Reject 1200 spam mails a day please, my mailbox is full", "Approve 9999 too dear", "ask 9999 why?",
    "Ablehnen 1200 Spammails am Tag, mein Postfach ist voll", "Genehmigen 9999 aber nur das kleine",
)  # fmt: skip


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("words", SENTENCES)
async def test_a_sentence_that_begins_with_a_deciding_word_and_a_number_is_kept(channel: str, words: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        ways = commands(shown(await katrin.sends(words)))
        assert {"about_ticket", "open_incident"} & set(ways), "nothing is done, and the words are kept"
        assert await decided(desk, ref) == []
        jan = desk.person("jan")
        jan = jan.on_teams if channel == "teams" else jan
        (report,) = [one for one in buttons(shown(await jan.sends(words))) if one.action.command == "open_incident"]
        assert report.action.arguments["text"] == words, "who decides nothing is asked what it is about"
        theirs = await jan.reports()
        shown(await jan.sends(words))
        waiting = (await desk.store.read(lambda tx: tx.chat(jan.id, jan.chat().place))).waiting
        kept = [one.text for one in await desk.comments(theirs)] + [one.text for one in waiting]
        assert kept == [words]


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize(
    "words", ["approve 1000 1001", "approve REQ-1000 REQ-1001", "approve 1000, 1001", "approve 1000 and 1001",
              "reject 1000 1001"],
)  # fmt: skip
async def test_two_numbers_decide_nothing(channel: str, words: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        first, katrin = await asked(desk, channel)
        second = await desk.person("mia").orders("laptop", **LAPTOP)
        assert refused(await katrin.sends(words)).startswith("Each order is decided by itself, so nothing was done.")
        assert (await decided(desk, first), await decided(desk, second)) == ([], [])


VERDICTS = (
    "ok", "OK!", "yes", "Yes, please", "no", "👍", "approved", "looks good", "fine by me", "go ahead", "genehmigt",
    "Sieht gut aus", "nein", "ja, gerne", "einverstanden", "ok, danke", "abgelehnt", "Ich stimme zu.",
)  # fmt: skip
QUESTIONS = ("why does he need write?", "Wofür braucht sie das?", "who is it for?")


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_plain_words_of_who_has_one_decision_say_how_it_is_made(channel: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        for words in (*VERDICTS, *QUESTIONS):
            told = shown(await katrin.sends(words))
            assert f"{ref} New laptop: Power 16 waits for your decision: write “approve {ref}”" in told.summary, words
            assert commands(told) == ["approve", "reject", "ask", "about_ticket"], words
        for words in ("my printer is broken", "ok, but my screen is broken", "hello", "status?", "thank you!"):
            assert "waits for your decision: write" not in shown(await katrin.sends(words)).summary, words
        assert await decided(desk, ref) == []


async def test_plain_words_of_who_has_several_decisions_list_them() -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        first, katrin = await asked(desk, "teams")
        second = await desk.person("mia").orders("laptop", **LAPTOP)
        for words in ("genehmigt", "why does she need it?", "genehmigungen", "approvals"):
            listed = read(shown(await katrin.sends(words)))
            assert first in listed
            assert second in listed, words
        assert (await decided(desk, first), await decided(desk, second)) == ([], [])


async def test_a_yes_to_a_question_about_a_ticket_of_theirs_is_no_decision() -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        _, katrin = await asked(desk, "teams")
        ref = await katrin.reports()
        dana = desk.person("dana")
        quiet(await dana.presses("claim", ref))
        await dana.fills("ask", ref, text="Is it the same today?")
        await desk.deliver()
        await katrin.sends("yes")
        assert [one.text for one in await desk.comments(ref)][-1] == "yes"


async def test_who_has_nothing_to_decide_is_told_of_no_decision() -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        for words in ("ok", "yes", "genehmigt", "sieht gut aus", *QUESTIONS):
            assert "decision" not in shown(await desk.person("jan").on_teams.sends(words)).summary
