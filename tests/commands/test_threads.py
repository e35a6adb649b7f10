"""Words in threads (experience.md section 5): internal by default, what reaches out is marked, nobody is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.tickets import events as e
from core.ui.inbound import Where
from tests.commands.reading import edits, kinds, quiet, read, shown, stranger, went
from tests.commands.talking import HOME, WIFI, direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse, refused

# the triage thread


async def test_plain_words_in_the_triage_thread_stay_internal(desk: DeskHouse) -> None:
    ref = await direct(desk)
    said = len(desk.said)
    quiet(await desk.person("nils").notes(ref, "She has two profiles."))
    assert desk.said[said:] == []
    ticket = await desk.ticket(ref)
    assert [(one.text, one.public) for one in await desk.comments(ref)] == [("She has two profiles.", False)]
    assert ticket.first_response_at is None


async def test_what_reaches_the_requester_from_the_triage_thread_is_marked(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    said = len(desk.said)
    quiet(await say(desk.person("dana"), where, ">> Please reconnect once."))
    assert kinds(desk, said) == ["reply requester", "mark_taken message", "mark_delivered message", "mark_off message"]
    reply, *marks = desk.said[-4:]
    assert {one.facts["target"] for one in marks} == {f"{where.place}#70.0"}
    assert [one.facts["emoji"] for one in marks] == ["clock3", "outbox_tray", "clock3"]
    assert "Please reconnect once." in reply.text
    assert (await desk.ticket(ref)).first_response_at == desk.now


@pytest.mark.parametrize("typed", [">>Please reconnect once.", ">>  Please reconnect once. "])
async def test_the_sign_needs_no_space(desk: DeskHouse, typed: str) -> None:
    ref = await direct(desk)
    quiet(await say(desk.person("dana"), await spot(desk, ref, "triage:service-desk", "70.0"), typed))
    assert (await desk.comments(ref))[-1].text == "Please reconnect once."


async def test_a_mention_with_reply_reaches_out_as_well(desk: DeskHouse) -> None:
    ref = await direct(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "reply Please reconnect once."))
    assert [line.split()[0] for line in kinds(desk, said)] == ["reply", "mark_taken", "mark_delivered", "mark_off"]


async def test_an_empty_answer_asks_for_its_words(desk: DeskHouse) -> None:
    ref = await direct(desk)
    assert refused(await desk.person("dana").answers(ref, "")) == "Write your answer behind the >>."


async def test_an_answer_that_is_a_file_is_delivered(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, ">>", files=(WIFI,)))
    assert next(one for one in desk.said if one.kind == "reply").facts["files"] == (f"{WIFI.name}|{WIFI.url}",)


async def test_a_file_without_words_is_kept_as_an_internal_note(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, "", files=(WIFI,)))
    kept = (await desk.comments(ref))[-1]
    assert (kept.public, kept.files) == (False, (WIFI,))


async def test_only_the_ticketss_team_answers_from_the_triage_thread_and_a_colleagues_words_stay_as_a_note(
    desk: DeskHouse,
) -> None:
    ref = await direct(desk)
    assert refused(await desk.person("femi").answers(ref, "Try again.")) == (
        f"Not sent: Service Desk has {ref} now, and answers Mia. Your words stand as a note in their thread."
    )
    assert [(one.text, one.public) for one in (await desk.comments(ref))] == [("Try again.", False)]
    assert not [one for one in desk.said if one.kind == "reply"]


async def test_who_does_not_work_here_answers_nothing_from_a_triage_thread_and_leaves_no_note(desk: DeskHouse) -> None:
    ref = await direct(desk)
    assert refused(await stranger(desk).answers(ref, "Try again.")).startswith(
        "Only Service Desk can change this ticket."
    )
    assert [(one.text, one.public) for one in await desk.comments(ref)] == []


async def test_a_colleague_of_another_team_may_leave_a_note_and_a_stranger_is_left_alone(desk: DeskHouse) -> None:
    ref = await direct(desk)
    quiet(await desk.person("femi").notes(ref, "The ERP was fine."))
    quiet(await stranger(desk).notes(ref, "Who reads this?"))
    assert [one.text for one in (await desk.comments(ref))] == ["The ERP was fine."]


async def test_an_unknown_word_to_the_desk_in_a_thread_is_no_note(desk: DeskHouse) -> None:
    ref = await direct(desk)
    said = refused(await desk.person("dana").tells(ref, "clam it"))
    assert said == "I do not know “clam”. Did you mean “claim”? “help” lists what you can write here."
    assert (await desk.comments(ref)) == ()


async def test_explain_and_show_in_a_thread_mean_its_ticket(desk: DeskHouse) -> None:
    ref = await direct(desk)
    assert shown(await desk.person("dana").tells(ref, "explain")).ticket == ref
    assert shown(await desk.person("dana").tells(ref, "show")).ticket == ref
    assert "On a ticket" in read(shown(await desk.person("dana").tells(ref, "help")))


async def test_a_command_in_one_tickets_thread_may_name_another(desk: DeskHouse) -> None:
    ref = await direct(desk)
    other = await desk.person("jan").reports()
    assert other in shown(await desk.person("nils").tells(ref, f"{other} claim")).summary
    assert (await desk.ticket(other)).assignee == desk.id_of("nils")
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


# the requester's thread


@pytest.mark.parametrize("make", [public, direct])
async def test_the_requesters_words_are_copied_and_ping_the_assignee(desk: DeskHouse, make: object) -> None:
    ref = await (public(desk) if make is public else direct(desk))
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    copied = desk.said[-1]
    assert copied.facts["ping"] == desk.id_of("dana")
    assert copied.facts["author"] == desk.id_of("mia")
    assert "It dropped again." in copied.text


async def test_files_go_with_a_reply_and_a_note_that_are_typed_as_commands(desk: DeskHouse) -> None:
    ref = await direct(desk)
    dana = desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(dana, where, "reply It looks like this.", to_bot=True, files=(WIFI,)))
    await dana.on_teams.sends(f"reply {ref} And this.", files=(WIFI,))
    await dana.on_teams.sends(f"note {ref.removeprefix('INC-')} As on Monday.", files=(WIFI,))
    said = [(one.text, one.public, one.files) for one in await desk.comments(ref)]
    assert said == [
        ("It looks like this.", True, (WIFI,)), ("And this.", True, (WIFI,)), ("As on Monday.", False, (WIFI,)),
    ]  # fmt: skip
    assert refused(await dana.on_teams.sends(f"resolve {ref} replaced", files=(WIFI,))).startswith("Nothing was done")
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_the_requesters_files_are_copied_too(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "", files=(WIFI,)))
    assert desk.said[-1].facts["files"] == (f"{WIFI.name}|{WIFI.url}",)


async def test_a_responder_in_the_requesters_thread_answers_there(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home=HOME)
    said = len(desk.said)
    quiet(await desk.person("dana").writes(ref, "Please reconnect once."))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.first_response_at) == (desk.id_of("dana"), desk.now)


async def test_reply_typed_to_the_desk_in_the_requesters_thread_is_not_repeated_there(desk: DeskHouse) -> None:
    ref = await public(desk)
    said = len(desk.said)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("dana"), where, "reply Please reconnect once.", to_bot=True))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    assert (await desk.comments(ref))[-1].text == "Please reconnect once."


async def test_a_note_typed_to_the_desk_in_the_requesters_thread_is_copied_for_the_team(desk: DeskHouse) -> None:
    ref = await public(desk)
    said = len(desk.said)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("dana"), where, "note Rule 12 looks odd.", to_bot=True))
    assert kinds(desk, said) == ["note triage:service-desk"]


async def test_a_third_person_is_a_watcher_who_neither_answers_nor_resumes(desk: DeskHouse) -> None:
    ref = await public(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    quiet(await desk.person("jan").writes(ref, "Same here."))
    ticket = await desk.ticket(ref)
    assert ticket.status == "on_hold"
    assert (await desk.comments(ref))[-1].voice == "watcher"
    assert desk.said[-1].facts["ping"] is None
    quiet(await desk.person("femi").writes(ref, "The ERP is fine."))
    assert (await desk.comments(ref))[-1].voice == "watcher"


async def test_another_teams_responder_does_not_answer_the_promise(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home=HOME)
    quiet(await desk.person("femi").writes(ref, "Have you tried Split?"))
    assert (await desk.stored_clock(ref, "response")).state == "running"


async def test_the_requesters_answer_resumes_at_the_time_it_was_sent(desk: DeskHouse) -> None:
    ref = await direct(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    await desk.passes(minutes=20)
    quiet(await desk.person("mia").writes(ref, "Split.", at=desk.now - timedelta(minutes=5)))
    ticket = await desk.ticket(ref)
    assert ticket.status == "in_progress"
    assert (await desk.stored_clock(ref, "resolution")).since == desk.now - timedelta(minutes=5)


@pytest.mark.parametrize("home", ["direct", HOME])
async def test_a_responder_who_asked_never_answers_themselves(desk: DeskHouse, home: str) -> None:
    ref = await desk.person("dana").reports(home=home)
    quiet(await desk.person("dana").writes(ref, "It is the Split profile."))
    quiet(await desk.person("dana").answers(ref, "It is the Split profile, really."))
    quiet(await desk.person("dana").fills("reply", ref, text="Anyone?"))
    ticket = await desk.ticket(ref)
    assert ticket.first_response_at is None
    assert {one.voice for one in await desk.comments(ref)} == {"requester"}
    assert (await desk.stored_clock(ref, "response")).state == "running"


async def test_words_in_a_direct_message_with_a_number_go_to_that_ticket(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await direct(desk)
    went(await desk.person("mia").sends(f"{ref}: it dropped again"), ref)
    went(await desk.person("mia").sends(f"any news from TeleNord on {ref}?"), ref)
    assert [one.text for one in (await desk.comments(ref))] == ["it dropped again", f"any news from TeleNord on {ref}?"]


# edits and deletions


async def test_an_edit_within_ten_minutes_is_edited_in_the_copy(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It droped again."))
    await desk.passes(minutes=10)
    said = len(desk.said)
    quiet(await desk.person("mia").edits(where, "It dropped again."))
    assert desk.said[said:] == []
    assert edits(desk, 0)[-1:] == ["relay_edit triage:service-desk"]
    assert (await desk.comments(ref))[-1].text == "It dropped again."


async def test_a_later_edit_is_added_as_edited(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It droped again."))
    await desk.passes(minutes=10, seconds=1)
    said = len(desk.said)
    quiet(await desk.person("mia").edits(where, "It dropped again."))
    assert kinds(desk, said) == ["late_edit triage:service-desk"]
    assert "edited" in desk.said[-1].text
    assert (await desk.comments(ref))[-1].text == "It dropped again."


async def test_a_deletion_leaves_a_trace(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "My password is hunter2"))
    said = len(desk.said)
    quiet(await desk.person("mia").edits(where, None))
    assert desk.said[said:] == []
    assert edits(desk, 0)[-1:] == ["relay_delete triage:service-desk"]
    assert "message deleted" in desk.edits[-1].text.lower()
    assert (await desk.comments(ref))[-1].text is None
    quiet(await desk.person("mia").edits(where, None))
    assert len(await desk.happened(ref, e.CommentDeleted)) == 1


async def test_an_edit_of_an_answer_reaches_the_requesters_copy(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, ">> Pleas reconnect."))
    said = len(desk.said)
    quiet(await desk.person("dana").edits(where, ">> Please reconnect."))
    assert desk.said[said:] == []
    assert edits(desk, 0)[-1:] == ["relay_edit requester"]
    assert (await desk.comments(ref))[-1].text == "Please reconnect."


async def test_a_note_that_becomes_an_answer_by_an_edit_is_sent_once_and_is_no_note_any_more(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, "Please reconnect."))
    said = len(desk.said)
    quiet(await desk.person("dana").edits(where, ">> Please reconnect once."))
    assert kinds(desk, said) == ["reply requester", "mark_taken message", "mark_delivered message", "mark_off message"]
    assert [(one.text, one.public) for one in await desk.comments(ref)] == [
        (None, False), ("Please reconnect once.", True),
    ]  # fmt: skip
    assert (await desk.ticket(ref)).first_response_at == desk.now
    said = len(desk.said)
    quiet(await desk.person("dana").edits(where, ">> Please reconnect twice."))
    assert desk.said[said:] == []
    assert (await desk.comments(ref))[-1].text == "Please reconnect twice."


async def test_an_answer_that_was_refused_is_sent_once_an_edit_mends_it(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    for nothing in (">>", ">> \u200b", ">>\u200d", ">> \u3164 \u2060"):
        refused(await say(desk.person("dana"), where, nothing))
    quiet(await desk.person("dana").edits(where, ">> Please reconnect once."))
    assert [(one.text, one.public) for one in await desk.comments(ref)] == [("Please reconnect once.", True)]


async def test_an_edit_makes_no_answer_of_somebody_elses_words_or_of_nothing(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, "She is impatient."))
    said = len(desk.said)
    quiet(await desk.person("lena").edits(where, ">> She is impatient!"))
    assert "behind the >>" in refused(await desk.person("dana").edits(where, ">>"))
    assert desk.said[said:] == []


async def test_an_answer_whose_sign_is_taken_away_stays_sent_and_its_writer_is_told(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, ">> Please reconnect."))
    said = len(desk.said)
    answer = refused(await desk.person("dana").edits(where, "She never listens."))
    assert answer.startswith("Mia has the words that you sent")
    assert desk.said[said:] == []
    assert desk.edits == []
    assert (await desk.comments(ref))[-1].text == "Please reconnect."


async def test_an_edit_resumes_nothing_and_answers_nothing(desk: DeskHouse) -> None:
    ref = await direct(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It droped again."))
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    quiet(await desk.person("mia").edits(where, "It dropped again. Split."))
    assert (await desk.ticket(ref)).status == "on_hold"


async def test_nobody_edits_anothers_words(desk: DeskHouse) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, "It dropped again."))
    quiet(await desk.person("jan").edits(where, "All is well."))
    assert (await desk.comments(ref))[-1].text == "It dropped again."


# conversations under a page, and words to the desk


async def paged(desk: DeskHouse) -> tuple[str, Where]:
    """A P1 that pages Tomas, and a message of his under the page."""
    ref = await desk.person("mia").reports("P1", service="web-shop")
    bound = await desk.store.read(lambda tx: tx.bindings(ref))
    page = next(each for each in bound if each.role.startswith("notice:"))
    return ref, Where(page.place, "direct", thread=page.message, message="88.0")


async def test_an_answer_to_a_page_acknowledges_it(desk: DeskHouse) -> None:
    ref, where = await paged(desk)
    quiet(await say(desk.person("tomas"), where, "ack", to_bot=True))
    assert (await desk.ticket(ref)).assignee == desk.id_of("tomas")


async def test_words_under_a_page_are_notes_that_the_team_reads(desk: DeskHouse) -> None:
    ref, where = await paged(desk)
    said = len(desk.said)
    quiet(await say(desk.person("tomas"), where, "on my way", to_bot=True))
    assert kinds(desk, said) == ["note triage:infra"]
    assert not (await desk.comments(ref))[-1].public


async def test_an_answer_under_a_page_reaches_the_requester_and_the_team(desk: DeskHouse) -> None:
    _, where = await paged(desk)
    said = len(desk.said)
    quiet(await say(desk.person("tomas"), where, ">> We are on it.", to_bot=True))
    assert sorted(each.partition(" ")[0] for each in kinds(desk, said)) == [
        "mark_delivered", "mark_off", "mark_taken", "relay", "reply",
    ]  # fmt: skip


async def test_the_desk_mentioned_without_a_word_helps(desk: DeskHouse) -> None:
    ref = await direct(desk)
    assert "On a ticket" in read(shown(await desk.person("dana").tells(ref, "")))


@pytest.mark.parametrize("text", ["fixed, thanks", "next week is fine", "note that I am away", "help is on its way"])
async def test_a_requesters_sentence_to_the_desk_is_never_lost_to_a_command(desk: DeskHouse, text: str) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    quiet(await say(desk.person("mia"), where, text, to_bot=True))
    assert (await desk.comments(ref))[-1].text == text


@pytest.mark.parametrize(("command", "status"), [("confirm", "closed"), ("reopen it dropped again", "in_progress")])
async def test_those_who_asked_may_type_what_they_may_press(desk: DeskHouse, command: str, status: str) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), command, to_bot=True))
    assert (await desk.ticket(ref)).status == status


async def test_a_question_to_the_desk_in_a_public_thread_is_answered_privately(desk: DeskHouse) -> None:
    ref = await public(desk)
    where = await spot(desk, ref, "requester", "71.0")
    assert "/incident" in read(shown(await say(desk.person("mia"), where, "help", to_bot=True)))
    assert shown(await say(desk.person("mia"), where, "show", to_bot=True)).ticket == ref
    assert (await desk.comments(ref)) == ()


async def test_an_answer_under_no_tickets_card_is_not_lost_in_silence(desk: DeskHouse):
    dana, jan = desk.person("dana"), desk.person("jan")
    told = refused(await dana.says_in("#desk-triage", ">> Please reconnect once.", thread="7.7"))
    assert told.startswith("This was not sent")
    quiet(await dana.says_in("#it-help", ">> Please reconnect once.", thread="7.7"))
    quiet(await jan.says_in("#desk-triage", "Lunch?", thread="7.7"))
    desk.nothing_else_was_said()
