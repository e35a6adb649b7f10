"""What the commands of ending do (resolve, cancel, confirm, reopen, follow-up), and the help of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from core.commands import REGISTRY, approve, keep_going, steps
from core.commands.base import Command
from core.tickets import events as e
from core.ui.inbound import OVERALL, OpenForm, Shown
from tests.commands.reading import (
    buttons,
    closed,
    commands,
    errors,
    field,
    ids,
    kinds,
    opened,
    quiet,
    read,
    resolved,
    shown,
    taken,
)
from tests.fakes.desk import DeskHouse, instant, refused, sentence

MIA, DANA, EMRE = "mia.feld", "dana.roth", "emre.aydin"


# resolve, fulfil, cancel, withdraw


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("resolve the profile was reissued", "fixed", "the profile was reissued"),
        ("done: reconnect once", "fixed", "reconnect once"),
        ("resolve workaround use the office network", "workaround", "use the office network"),
        ("resolve known error reconnect once after each update", "known_error", "reconnect once after each update"),
        ("resolve no fault: it was switched off", "no_fault", "it was switched off"),
        ("resolve no fault found the cable was loose", "no_fault", "the cable was loose"),
        ("resolve known errors are listed in the intranet", "fixed", "known errors are listed in the intranet"),
        ("resolve fixed the cable", "fixed", "fixed the cable"),
        ("resolve fixed your profile", "fixed", "fixed your profile"),
        ("resolve fixed replaced the plug", "fixed", "replaced the plug"),
        ("resolve fixed: the cable was loose", "fixed", "the cable was loose"),
        ("resolve done by the vendor", "fixed", "done by the vendor"),
        ("resolve it works since ten", "fixed", "it works since ten"),
    ],
)
async def test_resolve_by_words(desk: DeskHouse, typed: str, code: str, text: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.resolution_code, ticket.resolution_text) == ("resolved", code, text)
    assert kinds(desk, said) == ["resolved requester"]


@pytest.mark.parametrize(
    "words",
    ["", "fixed", "resolved", "done.", "Erledigt!", "gelöst", "behoben", "it is fixed", "It's done",
     "ist wieder repariert",     "works again", "it works now", "alles gut", "no fault", "ok"],
)  # fmt: skip
async def test_what_says_no_more_than_that_it_is_done_asks_what_was_done(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    said = sentence(await desk.person("dana").tells(ref, f"resolve {words}".strip()))
    assert "what was done" in said, said
    assert (await desk.ticket(ref)).open


async def test_what_was_ordered_is_done_without_a_code(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    quiet(await desk.person("dana").presses("claim", ref))
    said = sentence(await desk.person("dana").tells(ref, "resolve"))
    assert "done <what was done>" in said
    assert "fixed" not in said


async def test_a_ticket_that_nobody_has_is_resolved_in_one_go(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    card = shown(await desk.person("nils").presses("view", ref))
    assert "resolve" in [button.action.command for button in card.more]
    said = len(desk.said)
    quiet(await desk.person("nils").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.assignee) == ("resolved", desk.id_of("nils"))
    assert [clock.state for clock in ticket.clocks] == ["met", "met"]
    assert kinds(desk, said) == ["resolved requester"]


async def test_resolve_by_form_needs_a_text(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert ids(opened(await desk.person("dana").presses("resolve", ref))) == ["code", "text"]
    said = errors(await desk.person("dana").fills("resolve", ref, code="fixed", text="ok"))
    assert said == {"text": "Please write at least 3 characters: others are to understand it."}


async def test_a_broken_promise_wants_its_reason(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 12:00 CET")
    form = opened(await desk.person("dana").presses("resolve", ref))
    assert "breach_reason" in ids(form)
    why = "The promise was broken: choose why, so that it can be learned from."
    sent = {"code": "fixed", "text": "Reissued."}
    assert errors(await desk.person("dana").fills("resolve", ref, **sent, breach_reason=None)) == {"breach_reason": why}
    by_words = await desk.person("dana").tells(ref, "resolve Reissued.")
    assert refused(by_words) == why
    assert isinstance(by_words, Shown)
    assert [button.action.command for button in buttons(by_words.card)] == ["resolve"]
    quiet(await desk.person("dana").fills("resolve", ref, **sent, breach_reason="volume"))
    assert (await desk.ticket(ref)).breach_reason == "volume"


async def test_a_resolve_form_that_was_overtaken_by_the_breach_asks_for_the_reason_and_keeps_the_words(
    desk: DeskHouse,
) -> None:
    ref = await taken(desk)
    await desk.until("2026-10-29 12:00 CET")
    reply = await desk.person("dana").fills("resolve", ref, code="workaround", text="Use the office network.")
    again = opened(reply)
    assert isinstance(reply, OpenForm)
    assert reply.errors == {"breach_reason": "The promise was broken: choose why, so that it can be learned from."}
    assert field(again, "text").value == "Use the office network."
    assert field(again, "code").value == "workaround"
    assert field(again, "breach_reason").required


async def test_resolving_what_nobody_has_takes_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, "resolve the profile was reissued"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
    assert kinds(desk, said) == ["resolved requester"]


async def test_a_request_is_fulfilled_without_a_code(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    form = opened(await desk.person("dana").presses("fulfil", ref))
    assert (ids(form), form.submit) == (["text"], "Mark done")
    quiet(await desk.person("dana").tells(ref, "fulfil Share it in the calendar's settings."))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.resolution_code) == ("fulfilled", "fulfilled")
    quiet(await desk.person("mia").presses("confirm", ref))
    assert (await desk.ticket(ref)).status == "closed"


@pytest.mark.parametrize("typed", ["cancel not an incident", "cancel not_an_incident", "cancel Not-an-incident"])
async def test_staff_cancel_with_a_reason_that_the_requester_can_read(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").tells(ref, typed))
    assert (await desk.ticket(ref)).status == "cancelled"
    assert kinds(desk, said) == ["cancelled requester"]
    assert desk.said[-1].text.startswith("Dana cancelled INC-1000: not an incident.")


async def test_cancel_needs_one_of_its_reasons_and_an_open_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert errors(await desk.person("dana").fills("cancel", ref, reason=None)) == {
        "reason": "Choose why: not an incident, withdrawn."
    }
    assert refused(await desk.person("dana").tells(ref, "cancel boring")) == "Choose why: not an incident, withdrawn."
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    said = refused(await desk.person("dana").fills("cancel", ref, reason="withdrawn"))
    assert said == "INC-1000 is resolved, so it cannot become cancelled."


async def test_the_requester_withdraws_while_nobody_has_taken_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("mia").presses("withdraw", ref))
    ticket = await desk.ticket(ref)
    assert ticket.status == "cancelled"
    assert {clock.state for clock in ticket.clocks} == {"cancelled"}
    other = await taken(desk)
    said = refused(await desk.person("mia").presses("withdraw", other))
    asks = "Write that you no longer need it, in its thread or with its number, and they read it."
    assert said == f"Somebody is working on {other} already. {asks}"


async def test_what_somebody_has_taken_is_no_longer_withdrawn_and_what_they_were_only_given_is(desk: DeskHouse) -> None:
    """Whoever asked is told of nobody who has not taken it, so that nobody stands in their way either."""
    given = await desk.person("mia").reports()
    quiet(await desk.person("lena").presses("assign", given, person=desk.id_of("dana")))
    taken_up = await taken(desk)
    assert refused(await desk.person("mia").presses("withdraw", taken_up)).startswith("Somebody is working on")
    assert (await desk.ticket(taken_up)).open
    quiet(await desk.person("mia").presses("withdraw", given))
    assert (await desk.ticket(given)).status == "cancelled"


# confirm, reopen, just a comment, follow-up


async def test_yes_it_works_closes(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("confirm", ref)) == "INC-1000 is not resolved yet."
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("confirm", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.confirmed) == ("closed", True)


async def test_no_still_broken_reopens_at_once_and_pings_the_assignee(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = len(desk.said)
    quiet(await desk.person("mia").presses("reopen", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_count) == ("in_progress", 1)
    again = next(one for one in desk.said[said:] if one.kind == "reopened")
    assert again.facts["ping"] == desk.id_of("dana")


async def test_staff_reopen_with_a_reason(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("nils").tells(ref, "reopen it dropped again"))
    assert [entry.event for entry in await desk.happened(ref, e.Reopened)] == [e.Reopened("it dropped again")]


@pytest.mark.parametrize("answer", ["reopen", "just_comment", "confirm"])
async def test_the_question_whether_it_is_broken_loses_its_buttons_however_it_is_answered(
    desk: DeskHouse, answer: str
) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").presses(answer, ref))
    edits = [one for one in desk.edits if one.kind == "reopen_answered"]
    asked = next(one for one in desk.said if one.kind == "reopen_question")
    assert [(one.to, one.text) for one in edits] == [("requester", asked.text)]


async def test_a_question_that_was_not_asked_is_not_answered(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("reopen", ref))
    assert [one.kind for one in desk.edits] == ["settled"]


@pytest.mark.parametrize("answer", ["reopen", "confirm"])
async def test_the_sentence_that_it_is_fixed_stays_when_it_is_answered(desk: DeskHouse, answer: str) -> None:
    ref = await resolved(desk)
    said = next(one for one in desk.said if one.kind == "resolved")
    quiet(await desk.person("mia").presses(answer, ref))
    (settled,) = desk.edits
    assert settled.text == said.text
    assert "The profile was reissued. Does it work?" in settled.text


async def test_an_open_ticket_is_not_reopened_and_a_closed_one_never(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("reopen", ref)) == "INC-1000 is open already."
    other = await closed(desk)
    said = refused(await desk.person("mia").presses("reopen", other))
    assert said == f"{other} is closed. Open a follow-up instead."


async def test_just_a_comment_leaves_it_resolved(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = refused(await desk.person("mia").presses("just_comment", ref))
    assert said == "Nothing of INC-1000 waits for an answer."
    quiet(await desk.person("mia").writes(ref, "How did you find it?"))
    assert (await desk.ticket(ref)).reopen_offered
    quiet(await desk.person("mia").presses("just_comment", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_offered) == ("resolved", False)


async def test_the_follow_up_button_opens_one_linked_ticket(desk: DeskHouse) -> None:
    ref = await taken(desk)
    assert refused(await desk.person("mia").presses("follow_up", ref)) == (
        "INC-1000 is not closed: write in its thread."
    )
    old = await closed(desk)
    quiet(await desk.person("mia").presses("follow_up", old))
    new = await desk.newest()
    assert (await desk.ticket(new)).follow_up_of == old
    assert (await desk.ticket(old)).followed_up_by == (new,)
    assert read(shown(await desk.person("mia").presses("follow_up", old))).startswith(f"{new} VPN drops every hour")
    assert await desk.newest() == new


async def test_a_follow_up_that_was_merged_leads_on_to_what_goes_on(desk: DeskHouse) -> None:
    old = await closed(desk)
    quiet(await desk.person("mia").presses("follow_up", old))
    new = await desk.newest()
    other = await desk.person("jan.kolb").reports(title="VPN is gone in Hamburg")
    last = await desk.person("jan.kolb").reports(title="VPN is gone on the train")
    for ref in (new, other, last):
        quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("merge", new, number=other, keep="newer"))
    assert shown(await desk.person("mia").presses("follow_up", old)).ticket == other
    quiet(await desk.person("dana").fills("merge", other, number=last, keep="newer"))
    assert shown(await desk.person("dana").presses("follow_up", old)).ticket == last
    quiet(await desk.person("dana").fills("cancel", last, reason="not an incident"))
    assert shown(await desk.person("mia").presses("follow_up", old)).ticket == new, "nothing goes on: theirs is shown"


@pytest.mark.parametrize("who", ["mia", "dana"])
async def test_a_ticket_that_goes_on_in_another_offers_no_follow_up_any_more(desk: DeskHouse, who: str) -> None:
    old = await closed(desk)
    ever = ["history"] if who == "dana" else []
    assert commands(shown(await desk.person(who).presses("show", old))) == [*ever, "follow_up"]
    quiet(await desk.person("mia").presses("follow_up", old))
    assert commands(shown(await desk.person(who).presses("show", old))) == ever


async def test_detail_is_added_by_form(desk: DeskHouse) -> None:
    ref = await taken(desk)
    opened(await desk.person("mia").presses("add_detail", ref))
    said = len(desk.said)
    quiet(await desk.person("mia").fills("add_detail", ref, text="Only on Wi-Fi."))
    assert kinds(desk, said) == ["relay triage:service-desk"]
    assert errors(await desk.person("mia").fills("add_detail", ref, text="")) == {"text": "Write what you want to add."}
    over = await closed(desk)
    assert errors(await desk.person("mia").fills("add_detail", over, text="And now?")) == {
        OVERALL: f"{over} is over. Open a follow-up instead."
    }


async def test_show_opens_the_compact_card(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for_staff = shown(await desk.person("dana").presses("show", ref))
    assert "Claim" in read(for_staff)
    for_mia = shown(await desk.person("mia").presses("show", ref))
    assert "Claim" not in read(for_mia)
    assert "Waiting for someone to pick this up" in read(for_mia)


# help and usage


def typed_commands() -> list[Command[object]]:
    return [command for name, command in REGISTRY.tickets.items() if command.words and name == command.name]


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
async def test_every_typed_command_explains_itself_when_it_lacks_something(
    desk: DeskHouse, command: Command[object]
) -> None:
    ref = await taken(desk)
    if command.read_press is not None and command.name != "assign":
        return  # a word alone is enough
    if command.allow is approve.allow:  # it is of those who have to agree to a request
        desk.use(replace(desk.policy, managers_of={}))  # the catalog's owner decides
        ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
    if command.allow is steps.allow:  # it is of a request's tasks
        answers = {"person": "Eva Novotny", "start_date": "2026-11-09", "manager": desk.id_of("katrin")}
        ref = await desk.person("hr.ops").orders("onboarding", **answers)
    if command.allow is keep_going.allow:  # it is of an order that its requester wants cancelled
        ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
        quiet(await desk.person("dana").presses("claim", ref))
        shown(await desk.person("mia").presses("withdraw", ref))
    reply = await desk.person("lena").tells(ref, command.words[0])
    assert isinstance(reply, Shown)
    text = sentence(reply)
    assert command.usage in text
    assert command.example in text
    [button] = buttons(reply.card)
    form = opened(await desk.person("lena").presses(command.name, ref))
    assert (button.action.command, button.label) == (command.name, form.title)


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
def test_every_typed_command_has_help_usage_and_an_example_that_begins_with_it(command: Command[object]) -> None:
    assert command.help.endswith(".")
    assert command.usage
    assert any(command.example.casefold().startswith(word) for word in command.words)


def test_no_two_commands_answer_to_one_word() -> None:
    words = [word for command in typed_commands() for word in command.words]
    assert len(words) == len(set(words)) == len(REGISTRY.ticket_words)


@pytest.mark.parametrize("command", typed_commands(), ids=lambda command: command.name)
async def test_a_command_without_a_ticket_asks_which_one_in_a_word_that_works(
    desk: DeskHouse, command: Command[object]
) -> None:
    said = refused(await desk.person("dana").sends(command.words[0]))
    assert (
        said
        == f"Which ticket? Write it like “{command.words[0]} {'REQ' if command.kind == 'request' else 'INC'}-1042”."
    )


async def test_a_number_that_is_none_says_how_to_find_one(desk: DeskHouse) -> None:
    said = "There is no INC-9999 that you may see. “/ticket mine” lists yours, “/ticket search <words>” finds others."
    assert refused(await desk.person("dana").sends("claim INC-9999")) == said
    assert refused(await desk.person("dana").types("ticket", "INC-9999")) == said


async def test_the_moment_of_an_action_is_the_platforms_own_but_never_the_future(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await desk.passes(minutes=10)
    quiet(await desk.person("dana").presses("claim", ref, at="2026-10-27 10:07 CET"))
    assert (await desk.ticket(ref)).acked_at == instant("2026-10-27 10:07 CET")
    other = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", other, at="2026-10-27 18:00 CET"))
    acked: datetime | None = (await desk.ticket(other)).acked_at
    assert acked == desk.now
