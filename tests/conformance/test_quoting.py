"""Answering a message of the flat chat by quoting it: which ticket the words go to, and on which side they stay."""

from __future__ import annotations

from playground.teams.quotes import QuotingHands
from playground.teams.screen import Message
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import requesters_in_teams, responders_in_teams
from tests.conformance.seen import Post

WHICH = "Which one is this about?"


async def _quotes(who: Someone, post: Post, words: str) -> Post:
    """Answer a message of their chat by quoting it."""
    teams = who.desk.teams
    assert isinstance(post.message, Message)
    said = await QuotingHands(teams.teams).reply(teams.person(who.handle).person, post.message.post, words)
    return Post(Message(teams.person(who.handle), said))


async def _two_open(desk: House) -> tuple[Someone, Someone, Post]:
    """Mia has two tickets, and has chosen the second for what she writes; Dana's line about the first."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports("VPN drops every 5 minutes")
    await mia.receipt()
    await dana.replies("INC-1000", "Please reconnect once.")
    line = await mia.was_told("Please reconnect once.")
    await desk.triage_thread().has("Please reconnect once.")
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    await mia.receipt("INC-1001")
    await desk.card("INC-1001").posts()
    await mia.types("It is worse since noon")
    question = await mia.was_told(WHICH)
    await mia.presses(question, next(label for label in question.buttons if "INC-1001" in label))
    await desk.settles()
    question.as_it_is_now().shows(WHICH, "INC-1001 has it.")
    await desk.triage_thread("INC-1001").has("It is worse since noon", "Mia Feld")
    return mia, dana, line


async def _last_words(desk: House, ref: str = "INC-1000") -> str | None:
    """What was written last, without what it quotes."""
    return (await desk.comments(ref))[-1].text


@requesters_in_teams
async def test_a_quote_wins_over_the_ticket_that_was_chosen_and_that_holds_on(desk: House) -> None:
    mia, _, line = await _two_open(desk)
    await mia.types("And slower")
    await desk.triage_thread("INC-1001").has("And slower", "Mia Feld")
    await _quotes(mia, line, "I have, and it dropped again")
    await desk.triage_thread().has("I have, and it dropped again", "Mia Feld")
    assert await _last_words(desk) == "I have, and it dropped again"
    await desk.triage_thread("INC-1001").has_not("dropped again")
    # What a quote says holds for that one message.
    await mia.types("Nothing goes out at all")
    await desk.triage_thread("INC-1001").has("Nothing goes out at all", "Mia Feld")
    await desk.triage_thread().has_not("goes out")
    await desk.ends_quietly()


@requesters_in_teams
async def test_a_quote_wins_over_a_number_in_the_words(desk: House) -> None:
    mia, _, line = await _two_open(desk)
    await _quotes(mia, line, "INC-1001 began after I did that")
    await desk.triage_thread().has("began after I did that", "Mia Feld")
    assert await _last_words(desk) == "INC-1001 began after I did that"
    await desk.triage_thread("INC-1001").has_not("began after")
    # A number wins over what was chosen, also for what follows.
    await mia.types("INC-1000: it is the Berlin profile")
    await desk.triage_thread().has("it is the Berlin profile", "Mia Feld")
    await mia.types("Nothing goes out at all")
    await desk.triage_thread().has("Nothing goes out at all", "Mia Feld")
    await desk.triage_thread("INC-1001").has_not("Berlin")
    await desk.ends_quietly()


@requesters_in_teams
async def test_without_an_answer_yet_a_quote_asks_nothing(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports("VPN drops every 5 minutes")
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    receipts = {ref: await mia.receipt(ref) for ref in ("INC-1000", "INC-1001")}
    for ref, receipt in receipts.items():
        await desk.card(ref).posts()
        await _quotes(mia, receipt, f"{ref[-1]} o'clock was the last time")
        await desk.triage_thread(ref).has(f"{ref[-1]} o'clock was the last time", "Mia Feld")
    assert [len(await desk.comments(ref)) for ref in receipts] == [1, 1]
    await desk.ends_quietly()


@responders_in_teams
async def test_a_page_that_is_quoted_takes_words_for_the_team_alone(desk: House) -> None:
    (priya,) = await desk.seats("priya")
    mia = desk.person("mia")
    # With a ticket of their own, plain words would go to that one.
    await priya.reports("My headset crackles", service="workplace-it", kind="Hardware")
    await priya.receipt()
    await desk.card().posts()
    await mia.reports("Web shop checkout down", priority="P1", service="web-shop", kind="Checkout")
    await mia.receipt("INC-1001")
    await desk.card("INC-1001", "infra").shows("🔴 P1")
    page = await priya.was_told("📟 P1 INC-1001")
    await _quotes(priya, page, "The gateway looks dead to me")
    await desk.triage_thread("INC-1001", "infra").has("The gateway looks dead to me", "Priya")
    said = (await desk.comments("INC-1001"))[-1]
    assert (said.text, said.public, said.author) == ("The gateway looks dead to me", False, priya.id)
    assert (await desk.comments()) == ()
    await desk.ends_quietly()


@responders_in_teams
async def test_a_page_about_ones_own_report_takes_words_for_the_team_and_the_receipt_takes_them_from_who_asked(
    desk: House,
) -> None:
    (priya,) = await desk.seats("priya")
    await priya.reports("Web shop checkout down", priority="P1", service="web-shop", kind="Checkout")
    receipt = await priya.receipt()
    await desk.card(team="infra").posts()
    page = await priya.was_told("📟 P1 INC-1000")
    await _quotes(priya, page, "The gateway looks dead to me")
    await desk.triage_thread(team="infra").has("The gateway looks dead to me", "Priya")
    await _quotes(priya, receipt, "The tills work, by the way")
    await desk.triage_thread(team="infra").has("The tills work, by the way", "Priya")
    said = [(each.text, each.public) for each in (await desk.comments())]
    assert said == [("The gateway looks dead to me", False), ("The tills work, by the way", True)]
    await desk.ends_quietly()


@requesters_in_teams
async def test_words_under_a_quoted_line_of_a_closed_ticket_are_asked_about(desk: House) -> None:
    mia, dana, line = await _two_open(desk)
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.confirms(await mia.was_told("Does it work?"))
    await desk.card().shows("CLOSED")
    await _quotes(mia, line, "It is back: the VPN drops again")
    await desk.triage_thread().has("It is back: the VPN drops again", "Mia Feld")
    question = await mia.was_told("INC-1000 was closed on", "Is it broken again?")
    await mia.presses(question, "Open a follow-up")
    await mia.was_told("INC-1002 follows up on INC-1000")
    await mia.receipt("INC-1002")
    await desk.card("INC-1002").shows("It is back: the VPN drops again", "Follow-up of INC-1000", "NEW")
    await desk.card().shows("Continues in INC-1002")
    await desk.triage_thread("INC-1001").has_not("drops again")
    await desk.ends_quietly()


@responders_in_teams
async def test_arrows_below_a_quoted_page_answer_the_requester(desk: House) -> None:
    (priya,) = await desk.seats("priya")
    mia = desk.person("mia")
    await mia.reports("Web shop checkout down", priority="P1", service="web-shop", kind="Checkout")
    await mia.receipt()
    page = await priya.was_told("📟 P1 INC-1000")
    await _quotes(priya, page, ">> We are on it.")
    await mia.was_told("We are on it.", "Priya")
    await priya.was_told("These words are for Mia")
    await desk.triage_thread(team="infra").has("We are on it.", "Priya")
    await desk.card(team="infra").posts()
    await desk.ends_quietly()
