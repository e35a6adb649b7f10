"""Whoever comes second: a second press, a stale card, two at once, an event sent again, a form sent twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.ports.tickets import Search
from core.tickets import events as e
from core.ui.cards import Action
from core.ui.inbound import Heard, OpenForm, Press, Quiet, Quoted, Reply, Shown, Submit, Where, Words
from tests.commands.reading import quiet, stranger
from tests.fakes.desk import DeskHouse, Someone, instant, refused, sentence, unseen


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


def press(who: Someone, command: str, ref: str, key: str) -> Press:
    where = Where("slack:T1/C-desk-triage", message="9.9")
    return Press(who.speaker, who.desk.now, key, where, Action(command, {"ticket": ref}))


def incident(who: Someone, command_id: str, **values: str) -> Submit:
    sent = {"title": "VPN drops every hour", "service": "network", "impact": "4", "urgency": "1"}
    given = sent | {"category:network": "vpn"} | values
    return Submit(who.speaker, who.desk.now, "open_incident", command_id, {}, given)


async def twice(desk: DeskHouse, heard: Heard) -> tuple[Reply, Reply]:
    """The same thing heard again, as a platform's retry sends it."""
    return await desk.hears(heard), await desk.hears(heard)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "Nils claimed INC-1000 just before you."),
        (1, "Nils claimed INC-1000 one second before you."),
        (2, "Nils claimed INC-1000 two seconds before you."),
        (12, "Nils claimed INC-1000 twelve seconds before you."),
        (13, "Nils claimed INC-1000 13 seconds before you."),
        (60, "Nils has INC-1000 already."),
    ],
)
@pytest.mark.parametrize("command", ["claim", "ack"])
async def test_the_second_to_claim_is_told_who_was_first(
    desk: DeskHouse, command: str, seconds: int, said: str
) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("nils").presses("claim", ref))
    await desk.passes(seconds=seconds)
    assert refused(await desk.person("dana").presses(command, ref)) == said
    assert (await desk.ticket(ref)).assignee == desk.id_of("nils")


async def test_who_pressed_earlier_but_is_heard_later_is_told_kindly(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await desk.passes(seconds=30)
    quiet(await desk.person("nils").presses("claim", ref))
    late = await desk.person("dana").presses("claim", ref, at=desk.now - timedelta(seconds=2))
    assert refused(late) == "Nils claimed INC-1000 just before you."


async def test_one_who_claims_again_is_told_that_it_is_theirs(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("nils").presses("claim", ref))
    said = len(desk.said)
    assert refused(await desk.person("nils").presses("claim", ref)) == "INC-1000 is yours already."
    assert refused(await desk.person("nils").presses("ack", ref)) == "INC-1000 is yours already."
    assert desk.said[said:] == []


async def test_two_who_claim_at_once_are_one_claim_and_one_sentence(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    people = [desk.person(name) for name in ("dana", "emre", "sofia", "nils", "yara")]
    replies = await asyncio.gather(*(desk.desk.hear(press(who, "claim", ref, who.id)) for who in people))
    assert sum(isinstance(reply, Quiet) for reply in replies) == 1
    assert len(await desk.happened(ref, e.Claimed)) == 1
    losers = [sentence(reply) for reply in replies if isinstance(reply, Shown)]
    winner = (await desk.ticket(ref)).assignee
    first = str(winner).partition(".")[0].capitalize()
    assert losers == [f"{first} claimed INC-1000 just before you."] * 4


async def test_two_next_at_once_take_two_tickets(desk: DeskHouse) -> None:
    refs = {await desk.person("mia").reports(), await desk.person("mia").reports()}
    await asyncio.gather(*(desk.person(name).types("ticket", "next") for name in ("emre", "yara")))
    assert {(await desk.ticket(ref)).assignee for ref in refs} == {desk.id_of("emre"), desk.id_of("yara")}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("confirm", "INC-1000 is closed already."),
        ("reopen", "INC-1000 is open already."),
        ("withdraw", "INC-1000 is cancelled. Open a follow-up instead."),
        ("resume", "INC-1000 is not on hold."),
        ("just_comment", "Nothing of INC-1000 waits for an answer."),
    ],
)
async def test_a_second_press_says_what_the_first_one_did(desk: DeskHouse, command: str, said: str) -> None:
    ref = await desk.person("mia").reports()
    who = desk.person("dana" if command == "resume" else "mia")
    if command == "resume":
        quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    elif command != "withdraw":
        quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    if command == "just_comment":
        quiet(await who.writes(ref, "How did you find it?"))
    quiet(await who.presses(command, ref))
    before = await desk.ticket(ref)
    assert refused(await who.presses(command, ref)) == said
    assert await desk.ticket(ref) == before


@pytest.mark.parametrize(
    ("command", "values", "said"),
    [
        ("resolve", {"code": "fixed", "text": "Reissued."}, "INC-1000 is resolved. Reopen it first."),
        ("ask", {"text": "Berlin or Split?"}, "INC-1000 waits already. Resume it first, then ask."),
        ("hold", {"reason": "vendor", "until": "2026-10-30"}, "INC-1000 waits already. Resume it first."),
        ("cancel", {"reason": "withdrawn"}, "INC-1000 is cancelled. Open a follow-up instead."),
        ("prio", {"impact": "2", "urgency": "1"}, "INC-1000 is P2 already."),
        (
            "transfer",
            {"team": "infra", "reason": "firewall"},
            "Only Infra can change INC-1000. Please ask Omar Haddad.",
        ),
        ("assign", {"person": "emre.aydin@nordlicht.example"}, "INC-1000 is with Emre Aydin already."),
    ],
)
async def test_a_second_form_of_the_same_ticket_is_refused_with_its_input_kept(
    desk: DeskHouse, command: str, values: dict[str, str], said: str
) -> None:
    ref = await desk.person("mia").reports()
    lena = desk.person("lena")
    if command == "cancel":
        quiet(await lena.presses("claim", ref))
    quiet(await lena.fills(command, ref, **values))
    told = len(desk.said)
    assert refused(await lena.fills(command, ref, **values)) == said
    assert desk.said[told:] == []


@pytest.mark.parametrize("command", ["claim", "ack"])
async def test_a_press_delivered_again_has_one_effect_and_the_same_answer(desk: DeskHouse, command: str) -> None:
    ref = await desk.person("mia").reports()
    first, second = await twice(desk, press(desk.person("dana"), command, ref, "once"))
    assert (first, second) == (Quiet(), Quiet())
    assert len(await desk.happened(ref, e.Claimed)) == 1


async def test_words_delivered_again_are_one_comment(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    place, root = await desk.thread(ref, "requester")
    where = Where(place, "direct", thread=root, message="77.0")
    mia = desk.person("mia")
    await twice(desk, Words(mia.speaker, desk.now, "slack:msg:1", where, ("Only on Wi-Fi.",)))
    assert [one.text for one in (await desk.comments(ref))] == ["Only on Wi-Fi."]


async def test_a_slash_command_delivered_again_claims_once(desk: DeskHouse) -> None:
    await desk.person("mia").reports()
    await desk.person("mia").reports()
    dana = desk.person("dana")
    heard = Words(dana.speaker, desk.now, "slack:command:1", Where("slack:T1/C-x"), ("next",), "ticket", to_bot=True)
    first, second = await twice(desk, heard)
    assert sentence(first) == sentence(second)
    assert len(await desk.store.read(lambda tx: tx.search(Search(assignee=dana.id)))) == 1


async def test_a_form_sent_twice_is_one_ticket(desk: DeskHouse) -> None:
    first, second = await twice(desk, incident(desk.person("mia"), "sent-1"))
    assert (first, second) == (Quiet(), Quiet())
    assert await count(desk) == 1
    quiet(await desk.hears(incident(desk.person("mia"), "sent-2")))
    assert await count(desk) == 2


async def test_a_form_sent_twice_at_once_is_one_ticket_and_no_number_is_lost(desk: DeskHouse) -> None:
    await asyncio.gather(*(desk.desk.hear(incident(desk.person("mia"), "sent-1")) for _ in range(5)))
    assert await count(desk) == 1
    assert await desk.person("jan").reports() == "INC-1001"


async def test_a_form_that_was_refused_may_be_sent_again_with_the_same_id(desk: DeskHouse) -> None:
    assert refused(await desk.hears(incident(desk.person("mia"), "sent-1", title="VPN")))
    assert await count(desk) == 0
    quiet(await desk.hears(incident(desk.person("mia"), "sent-1")))
    assert await count(desk) == 1


async def test_an_emoji_delivered_again_is_one_ticket(desk: DeskHouse) -> None:
    where = Where("slack:T1/C-it-help", message="5.0")
    quoted = Quoted("The VPN drops", desk.person("mia").speaker, where)
    dana = desk.person("dana")
    await twice(desk, Press(dana.speaker, desk.now, "emoji-1", where, Action("create_by_emoji"), quoted))
    assert await count(desk) == 1


async def test_a_stale_card_answers_privately_and_is_drawn_anew_on_both_sides(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("nils").presses("claim", ref))
    drawn, said = len(desk.cards), len(desk.said)
    assert refused(await desk.person("dana").presses("claim", ref))
    assert {kind for _, kind, _ in desk.cards[drawn:]} == {"triage_card", "requester_card"}
    assert desk.said[said:] == []


@pytest.mark.parametrize(("home", "place"), [("direct", None), ("slack:T1/C-it-help#5.0", "slack:T1/C-it-help")])
async def test_a_stale_card_is_drawn_anew_where_it_stands(desk: DeskHouse, home: str, place: str | None) -> None:
    ref = await desk.person("mia").reports(home=home)
    quiet(await desk.person("nils").presses("claim", ref))
    desk.delivers = False
    assert refused(await desk.person("dana").presses("claim", ref))
    drawn = await desk.store.outbox.lease(desk.now, "w", limit=9, lease_for=timedelta(minutes=1))
    assert {one.notice.to: one.notice.place for one in drawn} == {
        "triage:service-desk": "slack:T1/C-desk-triage", "requester:mia.feld@nordlicht.example": place,
    }  # fmt: skip


async def test_a_button_of_another_version_is_outdated_and_changes_nothing(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = refused(await desk.person("dana").presses("explode", ref))
    assert said == "This button is outdated. Open the ticket again."
    form = Submit(desk.person("dana").speaker, desk.now, "explode", "sent-1", {"ticket": ref}, {})
    assert refused(await desk.hears(form)) == "This form is outdated. Please close it and open it again."


async def test_a_form_overtaken_while_open_keeps_what_was_written(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert isinstance(await desk.person("dana").presses("resolve", ref), OpenForm)
    quiet(await desk.person("nils").presses("claim", ref))
    reply = await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    assert refused(reply) == "INC-1000 is with Nils Peters. Ask Nils, or have Lena Vogt, the lead, assign it to you."


async def test_a_stranger_who_presses_learns_nothing(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert refused(await stranger(desk).presses("claim", ref)) == unseen("INC-1000")


async def test_a_late_event_counts_from_its_own_time(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    await desk.passes(minutes=16)
    quiet(await desk.person("dana").presses("claim", ref, at="2026-10-27 10:14 CET"))
    assert (await desk.stored_clock(ref, "ack")).state == "met"
    assert (await desk.ticket(ref)).acked_at == instant("2026-10-27 10:14 CET")


async def test_an_ack_for_somebody_elses_ticket_ends_the_calling_and_the_next_one_hears_so(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    quiet(await desk.person("dana").presses("ack", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, (await desk.stored_clock(ref, "ack")).state) == (desk.id_of("emre"), "met")
    assert refused(await desk.person("nils").presses("ack", ref)) == "INC-1000 is assigned to Emre."
    quiet(await desk.person("emre").presses("ack", ref))
    assert (await desk.ticket(ref)).status == "in_progress"
    assert refused(await desk.person("emre").presses("ack", ref)) == "INC-1000 is yours already."
