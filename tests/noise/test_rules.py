"""What is never posted: each rule of experience.md section 6 that applies today, by its number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.direct_limit import Heard
from core.notifications.kinds import KINDS
from core.ports.outbox import Notice
from core.ports.tickets import Search
from core.ui.cards import Action
from core.ui.inbound import Press, Quiet, Quoted, Reply, Where
from tests.bot import sample
from tests.commands.reading import kinds, quiet
from tests.fakes.desk import DeskHouse, Said, instant, open_desk, refused

HOME = "slack:T1/C-it-help#5.0"


async def taken(desk: DeskHouse, priority: str = "P3", home: str = "direct") -> str:
    """A ticket of Mia's that Dana works on."""
    ref = await desk.person("mia").reports(priority, home=home)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def full_story(desk: DeskHouse) -> str:
    """Nearly everything that can happen to a ticket, in a public thread."""
    mia, dana, lena = desk.person("mia"), desk.person("dana"), desk.person("lena")
    ref = await taken(desk, home=HOME)
    quiet(await lena.presses("assign", ref, person=desk.id_of("emre")))
    quiet(await lena.presses("assign", ref, person=desk.id_of("dana")))
    quiet(await dana.tells(ref, "prio impact 3 urgency 2"))
    quiet(await dana.tells(ref, "prio impact 2 urgency 2"))
    quiet(await dana.fills("ask", ref, text="Berlin or Split?"))
    quiet(await mia.writes(ref, "Split."))
    quiet(await dana.tells(ref, "hold change CHG-77"))
    quiet(await dana.tells(ref, "resume"))
    quiet(await dana.tells(ref, "hold vendor TN-881 2026-10-28"))
    quiet(await dana.tells(ref, "resume"))
    quiet(await dana.fills("resolve", ref, code="fixed", text="The profile was reissued."))
    quiet(await mia.presses("reopen", ref))
    quiet(await dana.fills("transfer", ref, team="infra", reason="needs a firewall change"))
    quiet(await desk.person("mara").presses("claim", ref))
    quiet(await desk.person("mara").fills("resolve", ref, code="fixed", text="The firewall was changed."))
    quiet(await mia.presses("confirm", ref))
    return ref


def told(desk: DeskHouse, to: str) -> list[Said]:
    return [one for one in desk.said if one.to == to]


# 1. Never a channel-level post for a state change. Edit the card.


async def test_1_a_state_change_is_never_posted_in_a_channel(desk: DeskHouse) -> None:
    ref = await full_story(desk)
    in_channels = [one for one in desk.said if one.to.startswith("triage:") or one.to == "requester"]
    assert in_channels
    assert {KINDS[one.kind].shape for one in in_channels} == {"line"}  # a line stands in the card's thread
    bound = await desk.store.read(lambda tx: tx.bindings(ref))
    cards = [each for each in bound if each.role.startswith("triage:")]
    assert sorted(each.role for each in cards) == ["triage:infra", "triage:service-desk"]  # one post per team
    home = next(each for each in bound if each.role == "requester")
    assert (home.place, home.thread) == ("slack:T1/C-it-help", "5.0")


async def test_1_whatever_happens_redraws_the_one_card(desk: DeskHouse) -> None:
    ref = await taken(desk)
    drawn = len(desk.cards)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    assert [(kind, to) for _, kind, to in desk.cards[drawn:]].count(("triage_card", "triage:service-desk")) == 1


# 2. Never @here or @channel except for P1 (and declared majors), once.


@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
async def test_2_nothing_said_carries_a_broadcast(desk: DeskHouse, priority: str) -> None:
    ref = await desk.person("mia").reports(priority, title="@channel <!here> VPN is down")
    await desk.until("2026-11-10 09:00 CET")
    assert await desk.ticket(ref)
    assert not [one for one in desk.said if one.facts.get("broadcast")]


# 3. Never mention a person in a channel for something a direct message or their page shows.


async def test_3_an_assignment_is_told_to_its_assignee_alone(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = len(desk.said)
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    assert kinds(desk, said) == ["assigned emre"]


async def test_3_nobody_is_told_what_they_did_themselves(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = len(desk.said)
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("lena")))
    quiet(await desk.person("lena").fills("note", ref, text="Rule 12 looks odd."))
    assert kinds(desk, said) == ["claimed requester", "note triage:service-desk"], "Lena hears nothing of either"
    quiet(await desk.person("mia").writes(ref, "Only on Wi-Fi."))
    assert desk.said[-1].facts["ping"] == desk.id_of("lena")
    own = await desk.person("dana").reports()
    quiet(await desk.person("dana").presses("claim", own))
    quiet(await desk.person("dana").writes(own, "Only on Wi-Fi."))
    assert desk.said[-1].facts["ping"] is None


# 4. Never tell the requester about assignment changes, internal holds, tier moves, SLA percentages.


async def test_4_the_requester_hears_nothing_internal(desk: DeskHouse) -> None:
    ref = await full_story(desk)
    assert [one.kind for one in told(desk, "requester")] == [
        "claimed", "news", "question", "vendor_hold", "resolved", "news", "claimed", "resolved",
    ]  # fmt: skip
    new_date, new_team = (one.text for one in told(desk, "requester") if one.kind == "news")
    assert new_date == (
        f"{ref} is more urgent than before. We answer by 10:30 CET. We aim to fix it by Wed 28 Oct 10:00 CET."
    )
    assert new_team == f"{ref} is with Infra now; nobody has taken it yet.", "what they read before is true no more"
    heard = " ".join(one.text for one in told(desk, "requester"))
    for word in ("CHG-77", "firewall change", "infra", "Emre", "Lena", "assigned", "P2", "P3", "%", "SLA", "breach"):
        assert word not in heard


@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
async def test_4_the_requester_hears_of_no_threshold_and_no_breach_by_that_name(desk: DeskHouse, priority: str) -> None:
    await taken(desk, priority)
    await desk.until("2026-11-13 17:00 CET")
    assert [one for one in desk.said if one.kind == "breach"]
    assert {one.kind for one in told(desk, "requester")} <= {"claimed", "delay"}
    heard = " ".join(one.text for one in told(desk, "requester")).lower()
    assert "%" not in heard
    assert "breach" not in heard
    assert "sla" not in heard


# 5. Never two messages for one action.


async def test_5_claim_and_reply_are_one(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").answers(ref, "Please reconnect once."))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
    assert [one.kind for one in told(desk, "requester")] == ["reply"]


@pytest.mark.parametrize(
    ("command", "values", "heard"),
    [
        ("ask", {"text": "Berlin or Split?"}, ["question"]),
        ("hold", {"reason": "vendor", "reference": "TN-881", "until": "2026-10-30"}, ["vendor_hold"]),
        ("resolve", {"code": "fixed", "text": "Reissued."}, ["resolved"]),
        ("reply", {"text": "Please reconnect."}, ["reply"]),
    ],
)
async def test_5_an_action_on_what_nobody_has_is_one_message(
    desk: DeskHouse, command: str, values: dict[str, str], heard: list[str]
) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").fills(command, ref, **values))
    assert [one.kind for one in told(desk, "requester")] == heard


async def test_5_a_requesters_words_are_one_line_of_the_triage_thread(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "Split."))
    assert kinds(desk, said) == ["relay triage:service-desk"]


# 6. Never repeat a reminder with the same text; each has a new fact or date.


async def test_6_no_two_reminders_read_the_same(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    await desk.until("2026-10-27 15:00 CET")
    quiet(await desk.person("dana").presses("nudge", ref))
    await desk.until("2026-10-30 15:00 CET")
    quiet(await desk.person("dana").presses("nudge", ref))
    await desk.until("2026-11-04 12:00 CET")
    reminders = [one.text for one in desk.said if one.kind == "reminder"]
    assert len(reminders) >= 2
    assert len(set(reminders)) == len(reminders)


async def test_6_no_promise_is_warned_about_twice_in_the_same_words(desk: DeskHouse) -> None:
    await taken(desk)
    await desk.until("2026-11-05 12:00 CET")
    warned = [(one.kind, one.to, one.text) for one in desk.said]
    assert len(set(warned)) == len(warned)


async def test_6_no_approver_is_reminded_twice_in_the_same_words(desk: DeskHouse) -> None:
    await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin", needed_by="2026-11-20")
    await desk.until("2026-10-29 12:00 CET")
    heard = [(one.to, one.text) for one in desk.said if one.kind == "approval_reminder"]
    assert len(heard) > 1
    assert len(set(heard)) == len(heard)


# 7. Never ping outside the recipient's working hours, except the on-call for P1.


async def test_7_at_night_nobody_is_pinged_directly(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-27 20:00 CET")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    assert not [one for one in desk.said if one.kind == "assigned"]
    await desk.until("2026-10-28 09:00 CET")
    assert [(one.to, one.at) for one in desk.said if one.kind == "assigned"] == [
        ("emre", instant("2026-10-28 09:00 CET"))
    ]


async def test_7_no_direct_message_of_a_whole_story_falls_outside_office_hours(desk: DeskHouse) -> None:
    await desk.person("mia").reports("P2", service="erp")
    await taken(desk, "P4")
    await desk.until("2026-11-09 12:00 CET")
    directs = [one for one in desk.said if KINDS[one.kind].shape == "direct"]
    assert directs
    for one in directs:
        local = one.at + timedelta(hours=1)
        assert local.weekday() < 5, one.line
        assert 9 <= local.hour < 17 or (local.hour, local.minute) == (17, 0), one.line


async def test_7_a_line_that_calls_somebody_by_name_waits_for_the_morning() -> None:
    by_day = "P3: {calendar: berlin-office, response: 2h,  resolution: 16h,"
    day_and_night = sample.loaded((by_day, "P3: {calendar: always, response: 2h, resolution: 30h,"))
    async with open_desk("2026-10-27 10:00 CET", policy=day_and_night.policy) as desk:
        ref = await taken(desk)
        quiet(await desk.person("dana").answers(ref, "Please reconnect once."))
        await desk.until("2026-10-28 09:59 CET")
        warned = [one for one in desk.said if one.kind == "warning"]
        assert [(one.to, one.at) for one in warned] == [("triage:service-desk", instant("2026-10-28 09:00 CET"))]


async def test_7_a_p1_pages_the_on_call_at_night(desk: DeskHouse) -> None:
    await desk.until("2026-10-28 02:00 CET")
    await desk.person("mia").reports("P1", service="web-shop")
    assert [(one.kind, one.to, one.at) for one in desk.said] == [("page", "tomas", desk.now)]


# 8. Never unfurl or post private tickets.


async def test_8_a_private_tickets_number_in_a_channel_is_left_alone_as_one_that_is_none(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P4", service="security-report", title="Phishing mail from the bank")
    said = len(desk.said)
    quiet(await desk.person("dana").says_in("#it-help", ref))
    quiet(await desk.person("dana").says_in("#it-help", "INC-4711"))
    assert desk.said[said:] == []


async def test_8_nothing_of_a_private_ticket_is_said_outside_its_team_and_requester(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2", service="security-report", title="Phishing mail", home=HOME)
    quiet(await desk.person("felix").answers(ref, "Do not click."))
    await desk.until("2026-11-04 12:00 CET")
    allowed = {"requester", "message", "triage:security", "felix", "greta", "ciso"}
    assert {one.to for one in desk.said} <= allowed
    assert {one.notice.place for one in desk.said} <= {None, "slack:T1/C-sec-triage"}


# 9. Never post form answers marked sensitive.


async def test_9_private_answers_are_in_no_card_and_no_notice(desk: DeskHouse) -> None:
    hr = desk.person("hr.ops")
    ref = await hr.orders("offboarding", person=desk.person("jan.kolb").speaker, last_day="2026-11-30")
    quiet(await desk.person("felix").presses("claim", ref))
    assert "jan.kolb" not in " ".join(f"{one.text} {dict(one.facts)}" for one in desk.said)


# 10. Surveys are not asked today. 11. Never more than two direct messages per ticket and hour to one person.


def direct(kind: str, number: int, ref: str = "INC-1000", to: str = "dana") -> Notice:
    at = instant("2026-10-27 10:00 CET")
    return Notice(kind, ref, f"direct:{to}", f"key-{number}", at, at, {})


def test_11_the_third_direct_message_of_an_hour_waits() -> None:
    heard, now = Heard(), instant("2026-10-27 10:00 CET")
    for number in range(2):
        assert heard.until(direct("assigned", number), 2, now) is None
        heard = heard.then([direct("assigned", number)], now)
    assert heard.until(direct("assigned", 3), 2, now) == now + timedelta(hours=1)
    assert heard.until(direct("assigned", 3, ref="INC-1001"), 2, now) is None
    assert heard.until(direct("assigned", 3), 2, now + timedelta(hours=1)) is None


@pytest.mark.parametrize("kind", ["page", "step", "breach_direct", "update_due"])
async def test_11_escalations_wait_as_well_but_for_pages_of_a_p1(desk: DeskHouse, kind: str) -> None:
    heard, now = Heard(), instant("2026-10-27 10:00 CET")
    grave, other = [await desk.ticket(await desk.person("mia").reports(priority)) for priority in ("P1", "P2")]
    for number in range(2):
        heard = heard.then([direct(kind, number)], now)
    assert heard.until(direct(kind, 3), 2, now, other) == now + timedelta(hours=1)
    assert (heard.until(direct(kind, 3), 2, now, grave) is None) == (kind in ("page", "update_due"))


async def test_11_what_was_held_back_of_the_ladder_is_said_in_one_message(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    for whom in ("dana", "emre", "dana", "emre"):
        quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of(whom)))
        await desk.passes(minutes=1)
    await desk.until("2026-10-27 11:10 CET")
    told = [one for one in desk.said if one.to == "dana"]
    assert [one.line for one in told][:2] == [
        "2026-10-27 10:00 CET assigned dana", "2026-10-27 10:02 CET assigned dana",
    ]  # fmt: skip
    within = [one for one in told if one.line < "2026-10-27 11:00"]
    assert len(within) == 2
    assert {one.line[:16] for one in told[2:]} <= {"2026-10-27 11:00", "2026-10-27 11:02"}


# 12. Never answer other bots, never make a ticket of a bot message by emoji.


@pytest.mark.parametrize("command", ["create_by_emoji", "create_from_message"])
async def test_12_a_bots_message_is_made_into_no_ticket(desk: DeskHouse, command: str) -> None:
    where = Where("slack:T1/C-it-help", message="5.0")
    quoted = Quoted("Build failed", desk.person("mia").speaker, where, by_bot=True)
    mia = desk.person("mia")
    assert refused(await desk.hears(Press(mia.speaker, desk.now, "k", where, Action(command), quoted)))
    assert await desk.store.read(lambda tx: tx.count(Search())) == 0
    assert desk.said == []


@pytest.mark.parametrize("text", ["deploy done", "INC- 1000", "incident", "help", "@someone claim this"])
async def test_12_what_a_channel_says_to_nobody_is_not_answered(desk: DeskHouse, text: str) -> None:
    await desk.person("mia").reports()
    said = len(desk.said)
    reply: Reply = await desk.person("jan").says_in("#it-help", text)
    assert reply == Quiet()
    assert await desk.person("jan").says_in("#it-help", text, thread="66.0") == Quiet()
    assert desk.said[said:] == []


# 13. An empty digest is not sent.


async def test_13_a_team_without_open_tickets_gets_no_digest(desk: DeskHouse) -> None:
    assert await desk.desk.morning() == 0
    ref = await desk.person("mia").reports()
    await desk.until("2026-10-28 08:50 CET")
    assert await desk.desk.morning() == 1
    await desk.until("2026-10-28 09:00 CET")
    assert [one.to for one in desk.said if one.kind == "lead_digest"] == ["lena"]
    quiet(await desk.person("mia").presses("withdraw", ref))
    await desk.until("2026-10-29 08:50 CET")
    assert await desk.desk.morning() == 0


async def test_13_one_digest_a_day_however_often_it_is_asked_for(desk: DeskHouse) -> None:
    await desk.person("mia").reports()
    await desk.until("2026-10-28 08:50 CET")
    await desk.desk.morning()
    await desk.desk.morning()
    await desk.until("2026-10-28 12:00 CET")
    assert len([one for one in desk.said if one.kind == "lead_digest"]) == 1


# 14. On restart never replay: catch-up sends only the highest current notice.


async def test_14_after_an_outage_only_the_highest_notice_is_sent(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").answers(ref, "On it."))
    said = len(desk.said)
    await desk.jump("2026-10-29 11:00 CET")
    triage = [one.kind for one in desk.said[said:] if one.to == "triage:service-desk"]
    assert triage == ["breach"]
    assert [one.kind for one in desk.said[said:] if one.to == "dana"] == ["breach_direct"]
    assert all(one.facts["late"] for one in desk.said[said:] if one.kind in ("breach", "breach_direct"))


async def test_14_a_restart_says_nothing_again(desk: DeskHouse) -> None:
    await taken(desk)
    await desk.until("2026-10-29 11:00 CET")
    said = len(desk.said)
    assert await desk.adopt(None) == 1
    await desk.passes(minutes=30)
    assert desk.said[said:] == []


async def test_14_what_has_become_untrue_while_waiting_is_dropped(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    await desk.until("2026-10-27 20:00 CET")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("dana")))
    await desk.until("2026-10-28 09:00 CET")
    assert [one.to for one in desk.said if one.kind == "assigned"] == ["dana"]
    assert [one.to for one in desk.moot if one.kind == "assigned"] == ["emre"]
