"""Words after a ticket's end, wherever they are written: asked about there, or thanked for; they open nothing."""

from __future__ import annotations

from playground.teams.quotes import QuotingHands
from playground.teams.screen import Message
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post
from tests.conformance.sides import Files

pytestmark = told_both_ways


async def _closed(desk: House) -> tuple[Someone, Someone, Post]:
    """Mia's ticket, which Dana resolved and she confirmed; both, and her receipt."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.confirms(await mia.was_told("Does it work?"))
    await desk.card().shows("CLOSED")
    return mia, dana, receipt


async def _in_public(desk: House) -> tuple[Someone, Someone, Post]:
    """The same of a ticket that was made of Mia's message in a channel; both, and that message."""
    mia, dana = desk.people("mia", "dana")
    message = await mia.says_in("help", "The VPN drops every 5 minutes")
    sheet = await mia.makes_a_ticket_of(message)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    mia.threads["INC-1000"] = message
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.resolves("INC-1000", "a new profile is there")
    await mia.confirms(await mia.was_told("Does it work?"))
    await desk.card().shows("CLOSED")
    return mia, dana, message


async def _says_on(who: Someone, card: Post, words: str, *, files: Files | None = None) -> Post:
    """Write under a card of theirs: in its thread, or with the card quoted where the chat is flat."""
    if isinstance(card.message, Message):
        teams = who.desk.teams
        person = teams.person(who.handle)
        said = await QuotingHands(teams.teams).reply(person.person, card.message.post, words, files)
        return Post(Message(person, said))
    return await who.side.says(who.handle, words, under=card, files=files)


async def _edits(who: Someone, said: Post, words: str) -> None:
    """Change what was written so."""
    if isinstance(said.message, Message):
        teams = who.desk.teams
        await QuotingHands(teams.teams).edit(teams.person(who.handle).person, said.message.post, words)
    else:
        await who.edits(said, words)


async def test_words_in_a_public_thread_are_asked_about_in_it(desk: House) -> None:
    mia, _, message = await _in_public(desk)
    await mia.says_under(message, "It is back.")
    await desk.triage_thread().has("It is back.", "Mia Feld")
    question = await mia.was_told("Is it broken again?")
    assert question.key[1] == message.key[1], "in the channel"
    await mia.says_under(message, "On Wi-Fi, too.")
    await desk.triage_thread().has("On Wi-Fi, too.", "Mia Feld")
    await mia.presses(question, "Open a follow-up")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    await mia.receipt("INC-1001")
    question.has_buttons()
    await desk.card("INC-1001").shows("It is back.", "On Wi-Fi, too.", "Follow-up of INC-1000")
    await desk.card().shows("Continues in INC-1001")
    await desk.has_no("INC-1002")
    await desk.ends_quietly()


async def test_thanks_in_a_public_thread_are_thanked_for_in_it(desk: House) -> None:
    mia, _, message = await _in_public(desk)
    thanks = await mia.says_under(message, "Super Service, danke euch!")
    await desk.settles()
    if mia.platform == "slack":
        assert thanks.reactions == {"heart"}
    else:
        welcome = await mia.was_told("You are welcome!")
        assert welcome.key[1] == message.key[1], "in the channel"
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_somebody_elses_words_in_the_thread_ask_nothing_of_anybody(desk: House) -> None:
    _, _, message = await _in_public(desk)
    jan = desk.person("jan")
    await jan.says_under(message, "Still broken for me.")
    await desk.triage_thread().has("Still broken for me.", "Jan")
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_words_on_the_other_platform_are_asked_about_there(desk: House) -> None:
    mia, _, _ = await _closed(desk)
    there = desk.person("mia", on=next(one for one in desk.seating.platforms if one != mia.platform))
    await there.types("INC-1000: it is back")
    await desk.triage_thread().has("it is back", "Mia Feld")
    question = await there.was_answered("INC-1000 was closed on", "Is it broken again?")
    assert question is not None
    unused = question.as_it_is_now()
    await there.presses(question, "Open a follow-up")
    await there.was_told("INC-1001 follows up on INC-1000.")
    await there.receipt("INC-1001")
    await desk.card("INC-1001").shows("it is back", "Follow-up of INC-1000")
    await desk.card().shows("Continues in INC-1001")
    used = question.as_it_is_now()
    used.has_buttons()
    used.shows("INC-1000 was closed on", "Is it broken again?")
    await there.presses(unused, "Open a follow-up")
    await there.was_answered("INC-1001")
    await desk.has_no("INC-1002")
    await desk.ends_quietly()


async def test_thanks_that_are_edited_into_a_complaint_are_asked_about(desk: House) -> None:
    mia, _, receipt = await _closed(desk)
    said = await _says_on(mia, receipt, "Thanks!")
    await desk.settles()
    if mia.platform == "teams":
        await mia.was_told("You are welcome!")
    await _edits(mia, said, "Thanks, but it is back.")
    await desk.triage_thread().has("Thanks, but it is back.", "Mia Feld")
    question = await mia.was_told("Is it broken again?")
    await mia.presses(question, "Just a comment")
    await desk.settles()
    question.shows("Is it broken again?", "Noted as a comment")
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_a_picture_after_the_end_is_asked_about_and_goes_with_the_follow_up(desk: House) -> None:
    mia, _, receipt = await _closed(desk)
    await _says_on(mia, receipt, "", files={"red.png": b"red"})
    question = await mia.was_told("Is it broken again?")
    await desk.has_no("INC-1001")
    await mia.presses(question, "Open a follow-up")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    assert [one.name for one in (await desk.ticket("INC-1001")).files] == ["red.png"]


async def test_a_cancelled_ticket_is_asked_about_as_a_closed_one(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.tells("INC-1000", "cancel not an incident")
    told = await mia.was_told("Dana cancelled INC-1000")
    await desk.card().shows("CANCELLED")
    await _says_on(mia, receipt, "It is one, it is back.")
    await desk.triage_thread().has("It is one, it is back.", "Mia Feld")
    question = await mia.was_told("INC-1000 was cancelled on", "Is it broken again?")
    await mia.presses(told, "Follow-up")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    await mia.receipt("INC-1001")
    question.has_buttons()
    await desk.card("INC-1001").shows("It is one, it is back.")
    await desk.card().shows("Continues in INC-1001")
    await desk.ends_quietly()


async def test_a_prompt_that_is_done_shows_its_ticket_after_a_restart_too(desk: House) -> None:
    mia = desk.person("mia")
    await mia.types("the scanner on the third floor jams")
    prompt = await mia.was_told("What is it about?")
    await mia.opens(prompt, "Something is broken")
    other = await mia.opens(prompt, "Something is broken")
    await mia.fills_report(other, service="workplace-it", kind="Hardware")
    await other.is_taken()
    await mia.receipt()
    await desk.card().shows("the scanner on the third floor jams")
    await desk.stops()
    await desk.starts()
    became = prompt.as_it_is_now()
    became.has_buttons("Open")
    await mia.presses(became, "Open")
    await mia.was_answered("INC-1000", "the scanner on the third floor jams")
    await desk.has_no("INC-1001")
    await desk.ends_quietly()


async def test_plain_words_in_the_chat_with_the_desk_are_asked_about_there(desk: House) -> None:
    mia, _, _ = await _closed(desk)
    await mia.types("it happens again")
    which = await mia.was_told("Is this about INC-1000, or something new?")
    which.has_buttons("INC-1000 VPN drops every 5 minutes", "Something new")
    unanswered = which.as_it_is_now()
    await mia.presses(which, "INC-1000 VPN drops every 5 minutes")
    await desk.triage_thread().has("it happens again", "Mia Feld")
    question = await mia.was_told("INC-1000 was closed on", "Is it broken again?")
    await desk.has_no("INC-1001")
    await mia.presses(question, "Open a follow-up")
    await mia.was_told("INC-1001 follows up on INC-1000.")
    await mia.receipt("INC-1001")
    await desk.card("INC-1001").shows("it happens again")
    await desk.card().shows("Continues in INC-1001")
    which.as_it_is_now().has_buttons()
    await mia.presses(unanswered, "Something new")
    await mia.was_answered("INC-1000", "Closed")
    await desk.ends_quietly()


async def test_thanks_after_the_end_go_to_no_other_ticket(desk: House) -> None:
    mia, dana, _ = await _closed(desk)
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    await mia.receipt("INC-1001")
    await dana.claims("INC-1001")
    await mia.was_told("Dana has taken this.")
    await mia.types("Great service, have a nice weekend!")
    await desk.settles()
    assert not await desk.comments("INC-1001")
