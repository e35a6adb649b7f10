"""The sentences of the desk, word for word as the experience says them (times in full, as they fall back)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.presentation import sample
from adapters.presentation.gallery import example, presenter, ticket_for
from core.notifications.kinds import KINDS
from core.ports.outbox import FactValue
from core.processes.process import Metric
from core.tickets.ticket import Hold, Ticket
from core.ui.cards import Card
from core.ui.text import Run, flatten
from tests.presentation.drawing import labels, read

PRESENTER = presenter()
FIX_DUE = datetime(2026, 10, 28, 14, 30, tzinfo=UTC)


def says(
    kind: str, ticket: Ticket | None = None, address: str | None = None, now: datetime = sample.NOW, **facts: FactValue
) -> Card:
    notice = example(kind, address)
    return PRESENTER.notice(replace(notice, at=now, facts={**notice.facts, **facts}), ticket or ticket_for(kind), now)


def first(card: Card) -> str:
    return flatten(card.sections[0].body)


def bold(card: Card) -> list[str]:
    return [span.text for section in card.sections for span in section.body if isinstance(span, Run) and span.bold]


def test_a_new_incident_is_received_with_its_number_and_a_time() -> None:
    now = sample.NOW
    clock = sample.clock("response", due_at=now + timedelta(minutes=30), since=now)
    fresh = replace(sample.NEW, created_at=now, clocks=(clock,))
    card = says("requester_card", fresh, "requester", now)
    assert first(card) == ("Got it. Someone from Service Desk will answer by 12:00 CET. Add details here any time.")
    assert bold(card) == []


def test_outside_hours_the_receipt_says_when_the_desk_opens() -> None:
    card = says("requester_card", sample.NEW, "requester", sample.CREATED + timedelta(hours=6))
    assert first(card) == (
        "Got it. The desk opens Tue 27 Oct 09:00 CET; we answer by 09:30 CET."
        " If the whole company cannot work, choose Report as critical."
    )
    assert labels(card) == ["Add detail", "Withdraw", "Report as critical"]


def test_a_promise_of_every_hour_is_never_outside_hours() -> None:
    night = replace(sample.PAGED.clocks[0], due_at=sample.CREATED + timedelta(hours=7))
    card = says(
        "requester_card", replace(sample.PAGED, clocks=(night,)), "requester", sample.CREATED + timedelta(hours=6)
    )
    assert "The desk opens" not in read(card)
    assert "Report as critical" not in labels(card)


@pytest.mark.parametrize(
    ("kind", "metric", "done"),
    [
        *((kind, "response", "Answer") for kind in ("page", "step", "call", "assigned")),
        ("escalated", "resolution", "Fix"),
    ],
)
def test_what_should_have_been_done_by_now_was_due(kind: str, metric: Metric, done: str) -> None:
    due = sample.NOW + timedelta(minutes=5)
    ticket = replace(ticket_for(kind), clocks=(sample.clock(metric, due_at=due, since=sample.CREATED),))
    assert f"{done} by 11:35 CET." in first(says(kind, ticket, now=due - timedelta(minutes=1)))
    assert f"{done} was due 11:35 CET." in first(says(kind, ticket, now=due))


def test_a_receipt_never_promises_a_time_that_has_passed() -> None:
    card = says("requester_card", sample.NEW, "requester", sample.NOW)
    assert "09:30" not in first(card)
    assert "We are later with our answer than we promised" in first(card)


def test_a_claim_is_told_in_four_words() -> None:
    assert first(says("claimed")) == "Dana has taken this."


def test_a_question_says_that_the_ticket_waits() -> None:
    assert first(says("question")) == (
        "Dana needs one thing from you: Which VPN profile is selected, Berlin or Split?"
        " The ticket waits for your answer."
    )
    assert ": Which one. The ticket waits" in first(says("question", question="Which one"))


def test_the_first_reminder_names_the_date() -> None:
    closes = "2026-10-30T14:00:00+00:00"
    assert first(says("reminder", closes_at=closes)) == (
        "We still need your answer on INC-1042 (which VPN profile?). Without it we set it to resolved on"
        " Fri 30 Oct 15:00 CET."
    )


def test_no_two_reminders_have_the_same_text() -> None:
    closes = "2026-10-30T14:00:00+00:00"
    said = [
        first(says("reminder", count=count, closes_at=closes, now=sample.NOW + timedelta(days=day)))
        for count, day in ((1, 0), (2, 1), (3, 1))
    ]
    assert len(set(said)) == 3
    assert "we set it to resolved on Fri 30 Oct 15:00 CET" in said[1]


@pytest.mark.parametrize("kept", [None, "", "We had no answer to our question."])
def test_what_time_resolved_says_why_whether_or_not_an_older_desk_kept_the_sentence(kept: str | None) -> None:
    unanswered = replace(sample.RESOLVED, resolution_code="no_response", resolution_text=kept)
    watched = says("watched_resolved", unanswered, code="no_response", text=kept or "")
    drawn = [PRESENTER.notice(example(name), unanswered, sample.NOW) for name in ("triage_card", "requester_card")]
    for card in (watched, *drawn):
        assert read(card).count("We had no answer to our question.") == 1


def test_a_resolution_for_want_of_an_answer_says_the_way_back() -> None:
    card = says("resolved", code="no_response", closes_at="2026-11-04T14:00:00+00:00")
    assert first(card) == (
        "INC-1042 is set to resolved because we had no answer."
        " One click on No, still broken before Wed 4 Nov 15:00 CET brings it back."
    )
    assert "No, still broken" in labels(card)


def test_a_vendor_hold_names_the_vendor_their_case_and_the_next_news() -> None:
    card = says("vendor_hold", party="isp", until="2026-10-28T11:00:00+00:00")
    assert first(card) == ("TeleNord is looking at it (their case TN-881). Next news from us by Wed 28 Oct.")
    assert first(says("vendor_hold", reference=None, until=None)) == "TeleNord is looking at it."


def test_a_resolution_asks_whether_it_works_and_says_when_it_closes() -> None:
    card = says(
        "resolved", text="the VPN profile was reissued; please reconnect once", closes_at="2026-10-29T15:00:00+00:00"
    )
    assert first(card) == (
        "We think INC-1042 is fixed: the VPN profile was reissued; please reconnect once. Does it work?"
    )
    assert flatten(card.sections[1].body) == "Closes by itself Thu 29 Oct 16:00 CET unless you press No, still broken."
    assert labels(card) == ["Yes, it works", "No, still broken"]
    assert "fixed: Reconnect. Does it work?" in first(says("resolved", text="Reconnect."))


def test_after_the_yes_the_sentence_stays_and_a_small_line_takes_its_buttons_place() -> None:
    card = says("settled", sample.CLOSED)
    assert first(card) == "We think INC-1042 is fixed: the VPN profile was reissued. Does it work?"
    assert [(flatten(one.body), one.muted) for one in card.sections[1:]] == [("Great, closed.", True)]
    assert labels(card) == []
    old = says("settled", sample.CLOSED, text=None, code=None, closes_at=None)
    assert first(old) == "Does it work?"


def test_words_after_the_end_are_asked_about_by_the_day_on_which_it_ended() -> None:
    card = says("follow_up_question", sample.CLOSED, closed_at="2026-10-29T15:00:00+00:00")
    assert first(card) == "INC-1042 was closed on Thu 29 Oct. Is it broken again?"
    assert labels(card) == ["Open a follow-up", "Just a comment"]


def test_a_reply_to_a_resolved_ticket_is_asked_about() -> None:
    card = says("reopen_question")
    assert first(card) == "Is it still broken?"
    assert labels(card) == ["Reopen INC-1042", "Just a comment"]


def test_reopening_buttons_are_gone_once_it_is_closed() -> None:
    for kind in ("resolved", "reopen_question"):
        assert labels(says(kind, sample.CLOSED)) == []


def test_a_warning_in_the_thread_pings_and_names_the_fix_time() -> None:
    card = says("warning", to=(sample.EMRE,), due_at=FIX_DUE.isoformat())
    assert (
        first(card) == "@Emre ⚠ INC-1042 needs a fix by Wed 28 Oct 15:30 CET; less than a quarter of its time is left."
    )
    assert labels(card) == ["Set hold", "Update requester"]


def test_a_warning_of_the_answer_says_answer() -> None:
    now = datetime(2026, 10, 27, 8, 2, tzinfo=UTC)
    due = sample.NEW.clocks[0].due_at
    assert due is not None
    card = says("warning", sample.NEW, now=now, threshold="response:75", due_at=due.isoformat())
    assert first(card) == (
        "@Dana ⚠ INC-1042 needs an answer by Tue 27 Oct 09:30 CET; less than a quarter of its time is left."
    )
    assert labels(card) == ["Claim", "Update requester"]


def test_the_last_warning_comes_directly_and_short() -> None:
    now = FIX_DUE - timedelta(hours=1, minutes=36)
    card = says("warning_direct", due_at=FIX_DUE.isoformat(), now=now)
    assert first(card) == "⚠ INC-1042 is due Wed 28 Oct 15:30 CET; less than a tenth of its time is left."


@pytest.mark.parametrize("kind", ["breach", "breach_direct"])
def test_a_breach_says_who_since_when_and_what_next_once(kind: str) -> None:
    card = says(kind, now=FIX_DUE)
    assert first(card) == (
        "🔴 INC-1042 passed its fix time (Wed 28 Oct 15:30 CET). Assigned to Emre, in progress since"
        " Fri 23 Oct 15:41 CEST. Next: tell Mia a new time or hand over."
    )
    assert labels(card)[:2] == ["Update requester", "Transfer"]


def test_a_breach_of_the_answer_says_answer_time() -> None:
    said = first(says("breach", sample.NEW, metric="response", due_at="2026-10-27T08:30:00+00:00"))
    assert said.startswith("🔴 INC-1042 passed its answer time (Tue 27 Oct 09:30 CET). Nobody has it.")


@pytest.mark.parametrize("kind", ["breach", "breach_direct"])
@pytest.mark.parametrize("metric", ["response", "resolution"])
def test_a_breach_does_not_say_of_itself_that_nothing_follows_since_the_other_promise_may_break(
    kind: str, metric: str
) -> None:
    assert "only" not in first(says(kind, metric=metric))


def test_a_breach_that_was_noticed_late_says_so() -> None:
    said = first(says("breach", due_at="2026-10-28T12:00:00+00:00", late="2026-10-28T12:20:00+00:00"))
    assert "(due 13:00 CET, noticed 13:20 CET after an outage)" in said


def test_a_delay_is_told_honestly_with_a_new_time() -> None:
    assert first(says("delay", estimate="2026-10-28T16:00:00+00:00")) == (
        "INC-1042 is taking longer than we promised. Emre is still on it;"
        " we expect a fix by 17:00 CET. We write here as soon as there is news."
    )


@pytest.mark.parametrize("taken", [sample.NEW, sample.WORKING])
@pytest.mark.parametrize("metric", ["response", "resolution"])
@pytest.mark.parametrize("estimate", ["2026-10-28T16:00:00+00:00", None])
def test_a_delay_promises_no_message_at_a_time_that_nothing_keeps(
    taken: Ticket, metric: str, estimate: str | None
) -> None:
    said = first(says("delay", taken, metric=metric, estimate=estimate))
    assert "again by" not in said
    assert said.endswith("e write here as soon as there is news.")


def test_a_raise_says_why_by_whom_and_the_new_time() -> None:
    due = datetime(2026, 10, 21, 15, 0, tzinfo=UTC)
    clock = sample.clock("resolution", calendar="always", due_at=due)
    raised = replace(sample.WORKING, clocks=(clock,))
    card = says(
        "raised", raised, now=due - timedelta(hours=1), reason="impact changed to whole company", due_at=due.isoformat()
    )
    assert first(card) == (
        "Priority is now P1 (was P3), says Lena: impact changed to whole company."
        " New fix time 17:00 CEST (1 h, minimum after a raise)."
    )


def test_a_page_says_what_who_until_when_and_when_the_next_are_paged() -> None:
    card = says("page")
    assert first(card) == "📟 P1 INC-1051 Web shop checkout down. You are on call (Infra). Answer by 11:42 CET."
    assert flatten(card.sections[1].body) == "The next are paged 11:32 CET, unless somebody answers."
    assert labels(card) == ["Ack", "Open"]


def test_a_page_of_the_lead_names_who_was_tried() -> None:
    card = says("page", address=f"direct:{sample.OMAR}", minutes=10, tried=(sample.DANA, sample.EMRE), next_at=None)
    assert (
        "INC-1051 Web shop checkout down has had no answer since 11:27 CET (tried: Dana, Emre). You are the lead."
    ) in first(card)


def test_a_page_never_calls_somebody_from_elsewhere_on_call() -> None:
    said = first(says("page", address=f"direct:{sample.MIA}"))
    assert "on call" not in said
    assert "lead" not in said


def test_nobody_answered_is_said_with_its_numbers() -> None:
    card = says("nobody_answered", tried=(sample.DANA, sample.LENA, sample.EMRE, sample.OMAR))
    assert first(card) == "INC-1051: 4 people tried in 1 h 20 min, nobody acknowledged."


def test_the_lead_digest_is_one_line() -> None:
    card = says("lead_digest", due=("INC-1042 11:30", "INC-1040 15:00"))
    assert first(card) == (
        "Service Desk: 14 open · 2 due today (INC-1042 11:30, INC-1040 15:00) · 2 overdue"
        " (INC-1040 Mon 26 Oct 15:00 CET and 1 more) · 3 waiting for users · on call: Dana"
        " · away: Lena until Sat 31 Oct 00:00 CET"
    )


def test_somebody_who_could_not_be_reached_is_named() -> None:
    assert first(says("undelivered")) == "I could not reach Lena by DM (page); Dana was told."


@pytest.mark.parametrize("what", [kind for kind, one in KINDS.items() if not one.acts])
def test_what_was_lost_is_named_in_words(what: str) -> None:
    said = first(says("undelivered", what=what))
    assert "_" not in said
    assert "(" in said, f"{what}.html has no block lost"


def test_what_was_lost_of_a_kind_that_nobody_knows_any_more_is_not_named() -> None:
    assert first(says("undelivered", what="coffee_is_ready")) == "I could not reach Lena by DM; Dana was told."


def test_a_follow_up_links_both() -> None:
    followed = replace(sample.NEW, ref="INC-1077", follow_up_of="INC-1042")
    card = says("requester_card", followed)
    assert first(card).startswith("INC-1077 follows up on INC-1042. We ")


@pytest.mark.parametrize(
    ("ticket", "state"),
    [
        (sample.NEW, "Waiting for someone to pick this up"),
        (replace(sample.WORKING, assignee=sample.DANA), "Dana is working on it"),
        (sample.ASKING, "Waiting for you"),
        (sample.AT_VENDOR, "Waiting for TeleNord, next news Thu 29 Oct"),
        (sample.RESOLVED, "We think this is fixed"),
        (sample.CLOSED, "Closed"),
        (replace(sample.AT_VENDOR, hold=Hold("vendor", sample.NOW)), "Waiting for our supplier"),
    ],
)
def test_a_requester_reads_the_state_in_plain_words(ticket: Ticket, state: str) -> None:
    card = says("requester_card", ticket, "requester")
    assert f"State: {state}" in read(card).split("\n")


def test_a_notice_of_no_ticket_is_said_all_the_same() -> None:
    card = PRESENTER.notice(replace(example("lead_digest"), ticket=None), None, sample.NOW)
    assert card.summary.startswith("Service Desk: 14 open")
    assert card.ticket is None


def test_facts_that_went_through_a_database_are_read_the_same() -> None:
    stored = replace(example("relay"), facts={**example("relay").facts, "files": ["log.txt|https://files.example/1"]})  # type: ignore[dict-item]
    card = PRESENTER.notice(stored, sample.WORKING, sample.NOW)
    assert flatten(card.sections[1].body) == "📎 log.txt"


def test_outside_its_thread_a_failed_ping_names_the_ticket() -> None:
    assert first(says("undelivered", address="admins")).startswith("INC-1042: I could not reach Lena by DM")


def test_what_was_said_keeps_its_styles_and_stays_words() -> None:
    said = "Run <b>ls</b> & *go*\nif a:\n    b()"
    body = says("relay", text=said, styles=("4-13 code bold", "14-15 strike", "21-34 pre")).sections[0].body
    assert flatten(body).endswith(f"Mia Feld: {said}")
    assert body[-5:] == (
        Run("<b>ls</b>", bold=True, code=True),
        Run(" "),
        Run("&", strike=True),
        Run(" *go*\n"),
        Run("if a:\n    b()", pre=True),
    )


def test_a_card_says_once_what_stands_in_its_title_and_begins_its_description() -> None:
    said = "The VPN drops every five minutes"
    for title, words, body in [
        (said, said, said),
        (said, f"{said}\nsince Monday.", f"{said}\nsince Monday."),
        ("The VPN drops …", said, "The VPN drops …\n… every five minutes"),
        (said, "Since Monday.", f"{said}\nSince Monday."),
        ("The VPN", said, f"The VPN\n{said}"),
    ]:
        assert first(says("triage_card", replace(sample.NEW, title=title, description=words))) == body
