"""A ticket that goes to a private team: what Deskbell wrote in the old team's channels is taken back there."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways
from tests.conformance.test_files import png


@told_both_ways
async def test_the_old_teams_threads_keep_one_sentence_and_no_file_and_the_new_team_goes_on(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await mia.writes("They phished Katharina", files={"mail.png": png()})
    await dana.replies("INC-1000", "Tell Katharina to wait.")
    await mia.was_told("Tell Katharina to wait.")
    await dana.notes("INC-1000", "Katharina is in payroll.")
    before = await desk.triage_thread().posts()
    copies = [one for platform, posts in before.items() for one in posts if desk.sides[platform].by_app(one)]
    assert any(one.pictures for one in copies)

    await dana.commands("ticket transfer INC-1000 security it is an attack")
    assert dana.answer is not None
    assert "INC-1000 is with Security now. It is private, so you can no longer see it." in dana.answer.text
    await desk.settles()
    assert all(one.gone for one in copies)
    for platform, posts in (await desk.triage_thread().posts()).items():
        said = [one for one in posts if desk.sides[platform].by_app(one)]
        assert [one.text for one in said] == []
    for card in desk.cards_of("INC-1000", "service-desk"):
        assert "Security has it now" in card.text
        card.does_not_show("VPN", "Mia")
        card.has_buttons()
    deleted = [each for each in desk.playground.log.calls if each.method == "files.delete" and each.answer["ok"]]
    assert len(deleted) == 1, "one copy of the picture is an upload; in Teams it is part of its message"

    await mia.writes("She still waits for it")
    await desk.triage_thread("INC-1000", "security").has("She still waits for it")
    for platform, posts in (await desk.triage_thread().posts()).items():
        assert not [one for one in posts if desk.sides[platform].by_app(one)]


@told_both_ways
async def test_what_was_said_to_a_colleague_alone_is_gone_from_their_chat(desk: House) -> None:
    mia, dana, emre = desk.people("mia", "dana", "emre")
    await desk.seats("emre")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.tells("INC-1000", "hand over to emre aydin")
    asked = await emre.was_told("Dana hands you INC-1000", "VPN drops")
    await emre.commands("ticket transfer INC-1000 security it is an attack")
    await desk.settles()
    assert asked.gone


@told_both_ways
async def test_who_asked_goes_on_below_the_message_of_which_a_private_ticket_was_made(desk: House) -> None:
    mia, jan, felix = desk.people("mia", "jan", "felix")
    message = await mia.says_in("help", "I clicked a link in a strange mail")
    sheet = await mia.makes_a_ticket_of(message)
    await mia.fills_report(sheet, service="security-report", kind="Phishing")
    await sheet.is_taken()
    await mia.receipt()
    await felix.claims()
    await mia.was_told("Felix has taken this.")
    said = await mia.says_under(message, "It asked for my password")
    await desk.triage_thread("INC-1000", "security").has("It asked for my password")
    await mia.edits(said, "It asked for my PIN")
    await desk.settles()
    for posts in (await desk.triage_thread("INC-1000", "security").posts()).values():
        assert "Mia Feld: It asked for my PIN" in [one.text for one in posts]
    await jan.says_under(message, "I got the same mail")
    await jan.says_under(message, "@Deskbell what is this?")
    await felix.replies("INC-1000", "Please change it now.")
    told = await mia.was_told("Please change it now.")
    assert told.key[1] != message.key[1], "in her own conversation, not in the channel"
    assert [one.text for one in await desk.comments()] == ["It asked for my PIN", "Please change it now."]
    thread = [one for one in await jan.reads_under(message) if jan.side.by_app(one) and not one.gone]
    assert not [one for one in thread if "INC-1000" in one.text or "PIN" in one.text]
