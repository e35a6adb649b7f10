"""Typed lines: tickets before and after the command, free text left alone, mentions that cannot be forged."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.hours import Duration
from core.errors import Refusal
from core.phrases import phrase
from core.ui.grammar import (
    MentionPart,
    Typed,
    did_you_mean,
    find_ticket_refs,
    parse,
    parse_duration,
    parse_ticket,
    take_key,
    take_word,
)
from core.ui.text import trim

WORDS = {
    "claim": "claim",
    "take": "claim",
    "note": "note",
    "ask": "ask",
    "hold": "hold",
    "prio": "priority",
    "transfer": "transfer",
    "merge": "merge",
    "link": "link",
    "resolve": "resolve",
    "assign": "assign",
    "override": "override",
    "reapply": "reapply",
    "admin": "admin",
    "admin items": "catalogue",
    ">>": "reply",
}
BERLIN = "Europe/Berlin"
FRIDAY = datetime(2026, 10, 23, 15, 30, tzinfo=ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("line", "command", "ticket", "words"),
    [
        ("claim", "claim", None, ""),
        ("Claim!", "claim", None, ""),
        ("take", "claim", None, ""),
        ("INC-1042 claim", "claim", "INC-1042", ""),
        ("claim INC-1042", "claim", "INC-1042", ""),
        ("claim inc 1042", "claim", "INC-1042", ""),
        ("inc1042: claim", "claim", "INC-1042", ""),
        ("Chg-0077 note done", "note", "CHG-77", "done"),
        ("resolve INC-1042 new cable", "resolve", "INC-1042", "new cable"),
        ("INC-1042 merge INC-1039", "merge", "INC-1042", "INC-1039"),
        ("link caused CHG-77", "link", None, "caused CHG-77"),
        ("hold vendor TN-881 2026-10-28", "hold", None, "vendor TN-881 2026-10-28"),
        ("note: she said\n  line two", "note", None, "she said\n  line two"),
        (">> we are on it", "reply", None, "we are on it"),
        (">>we are on it", "reply", None, "we are on it"),
        ("admin items", "catalogue", None, ""),
        ("ADMIN  Items laptop", "catalogue", None, "laptop"),
        ("admin roles", "admin", None, "roles"),
        ("log in fails", None, None, "log in fails"),
        ("INC-1042", None, "INC-1042", ""),
        ("INC-1042 hello", None, "INC-1042", "hello"),
        ("", None, None, ""),
        ("   \n ", None, None, ""),
    ],
)
def test_a_line_is_a_ticket_a_command_and_words(line, command, ticket, words):
    typed = parse(line, WORDS)
    assert (typed.command, typed.ticket, typed.words) == (command, ticket, words)


def test_a_command_can_tell_whether_the_ticket_came_first():
    assert parse("INC-1042 merge INC-1039", WORDS).ticket_leads
    merge = parse("merge INC-1039 please", WORDS)
    assert not merge.ticket_leads
    assert (merge.ticket, merge.words, merge.rest) == ("INC-1039", "please", "INC-1039 please")


def test_an_unknown_first_word_is_kept_for_did_you_mean():
    assert parse("clami INC-1042", WORDS).unknown == "clami"
    assert parse("clami: now", WORDS).unknown == "clami"
    assert parse("INC-1042 clami", WORDS).unknown == "clami"
    assert parse("INC-1042", WORDS).unknown is None
    assert parse("claim", WORDS).unknown is None
    assert parse('"claim"', WORDS).command is None


def test_quoted_text_is_one_argument_and_stays_quoted_in_the_words():
    typed = parse('transfer "business apps" \u201cneeds SAP\u201d now', WORDS)
    assert typed.arguments == ("business apps", "needs SAP", "now")
    assert typed.words == 'transfer "business apps" \u201cneeds SAP\u201d now'.removeprefix("transfer ")
    assert parse('note a 5" disk and "unclosed', WORDS).arguments == ("a", '5"', "disk", "and", '"unclosed')


def test_flags_are_found_but_free_text_is_left_alone():
    typed = parse("reapply --Dry-Run team", WORDS)
    assert (typed.flags, typed.arguments) == (frozenset({"dry-run"}), ("team",))
    note = parse('note use "--force" -- or --yes', WORDS)
    assert note.words == 'use "--force" -- or --yes'
    assert note.flags == {"yes"}


def test_a_mention_is_a_person_and_reads_as_one_in_the_words():
    typed = parse(["assign INC-1042 ", MentionPart("emre.aydin@nordlicht.example"), ", please"], WORDS)
    assert typed.ticket == "INC-1042"
    assert typed.mentions == ("emre.aydin@nordlicht.example",)
    assert typed.arguments == (MentionPart("emre.aydin@nordlicht.example"), ",", "please")
    assert typed.words == "@emre.aydin@nordlicht.example, please"


def test_mentions_keep_their_order_and_each_counts_once():
    typed = parse(["note ", MentionPart("b"), MentionPart("a"), " ", MentionPart("b")], WORDS)
    assert typed.mentions == ("b", "a")


def test_a_mention_is_never_a_command():
    assert parse([MentionPart("claim"), " claim"], WORDS).command is None
    assert parse([MentionPart("claim")], {"@claim": "claim"}).command is None


def test_a_mention_typed_by_hand_or_forged_with_private_characters_is_only_text():
    for forged in ("assign @emre", "assign \ue0000\ue001", "assign \ue0007\ue001 x"):
        assert parse(forged, WORDS).mentions == ()
    assert parse(["assign ", MentionPart("a"), " \ue0000\ue001"], WORDS).mentions == ("a",)


@given(
    st.lists(
        st.text(max_size=30)
        | st.sampled_from(["claim ", "INC-1042 ", '"', "--x "]).map(str)
        | st.builds(MentionPart, st.text(max_size=8)),
        max_size=6,
    )
)
def test_no_line_breaks_the_grammar_and_only_real_mentions_are_people(parts):
    typed = parse(parts, WORDS)
    assert set(typed.mentions) <= {each.person for each in parts if isinstance(each, MentionPart)}
    assert typed.command is None or typed.command in WORDS.values()
    assert typed.words == trim(typed.words)
    assert typed.rest.endswith(typed.words)


@given(st.text(st.characters(exclude_characters="\ue000\ue001", codec="utf-8"), max_size=80))
def test_free_text_arrives_as_it_was_typed(text):
    assert parse(f"ask INC-1 {text}", WORDS).words.split() == text.split()


@given(st.text(max_size=30))
def test_every_line_is_a_typed_line(text):
    assert isinstance(parse(text, {}), Typed)
    assert parse(text, {}, prefixes=()).ticket is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INC-1042", "INC-1042"),
        ("inc 1042", "INC-1042"),
        ("INC1042", "INC-1042"),
        ("#inc-1042.", "INC-1042"),
        ("INC\u20111042", "INC-1042"),
        ("inc\u20131042", "INC-1042"),
        ("REQ-0007", "REQ-7"),
        ("TN-881", None),
        ("1042", None),
        ("INC-1042x", None),
        ("INC-", None),
        ("INC-\u0661", None),
        ("INC-12345678901", None),
    ],
)
def test_a_ticket_number_as_an_argument_is_read_leniently(text, number):
    assert parse_ticket(text) == number


def test_ticket_numbers_in_prose_need_their_hyphen_and_their_edges():
    text = (
        "see inc-1042, (CHG-77) and INC-1042 again; not XINC-1, INC-5x, inc 9, INC7, re-INC-3 or #inc-1060-vpn. REQ-5."
    )
    assert find_ticket_refs(text) == ["INC-1042", "CHG-77", "REQ-5"]
    assert find_ticket_refs("HELP-1 INC-2", ("HELP",)) == ["HELP-1"]
    assert find_ticket_refs("INC-2 anything", ()) == []


def test_did_you_mean_offers_at_most_three_canonical_names():
    assert did_you_mean("clame", WORDS) == ["claim"]
    assert did_you_mean("RESOLV", WORDS) == ["resolve"]
    assert did_you_mean("xyzzy", WORDS) == []
    assert did_you_mean("", WORDS) == []
    assert len(did_you_mean("aaa1", ["aaa2", "aaa3", "aaa4", "aaa5"])) == 3
    assert did_you_mean("tak", WORDS)[0] == "claim"


def test_a_word_is_taken_off_the_front():
    assert take_word("infra the line  is down") == ("infra", "the line  is down")
    assert take_word('  "business apps" SAP') == ("business apps", "SAP")
    assert take_word("\u201ca b\u201d c") == ("a b", "c")
    assert take_word("  ") == ("", "")


@pytest.mark.parametrize(
    "team", ["business-apps", "Business Apps", "business_apps", '"Business  Apps"', "“business-apps”"]
)
def test_a_key_is_taken_off_the_front_as_it_is_kept_or_as_people_read_it(team: str):
    keys = ("business", "business-apps", "infra")
    assert take_key(f'{team} "SAP"  is down', keys) == ("business-apps", '"SAP"  is down')
    assert take_key(team, keys) == ("business-apps", "")


def test_a_key_that_is_only_a_part_of_a_word_or_stands_later_is_none():
    keys = ("business-apps", "infra")
    assert take_key("infrared is down", keys) == ("infrared", "is down")
    assert take_key("infra-two down", keys) == ("infra-two", "down")
    assert take_key("ask infra", keys) == ("ask", "infra")
    assert take_key("", keys) == ("", "")


def test_durations_are_read_as_everywhere_else():
    assert parse_duration("25m") == Duration(25, "m")


def test_a_refusal_is_a_code_and_data_that_a_presenter_words():
    refusal = Refusal("too_short", field="title", least=8)
    assert (refusal.code, refusal.field, refusal.phrase) == ("too_short", "title", phrase("too_short", least=8))
    assert Refusal("no").field is None
