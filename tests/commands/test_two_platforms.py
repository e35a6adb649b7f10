"""One desk on Slack and Teams: both triage threads tell the same, and nothing is echoed where it was said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.ports.bindings import Binding
from core.tickets.events import File
from core.ui.inbound import Reply, Where, Words
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import quiet, read, shown, went
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

SLACK, TEAMS = "slack:T1/C-desk-triage", "teams:x/19:service-desk"
MARKS = ("mark_taken", "mark_delivered", "mark_off")


@pytest.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(TUESDAY_TEN, both=True) as house:
        yield house


async def taken(desk: DeskHouse, home: str = "direct") -> str:
    """A ticket of Mia's, who is written to on Teams; Dana took it on Slack."""
    desk.lives[desk.id_of("mia")] = "teams"
    ref = await desk.person("mia").on_teams.reports(home=home)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


def heard(desk: DeskHouse, since: int) -> list[str]:
    """What was said since, as `kind place`; the requester's side has no place."""
    return sorted(f"{one.kind} {one.notice.place or one.to}" for one in desk.said[since:] if one.kind != "sent")


def changed(desk: DeskHouse, since: int) -> list[str]:
    """Which copies were changed since."""
    return sorted(f"{one.kind} {one.notice.place or one.to}" for one in desk.edits[since:] if one.kind != "sent_became")


async def in_triage(
    who: Someone, ref: str, text: str, message: str = "t1", *files: File, to_bot: bool = False
) -> Reply:
    """Words in the triage thread of the platform that `who` is on."""
    desk = who.desk
    place, root = await desk.thread(ref, "triage:service-desk", who.channel)
    assert place.startswith(who.channel)
    where = Where(place, "channel", root, message)
    return await desk.hears(Words(who.speaker, desk.now, desk.heard_as(where), where, (text,), None, to_bot, files))


async def test_both_cards_are_posted_and_drawn_anew_by_a_claim_on_either(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    bound = await desk.store.read(lambda tx: tx.bindings(ref, "triage:service-desk"))
    assert [one.place for one in bound] == [SLACK, TEAMS]
    for name in ("claim", "resume"):
        drawn = len(desk.cards)
        await desk.person("dana").on_teams.presses(name, ref)
        # A press that no longer holds draws both again, too.
        assert [kind for _, kind, _ in desk.cards[drawn:]].count("triage_card") == 2


async def test_what_the_requester_says_is_read_in_both_triage_threads(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    went(await desk.person("mia").on_teams.sends("It is worse on Wi-Fi.", message="m1"))
    assert heard(desk, said) == [f"relay {SLACK}", f"relay {TEAMS}"]
    copies = len(desk.edits)
    mia = desk.person("mia").on_teams
    quiet(await mia.edits(mia.chat("m1"), "It is worse on Wi-Fi and LAN."))
    quiet(await mia.edits(mia.chat("m1"), None))
    assert changed(desk, copies) == [
        f"relay_delete {SLACK}", f"relay_delete {TEAMS}", f"relay_edit {SLACK}", f"relay_edit {TEAMS}",
        f"rest_gone {SLACK}", f"rest_gone {TEAMS}",
    ]  # fmt: skip
    assert (await desk.comments(ref))[0].text is None


@pytest.mark.parametrize(("channel", "here", "there"), [("slack", SLACK, TEAMS), ("teams", TEAMS, SLACK)])
async def test_an_answer_from_one_triage_thread_is_copied_to_the_other(
    desk: DeskHouse, channel: str, here: str, there: str
) -> None:
    ref = await taken(desk)
    dana = desk.person("dana") if channel == "slack" else desk.person("dana").on_teams
    said = len(desk.said)
    await in_triage(dana, ref, ">> Please reconnect once.")
    mark = [f"{mark} {here}" for mark in MARKS] if channel == "slack" else []
    assert heard(desk, said) == sorted([f"relay {there}", "reply requester", *mark])
    copies = len(desk.edits)
    place, root = await desk.thread(ref, "triage:service-desk", channel)
    where = Where(place, "channel", root, "t1")
    quiet(await dana.edits(where, ">> Please reconnect twice."))
    quiet(await dana.edits(where, None))
    assert changed(desk, copies) == sorted(
        [
            f"relay_edit {there}",
            "relay_edit requester",
            f"relay_delete {there}",
            "relay_delete requester",
            f"rest_gone {there}",
            "rest_gone requester",
        ]
    )
    assert {one.text for one in desk.edits[copies:] if one.kind == "relay_edit"} == {
        "Dana: Please reconnect twice.",
        "Dana Roth to Mia: Please reconnect twice.",
    }


@pytest.mark.parametrize(("channel", "there"), [("slack", TEAMS), ("teams", SLACK)])
async def test_a_note_is_read_in_the_other_triage_thread_and_nowhere_else(
    desk: DeskHouse, channel: str, there: str
) -> None:
    ref = await taken(desk)
    nils = desk.person("nils") if channel == "slack" else desk.person("nils").on_teams
    said = len(desk.said)
    quiet(await in_triage(nils, ref, "She has two profiles.", "t1", File("log.txt", "https://files.example/log")))
    assert heard(desk, said) == [f"note {there}"]
    assert desk.said[-1].facts["files"] == ("log.txt|https://files.example/log",)
    copies = len(desk.edits)
    place, root = await desk.thread(ref, "triage:service-desk", channel)
    where = Where(place, "channel", root, "t1")
    quiet(await nils.edits(where, "She has three profiles."))
    quiet(await nils.edits(where, None))
    assert changed(desk, copies) == [f"relay_delete {there}", f"relay_edit {there}", f"rest_gone {there}"]
    assert [one.text for one in desk.edits[copies:] if one.kind != "rest_gone"] == [
        "📝 Nils Peters (note): She has three profiles.",
        "📝 Nils Peters (note): message deleted",
    ]


async def test_a_late_edit_is_added_beside_every_copy(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await in_triage(desk.person("dana"), ref, ">> Please reconnect once.")
    await desk.passes(minutes=11)
    said = len(desk.said)
    place, root = await desk.thread(ref, "triage:service-desk", "slack")
    where = Where(place, "channel", root, "t1")
    quiet(await desk.person("dana").edits(where, ">> Please reconnect twice."))
    assert heard(desk, said) == ["late_edit requester", f"late_edit {TEAMS}"]


async def test_an_answer_by_form_is_read_everywhere_once(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").on_teams.fills("reply", ref, text="Please reconnect once."))
    assert heard(desk, said) == sorted([f"relay {SLACK}", f"relay {TEAMS}", "reply requester"])


async def test_an_answer_in_the_requesters_own_thread_is_changed_in_both_triage_threads_alone(desk: DeskHouse) -> None:
    ref = await taken(desk, home="slack:T1/C-it-help#5.0")
    dana = desk.person("dana")
    where = Where("slack:T1/C-it-help", "channel", "5.0", "h1")
    said = len(desk.said)
    quiet(await desk.hears(Words(dana.speaker, desk.now, desk.heard_as(where), where, ("Please reconnect once.",))))
    assert heard(desk, said) == [f"relay {SLACK}", f"relay {TEAMS}"]
    copies, said = len(desk.edits), len(desk.said)
    quiet(await dana.edits(where, "Please reconnect twice."))
    assert changed(desk, copies) == [f"relay_edit {SLACK}", f"relay_edit {TEAMS}"]
    await desk.passes(minutes=11)
    said = len(desk.said)
    quiet(await dana.edits(where, "Please reconnect thrice."))
    assert heard(desk, said) == [f"late_edit {SLACK}", f"late_edit {TEAMS}"]
    assert (await desk.ticket(ref)).first_response_at is not None


async def test_a_responder_who_asked_is_not_echoed_in_the_thread_they_wrote_in(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("dana")] = "teams"
    ref = await desk.person("dana").reports()
    said = len(desk.said)
    await in_triage(desk.person("dana"), ref, ">> It is worse on Wi-Fi.")
    assert heard(desk, said) == [f"relay {TEAMS}"]


async def test_where_no_mark_can_be_set_a_message_of_their_own_says_how_it_goes(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("dana")] = "teams"
    ref = await taken(desk)
    dana = desk.person("dana")
    for text, to_bot in ((">> Please reconnect once.", False), ("reply And again.", True)):
        quiet(await in_triage(dana, ref, text, desk.message(), to_bot=to_bot))
        quiet(await in_triage(dana.on_teams, ref, text, desk.message(), to_bot=to_bot))
    quiet(await dana.on_teams.sends(f"{ref} reply Once more."))
    marked = [one.notice.place for one in desk.said if one.kind == "mark_delivered"]
    assert marked == [SLACK, SLACK]
    became = [read(card) for card in desk.channels["teams"].stands.values() if "These words" in read(card)]
    assert became == [
        f"📤 {ref} These words are for Mia Feld: {text}\nDelivered."
        for text in ("Please reconnect once.", "And again.", "Once more.")
    ]


async def test_the_words_that_stand_for_a_mark_say_what_became_of_them_as_their_message_is_edited_or_deleted(
    desk: DeskHouse,
) -> None:
    desk.lives[desk.id_of("dana")] = "teams"
    ref = await taken(desk)
    dana = desk.person("dana").on_teams
    place, root = await desk.thread(ref, "triage:service-desk", "teams")

    def says() -> list[str]:
        return [read(card) for card in desk.channels["teams"].stands.values() if "These words" in read(card)]

    quiet(await in_triage(dana, ref, ">> Please reconnect once.", "t1"))
    where = Where(place, "channel", root, "t1")
    quiet(await dana.edits(where, ">> Please reconnect twice."))
    twice = f"{ref} These words are for Mia Feld: Please reconnect twice.\n"
    assert says() == [f"📤 {twice}Delivered."]
    assert "Mia has the words that you sent" in refused(await dana.edits(where, "She never listens."))
    assert says() == [f"📤 {twice}Delivered."]
    quiet(await dana.edits(where, None))
    assert says() == [f"↩ {twice}You deleted them, so they are taken back."]
    quiet(await dana.undeletes(where, ">> Please reconnect twice."))
    assert says() == [f"📤 {twice}Delivered."]


async def test_a_mark_that_went_with_its_message_is_not_taken_off_that_as_well(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await in_triage(desk.person("dana"), ref, ">> Please reconnect once.", "t1"))
    place, root = await desk.thread(ref, "triage:service-desk", "slack")
    said = len(desk.said)
    quiet(await desk.person("dana").edits(Where(place, "channel", root, "t1"), ">> Please reconnect twice."))
    quiet(await desk.person("dana").edits(Where(place, "channel", root, "t1"), None))
    assert heard(desk, said) == []


async def test_a_note_on_teams_needs_no_answer(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await in_triage(desk.person("nils").on_teams, ref, "She has two profiles."))
    quiet(await in_triage(desk.person("nils").on_teams, ref, "note A third one.", "t2", to_bot=True))


async def test_in_a_flat_group_a_quote_or_a_number_says_which_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.person("dana").on_teams
    _, card = await desk.thread(ref, "triage:service-desk", "teams")

    async def says(text: str, quoting: str | None, *, to_bot: bool) -> Reply:
        where = Where(TEAMS, "group", quoting, desk.message(), flat=True)
        return await desk.hears(Words(dana.speaker, desk.now, desk.heard_as(where), where, (text,), to_bot=to_bot))

    said = len(desk.said)
    quiet(await says("What do you think?", None, to_bot=False))
    assert heard(desk, said) == []
    quiet(await says("She has two profiles.", card, to_bot=False))
    assert heard(desk, said) == [f"note {SLACK}"]
    assert shown(await says(f"{ref} what about it?", None, to_bot=True)).ticket == ref
    quiet(await says(">> Please reconnect once.", card, to_bot=False))
    quiet(await says("hold change CHG-77", card, to_bot=True))
    assert (await desk.ticket(ref)).status == "on_hold"


async def test_below_a_line_in_a_group_the_team_reads_along(desk: DeskHouse) -> None:
    ref = await taken(desk)
    went(await desk.person("mia").on_teams.sends("It is worse on Wi-Fi."))
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    (line,) = [one.message for one in found if one.place == TEAMS and one.role.startswith("comment:")]
    nils = desk.person("nils").on_teams
    where = Where(TEAMS, "group", line, "g1", flat=True)
    said = len(desk.said)
    quiet(await desk.hears(Words(nils.speaker, desk.now, desk.heard_as(where), where, ("I see it, too.",))))
    assert heard(desk, said) == [f"note {SLACK}"]
    copies = len(desk.edits)
    quiet(await nils.edits(Where(TEAMS, "group", None, "g1", flat=True), "I see it here, too."))
    assert changed(desk, copies) == [f"relay_edit {SLACK}"]


async def test_words_below_a_card_in_the_leads_own_chat_are_not_echoed_there(desk: DeskHouse) -> None:
    ref = await taken(desk)
    lena = desk.person("lena")
    chat = Where("slack:T1/D-lena.vogt", "direct", "7.0", "7.1")
    stands = Binding(ref, "triage:service-desk", chat.place, "7.0")  # the channel could not be spoken in
    await desk.store.transact(lambda tx: tx.bind(stands))
    said = len(desk.said)
    quiet(await desk.hears(Words(lena.speaker, desk.now, desk.heard_as(chat), chat, (">> Please wait.",), to_bot=True)))
    assert heard(desk, said) == sorted(
        [*(f"{mark} {chat.place}" for mark in MARKS), f"relay {TEAMS}", "reply requester"]
    )


async def test_an_answer_by_command_is_edited_without_its_command(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    quiet(await in_triage(dana, ref, "reply Please reconnect once.", to_bot=True))
    place, root = await desk.thread(ref, "triage:service-desk", "slack")
    quiet(await dana.edits(Where(place, "channel", root, "t1"), "reply Please reconnect twice."))
    assert (await desk.comments(ref))[-1].text == "Please reconnect twice."


async def test_a_room_that_a_team_gets_later_shows_its_open_tickets_and_no_others(desk: DeskHouse) -> None:
    desk.places.both = False
    mia, dana = desk.person("mia"), desk.person("dana")
    taken_one, done, over = await mia.reports(), await mia.reports(), await mia.reports()
    elsewhere = await mia.reports(service="erp")
    quiet(await dana.presses("claim", taken_one))
    quiet(await dana.fills("resolve", done, code="fixed", text="a new profile"))
    quiet(await mia.presses("withdraw", over))
    assert (await desk.ticket(elsewhere)).team != "service-desk"
    desk.places.both = True
    drawn, said = len(desk.cards), len(desk.said)
    assert await desk.desk.move_in({"service-desk": [TEAMS]}) == 2
    await desk.deliver()
    assert [kind for _, kind, _ in desk.cards[drawn:]] == ["triage_card", "triage_card"]
    assert len(desk.said) == said
    for ref, rooms in ((taken_one, [SLACK, TEAMS]), (done, [SLACK, TEAMS]), (over, [SLACK])):
        assert await cards(desk, ref) == rooms
    assert TEAMS not in await cards(desk, elsewhere)
    # From then on both cards live.
    drawn = len(desk.cards)
    await dana.on_teams.tells(taken_one, "prio impact 2 urgency 1")
    assert [kind for _, kind, _ in desk.cards[drawn:]].count("triage_card") == 2


async def cards(desk: DeskHouse, ref: str) -> list[str]:
    """The rooms in which a ticket's triage card stands."""
    return [one.place for one in await desk.store.read(lambda tx: tx.bindings(ref)) if one.role.startswith("triage:")]


async def test_a_team_that_got_no_room_costs_nothing(desk: DeskHouse) -> None:
    await desk.person("mia").reports()
    assert await desk.desk.move_in({}) == 0


@pytest.mark.parametrize(("channel", "there"), [("slack", TEAMS), ("teams", SLACK)])
@pytest.mark.parametrize("prefix", [">> ", "reply "])
async def test_a_note_that_an_edit_sends_is_nowhere_said_to_be_deleted(
    desk: DeskHouse, channel: str, there: str, prefix: str
) -> None:
    ref = await taken(desk)
    dana = desk.person("dana") if channel == "slack" else desk.person("dana").on_teams
    quiet(await in_triage(dana, ref, "Please reconnect."))
    said, copies = len(desk.said), len(desk.edits)
    place, root = await desk.thread(ref, "triage:service-desk", channel)
    await dana.edits(Where(place, "channel", root, "t1"), f"{prefix}Please reconnect once.", to_bot=True)
    assert changed(desk, copies) == [f"part_gone {there}", f"rest_gone {there}"], "what it became stands there instead"
    sent = [one for one in heard(desk, said) if one in (f"relay {there}", "reply requester")]
    assert sent == [f"relay {there}", "reply requester"]
    assert [one.text for one in desk.said[said:] if one.kind == "reply"] == ["Dana: Please reconnect once."]
